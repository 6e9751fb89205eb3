package app

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"sallyport/launcher"
	"sallyport/ssclient"
)

// selectSecret shows a secret. It reads its state, which changes nothing and is no view.
func (a *App) selectSecret(id int) {
	if id != a.s.selected {
		a.hideValues()
	}
	a.s.selected = id
	a.uncover()
	a.shutFolder()
	if a.s.history.secretID != id {
		a.showHistory(0)
	}
	if id == 0 {
		return
	}
	sec := a.s.secret(id)
	if sec.way == nil {
		sec.problem = Problem{}
	}
	if e, ok := a.s.known.index.Secret(id); ok && sec.summary.ID == 0 {
		sec.summary = summaryOf(e) // until the vault has told
	}
	a.read(sec)
}

// uncover shuts what lies over the pane: one list at a time.
func (a *App) uncover() {
	a.s.inbox.open, a.s.held.open, a.s.batch.open, a.s.listed = false, false, false, false
}

// openInBrowser shows the secret's page of the vault's own web interface.
func (a *App) openInBrowser(id int) {
	if server := a.viewVault().Server; id == 0 && server != "" && a.cfg.OpenURL != nil {
		a.openPage(server)
		return
	}
	if page := a.secretPage(id); page != "" {
		a.openPage(page)
	}
}

// openTicket shows a ticket. The page is what an administrator of the vault
// typed there, so only a web address is followed; the number cannot leave its place in it.
func (a *App) openTicket(i OpenTicket) {
	for _, t := range a.s.tickets {
		page := strings.ReplaceAll(t.Page, "$TICKETID", url.PathEscape(i.Number))
		web := strings.HasPrefix(page, "https://") || strings.HasPrefix(page, "http://")
		if t.ID == i.System && i.Number != "" && web && a.cfg.OpenURL != nil {
			a.openPage(page)
			return
		}
	}
}

// openPage shows a page in the user's browser, which may take its time.
func (a *App) openPage(page string) {
	a.async(a.ctx, func(context.Context) func() {
		err := a.cfg.OpenURL(page)
		if err == nil {
			return nil
		}
		return func() { a.warn(Problem{Kind: ProblemBrowser, Where: page, Detail: err.Error()}) }
	})
}

// selectPath finds a secret by its name in its folder, and shows it.
func (a *App) selectPath(path string) {
	vault := a.s.vault
	if vault == nil {
		return
	}
	a.async(a.ctx, func(ctx context.Context) func() {
		summary, err := vault.SecretByPath(ctx, path)
		return func() {
			if err != nil {
				p := a.failed(err)
				p.Secret = path
				a.s.banners = []Problem{p}
				return
			}
			a.learn(summary)
			a.selectSecret(summary.ID)
		}
	})
}

// kind is what the secret's launcher speaks, or as long as none is known, what
// its template is for.
func (sec *secret) kind() launcher.Kind {
	if l, ok := sec.launcher(); ok {
		return protocolOf(l)
	}
	return launcher.Kind(kindOf(sec.summary))
}

// launcherOf is the vault's number of the launcher of that protocol, 0 if there is none.
func launcherOf(all []ssclient.Launcher, k launcher.Kind) int {
	for _, l := range all {
		if protocolOf(l) == k {
			return l.ID
		}
	}
	return 0
}

// protocolOf is what a launcher of the vault speaks, "" if this program does not know it.
func protocolOf(l ssclient.Launcher) launcher.Kind {
	name := strings.ToLower(l.Name + " " + l.Application)
	switch {
	case custom(l):
		return launcher.Custom
	case strings.Contains(name, "web password"), strings.Contains(name, "website login"):
		return WebPage
	case strings.Contains(name, "putty"), strings.Contains(name, "ssh"):
		return launcher.SSH
	case strings.Contains(name, "remote desktop"), strings.Contains(name, "rdp"):
		return launcher.RDP
	}
	return ""
}

// fields of a secret that name the machine and the port, in the order they are looked for.
var (
	hostSlugs = []string{"machine", "host", "server", "ip-address---host-name", "ip-address-host-name", "ip-address", "computer", "resource"}
	userSlugs = []string{"username", "user-name", "user", "login"}
)

// targetOf is where a secret leads, from its fields and what the user was asked for.
func targetOf(kind launcher.Kind, s ssclient.Secret, given asked) (launcher.Target, Problem) {
	t := launcher.Target{Kind: kind, User: first(s, userSlugs), Title: "Sallyport: " + s.Name}
	if kind == launcher.RDP {
		t.Domain = first(s, []string{"domain"})
	}
	host := first(s, hostSlugs)
	if given.what == TargetHost {
		host = given.value
	}
	if host == "" {
		return t, Problem{Kind: ProblemNoHost}
	}
	var err error
	if t.Host, t.Port, err = launcher.SplitHostPort(host, 0); err != nil {
		return t, Problem{Kind: ProblemBadTarget, Where: "host", Detail: err.Error()}
	}
	if p := first(s, []string{"port"}); p != "" && t.Port == 0 {
		if t.Port, err = strconv.Atoi(p); err != nil || t.Port < 1 || t.Port > 65535 {
			return t, Problem{Kind: ProblemBadTarget, Where: "port", Detail: "the secret's port is not a number from 1 to 65535"}
		}
	}
	if err := given.fill(&t); err != nil {
		return t, Problem{Kind: ProblemBadTarget, Where: string(given.what), Detail: err.Error()}
	}
	return t, Problem{}
}

// first is the value of the first field that is there and not empty. Only
// fields that are no password are ever asked for.
func first(s ssclient.Secret, slugs []string) (v string) {
	for _, slug := range slugs {
		if i, ok := s.Item(slug); ok && !i.IsPassword && !i.Value.Empty() {
			i.Value.Reveal(func(b []byte) { v = strings.TrimSpace(string(b)) })
			return v
		}
	}
	return ""
}
