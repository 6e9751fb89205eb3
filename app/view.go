package app

// View is everything a window or a terminal may show, as plain values. The
// app publishes a new one after each event; a projection draws it and keeps
// no state of its own. No sealed value is reachable from it. Slices and
// pointers in it are immutable snapshots.
type View struct {
	Screen Screen
	Demo   bool
	Vaults []VaultView // one at least
	Vault  VaultKey    // whose secret is shown
	Server string      // its URL
	User   string      // who is signed in there
	SignIn SignInView

	Search SearchView // over all vaults
	InTree InTreeView

	Pane      PaneView
	KnowsMine bool               // the vault has been asked what this user holds
	CheckOuts []CheckOutView     // held by this user, soonest end first: the header's chips
	Sessions  []SessionView      // the dock, oldest first
	Beside    SessionsView       // the list of all, and those that just ended
	Tickets   []TicketSystemView // the default first; empty until a secret demands one
	Quiet     string             // the name of a secret just checked in by itself; QuietKind says how
	QuietKind QuietKind

	Settings SettingsView
	Sections SectionsView
	Folder   FolderView

	VaultPage VaultPageView

	Inbox   InboxView
	History HistoryView
	Held    HeldView
	Batch   BatchView
	MFA     *MFAView    // the challenge in its own window; nil: none
	Prompt  *PromptView // the one open question that needs its own dialog; nil: none
	Banner  Problem     // something about the app itself: offline, journal not writable, recovered
	Notice  Notice      // the last desktop notification; a new Seq means: send it
	Closing bool        // the app has finished; the projection must close
	Behind  Behind      // ScreenLocked: what goes on behind it
}

// Screen is which page the window shows.
type Screen string

// The screens of this slice.
const (
	ScreenSignIn Screen = "sign-in"
	ScreenMain   Screen = "main"
	ScreenLocked Screen = "locked" // nothing is shown but the way to open it
)

// SignInView is the sign-in page.
type SignInView struct {
	Server    string // filled in: from the command line or the last time
	User      string
	Domain    string // as it was typed the last time
	Remember  bool
	Busy      bool
	Problem   Problem
	DemoUsers []DemoUser // demo only: one button each signs in at once
	Key       VaultKey   // whose page it is; one that is added has a new one
	Back      bool       // there are vaults to go back to
	Left      Behind     // of earlier runs and of who signed out: it waits for its user
}

// Behind is what goes on while nobody is signed in to look at it.
type Behind struct{ CheckOuts, Sessions int }

// DemoUser is a user of the embedded demo vault.
type DemoUser struct{ Name, Role string }
