package ssclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

const userBody = `{"id":2,"userName":"bob","responseCodes":null}`

func TestSignInSendsTheForm(t *testing.T) {
	for _, tt := range []struct {
		name       string
		cr         Credentials
		body, code string
	}{
		{"a plain user", Credentials{User: "bob", Password: seal(password)}, "grant_type=password&username=bob&password=pass-w0rd%26%3D%C3%BC", ""},
		{
			"a domain user with a code",
			Credentials{User: `a b+c`, Domain: "corp", Password: seal(password), OTP: seal(otpCode)},
			"grant_type=password&username=a%20b%2Bc&password=pass-w0rd%26%3D%C3%BC&domain=corp", otpCode,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{reply: ok(userBody)}
			c := open(t, s)
			if err := c.SignIn(context.Background(), tt.cr); err != nil {
				t.Fatal(err)
			}
			want := []seen{{Method: "POST", Path: "/oauth2/token", Body: tt.body, OTP: tt.code, Type: "application/x-www-form-urlencoded"}}
			if diff := cmp.Diff(want, s.requests()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if !tt.cr.Password.Equal(seal(password)) {
				t.Error("the caller's password was changed")
			}
		})
	}
}

func TestSignInTellsARefusalFromAWrongAddress(t *testing.T) {
	for _, tt := range []struct {
		name string
		res  func() *http.Response
		want error
	}{
		{"wrong password", func() *http.Response { return jsonOf(400, `{"error":"Login failed."}`) }, ErrAuth},
		{"message instead of error", func() *http.Response { return jsonOf(400, `{"message":"Login failed for `+password+`"}`) }, ErrAuth},
		{"401", func() *http.Response { return answerOf(401, "", "") }, ErrAuth},
		{"403", func() *http.Response { return jsonOf(403, `{"message":"locked `+otpCode+`"}`) }, ErrAuth},
		{"the expired text", func() *http.Response { return jsonOf(403, expiredBody) }, ErrAuth},
		{"400 page", func() *http.Response { return answerOf(400, "text/html", "<html>") }, ErrNotAPI},
		{"401 page", func() *http.Response { return answerOf(401, "text/html", "<html>") }, ErrNotAPI},
		{"404", func() *http.Response { return jsonOf(404, `{"message":"no route"}`) }, ErrNotAPI},
		{"page", func() *http.Response { return answerOf(200, "text/html", "<html>"+password) }, ErrNotAPI},
		{"other JSON", func() *http.Response { return jsonOf(200, `{"hello":"`+password+`"}`) }, ErrNotAPI},
		{"null", func() *http.Response { return jsonOf(200, `null`) }, ErrNotAPI},
		{"short token", func() *http.Response { return grantOf("abc", "") }, ErrNotAPI},
		{"token with a line break", func() *http.Response { return grantOf(`access\nX-Evil: 1`, "") }, ErrNotAPI},
		{"other type", func() *http.Response {
			return jsonOf(200, `{"access_token":"`+access1+`","token_type":"mac","expires_in":5}`)
		}, ErrNotAPI},
		{"no life", func() *http.Response { return jsonOf(200, `{"access_token":"`+access1+`"}`) }, ErrNotAPI},
		{"a life of years", func() *http.Response { return jsonOf(200, `{"access_token":"`+access1+`","expires_in":1e12}`) }, ErrNotAPI},
		{"a life in the past", func() *http.Response { return jsonOf(200, `{"access_token":"`+access1+`","expires_in":-1}`) }, ErrNotAPI},
		{"redirect", func() *http.Response { return answerOf(307, "", "", "Location", "https://evil.example/") }, ErrNotAPI},
		{"500", func() *http.Response { return jsonOf(500, `{"message":"`+password+`"}`) }, ErrServer},
		{"429", func() *http.Response { return jsonOf(429, ``, "Retry-After", "1") }, ErrThrottled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{token: func(int, url.Values) (*http.Response, error) { return tt.res(), nil }}
			c := open(t, s)
			err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password), OTP: seal(otpCode)})
			if !isKind(err, tt.want) || Doubtful(err) {
				t.Errorf("got %v (doubtful %v), want kind %v", err, Doubtful(err), tt.want)
			}
			if s := leaks(err); s != "" {
				t.Errorf("%q is in the error %v", s, err)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests: a refused grant that is repeated locks the account", n)
			}
		})
	}
}

