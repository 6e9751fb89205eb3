package ssclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

const (
	sessionID = "half-signed-in-session"
	userName  = "bob@tenant.example"
)

// The mechanisms of these tests, as the server describes them.
const (
	wayPassword = `{"Name":"UP","AnswerType":"Text","MechanismId":"up","PromptSelectMech":"Password","PromptMechChosen":"Enter Password"}`
	wayMail     = `{"Name":"EMAIL","AnswerType":"StartTextOob","MechanismId":"mail","PromptSelectMech":"Email","PromptMechChosen":null,"PartialAddress":"x","MaskedEmailAddress":"b***@tenant.example"}`
	wayText     = `{"Name":"SMS","AnswerType":"StartTextOob","MechanismId":"sms","PartialDeviceAddress":"…-1234"}`
	wayPush     = `{"Name":"OTP","AnswerType":"StartTextOob","MechanismId":"push","PromptSelectMech":"Delinea app"}`
	wayPhone    = `{"Name":"PF","AnswerType":"StartOob","MechanismId":"phone","PartialPhoneNumber":"…-99"}`
	wayCode     = `{"Name":"OATH","AnswerType":"Text","MechanismId":"oath"}`
	wayQuestion = `{"Name":"SQ","AnswerType":"Text","MechanismId":"sq","Question":"First pet?"}`
	wayKey      = `{"Name":"FIDO2","AnswerType":"U2f","MechanismId":"key"}`
	wayNew      = `{"Name":"NEW","AnswerType":"Text","MechanismId":"new"}`
)

// packageOf is a result with challenges, each one a list of mechanisms.
func packageOf(challenges ...string) string {
	for i, c := range challenges {
		challenges[i] = `{"Mechanisms":[` + c + `]}`
	}
	return `{"success":true,"Result":{"Summary":"NewPackage","Version":"1.0","SessionId":"` + sessionID +
		`","TenantId":"ABC0123","Challenges":[` + strings.Join(challenges, ",") + `],"Redirect":null},"Message":null,"Exception":null}`
}

func summary(name string) string { return `{"success":true,"Result":{"Summary":"` + name + `"}}` }

func wrong(message string) string {
	return `{"success":false,"Result":null,"Message":"` + message + `","ErrorCode":null}`
}

const success = `{"success":true,"Result":{"Summary":"LoginSuccess","AuthLevel":"High","OAuthTokens":{"access_token":"` + access1 +
	`","refresh_token":"` + refresh1 + `","id_token":"x","token_type":"Bearer","expires_in":3615,"session_expires_in":43200,"scope":"xpmInteractive"}}}`

// tenant answers the calls of a Platform one after the other.
type tenant struct {
	server
	answers []string
}

func playing(answers ...string) *tenant {
	s := &tenant{answers: answers}
	s.reply = func(n int, _ *http.Request) (*http.Response, error) {
		if n > len(s.answers) {
			return nil, errors.New("no answer left")
		}
		return jsonOf(200, s.answers[n-1]), nil
	}
	return s
}

// bodies are what was posted, decoded.
func (s *tenant) bodies(t *testing.T) (all []map[string]string) {
	t.Helper()
	for _, r := range s.requests() {
		var b map[string]string
		if err := json.Unmarshal([]byte(r.Body), &b); err != nil {
			t.Fatalf("%s: %v", r.Body, err)
		}
		all = append(all, b)
	}
	return all
}

