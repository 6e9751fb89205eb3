package app_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
)

func stored(h *apptest.H) settings.Settings {
	h.T.Helper()
	s, err := settings.Store{Path: h.SettingsFile()}.Load()
	if err != nil {
		h.T.Fatal(err)
	}
	return s
}

func TestASettingHoldsAtOnceAndIsWrittenDown(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignInAt(apptest.Server, "alice")
		before := h.View().Settings.Version
		h.Do(app.ShowSettings{Open: true}, app.SetGeneral{To: app.GeneralSettings{Language: "de", TextScale: 150, Theme: "dark", KeepOpen: true, ExtendFirst: -1, AtOnce: 7}})
		v := h.View().Settings
		if !v.Open || v.Version == before || !v.Problem.None() || v.Chosen.General.AtOnce != 7 {
			t.Fatalf("the page says %+v, %+v", v, v.Chosen.General)
		}
		if s := stored(h); s.Language != "de" || s.TextScale != 150 || s.Theme != "dark" || !s.KeepOpen || s.ExtendFirst != -1 || s.AtOnce != 7 {
			t.Errorf("written down is %+v", s)
		}
		if h.View().Batch.AtOnce != 7 {
			t.Errorf("a batch begins %d at once", h.View().Batch.AtOnce)
		}
		h.Do(app.ShowInbox{Open: true})
		if h.View().Settings.Open {
			t.Error("two pages lie over the pane")
		}
	})
}

func TestWhatCannotBeUsedIsNotTaken(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do    app.Intent
		where string
	}{
		"a text size of ten":             {app.SetGeneral{To: app.GeneralSettings{TextScale: 10}}, "text size"},
		"a theme of another make":        {app.SetGeneral{To: app.GeneralSettings{Theme: "pink"}}, "theme"},
		"a hundred at once":              {app.SetGeneral{To: app.GeneralSettings{AtOnce: 100}}, "number at once"},
		"extend with a day left":         {app.SetGeneral{To: app.GeneralSettings{ExtendFirst: 1440}}, "minutes to extend first"},
		"a client that is none":          {app.SetSSH{To: app.SSHDefaults{SSH: settings.SSH{Client: "telnet"}}}, "client"},
		"a locale with a space":          {app.SetSSH{To: app.SSHDefaults{SSH: settings.SSH{Charset: "C X=1"}}}, "character set"},
		"PuTTY with ssh's configuration": {app.SetSSH{To: app.SSHDefaults{SSH: settings.SSH{Client: "putty", OwnConfig: true}}}, "own configuration"},
		"a desktop of one pixel":         {app.SetRDP{To: app.RDPDefaults{Width: 1, Height: 1}}, "size"},
		"a screen that is none":          {app.SetRDP{To: app.RDPDefaults{Screen: "wall"}}, "screen"},
		"a sound that is none":           {app.SetRDP{To: app.RDPDefaults{Sound: "loud"}}, "sound"},
		"a switch in between":            {app.SetRDP{To: app.RDPDefaults{Admin: "perhaps"}}, "choice"},
		"a folder of nowhere":            {app.SetRDP{To: app.RDPDefaults{Drives: []app.FolderOfDesktops{{Path: "shared"}}}}, "drive"},
		"two folders of one name":        {app.SetRDP{To: app.RDPDefaults{Drives: []app.FolderOfDesktops{{Path: "/a/x"}, {Path: "/b/X"}}}}, "drive"},
		"a clipboard for a day":          {app.SetSafety{To: app.SafetySettings{ClipboardSeconds: 86400}}, "clipboard"},
		"a lock after a week":            {app.SetSafety{To: app.SafetySettings{Security: settings.Security{IdleMinutes: 10080}}}, "minutes until it locks"},
		"calls without end":              {app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{CallsPerMinute: 1000}}}, "calls per minute"},
		"a proxy with a password":        {app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{Proxy: "http://u:p@proxy:3128"}}}, "proxy"},
		"a proxy that is none":           {app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{Proxy: "ftp://proxy"}}}, "proxy"},
		"a CA file without one":          {app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{CAFile: ca}}}, "CA file"},
		"a CA file somewhere":            {app.SetNetwork{To: app.NetworkSettings{Network: settings.Network{CAFile: "ca.pem"}}}, "CA file"},
		"a log level of another make":    {app.SetNetwork{To: app.NetworkSettings{LogLevel: "loud"}}, "log level"},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				before := stored(h)
				h.Do(c.do)
				p := h.View().Settings.Problem
				if p.Kind != app.ProblemChoice || p.Where != c.where || p.Detail == "" {
					t.Errorf("it says %+v", p)
				}
				if d := cmp.Diff(before, stored(h)); d != "" {
					t.Errorf("it changed something: %s", d)
				}
				h.Do(app.ShowSettings{Open: true})
				if p := h.View().Settings.Problem; !p.None() {
					t.Errorf("the page opens with %+v", p)
				}
			})
		})
	}
}

