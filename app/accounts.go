package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sallyport/app/journal"
	"sallyport/app/jsonfile"
	"sallyport/app/settings"
)

// Accounts are several vaults in one window: an App for each user on each
// server, side by side. Each has its own loop, so that a vault that is slow or
// away holds up no other; they share the launcher, the keyring, the settings,
// the journal, the trail and the clock. To a projection Accounts look like one
// App: see accounts_route.go for the intents and accounts_view.go for the view.
//
// What a vault demands of its client is obeyed for that vault alone, but for
// what concerns the whole program: while one vault that is signed in to
// forbids to save credentials, no sign-in is saved for any, and names are kept
// for as long as the strictest allows (App.obey).
// Whether the end of the last session checks in and whether a check-in ends
// sessions are about that vault's own secrets.
type Accounts struct {
	cfg      Config
	box      *mailbox
	done     chan struct{} // closed when Run has returned
	audience audience
	running  sync.WaitGroup // the Apps' loops, and Apps that are closing
	ctx      context.Context
	cancel   context.CancelFunc

	live *settings.Live
	ids  ids
	// idleChosen tells watchIdle that another time was chosen.
	idleChosen chan struct{}

	// the loop's alone
	all     []*member // in the order of the list
	lastKey int
	shown   *member  // whose secret is shown; nil: the first
	page    *member  // whose sign-in page is open; nil: nobody asked for one
	list    list     // that lies over the pane
	about   VaultKey // listVault: whose page it is
	prefs   preferences
	found   found
	inbox   merged[RequestView]
	held    merged[HeldRow]
	marked  merged[Marked]
	lists   map[Section]*merged[Row]
	banners []Problem // of no vault
	notice  Notice
	quiet   string
	kind    QuietKind
	prompt  *PromptView // to leave; nil: not asked
	leaving bool
	closed  bool
	locked  *member // whose user opens the window again; nil: it is not locked
}

// member is one of the Apps and what it showed last.
type member struct {
	app    *App
	server string // whose it is, as App.mine compares; "": not known before somebody has signed in
	user   string
	view   View
	seen   bool // view is there
	draft  bool // a sign-in page for a vault to add: none of the list yet
	gone   bool // it is being taken away
}

func (m *member) key() VaultKey { return m.app.seat.key }

// vault is its one vault.
func (m *member) vault() VaultView {
	if !m.seen {
		return VaultView{Key: m.key(), State: VaultSignedOut}
	}
	return m.view.Vaults[0]
}

func (m *member) usable() bool { return m.vault().State.Usable() }

// busy reports whether it signs in.
func (m *member) busy() bool { return m.vault().State == VaultSigningIn }

// is reports whether m is that user's App on that server.
func (m *member) is(server, user string) bool {
	return m.server == server && m.server != "" && strings.EqualFold(m.user, user)
}

// NewAccounts makes the Apps of all vaults that are remembered; Run starts them.
func NewAccounts(cfg Config) *Accounts {
	ctx, cancel := context.WithCancel(context.Background())
	return &Accounts{cfg: cfg.complete(), box: newMailbox(), done: make(chan struct{}), ctx: ctx, cancel: cancel, lists: map[Section]*merged[Row]{}, idleChosen: make(chan struct{}, 1)}
}

// Do hands over an intent. It never blocks and may be called from any goroutine.
func (x *Accounts) Do(i Intent) { x.box.put(func() { x.intend(i) }) }

// Subscribe calls f with every view from now on, the present one first, on
// the loop's goroutine: f must not block. cancel may be called from anywhere.
func (x *Accounts) Subscribe(f func(View)) (cancel func()) {
	cancel = x.audience.join(f)
	x.box.put(func() {}) // publishes
	return cancel
}

// Run is the loop. It returns when all has finished (View.Closing) or ctx ends.
func (x *Accounts) Run(ctx context.Context) {
	defer close(x.done)
	x.start()
	x.publish()
	for !x.closed {
		select {
		case <-ctx.Done():
			return
		case <-x.box.signal:
		}
		for _, f := range x.box.take() {
			f()
		}
		x.publish()
	}
}

// Done is closed when Run has returned.
func (x *Accounts) Done() <-chan struct{} { return x.done }

