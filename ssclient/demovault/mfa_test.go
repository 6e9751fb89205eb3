package demovault_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/ssclient/demovault"
)

// tenant is a client of the Platform before a rig's vault.
type tenant struct {
	*rig
	http *http.Client
}

const tenantURL = "https://demo.platform.test"

func (r *rig) tenant() *tenant {
	return &tenant{r, &http.Client{Transport: r.vault.PlatformTransport()}}
}

// post sends a body that must be answered with 200, and returns the envelope.
func (n *tenant) post(path string, body any) envelope {
	n.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		n.t.Fatal(err)
	}
	res, err := n.http.Post(tenantURL+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		n.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		n.t.Fatalf("POST %s: %s %s", path, res.Status, jsonText(object(n.t, res)))
	}
	return envelope(object(n.t, res))
}

// envelope is an answer of the identity service.
type envelope map[string]any

func (e envelope) result() map[string]any {
	r, _ := e["Result"].(map[string]any)
	return r
}

func (e envelope) summary() string { s, _ := e.result()["Summary"].(string); return s }

func (e envelope) message() string { s, _ := e["Message"].(string); return s }

// exchange is one that a test has started; advance sends one body of it.
type exchange struct {
	t       *testing.T
	session string
	tenant  string
	steps   [][]map[string]any // mechanisms
	advance func(body map[string]any) envelope
}

func (n *tenant) start(user string) *exchange {
	n.t.Helper()
	return begin(n.t, n.post("/identity/Security/StartAuthentication", map[string]any{"User": user, "Version": "1.0"}),
		func(body map[string]any) envelope { return n.post("/identity/Security/AdvanceAuthentication", body) })
}

func begin(t *testing.T, e envelope, advance func(map[string]any) envelope) *exchange {
	t.Helper()
	r := e.result()
	if e["success"] != true || r["SessionId"] == "" {
		t.Fatalf("start: %s", jsonText(e))
	}
	x := &exchange{t: t, session: r["SessionId"].(string), tenant: r["TenantId"].(string), advance: advance}
	x.learn(r)
	return x
}

func (x *exchange) learn(result map[string]any) {
	list, _ := result["Challenges"].([]any)
	for _, c := range list {
		var step []map[string]any
		for _, m := range c.(map[string]any)["Mechanisms"].([]any) {
			step = append(step, m.(map[string]any))
		}
		x.steps = append(x.steps, step)
	}
}

// mechanism finds one of all that have been offered by name and answer type.
func (x *exchange) mechanism(name, answer string) map[string]any {
	x.t.Helper()
	for _, step := range x.steps {
		for _, m := range step {
			if m["Name"] == name && m["AnswerType"] == answer {
				return m
			}
		}
	}
	x.t.Fatalf("no %s by %s in %s", name, answer, jsonText(x.steps))
	return nil
}

func (x *exchange) do(m map[string]any, action, answer string) envelope {
	x.t.Helper()
	body := map[string]any{"SessionId": x.session, "TenantId": x.tenant, "MechanismId": m["MechanismId"], "Action": action, "PersistentLogin": false}
	if answer != "" {
		body["Answer"] = answer
	}
	e := x.advance(body)
	x.learn(e.result())
	return e
}

func (x *exchange) want(what string, e envelope, summary string) {
	x.t.Helper()
	if e["success"] != true || e.summary() != summary {
		x.t.Fatalf("%s: want %s, got %s", what, summary, jsonText(e))
	}
}

func (x *exchange) wantFailure(what string, e envelope, words string) {
	x.t.Helper()
	if e["success"] != false || e["Result"] != nil || !strings.Contains(e.message(), words) {
		x.t.Fatalf("%s: want a failure that says %q, got %s", what, words, jsonText(e))
	}
}

func (r *rig) code(name string) string {
	r.t.Helper()
	code, err := totp.GenerateCode(r.user(name).TOTPSecret, r.clock.Now())
	if err != nil {
		r.t.Fatal(err)
	}
	return code
}

// lastCode is the code of the newest message.
func (r *rig) lastCode(channel string) string {
	r.t.Helper()
	box := r.vault.Outbox()
	if len(box) == 0 || box[len(box)-1].Channel != channel {
		r.t.Fatalf("the newest message is not by %s: %+v", channel, box)
	}
	return regexp.MustCompile(`\d+$`).FindString(box[len(box)-1].Text)
}