func TestAFailedSignInLeavesTheOldSession(t *testing.T) {
	s := &server{reply: ok(userBody)}
	c := signedIn(t, s)
	if err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal("wrong")}); !isKind(err, ErrAuth) {
		t.Fatalf("got %v", err)
	}
	if _, err := c.CurrentUser(context.Background()); err != nil {
		t.Errorf("the old session is gone: %v", err)
	}
}

func TestACodeThatCannotBeAHeaderIsNotSent(t *testing.T) {
	s := &server{}
	c := open(t, s)
	err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password), OTP: seal("1\r\nX: y")})
	if !isKind(err, ErrAuth) || len(s.requests()) != 0 {
		t.Errorf("got %v after %d requests", err, len(s.requests()))
	}
}

func TestResumeSpendsTheTokenAndTellsTheNewOne(t *testing.T) {
	s := &server{reply: ok(userBody)}
	var told []sealed.Secret
	c := open(t, s, func(cfg *Config) { cfg.OnRefresh = func(r sealed.Secret) { told = append(told, r) } })
	old := seal(refresh1)
	if err := c.Resume(context.Background(), old); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || !told[0].Equal(seal(refresh2)) || !old.Equal(seal(refresh1)) {
		t.Errorf("told %d tokens, or the caller's own was changed", len(told))
	}
	told[0].Wipe() // it is the owner's: the Client keeps its own
	if r := c.RefreshToken(); !r.Equal(seal(refresh2)) {
		t.Error("the Client lost its refresh token")
	}
	if _, err := c.CurrentUser(context.Background()); err != nil || s.requests()[1].Auth != "Bearer "+access2 {
		t.Errorf("first call after it: %v", err)
	}
	s.token = func(int, url.Values) (*http.Response, error) { return jsonOf(400, `{"error":"`+refresh1+`"}`), nil }
	err := open(t, s).Resume(context.Background(), old)
	if !isKind(err, ErrSignedOut) || leaks(err) != "" {
		t.Errorf("with a spent token: %v", err)
	}
	s.reset()
	if err := open(t, s).Resume(context.Background(), sealed.Secret{}); !isKind(err, ErrSignedOut) || len(s.requests()) != 0 {
		t.Errorf("with no token: %v", err)
	}
}

func TestWithoutASignInNothingIsSent(t *testing.T) {
	s := &server{reply: ok(userBody)}
	c := open(t, s)
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrSignedOut) {
		t.Errorf("got %v", err)
	}
	if err := c.SignOut(context.Background()); err != nil {
		t.Errorf("sign out: %v", err)
	}
	if r := c.RefreshToken(); !r.Empty() || len(s.requests()) != 0 {
		t.Error("there is a refresh token, or something was sent")
	}
}

