package demovault_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/ssclient/demovault"
)

// openApp opens the vault's own page where "Open in browser" leads to.
func (r *rig) openApp() *browser {
	r.t.Helper()
	b := r.open()
	b.root = b.server.URL + "/app/"
	b.get("")
	return b
}

func (b *browser) enter(name string) string {
	b.t.Helper()
	return b.submit("sign-in", url.Values{"user": {name}, "password": {b.user(name).Password}}.Encode())
}

// way is the mechanism of the button that says text.
func (b *browser) way(text string) string {
	b.t.Helper()
	m := regexp.MustCompile(`name="mechanism" value="([^"]+)">` + regexp.QuoteMeta(text)).FindStringSubmatch(b.page)
	if m == nil {
		b.t.Fatalf("no way %q on %s", text, b.page)
	}
	return "mechanism=" + url.QueryEscape(m[1])
}

func (b *browser) says(text string) {
	b.t.Helper()
	if !strings.Contains(html.UnescapeString(b.page), text) {
		b.t.Errorf("the page does not say %q: %s", text, b.page)
	}
}

const passed = `done: Passed: \Windows\dc-01 asks for no challenge until 09:15:00 UTC. Go back to the program that you came from.`

func TestEveryWayThroughAChallengeOpensTheSecret(t *testing.T) {
	code := func(r *rig) string {
		text := r.vault.Outbox()[0].Text
		return text[strings.LastIndexByte(text, ' ')+1:]
	}
	for way, answer := range map[string]func(*rig) string{
		"Authenticator app": func(r *rig) string {
			code, err := totp.GenerateCode(r.user("alice").TOTPSecret, start)
			if err != nil {
				r.t.Fatal(err)
			}
			return code
		},
		"E-mail to a***@demo.example":           code,
		"Text message to the number ending in ": code,
		"Security question":                     func(r *rig) string { return r.user("alice").SecurityAnswer },
	} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			alice := r.signIn("alice")
			diff(t, "RequiresMfaChallenge", alice.state("108")["secretState"])
			b := r.openApp()
			diff(t, "", b.enter("alice"))
			b.says(`\Windows\dc-01`)
			b.submit("secrets/108/start", "")
			b.submit("secrets/108/choose", b.way(way))
			diff(t, "wrong: Type the answer first.", b.submit("secrets/108/answer", "answer=+"))
			diff(t, "wrong: That was not right. Try again.", b.submit("secrets/108/answer", "answer=wrong"))
			if strings.Contains(b.page, `value="wrong"`) {
				t.Error("the answer is kept")
			}
			diff(t, passed, b.submit("secrets/108/answer", "answer="+url.QueryEscape(answer(r))))
			diff(t, "None", alice.state("108")["secretState"])
			diff(t, []string{"alice mfa: failed", "alice mfa"}, r.ops(108))
			if strings.Contains(b.page, "secrets/108/start") {
				t.Error("the secret is still listed")
			}
			r.clock.add(16 * time.Minute)
			b.get("")
			b.says("secrets/108/start")
		})
	}
}

func TestAPasswordIsTheChallengeWhereNothingElseIs(t *testing.T) {
	r := newRig(t)
	r.vault.SetSettings(func(s *demovault.Settings) { s.SecondFactors = nil })
	b := r.openApp()
	b.enter("alice")
	b.submit("secrets/108/start", "")
	b.submit("secrets/108/choose", b.way("Password"))
	b.says(`type="password"`)
	diff(t, passed, b.submit("secrets/108/answer", "answer="+r.user("alice").Password))
}

