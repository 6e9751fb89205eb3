package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
)

// Vaults that try one's patience.

const slow = 10 * time.Second

func sluggish(h *apptest.H) {
	h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultSlow, Delay: slow, Times: -1})
}

// halfOf spoils half of the calls that are made from now on: each second one, or, with a seed, at random.
func halfOf(h *apptest.H, f demovault.Fault, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, seed))
	for i := range 1000 {
		spoil := i%2 == 1
		if seed != 0 {
			spoil = dice.IntN(2) == 1
		}
		if spoil {
			h.Vault.Fail("*", f)
		} else {
			h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultSlow}) // without a delay: as usual
		}
	}
}

// signInAgain signs in as often as it takes.
func signInAgain(h *apptest.H, times int) {
	h.T.Helper()
	for range times {
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
		h.Advance(2 * time.Minute)
		if h.View().Screen == app.ScreenMain {
			return
		}
	}
	h.T.Fatalf("not signed in after %d times: %+v", times, h.View().SignIn.Problem)
}

func TestAJobIsDoneOnAVaultThatAnswersAfterTenSeconds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		sluggish(h)
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
		if !h.View().SignIn.Busy {
			t.Error("nothing says that it signs in")
		}
		h.Advance(2 * time.Minute)
		h.Do(app.Select{SecretID: 103})
		if p := h.View().Pane; p.ID != 103 || !p.Loading {
			t.Errorf("selected: %d, loading %v", p.ID, p.Loading)
		}
		h.Advance(2 * time.Minute)
		h.Do(app.Connect{SecretID: 103})
		h.Advance(time.Second)
		if p := h.View().Pane; p.Busy == app.NotBusy || !p.Cancel {
			t.Errorf("on its way: %q, can be cancelled %v", p.Busy, p.Cancel)
		}
		h.Advance(time.Second)
		h.Do(app.Cancel{SecretID: 103})
		h.Advance(time.Second)
		if p := h.View().Pane; p.Cancel {
			t.Error("a second after it was cancelled, it still goes on")
		}
		h.Advance(3 * time.Minute)
		if h.Launcher.Count() != 0 {
			t.Fatal("cancelled, and a client started")
		}
		h.Do(app.Connect{SecretID: 103})
		h.Advance(3 * time.Minute)
		if h.Launcher.Count() != 1 {
			t.Fatalf("no client: %+v", h.View().Pane)
		}
		h.Launcher.Last().Connect()
		h.Launcher.Last().LogOff()
		h.Advance(3 * time.Minute)
		if _, held := h.Vault.Left(103); held != "" {
			t.Errorf("%s still holds it: %v", held, h.Ledger(103))
		}
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.Advance(30 * time.Second)
		if !h.View().Closing {
			t.Error("the slow vault keeps the program open")
		}
	})
}

// faults are answers that never came, or came as an error.
var faults = map[string]demovault.Fault{
	"an error before": {Kind: demovault.FaultStatus},
	"cut off before":  {Kind: demovault.FaultDropBefore},
	"cut off after":   {Kind: demovault.FaultDropAfter},
}

// What the vault has done although its answer was lost is not done twice.
func TestAJobIsDoneOnAVaultThatSpoilsHalfOfTheCalls(t *testing.T) {
	for name, f := range faults {
		for seed := range uint64(6) {
			t.Run(fmt.Sprint(name, " ", seed+1), func(t *testing.T) {
				apptest.Run(t, func(h *apptest.H) {
					halfOf(h, f, seed+1)
					if !connected(h, 40) {
						t.Fatalf("never connected: %+v", h.View().Pane.Problem)
					}
					h.Launcher.Last().Connect()
					h.Launcher.Last().LogOff()
					h.Advance(10 * time.Minute)
					if _, held := h.Vault.Left(103); held != "" {
						t.Errorf("%s still holds it: %v", held, h.Ledger(103))
					}
					turns(h, 103)
					closeWindow(h)
				})
			})
		}
	}
}

// Where exactly each second call is spoiled, a write may always be the one:
// nothing is sent twice. Then there is a sentence, and nothing is left behind.
func TestAVaultThatSpoilsEverySecondCallIsSaidAndLeft(t *testing.T) {
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				halfOf(h, f, 0)
				if !connected(h, 4) {
					if p := h.View().Pane; p.Problem.None() || p.Busy != app.NotBusy || p.Cancel || p.Primary == app.PrimaryNone {
						t.Errorf("not connected, and it says %+v, busy %q; next is %q", p.Problem, p.Busy, p.Primary)
					}
				}
				h.Vault.ClearFaults()
				closeWindow(h)
				turns(h, 103)
				if _, held := h.Vault.Left(103); held != "" {
					t.Errorf("%s still holds it: %v", held, h.Ledger(103))
				}
			})
		})
	}
}

