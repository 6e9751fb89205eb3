package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sallyport/app/cache"
	"sallyport/app/journal"
	"sallyport/app/settings"
	"sallyport/app/trail"
	"sallyport/workflow/sealed"
)

// Config is what an App is made of. Nothing is set later.
type Config struct {
	Connect func(server string, h Hooks) (Vault, error) // makes the client for a server; no call yet
	// Tenant finds out whether a Platform is at that address; nil, nil: a vault. It
	// sends no credential. A nil function: there are only vaults.
	Tenant   func(ctx context.Context, server string, h Hooks) (Tenant, error)
	Launcher Launcher
	Keyring  Keyring // nil: nothing is remembered
	Clock    Clock   // nil: the machine's
	Settings settings.Store
	Cache    cache.Store // what vaults have listed; an empty Dir keeps nothing
	// Journal remembers what would be left behind; nil: it could not be opened, and JournalError says why.
	Journal      *journal.Journal
	JournalError error
	Trail        *trail.Trail // what was done; nil: not written down

	// Idle is how long nobody has used this machine; it may take its time. nil: nobody can tell.
	Idle func() (time.Duration, error)

	// OpenURL shows a page in the user's browser; it may take its time. nil: no browser.
	OpenURL func(url string) error
	// Copy puts a secret on the clipboard, to be wiped by whoever has it then;
	// forget takes it off if it is still there. nil: there is no clipboard.
	Copy func(sealed.Secret) (forget func(), err error)
	// Show shows a field's value in the window while its secret is the one in the pane, and wipes
	// it then; hide takes it away. "" is the password. Called by the loop: it must not wait. nil: nobody can look.
	Show func(vault VaultKey, secretID int, slug string, value sealed.Secret) (hide func())
	// Downloads is the folder where files are offered to be saved; "": nobody can save any.
	Downloads string
	// ShowCode shows a one-time code in the same way.
	ShowCode func(vault VaultKey, secretID int, code sealed.Secret) (hide func())

	// Via is what counts of the way of an SSH session before what is chosen for
	// the secret, and OwnConfig lets ssh read the user's configuration: for one
	// command. nil: as the settings say.
	Via       *settings.SSHConnection
	OwnConfig bool

	Server, User string // filled into the sign-in page; win over the settings
	Demo         *Demo  // the embedded demo vaults
	Log          *slog.Logger
	LogLevel     *slog.LevelVar // of Log, as the settings say; nil: it stays
}

// Hooks are what a client tells the app outside its calls, and asks of it. For
// a Tenant there is Network alone.
type Hooks struct {
	OnWait    func(time.Duration) // a call waits for the vault's limit; 0: no longer
	OnRefresh func(sealed.Secret) // the refresh token was rotated; the receiver wipes it
	// Network is how vaults are reached now: what the user changes holds from the next call.
	Network func() settings.Network
}

// Demo lets the window sign in to the embedded demo vaults with one click.
type Demo struct {
	Servers  []string // the first has the first sign-in page
	Users    []DemoUser
	Password func(server, user string) sealed.Secret
}

// App is one user's account on one vault: its state and the loop that changes
// it. Several are held together by Accounts.
type App struct {
	cfg  Config
	box  *mailbox
	done chan struct{} // closed when Run has returned

	effects  sync.WaitGroup
	ctx      context.Context // of all effects
	cancel   context.CancelFunc
	audience audience
	seat     *seat

	s state // the loop's alone
}

// New makes an App that is alone, for a command; Run starts it. It remembers
// nothing and takes over nothing: that is what Accounts do.
func New(cfg Config) *App {
	a := newApp(cfg.complete())
	a.seat = alone(a)
	return a
}

func newApp(cfg Config) *App {
	ctx, cancel := context.WithCancel(context.Background())
	return &App{cfg: cfg, box: newMailbox(), done: make(chan struct{}), ctx: ctx, cancel: cancel, s: newState()}
}

// complete puts in what may be left out.
func (c Config) complete() Config {
	if c.Clock == nil {
		c.Clock = RealClock{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Do hands the app an intent. It never blocks and may be called from any goroutine.
func (a *App) Do(i Intent) { a.box.put(func() { a.intend(i) }) }

// Subscribe calls f with every view from now on, the present one first, on
// the app's goroutine: f must not block. cancel may be called from anywhere.
func (a *App) Subscribe(f func(View)) (cancel func()) {
	cancel = a.audience.join(f)
	a.box.put(func() {}) // publishes
	return cancel
}

// Run is the loop. It returns when the app has finished (View.Closing) or ctx ends.
func (a *App) Run(ctx context.Context) {
	defer close(a.done)
	a.start()
	a.publish()
	for !a.s.closed {
		select {
		case <-ctx.Done():
			return
		case <-a.box.signal:
		}
		for _, f := range a.box.take() {
			f()
		}
		a.settleCovered()
		a.schedule()
		a.publish()
	}
}

// Done is closed when Run has returned.
func (a *App) Done() <-chan struct{} { return a.done }

// Close ends all effects and waits for them and for Run. Sessions live on;
// call it after the loop has said Closing, or to die.
func (a *App) Close() {
	a.cancel()
	a.box.put(func() { a.s.closed = true })
	<-a.done
	a.effects.Wait()
	a.saveLast()
	if a.s.clip != nil {
		a.s.clip.forget()
	}
	if a.s.vault != nil { // the loop has ended: the state is ours
		a.s.vault.Close()
	}
}

func (a *App) publish() { a.audience.tell(a.view()) }

// async runs work in a goroutine of its own; what work returns runs in the loop.
func (a *App) async(ctx context.Context, work func(context.Context) func()) {
	a.effects.Go(func() {
		if then := work(ctx); then != nil {
			a.box.put(then)
		}
	})
}

// after runs f in the loop when d has passed.
func (a *App) after(d time.Duration, f func()) (stop func() bool) {
	return a.cfg.Clock.AfterFunc(d, func() { a.box.put(f) })
}

func (a *App) now() time.Time { return a.cfg.Clock.Now().Round(0) }
