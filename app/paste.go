package app

import (
	"context"

	"sallyport/launcher"
	"sallyport/workflow/sealed"
)

// cannotPaste says why a client that has to be pasted the password cannot be
// used for a secret.
func (a *App) cannotPaste(sec *secret, client launcher.RDPClient) Problem {
	switch {
	case client != launcher.Remmina:
		return Problem{}
	case a.cfg.Copy == nil:
		return Problem{Kind: ProblemWindowOnly, Secret: sec.name(), Unchanged: true}
	case sec.summary.HidePassword:
		return Problem{
			Kind: ProblemConnection, Secret: sec.name(), Where: "client", Unchanged: true,
			Detail: "is Remmina, into which you would paste a password that the vault hides from you: choose the usual client for this secret",
		}
	}
	return Problem{}
}

// paste puts the password on the clipboard for the client that is starting.
func (a *App) paste(sec *secret, password sealed.Secret) {
	a.async(a.ctx, func(context.Context) func() {
		forget, err := a.cfg.Copy(password)
		return func() {
			if err != nil {
				sec.problem = Problem{Kind: ProblemClipboard, Secret: sec.name(), Detail: err.Error()}
				return
			}
			a.wrote(sec.id, sec.name(), stepCopy, "password")
			a.copied(sec, forget)
		}
	})
}
