package main

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"sallyport/app"
	"sallyport/assets"
	"sallyport/cmd/internal/desk"
	"sallyport/launcher"
	"sallyport/launcher/hosttest"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// proxied is a vault whose RDP proxy is a real host: that host gets to know
// each pair of credentials when the vault makes it, and forgets the one before.
type proxied struct {
	app.Vault
	letIn func(user, password string)
}

func (p *proxied) RDPProxy(ctx context.Context, r ssclient.ProxyRequest) (ssclient.ProxyTarget, error) {
	got, err := p.Vault.RDPProxy(ctx, r)
	got.Password.Reveal(func(b []byte) { p.letIn(got.User, string(b)) })
	return got, err
}

// seat is an app of this process without a window.
type seat struct {
	*app.App
	mu   sync.Mutex
	view app.View
}

func (s *seat) until(t *testing.T, what string, ok func(app.View) bool) app.View {
	t.Helper()
	var v app.View
	err := desk.Until(what, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		v = s.view
		return ok(v)
	})
	if err != nil {
		t.Fatalf("%v; the pane: %+v; sessions: %+v", err, v.Pane.Problem, v.Sessions)
	}
	return v
}

// newSeat runs an app with the real launcher on a desk, at a demo vault in memory.
func newSeat(t *testing.T, d *desk.Desk, connect func(string, app.Hooks) (app.Vault, error)) *seat {
	t.Helper()
	t.Setenv("DISPLAY", d.Display())
	l, err := launcher.New(launcher.Config{
		Dir: filepath.Join(d.Dir(), "run", "r"), Self: built(t, "sallyport"), KnownHosts: filepath.Join(d.Home(), "known_hosts"),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{App: app.New(app.Config{Connect: connect, Launcher: l})}
	s.Subscribe(func(v app.View) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.view = v
	})
	var running sync.WaitGroup
	running.Go(func() { s.Run(context.Background()) })
	t.Cleanup(func() {
		s.Close()
		running.Wait()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestRealDesktopThroughTheVaultsProxy: the real FreeRDP signs in with what the
// vault gives for one session, at a host that lets in nobody else, and never
// with the secret's own password.
func TestRealDesktopThroughTheVaultsProxy(t *testing.T) {
	d, err := desk.Open("1280x800")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	host := hosttest.StartShadow(t, d.Display(), "nobody", "not yet")
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, RDPHost: "127.0.0.1:" + strconv.Itoa(host.Port)})
	if err != nil {
		t.Fatal(err)
	}
	v.SetSecret(109, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
	var users []string
	s := newSeat(t, d, func(server string, _ app.Hooks) (app.Vault, error) {
		c, err := ssclient.New(ssclient.Config{BaseURL: server, Transport: v.Transport()})
		return &proxied{c, func(user, password string) {
			users = append(users, user)
			host.LetIn(t, user, password)
		}}, err
	})
	s.Do(app.SignIn{Server: "https://vault.example.com/SecretServer", User: "alice", Password: demoPassword(t, v, "alice")})
	s.until(t, "the sign-in", func(v app.View) bool { return v.Screen == app.ScreenMain })
	s.Do(app.Select{SecretID: 109})
	s.until(t, "the secret", func(v app.View) bool { return v.Pane.Primary == app.PrimaryConnect })
	for n := range 2 {
		s.Do(app.Connect{SecretID: 109})
		if n == 0 {
			q := s.until(t, "the question about the proxy's certificate", func(v app.View) bool { return v.Prompt != nil })
			s.Do(app.Answer{PromptID: q.Prompt.ID, Yes: true})
		}
		up := s.until(t, "the proxy to let the client in", func(v app.View) bool {
			return len(v.Sessions) == 1 && v.Sessions[0].State == app.SessionConnected
		})
		s.Do(app.End{SessionID: up.Sessions[0].ID})
		s.until(t, "the end", func(v app.View) bool { return len(v.Sessions) == 0 })
	}
	if len(users) != 2 || users[0] == users[1] || users[0] == "svc-dc-02" {
		t.Errorf("signed in as %q, want another one-time user each time", users)
	}
	if n := host.Refusals(); n != 0 {
		t.Errorf("the host refused %d passwords", n)
	}
}

func demoPassword(t *testing.T, v *demovault.Vault, user string) sealed.Secret {
	t.Helper()
	for _, u := range v.Users() {
		if u.Name == user {
			return sealed.New([]byte(u.Password))
		}
	}
	t.Fatalf("no user %s in the seed", user)
	return sealed.Secret{}
}
