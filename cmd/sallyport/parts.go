package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/pkg/browser"

	"sallyport/app"
	"sallyport/app/cache"
	"sallyport/app/journal"
	"sallyport/app/keyring"
	"sallyport/app/settings"
	"sallyport/app/trail"
	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// keyringWait is how long a keyring may take, its unlock dialog included.
const keyringWait = 30 * time.Second

// places are the files of this user.
type places struct{ settings, journal, knownHosts, trail, log, vaults string }

func userPlaces() places {
	return places{
		settings:   filepath.Join(xdg.ConfigHome, "sallyport", "settings.json"),
		journal:    filepath.Join(xdg.StateHome, "sallyport", "journal"),
		knownHosts: filepath.Join(xdg.DataHome, "sallyport", "known_hosts"),
		trail:      filepath.Join(xdg.StateHome, "sallyport", "trail.jsonl"),
		log:        filepath.Join(xdg.StateHome, "sallyport", "sallyport.log"),
		vaults:     filepath.Join(xdg.CacheHome, "sallyport", "vaults"),
	}
}

// options are what the modes set differently.
type options struct {
	server, user string
	caFile       string                                                       // trusted beside the system's authorities
	foreground   bool                                                         // ssh runs in this terminal
	window       bool                                                         // keep settings and, in the keyring, the sign-in; take over what dead programs left
	demos        demos                                                        // none: none embedded
	copy         func(sealed.Secret) (forget func(), err error)               // nil: there is no clipboard
	show         func(app.VaultKey, int, string, sealed.Secret) (hide func()) // nil: nobody can look
	showCode     func(app.VaultKey, int, sealed.Secret) (hide func())         // likewise
	idle         func() (time.Duration, error)                                // how long nobody has used this machine; nil: nobody knows
	clock        app.Clock                                                    // nil: the machine's
	via          *settings.SSHConnection                                      // of this command alone; nil: as the settings say
	ownConfig    bool
}

// newApp is the one vault of a command.
func newApp(o options) (*app.App, func(), error) {
	cfg, closeParts, err := newParts(o)
	if err != nil {
		return nil, nil, err
	}
	a := app.New(cfg)
	return a, func() { a.Close(); closeParts() }, nil
}

// newAccounts are the vaults of a window, and its log.
func newAccounts(o options) (*app.Accounts, *slog.Logger, func(), error) {
	cfg, closeParts, err := newParts(o)
	if err != nil {
		return nil, nil, nil, err
	}
	cfg.Idle = o.idle
	a := app.NewAccounts(cfg)
	return a, cfg.Log, func() { a.Close(); closeParts() }, nil
}

// newParts makes the parts in the order they depend on each other. What an app
// is made of is closed after it.
func newParts(o options) (cfg app.Config, closeParts func(), err error) {
	at := userPlaces()                         // depends on the environment
	store := settings.Store{Path: at.settings} // depends on places
	chosen, _ := store.Load()                  // a damaged file is reported by the app
	if o.demos != nil {
		at = o.demos.places() // the demo leaves no trace in the user's files
	}
	if o.demos != nil {
		store = settings.Store{}
	} else if !o.window { // a command opens sessions as the window does
		store = settings.Store{Fixed: chosen.OfSessions()}
	}
	self, err := os.Executable()
	if err != nil {
		return cfg, nil, fmt.Errorf("find this program: %w", err)
	}
	log, level := at.openLog(o.window) // depends on places
	clients := launcher.Config{Self: self, KnownHosts: at.knownHosts, Foreground: o.foreground}
	if o.window { // a terminal is for what a command prints
		clients.Log = log
	}
	launch, err := launcher.New(clients) // depends on self, places, log
	if err != nil {
		return cfg, nil, fmt.Errorf("prepare for sessions: %w", err)
	}
	book, bookErr := journal.Open(at.journal) // depends on places
	cfg = app.Config{
		Connect: dial(o.clock, o.caFile), Tenant: knock(o.clock, o.caFile), Launcher: launch, Clock: o.clock, Settings: store,
		Journal: book, JournalError: bookErr, Trail: trail.New(at.trail),
		Server: o.server, User: o.user, OpenURL: browser.OpenURL, Copy: o.copy, Show: o.show, ShowCode: o.showCode,
		Via: o.via, OwnConfig: o.ownConfig,
		Log: log, LogLevel: level,
	}
	if o.window {
		cfg.Downloads = downloads()
		cfg.Keyring = keyring.System{Wait: keyringWait}
		cfg.Cache = cache.Store{Dir: at.vaults} // "" of a demo: nothing is kept
	}
	if o.demos != nil {
		cfg.Demo = o.demos.offer()
	}
	return cfg, func() {
		_ = launch.Close() // sessions live on
		if book != nil {
			if err := book.Close(); err != nil {
				cfg.Log.Error("close journal", "error", err)
			}
		}
	}, nil
}

// dial makes the client of one vault.
func dial(clock app.Clock, caFile string) func(string, app.Hooks) (app.Vault, error) {
	return func(server string, h app.Hooks) (app.Vault, error) {
		cfg := configure(server, caFile, h.Network)
		cfg.OnWait, cfg.OnRefresh = h.OnWait, h.OnRefresh
		if clock != nil {
			cfg.Now = clock.Now
		}
		c, err := ssclient.New(cfg)
		if err != nil {
			return nil, err
		}
		return c, nil
	}
}

// knock finds out, without a credential, whether a Platform is at an address.
func knock(clock app.Clock, caFile string) func(context.Context, string, app.Hooks) (app.Tenant, error) {
	return func(ctx context.Context, server string, h app.Hooks) (app.Tenant, error) {
		cfg := configure(server, caFile, h.Network)
		if clock != nil {
			cfg.Now = clock.Now
		}
		if kind, err := ssclient.Discover(ctx, cfg); err != nil || kind != ssclient.PlatformTenant {
			return nil, err
		}
		p, err := ssclient.NewPlatform(cfg)
		if err != nil {
			return nil, err
		}
		return app.PlatformTenant(p), nil
	}
}

// configure is what every client is made of: its way is what the settings say
// now. A CA file of the command line wins.
func configure(server, caFile string, now func() settings.Network) ssclient.Config {
	return ssclient.Config{BaseURL: server, UserAgent: userAgent(), Way: func() ssclient.Way {
		n := now()
		return ssclient.Way{CAFile: cmp.Or(caFile, n.CAFile), Proxy: n.Proxy, Throttle: ssclient.Throttle{Calls: n.CallsPerMinute}}
	}}
}

func userAgent() string { return "Sallyport/" + version() }

// downloads is where a browser would put a file, else the home.
func downloads() string {
	for _, dir := range []string{xdg.UserDirs.Download, xdg.Home} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return os.TempDir()
}
