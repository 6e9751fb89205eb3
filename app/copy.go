package app

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// WebPage is the kind of a secret that is opened in the browser. No client is started for it.
const WebPage = "web"

// clipboardLife is how long a copied secret stays on the clipboard.
const clipboardLife = 15 * time.Second

// clip is a secret that is on the clipboard.
type clip struct {
	forget func()
	until  time.Time
}

// webProblem says why a secret's page cannot be opened here.
func (a *App) webProblem(sec *secret) Problem {
	if a.cfg.OpenURL == nil || a.cfg.Copy == nil {
		return Problem{Kind: ProblemWindowOnly, Secret: sec.name(), Unchanged: true}
	}
	return Problem{}
}

// urlSlugs are the fields that hold a page's address.
var urlSlugs = []string{"url", "website", "web-address", "address", "link"}

// webAddress is the page of a secret. It comes from outside: only a web address
// is opened, without a name or password in it.
func webAddress(s ssclient.Secret) (string, bool) {
	u, err := url.Parse(first(s, urlSlugs))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	return u.String(), true
}

// openWeb puts the password on the clipboard and opens the page.
func (a *App) openWeb(ctx context.Context, from reader, s ssclient.Secret) (forget func(), p Problem) {
	page, ok := webAddress(s)
	if !ok {
		return nil, Problem{Kind: ProblemWebAddress, Secret: s.Name}
	}
	password, err := passwordOf(ctx, from, s)
	if err != nil {
		return nil, a.readProblem(ctx, from, err)
	}
	if password.Empty() {
		return nil, Problem{Kind: ProblemNoCredential, Secret: s.Name}
	}
	if forget, err = a.cfg.Copy(password); err != nil {
		return nil, Problem{Kind: ProblemClipboard, Secret: s.Name, Detail: err.Error()}
	}
	if err := a.cfg.OpenURL(page); err != nil {
		forget()
		return nil, Problem{Kind: ProblemBrowser, Where: page, Detail: err.Error()}
	}
	return forget, Problem{}
}

// webOpened is the end of such a way in; what was checked out for it stays
// until the user gives it back: nobody knows when the page is left.
func (a *App) webOpened(sec *secret, w *way, forget func()) {
	a.wrote(sec.id, sec.name(), stepWeb, "done")
	a.copied(sec, forget)
	a.apply(sec, w, workflow.Event{Kind: workflow.Opened})
}

// copied takes a secret off the clipboard when its time is over: at once
// where the window was locked meanwhile.
func (a *App) copied(sec *secret, forget func()) {
	a.forgetCopied()
	life := time.Duration(a.seat.live.Now().ClipboardSeconds) * time.Second
	c := &clip{forget, a.now().Add(cmp.Or(max(0, life), clipboardLife))}
	a.s.clip = c
	if a.s.covered {
		a.forgetCopied()
		return
	}
	a.s.quiet, a.s.quietKind = sec.name(), QuietCopied
	a.after(c.until.Sub(a.now()), func() {
		if a.s.clip == c {
			a.forgetCopied()
		}
	})
}

// forgetCopied takes what was copied off the clipboard now, if it is still there.
func (a *App) forgetCopied() {
	if a.s.clip == nil {
		return
	}
	forget := a.s.clip.forget
	a.s.clip = nil
	if a.s.quietKind == QuietCopied {
		a.s.quiet, a.s.quietKind = "", QuietNone
	}
	a.async(a.ctx, func(context.Context) func() { // another program may have to be asked
		forget()
		return nil
	})
}

// copyField puts one value of a secret that is open on the clipboard.
func (a *App) copyField(i CopyField) {
	sec := a.s.secrets[i.SecretID]
	if sec == nil || a.s.vault == nil || sec.later(i, always) {
		return
	}
	sec.problem = Problem{}
	switch {
	case a.cfg.Copy == nil:
		sec.problem = Problem{Kind: ProblemWindowOnly, Secret: sec.name(), Unchanged: true}
		return
	}
	if sec.problem = sec.closed(i.Slug == ""); !sec.problem.None() {
		return
	}
	sec.fetch = &fetch{of: i}
	seen := !sec.summary.HidePassword
	from := reader{a.access(), sec.id, sealed.Secret{}, sec.launchers, false}
	a.async(a.ctx, func(ctx context.Context) func() {
		forget, p := a.copyOf(ctx, from, i.Slug, seen)
		return func() {
			defer a.fetched(sec)
			if p.Secret = sec.name(); p.Kind != "" {
				sec.problem = p
				return
			}
			a.wrote(sec.id, sec.name(), stepCopy, cmp.Or(i.Slug, "password"))
			a.copied(sec, forget)
		}
	})
}

// readValue reads one value of an open secret; "" is its password. seen:
// passwords may be given out to be seen.
func (a *App) readValue(ctx context.Context, from reader, slug string, seen bool) (value sealed.Secret, p Problem) {
	full, err := from.secret(ctx)
	if err != nil {
		return value, a.readProblem(ctx, from, err)
	}
	defer full.Wipe()
	if slug == "" {
		value, err = passwordOf(ctx, from, full)
	} else if item, ok := full.Item(slug); ok && !item.IsFile {
		if item.IsPassword && !seen {
			return value, Problem{Kind: ProblemHidden}
		}
		value, err = from.value(ctx, item)
	}
	switch {
	case err != nil:
		return value, a.readProblem(ctx, from, err)
	case value.Empty():
		return value, Problem{Kind: ProblemNoField}
	}
	return value, Problem{}
}

func (a *App) copyOf(ctx context.Context, from reader, slug string, seen bool) (forget func(), p Problem) {
	value, p := a.readValue(ctx, from, slug, seen)
	if !p.None() {
		return nil, p
	}
	return a.toClipboard(value)
}
