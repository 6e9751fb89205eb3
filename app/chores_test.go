package app_test

import (
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// tending is bob, who may edit press-01 (116), some time after the vault was planted.
func tending(t *testing.T, test func(h *apptest.H)) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("bob")
		h.Advance(time.Minute)
		h.Do(app.Expand{FolderID: 4}, app.Select{SecretID: 116})
		test(h)
	})
}

func badgeIn(h *apptest.H, folder, id int) app.Badge {
	for _, r := range h.View().Vaults[0].Tree.Children[folder].Rows {
		if r.ID == id && !r.Folder {
			return r.Badge
		}
	}
	h.T.Fatalf("no row %d in folder %d", id, folder)
	return ""
}

func TestAHeartbeatIsAskedForOnceAndItsResultShown(t *testing.T) {
	tending(t, func(h *apptest.H) {
		h.Vault.Drift(116, "another")
		h.Do(app.Heartbeat{SecretID: 116}, app.Heartbeat{SecretID: 116})
		n := h.View().Pane.Health
		if n.Beat.State != app.ChoreFailed || n.Beat.Said != "Failed" || n.Status != "Failed" || n.Checked.IsZero() {
			t.Fatalf("of a machine with another password: %+v", n)
		}
		if b := badgeIn(h, 4, 116); b != app.BadgeBeat {
			t.Errorf("the row says %q", b)
		}
		h.Vault.Drift(116, "")
		h.Advance(time.Minute)
		h.Do(app.Heartbeat{SecretID: 116})
		if n := h.View().Pane.Health; n.Beat.State != app.ChoreDone || n.Status != "Success" || n.Beat.Bar != app.BarNone {
			t.Errorf("once it has the password: %+v", n)
		}
		if b := badgeIn(h, 4, 116); b != app.BadgeNone {
			t.Errorf("the row says %q", b)
		}
		if l := h.Ledger(116); l["heartbeat"] != 2 {
			t.Errorf("ledger %v", l)
		}
	})
}

func TestAPasswordIsChangedOnceAfterTheUserHasAgreed(t *testing.T) {
	tending(t, func(h *apptest.H) {
		h.Vault.SetSettings(func(s *demovault.Settings) { s.PasswordChangeTime = 12 * time.Second })
		h.Do(app.AskChange{SecretID: 116})
		p := h.View().Prompt
		if p == nil || p.Kind != app.PromptChange || p.Change.SecretID != 116 || h.Ledger(116)["rotate"] != 0 {
			t.Fatalf("%+v, %v", p, h.Ledger(116))
		}
		h.Do(app.Answer{PromptID: p.ID})
		if h.Advance(time.Minute); h.View().Pane.Health.Change.State != app.ChoreNone || h.Ledger(116)["rotate"] != 0 {
			t.Fatal("No has changed it")
		}
		h.Do(app.AskChange{SecretID: 116})
		h.Do(app.Answer{PromptID: h.View().Prompt.ID, Yes: true})
		if n := h.View().Pane.Health; n.Change.State != app.ChorePending || n.Change.Bar != app.BarBusy || n.Beat.Bar != app.BarBusy {
			t.Fatalf("under way: %+v", n)
		}
		h.Do(app.AskChange{SecretID: 116})
		if h.View().Prompt != nil {
			t.Error("asked again while it is under way")
		}
		h.Advance(20 * time.Second)
		if n := h.View().Pane.Health; n.Change.State != app.ChoreDone || n.Change.Bar != app.BarNone || h.Ledger(116)["rotate"] != 1 {
			t.Errorf("afterwards: %+v, %v", n, h.Ledger(116))
		}
		if n := h.View().Pane; n.Host == "" || n.User != "svc-press-01" {
			t.Errorf("the machine is forgotten: %q, %q", n.Host, n.User)
		}
	})
}

func TestAFailedPasswordChangeSaysWhatTheVaultSays(t *testing.T) {
	tending(t, func(h *apptest.H) {
		h.Vault.SetSecret(116, func(o *demovault.SecretOptions) { o.PasswordChangeFails = true })
		change(h, 116)
		h.Advance(20 * time.Second)
		n := h.View().Pane.Health
		if n.Change.State != app.ChoreFailed || n.Change.Said == "" || !n.Drifted || n.Why != n.Change.Said {
			t.Fatalf("%+v", n)
		}
		if b := badgeIn(h, 4, 116); b != app.BadgeSync {
			t.Errorf("the row says %q", b)
		}
	})
}

// change has the password changed, as the user agrees.
func change(h *apptest.H, id int) {
	h.T.Helper()
	h.Do(app.AskChange{SecretID: id})
	p := h.View().Prompt
	if p == nil {
		h.T.Fatalf("not asked: %+v", h.View().Pane.Health)
	}
	h.Do(app.Answer{PromptID: p.ID, Yes: true})
}