// secondFactors pass the second challenge, each in its own way.
var secondFactors = map[string]func(r *rig, x *exchange) envelope{
	"the code of an authenticator": func(r *rig, x *exchange) envelope {
		return x.do(x.mechanism("OATH", "Text"), "Answer", r.code("alice"))
	},
	"a code by e-mail": func(r *rig, x *exchange) envelope {
		m := x.mechanism("EMAIL", "StartTextOob")
		x.want("start", x.do(m, "StartOOB", ""), "OobPending")
		x.want("poll", x.do(m, "Poll", ""), "OobPending")
		return x.do(m, "Answer", r.lastCode("email"))
	},
	"a code by text message": func(r *rig, x *exchange) envelope {
		m := x.mechanism("SMS", "StartTextOob")
		x.want("start", x.do(m, "StartOOB", ""), "OobPending")
		return x.do(m, "Answer", r.lastCode("text"))
	},
	"a prompt in the app with a number": func(r *rig, x *exchange) envelope {
		m := x.mechanism("OTP", "StartOob")
		e := x.do(m, "StartOOB", "")
		x.want("start", e, "OobPending")
		push := r.vault.Pushes()[0]
		if push.Number == "" || e.result()["GeneratedAuthValue"] != push.Number || push.User != "alice" {
			r.t.Fatalf("the prompt %+v has another number than %s", push, jsonText(e))
		}
		x.want("poll", x.do(m, "Poll", ""), "OobPending")
		if err := r.vault.AnswerPush(push.ID, true, push.Number); err != nil {
			r.t.Fatal(err)
		}
		return x.do(m, "Poll", "")
	},
	"a call": func(r *rig, x *exchange) envelope {
		m := x.mechanism("PF", "StartOob")
		x.want("start", x.do(m, "StartOOB", ""), "OobPending")
		if err := r.vault.AnswerPush(r.vault.Pushes()[0].ID, true, ""); err != nil {
			r.t.Fatal(err)
		}
		return x.do(m, "Poll", "")
	},
	"the security question": func(r *rig, x *exchange) envelope {
		return x.do(x.mechanism("SQ", "Text"), "Answer", " "+strings.ToUpper(r.user("alice").SecurityAnswer))
	},
}

func (r *rig) enterPassword(x *exchange, name string) envelope {
	return x.do(x.mechanism("UP", "Text"), "Answer", r.user(name).Password)
}

func TestASignInPassesByEveryMechanism(t *testing.T) {
	for name, pass := range secondFactors {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			x := r.tenant().start("Alice@demo.example")
			x.want("password", r.enterPassword(x, "alice"), "StartNextChallenge")
			e := pass(r, x)
			x.want("second factor", e, "LoginSuccess")
			tokens := e.result()["OAuthTokens"].(map[string]any)
			if tokens["token_type"] != "Bearer" || tokens["scope"] != "xpmInteractive" || tokens["expires_in"] != 3600.0 || tokens["session_expires_in"] != 43200.0 {
				t.Errorf("tokens: %s", jsonText(tokens))
			}
			if e.result()["User"] != "alice@demo.example" || e.result()["UserId"] == "" {
				t.Errorf("who: %s", jsonText(e))
			}
			if got := len(r.vault.Pushes()); got != 0 {
				t.Errorf("%d prompts are left", got)
			}
			x.wantFailure("after the end", x.do(x.mechanism("UP", "Text"), "Answer", "x"), "Start again")
		})
	}
}

func TestTheOtherNameOfTheAppsCode(t *testing.T) {
	r := newRig(t)
	r.vault.SetSettings(func(s *demovault.Settings) { s.SecondFactors = []demovault.Factor{demovault.FactorCode} })
	x := r.tenant().start("alice")
	r.enterPassword(x, "alice")
	x.want("code", x.do(x.mechanism("OTP", "Text"), "Answer", r.code("alice")), "LoginSuccess")
}

func TestASecondFactorMayComeInAPackageOfItsOwn(t *testing.T) {
	r := newRig(t)
	r.vault.SetSettings(func(s *demovault.Settings) { s.FactorsLater = true })
	x := r.tenant().start("alice")
	if len(x.steps) != 1 {
		t.Fatalf("offered at once: %s", jsonText(x.steps))
	}
	x.want("password", r.enterPassword(x, "alice"), "NewPackage")
	if len(x.steps) != 2 {
		t.Fatalf("the package: %s", jsonText(x.steps))
	}
	x.want("code", x.do(x.mechanism("OATH", "Text"), "Answer", r.code("alice")), "LoginSuccess")
}

