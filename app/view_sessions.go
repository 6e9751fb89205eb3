package app

import (
	"time"
)

// SessionsView is what there is to say of sessions beside the running ones.
type SessionsView struct {
	Open  bool        // the list of all is open, in the place of the pane
	Ended []EndedView // a moment ago, and as they should: shown for a while, oldest first
}

// EndedView is a session that has ended well.
type EndedView struct {
	Vault    VaultKey
	ID       string
	SecretID int
	Name     string
	Kind     string
	How      SessionEnd
	Lasted   time.Duration // whole seconds
	Again    bool          // can be connected anew
}

// SessionEnd says how a session ended that did not fail.
type SessionEnd string

// How a session ends.
const (
	EndClosed SessionEnd = "closed" // logged off, or the client was closed
	EndAsked  SessionEnd = "asked"  // End was pressed
	EndWindow SessionEnd = "window" // its window or its client was killed
	EndBroken SessionEnd = "broken" // the line broke; of sessions from before, which cannot be connected anew
	EndVault  SessionEnd = "vault"  // the vault ended the check-out or the approval, and wants sessions closed then
)

// SessionEnds lists them, for the tests that hold each to its words.
var SessionEnds = []SessionEnd{EndClosed, EndAsked, EndWindow, EndBroken, EndVault}

// SessionView is one line of the dock.
type SessionView struct {
	Vault     VaultKey
	ID        string
	Started   time.Time
	SecretID  int
	Name      string
	Kind      string
	State     SessionState
	Elapsed   time.Duration // whole seconds since the client started
	Recovered bool          // started before this run of the app
	Lapsed    bool          // it goes on though its check-out was taken away
	Again     bool          // Failed: connecting again may help
	Tunnels   []TunnelView  // once it is connected
	Problem   Problem       // Ended: why, if it failed
}

// SessionState is what a session does.
type SessionState string

// The states of a session line.
const (
	SessionStarting  SessionState = "starting"
	SessionConnected SessionState = "connected"
	SessionEnding    SessionState = "ending"
	SessionFailed    SessionState = "failed" // stays until dismissed
)
