package ssclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
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

func TestManyCallsWithAnExpiredTokenRotateItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse, gate := make(chan struct{}), make(chan struct{}) // all are refused at once, and all before the rotation is answered
		s := &server{}
		s.reply = func(n int, r *http.Request) (*http.Response, error) {
			if n <= 20 {
				<-refuse
			}
			return stale(401, userBody)(n, r)
		}
		s.token = rotatesAfter(gate)
		var told atomic.Int32
		c := signedIn(t, s, func(cfg *Config) { cfg.OnRefresh = func(sealed.Secret) { told.Add(1) } })
		defer c.Close()
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { // each one asks something else: the same would be one call
				if err := c.do(context.Background(), readOf(i)); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		close(refuse)
		synctest.Wait()
		close(gate)
		all.Wait()
		if s.nTok != 1 || s.nAPI != 40 || told.Load() != 1 {
			t.Errorf("%d rotations, %d calls, told %d times; want 1, 40, 1", s.nTok, s.nAPI, told.Load())
		}
	})
}

// readOf is a read of its own for each i.
func readOf(i int) call {
	return call{op: "read", method: http.MethodGet, path: "/api/v1/things/" + strconv.Itoa(i)}
}

// The time of what TestManyCalls… counts: one rotation, and 20 reads that wait for it.
func BenchmarkTwentyParallelRefreshes(b *testing.B) {
	s := &server{}
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	s.reply = ok(userBody)
	s.token = func(n int, form url.Values) (*http.Response, error) { return grantOf(access1, refresh1), nil }
	c := open(b, s, func(cfg *Config) {
		cfg.Throttle.Calls = -1
		cfg.Now = func() time.Time { return now }
	})
	if err := c.Resume(context.Background(), seal(refresh1)); err != nil {
		b.Fatal(err)
	}
	s.reset()
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Hour) // the token is over for all of them
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if err := c.do(context.Background(), readOf(i)); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
	}
	if s.nAPI != 20*s.nTok || s.nTok != b.N {
		b.Errorf("%d grants and %d reads in %d rounds", s.nTok, s.nAPI, b.N)
	}
	b.ReportMetric(float64(s.nTok)/float64(b.N), "grants/op")
}

// rotatesAfter answers a sign-in at once, and a renewal when the gate opens.
func rotatesAfter(gate <-chan struct{}) func(int, url.Values) (*http.Response, error) {
	return func(n int, form url.Values) (*http.Response, error) {
		if form.Get("grant_type") == "refresh_token" {
			<-gate
		}
		return tokens(n, form)
	}
}

func TestACallerThatGivesUpDoesNotLoseTheRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s := &server{reply: stale(401, userBody)}
		s.token = rotatesAfter(gate)
		c := signedIn(t, s)
		defer c.Close()
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		if err := c.CheckOut(ctx, 7); !errors.Is(err, context.Canceled) || Doubtful(err) {
			t.Errorf("got %v, doubtful %v", err, Doubtful(err))
		}
		close(gate)
		synctest.Wait()
		if err := c.CheckOut(context.Background(), 7); err != nil && s.nTok != 1 {
			t.Errorf("afterwards: %v, %d rotations", err, s.nTok)
		}
		if r := c.RefreshToken(); !r.Equal(seal(refresh2)) {
			t.Error("the refresh token of the rotation is lost")
		}
	})
}

func TestAWriteRenewsATokenThatIsAboutToEnd(t *testing.T) {
	for _, tt := range []struct {
		name   string
		at     time.Duration // after the sign-in; the token lives 1199 s
		write  bool
		rotate int
	}{
		{"a write long before", 1168 * time.Second, true, 0},
		{"a write 30 s before", 1169 * time.Second, true, 1},
		{"a write after", 1300 * time.Second, true, 1},
		{"a read 30 s before", 1170 * time.Second, false, 0},
		{"a read after", 1199 * time.Second, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
			s := &server{reply: ok(userBody)}
			c := signedIn(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
			now = now.Add(tt.at)
			var err error
			if tt.write {
				err = c.CheckOut(context.Background(), 7)
			} else {
				_, err = c.CurrentUser(context.Background())
			}
			if err != nil || s.nTok != tt.rotate || s.nAPI != 1 {
				t.Errorf("%v; %d rotations, %d calls; want %d and 1", err, s.nTok, s.nAPI, tt.rotate)
			}
		})
	}
}

