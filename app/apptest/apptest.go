// Package apptest runs a whole app without a window, a network or a wait: the
// demo vault in memory, a launcher whose clients the test ends, all on the
// virtual clock of testing/synctest.
//
// Owns: the harness. Never: is imported by production code.
// Imports: app, ssclient, ssclient/demovault, launcher (its types).
package apptest

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/app"
	"sallyport/app/cache"
	"sallyport/app/journal"
	"sallyport/app/settings"
	"sallyport/app/trail"
	"sallyport/assets"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// Server is the address of the vault in every test, Second that of the other
// one where a test has two. They know the same secrets by the same numbers.
const (
	Server = "https://vault.example.com/SecretServer"
	Second = "https://second.example.com/SecretServer"
)

// H is one app with its vaults, launcher and files.
type H struct {
	T        *testing.T
	Vault    *demovault.Vault
	Second   *demovault.Vault
	Launcher *Launcher
	Keyring  *Keyring
	App      *app.Accounts
	Client   *ssclient.Client        // the last one the app made
	Network  func() settings.Network // and how it is told to reach its vault now

	Opened []string // pages shown in the browser
	// Copy is the clipboard of the next app that starts; nil: none.
	Copy func(sealed.Secret) (forget func(), err error)
	// Show is the window's place for a password, likewise.
	Show func(app.VaultKey, int, string, sealed.Secret) (hide func())
	// Downloads is where the next app that starts offers to save files; "": nowhere.
	Downloads string
	ShowCode  func(app.VaultKey, int, sealed.Secret) (hide func()) // and for a one-time code
	Platform  string                                               // the address at which the Platform is, from now on

	LogLevel slog.LevelVar // as the settings say
	Log      bytes.Buffer  // what all apps have logged, to be read when all has settled

	dir    string
	book   *journal.Journal // nil: none is open
	others []*ssclient.Client
	mu     sync.Mutex
	idle   time.Duration
	view   app.View
	seen   []app.View // every view since the last Views
}

// Run runs a test in a bubble of virtual time, with an app that has started
// and nobody signed in.
func Run(t *testing.T, test func(h *H)) {
	t.Helper()
	RunEstate(t, 0, test)
}

// RunEstate is Run on a vault with so many plain secrets beside the demo's,
// from 10001 on: of each six the first two are SSH.
func RunEstate(t *testing.T, secrets int, test func(h *H)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := &H{T: t, Vault: newVault(t, secrets), Second: newVault(t, 0), Launcher: &Launcher{live: map[string]*Client{}}, Keyring: &Keyring{}, dir: dir}
		h.Launcher.h = h
		h.Start()
		defer func() {
			h.Crash()
			for _, c := range h.others {
				c.Close()
			}
		}()
		test(h)
	})
}

func newVault(t *testing.T, secrets int) *demovault.Vault {
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, SSHHost: "127.0.0.1:2222", Secrets: secrets})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// At is the vault at an address.
func (h *H) At(server string) *demovault.Vault {
	if server == Second {
		return h.Second
	}
	return h.Vault
}

// SettingsFile is where the app keeps its settings.
func (h *H) SettingsFile() string { return h.dir + "/settings.json" }

// Start starts an app: the first, or the next one after Crash or a Quit.
func (h *H) Start() {
	h.T.Helper()
	book, err := journal.Open(h.dir + "/journal")
	cfg := app.Config{
		Connect: func(server string, hooks app.Hooks) (app.Vault, error) {
			c, err := ssclient.New(ssclient.Config{
				BaseURL: server, Transport: h.At(server).Transport(), OnWait: hooks.OnWait, OnRefresh: hooks.OnRefresh,
				Way: func() ssclient.Way {
					return ssclient.Way{Throttle: ssclient.Throttle{Calls: hooks.Network().CallsPerMinute}}
				},
			})
			if err != nil {
				return nil, err
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			h.Client, h.Network = c, hooks.Network
			return c, nil
		},
		Tenant:   h.tenant,
		Launcher: h.Launcher, Keyring: h.Keyring, Settings: settings.Store{Path: h.SettingsFile()}, LogLevel: &h.LogLevel,
		Log: slog.New(slog.NewTextHandler(&h.Log, &slog.HandlerOptions{Level: &h.LogLevel})),
		OpenURL: func(page string) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.Opened = append(h.Opened, page)
			return nil
		},
		Copy: h.Copy, Show: h.Show, ShowCode: h.ShowCode, Downloads: h.Downloads,
		Idle: func() (time.Duration, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.idle, nil
		},
		Trail:   trail.New(h.dir + "/trail.jsonl"),
		Cache:   cache.Store{Dir: h.dir + "/vaults"},
		Journal: book, JournalError: err, Server: Server,
	}
	h.book = book
	h.App = app.NewAccounts(cfg)
	h.App.Subscribe(func(v app.View) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.view = v
		h.seen = append(h.seen, v)
	})
	go h.App.Run(context.Background())
	h.Settle()
}

