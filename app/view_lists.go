package app

import (
	"time"

	"sallyport/workflow"
)

// HeldView is who has what checked out, this user's own first.
type HeldView struct {
	Folder  string // that it is about, with what is below; "": all
	Open    bool
	Busy    bool
	Version int
	Rows    []HeldRow
	Total   int // how many there are on the vault; Rows may be fewer
	Problem Problem
}

// HeldRow is one check-out.
type HeldRow struct {
	Vault    VaultKey
	SecretID int
	Name     string
	Path     string
	Holder   string
	Mine     bool
	Minutes  int // left, rounded down; -1: not asked for
	MayForce bool
}

// HistoryView is the timeline of one secret: the vault's audit and what this program did.
type HistoryView struct {
	SecretID int // 0: not shown
	Seq      int // another one with each opening
	Busy     bool
	Rows     []HistoryRow // the newest first
	Problem  Problem
}

// HistoryRow is one thing that happened.
type HistoryRow struct {
	At     time.Time
	Who    string
	What   string // the vault's word, or of Ours the name of the step
	Note   string // the vault's, or of Ours what came of it
	Ticket string
	Past   bool // not of this year
	Ours   bool // from this machine's trail
}

// InboxView is what others ask this user to allow, the oldest first.
type InboxView struct {
	Open    bool
	Busy    bool
	Version int
	Rows    []RequestView
	Problem Problem
}

// RequestView is one access request.
type RequestView struct {
	Vault     VaultKey
	ID        int
	SecretID  int
	Secret    string
	Requester string
	Status    workflow.RequestStatus
	Reason    string
	Ticket    string
	Asked     time.Time
	From      time.Time
	Until     time.Time
	Reviewers string // who is asked, by name
	DecidedBy string
	Response  string // the approver's words
	MayDecide bool   // by this user
	Busy      bool
	Problem   Problem
}
