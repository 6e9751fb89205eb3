package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
)

// problemOf turns an error of the vault into a Problem.
func problemOf(err error) Problem {
	p := Problem{Kind: ProblemServerError, Detail: detail(err)}
	for _, k := range []struct {
		is   error
		kind ProblemKind
	}{
		{ssclient.ErrBadURL, ProblemBadServerURL},
		{ssclient.ErrWay, ProblemWay},
		{ssclient.ErrSignedOut, ProblemSignedOut},
		{ssclient.ErrAuth, ProblemSignInRefused},
		{ssclient.ErrAccessDenied, ProblemGone},
		{ssclient.ErrRefused, ProblemRefused},
		{ssclient.ErrThrottled, ProblemThrottled},
		{ssclient.ErrNotAPI, ProblemNotAVault},
		{ssclient.ErrCertificate, ProblemCertificate},
		{ssclient.ErrTimeout, ProblemTimeout},
		{ssclient.ErrTransport, ProblemUnreachable},
		{ssclient.ErrServer, ProblemServerError},
	} {
		if errors.Is(err, k.is) {
			p.Kind = k.kind
			break
		}
	}
	p.Unchanged = !ssclient.Doubtful(err)
	return p
}

// detail is the vault's own words where it gave some, and the error otherwise.
func detail(err error) string {
	var api *ssclient.APIError
	if errors.As(err, &api) && api.Message != "" {
		if api.Code != "" {
			return fmt.Sprintf("%s (%s)", api.Message, api.Code)
		}
		return api.Message
	}
	return err.Error()
}

// said is what the vault said about a call, without its codes; "" if nothing.
func said(err error) string {
	var api *ssclient.APIError
	if errors.As(err, &api) {
		return api.Message
	}
	return ""
}

func cancelled(err error) bool { return errors.Is(err, context.Canceled) }

// refusalProblem says why the table refused.
func refusalProblem(f workflow.Facts, r workflow.Refusal, row workflow.RequirementID) Problem {
	switch r {
	case workflow.HeldByOther:
		return Problem{Kind: ProblemHeld, Who: f.Holder, Minutes: f.MinutesLeft, Unchanged: true}
	case workflow.NoLock:
		return Problem{Kind: ProblemNoLock, Unchanged: true}
	case workflow.NoRight, workflow.Deleted:
		return Problem{Kind: ProblemGone, Unchanged: true}
	}
	what := string(row)
	if what == "" {
		what = string(f.State)
	}
	return Problem{Kind: ProblemNotYet, Detail: what, Unchanged: true}
}

var keyProblems = map[launcher.KeyFault]ProblemKind{
	launcher.KeyUnreadable: ProblemKey, launcher.KeyLocked: ProblemKeyPassphrase, launcher.KeyPassphrase: ProblemKeyPassphrase,
	launcher.KeyPuTTY: ProblemKeyPuTTY, launcher.KeyKind: ProblemKeyKind, launcher.KeyUnusualCrypt: ProblemKeyKind,
}

// launchProblem says why a client could not be started.
func launchProblem(err error, t launcher.Target) Problem {
	var missing *launcher.NotFoundError
	var bad *launcher.BadTargetError
	var unsupported *launcher.UnsupportedError
	var manual *launcher.ManualError
	var file *launcher.FileError
	var key *launcher.KeyError
	switch {
	case errors.As(err, &key):
		return Problem{Kind: keyProblems[key.Fault], Detail: key.Detail}
	case errors.As(err, &file):
		return Problem{Kind: ProblemFile, Where: file.Name, Detail: file.Err.Error()}
	case errors.As(err, &unsupported):
		return Problem{Kind: ProblemNotYet, Detail: string(unsupported.Kind)}
	case errors.As(err, &manual):
		return Problem{Kind: ProblemManualClient, Where: manual.Tool, Detail: manual.Hint}
	case errors.As(err, &missing) && (missing.Client() || t.Kind == launcher.RDP):
		return Problem{Kind: ProblemNoClient, Where: missing.Tool, Detail: missing.Hint}
	case errors.As(err, &missing):
		return Problem{Kind: ProblemNoTerminal, Where: missing.Tool, Detail: missing.Hint}
	case errors.As(err, &bad) && bad.Chosen():
		return Problem{Kind: ProblemConnection, Where: bad.Field, Detail: bad.Reason}
	case errors.As(err, &bad):
		return Problem{Kind: ProblemBadTarget, Where: bad.Field, Detail: bad.Reason}
	}
	return Problem{Kind: ProblemLaunch, Where: t.Host, Detail: err.Error()}
}

// outcomeProblem says why a client ended badly; none if it ended as it should.
func outcomeProblem(o launcher.Outcome, host string) Problem {
	kinds := map[launcher.Why]ProblemKind{
		launcher.Closed: "", launcher.Dropped: ProblemDropped, launcher.Refused: ProblemHostRefused,
		launcher.Unreachable: ProblemHostDown, launcher.UnknownHost: ProblemHostUnknown,
		launcher.HostKeyChanged: ProblemHostKeyChanged, launcher.HostKeyDenied: ProblemHostKeyDenied,
		launcher.JumpRefused: ProblemJumpRefused, launcher.Unanswered: ProblemUnanswered,
		launcher.CertificateChanged: ProblemCertificateChanged, launcher.CertificateDenied: ProblemCertificateDenied,
		launcher.Exited: ProblemExited, launcher.Vanished: ProblemVanished, launcher.Failed: ProblemLaunch,
	}
	kind, known := kinds[o.Why]
	if !known {
		kind = ProblemLaunch
	}
	if kind == "" || kind == ProblemVanished && o.Connected {
		return Problem{} // closing the terminal window is a normal way to leave
	}
	return Problem{Kind: kind, Where: cmp.Or(o.Host, host), Detail: o.Detail}
}