func platformOf(t testing.TB, s http.RoundTripper, edit ...func(*Config)) *Platform {
	t.Helper()
	cfg := Config{BaseURL: "https://" + vaultHost + "/SecretServer", Transport: s}
	for _, e := range edit {
		e(&cfg)
	}
	p, err := NewPlatform(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// started is an Exchange whose first answer is used up.
func started(t testing.TB, s *tenant) (*Platform, *Exchange) {
	t.Helper()
	p := platformOf(t, s)
	x, err := p.Start(context.Background(), userName)
	if err != nil {
		t.Fatal(err)
	}
	return p, x
}

func TestAnInteractiveSignInSendsWhatTheRecordSays(t *testing.T) {
	s := playing(packageOf(wayPassword, wayMail+","+wayCode), summary("StartNextChallenge"), summary("OobPending"), summary("OobPending"), success)
	p, x := started(t, s)
	ctx := context.Background()
	step := x.Step()
	want := Step{Challenge: 1, Challenges: 2, Mechanisms: []Mechanism{{
		ID: "up", Kind: MechanismPassword, Name: "Password", Prompt: "Enter Password", Typed: true,
	}}}
	if diff := cmp.Diff(want, step); diff != "" {
		t.Errorf("first step (-want +got):\n%s", diff)
	}
	typed := seal(password)
	step, err := x.Answer(ctx, "up", typed)
	if err != nil || step.Challenge != 2 || step.Status != ExchangeChoose || len(step.Mechanisms) != 2 {
		t.Errorf("after the password: %+v, %v", step, err)
	}
	typed.Wipe()
	if step, err = x.Begin(ctx, "mail"); err != nil || step.Status != ExchangeWaiting || step.Chosen != "mail" || step.Until.IsZero() {
		t.Errorf("after the begin: %+v, %v", step, err)
	}
	if step, err = x.Poll(ctx); err != nil || step.Status != ExchangeWaiting {
		t.Errorf("after a poll: %+v, %v", step, err)
	}
	if step, err = x.Answer(ctx, "mail", seal(otpCode)); err != nil || step.Status != ExchangeDone {
		t.Errorf("after the code: %+v, %v", step, err)
	}
	base := func(id, action string) map[string]string {
		return map[string]string{"SessionId": sessionID, "TenantId": "ABC0123", "MechanismId": id, "Action": action}
	}
	first, last := base("up", "Answer"), base("mail", "Answer")
	first["Answer"], last["Answer"] = password, otpCode
	wantBodies := []map[string]string{
		{"User": userName, "Version": "1.0"}, first, base("mail", "StartOOB"), base("mail", "Poll"), last,
	}
	if diff := cmp.Diff(wantBodies, s.bodies(t)); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	for i, r := range s.requests() {
		at := "/identity/Security/AdvanceAuthentication"
		if i == 0 {
			at = "/identity/Security/StartAuthentication"
		}
		if r.Path != at || r.Method != "POST" || r.Auth != "" || r.Type != "application/json" {
			t.Errorf("call %d: %+v", i, r)
		}
	}
	got, err := p.Token(ctx)
	if err != nil || !got.Access.Equal(seal(access1)) || !got.Refresh.Equal(seal(refresh1)) || got.ExpiresIn < 3600 || got.Type != "Bearer" {
		t.Errorf("tokens %+v, %v", got, err)
	}
}

func TestEveryKindOfMechanism(t *testing.T) {
	ways := []string{wayPassword, wayMail, wayText, wayPush, wayPhone, wayCode, wayQuestion, wayKey, wayNew}
	_, x := started(t, playing(packageOf(strings.Join(ways, ","))))
	want := []Mechanism{
		{ID: "up", Kind: MechanismPassword, Name: "Password", Prompt: "Enter Password", Typed: true},
		{ID: "mail", Kind: MechanismCodeByEmail, Name: "Email", Masked: "b***@tenant.example", Typed: true, Waits: true},
		{ID: "sms", Kind: MechanismCodeByText, Name: "SMS", Masked: "…-1234", Typed: true, Waits: true},
		{ID: "push", Kind: MechanismPush, Name: "Delinea app", Typed: true, Waits: true},
		{ID: "phone", Kind: MechanismPhone, Name: "PF", Masked: "…-99", Waits: true},
		{ID: "oath", Kind: MechanismCode, Name: "OATH", Typed: true},
		{ID: "sq", Kind: MechanismQuestion, Name: "SQ", Prompt: "First pet?", Typed: true},
		{ID: "key", Kind: MechanismOther, Name: "FIDO2"},
		{ID: "new", Kind: MechanismOther, Name: "NEW", Typed: true},
	}
	if diff := cmp.Diff(want, x.Mechanisms()); diff != "" {
		t.Errorf("mechanisms (-want +got):\n%s", diff)
	}
	for k := MechanismOther; k <= MechanismQuestion; k++ {
		if strings.HasPrefix(k.String(), "MechanismKind(") {
			t.Errorf("kind %d has no name", k)
		}
	}
}

// state makes an Exchange in the given state, and the calls made so far are forgotten.
func state(t *testing.T, want ExchangeStatus) (*tenant, *Exchange) {
	t.Helper()
	s := playing(packageOf(wayPassword + "," + wayMail + "," + wayPhone + "," + wayKey))
	_, x := started(t, s)
	ctx := context.Background()
	var err error
	switch want {
	case ExchangeWaiting:
		s.answers = append(s.answers, summary("OobPending"))
		_, err = x.Begin(ctx, "mail")
	case ExchangeDone:
		s.answers = append(s.answers, success)
		_, err = x.Answer(ctx, "up", seal(password))
	case ExchangeFailed:
		x.Cancel()
	}
	if err != nil || x.Status() != want {
		t.Fatalf("%v, %v", x.Status(), err)
	}
	s.answers = nil
	s.reset()
	return s, x
}

func TestEveryCallInEveryStateHasAnAnswer(t *testing.T) {
	calls := map[string]func(x *Exchange) (Step, error){
		"begin password":   func(x *Exchange) (Step, error) { return x.Begin(context.Background(), "up") },
		"begin mail":       func(x *Exchange) (Step, error) { return x.Begin(context.Background(), "mail") },
		"begin phone":      func(x *Exchange) (Step, error) { return x.Begin(context.Background(), "phone") },
		"begin key":        func(x *Exchange) (Step, error) { return x.Begin(context.Background(), "key") },
		"begin unknown":    func(x *Exchange) (Step, error) { return x.Begin(context.Background(), "nothing") },
		"answer password":  func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "up", seal("x")) },
		"answer mail":      func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "mail", seal("x")) },
		"answer phone":     func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "phone", seal("x")) },
		"answer key":       func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "key", seal("x")) },
		"answer nothing":   func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "up", sealed.Secret{}) },
		"answer no one":    func(x *Exchange) (Step, error) { return x.Answer(context.Background(), "", seal("x")) },
		"poll":             func(x *Exchange) (Step, error) { return x.Poll(context.Background()) },
		"answer cancelled": cancelled,
	}
	sent := map[ExchangeStatus][]string{
		ExchangeChoose:  {"begin mail", "begin phone", "answer password"},
		ExchangeWaiting: {"begin mail", "begin phone", "answer password", "answer mail", "poll"},
	}
	for _, status := range []ExchangeStatus{ExchangeChoose, ExchangeWaiting, ExchangeDone, ExchangeFailed} {
		if strings.HasPrefix(status.String(), "ExchangeStatus(") {
			t.Errorf("status %d has no name", status)
		}
		for name, f := range calls {
			t.Run(status.String()+"/"+name, func(t *testing.T) {
				s, x := state(t, status)
				before := x.Step()
				goes := strings.Contains(strings.Join(sent[status], ","), name)
				s.answers = []string{summary("OobPending")}
				step, err := f(x)
				if n := len(s.requests()); goes != (n == 1) || n > 1 {
					t.Errorf("%d requests, sent %v", n, goes)
				}
				if goes {
					if err != nil || step.Status != ExchangeWaiting {
						t.Errorf("%+v, %v", step, err)
					}
					return
				}
				if diff := cmp.Diff(before, step); diff != "" {
					t.Errorf("changed (-before +after):\n%s", diff)
				}
				quiet := name == "begin password" && status <= ExchangeWaiting // nothing to begin
				if quiet != (err == nil) || err != nil && name != "answer cancelled" && !isKind(err, ErrRefused) || Doubtful(err) {
					t.Errorf("got %v, doubtful %v", err, Doubtful(err))
				}
			})
		}
	}
}

