package app

import "sallyport/workflow/sealed"

// Intent is something the user wants, from a window or a terminal.
type Intent interface{ intent() }

// The intents. Ids that no longer exist are ignored.
type (
	// SignIn signs in with a password. Password is the app's to wipe.
	SignIn struct {
		Server, User, Domain string
		Password             sealed.Secret
		OTP                  sealed.Secret
		Remember             bool
	}
	// SignInDemo signs in as a user of the embedded demo vault.
	SignInDemo struct{ User string }
	// SignOut revokes the token and forgets it.
	SignOut struct{}
	// Expand lists a folder if it has not been listed.
	Expand struct{ FolderID int }
	// Refresh lists what is open again and re-reads the selected secret.
	Refresh struct{}
	// Search looks for secrets; "" shows the tree again.
	Search struct{ Text string }
	// Select shows a secret; it changes nothing on the vault.
	Select struct{ SecretID int }
	// SelectPath shows the secret of that name in that folder (\Folder\Name).
	SelectPath struct{ Path string }
	// Connect goes the whole way in. Comment answers PaneView.Ask, if it asks.
	Connect struct {
		SecretID int
		Comment  string
	}
	// CheckOutOnly goes the way in without starting a session.
	CheckOutOnly struct {
		SecretID int
		Comment  string
	}
	// Cancel stops the way in of a secret, wherever it is before its client runs.
	Cancel struct{ SecretID int }
	// AskExtend opens the extend dialog.
	AskExtend struct{ SecretID int }
	// Extend answers it.
	Extend struct {
		PromptID int
		Minutes  int
		Reason   string
	}
	// CheckIn gives the secret back now.
	CheckIn struct{ SecretID int }
	// Keep chooses whether the check-out outlives its last session.
	Keep struct {
		SecretID int
		Keep     bool
	}
	// End ends a session, or dismisses one that failed.
	End struct{ SessionID string }
	// Answer answers a yes-or-no prompt (host key).
	Answer struct {
		PromptID int
		Yes      bool
	}
	// Dismiss closes a prompt without an answer, or the banner with PromptID 0.
	Dismiss struct{ PromptID int }
	// OpenInBrowser shows the secret's own page in the user's browser.
	OpenInBrowser struct{ SecretID int }
	// Quit asks to close; with check-outs held it opens the quit prompt first.
	Quit struct{}
	// QuitNow answers the quit prompt.
	QuitNow struct {
		PromptID int
		How      QuitHow
	}
)

// QuitHow is what happens to check-outs when the app closes.
type QuitHow string

// The answers to the quit prompt.
const (
	QuitCheckIn QuitHow = "check-in"
	QuitKeep    QuitHow = "keep"
)

func (SignIn) intent()        {}
func (SignInDemo) intent()    {}
func (SignOut) intent()       {}
func (Expand) intent()        {}
func (Refresh) intent()       {}
func (Search) intent()        {}
func (Select) intent()        {}
func (SelectPath) intent()    {}
func (Connect) intent()       {}
func (CheckOutOnly) intent()  {}
func (Cancel) intent()        {}
func (AskExtend) intent()     {}
func (Extend) intent()        {}
func (CheckIn) intent()       {}
func (Keep) intent()          {}
func (End) intent()           {}
func (Answer) intent()        {}
func (Dismiss) intent()       {}
func (OpenInBrowser) intent() {}
func (Quit) intent()          {}
func (QuitNow) intent()       {}
