package demovault_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"sallyport/ssclient/demovault"
)

func refreshForm(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

func TestARefreshTokenWorksOnceAndOnlySoOften(t *testing.T) {
	r := newRig(t)
	token := r.signIn("alice").again
	for i := range 3 {
		status, body := r.grant(refreshForm(token), "")
		if status != http.StatusOK {
			t.Fatalf("refresh %d: %d %v", i+1, status, body)
		}
		if status, body := r.grant(refreshForm(token), ""); status != 400 || !cmp.Equal(body, map[string]any{"error": "Login failed."}) {
			t.Fatalf("a used refresh token: %d %v", status, body)
		}
		token, _ = body["refresh_token"].(string)
		if last := i == 2; last != (token == "") {
			t.Fatalf("refresh %d: refresh token %q", i+1, token)
		}
	}
}

func TestARefreshTokenOutlivesItsAccessTokenByAQuarterHour(t *testing.T) {
	for name, tc := range map[string]struct {
		after  time.Duration
		status int
	}{
		"just before": {1199*time.Second + 15*time.Minute - time.Second, 200},
		"just after":  {1199*time.Second + 15*time.Minute, 400},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			p := r.signIn("alice")
			r.clock.add(tc.after)
			if status, body := r.grant(refreshForm(p.again), ""); status != tc.status {
				t.Errorf("%d %v", status, body)
			}
		})
	}
}

func TestWhatBadTokensGet(t *testing.T) {
	r := newRig(t)
	p := r.signIn("alice")
	const stale = `{"message":"Authentication failed or expired token."}`
	expect := func(what string, status int, body string) {
		t.Helper()
		got, raw := p.send("GET", "v1/users/current", nil)
		if got != status || (body != "" && string(raw) != body) {
			t.Errorf("%s: %d %s", what, got, raw)
		}
	}
	expect("a good token", 200, "")
	r.clock.add(1199 * time.Second)
	expect("a token at the end of its life", 403, stale)
	p = r.signIn("alice")
	r.vault.ExpireTokens()
	expect("a token that a test expired", 403, stale)
	if status, _ := r.grant(refreshForm(p.again), ""); status != 200 {
		t.Errorf("a refresh after ExpireTokens: %d", status)
	}
	p = r.signIn("alice")
	if p.call("POST", "v1/oauth-expiration", nil) != true {
		t.Error("sign-out does not say true")
	}
	expect("a token after sign-out", 403, stale)
	if status, _ := r.grant(refreshForm(p.again), ""); status != 400 {
		t.Errorf("a refresh after sign-out: %d", status)
	}
	p = r.signIn("alice")
	r.vault.ExpireRefresh()
	if status, _ := r.grant(refreshForm(p.again), ""); status != 400 {
		t.Errorf("a refresh after ExpireRefresh: %d", status)
	}
	p.token = "AgJbogus"
	expect("a bogus token", 401, "")
	p.token = ""
	expect("no token", 401, "")
}

func TestSignInsThatFail(t *testing.T) {
	r := newRig(t)
	right := r.user("alice").Password
	form := func(user, password string) url.Values {
		return url.Values{"grant_type": {"password"}, "username": {user}, "password": {password}}
	}
	for name, f := range map[string]url.Values{
		"a wrong password": form("alice", "no"),
		"an unknown user":  form("mallory", right),
		"a foreign domain": {"grant_type": {"password"}, "username": {"alice"}, "password": {right}, "domain": {"elsewhere"}},
	} {
		if status, body := r.grant(f, ""); status != 400 || !cmp.Equal(body, map[string]any{"error": "Login failed."}) {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
	for range 4 {
		r.grant(form("alice", "no"), "")
	}
	if status, _ := r.grant(form("alice", right), ""); status != 400 {
		t.Error("the account is not locked after five failures")
	}
	r.clock.add(15 * time.Minute)
	if status, _ := r.grant(form("ALICE", right), ""); status != 200 {
		t.Error("the account is still locked")
	}
}

func TestAOneTimeCodeIsAskedOfFlaggedUsersOnly(t *testing.T) {
	r := newRig(t)
	r.vault.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = true })
	bob := r.user("bob")
	form := url.Values{"grant_type": {"password"}, "username": {"bob"}, "password": {bob.Password}}
	code, err := totp.GenerateCode(bob.TOTPSecret, start)
	if err != nil {
		t.Fatal(err)
	}
	old, err := totp.GenerateCode(bob.TOTPSecret, start.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		code   string
		status int
	}{"no code": {"", 400}, "an old code": {old, 400}, "the code": {code, 200}} {
		if status, _ := r.grant(form, tc.code); status != tc.status {
			t.Errorf("%s: %d, want %d", name, status, tc.status)
		}
	}
	r.vault.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = false })
	if status, _ := r.grant(form, ""); status != 200 {
		t.Error("the code is asked for although the flag is gone")
	}
}

func TestATokenRequestMayComeAsJSON(t *testing.T) {
	r := newRig(t)
	pass := r.user("alice").Password
	for name, body := range map[string]string{
		"a form called JSON": url.Values{"grant_type": {"password"}, "username": {"alice"}, "password": {pass}}.Encode(),
		"JSON":               `{"Grant_Type":"password","username":"alice","password":"` + pass + `"}`,
	} {
		res, err := r.http.Post(r.base+"/oauth2/token", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got := object(t, res)
		if res.StatusCode != 200 || got["token_type"] != "bearer" || got["expires_in"] != 1199.0 {
			t.Errorf("%s: %d %v", name, res.StatusCode, got)
		}
	}
}