func cancelled(x *Exchange) (Step, error) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return x.Answer(ctx, "up", seal("x"))
}

func TestAWrongAnswerMayBeGivenAgainAsOftenAsTheServerLets(t *testing.T) {
	s := playing(packageOf(wayPassword), wrong("Wrong. 2 attempts left."), wrong("Wrong. 1 attempt left: "+otpCode), success)
	_, x := started(t, s)
	ctx := context.Background()
	_, err := x.Answer(ctx, "up", seal("not it"))
	if !errors.Is(err, ErrAnswer) || !errors.Is(err, ErrAuth) || !strings.Contains(err.Error(), "2 attempts left") || Doubtful(err) {
		t.Errorf("got %v, doubtful %v", err, Doubtful(err))
	}
	step, err := x.Answer(ctx, "up", seal(otpCode))
	if !errors.Is(err, ErrAnswer) || leaks(err) != "" || step.Status != ExchangeChoose {
		t.Errorf("%+v, %v: the message gives the answer back", step, err)
	}
	if step, err = x.Answer(ctx, "up", seal(password)); err != nil || step.Status != ExchangeDone {
		t.Errorf("%+v, %v", step, err)
	}
}

func TestAPushShowsItsNumberAndEndsByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := playing(packageOf(wayPush+","+wayPhone), `{"success":true,"Result":{"Summary":"OobPending","GeneratedAuthValue":"42"}}`)
		p, x := started(t, s)
		defer p.Close()
		ctx := context.Background()
		step, err := x.Begin(ctx, "push")
		if err != nil || step.Number != "42" || time.Until(step.Until) != maxWaiting {
			t.Errorf("%+v, %v", step, err)
		}
		for range 100 {
			s.answers = append(s.answers, summary("OobPending"))
		}
		for polls := 0; ; polls++ {
			if step, err = x.Poll(ctx); err != nil {
				break
			}
			if step.Number != "42" || step.Status != ExchangeWaiting || polls > 99 {
				t.Fatalf("poll %d: %+v", polls, step)
			}
			time.Sleep(4 * time.Second)
		}
		if !isKind(err, ErrTimeout) || Doubtful(err) || step.Status != ExchangeChoose || step.Number != "" || step.Chosen != "" {
			t.Errorf("at the end: %+v, %v", step, err)
		}
		s.answers = append(s.answers[:s.nAPI], `{"success":true,"Result":{"Summary":"OobPending","GeneratedAuthValue":7}}`, wrong("Denied on the phone"), success)
		if step, err = x.Begin(ctx, "push"); err != nil || step.Number != "7" || time.Until(step.Until) != maxWaiting {
			t.Errorf("begun again: %+v, %v", step, err)
		}
		if step, err = x.Poll(ctx); !errors.Is(err, ErrAnswer) || step.Status != ExchangeChoose || !strings.Contains(err.Error(), "Denied on the phone") {
			t.Errorf("denied: %+v, %v", step, err)
		}
		if step, err = x.Begin(ctx, "phone"); err != nil || step.Status != ExchangeDone {
			t.Errorf("another way: %+v, %v", step, err)
		}
	})
}

