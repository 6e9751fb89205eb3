package demovault_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/ssclient/demovault"
)

// reached is a vault by one of its two ways in.
func ways(t *testing.T, run func(t *testing.T, r *rig)) {
	t.Run("in memory", func(t *testing.T) { run(t, newRig(t)) })
	t.Run("by a socket", func(t *testing.T) {
		r := newRig(t)
		s, err := r.vault.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{}
		t.Cleanup(func() {
			transport.CloseIdleConnections()
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		r.base, r.http = s.URL, &http.Client{Transport: transport}
		run(t, r)
	})
}

func TestFaultsBeforeTheCallChangeNothing(t *testing.T) {
	ways(t, func(t *testing.T, r *rig) {
		alice := r.signIn("alice")
		for _, tc := range []struct {
			name  string
			fault demovault.Fault
			check func(res *http.Response, err error) bool
		}{
			{"status", demovault.Fault{Kind: demovault.FaultStatus, Status: 429, RetryAfter: "7"}, func(res *http.Response, err error) bool {
				return err == nil && res.StatusCode == 429 && res.Header.Get("Retry-After") == "7"
			}},
			{"status without one", demovault.Fault{Kind: demovault.FaultStatus}, func(res *http.Response, err error) bool { return err == nil && res.StatusCode == 500 }},
			{"drop", demovault.Fault{Kind: demovault.FaultDropBefore}, func(_ *http.Response, err error) bool { return errors.Is(err, io.EOF) }},
			{"a page", demovault.Fault{Kind: demovault.FaultHTML}, func(res *http.Response, err error) bool {
				return err == nil && res.StatusCode == 200 && strings.HasPrefix(res.Header.Get("Content-Type"), "text/html")
			}},
			{"other JSON", demovault.Fault{Kind: demovault.FaultOtherJSON}, func(res *http.Response, err error) bool { return err == nil && res.StatusCode == 200 }},
		} {
			r.vault.Fail("check-out", tc.fault)
			res, err := alice.try(context.Background(), "POST", "v1/secrets/103/check-out", nil)
			if !tc.check(res, err) {
				t.Errorf("%s: %v %v", tc.name, res, err)
			}
			if res != nil {
				_ = res.Body.Close()
			}
			diff(t, []string{}, r.ops(103))
		}
	})
}

func TestFaultsAfterTheCallHaveCommittedIt(t *testing.T) {
	ways(t, func(t *testing.T, r *rig) {
		alice := r.signIn("alice")
		r.vault.Fail("*", demovault.Fault{Kind: demovault.FaultDropAfter})
		if _, err := alice.try(context.Background(), "POST", "v1/secrets/103/check-out", nil); !errors.Is(err, io.EOF) {
			t.Errorf("drop-after: %v", err)
		}
		diff(t, []string{"alice check-out"}, r.ops(103))

		r.vault.Fail("check-in", demovault.Fault{Kind: demovault.FaultTruncated})
		status, raw := alice.send("POST", "v1/secrets/103/check-in", nil)
		if status != 200 || !strings.HasPrefix(string(raw), "{") || strings.HasSuffix(string(raw), "}") {
			t.Errorf("truncated: %d %s", status, raw)
		}
		diff(t, []string{"alice check-out", "alice check-in"}, r.ops(103))
	})
}

// canceledOnce is the context of a call that is given up as soon as its fault
// has been taken and the ledger of the secret says so: not by the clock.
func (r *rig) canceledOnce(id int, ops []string) context.Context {
	ctx, cancel := context.WithCancel(r.t.Context())
	go func() {
		defer cancel()
		for ctx.Err() == nil && (len(r.vault.Faults()) > 0 || !slices.Equal(r.ops(id), ops)) {
			time.Sleep(time.Millisecond)
		}
	}()
	return ctx
}

func TestAHangEndsWithTheRequest(t *testing.T) {
	for kind, want := range map[demovault.FaultKind][]string{
		demovault.FaultHangBefore: {},
		demovault.FaultHangAfter:  {"alice check-out"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			ways(t, func(t *testing.T, r *rig) {
				alice := r.signIn("alice")
				r.vault.Fail("check-out", demovault.Fault{Kind: kind})
				ctx := r.canceledOnce(103, want)
				if _, err := alice.try(ctx, "POST", "v1/secrets/103/check-out", nil); !errors.Is(err, context.Canceled) {
					t.Errorf("error %v", err)
				}
				diff(t, want, r.ops(103))
			})
		})
	}
}

func TestAHangEndsWhenItsHoldIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		alice := r.signIn("alice")
		hold := make(chan struct{})
		r.vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultHangAfter, Hold: hold})
		time.AfterFunc(time.Hour, func() { close(hold) })
		began := time.Now()
		alice.call("POST", "v1/secrets/103/check-out", nil)
		diff(t, time.Hour, time.Since(began))
	})
}

