package ssclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/workflow/sealed"
)

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
