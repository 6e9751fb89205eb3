package app

import (
	"time"
)

// TreeView is the folder tree as far as it has been listed. Version changes with any content.
type TreeView struct {
	Version  int
	Root     []Row // children of the vault itself
	Children map[int]FolderRows
}

// FolderRows is what one folder holds.
type FolderRows struct {
	Rows    []Row
	Loading bool
	Problem Problem
	More    int       // secrets that exist beyond those listed
	From    time.Time // the rows were listed then, by an earlier run; zero: by this one
	Today   bool      // From is on the day on which it was recalled
}

// Row is one line of the tree or of search results. Folders and secrets have separate id spaces.
type Row struct {
	Vault    VaultKey // of a result; a tree's rows are all of its vault
	ID       int
	Folder   bool
	Name     string
	Path     string // folder path, for results
	Template string
	Kind     string // "ssh", "rdp", "" unknown
	Badge    Badge
	Holder   string // BadgeHeld
	Host     string // as far as known, for results
	User     string
	Marks    Marks     // of a result: which letters matched
	CheckOut bool      // a secret that is checked out before it is used
	Guess    bool      // of a result: it matches with a typing error only
	Opened   time.Time // of a recent one: when it was opened in this run; zero: in an earlier one
}

// Marks says of each letter of a row's texts whether it matched: one byte a
// letter, 'x' for one that did and '.' for one that did not; "": none did.
type Marks struct{ Name, Host, User, Template, Path string }

// Badge is the one word at the right of a secret's row. A running check-out
// of ours is not a Badge: the row shows its time, from View.CheckOuts.
type Badge string

// Badges, from the flags the vault lists.
const (
	BadgeNone     Badge = ""
	BadgeComment  Badge = "comment"
	BadgeCheckOut Badge = "check-out"
	BadgeApproval Badge = "approval"
	BadgeLock     Badge = "quantum-lock"
	BadgeMFA      Badge = "mfa" // where the secret's state has been read: no list tells
	BadgeHeld     Badge = "held"
	BadgeSync     Badge = "out-of-sync" // the password was to be changed, and the machine did not take it
	BadgeBeat     Badge = "heartbeat"   // the vault has tried the password, and the machine did not take it
)

// SearchView is the search box and what was found.
type SearchView struct {
	Text    string // "" : the tree shows
	Busy    bool   // the vault has not answered yet: Rows are what was listed before
	Version int
	Rows    []Row // those that stand there keep their place when the vault answers
	Total   int   // how many match, as far as is known; Rows may be fewer
	Offline bool  // the vault is not asked: Rows are what was listed before
	Problem Problem
}