func TestSignOutEndsTheTokenAndForgetsIt(t *testing.T) {
	for _, tt := range []struct {
		name string
		res  func() (*http.Response, error)
		want error
	}{
		{"done", func() (*http.Response, error) { return jsonOf(200, `true`), nil }, nil},
		{"over already", func() (*http.Response, error) { return jsonOf(403, expiredBody), nil }, nil},
		{"server error", func() (*http.Response, error) { return jsonOf(500, ``), nil }, ErrServer},
		{"no connection", func() (*http.Response, error) { return nil, errors.New(access1) }, ErrTransport},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{reply: func(int, *http.Request) (*http.Response, error) { return tt.res() }}
			c := signedIn(t, s)
			err := c.SignOut(context.Background())
			if tt.want == nil && err != nil || tt.want != nil && !isKind(err, tt.want) || leaks(err) != "" {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			want := []seen{{Method: "POST", Path: "/api/v1/oauth-expiration", Auth: "Bearer " + access1}}
			if diff := cmp.Diff(want, s.requests()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if r := c.RefreshToken(); !r.Empty() {
				t.Error("the refresh token is still there")
			}
			if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrSignedOut) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestBuffersThatHeldSecretsAreCleared(t *testing.T) {
	b := formBody([]field{{"password", seal(password)}})
	whole := b.b[:cap(b.b)]
	b.clear()
	if !bytes.Equal(whole, make([]byte, len(whole))) {
		t.Errorf("form after clear: %q", whole)
	}
	var kept []byte
	s := &server{}
	c := open(t, s)
	k := call{op: "x", method: "GET", path: "/x", anon: true, take: func(a answer) { kept = a.body }}
	s.reply = ok(`{"id":7,"itemValue":"` + hiddenFields + `"}`)
	if err := c.do(context.Background(), k); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(kept, []byte(hiddenFields)) {
		t.Error("the answer's buffer still holds the value")
	}
}

func FuzzPercent(f *testing.F) {
	f.Add([]byte(password))
	f.Add([]byte("a+b c%&=\x00\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, err := url.ParseQuery(string(formBody([]field{{"p", sealed.Copy(raw)}, {"q", seal("x")}}).b))
		if err != nil || form.Get("p") != string(raw) || form.Get("q") != "x" || len(form) != 2 {
			t.Errorf("%q became %v (%v)", raw, form, err)
		}
	})
}

func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"` + access1 + `","token_type":"bearer","expires_in":1199,"refresh_token":"` + refresh1 + `"}`,
		`{"access_token":"abcd","expires_in":"60"}`, `{"access_token":null}`, `[]`, `{"access_token":"ab\ncd","expires_in":1}`,
		`{"access_token":"abcd","expires_in":NaN}`, `{"access_token":"abcd","expires_in":1e400}`, `{"expires_in":0.5,"access_token":"abcd"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := &server{token: func(int, url.Values) (*http.Response, error) { return jsonOf(200, string(raw)), nil }}
		c := open(t, s)
		err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
		if err != nil {
			if !isKind(err, ErrNotAPI) {
				t.Errorf("%q: %v", raw, err)
			}
			return
		}
		if !json.Valid(raw) {
			t.Errorf("%q was taken for a token", raw)
		}
		ticket, _, _ := c.ticket()
		for _, b := range []byte(ticket.token()) {
			if b <= ' ' || b > '~' {
				t.Errorf("token %q cannot be a header", ticket.token())
			}
		}
		if left := c.tok.ends.Sub(c.now()); left <= 0 || left > 366*24*time.Hour {
			t.Errorf("%q: a life of %v", raw, left)
		}
	})
}

func TestACallOfOneSessionIsNotRepeatedInAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s := &server{reply: func(int, *http.Request) (*http.Response, error) {
			<-gate
			return jsonOf(401, ``), nil
		}}
		c := signedIn(t, s)
		defer c.Close()
		var reading error
		var all sync.WaitGroup
		all.Go(func() { _, reading = c.CurrentUser(context.Background()) })
		synctest.Wait()
		if err := c.SignIn(context.Background(), Credentials{User: "ann", Password: seal(password)}); err != nil {
			t.Error(err)
		}
		close(gate)
		all.Wait()
		if !isKind(reading, ErrSignedOut) || s.nAPI != 1 {
			t.Errorf("%v after %d calls: bob's call must not be made as ann", reading, s.nAPI)
		}
		if r := c.RefreshToken(); r.Empty() {
			t.Error("ann was signed out by it")
		}
	})
}