func TestAPasswordMaySuffice(t *testing.T) {
	r := newRig(t)
	r.vault.SetSettings(func(s *demovault.Settings) { s.SecondFactors = nil })
	x := r.tenant().start("alice")
	x.want("password", r.enterPassword(x, "alice"), "LoginSuccess")
}

func TestOperationsMayComeTogether(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	email := x.mechanism("EMAIL", "StartTextOob")["MechanismId"]
	batch := func(password string) envelope {
		return x.advance(map[string]any{"SessionId": x.session, "TenantId": x.tenant, "MultipleOperations": []map[string]any{
			{"MechanismId": x.mechanism("UP", "Text")["MechanismId"], "Action": "Answer", "Answer": password},
			{"MechanismId": email, "Action": "StartOOB"},
		}})
	}
	x.wantFailure("a wrong password first", batch("no"), "not right")
	if len(r.vault.Outbox()) != 0 {
		t.Error("a code was sent before the password was right")
	}
	x.want("both", batch(r.user("alice").Password), "OobPending")
	x.want("code", x.do(x.mechanism("EMAIL", "StartTextOob"), "Answer", r.lastCode("email")), "LoginSuccess")
}

func TestAWrongAnswerMayBeRepeatedUntilTheAttemptsAreUsedUp(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	up := x.mechanism("UP", "Text")
	x.wantFailure("a wrong password", x.do(up, "Answer", "no"), "not right")
	x.want("the right one", r.enterPassword(x, "alice"), "StartNextChallenge")
	email := x.mechanism("EMAIL", "StartTextOob")
	x.do(email, "StartOOB", "")
	x.wantFailure("a wrong code", x.do(email, "Answer", "no"), "not right")
	x.wantFailure("the last attempt", x.do(email, "Answer", "no"), "Too many")
	x.wantFailure("the right code afterwards", x.do(email, "Answer", r.lastCode("email")), "Start again")
}

func TestAResentCodeReplacesTheOneBefore(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	r.enterPassword(x, "alice")
	email := x.mechanism("EMAIL", "StartTextOob")
	x.do(email, "StartOOB", "")
	old := r.lastCode("email")
	for r.lastCode("email") == old { // it may be the same by chance
		x.do(email, "StartOOB", "")
	}
	x.wantFailure("the old code", x.do(email, "Answer", old), "not right")
	x.want("the new code", x.do(email, "Answer", r.lastCode("email")), "LoginSuccess")
}

func TestAPromptThatIsNotAccepted(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(v *demovault.Vault, p demovault.Push) error
		err    error
	}{
		"declined":         {func(v *demovault.Vault, p demovault.Push) error { return v.AnswerPush(p.ID, false, "") }, nil},
		"the wrong number": {func(v *demovault.Vault, p demovault.Push) error { return v.AnswerPush(p.ID, true, p.Number+"0") }, demovault.ErrWrongNumber},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			x := r.tenant().start("alice")
			r.enterPassword(x, "alice")
			m := x.mechanism("OTP", "StartOob")
			x.wantFailure("a poll too early", x.do(m, "Poll", ""), "StartOOB")
			x.wantFailure("a text", x.do(m, "Answer", "123456"), "not answered by text")
			x.do(m, "StartOOB", "")
			first := r.vault.Pushes()[0]
			if err := tc.answer(r.vault, first); err != tc.err {
				t.Fatalf("AnswerPush: %v", err)
			}
			if err := r.vault.AnswerPush(first.ID, true, first.Number); err != demovault.ErrNoPush {
				t.Errorf("answered twice: %v", err)
			}
			x.wantFailure("poll", x.do(m, "Poll", ""), "declined")
			x.do(m, "StartOOB", "")
			again := r.vault.Pushes()[0]
			if again.ID == first.ID {
				t.Error("the prompt was not sent anew")
			}
			if err := r.vault.AnswerPush(again.ID, true, again.Number); err != nil {
				t.Fatal(err)
			}
			x.want("poll", x.do(m, "Poll", ""), "LoginSuccess")
		})
	}
}