// A write whose answer is lost is not sent again: the vault's state tells.
func TestAnUnansweredChoreIsLookedFor(t *testing.T) {
	for name, c := range map[string]struct {
		op    string
		fault demovault.FaultKind
		want  app.ChoreState
		done  int
	}{
		"changed all the same":        {"rotate", demovault.FaultDropAfter, app.ChoreDone, 1},
		"not changed":                 {"rotate", demovault.FaultDropBefore, app.ChoreLost, 0},
		"tried all the same":          {"heartbeat", demovault.FaultDropAfter, app.ChoreDone, 1},
		"not tried":                   {"heartbeat", demovault.FaultDropBefore, app.ChoreLost, 0},
		"changed, and half an answer": {"rotate", demovault.FaultTruncated, app.ChoreDone, 1},
	} {
		t.Run(name, func(t *testing.T) {
			tending(t, func(h *apptest.H) {
				h.Vault.Fail(c.op, demovault.Fault{Kind: c.fault})
				chore := func() app.ChoreView { return h.View().Pane.Health.Beat }
				if c.op == "rotate" {
					change(h, 116)
					chore = func() app.ChoreView { return h.View().Pane.Health.Change }
				} else {
					h.Do(app.Heartbeat{SecretID: 116})
				}
				h.Advance(time.Minute)
				if got := chore(); got.State != c.want || h.Ledger(116)[c.op] != c.done {
					t.Errorf("%+v, %v", got, h.Ledger(116))
				}
				if got := chore(); got.Bar != app.BarNone {
					t.Errorf("afterwards it cannot be asked again: %+v", got)
				}
			})
		})
	}
}

func TestWhatTheVaultDoesNotOfferIsNotAsked(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice") // may view web-01, and not edit it
		h.Do(app.Select{SecretID: 101})
		if n := h.View().Pane.Health; n.Change.Bar != app.BarRight || n.Beat.Bar != app.BarNone {
			t.Errorf("%+v", n)
		}
		h.Do(app.AskChange{SecretID: 101})
		if h.View().Prompt != nil {
			t.Error("asked all the same")
		}
		h.Do(app.Select{SecretID: 131}, app.Heartbeat{SecretID: 131}) // a web password has no machine
		if n := h.View().Pane.Health; n.Beat.Bar != app.BarRight || h.Ledger(131)["heartbeat"] != 0 {
			t.Errorf("%+v, %v", n, h.Ledger(131))
		}
	})
	tending(t, func(h *apptest.H) {
		h.Vault.SetSecret(116, func(o *demovault.SecretOptions) { o.CheckOutEnabled = true })
		h.Do(app.Refresh{})
		if n := h.View().Pane.Health; n.Change.Bar != app.BarClosed {
			t.Errorf("before its check-out: %+v", n)
		}
	})
}

func TestARefusedChoreShowsTheVaultsWords(t *testing.T) {
	tending(t, func(h *apptest.H) {
		h.Vault.Fail("rotate", demovault.Fault{Kind: demovault.FaultStatus, Status: 400})
		change(h, 116)
		if n := h.View().Pane.Health.Change; n.State != app.ChoreRefused || n.Problem.None() || !n.Problem.Unchanged {
			t.Errorf("%+v", n)
		}
	})
}

func TestAVaultThatNeverSaysIsNotAskedForEver(t *testing.T) {
	tending(t, func(h *apptest.H) {
		h.Vault.SetSettings(func(s *demovault.Settings) { s.PasswordChangeTime = time.Hour })
		change(h, 116)
		h.Advance(4 * time.Minute)
		if n := h.View().Pane.Health; n.Change.State != app.ChoreSilent || n.Change.Bar != app.BarBusy {
			t.Fatalf("%+v", n)
		}
		before := h.Client.Calls()
		h.Advance(10 * time.Minute)
		if n := h.Client.Calls() - before; n > 10 { // Bob holds bobs-01, which is read once a minute
			t.Errorf("%d calls in the ten minutes after it was given up", n)
		}
	})
}

func TestAChallengeIsKnownInTheTreeOnceTheSecretWasLookedAt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		before := h.Client.Calls()
		h.Do(app.Expand{FolderID: 3})
		listed := h.Client.Calls() - before
		if b := badgeIn(h, 3, 108); b != app.BadgeNone || listed > 2 {
			t.Fatalf("the row says %q before it was looked at; %d calls", b, listed)
		}
		h.Do(app.Select{SecretID: 108})
		if b := badgeIn(h, 3, 108); b != app.BadgeMFA {
			t.Fatalf("the row says %q", b)
		}
		h.Do(app.Refresh{})
		if b := badgeIn(h, 3, 108); b != app.BadgeMFA {
			t.Errorf("listed again, the row says %q", b)
		}
	})
}