func TestAFolderIsCalledAsItsPathEnds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SetRDP{To: app.RDPDefaults{Drives: []app.FolderOfDesktops{{Path: "/home/alice/shared"}}}})
		if d := cmp.Diff([]settings.Drive{{Name: "shared", Path: "/home/alice/shared"}}, stored(h).RDP.Drives); d != "" {
			t.Error(d)
		}
	})
}

func TestAProgramIsForgottenAlone(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		s := settings.Settings{}
		for _, p := range []string{"one", "two"} {
			s.Approve(settings.Approval{Server: apptest.Server, Launcher: "L" + p, Program: p, Path: "/usr/bin/" + p})
		}
		h.Crash()
		if err := (settings.Store{Path: h.SettingsFile()}).Save(s); err != nil {
			t.Fatal(err)
		}
		h.Start()
		all := h.View().Settings.Chosen.Programs
		if len(all) != 2 {
			t.Fatalf("the page lists %v", all)
		}
		h.Do(app.ForgetProgram{Program: all[0]})
		if got := stored(h).Approvals; len(got) != 1 || got[0].Program != "two" {
			t.Errorf("left is %+v", got)
		}
	})
}

func TestTheLogLevelIsObeyedAtOnce(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SetNetwork{To: app.NetworkSettings{LogLevel: "debug"}})
		if got := h.LogLevel.Level(); got != slog.LevelDebug {
			t.Errorf("it is %s", got)
		}
	})
}

func TestTheSizeOfTheWindowIsKeptEvenLocked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignInAt(apptest.Server, "alice")
		h.Do(app.Lock{}, app.SetFrame{To: app.FrameSettings{Width: 1000, Height: 700, Tree: 300}}, app.SetGeneral{To: app.GeneralSettings{AtOnce: 9}})
		if s := stored(h); s.Window != (settings.Window{Width: 1000, Height: 700, Tree: 300}) || s.AtOnce != 0 {
			t.Errorf("kept is %+v, and %d at once", s.Window, s.AtOnce)
		}
	})
}

func TestSettingsAreThereBeforeTheSignInAndAnotherPageShutsThem(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.ShowSettings{Open: true})
		if v := h.View(); !v.Settings.Open || v.Screen != app.ScreenSignIn {
			t.Fatalf("%s, settings %v", v.Screen, v.Settings.Open)
		}
		h.Do(app.AddVault{})
		if h.View().Settings.Open {
			t.Error("they lie over the page to add a vault")
		}
	})
}

func TestOnlyAStartWithoutAnyVaultIsFresh(t *testing.T) {
	known := settings.Settings{Vaults: []settings.Vault{{Server: "https://vault.example.com", User: "alice"}}}
	for name, c := range map[string]struct {
		cfg  app.Config
		want bool
	}{
		"nothing is known":            {app.Config{}, true},
		"somebody has signed in":      {app.Config{Settings: settings.Store{Fixed: known}}, false},
		"the command line names one":  {app.Config{Server: "vault.example.com"}, false},
		"the demo is a vault already": {app.Config{Demo: &app.Demo{Servers: []string{"https://127.0.0.1:8443"}}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.cfg.Launcher = &apptest.Launcher{}
			x := app.NewAccounts(c.cfg)
			views := make(chan app.View, 1)
			x.Subscribe(func(v app.View) {
				select {
				case views <- v:
				default:
				}
			})
			go x.Run(t.Context())
			if v := <-views; v.Settings.Fresh != c.want || v.Screen != app.ScreenSignIn {
				t.Errorf("fresh is %v on %s", v.Settings.Fresh, v.Screen)
			}
			x.Close()
		})
	}
}
