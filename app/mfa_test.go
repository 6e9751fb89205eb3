package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// posed signs alice in and connects to a secret that wants a challenge.
func posed(t *testing.T, h *apptest.H) app.MFAView {
	t.Helper()
	h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.RequiresMFA = true })
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 101})
	if v := h.View(); v.Pane.Primary != app.PrimaryChallenge || v.MFA != nil {
		t.Fatalf("at rest: primary %q, challenge %+v", v.Pane.Primary, v.MFA)
	}
	h.Do(app.Connect{SecretID: 101})
	return *mfa(t, h)
}

func mfa(t *testing.T, h *apptest.H) *app.MFAView {
	t.Helper()
	v := h.View()
	if v.MFA == nil {
		t.Fatalf("no challenge: %+v", v.Pane)
	}
	return v.MFA
}

// method finds the way to answer of that kind.
func method(t *testing.T, m app.MFAView, k app.MFAKind) int {
	t.Helper()
	i := slices.IndexFunc(m.Methods, func(o app.MFAMethod) bool { return o.Kind == k })
	if i < 0 {
		t.Fatalf("no %s among %+v", k, m.Methods)
	}
	return i
}

func typed(s string) sealed.Secret { return sealed.New([]byte(s)) }

// passed wants the way in to have gone on to its client.
func passed(t *testing.T, h *apptest.H) {
	t.Helper()
	v := h.View()
	if v.MFA != nil || len(v.Sessions) != 1 || !h.Launcher.Last().PasswordOK {
		t.Fatalf("challenge %+v, sessions %+v, problem %+v", v.MFA, v.Sessions, v.Pane.Problem)
	}
}

func TestAChallengeIsPassedWithACode(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, m, app.MFACode)})
		h.Do(app.AnswerMFA{ID: m.ID, Answer: typed("000000")})
		if m := mfa(t, h); m.State != app.MFAType || m.Message == "" {
			t.Fatalf("after a wrong code: %+v", m)
		}
		secret := ""
		for _, u := range h.Vault.Users() {
			if u.Name == "alice" {
				secret = u.TOTPSecret
			}
		}
		code, err := totp.GenerateCode(secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		h.Do(app.AnswerMFA{ID: m.ID, Answer: typed(code)})
		passed(t, h)
	})
}

func TestAChallengeIsPassedWithACodeByMail(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, m, app.MFAEmail)})
		if m := mfa(t, h); m.State != app.MFAType || m.Left <= 0 {
			t.Fatalf("after a code was sent: %+v", m)
		}
		text := h.Vault.Outbox()[len(h.Vault.Outbox())-1].Text
		code := regexp.MustCompile(`[0-9]{6,}`).FindString(text)
		h.Do(app.AnswerMFA{ID: m.ID, Answer: typed(code)})
		passed(t, h)
	})
}

func TestAChallengeIsPassedOnADevice(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, m, app.MFAPush)})
		shown := mfa(t, h)
		if shown.State != app.MFAApprove {
			t.Fatalf("after a push: %+v", shown)
		}
		if shown.Step != 1 || shown.Steps != 1 || shown.Whole <= 0 || shown.Left > shown.Whole || shown.Whole-shown.Left > time.Second {
			t.Errorf("step %d of %d, %v left of %v", shown.Step, shown.Steps, shown.Left, shown.Whole)
		}
		h.Advance(10 * time.Second)
		if later := mfa(t, h); later.Whole != shown.Whole || later.Left > shown.Left-9*time.Second {
			t.Errorf("ten seconds later: %v left of %v, before %v of %v", later.Left, later.Whole, shown.Left, shown.Whole)
		}
		pushes := h.Vault.Pushes()
		if len(pushes) != 1 {
			t.Fatalf("%d pushes are out", len(pushes))
		}
		if err := h.Vault.AnswerPush(pushes[0].ID, true, shown.Number); err != nil {
			t.Fatal(err)
		}
		h.Advance(5 * time.Second)
		passed(t, h)
	})
}

func TestAPushThatIsDeniedLeavesTheChoice(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, m, app.MFAPush)})
		if err := h.Vault.AnswerPush(h.Vault.Pushes()[0].ID, false, ""); err != nil {
			t.Fatal(err)
		}
		h.Advance(5 * time.Second)
		after := mfa(t, h)
		if after.State != app.MFAChoose && after.State != app.MFAFailed || after.Message == "" && after.Problem.None() {
			t.Fatalf("after a denial: %+v", after)
		}
		if n := h.Launcher.Count(); n != 0 {
			t.Errorf("%d clients started", n)
		}
	})
}

func TestClosingTheChallengeEndsTheWayIn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.CancelMFA{ID: m.ID})
		v := h.View()
		if v.MFA != nil || v.Pane.Cancel || !v.Pane.Problem.None() || h.Launcher.Count() != 0 {
			t.Fatalf("after closing: %+v %+v", v.MFA, v.Pane)
		}
		h.Do(app.Connect{SecretID: 101}) // and it can be begun again
		if mfa(t, h).ID == m.ID {
			t.Error("the old challenge is back")
		}
	})
}

func TestACancelledWayInTakesItsChallengeWithIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		posed(t, h)
		h.Do(app.Cancel{SecretID: 101})
		if v := h.View(); v.MFA != nil {
			t.Errorf("still posed: %+v", v.MFA)
		}
	})
}

func TestAChallengePassedInTheBrowserLetsTheWayInGoOn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Do(app.BrowserMFA{ID: m.ID})
		if s := mfa(t, h).State; s != app.MFABrowser || len(h.Opened) != 1 || !strings.HasSuffix(h.Opened[0], "/app/#/secret/101/general") {
			t.Fatalf("state %s, opened %v", s, h.Opened)
		}
		h.Advance(time.Minute)
		if s := mfa(t, h).State; s != app.MFABrowser {
			t.Fatalf("a minute later %s", s)
		}
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.RequiresMFA = false })
		h.Advance(5 * time.Second)
		passed(t, h)
	})
}

func TestASecondChallengeWaitsForTheFirst(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		m := posed(t, h)
		h.Vault.SetSecret(102, func(o *demovault.SecretOptions) { o.RequiresMFA = true })
		h.Do(app.Select{SecretID: 102}, app.Connect{SecretID: 102, Given: app.Given{Reason: "why"}})
		if mfa(t, h).ID != m.ID {
			t.Fatal("the second challenge took the window")
		}
		h.Do(app.CancelMFA{ID: m.ID})
		if second := mfa(t, h); second.ID == m.ID || len(second.Methods) == 0 {
			t.Errorf("the second one: %+v", second)
		}
	})
}
