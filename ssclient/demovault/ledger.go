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
// operations and what their note says:
//   - "token": password, refresh, platform, service, generated or failed
//   - "sign-out"
//   - "mfa", "web-sign-in": "" or failed
//   - "quantum-lock-password"
//   - "view-comment": the comment
//   - "request", "request-approve", "request-deny", "request-cancel": the comment
//   - "request-change", "request-expire"
//   - "check-out": "again" when the holder repeats it
//   - "check-in": "" by the holder, "expired" under the holder's name, "forced"
//     under the name of who forced it
//   - "extend": the reason
//   - "read", "one-time-password"
//   - "field": the slug
//   - "rotate": "", failed or stopped
//   - "heartbeat", "expire", "favorite"
//   - "launch": the machine asked for, or "proxy"
//   - "session": the action
//   - "create", "update", "security", "delete", "activate"
//   - "launcher-type": its name
//   - "folder-create", "folder-update", "folder-delete": the path
func (v *Vault) Ledger() []Entry {
	v.enter()
	defer v.leave()
	return slices.Clone(v.ledger)
}

func (v *Vault) record(at time.Time, user, op string, secretID int, note string) {
	v.ledger = append(v.ledger, Entry{At: at, User: user, Op: op, SecretID: secretID, Note: note})
}
