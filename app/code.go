package app

import (
	"context"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

const (
	// codesLife is how long one-time codes are shown, each after the other:
	// what nobody looks at any more costs the vault no calls.
	codesLife = 2 * time.Minute
	// codeLeast is how soon the next code is asked for, unless the one before
	// came near its end: a vault that always says one second is not asked each second.
	codeLeast = 5 * time.Second
	// codeMost bounds what a vault may say about the life of a code.
	codeMost = 10 * time.Minute
)

type (
	// ShowCode shows the one-time code of the secret in the pane, and the next
	// ones, for a while, or hides them. The codes go to the window by
	// Config.ShowCode and are in no View.
	ShowCode struct {
		SecretID int
		On       bool
	}
	// CopyCode puts the code of now on the clipboard.
	CopyCode struct{ SecretID int }
)

func (ShowCode) intent() {}
func (CopyCode) intent() {}

// CodeView says what may be done with the one-time codes of the secret in the pane.
type CodeView struct {
	There bool // the secret has some
	Copy  bool
	Show  bool
	Shown bool          // one is on the screen, or on its way there
	Left  time.Duration // of the one on the screen, in whole seconds
	Whole time.Duration // how long one counts; 0: none is on the screen yet
}

// codes are the one-time codes of a secret while they are shown.
type codes struct {
	sec   *secret
	hide  func() // takes the one on the screen away; nil: none is
	until time.Time
	whole time.Duration
	end   time.Time // no further one is fetched after that
	hasty bool      // the last one came near its end
}

func (a *App) viewCode(sec *secret, now time.Time) CodeView {
	may := a.s.vault != nil && sec.may.code && sec.closed(true).None()
	v := CodeView{There: sec.may.code, Copy: may && a.cfg.Copy != nil, Show: may && a.cfg.ShowCode != nil}
	if c := a.s.codes; c != nil && c.sec == sec {
		v.Shown = true
		if c.hide != nil {
			v.Left, v.Whole = max(0, c.until.Sub(now)).Truncate(time.Second), c.whole
		}
	}
	return v
}

// showCode shows codes from now on. The vault audits each one that it gives out.
func (a *App) showCode(i ShowCode) {
	a.hideCode()
	sec := a.s.secrets[i.SecretID]
	if !i.On || sec == nil || a.s.vault == nil || a.cfg.ShowCode == nil || a.s.selected != i.SecretID {
		return
	}
	if sec.problem = sec.closed(true); !sec.problem.None() {
		return
	}
	c := &codes{sec: sec, end: a.now().Add(codesLife)}
	a.s.codes = c
	a.wrote(sec.id, sec.name(), stepShow, "one-time code")
	a.nextCode(c)
}

// nextCode fetches the code of now and shows it.
func (a *App) nextCode(c *codes) {
	vault := a.s.vault
	if vault == nil {
		a.hideCode()
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		code, err := codeOf(ctx, vault, c.sec.id)
		return func() {
			switch {
			case a.s.codes != c: // hidden meanwhile
				code.Code.Wipe()
			case err != nil:
				a.hideCode()
				c.sec.problem = a.failed(err)
				c.sec.problem.Secret = c.sec.name()
			case code.Code.Empty():
				a.hideCode()
				c.sec.problem = Problem{Kind: ProblemNoField, Secret: c.sec.name()}
			default:
				a.codeRead(c, code)
			}
		}
	})
}

// codeRead shows a code until it counts no longer. The vault says whole
// seconds: the next one is asked for when it surely is another.
func (a *App) codeRead(c *codes, code ssclient.OneTimeCode) {
	if c.hide != nil {
		c.hide()
	}
	left := min(max(time.Duration(code.RemainingSeconds)*time.Second, time.Second), codeMost)
	c.whole = min(max(time.Duration(code.DurationSeconds)*time.Second, left), codeMost)
	c.until = a.now().Add(left)
	c.hide = a.cfg.ShowCode(a.seat.key, c.sec.id, code.Code)
	if c.hasty && left < codeLeast {
		left = codeLeast
	}
	c.hasty = left < codeLeast
	a.after(left, func() {
		switch {
		case a.s.codes != c:
		case a.now().Before(c.end):
			a.nextCode(c)
		default:
			a.hideCode()
		}
	})
}

// codeOf is the code of now.
func codeOf(ctx context.Context, vault Vault, id int) (ssclient.OneTimeCode, error) {
	all, err := vault.OneTimeCodes(ctx, id, 1)
	if err != nil || len(all) == 0 {
		return ssclient.OneTimeCode{}, err
	}
	for _, later := range all[1:] {
		later.Code.Wipe()
	}
	return all[0], nil
}

// copyCode puts the code of now on the clipboard, as a password is.
func (a *App) copyCode(i CopyCode) {
	sec := a.s.secrets[i.SecretID]
	if sec == nil || a.s.vault == nil || a.cfg.Copy == nil || sec.later(i, always) {
		return
	}
	if sec.problem = sec.closed(true); !sec.problem.None() {
		return
	}
	sec.fetch = &fetch{of: i}
	vault := a.s.vault
	a.async(a.ctx, func(ctx context.Context) func() {
		code, err := codeOf(ctx, vault, sec.id)
		var forget func()
		var p Problem
		switch {
		case err != nil:
			p = a.problemOf(err)
		case code.Code.Empty():
			p = Problem{Kind: ProblemNoField}
		default:
			forget, p = a.toClipboard(code.Code)
		}
		return func() {
			defer a.fetched(sec)
			if p.Secret = sec.name(); p.Kind != "" {
				sec.problem = p
				return
			}
			a.wrote(sec.id, sec.name(), stepCopy, "one-time code")
			a.copied(sec, forget)
		}
	})
}

// toClipboard hands a value to the clipboard, which wipes it.
func (a *App) toClipboard(value sealed.Secret) (forget func(), p Problem) {
	forget, err := a.cfg.Copy(value)
	if err != nil {
		return nil, Problem{Kind: ProblemClipboard, Detail: err.Error()}
	}
	return forget, Problem{}
}

// hideCode takes the code off the screen, and fetches no other.
func (a *App) hideCode() {
	c := a.s.codes
	a.s.codes = nil
	if c != nil && c.hide != nil {
		c.hide()
	}
}

// untilCode is how long what is shown of the code stays as it is; 0: nothing counts.
func (a *App) untilCode(now time.Time) time.Duration {
	c := a.s.codes
	if c == nil || c.hide == nil || !c.until.After(now) {
		return 0
	}
	return c.until.Sub(now)%time.Second + time.Millisecond
}