func TestTheLastSecondsOfATokenAreUsedWhenItCannotBeRenewed(t *testing.T) {
	for name, refuse := range map[string]func() *http.Response{
		"refused": func() *http.Response { return jsonOf(400, `{"error":"no more"}`) },
		"down":    func() *http.Response { return jsonOf(503, ``) },
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
			s := &server{reply: ok(`{"id":7}`)}
			var told []sealed.Secret
			c := signedIn(t, s, func(cfg *Config) {
				cfg.Now = func() time.Time { return now }
				cfg.OnRefresh = func(r sealed.Secret) { told = append(told, r) }
			})
			s.token = func(int, url.Values) (*http.Response, error) { return refuse(), nil }
			now = now.Add(1180 * time.Second)
			if err := c.CheckIn(context.Background(), 7); err != nil {
				t.Errorf("check in with 19 s left: %v", err)
			}
			if gone := c.RefreshToken(); gone.Empty() != (name == "refused") || len(told) == 1 != (name == "refused") {
				t.Errorf("refresh token kept: %v, owner told %d times", !gone.Empty(), len(told))
			}
			now = now.Add(time.Minute)
			s.reply = func(int, *http.Request) (*http.Response, error) { return jsonOf(401, ``), nil }
			want := map[string]error{"refused": ErrSignedOut, "down": ErrServer}[name]
			if err := c.CheckIn(context.Background(), 7); !isKind(err, want) || Doubtful(err) {
				t.Errorf("after its end: %v (doubtful %v), want %v", err, Doubtful(err), want)
			}
		})
	}
}

func TestAPassingFailureOfTheRotationKeepsTheSession(t *testing.T) {
	s := &server{reply: stale(401, userBody)}
	c := signedIn(t, s)
	s.token = func(n int, form url.Values) (*http.Response, error) {
		if n == 1 {
			return answerOf(200, "text/html", "<html>log in to the guest network"), nil
		}
		return tokens(n, form)
	}
	if err := c.CheckOut(context.Background(), 7); !isKind(err, ErrNotAPI) || Doubtful(err) {
		t.Errorf("got %v, doubtful %v", err, Doubtful(err))
	}
	if err := c.CheckOut(context.Background(), 7); err != nil {
		t.Errorf("later: %v", err)
	}
	if n := repeats(s); n != 2 || s.nAPI != 2 {
		t.Errorf("%d calls: the token known to be refused was sent again", s.nAPI)
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

func TestSignOutWaitsForARotationAndEndsItsToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s := &server{reply: stale(401, `{"id":2}`)}
		s.token = rotatesAfter(gate)
		c := signedIn(t, s)
		defer c.Close()
		go c.CurrentUser(context.Background()) //nolint:errcheck // only there to start the rotation
		synctest.Wait()
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- c.SignOut(ctx) }()
		synctest.Wait()
		s.reply = func(_ int, r *http.Request) (*http.Response, error) { return jsonOf(200, `true`), nil }
		close(gate)
		if err := <-done; err != nil {
			t.Error(err)
		}
		cancel()
		last := seen{}
		for _, r := range s.requests() {
			if r.Path == "/api/v1/oauth-expiration" {
				last = r
			}
		}
		if last.Auth != "Bearer "+access2 {
			t.Errorf("ended %q, want the new token", last.Auth)
		}
	})
}

func TestARotationThatOutlivesItsSessionIsThrownAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s := &server{reply: stale(401, userBody)}
		s.token = rotatesAfter(gate)
		c := signedIn(t, s)
		defer c.Close()
		var reading error
		var all sync.WaitGroup
		all.Go(func() { _, reading = c.CurrentUser(context.Background()) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := c.SignOut(ctx); !isKind(err, ErrTimeout) {
			t.Errorf("sign out: %v", err)
		}
		close(gate)
		all.Wait()
		if !isKind(reading, ErrSignedOut) {
			t.Errorf("the call of the old session: %v", reading)
		}
		if r := c.RefreshToken(); !r.Empty() {
			t.Error("signed out, and a rotation signed in again")
		}
	})
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