// Close ends all Apps and waits for them and for Run. Sessions live on.
func (x *Accounts) Close() {
	x.cancel()
	x.box.put(func() { x.closed = true })
	<-x.done
	for _, m := range x.all { // the loop has ended: they are ours
		if !m.gone {
			m.app.Close()
		}
	}
	x.running.Wait()
}

// publish waits for an App that has just been added to say how it stands.
func (x *Accounts) publish() {
	for _, m := range x.all {
		if !m.seen {
			return
		}
	}
	x.audience.tell(x.view())
}

// start brings back the vaults of the last time, and what earlier runs left in each.
func (x *Accounts) start() {
	var err error
	x.live, err = settings.Open(x.cfg.Settings)
	var damaged *jsonfile.DamagedError
	if errors.As(err, &damaged) {
		x.warn(Problem{Kind: ProblemSettings, Where: damaged.SetAside, Detail: damaged.Why.Error()})
	} else if err != nil {
		x.warn(Problem{Kind: ProblemSettingsWrite, Where: "the settings file", Detail: err.Error()})
	}
	x.obeyLogLevel()
	vaults := x.live.Now().Vaults
	left := x.adopt()
	for _, v := range vaults {
		x.add(v, left.take(v))
	}
	for v, ok := left.next(); ok; v, ok = left.next() {
		x.add(v, left.take(v)) // something of that user may be left there: a vault to sign in to
	}
	x.openFirst()
	if x.cfg.Idle != nil {
		x.running.Go(x.watchIdle)
	}
}

// openFirst shows the sign-in page that was asked for, or the one there is.
func (x *Accounts) openFirst() {
	v := settings.Vault{Server: normalServer(x.cfg.Server), User: x.cfg.User}
	if d := x.cfg.Demo; d != nil {
		for _, server := range d.Servers {
			x.add(settings.Vault{Server: server}, journal.Entries{})
		}
		return
	}
	if v.Server == "" {
		if len(x.all) == 0 {
			x.addDraft(v)
		}
		return
	}
	for _, m := range x.all {
		if m.server == v.Server && (v.User == "" || m.is(v.Server, v.User)) {
			x.shown = m
			return
		}
	}
	x.page = x.addDraft(v)
}

// addDraft makes a sign-in page for a vault that is not in the list.
func (x *Accounts) addDraft(v settings.Vault) *member {
	v.Remember = false // it is filled in, not signed in to
	m := x.add(v, journal.Entries{})
	m.server, m.user, m.draft = "", "", true
	return m
}

// add makes and starts the App of one vault.
func (x *Accounts) add(v settings.Vault, left journal.Entries) *member {
	x.lastKey++
	m := &member{app: newApp(x.cfg)}
	if v.User != "" {
		m.server, m.user = normalServer(v.Server), v.User
	}
	m.app.seat = &seat{
		key: VaultKey("v" + strconv.Itoa(x.lastKey)), lasting: true, live: x.live, ids: &x.ids,
		remembered: v, left: left,
		warn:  func(p Problem) { x.box.put(func() { x.warn(p) }) },
		admit: func(got *admission) { x.box.put(func() { x.admit(m, got) }) },
	}
	if x.cfg.Journal != nil {
		m.app.seat.page = x.cfg.Journal.Page(left)
	}
	x.all = append(x.all, m)
	m.app.Subscribe(func(v View) { x.box.put(func() { x.saw(m, v) }) })
	x.running.Go(func() { m.app.Run(context.Background()) }) // ends with Close
	return m
}

// drop takes away a member that nobody needs. What its page of the journal
// holds stays there: the next start brings that vault back.
func (x *Accounts) drop(m *member) {
	m.gone = true
	for i, o := range x.all {
		if o == m {
			x.all = append(x.all[:i:i], x.all[i+1:]...)
		}
	}
	if x.shown == m {
		x.shown = nil
	}
	if x.page == m {
		x.page = nil
	}
	x.running.Go(m.app.Close)
}

// member finds one by its key.
func (x *Accounts) member(k VaultKey) *member {
	for _, m := range x.all {
		if m.key() == k {
			return m
		}
	}
	return nil
}

