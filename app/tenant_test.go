package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

const tenantURL = "https://tenant.example"

// signInTenant types name and password for the Platform.
func signInTenant(t *testing.T, h *apptest.H, user, password string) (sealed.Secret, *app.MFAView) {
	t.Helper()
	h.Platform = tenantURL
	p := typed(password)
	h.Do(app.SignIn{Server: tenantURL, User: user, Password: p})
	return p, h.View().MFA
}

func passwordOf(h *apptest.H, user string) string {
	for _, u := range h.Vault.Users() {
		if u.Name == user {
			return u.Password
		}
	}
	return ""
}

func TestAPlatformIsSignedInToByItsChallenges(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		p, m := signInTenant(t, h, "alice@demo.example", passwordOf(h, "alice"))
		if m == nil || m.For != "tenant.example" || !p.Empty() {
			t.Fatalf("after the password: challenge %+v, wiped %v, problem %+v", m, p.Empty(), h.View().SignIn.Problem)
		}
		h.Do(app.ChooseMFA{ID: m.ID, Method: method(t, *m, app.MFAQuestion)})
		h.Do(app.AnswerMFA{ID: m.ID, Answer: typed(wordOf(h, "alice"))})
		v := h.View()
		if v.Screen != app.ScreenMain || v.MFA != nil || v.SignIn.Busy {
			t.Fatalf("not in: %+v %+v", v.SignIn, v.MFA)
		}
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		if h.Launcher.Count() != 1 || !h.Launcher.Last().PasswordOK {
			t.Errorf("no session through the Platform: %+v", h.View().Pane.Problem)
		}
		h.Launcher.Last().LogOff()
		h.Settle()
		h.Do(app.SignOut{})
		h.Advance(time.Second)
		if _, m = signInTenant(t, h, "alice@demo.example", passwordOf(h, "alice")); m == nil {
			t.Errorf("the second time it is taken for a vault: %+v", h.View().SignIn)
		}
	})
}

func TestAWrongPasswordAtAPlatformLeavesTheChoice(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		_, m := signInTenant(t, h, "alice@demo.example", "wrong")
		if m == nil || m.State != app.MFAType || m.Message == "" {
			t.Fatalf("after a wrong password: %+v", m)
		}
		h.Do(app.CancelMFA{ID: m.ID})
		if v := h.View(); v.MFA != nil || v.SignIn.Busy || v.Screen != app.ScreenSignIn {
			t.Errorf("after giving up: %+v", v.SignIn)
		}
	})
}

func TestAUserOfAnotherServiceIsSentToTheBrowser(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		_, m := signInTenant(t, h, "eve@partner.example", "x")
		if m == nil || m.State != app.MFAFailed || m.Problem.Kind != app.ProblemFederated {
			t.Fatalf("federated: %+v", m)
		}
	})
}

func TestATokenFromTheBrowserSignsIn(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.OpenTokenPage{Server: apptest.Server})
		h.Settle()
		if len(h.Opened) != 1 {
			t.Fatalf("opened %v", h.Opened)
		}
		token := typed("  Bearer " + h.Vault.GenerateToken("alice") + "\n")
		h.Do(app.SignInToken{Server: apptest.Server, Token: token})
		if v := h.View(); v.Screen != app.ScreenMain || v.User != "alice" || !token.Empty() {
			t.Fatalf("not in: %+v, wiped %v", v.SignIn, token.Empty())
		}
		h.Do(app.SignOut{})
		h.Advance(time.Second)
		h.Do(app.SignInToken{Server: apptest.Server, Token: typed("nonsense")})
		if p := h.View().SignIn.Problem; p.None() {
			t.Error("a bogus token was taken")
		}
	})
}

func TestAVaultThatIsTooOldIsSaidToBe(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSettings(func(s *demovault.Settings) { s.Version = "10.9.000064" })
		h.SignIn("alice")
		if b := h.View().Banner; b.Kind != app.ProblemTooOld || b.Detail != "10.9.000064" {
			t.Errorf("banner %+v", b)
		}
	})
}
