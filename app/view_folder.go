package app

import "time"

// FolderView is what one folder holds, as a table in the place of the pane.
type FolderView struct {
	Open    bool
	Vault   VaultKey
	ID      int     // 0: the vault itself
	Seq     int     // another one with each opening
	Above   []Crumb // the vault, the folders on the way, and the folder itself
	At      FolderAt
	Version int         // changes with Rows
	Rows    []FolderRow // an immutable snapshot: folders, then secrets, in the order of Table
	Folders int         // of Rows
	Secrets int         // of Rows
	Total   int         // secrets there are; Rows may hold fewer
	Loading bool        // more is on its way
	Sorting bool        // Rows are in the order of before
	From    time.Time   // Rows were listed then, by an earlier run; zero: by this one
	Today   bool        // From is on the day on which it was recalled
	Problem Problem     // why it is not known what is there, or not all of it
	Table   FolderTable
}

// Crumb is one folder on the way to another. ID 0 is the vault.
type Crumb struct {
	ID   int
	Name string
}

// FolderAt is the row that the cursor begins at. ID 0: the first.
type FolderAt struct {
	Folder bool
	ID     int
}

// FolderRow is a folder or a secret. What the vault's list did not tell is
// empty: nothing is asked about a single row.
type FolderRow struct {
	Row
	Demands  Demands
	Beat     Beat
	Accessed time.Time // when this user last opened it, as far as the vault and this machine know
}

// Demands is what a secret asks before it opens. MFA: where its state has been
// read, as no list tells.
type Demands struct{ Comment, CheckOut, MFA, Lock, Approval bool }

// Beat is what became of the vault's last try of a password on its machine.
type Beat string

// The outcomes of a try.
const (
	BeatUnknown Beat = "" // the list did not tell
	BeatWorks   Beat = "works"
	BeatFailed  Beat = "failed"
	BeatLocked  Beat = "locked"  // the machine has locked the account
	BeatAway    Beat = "away"    // the machine was not reached
	BeatPending Beat = "pending" //
	BeatOff     Beat = "off"     // nothing is tried
	BeatNothing Beat = "no-result"
)

// Beats lists every outcome, for the test that holds each to a word.
var Beats = []Beat{BeatUnknown, BeatWorks, BeatFailed, BeatLocked, BeatAway, BeatPending, BeatOff, BeatNothing}

// Column is one column of a folder's table.
type Column string

// The columns.
const (
	ColumnName     Column = "name"
	ColumnHost     Column = "host"
	ColumnUser     Column = "user"
	ColumnTemplate Column = "template"
	ColumnWorkflow Column = "workflow"
	ColumnBeat     Column = "heartbeat"
	ColumnAccessed Column = "accessed"
)

// Columns lists them all.
var Columns = []Column{ColumnName, ColumnHost, ColumnUser, ColumnTemplate, ColumnWorkflow, ColumnBeat, ColumnAccessed}

// FolderTable is how the tables of all folders look.
type FolderTable struct {
	Columns []FolderColumn // as they stand: the name first, always
	By      Column
	Down    bool // By is backwards
}

// FolderColumn is a column that is shown.
type FolderColumn struct {
	Column Column
	Width  int // in the toolkit's measure; 0: as it comes
}