// connected connects a secret, signing in where that is needed, in so many tries.
func connected(h *apptest.H, tries int) bool {
	for range tries {
		if h.View().Screen != app.ScreenMain {
			signInAgain(h, 20)
		}
		h.Do(app.Select{SecretID: 103})
		h.Advance(time.Minute)
		h.Do(app.Connect{SecretID: 103})
		h.Advance(time.Minute)
		if h.Launcher.Count() > 0 {
			return true
		}
	}
	return false
}

// turns wants check-outs and check-ins to take turns.
func turns(h *apptest.H, secret int) {
	h.T.Helper()
	held := false
	for _, e := range h.Vault.Ledger() {
		if e.SecretID != secret || e.Op != "check-out" && e.Op != "check-in" {
			continue
		}
		if out := e.Op == "check-out"; out == held {
			h.T.Errorf("two times %s in a row: %v", e.Op, h.Ledger(secret))
		} else {
			held = out
		}
	}
}

func TestTenThousandFavoritesAreListedByOneCall(t *testing.T) {
	const many = 10_000
	apptest.RunEstate(t, many, func(h *apptest.H) {
		c, err := ssclient.New(ssclient.Config{BaseURL: apptest.Server, Transport: h.Vault.Transport(), Throttle: ssclient.Throttle{Calls: -1}})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		ctx := context.Background()
		if err := c.SignIn(ctx, ssclient.Credentials{User: "alice", Password: h.Password("alice")}); err != nil {
			t.Fatal(err)
		}
		for i := range many {
			if err := c.SetFavorite(ctx, 10_001+i, true); err != nil {
				t.Fatal(err)
			}
		}
		h.SignIn("alice")
		h.Do(app.OpenSection{Section: app.SectionFavorites})
		f := h.View().Sections.Favorites
		if !f.Known || f.Total != many || !f.Problem.None() {
			t.Fatalf("known %v, %d of %d, %+v", f.Known, f.Total, many, f.Problem)
		}
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		if h.Launcher.Count() != 1 {
			t.Errorf("%d clients", h.Launcher.Count())
		}
	})
}

