package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// front is the vault whose secret is shown.
func (x *Accounts) front() *member {
	if m := x.shown; m != nil && (m.usable() || m.view.Pane.ID != 0 || m.busy()) {
		return m
	}
	for _, m := range x.all {
		if m.usable() {
			return m
		}
	}
	if x.shown != nil {
		return x.shown
	}
	return x.all[0] // there is always one, if only a page to sign in on
}

func (x *Accounts) somethingUsable() bool { return slices.ContainsFunc(x.all, (*member).usable) }

// signInPage is whose sign-in page is to be shown: the one that was asked for,
// or one at least while no vault is signed in or signs in by itself.
func (x *Accounts) signInPage() *member {
	if x.page != nil {
		return x.page
	}
	for _, m := range x.all {
		if m.usable() || m.busy() {
			return nil
		}
	}
	return x.front()
}

// view is what all vaults show, as one.
func (x *Accounts) view() View {
	if x.locked != nil {
		return x.lockedView()
	}
	front := x.front()
	v := front.view
	v.Vault, v.Vaults = front.key(), x.vaults()
	v.Screen = ScreenMain
	if page := x.signInPage(); page != nil {
		v.Screen, v.SignIn = ScreenSignIn, page.view.SignIn
		v.SignIn.Key, v.SignIn.Back = page.key(), x.somethingUsable()
	}
	v.CheckOuts, v.Sessions = x.checkOuts(), x.sessions()
	v.Search = x.found.view(x.all)
	for _, m := range x.all {
		if r := m.view.InTree; r.Seq > v.InTree.Seq {
			v.InTree = r
		}
	}
	v.Inbox = x.viewInbox()
	v.Held = x.viewHeld()
	v.Sections = x.viewSections()
	v.Batch, v.Beside = x.viewBatch(), x.viewBeside()
	v.MFA, v.Prompt, v.Banner = x.challenge(), x.question(), x.banner()
	v.Notice, v.Quiet, v.QuietKind = x.notice, x.quiet, x.kind
	v.Settings = x.viewSettings()
	v.VaultPage = x.viewVaultPage()
	v.Closing = x.closed
	return v
}

// viewVaultPage is open as long as there is the vault.
func (x *Accounts) viewVaultPage() VaultPageView {
	if x.list != listVault || x.member(x.about) == nil {
		return VaultPageView{}
	}
	return VaultPageView{Open: true, Vault: x.about}
}

// vaults is the list, each with a name that tells it from the others.
func (x *Accounts) vaults() []VaultView {
	all, hosts := make([]VaultView, 0, len(x.all)), map[string]int{}
	for _, m := range x.all {
		if !m.draft {
			all = append(all, m.vault())
			hosts[all[len(all)-1].Name]++
		}
	}
	for i := range all {
		if v := &all[i]; hosts[v.Name] > 1 && v.User != "" {
			v.Name = v.User + " @ " + v.Name
		}
	}
	return all
}

func (x *Accounts) checkOuts() (all []CheckOutView) {
	for _, m := range x.all {
		all = append(all, m.view.CheckOuts...)
	}
	slices.SortStableFunc(all, func(a, b CheckOutView) int { return a.EndsAt.Compare(b.EndsAt) })
	return all
}

func (x *Accounts) sessions() (all []SessionView) {
	for _, m := range x.all {
		all = append(all, m.view.Sessions...)
	}
	slices.SortStableFunc(all, func(a, b SessionView) int { return a.Started.Compare(b.Started) })
	return all
}

// challenge is the one that has the window: the oldest. The others keep their
// place, and their vault's clock.
func (x *Accounts) challenge() (first *MFAView) {
	for _, m := range x.all {
		if c := m.view.MFA; c != nil && (first == nil || c.ID < first.ID) {
			first = c
		}
	}
	return first
}

// question is the one that is shown: leaving comes before all, then the oldest.
func (x *Accounts) question() (first *PromptView) {
	if x.prompt != nil {
		return x.prompt
	}
	for _, m := range x.all {
		if p := m.view.Prompt; p != nil && (first == nil || p.before(first)) {
			first = p
		}
	}
	return first
}

func (p *PromptView) before(q *PromptView) bool {
	if leaves := p.Kind == PromptQuit; leaves != (q.Kind == PromptQuit) {
		return leaves
	}
	return p.ID < q.ID
}

// banner is the program's, or the first of a vault. What was found again is
// counted over all of them.
func (x *Accounts) banner() (b Problem) {
	if len(x.banners) > 0 {
		return x.banners[0]
	}
	for _, m := range x.all {
		switch mine := m.view.Banner; {
		case b.None():
			b = mine
		case b.Kind == ProblemRecovered && mine.Kind == ProblemRecovered:
			b.Minutes += mine.Minutes
		}
	}
	return b
}

