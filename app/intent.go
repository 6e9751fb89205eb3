package app

import (
	"strings"
	"time"

	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

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
	// SignInToken signs in with a token made in the browser; it is the app's to wipe.
	SignInToken struct {
		Server string
		Token  sealed.Secret
	}
	// OpenTokenPage shows in the browser where such a token is made.
	OpenTokenPage struct{ Server string }
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
	// Connect goes the whole way in. Given answers PaneView.Ask, if it asks.
	Connect struct {
		SecretID int
		Given    Given
	}
	// CheckOutOnly goes the way in without starting a session.
	CheckOutOnly struct {
		SecretID int
		Given    Given
	}
	// ChooseLauncher takes another of the secret's launchers, and remembers it.
	ChooseLauncher struct{ SecretID, LauncherID int }
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
	// Reconnect opens a session anew that failed, with what the vault holds now.
	Reconnect struct{ SessionID string }
	// End ends a session, or dismisses one that failed.
	End struct{ SessionID string }
	// Answer answers a yes-or-no prompt (host key).
	Answer struct {
		PromptID int
		Yes      bool
	}
	// Dismiss closes a prompt without an answer, or the banner with PromptID 0.
	Dismiss struct{ PromptID int }
	// OpenInBrowser shows the secret's own page in the user's browser, and
	// with SecretID 0 the vault's.
	OpenInBrowser struct{ SecretID int }
	// OpenTicket shows a ticket in the user's browser, where its system has a page for it.
	OpenTicket struct {
		System int
		Number string
	}
	// Quit asks to close; with check-outs held it opens the quit prompt first.
	Quit struct{}
	// CancelRequest takes back the user's pending access request for a secret.
	CancelRequest struct{ SecretID int }
	// EditRequest asks for other times instead.
	EditRequest struct {
		SecretID    int
		From, Until time.Time
	}
	// NotifyWhenFree chooses whether the user is told when nobody holds the secret any more.
	NotifyWhenFree struct {
		SecretID int
		On       bool
	}
	// AskForce asks whether another user's check-out shall be ended; Answer answers.
	AskForce struct{ SecretID int }
	// ShowInbox opens or closes the approvals inbox.
	ShowInbox struct{ Open bool }
	// Decide approves, with the times that were asked for or others, or denies.
	Decide struct {
		RequestID   int
		Approve     bool
		Response    string
		From, Until time.Time // zero Until: as asked for
	}
	// ShowHeld opens or closes the list of who has what checked out.
	ShowHeld struct {
		Open     bool
		FolderID int // of this folder alone, and those below; 0: of all vaults
	}
	// ShowHistory opens the timeline of a secret; 0 closes it.
	ShowHistory struct{ SecretID int }
	// ChooseMFA answers with a method; where something must be sent, it is sent, or sent again.
	ChooseMFA struct{ ID, Method int }
	// AnswerMFA answers with a code, a password or words; the app's to wipe.
	AnswerMFA struct {
		ID     int
		Answer sealed.Secret
	}
	// BrowserMFA opens the secret's page and waits until the challenge is passed there.
	BrowserMFA struct{ ID int }
	// RetryMFA begins a challenge anew that failed.
	RetryMFA struct{ ID int }
	// CancelMFA gives up the challenge, and the way in with it.
	CancelMFA struct{ ID int }
	// QuitNow answers the quit prompt.
	QuitNow struct {
		PromptID int
		How      QuitHow
	}
)

// Given is what was typed into the form of a way in.
type Given struct {
	Reason string
	Ticket string
	System int // id of the ticket system; 0: the default

	// The access that is requested: Span from now on, or until Until, from From or from now on.
	Span        time.Duration
	From, Until time.Time

	Target string // what the launcher asks for: FormView.Target

	Lock sealed.Secret // QuantumLock password; the app's to wipe

	Again bool // the machine refused the last password

	Sure bool // little time is left, and the user knows
}

// answers is g for the table. The password stays where it is.
func (g Given) answers(now time.Time) workflow.Answers {
	a := workflow.Answers{
		Reason: strings.TrimSpace(g.Reason), Ticket: strings.TrimSpace(g.Ticket), System: g.System,
		From: g.From, Until: g.Until, Lock: !g.Lock.Empty(), Fresh: g.Again,
	}
	if a.From.IsZero() {
		a.From = now
	}
	if g.Span > 0 {
		a.Until = a.From.Add(g.Span)
	}
	return a
}

// QuitHow is what happens to check-outs when the app closes.
type QuitHow string

// The answers to the quit prompt.
const (
	QuitCheckIn QuitHow = "check-in"
	QuitKeep    QuitHow = "keep"
)

func (SignIn) intent()         {}
func (SignInDemo) intent()     {}
func (SignInToken) intent()    {}
func (OpenTokenPage) intent()  {}
func (SignOut) intent()        {}
func (Expand) intent()         {}
func (Refresh) intent()        {}
func (Search) intent()         {}
func (Select) intent()         {}
func (SelectPath) intent()     {}
func (Connect) intent()        {}
func (CheckOutOnly) intent()   {}
func (ChooseLauncher) intent() {}
func (Cancel) intent()         {}
func (AskExtend) intent()      {}
func (Extend) intent()         {}
func (CheckIn) intent()        {}
func (Keep) intent()           {}
func (Reconnect) intent()      {}
func (End) intent()            {}
func (Answer) intent()         {}
func (Dismiss) intent()        {}
func (OpenInBrowser) intent()  {}
func (OpenTicket) intent()     {}
func (Quit) intent()           {}
func (QuitNow) intent()        {}
func (CancelRequest) intent()  {}
func (EditRequest) intent()    {}
func (NotifyWhenFree) intent() {}
func (AskForce) intent()       {}
func (ShowInbox) intent()      {}
func (Decide) intent()         {}
func (ShowHeld) intent()       {}
func (ShowHistory) intent()    {}
func (ChooseMFA) intent()      {}
func (AnswerMFA) intent()      {}
func (BrowserMFA) intent()     {}
func (RetryMFA) intent()       {}
func (CancelMFA) intent()      {}