// TestTheWindowIsClosedInEveryState: it is gone within seconds, no panic, and
// nothing is left on the vault, at the latest after the next start.
func TestTheWindowIsClosedInEveryState(t *testing.T) {
	hang := func(h *apptest.H, op string) {
		h.Vault.Fail(op, demovault.Fault{Kind: demovault.FaultHangBefore})
	}
	connect := func(h *apptest.H, id int) { h.Do(app.Select{SecretID: id}, app.Connect{SecretID: id}) }
	running := func(h *apptest.H) { connect(h, 103); h.Launcher.Last().Connect(); h.Settle() }
	prompt := func(k app.PromptKind) func(*app.View) bool {
		return func(v *app.View) bool { return v.Prompt != nil && v.Prompt.Kind == k }
	}
	busy := func(b app.BusyKind) func(*app.View) bool { return func(v *app.View) bool { return v.Pane.Busy == b } }
	for name, s := range map[string]struct {
		reach func(*apptest.H)
		there func(*app.View) bool
	}{
		"at rest": {func(*apptest.H) {}, func(v *app.View) bool { return v.Screen == app.ScreenMain }},
		"reading a secret": {
			func(h *apptest.H) { hang(h, "*"); h.Do(app.Select{SecretID: 103}) },
			func(v *app.View) bool { return v.Pane.Loading },
		},
		"asked for a reason": {func(h *apptest.H) { connect(h, 104) }, func(v *app.View) bool { return v.Pane.Ask.Reason }},
		"checking out":       {func(h *apptest.H) { hang(h, "check-out"); connect(h, 103); h.Advance(time.Second) }, busy(app.BusyCheckOut)},
		"the answer is lost": {func(h *apptest.H) {
			h.Vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultHangAfter})
			connect(h, 103)
			h.Advance(time.Second)
		}, busy(app.BusyCheckOut)},
		"checked out only": {func(h *apptest.H) { h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103}) }, func(v *app.View) bool { return len(v.CheckOuts) == 1 }},
		"starting":         {func(h *apptest.H) { connect(h, 103) }, func(v *app.View) bool { return len(v.Sessions) == 1 && v.Sessions[0].State != app.SessionConnected }},
		"asked about a host key": {func(h *apptest.H) {
			connect(h, 103)
			h.Launcher.Last().AskHostKey(launcher.HostKeyQuestion{Host: "h"})
			h.Settle()
		}, prompt(app.PromptHostKey)},
		"asked by the host": {func(h *apptest.H) {
			connect(h, 103)
			h.Launcher.Last().AskQuestion(launcher.Question{Text: "Code:"})
			h.Settle()
		}, prompt(app.PromptQuestion)},
		"a session runs":      {running, func(v *app.View) bool { return len(v.Sessions) == 1 && v.Sessions[0].State == app.SessionConnected }},
		"asked for more time": {func(h *apptest.H) { running(h); h.Do(app.AskExtend{SecretID: 103}) }, prompt(app.PromptExtend)},
		"extending": {func(h *apptest.H) {
			running(h)
			h.Do(app.AskExtend{SecretID: 103})
			hang(h, "extend")
			h.Do(app.Extend{PromptID: h.View().Prompt.ID, Minutes: 5, Reason: "why"})
		}, func(v *app.View) bool { return v.Prompt != nil && v.Prompt.Extend.Busy }},
		"checking in": {func(h *apptest.H) {
			running(h)
			hang(h, "check-in")
			h.Launcher.Last().LogOff()
			h.Advance(time.Second)
		}, func(v *app.View) bool { return len(v.CheckOuts) == 1 && v.CheckOuts[0].Busy != app.NotBusy }},
		"it is not taken back": {func(h *apptest.H) {
			running(h)
			h.Vault.Fail("check-in", demovault.Fault{Kind: demovault.FaultStatus, Times: -1})
			h.Launcher.Last().LogOff()
			h.Advance(time.Second)
		}, func(v *app.View) bool { return len(v.CheckOuts) == 1 && v.CheckOuts[0].Retrying }},
		"the vault is away": {func(h *apptest.H) {
			running(h)
			h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultDropBefore, Times: -1})
			h.Do(app.Refresh{})
			h.Advance(time.Minute)
		}, func(v *app.View) bool { return v.Vaults[0].State == app.VaultOffline }},
		"a challenge": {func(h *apptest.H) { connect(h, 108) }, func(v *app.View) bool { return v.MFA != nil }},
		"waiting for an approval": {
			func(h *apptest.H) {
				h.Do(app.Select{SecretID: 107}, app.Connect{SecretID: 107, Given: app.Given{Reason: "why", Span: time.Hour}})
			},
			func(v *app.View) bool { return !v.Pane.Wait.Since.IsZero() },
		},
		"searching":    {func(h *apptest.H) { hang(h, "*"); h.Do(app.Search{Text: "db"}); h.Advance(time.Second) }, func(v *app.View) bool { return v.Search.Busy }},
		"the settings": {func(h *apptest.H) { h.Do(app.ShowSettings{Open: true}) }, func(v *app.View) bool { return v.Settings.Open }},
		"the inbox":    {func(h *apptest.H) { hang(h, "*"); h.Do(app.ShowInbox{Open: true}) }, func(v *app.View) bool { return v.Inbox.Open }},
		"a batch": {
			func(h *apptest.H) {
				h.Do(app.Mark{SecretIDs: []int{101}, On: true}, app.Mark{SecretIDs: []int{103}, On: true}, app.ShowBatch{Open: true}, app.ConnectMarked{})
			},
			func(v *app.View) bool { return v.Batch.Total == 2 && len(v.Sessions) == 2 },
		},
		"locked": {func(h *apptest.H) { running(h); h.Do(app.Lock{}) }, func(v *app.View) bool { return v.Screen == app.ScreenLocked }},
		"unlocking": {func(h *apptest.H) {
			running(h)
			h.Do(app.Lock{})
			hang(h, "*")
			h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
		}, func(v *app.View) bool { return v.Screen == app.ScreenLocked && v.SignIn.Busy }},
		"adding a vault": {func(h *apptest.H) { running(h); h.Do(app.AddVault{}) }, func(v *app.View) bool { return v.Screen == app.ScreenSignIn && v.SignIn.Back }},
		"the token has expired": {
			func(h *apptest.H) { running(h); h.Vault.ExpireTokens(); h.Vault.ExpireRefresh(); h.Do(app.Refresh{}) },
			func(v *app.View) bool { return v.Screen == app.ScreenSignIn && len(v.Sessions) == 1 },
		},
		"asked whether to leave": {func(h *apptest.H) { running(h); h.Do(app.Quit{}) }, prompt(app.PromptQuit)},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				s.reach(h)
				if v := h.View(); !s.there(&v) {
					t.Fatalf("not there: %s, %+v", v.Screen, v.Pane)
				}
				closeWindow(h)
				h.Crash()
				h.Vault.ClearFaults()
				h.Start()
				h.SignIn("alice")
				h.Advance(time.Minute)
				if left, held := h.Vault.Left(103); held != "" {
					t.Errorf("%s holds it for %v: %v", held, left, h.Ledger(103))
				}
				turns(h, 103)
			})
		})
	}
	t.Run("signing in", func(t *testing.T) {
		apptest.Run(t, func(h *apptest.H) {
			hang(h, "*")
			h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice")})
			closeWindow(h)
		})
	})
}

// closeWindow closes it, says yes where that asks, and wants it gone within seconds.
func closeWindow(h *apptest.H) {
	h.T.Helper()
	h.Do(app.Quit{})
	if p := h.View().Prompt; p != nil && p.Kind == app.PromptQuit {
		h.Do(app.QuitNow{PromptID: p.ID, How: app.QuitCheckIn})
	}
	for waited := time.Duration(0); !h.View().Closing; waited += time.Second {
		if waited > 21*time.Second {
			h.T.Fatalf("still there after %v: %+v", waited, h.View().Prompt)
		}
		h.Advance(time.Second)
	}
}
