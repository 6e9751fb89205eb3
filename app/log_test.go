package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

func plain(s sealed.Secret) (text string) {
	defer s.Wipe()
	s.Reveal(func(b []byte) { text = string(b) })
	return text
}

// At its most talkative the log tells what was done and what failed, and
// nothing of what was typed or read for it.
func TestTheLogTellsWhatIsDoneAndNothingOfWhatIsSecret(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		h.Do(app.SetNetwork{To: app.NetworkSettings{LogLevel: "debug"}})
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: typed("Wrong-Passw0rd!")})
		h.SignIn("alice")
		h.Vault.SetSecret(103, func(o *demovault.SecretOptions) { o.RequiresComment = true })
		h.Do(app.Search{Text: "typed-to-search"}, app.Search{}, app.Select{SecretID: 103})
		h.Do(app.Connect{SecretID: 103, Given: app.Given{Reason: "typed-as-reason"}})
		h.Advance(time.Minute)
		if len(h.Launcher.Clients) != 1 {
			t.Fatalf("no session: %+v", h.View().Pane)
		}
		h.Do(app.CopyField{SecretID: 103})
		password := string(b.has)
		h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultDropBefore, Times: 40})
		h.Do(app.Select{SecretID: 104}, app.Refresh{})
		h.Advance(time.Minute)
		h.Launcher.Last().LogOff()
		h.Advance(time.Minute)
		secret := plain(h.Client.RefreshToken())
		access, err := h.Client.Token(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		log := h.Log.String()
		for name, word := range map[string]string{
			"alice's password": plain(h.Password("alice")), "a wrong password": "Wrong-Passw0rd!", "the secret's password": password,
			"the refresh token": secret, "the access token": plain(access.Access), "a reason": "typed-as-reason", "what was searched": "typed-to-search",
		} {
			if len(word) < 5 {
				t.Fatalf("%s is %q: it cannot be looked for", name, word)
			}
			if strings.Contains(log, word) {
				t.Errorf("%s is in the log:\n%s", name, log)
			}
		}
		for _, want := range []string{"not signed in", "a call failed", "kind=app.Connect", "of=check-out", "of=session-started", "of=copied", "of=check-in"} {
			if !strings.Contains(log, want) {
				t.Errorf("no %q in the log:\n%s", want, log)
			}
		}
		was := h.Log.Len()
		h.Do(app.SetNetwork{To: app.NetworkSettings{LogLevel: "error"}})
		said := h.Log.Len()
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		if h.Log.Len() != said {
			t.Errorf("it goes on telling: %s", h.Log.String()[was:])
		}
	})
}