func TestThePageWaitsForThePhone(t *testing.T) {
	r := newRig(t)
	b := r.openApp()
	b.enter("alice")
	b.submit("secrets/108/start", "")
	choice := b.way("Mobile app<")
	b.submit("secrets/108/choose", choice)
	b.says(`<meta http-equiv="refresh" content="2">`)
	push := r.vault.Pushes()[0]
	b.says("<strong>" + push.Number + "</strong>")
	b.get("secrets/108")
	b.says("This page waits for it.")
	if err := r.vault.AnswerPush(push.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	b.get("secrets/108")
	diff(t, "wrong: The request was declined on the device.", b.note())
	b.submit("secrets/108/choose", b.way("Phone call"))
	if err := r.vault.AnswerPush(r.vault.Pushes()[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	b.get("secrets/108")
	diff(t, passed, b.note())
}

func TestAWayCanBeChangedAndACodeSentAgain(t *testing.T) {
	r := newRig(t)
	b := r.openApp()
	b.enter("alice")
	b.submit("secrets/108/start", "")
	mail := b.way("E-mail")
	diff(t, "done: A code is on its way.", b.submit("secrets/108/choose", mail))
	diff(t, "done: A code is on its way.", b.submit("secrets/108/choose", b.way("Send another code")))
	diff(t, 2, len(r.vault.Outbox()))
	b.submit("secrets/108/another", "")
	b.says("How do you want to prove that it is you?")
	diff(t, "wrong: This way is not offered now. Choose one of the list.", b.submit("secrets/108/choose", "mechanism=none"))
}

func TestAChallengeEndsAfterTooManyAnswersAndWithTime(t *testing.T) {
	r := newRig(t)
	b := r.openApp()
	b.enter("alice")
	b.submit("secrets/108/start", "")
	b.submit("secrets/108/choose", b.way("Security question"))
	b.submit("secrets/108/answer", "answer=1")
	b.submit("secrets/108/answer", "answer=2")
	diff(t, "wrong: Too many answers were not right. Start again.", b.submit("secrets/108/answer", "answer=3"))
	diff(t, "wrong: This challenge has ended. Start again.", b.submit("secrets/108/answer", "answer=4"))
	b.submit("secrets/108/start", "")
	r.clock.add(time.Hour)
	b.get("secrets/108")
	diff(t, "wrong: This challenge has ended. Start again.", b.note())
	diff(t, `wrong: \Linux\web-01 asks for no challenge now.`, b.submit("secrets/101/start", ""))
	diff(t, "wrong: There is no secret 99 that Alice Archer may see.", b.submit("secrets/99/start", ""))
	diff(t, `wrong: The address names no number: "x".`, b.submit("secrets/x/start", ""))
}

func TestSigningInToThePageHasTheVaultsRules(t *testing.T) {
	const no = "wrong: That did not work. Check the name, the password and, for users who need one, the one-time code."
	r := newRig(t)
	b := r.openApp()
	diff(t, no, b.submit("sign-in", "user=al%3Cice&password=guess"))
	if !strings.Contains(b.page, `value="al&lt;ice"`) || strings.Contains(b.page, "guess") {
		t.Error("the name is lost, or the password kept")
	}
	diff(t, no, b.submit("sign-in", "user=nobody&password=guess"))
	diff(t, "wrong: Sign in first.", b.submit("secrets/108/start", ""))
	r.vault.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = true })
	diff(t, no, b.enter("bob"))
	code, err := totp.GenerateCode(r.user("bob").TOTPSecret, start)
	if err != nil {
		t.Fatal(err)
	}
	before := b.csrf
	diff(t, "", b.submit("sign-in", url.Values{"user": {"bob"}, "password": {b.user("bob").Password}, "code": {code}}.Encode()))
	b.says("Bob Baker")
	if b.csrf == before {
		t.Error("the session of before the sign-in lives on")
	}
	b.submit("sign-out", "")
	b.says("<h2>Sign in</h2>")
	for range 5 {
		b.submit("sign-in", "user=alice&password=guess")
	}
	diff(t, no, b.enter("alice"))
	r.clock.add(16 * time.Minute)
	diff(t, "", b.enter("alice"))
}

func TestSomebodyElsesChallengeIsOutOfReach(t *testing.T) {
	r := newRig(t)
	alice, bob := r.openApp(), r.openApp()
	alice.enter("alice")
	bob.enter("bob")
	alice.submit("secrets/108/start", "")
	diff(t, "wrong: This challenge has ended. Start again.", bob.submit("secrets/108/choose", alice.way("Security question")))
	res, err := alice.client.Do(alice.request("secrets/108/start", "csrf="+alice.csrf, func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") }))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, http.StatusForbidden, alice.read(res))
}

func TestThePageIsWhereverTheVaultIs(t *testing.T) {
	r := newRig(t)
	b := r.openApp()
	for path, want := range map[string]string{
		"/app": "/app/", "/App/": "/app/", "/app/": "/app/",
		"/SecretServer/app": "/SecretServer/app/", "/secretserver/APP/": "/SecretServer/app/", "/SecretServer/app/": "/SecretServer/app/",
	} {
		res, err := b.client.Get(b.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if status := b.read(res); status != http.StatusOK || res.Request.URL.Path != want {
			t.Errorf("GET %s: %d at %s", path, status, res.Request.URL.Path)
		}
		b.says("<h2>Sign in</h2>")
	}
	for _, path := range []string{"/apple", "/app.json", "/SecretServer/apps/"} {
		req, err := http.NewRequestWithContext(context.Background(), "GET", b.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if status := b.read(res); status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, status)
		}
	}
	p, err := r.vault.ListenPlatform("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	res, err := b.client.Get(p.URL + "/SecretServer/app/")
	if err != nil {
		t.Fatal(err)
	}
	b.read(res)
	b.says("<h2>Sign in</h2>")
}