func TestFaultsTakeTurnsAndRunOut(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	r.vault.Fail("state", demovault.Fault{Kind: demovault.FaultStatus, Status: 503, Times: 2})
	r.vault.Fail("state", demovault.Fault{Kind: demovault.FaultStatus, Status: 502})
	got := []int{}
	for range 4 {
		status, _ := alice.send("GET", "v1/secrets/101/state", nil)
		got = append(got, status)
	}
	diff(t, []int{503, 503, 502, 200}, got)
	r.vault.Fail("state", demovault.Fault{Kind: demovault.FaultStatus, Times: -1})
	for range 3 {
		if status, _ := alice.send("GET", "v1/secrets/101/state", nil); status != 500 {
			t.Errorf("a fault for all calls ran out")
		}
	}
	r.vault.ClearFaults()
	alice.state("101")
}

func TestASlowAnswerComesAfterItsDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		alice := r.signIn("alice")
		r.vault.Fail("state", demovault.Fault{Kind: demovault.FaultSlow, Delay: 90 * time.Second})
		began := time.Now()
		alice.state("101")
		diff(t, 90*time.Second, time.Since(began))
	})
}

func TestASlowCallEndsWithItsRequest(t *testing.T) {
	ways(t, func(t *testing.T, r *rig) {
		alice := r.signIn("alice")
		r.vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultSlow, Delay: time.Hour})
		ctx := r.canceledOnce(103, []string{})
		if _, err := alice.try(ctx, "POST", "v1/secrets/103/check-out", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		diff(t, []string{}, r.ops(103))
	})
}

func TestAWaitingFaultIsListedAndDropped(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	r.vault.Fail("state", demovault.Fault{Kind: demovault.FaultStatus, Status: 503, Times: 2})
	r.vault.Fail("*", demovault.Fault{Kind: demovault.FaultHTML})
	alice.send("GET", "v1/secrets/101/state", nil)
	got := r.vault.Faults()
	diff(t, []demovault.WaitingFault{
		{ID: 1, Op: "state", Fault: demovault.Fault{Kind: demovault.FaultStatus, Status: 503, Times: 1}},
		{ID: 2, Op: "*", Fault: demovault.Fault{Kind: demovault.FaultHTML, Times: 1}},
	}, got)
	diff(t, []bool{true, false}, []bool{r.vault.DropFault(1), r.vault.DropFault(1)})
	diff(t, 1, len(r.vault.Faults()))
	if _, raw := alice.send("GET", "v1/secrets/101/state", nil); !strings.Contains(string(raw), "<html>") {
		t.Errorf("the other fault is gone too: %s", raw)
	}
}

func TestASkewedClockTellsTheWrongTimeEverywhere(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	alice.call("POST", "v1/secrets/103/check-out", nil)
	for _, skew := range []time.Duration{-2 * time.Hour, 5 * time.Minute} {
		r.vault.SetSkew(skew)
		diff(t, skew, r.vault.Skew())
		res, err := alice.try(context.Background(), "GET", "v1/secrets/103/state", nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		diff(t, start.Add(skew).Format(http.TimeFormat), res.Header.Get("Date"))
		left, _ := r.vault.Left(103)
		diff(t, 30*time.Minute-skew, left)
	}
	r.vault.SetSkew(time.Hour)
	status, _ := alice.send("GET", "v1/secrets/103/state", nil)
	diff(t, http.StatusForbidden, status)
	diff(t, []string{"alice check-out", "alice check-in: expired"}, r.ops(103))
}
