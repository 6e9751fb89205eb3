package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"sallyport/app"
	"sallyport/cmd/internal/desk"
	"sallyport/workflow/sealed"
)

// sitting is what a window is made of, without the window.
type sitting struct {
	*app.Accounts
	mu     sync.Mutex
	view   app.View
	copied string
}

func newSitting(t *testing.T, server string) *sitting {
	t.Helper()
	s := &sitting{}
	core, _, closeAll, err := newAccounts(options{server: server, user: "alice", window: true, copy: func(secret sealed.Secret) (func(), error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.copied = string(sealedBytes(secret))
		return func() {}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.Accounts = core
	core.Subscribe(func(v app.View) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.view = v
	})
	go core.Run(context.Background()) // ends with closeAll
	t.Cleanup(closeAll)
	return s
}

func sealedBytes(s sealed.Secret) (b []byte) {
	s.Reveal(func(v []byte) { b = slices.Clone(v) })
	return b
}

func (s *sitting) until(t *testing.T, what string, ok func(*app.View) bool) {
	t.Helper()
	if err := desk.Until(what, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return ok(&s.view)
	}); err != nil {
		t.Fatalf("%v: %+v, %+v", err, s.view.SignIn.Problem, s.view.Pane.Problem)
	}
}

// TestADiagnosisHoldsNothingOfWhatTheWindowKnows looks in the text that the
// window's user copies for a ticket for what that window was given and holds.
func TestADiagnosisHoldsNothingOfWhatTheWindowKnows(t *testing.T) {
	patient(t, map[string]string{"ssh": "echo 'OpenSSH_9.2p1 Debian-2' >&2", "xterm": ""})
	const proxyPassword = "Pr0xy-Passw0rd-of-bob"
	vault := newScripts(t)
	t.Setenv("HTTPS_PROXY", "http://bob:"+proxyPassword+"@proxy.example:3128")
	heard := listen(t, vault.url, httptest.NewServer)
	s := newSitting(t, heard.URL)
	s.Do(app.SetNetwork{To: app.NetworkSettings{LogLevel: "debug"}})
	s.Do(app.SignIn{Server: heard.URL, User: "alice", Password: sealed.New([]byte(vault.user.Password))})
	s.until(t, "the sign-in", func(v *app.View) bool { return v.Screen == app.ScreenMain && v.User == "alice" })
	s.Do(app.Select{SecretID: dbSecret})
	s.Do(app.CheckOutOnly{SecretID: dbSecret})
	s.until(t, "the check-out", func(v *app.View) bool { return len(v.CheckOuts) == 1 })
	s.Do(app.CopyField{SecretID: dbSecret})
	s.until(t, "the password on the clipboard", func(v *app.View) bool { return v.QuietKind == app.QuietCopied })

	said := make(chan string)
	about(t.Context(), "").Diagnose(func(text string) { said <- text })
	text := <-said
	s.mu.Lock()
	password := s.copied
	s.mu.Unlock()
	secrets := map[string]string{
		"alice's password": vault.user.Password, "the password of a secret that is held": password, "the proxy's password": proxyPassword,
	}
	heard.mu.Lock()
	for n, token := range slices.Concat(heard.access, heard.refresh) {
		secrets[fmt.Sprintf("token %d", n)] = token
	}
	heard.mu.Unlock()
	if len(secrets) < 5 {
		t.Fatalf("%d secrets to look for: the search proves nothing", len(secrets))
	}
	for name, secret := range secrets {
		for _, form := range forms(t, secret) {
			if strings.Contains(text, form) {
				t.Errorf("%s is in the diagnosis:\n%s", name, text)
			}
		}
	}
	for _, want := range []string{"(hidden)@proxy.example:3128", "D-Bus", "sallyport.log", "WAY TO THE VAULT"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in what is copied:\n%s", want, text)
		}
	}
}