func TestAnExchangeEndsWithItsTime(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	r.enterPassword(x, "alice")
	m := x.mechanism("OTP", "StartOob")
	x.do(m, "StartOOB", "")
	r.clock.add(10*time.Minute - time.Second)
	x.want("in time", x.do(m, "Poll", ""), "OobPending")
	r.clock.add(time.Second)
	if got := r.vault.Pushes(); len(got) != 0 {
		t.Errorf("prompts of an exchange that has ended: %+v", got)
	}
	x.wantFailure("too late", x.do(m, "Poll", ""), "Start again")
}

func TestNobodyLearnsWhetherAUserExists(t *testing.T) {
	r := newRig(t)
	n := r.tenant()
	shape := func(user string) string {
		raw := jsonText(n.post("/identity/Security/StartAuthentication", map[string]any{"User": user, "Version": "1.0"}))
		raw = regexp.MustCompile(`"(MechanismId|SessionId)":"[^"]+"`).ReplaceAllString(raw, `"$1":""`)
		raw = regexp.MustCompile(`ending in \d\d|"Partial(Device|Phone)[A-Za-z]+":"\d\d"`).ReplaceAllString(raw, "")
		return strings.ReplaceAll(raw, user, "WHO")
	}
	diff(t, shape("alice@demo.example"), shape("aglae@demo.example"))
	known, unknown := n.start("alice"), n.start("aglae")
	for i := range 4 {
		a := known.do(known.mechanism("UP", "Text"), "Answer", "no")
		b := unknown.do(unknown.mechanism("UP", "Text"), "Answer", "no")
		if jsonText(a) != jsonText(b) {
			t.Errorf("attempt %d differs: %s, %s", i+1, jsonText(a), jsonText(b))
		}
	}
	digits := func(x *exchange) any { return x.mechanism("SMS", "StartTextOob")["PartialDeviceAddress"] }
	if digits(n.start("aglae")) != digits(n.start("AGLAE@demo.example")) {
		t.Error("the number of somebody who does not exist changes")
	}
}

func TestALaterChallengeCannotComeFirst(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	x.wantFailure("the second factor alone", x.do(x.mechanism("OATH", "Text"), "Answer", r.code("alice")), "not offered")
	x.wantFailure("a code too early", x.do(x.mechanism("EMAIL", "StartTextOob"), "StartOOB", ""), "not offered")
	other := r.tenant().start("alice")
	x.wantFailure("another exchange's mechanism", x.do(other.mechanism("UP", "Text"), "Answer", r.user("alice").Password), "not offered")
	x.wantFailure("an action of one's own", x.do(x.mechanism("UP", "Text"), "Dance", ""), "Action")
	x.tenant = "OTHER"
	x.wantFailure("another tenant", x.do(x.mechanism("UP", "Text"), "Answer", "no"), "no such authentication")
}

func TestWrongPasswordsOfAnExchangeLockTheUser(t *testing.T) {
	r := newRig(t)
	n := r.tenant()
	for range 2 {
		x := n.start("alice")
		for range 3 {
			x.do(x.mechanism("UP", "Text"), "Answer", "no")
		}
	}
	x := n.start("alice")
	x.wantFailure("the right password of a locked user", r.enterPassword(x, "alice"), "not right")
	r.clock.add(15 * time.Minute)
	x = n.start("alice")
	x.want("afterwards", r.enterPassword(x, "alice"), "StartNextChallenge")
}

func TestWrongCodesOfOneExchangeAfterTheOtherLockTheUser(t *testing.T) {
	r := newRig(t)
	n := r.tenant()
	for range 2 {
		x := n.start("alice")
		x.want("password", r.enterPassword(x, "alice"), "StartNextChallenge")
		for range 3 {
			x.do(x.mechanism("OATH", "Text"), "Answer", "000000")
		}
	}
	x := n.start("alice")
	x.wantFailure("a locked user", r.enterPassword(x, "alice"), "not right")
}

func TestNobodysPhoneRingsForever(t *testing.T) {
	r := newRig(t)
	x := r.tenant().start("alice")
	r.enterPassword(x, "alice")
	m := x.mechanism("PF", "StartOob")
	for i := range 10 {
		x.want("call", x.do(m, "StartOOB", ""), "OobPending")
		if got := len(r.vault.Pushes()); got != 1 {
			t.Fatalf("after %d calls %d are pending", i+1, got)
		}
	}
	x.wantFailure("one call more", x.do(m, "StartOOB", ""), "Too many")
	if got := r.vault.Pushes(); len(got) != 0 {
		t.Errorf("pending: %+v", got)
	}
}