func TestANewPackageReplacesTheOldOne(t *testing.T) {
	renewed := strings.Replace(packageOf(wayCode), sessionID, "another-session", 1)
	s := playing(packageOf(wayPassword, wayMail), renewed, success)
	_, x := started(t, s)
	step, err := x.Answer(context.Background(), "up", seal(password))
	if err != nil || step.Challenge != 1 || step.Challenges != 1 || step.Mechanisms[0].ID != "oath" {
		t.Errorf("%+v, %v", step, err)
	}
	if _, err = x.Answer(context.Background(), "oath", seal(otpCode)); err != nil || s.bodies(t)[2]["SessionId"] != "another-session" {
		t.Errorf("%v, sent %v", err, s.bodies(t)[2])
	}
}

func TestWhatCannotBeFollowedEndsTheExchange(t *testing.T) {
	for name, answer := range map[string]string{
		"an unknown summary":        summary("Dance"),
		"no next challenge":         summary("StartNextChallenge"),
		"an empty package":          summary("NewPackage"),
		"a challenge without a way": packageOf(""),
		"success without a token":   summary("LoginSuccess"),
		"a token that is none":      strings.Replace(success, access1, "a b c d", 1),
		"a summary with the answer": summary("Hello " + otpCode),
	} {
		t.Run(name, func(t *testing.T) {
			p, x := started(t, playing(packageOf(wayPassword), answer))
			step, err := x.Answer(context.Background(), "up", seal(otpCode))
			if !isKind(err, ErrNotAPI) || step.Status != ExchangeFailed || leaks(err) != "" {
				t.Errorf("%+v, %v", step, err)
			}
			if _, err := p.Token(context.Background()); !isKind(err, ErrSignedOut) {
				t.Errorf("signed in: %v", err)
			}
		})
	}
}