// quitPrompt lists what all vaults still hold for us.
func (x *Accounts) quitPrompt() (q QuitPrompt) {
	names := x.vaults()
	for _, m := range x.all {
		for _, c := range m.view.CheckOuts {
			switch {
			case !c.Ours:
			case len(names) > 1:
				q.CheckOuts = append(q.CheckOuts, c.Name+" ("+names[slices.IndexFunc(names, func(v VaultView) bool { return v.Key == c.Vault })].Name+")")
			default:
				q.CheckOuts = append(q.CheckOuts, c.Name)
			}
		}
		for _, s := range m.view.Sessions {
			if s.State != SessionFailed {
				q.Sessions++
			}
		}
	}
	slices.Sort(q.CheckOuts)
	return q
}

// merged are the rows of a list of all vaults, made anew when one of theirs is.
type merged[R any] struct {
	of      string // which versions they were made of
	version int
	rows    []R
}

func (l *merged[R]) make(all []*member, version func(View) int, rows func(View) []R, order func(a, b R) int) {
	of := ""
	for _, m := range all {
		of += fmt.Sprint(m.key(), version(m.view), " ")
	}
	if of == l.of {
		return
	}
	l.of, l.rows = of, nil
	l.version++
	for _, m := range all {
		some := rows(m.view)
		switch {
		case len(some) == 0:
		case l.rows == nil && slices.IsSortedFunc(some, order):
			l.rows = some // of the first that has any: nobody changes the rows of a view
		default:
			l.rows = append(slices.Clip(l.rows), some...)
			slices.SortStableFunc(l.rows, order)
		}
	}
}

func (x *Accounts) viewInbox() InboxView {
	x.inbox.make(x.all, func(v View) int { return v.Inbox.Version }, func(v View) []RequestView { return v.Inbox.Rows },
		func(a, b RequestView) int { return a.Asked.Compare(b.Asked) })
	v := InboxView{Open: x.list == listInbox, Version: x.inbox.version, Rows: x.inbox.rows}
	for _, m := range x.all {
		v.Busy = v.Busy || m.view.Inbox.Busy
		v.Problem = cmp.Or(v.Problem, m.view.Inbox.Problem)
	}
	return v
}

func (x *Accounts) viewHeld() HeldView {
	x.held.make(x.all, func(v View) int { return v.Held.Version }, func(v View) []HeldRow { return v.Held.Rows },
		func(a, b HeldRow) int {
			if a.Mine != b.Mine {
				return map[bool]int{true: -1, false: 1}[a.Mine]
			}
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		})
	v := HeldView{Open: x.list == listHeld, Version: x.held.version, Rows: x.held.rows}
	for _, m := range x.all {
		v.Busy = v.Busy || m.view.Held.Busy
		v.Total += m.view.Held.Total
		v.Folder = cmp.Or(v.Folder, m.view.Held.Folder)
		v.Problem = cmp.Or(v.Problem, m.view.Held.Problem)
	}
	return v
}

// found is a search over all vaults. What each knows by itself is there at
// once; from when the first vault has answered on, what else comes stands below
// what is there: nothing moves that somebody is about to choose.
type found struct {
	text     string
	answered bool // by a vault
	rows     []Row
	version  int
}

func (f *found) begin(text string) {
	f.text, f.answered = text, false
	if strings.TrimSpace(text) == "" {
		f.text, f.rows = "", nil
		f.version++
	}
}

// of reports whether what m shows belongs to this search.
func (f *found) of(m *member) bool { return f.text != "" && m.view.Search.Text == f.text }

// gather takes in what a vault has found, or does not know any more.
func (f *found) gather(all []*member) {
	if f.text == "" {
		return
	}
	fresh := []Row{}
	for _, m := range all {
		if !f.of(m) {
			continue
		}
		for _, r := range m.view.Search.Rows {
			r.Vault = m.key()
			fresh = append(fresh, r)
		}
		f.answered = f.answered || !m.view.Search.Busy && !m.view.Search.Offline
	}
	place := f.places()
	slices.SortStableFunc(fresh, func(a, b Row) int { return cmp.Compare(place(a), place(b)) })
	f.rows = fresh
	f.version++
}

// places says where a row is to stand: where it stands, once a vault has
// answered, and otherwise below what is no guess.
func (f *found) places() func(Row) int {
	type id struct {
		vault VaultKey
		id    int
	}
	stands := map[id]int{}
	if f.answered {
		for i, r := range f.rows {
			stands[id{r.Vault, r.ID}] = i
		}
	}
	below := len(f.rows)
	return func(r Row) int {
		i, ok := stands[id{r.Vault, r.ID}]
		switch {
		case ok:
			return i
		case r.Guess:
			return below + 1
		}
		return below
	}
}

func (f *found) view(all []*member) SearchView {
	v := SearchView{Text: f.text, Version: f.version, Rows: f.rows, Offline: f.text != ""}
	for _, m := range all {
		s := &m.view.Search
		if !f.of(m) {
			continue
		}
		v.Busy = v.Busy || s.Busy
		v.Offline = v.Offline && s.Offline
		v.Total += s.Total
		if v.Problem.None() && !s.Problem.None() {
			v.Problem = s.Problem
			v.Problem.Where = cmp.Or(v.Problem.Where, m.vault().Name)
		}
	}
	return v
}
