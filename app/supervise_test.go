package app_test

import (
	"fmt"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// closing makes a vault that wants sessions closed with what it takes back.
func closing(h *apptest.H, on bool) {
	h.Vault.SetSettings(func(s *demovault.Settings) { s.CloseLauncherOnCheckIn, s.OperatorsReadConfiguration = on, true })
}

func TestAnEndedSessionStaysAMomentAndSaysHow(t *testing.T) {
	ends := map[app.SessionEnd]func(*apptest.H){
		app.EndClosed: func(h *apptest.H) { h.Launcher.Last().LogOff() },
		app.EndAsked:  func(h *apptest.H) { h.Do(app.End{SessionID: h.View().Sessions[0].ID}) },
		app.EndWindow: func(h *apptest.H) {
			h.Launcher.Last().End(launcher.Outcome{Connected: true, Code: -1, Why: launcher.Vanished})
		},
	}
	for want, end := range ends {
		t.Run(string(want), func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
				h.Launcher.Last().Connect()
				h.Advance(90 * time.Second)
				end(h)
				h.Settle()
				v := h.View()
				if len(v.Sessions) != 0 || len(v.Beside.Ended) != 1 {
					t.Fatalf("running %+v, ended %+v", v.Sessions, v.Beside.Ended)
				}
				if e := v.Beside.Ended[0]; e.How != want || e.Lasted != 90*time.Second || e.Name != "web-01" || !e.Again {
					t.Errorf("%+v", e)
				}
				h.Do(app.Reconnect{SessionID: v.Beside.Ended[0].ID})
				if v = h.View(); len(v.Sessions) != 1 || len(v.Beside.Ended) != 0 {
					t.Errorf("connected anew: running %+v, ended %+v", v.Sessions, v.Beside.Ended)
				}
				h.Do(app.EndAll{})
				h.Do(app.End{SessionID: h.View().Beside.Ended[0].ID})
				if n := len(h.View().Beside.Ended); n != 0 {
					t.Errorf("dismissed, and %d are still shown", n)
				}
			})
		})
	}
}

func TestEndedSessionsGoByThemselves(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		h.Launcher.Last().LogOff()
		h.Advance(14 * time.Second)
		if n := len(h.View().Beside.Ended); n != 1 {
			t.Errorf("after 14 seconds %d are shown", n)
		}
		h.Advance(2 * time.Second)
		if n := len(h.View().Beside.Ended); n != 0 {
			t.Errorf("after 16 seconds %d are shown", n)
		}
	})
}

// approved opens edge-fw, which needs an approval and no check-out.
func approved(t *testing.T, h *apptest.H, span time.Duration) {
	t.Helper()
	h.SignIn("alice")
	h.Do(app.Select{SecretID: 107}, app.Connect{SecretID: 107, Given: app.Given{Reason: "why", Span: span}})
	if err := h.Vault.Approve(h.Vault.PendingRequests()[0].ID, "ann", "", time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	h.Advance(31 * time.Second)
	if h.Launcher.Count() != 1 {
		t.Fatalf("no session: %+v", h.View().Pane.Problem)
	}
	h.Launcher.Last().Connect()
	h.Settle()
}

func TestAnApprovalThatEndsIsSeenWithoutACheckOut(t *testing.T) {
	for name, close := range map[string]bool{"sessions live on": false, "sessions are closed": true} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				closing(h, close)
				approved(t, h, 5*time.Minute)
				h.Advance(4 * time.Minute)
				if n := h.View().Notice; n.Kind == app.NoticeBarred {
					t.Fatalf("told too soon: %+v", n)
				}
				h.Advance(time.Minute)
				v := h.View()
				if v.Notice.Kind != app.NoticeBarred || v.Notice.Secret != "edge-fw" {
					t.Errorf("notice %+v", v.Notice)
				}
				if live := len(h.Launcher.Live()); close != (live == 0) {
					t.Errorf("%d sessions live", live)
				}
				byVault := false // shown for a moment
				for _, v := range h.Views() {
					byVault = byVault || len(v.Beside.Ended) == 1 && v.Beside.Ended[0].How == app.EndVault
				}
				if close != byVault {
					t.Errorf("said to be ended by the vault: %v", byVault)
				}
				before, seq := h.Client.Calls(), v.Notice.Seq
				h.Advance(5 * time.Minute)
				if n := h.Client.Calls() - before; n != 0 || h.View().Notice.Seq != seq {
					t.Errorf("asked %d times more, notice %+v", n, h.View().Notice)
				}
			})
		})
	}
}