func TestAServerThatIsNeverSatisfiedIsLeft(t *testing.T) {
	s := playing()
	for range maxAdvances + 5 {
		s.answers = append(s.answers, packageOf(wayPassword))
	}
	_, x := started(t, s)
	var err error
	for range maxAdvances + 1 {
		_, err = x.Answer(context.Background(), "up", seal(password))
	}
	if !isKind(err, ErrNotAPI) || x.Status() != ExchangeFailed || s.nAPI != maxAdvances+1 {
		t.Errorf("%v, %v after %d calls", x.Status(), err, s.nAPI)
	}
}

func TestAnAnswerBeforeTheStartIsRefusedAlready(t *testing.T) {
	for _, tt := range []struct {
		name, answer, says string
		kind               error
	}{
		{"unknown user", wrong("No such user"), "No such user", ErrAuth},
		{"a federated user", `{"success":true,"Result":{"Redirect":"https://login.corp.example/saml?SAMLRequest=` + hiddenFields + `"}}`, "login.corp.example", ErrFederated},
		{"a federated user of old", `{"success":true,"Result":{"IdpRedirectUrl":"https://idp.example/x"}}`, "idp.example", ErrFederated},
		{"a redirect to nowhere", `{"success":true,"Result":{"Redirect":"::` + hiddenFields + `"}}`, "", ErrFederated},
		{"another pod", `{"success":true,"Result":{"PodFqdn":"pod7.example"}}`, "pod7.example", ErrNotAPI},
		{"no challenge", `{"success":true,"Result":{"SessionId":"` + sessionID + `"}}`, "", ErrNotAPI},
		{"no session", strings.Replace(packageOf(wayPassword), sessionID, "", 1), "session", ErrNotAPI},
		{"no result", `{"success":true,"Result":null}`, "", ErrNotAPI},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := playing(tt.answer)
			x, err := platformOf(t, s).Start(context.Background(), userName)
			if x != nil || !isKind(err, tt.kind) || leaks(err) != "" || !strings.Contains(err.Error(), tt.says) || len(s.requests()) != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := platformOf(t, playing()).Start(context.Background(), ""); !isKind(err, ErrAuth) {
		t.Errorf("without a name: %v", err)
	}
}

func TestAUserWhoNeedsNoChallengeIsSignedInAtOnce(t *testing.T) {
	p, x := started(t, playing(success))
	if _, err := p.Token(context.Background()); err != nil || x.Status() != ExchangeDone {
		t.Errorf("%v, %v", x.Status(), err)
	}
}

func TestCancelForgetsAndALateSuccessDoesNotSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := playing(packageOf(wayPassword), success)
		gate := make(chan struct{})
		play := s.reply
		s.reply = func(n int, r *http.Request) (*http.Response, error) {
			if n == 2 {
				<-gate
			}
			return play(n, r)
		}
		p, x := started(t, s)
		defer p.Close()
		var all sync.WaitGroup
		all.Go(func() {
			if step, err := x.Answer(context.Background(), "up", seal(password)); err == nil || step.Status != ExchangeFailed {
				t.Errorf("%+v, %v", step, err)
			}
		})
		synctest.Wait()
		x.Cancel()
		if got := x.Step(); got.Status != ExchangeFailed || len(got.Mechanisms) != 0 || !x.session.Empty() || len(x.given) != 0 {
			t.Errorf("after the cancel: %+v", got)
		}
		close(gate)
		all.Wait()
		if _, err := p.Token(context.Background()); !isKind(err, ErrSignedOut) {
			t.Errorf("signed in all the same: %v", err)
		}
	})
}

func TestOneCallOfAnExchangeWaitsForTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := playing(packageOf(wayMail), summary("OobPending"), summary("OobPending"), success)
		gate := make(chan struct{})
		play := s.reply
		s.reply = func(n int, r *http.Request) (*http.Response, error) {
			if n == 3 {
				<-gate
			}
			return play(n, r)
		}
		p, x := started(t, s)
		defer p.Close()
		if _, err := x.Begin(context.Background(), "mail"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		all.Go(func() { _, _ = x.Poll(context.Background()) })
		synctest.Wait()
		all.Go(func() {
			if step, err := x.Answer(context.Background(), "mail", seal(otpCode)); err != nil || step.Status != ExchangeDone {
				t.Errorf("%+v, %v", step, err)
			}
		})
		synctest.Wait()
		if n := len(s.requests()); n != 3 || x.Status() != ExchangeWaiting { // Status does not wait
			t.Errorf("%d calls at once", n)
		}
		close(gate)
		all.Wait()
	})
}

// identityCalls are the two calls in the form of the failure harness.
func identityCalls() []method {
	exchange := func(c *Client) *Exchange {
		x := &Exchange{c: c, op: "sign in", anon: true, advance: "/identity/Security/AdvanceAuthentication", turn: make(chan struct{}, 1)}
		x.finish = func(*granted, time.Time) string { return "" }
		x.session, x.challenges = seal(sessionID), [][]Mechanism{{{ID: "up", Typed: true}}}
		x.step = Step{Challenge: 1, Challenges: 1, Mechanisms: x.challenges[0]}
		return x
	}
	return []method{
		{
			name: "Start", verb: "POST", anon: true, path: "/identity/Security/StartAuthentication",
			call: func(ctx context.Context, c *Client) (any, error) { return (&Platform{c: c}).Start(ctx, userName) },
		},
		{
			name: "Answer", verb: "POST", anon: true, path: "/identity/Security/AdvanceAuthentication",
			call: func(ctx context.Context, c *Client) (any, error) {
				return exchange(c).Answer(ctx, "up", seal(password))
			},
		},
	}
}

func TestEveryIdentityCallMeetsEveryFailure(t *testing.T) {
	for _, m := range identityCalls() {
		for _, f := range failures() {
			t.Run(m.name+"/"+f.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { meet(t, m, f) })
			})
		}
		for _, status := range []int{401, 403} {
			t.Run(fmt.Sprint(m.name, "/denied ", status), func(t *testing.T) {
				s := &server{reply: always(func(*http.Request) *http.Response { return jsonOf(status, expiredBody) })}
				_, err := m.call(context.Background(), signedIn(t, s))
				if !isKind(err, ErrAccessDenied) || repeats(s) != 1 || s.nTok != 0 {
					t.Errorf("%v, %d calls, %d grants", err, repeats(s), s.nTok)
				}
			})
		}
	}
}

func TestAFailedCallLeavesTheExchangeWhereItWas(t *testing.T) {
	for _, f := range failures() {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, x := state(t, ExchangeWaiting)
				before := x.Step()
				s.reply = f.reply
				step, err := x.Poll(context.Background())
				verdict := errors.Is(err, ErrAccessDenied) || errors.Is(err, ErrRefused)
				if verdict != (step.Status == ExchangeFailed) || !verdict && !cmp.Equal(before, step) {
					t.Errorf("%+v after %v", step, err)
				}
			})
		})
	}
}