// Idle says how long nobody has used the machine.
func (h *H) Idle(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.idle = d
}

// tenant is the demo's Platform, at the address where the test put it.
func (h *H) tenant(_ context.Context, server string, _ app.Hooks) (app.Tenant, error) {
	if h.Platform == "" || server != h.Platform {
		return nil, nil
	}
	p, err := ssclient.NewPlatform(ssclient.Config{BaseURL: server, Transport: h.Vault.PlatformTransport()})
	if err != nil {
		return nil, err
	}
	return app.PlatformTenant(p), nil
}

// Crash ends the app as a kill does: nothing is checked in, sessions live on.
// After a Quit it is what is left to do before the next Start.
func (h *H) Crash() {
	h.App.Close()
	if h.book != nil {
		if err := h.book.Close(); err != nil {
			h.T.Error(err)
		}
		h.book = nil
	}
}

// Restart ends the app as a kill does, and starts the next.
func (h *H) Restart() {
	h.T.Helper()
	h.Crash()
	h.Start()
}

// Dir holds the app's files: settings.json and the folder journal.
func (h *H) Dir() string { return h.dir }

// Settle lets everything happen that happens without time passing.
func (h *H) Settle() { synctest.Wait() }

// Advance lets virtual time pass.
func (h *H) Advance(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// Do sends intents and lets them happen; what needs a moment of time gets a second.
func (h *H) Do(intents ...app.Intent) {
	for _, i := range intents {
		h.App.Do(i)
	}
	h.Settle()
}

// View is what is shown now.
func (h *H) View() app.View {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.view
}

// Views returns every view since the last call.
func (h *H) Views() []app.View {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.seen
	h.seen = nil
	return all
}

// Password is a demo user's.
func (h *H) Password(user string) sealed.Secret { return h.PasswordAt(Server, user) }

// PasswordAt is a demo user's at one of the vaults.
func (h *H) PasswordAt(server, user string) sealed.Secret {
	for _, u := range h.At(server).Users() {
		if u.Name == user {
			return sealed.New([]byte(u.Password))
		}
	}
	h.T.Fatalf("no user %s in the seed", user)
	return sealed.Secret{}
}

// SignIn signs a user in and shows the vault.
func (h *H) SignIn(user string) {
	h.T.Helper()
	h.SignInAt(Server, user)
}

// SignInAt signs a user in at one of the vaults, and returns its key.
func (h *H) SignInAt(server, user string) app.VaultKey {
	h.T.Helper()
	h.Do(app.SignIn{Server: server, User: user, Password: h.PasswordAt(server, user)})
	v := h.View()
	for _, x := range v.Vaults {
		if x.Server == server && x.User == user && x.State == app.VaultSignedIn {
			return x.Key
		}
	}
	h.T.Fatalf("signing in as %s at %s: %+v, %+v", user, server, v.SignIn.Problem, v.Vaults)
	return ""
}

// CheckOutAs checks a secret out in the name of somebody at another machine.
func (h *H) CheckOutAs(user string, secretID int) {
	h.T.Helper()
	c, err := ssclient.New(ssclient.Config{BaseURL: Server, Transport: h.Vault.Transport()})
	if err != nil {
		h.T.Fatal(err)
	}
	defer c.Close()
	err = c.SignIn(context.Background(), ssclient.Credentials{User: user, Password: h.Password(user)})
	if err == nil {
		err = c.CheckOut(context.Background(), secretID)
	}
	if err != nil {
		h.T.Fatal(err)
	}
}

// Ledger counts the operations on a secret, like "check-in" or "check-in expired".
func (h *H) Ledger(secretID int) map[string]int { return h.LedgerAt(Server, secretID) }

// LedgerAt counts them at one of the vaults.
func (h *H) LedgerAt(server string, secretID int) map[string]int {
	n := map[string]int{}
	for _, e := range h.At(server).Ledger() {
		if e.SecretID != secretID {
			continue
		}
		op := e.Op
		if e.Note != "" && op == "check-in" {
			op += " " + e.Note
		}
		n[op]++
	}
	return n
}

// CheckOut finds a running check-out in the view.
func (h *H) CheckOut(secretID int) (app.CheckOutView, bool) {
	for _, c := range h.View().CheckOuts {
		if c.SecretID == secretID {
			return c, true
		}
	}
	return app.CheckOutView{}, false
}

// OtherClient is another program of the same user, signed in to the same vault.
func (h *H) OtherClient(user string) *ssclient.Client { return h.OtherClientAt(Server, user) }

// OtherClientAt is one at one of the vaults.
func (h *H) OtherClientAt(server, user string) *ssclient.Client {
	c, err := ssclient.New(ssclient.Config{BaseURL: server, Transport: h.At(server).Transport()})
	if err == nil {
		err = c.SignIn(context.Background(), ssclient.Credentials{User: user, Password: h.PasswordAt(server, user)})
	}
	if err != nil {
		h.T.Fatal(err)
	}
	h.others = append(h.others, c)
	return c
}
