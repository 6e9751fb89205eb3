package demovault

import (
	"slices"
	"time"
)

// Entry is one thing that happened: a state change, or a read that counts as a view.
type Entry struct {
	At       time.Time `json:"at"`
	User     string    `json:"user"`
	Op       string    `json:"op"`
	SecretID int       `json:"secretId"`
	Note     string    `json:"note"`
}

// Ledger lists all that happened, oldest first, by the vault's clock. The
// operations: "token" (note: password, refresh, platform, service, generated or
// failed), "sign-out", "mfa" and "web-sign-in" (note "" or "failed"), "view-comment", "check-out"
// (note "again" when the holder repeats it), "check-in" (note "" by the holder,
// "expired" under the holder's name, "forced" under the name of who forced it),
// "extend", "read", "field" (note: the slug), "rotate" (note "",
// "failed" or "stopped"), "heartbeat",
// "one-time-password", "launch" (note: the machine asked for, or "proxy"),
// "session" (note: the action), "launcher-type" (note: its name),
// "folder-create", "folder-update" and "folder-delete" (note: the path), "favorite", "create", "update", "delete",
// "activate", "expire";
// of access requests "request", "request-approve", "request-deny",
// "request-cancel", "request-change" and "request-expire".
func (v *Vault) Ledger() []Entry {
	v.enter()
	defer v.leave()
	return slices.Clone(v.ledger)
}

func (v *Vault) record(at time.Time, user, op string, secretID int, note string) {
	v.ledger = append(v.ledger, Entry{At: at, User: user, Op: op, SecretID: secretID, Note: note})
}