func TestAFederatedUserIsSentElsewhere(t *testing.T) {
	e := newRig(t).tenant().post("/identity/Security/StartAuthentication", map[string]any{"User": "eve@" + demovault.FederatedDomain, "Version": "1.0"})
	if e["success"] != true || e.result()["Redirect"] == "" || e.result()["Challenges"] != nil {
		t.Errorf("start: %s", jsonText(e))
	}
}

// secretMFA sends a body to the challenge of a secret.
func (p *person) secretMFA(path string, body any) (int, envelope) {
	p.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequest("POST", p.base+"/demo/secret-mfa/v1/secrets/"+path, bytes.NewReader(raw))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := p.http.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, envelope(object(p.t, res))
}

func (p *person) secretExchange(id string) *exchange {
	p.t.Helper()
	_, e := p.secretMFA(id+"/StartAuthentication", nil)
	return begin(p.t, e, func(body map[string]any) envelope {
		_, e := p.secretMFA(id+"/AdvanceAuthentication", body)
		return e
	})
}

func TestASecretsChallengePassesByEveryMechanism(t *testing.T) {
	for name, pass := range secondFactors {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			p := r.signIn("alice")
			if got := p.refused("GET", "v1/secrets/108", nil); got != "API_ValidateSecretAccessMfaRequired" {
				t.Fatalf("before: %s", got)
			}
			if got := p.state("108")["secretState"]; got != "RequiresMfaChallenge" {
				t.Fatalf("before: %v", got)
			}
			x := p.secretExchange("108")
			x.want("challenge", pass(r, x), "LoginSuccess")
			if got := p.state("108")["secretState"]; got != "None" {
				t.Errorf("after: %v", got)
			}
			p.object("GET", "v1/secrets/108", nil)
			if ops := r.ops(108); !slices.Contains(ops, "alice mfa") {
				t.Errorf("ledger: %v", ops)
			}
			audits := jsonText(p.object("GET", "v1/secrets/108/audits", nil))
			if !strings.Contains(audits, `"action":"MFA"`) {
				t.Errorf("audits: %s", audits)
			}
			if got := r.signIn("bob").state("108")["secretState"]; got != "RequiresMfaChallenge" {
				t.Errorf("for somebody else: %v", got)
			}
			r.clock.add(15 * time.Minute)
			if got := r.signIn("alice").state("108")["secretState"]; got != "RequiresMfaChallenge" {
				t.Errorf("after its time: %v", got)
			}
		})
	}
}

func TestASecretsChallengeIsOfOneUserAndOneSecret(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	x, other := alice.secretExchange("108"), bob.secretExchange("108")
	x.session = other.session
	x.wantFailure("another user's exchange", x.do(other.mechanism("OATH", "Text"), "Answer", r.code("alice")), "Start again")
	x = alice.secretExchange("111")
	for _, what := range []string{"108", "101", "999"} {
		status, _ := alice.secretMFA(what+"/AdvanceAuthentication", map[string]any{
			"SessionId": x.session, "MechanismId": x.mechanism("OATH", "Text")["MechanismId"], "Action": "Answer", "Answer": r.code("alice"),
		})
		if want := map[bool]int{true: 400, false: 200}[what == "999"]; status != want {
			t.Errorf("secret %s: %d", what, status)
		}
		if got := alice.state("111")["secretState"]; got != "RequiresMfaChallenge" {
			t.Errorf("an answer to %s opened 111", what)
		}
	}
	sign := r.tenant().start("alice")
	x.session = sign.session
	x.wantFailure("an exchange of the sign-in", x.do(sign.mechanism("UP", "Text"), "Answer", r.user("alice").Password), "Start again")
	for secret, code := range map[string]any{"101": nil, "999": "API_AccessDenied"} {
		if status, got := alice.secretMFA(secret+"/StartAuthentication", nil); status != 400 || got["errorCode"] != code {
			t.Errorf("a challenge of %s: %d %s", secret, status, jsonText(got))
		}
	}
	alice.token = "AgJbogus"
	if status, _ := alice.secretMFA("108/StartAuthentication", nil); status != 401 {
		t.Errorf("a challenge for nobody: %d", status)
	}
}