func TestASecretsChallengeIsTheSameExchange(t *testing.T) {
	s := playing(packageOf(wayMail), summary("OobPending"), `{"success":true,"Result":{"Summary":"LoginSuccess"}}`)
	c := signedIn(t, &s.server)
	x, err := c.StartSecretChallenge(context.Background(), 7)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = x.Begin(context.Background(), "mail"); err != nil {
		t.Error(err)
	}
	if step, err := x.Answer(context.Background(), "mail", seal(otpCode)); err != nil || step.Status != ExchangeDone {
		t.Errorf("%+v, %v", step, err)
	}
	for i, r := range s.requests() {
		at := "/demo/secret-mfa/v1/secrets/7/AdvanceAuthentication"
		if i == 0 {
			at = "/demo/secret-mfa/v1/secrets/7/StartAuthentication"
		}
		if r.Path != at || r.Auth != "Bearer "+access1 {
			t.Errorf("call %d: %+v", i, r)
		}
	}
	if r := c.RefreshToken(); !r.Equal(seal(refresh1)) {
		t.Error("the session of the user is another one")
	}
}

func TestAServerWithoutSecretChallengesSaysSo(t *testing.T) {
	for _, tt := range []struct {
		name string
		res  *http.Response
		want error
	}{
		{"404", answerOf(404, "text/html", "<html>"), ErrNoChallenge},
		{"405", jsonOf(405, `{"message":"no"}`), ErrNoChallenge},
		{"302", answerOf(302, "text/html", "", "Location", "/error.aspx"), ErrNoChallenge},
		{"400", jsonOf(400, `{"message":"no challenge is needed"}`), ErrRefused},
		{"not now", jsonOf(200, wrong("no challenge is needed")), ErrRefused},
		{"403", jsonOf(403, `{"message":"no"}`), ErrAccessDenied},
	} {
		s := &server{reply: always(func(*http.Request) *http.Response { return tt.res })}
		c := signedIn(t, s)
		if _, err := c.StartSecretChallenge(context.Background(), 7); !isKind(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	c := signedIn(t, &server{reply: always(func(*http.Request) *http.Response { return jsonOf(401, ``) })})
	if _, err := c.StartSecretChallenge(context.Background(), 7); !isKind(err, ErrRenewed) {
		t.Errorf("with an expired token: %v", err)
	}
	if _, err := c.StartSecretChallenge(context.Background(), 0); !isKind(err, ErrRefused) {
		t.Errorf("secret 0: %v", err)
	}
	if got := c.SecretPage(7); got != "https://"+vaultHost+"/SecretServer/app/#/secret/7/general" {
		t.Error(got)
	}
}

func FuzzIdentityAnswer(f *testing.F) {
	for _, seed := range []string{packageOf(wayPush), success, summary("OobPending"), wrong("x"), `{"success":true,"Result":{"Challenges":[{"Mechanisms":null}]}}`, `null`} {
		f.Add([]byte(seed), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		s := playing(string(first), string(second))
		p := platformOf(t, s)
		x, err := p.Start(context.Background(), userName)
		if (x == nil) == (err == nil) {
			t.Fatalf("%v and %v", x, err)
		}
		if x == nil {
			return
		}
		for _, m := range x.Mechanisms() {
			_, _ = x.Answer(context.Background(), m.ID, seal(password))
			_, _ = x.Begin(context.Background(), m.ID)
		}
		if _, err := p.Token(context.Background()); (err == nil) != (x.Status() == ExchangeDone) {
			t.Errorf("status %v and %v", x.Status(), err)
		}
	})
}

func FuzzJSONObject(f *testing.F) {
	f.Add([]byte(password))
	f.Add([]byte("a\"b\\c\x00\n\xff\u2028</script>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := jsonObject([]field{{"a", sealed.Copy(raw)}, {"b", seal("x")}})
		whole := 2 + 1 + 6*len(raw) + 6 + 1 + 6 + 6
		var got map[string]string
		if err := json.Unmarshal(b.b, &got); err != nil || got["a"] != strings.ToValidUTF8(string(raw), "\ufffd") && len([]rune(got["a"])) != len([]rune(string(raw))) || got["b"] != "x" || len(got) != 2 {
			t.Errorf("%q became %q (%v)", raw, b.b, err)
		}
		if cap(b.b) != whole {
			t.Error("the buffer has grown: a copy was left behind")
		}
	})
}