// endedBy is how the one session ended, as it was shown for a moment.
func endedBy(h *apptest.H) (how app.SessionEnd) {
	for _, v := range h.Views() {
		if len(v.Beside.Ended) == 1 {
			how = v.Beside.Ended[0].How
		}
	}
	return how
}

// A vault that closes sessions with the check-out says so, and it is done,
// whoever or whatever ended the check-out.
func TestSessionsEndWithACheckOutThatTheVaultTookBack(t *testing.T) {
	for name, c := range map[string]struct {
		secret int
		end    func(h *apptest.H)
		notice app.NoticeKind
	}{
		"checked in by force": {103, func(h *apptest.H) {
			h.Vault.ForceCheckIn(103, "root")
			h.Advance(61 * time.Second)
		}, app.NoticeForced},
		"its time ran out": {114, func(h *apptest.H) { h.Advance(2*time.Minute + 10*time.Second) }, app.NoticeExpired},
	} {
		for _, close := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, sessions are closed %v", name, close), func(t *testing.T) {
				apptest.Run(t, func(h *apptest.H) {
					closing(h, close)
					h.SignIn("alice")
					h.Do(app.Select{SecretID: c.secret}, app.Connect{SecretID: c.secret})
					h.Launcher.Last().Connect()
					h.Advance(5 * time.Second)
					h.Views()
					c.end(h)
					if n := h.View().Notice; n.Kind != c.notice || n.SecretID != c.secret {
						t.Errorf("notice %+v, want %s", n, c.notice)
					}
					if how := endedBy(h); h.Launcher.Last().Stopped != close || close != (how == app.EndVault) {
						t.Errorf("the client was stopped: %v, said to have ended: %q", h.Launcher.Last().Stopped, how)
					}
					if got := h.Ledger(c.secret); got["check-in"] != 0 {
						t.Errorf("it was given back once more: %v", got)
					}
				})
			})
		}
	}
}

func TestARightThatIsTakenAwayIsSeen(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		closing(h, true)
		approved(t, h, time.Hour)
		h.Vault.RemoveSecret(107)
		h.Advance(61 * time.Second)
		if v := h.View(); v.Notice.Kind != app.NoticeBarred || len(h.Launcher.Live()) != 0 {
			t.Errorf("notice %+v, %d sessions", v.Notice, len(h.Launcher.Live()))
		}
	})
}

// A session on a secret that nothing guards costs no call while it runs.
func TestAPlainSessionIsNotAskedAbout(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.Connect{SecretID: 101})
		h.Launcher.Last().Connect()
		before := h.Client.Calls()
		h.Advance(10 * time.Minute)
		if n := h.Client.Calls() - before; n != 0 {
			t.Errorf("%d calls", n)
		}
	})
}

// After a night's sleep everything is asked about anew at once.
func TestAMachineThatWakesReadsWhatItHolds(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103}, app.Connect{SecretID: 103})
		h.Launcher.Last().Connect()
		h.Advance(5 * time.Second)
		h.Vault.ForceCheckIn(103, "root")
		h.Do(app.Woke{})
		h.Advance(time.Second)
		v := h.View()
		if len(v.CheckOuts) != 0 || v.Notice.Kind != app.NoticeForced || v.Pane.Facts.Ended != app.EndedForced {
			t.Errorf("check-outs %+v, notice %+v", v.CheckOuts, v.Notice)
		}
	})
}