// of finds the one of that user on that server.
func (x *Accounts) of(server, user string) *member {
	for _, m := range x.all {
		if m.is(server, user) {
			return m
		}
	}
	return nil
}

// admit lets in a user who has signed in on the page of from. It goes to the
// App of that user, which may be another: the vault knows the name better than
// whoever typed it.
func (x *Accounts) admit(from *member, got *admission) {
	if x.leaving || x.closed || got.silent && x.locked != nil { // a locked window is opened by somebody, see uncovered
		x.running.Go(got.vault.Close)
		return
	}
	to := x.of(got.server, got.user.UserName)
	switch {
	case to != nil:
	case from.user == "" && !from.gone:
		to = from
	default:
		to = x.add(settings.Vault{Server: got.server, User: got.user.UserName}, journal.Entries{})
	}
	to.server, to.user, to.draft = got.server, got.user.UserName, false
	others, covered := x.demanded(to), x.locked != nil && x.locked != to
	to.app.box.put(func() {
		to.app.s.covered = covered
		to.app.obey(others)
		to.app.signedIn(got)
	})
	if x.page == from {
		x.page, x.shown = nil, to
	}
	if x.locked == to {
		x.locked = nil
		for _, o := range x.all {
			if o != to {
				o.app.box.put(o.app.uncovered)
			}
		}
	}
	switch {
	case to == from || from.gone:
	case from.user == "":
		x.drop(from)
	default:
		from.app.box.put(func() { from.app.s.signIn.Busy = false })
	}
}

// saw takes in what an App shows.
func (x *Accounts) saw(m *member, v View) {
	if m.gone {
		return
	}
	was, wasVault := m.view, m.vault()
	m.view, m.seen = v, true
	if v.Notice.Seq != was.Notice.Seq {
		x.notice, x.notice.Seq = v.Notice, x.notice.Seq+1
		x.publish() // each is told once: the next may come with the same mail
	}
	if v.QuietKind != was.QuietKind || v.Quiet != was.Quiet {
		x.quiet, x.kind = v.Quiet, v.QuietKind
	}
	if is := m.vault(); is.limits() != wasVault.limits() {
		x.obeyStrictest()
	}
	if m.vault().State == VaultSignedIn && !wasVault.State.Usable() {
		x.catchUp(m)
	}
	if s := &v.Search; s.Version != was.Search.Version || s.Busy != was.Search.Busy || s.Text != was.Search.Text {
		x.found.gather(x.all)
	}
	x.settleLeaving()
}

// obeyStrictest tells every App what the other vaults that are signed in to demand.
func (x *Accounts) obeyStrictest() {
	for _, m := range x.all {
		others := x.demanded(m)
		m.app.box.put(func() { m.app.obey(others) })
	}
}

// demanded are the limits that other vaults than m set.
func (x *Accounts) demanded(m *member) (all limits) {
	for _, o := range x.all {
		if v := o.vault(); o != m {
			all = all.with(v.limits())
		}
	}
	return all
}

// warn shows a problem of the program itself, or of a vault that may be off the list.
func (x *Accounts) warn(p Problem) {
	if !slices.Contains(x.banners, p) {
		x.banners = append(x.banners, p)
	}
}

// adopt takes over what programs that died left behind.
func (x *Accounts) adopt() *leftovers {
	if x.cfg.JournalError != nil {
		x.warn(Problem{Kind: ProblemJournal, Where: "its folder", Detail: x.cfg.JournalError.Error()})
	}
	if x.cfg.Journal == nil {
		return &leftovers{}
	}
	got, err := x.cfg.Journal.Adopt(journal.Entries{})
	if err != nil {
		x.warn(Problem{Kind: ProblemJournal, Where: "its folder", Detail: err.Error()})
	}
	if len(got.Damaged) > 0 {
		x.warn(Problem{Kind: ProblemJournalDamaged, Where: got.Damaged[0]})
	}
	keep := make([]string, 0, len(got.Sessions))
	for _, e := range got.Sessions {
		keep = append(keep, e.ID)
	}
	if err := x.cfg.Launcher.Sweep(keep); err != nil {
		x.cfg.Log.Warn("remove what old sessions left", "error", err)
	}
	return &leftovers{got.Entries}
}
