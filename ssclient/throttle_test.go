package ssclient

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// bubble runs f on a virtual clock with a signed-in Client that is closed in it.
func bubble(t *testing.T, s *server, edit func(*Config), f func(t *testing.T, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := signedIn(t, s, edit)
		defer c.Close()
		f(t, c)
	})
}

// told records what OnWait says, rounded to what a user would see.
type told struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *told) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d.Round(100*time.Millisecond))
}

func (w *told) list() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]time.Duration(nil), w.all...)
}

func TestTheThrottleHoldsBackAndTellsSo(t *testing.T) {
	var w told
	s := &server{reply: ok(userBody)}
	edit := func(cfg *Config) { cfg.Throttle, cfg.OnWait = Throttle{Calls: 3, Per: 30 * time.Second}, w.wait }
	bubble(t, s, edit, func(t *testing.T, c *Client) { // the sign-in was the first of three
		start := time.Now()
		for range 4 {
			if _, err := c.CurrentUser(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start).Round(time.Second); took != 20*time.Second {
			t.Errorf("4 calls took %v, want 20s", took)
		}
		want := []time.Duration{10 * time.Second, 0, 10 * time.Second, 0}
		if diff := cmp.Diff(want, w.list()); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestTheDefaultThrottleIsAHundredAMinute(t *testing.T) {
	s := &server{reply: ok(userBody)}
	bubble(t, s, func(*Config) {}, func(t *testing.T, c *Client) {
		start := time.Now()
		for range 109 {
			if _, err := c.CurrentUser(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start).Round(100 * time.Millisecond); took != 6*time.Second {
			t.Errorf("110 calls took %v, want 6s", took)
		}
	})
	bubble(t, s, func(cfg *Config) { cfg.Throttle.Calls = -1 }, func(t *testing.T, c *Client) {
		start := time.Now()
		for range 500 {
			if _, err := c.CurrentUser(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("without a throttle 500 calls took %v", took)
		}
	})
}

func TestACallerThatGivesUpGivesItsTurnBack(t *testing.T) {
	var w told
	s := &server{reply: ok(userBody)}
	edit := func(cfg *Config) { cfg.Throttle, cfg.OnWait = Throttle{Calls: 1, Per: 10 * time.Second}, w.wait }
	bubble(t, s, edit, func(t *testing.T, c *Client) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := c.CheckOut(ctx, 7); !errors.Is(err, context.DeadlineExceeded) || Doubtful(err) {
			t.Errorf("got %v, doubtful %v", err, Doubtful(err))
		}
		start := time.Now()
		if _, err := c.CurrentUser(context.Background()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start).Round(time.Second); took != 9*time.Second {
			t.Errorf("the next call waited %v, want 9s", took)
		}
		if all := w.list(); all[len(all)-1] != 0 || len(s.requests()) != 1 {
			t.Errorf("told %v, %d requests", all, len(s.requests()))
		}
	})
}

func TestOnWaitSaysZeroOnceAllGoOn(t *testing.T) {
	var w told
	s := &server{reply: ok(userBody)}
	edit := func(cfg *Config) { cfg.Throttle, cfg.OnWait = Throttle{Calls: 1, Per: 10 * time.Second}, w.wait }
	bubble(t, s, edit, func(t *testing.T, c *Client) {
		var all sync.WaitGroup
		for i := range 3 {
			all.Go(func() { _ = c.do(context.Background(), readOf(i)) })
		}
		all.Wait()
		want := []time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second, 0}
		if diff := cmp.Diff(want, w.list()); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestAReadIsTriedAgainAfterTheTimeTheServerAsksFor(t *testing.T) {
	date := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return date.Add(d).Format(http.TimeFormat) }
	for _, tt := range []struct {
		name   string
		status int
		header []string
		took   time.Duration // of three tries
		told   []time.Duration
	}{
		{"not said", 429, nil, 600 * time.Millisecond, nil},
		{"seconds", 429, []string{"Retry-After", "7"}, 14 * time.Second, []time.Duration{7 * time.Second, 0, 7 * time.Second, 0}},
		{"date by the server's clock", 503, []string{"Date", at(0), "Retry-After", at(9 * time.Second)}, 18 * time.Second, []time.Duration{9 * time.Second, 0, 9 * time.Second, 0}},
		{"date in the past", 429, []string{"Date", at(0), "Retry-After", at(-time.Hour)}, 600 * time.Millisecond, nil},
		{"rubbish", 429, []string{"Retry-After", "soon"}, 600 * time.Millisecond, nil},
		{"negative", 429, []string{"Retry-After", "-5"}, 600 * time.Millisecond, nil},
		{"30 s", 504, []string{"Retry-After", "30"}, time.Minute, []time.Duration{30 * time.Second, 0, 30 * time.Second, 0}},
		{"31 s", 503, []string{"Retry-After", "31"}, 0, nil},
		{"408", 408, nil, 600 * time.Millisecond, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var w told
			s := &server{reply: func(int, *http.Request) (*http.Response, error) {
				return jsonOf(tt.status, ``, tt.header...), nil
			}}
			bubble(t, s, func(cfg *Config) { cfg.OnWait = w.wait }, func(t *testing.T, c *Client) {
				start := time.Now()
				_, err := c.CurrentUser(context.Background())
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if diff := cmp.Diff(tt.told, w.list()); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				var e *APIError
				if !errors.As(err, &e) || e.Status != tt.status {
					t.Errorf("got %v", err)
				}
				if tt.name == "31 s" && (!isKind(err, ErrThrottled) || e.RetryAfter != 31*time.Second) {
					t.Errorf("got %v, retry after %v; want ErrThrottled", err, e.RetryAfter)
				}
			})
		})
	}
}

func TestAReadSucceedsOnALaterTry(t *testing.T) {
	s := &server{reply: func(n int, _ *http.Request) (*http.Response, error) {
		switch n {
		case 1:
			return nil, errors.New("reset")
		case 2:
			return jsonOf(502, ``), nil
		}
		return jsonOf(200, userBody), nil
	}}
	bubble(t, s, func(*Config) {}, func(t *testing.T, c *Client) {
		if u, err := c.CurrentUser(context.Background()); err != nil || u.ID != 2 {
			t.Errorf("got %v, %v", u, err)
		}
	})
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	s := &server{reply: func(int, *http.Request) (*http.Response, error) { return jsonOf(429, ``, "Retry-After", "20"), nil }}
	bubble(t, s, func(*Config) {}, func(t *testing.T, c *Client) {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := c.CurrentUser(ctx)
		if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second || len(s.requests()) != 1 {
			t.Errorf("got %v after %v and %d requests", err, time.Since(start), len(s.requests()))
		}
	})
}
