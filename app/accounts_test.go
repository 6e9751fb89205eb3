package app_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
)

// both signs alice in to two vaults that know the same secrets by the same numbers.
func both(h *apptest.H) (first, second app.VaultKey) {
	h.T.Helper()
	first = h.SignInAt(apptest.Server, "alice")
	h.Do(app.AddVault{})
	return first, h.SignInAt(apptest.Second, "alice")
}

func in(k app.VaultKey, i app.Intent) app.Intent { return app.In{Vault: k, Intent: i} }

// stateOf is how a vault stands.
func stateOf(h *apptest.H, k app.VaultKey) app.VaultState {
	for _, v := range h.View().Vaults {
		if v.Key == k {
			return v.State
		}
	}
	return "not in the list"
}

func TestOneSecretOfEachVaultIsCheckedOutAndBothGoBackAtTheEnd(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		h.Do(in(first, app.Select{SecretID: 103}), in(first, app.Connect{SecretID: 103}))
		h.Do(in(second, app.Select{SecretID: 103}), in(second, app.CheckOutOnly{SecretID: 103}))
		v := h.View()
		if len(v.CheckOuts) != 2 || v.CheckOuts[0].Vault == v.CheckOuts[1].Vault || len(v.Sessions) != 1 || v.Sessions[0].Vault != first {
			t.Fatalf("check-outs %+v, sessions %+v", v.CheckOuts, v.Sessions)
		}
		if v.Vault != second || v.Pane.Vault != second || v.Pane.CheckOut.Vault != second {
			t.Errorf("shown is %s, the pane %s", v.Vault, v.Pane.Vault)
		}
		h.Do(app.Quit{})
		p := h.View().Prompt
		if p == nil || p.Quit.Sessions != 1 || !slices.Equal(p.Quit.CheckOuts, []string{"db-01 (second.example.com)", "db-01 (vault.example.com)"}) {
			t.Fatalf("prompt %+v", p)
		}
		h.Do(app.Dismiss{PromptID: p.ID})
		if h.View().Prompt != nil {
			t.Fatal("the question stays")
		}
		h.Do(app.Quit{})
		h.Do(app.QuitNow{PromptID: h.View().Prompt.ID, How: app.QuitCheckIn})
		if !h.View().Closing {
			t.Error("not closed")
		}
		for _, server := range []string{apptest.Server, apptest.Second} {
			if got := h.LedgerAt(server, 103); got["check-out"] != 1 || got["check-in"] != 1 {
				t.Errorf("%s saw %v", server, got)
			}
		}
	})
}

func TestAnIntentMeansTheVaultThatIsShownUnlessItSaysWhich(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		h.Do(app.SelectVault{Vault: first}, app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		if h.LedgerAt(apptest.Server, 103)["check-out"] != 1 || h.LedgerAt(apptest.Second, 103)["check-out"] != 0 {
			t.Fatal("not in the vault that is shown")
		}
		h.Do(in(second, app.Select{SecretID: 104}))
		h.Do(in(first, app.CheckIn{SecretID: 103}))
		if h.LedgerAt(apptest.Server, 103)["check-in"] != 1 {
			t.Error("not in the vault that was named")
		}
		gone := typed("something")
		h.Do(in("nobody", app.Connect{SecretID: 103, Given: app.Given{Lock: gone}}))
		if !gone.Empty() {
			t.Error("what nobody takes is not wiped")
		}
	})
}

func TestQuestionsOfAllVaultsAreAskedOneAfterAnother(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		h.Do(in(first, app.Select{SecretID: 101}), in(first, app.Connect{SecretID: 101}))
		a := h.Launcher.Last().AskHostKey(launcher.HostKeyQuestion{Host: "a"})
		h.Settle()
		h.Do(in(second, app.Select{SecretID: 101}), in(second, app.Connect{SecretID: 101}))
		b := h.Launcher.Last().AskHostKey(launcher.HostKeyQuestion{Host: "b"})
		h.Settle()
		p := h.View().Prompt
		if p == nil || p.HostKey.Host != "a" || p.Vault != first {
			t.Fatalf("first prompt %+v", p)
		}
		h.Do(in(second, app.Answer{PromptID: p.ID, Yes: true})) // the number counts, not what is shown
		if !<-a {
			t.Error("the first was not answered")
		}
		if p = h.View().Prompt; p == nil || p.HostKey.Host != "b" || p.Vault != second {
			t.Fatalf("second prompt %+v", p)
		}
		h.Do(app.Answer{PromptID: p.ID})
		if <-b || h.View().Prompt != nil {
			t.Error("the second was not declined")
		}
	})
}

func TestAVaultThatIsAwayHoldsUpNoOtherAndComesBack(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		h.Second.Fail("*", demovault.Fault{Kind: demovault.FaultDropBefore, Times: -1})
		h.Do(app.Refresh{})
		h.Advance(time.Second)
		if stateOf(h, second) != app.VaultOffline || stateOf(h, first) != app.VaultSignedIn || h.View().Screen != app.ScreenMain {
			t.Fatalf("states %s and %s", stateOf(h, first), stateOf(h, second))
		}
		h.Do(in(first, app.Select{SecretID: 103}), in(first, app.Connect{SecretID: 103}))
		if h.LedgerAt(apptest.Server, 103)["check-out"] != 1 {
			t.Error("the other vault could not be used")
		}
		h.Second.ClearFaults()
		h.Advance(2 * time.Minute)
		if stateOf(h, second) != app.VaultSignedIn {
			t.Errorf("still %s", stateOf(h, second))
		}
	})
}

func TestAVaultThatAnswersAfterTenSecondsHoldsUpNoOther(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		h.Second.Fail("*", demovault.Fault{Kind: demovault.FaultSlow, Delay: 10 * time.Second, Times: -1})
		h.Do(in(second, app.Select{SecretID: 103}), in(second, app.Expand{FolderID: 2}), app.Search{Text: "db"})
		h.Do(in(first, app.Select{SecretID: 103}), in(first, app.Connect{SecretID: 103}))
		if h.Launcher.Count() != 1 {
			t.Error("no client in the vault that answers")
		}
		h.Advance(time.Second)
		s := h.View().Search
		if len(s.Rows) == 0 || !s.Busy {
			t.Errorf("the quick vault's rows: %d, busy %v", len(s.Rows), s.Busy)
		}
		quick := s.Rows
		h.Advance(time.Minute)
		s = h.View().Search
		if s.Busy || len(s.Rows) <= len(quick) {
			t.Fatalf("%d rows after the slow vault's answer, %d before; busy %v", len(s.Rows), len(quick), s.Busy)
		}
		for i := range quick {
			if s.Rows[i].ID != quick[i].ID || s.Rows[i].Vault != quick[i].Vault {
				t.Errorf("row %d moved", i)
			}
		}
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.Advance(time.Minute)
		if !h.View().Closing {
			t.Error("the slow vault keeps the program open")
		}
	})
}

func TestSigningOutOfOneVaultForgetsItAndLeavesTheOthers(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		h.Do(app.AddVault{})
		h.Do(app.SignIn{Server: apptest.Second, User: "alice", Password: h.PasswordAt(apptest.Second, "alice"), Remember: true})
		v := h.View()
		if len(v.Vaults) != 2 || h.Keyring.Len() != 2 {
			t.Fatalf("vaults %+v, %d tokens", v.Vaults, h.Keyring.Len())
		}
		first, second := v.Vaults[0].Key, v.Vaults[1].Key
		h.Do(app.Search{Text: "db"})
		h.Advance(time.Second)
		h.Do(in(second, app.Select{SecretID: 103}), in(second, app.CheckOutOnly{SecretID: 103}))
		h.Do(in(first, app.Select{SecretID: 104}))
		h.Do(in(second, app.SignOut{}))
		p := h.View().Prompt
		if p == nil || !p.Quit.SignOut || p.Vault != second || len(p.Quit.CheckOuts) != 1 {
			t.Fatalf("prompt %+v", p)
		}
		h.Do(app.QuitNow{PromptID: p.ID, How: app.QuitCheckIn})
		v = h.View()
		if stateOf(h, second) != app.VaultSignedOut || stateOf(h, first) != app.VaultSignedIn || v.Screen != app.ScreenMain || v.Pane.ID != 104 {
			t.Fatalf("vaults %+v, screen %s, pane %d", v.Vaults, v.Screen, v.Pane.ID)
		}
		if h.Keyring.Len() != 1 || len(v.CheckOuts) != 0 || h.LedgerAt(apptest.Second, 103)["check-in"] != 1 {
			t.Errorf("%d tokens, check-outs %+v", h.Keyring.Len(), v.CheckOuts)
		}
		if v.Vaults[1].Tree != nil && len(v.Vaults[1].Tree.Root) > 0 || slices.ContainsFunc(v.Search.Rows, func(r app.Row) bool { return r.Vault == second }) {
			t.Error("its names are still there")
		}
		h.Do(app.ForgetVault{Vault: first})
		h.Do(app.ForgetVault{Vault: second})
		if v = h.View(); len(v.Vaults) != 1 || v.Vaults[0].Key != first {
			t.Errorf("after taking it off the list: %+v", v.Vaults)
		}
		h.Do(app.SignOut{})
		if v = h.View(); v.Screen != app.ScreenSignIn || v.SignIn.Server != apptest.Server || v.SignIn.Back {
			t.Errorf("with nobody signed in: %s, %+v", v.Screen, v.SignIn)
		}
	})
}

func TestQuittingWhileOneVaultSignsOutStillQuits(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		_, second := both(h)
		h.Second.Fail("*", demovault.Fault{Kind: demovault.FaultSlow, Delay: 3 * time.Second, Times: -1})
		h.Do(in(second, app.SignOut{}), app.Quit{})
		h.Advance(time.Minute)
		if !h.View().Closing {
			t.Error("still open")
		}
	})
}

func TestAfterACrashEachVaultsLeftoversGoToItsUser(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first, second := both(h)
		for _, k := range []app.VaultKey{first, second} {
			h.Do(in(k, app.Select{SecretID: 103}), in(k, app.Connect{SecretID: 103}))
		}
		h.Launcher.Last().Connect()
		h.Settle()
		h.Crash()
		h.Launcher.Last().LogOff() // the second's
		h.Start()
		v := h.View()
		if len(v.Vaults) != 2 || len(v.Sessions) != 1 || v.Sessions[0].Vault != v.Vaults[0].Key || v.Banner.Kind != app.ProblemRecovered || v.Banner.Minutes != 1 {
			t.Fatalf("vaults %+v, sessions %+v, banner %+v", v.Vaults, v.Sessions, v.Banner)
		}
		if v.Screen != app.ScreenSignIn || v.SignIn.Left != (app.Behind{CheckOuts: 1, Sessions: 1}) {
			t.Errorf("the first one's page, %s, says %+v", v.Screen, v.SignIn.Left)
		}
		h.SignInAt(apptest.Second, "alice")
		if got := h.LedgerAt(apptest.Second, 103); got["check-in"] != 1 {
			t.Errorf("the second saw %v", got)
		}
		if got := h.LedgerAt(apptest.Server, 103); got["check-in"] != 0 {
			t.Errorf("the first, whose session lives and whose user is away, saw %v", got)
		}
		h.Crash() // and again, with one of them still left
		h.Start()
		h.SignInAt(apptest.Server, "alice")
		h.Launcher.Clients[0].LogOff()
		h.Settle()
		h.Advance(time.Minute)
		for _, server := range []string{apptest.Server, apptest.Second} {
			if got := h.LedgerAt(server, 103); got["check-out"] != 1 || got["check-in"] != 1 {
				t.Errorf("%s saw %v", server, got)
			}
		}
	})
}

func TestTwoUsersOfOneServerAreTwoVaultsAndOneUserIsOne(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		alice := h.SignInAt(apptest.Server, "alice")
		h.Do(app.AddVault{})
		bob := h.SignInAt(apptest.Server, "bob")
		v := h.View()
		if alice == bob || len(v.Vaults) != 2 || v.Vaults[0].Name != "alice @ vault.example.com" || v.Vaults[1].Name != "bob @ vault.example.com" {
			t.Fatalf("vaults %+v", v.Vaults)
		}
		h.Do(in(alice, app.Select{SecretID: 103}), in(alice, app.CheckOutOnly{SecretID: 103}))
		h.Do(in(bob, app.Select{SecretID: 103}))
		if v = h.View(); v.Pane.Primary != app.PrimaryUnavailable || v.User != "bob" {
			t.Errorf("for bob: %+v", v.Pane)
		}
		h.Do(app.AddVault{})
		h.Do(app.SignIn{Server: apptest.Server + "/", User: "ALICE", Password: h.Password("alice")})
		if v = h.View(); len(v.Vaults) != 2 || v.Vault != alice || v.Screen != app.ScreenMain {
			t.Errorf("alice by another spelling: %+v", v.Vaults)
		}
		if _, held := h.CheckOut(103); !held {
			t.Error("signing in again lost the check-out")
		}
	})
}

func TestTheSignInPageOfAVaultToAdd(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		first := h.SignInAt(apptest.Server, "alice")
		h.Do(app.AddVault{})
		v := h.View()
		if v.Screen != app.ScreenSignIn || !v.SignIn.Back || v.SignIn.Server != "" || len(v.Vaults) != 1 {
			t.Fatalf("the page: %s, %+v, %+v", v.Screen, v.SignIn, v.Vaults)
		}
		h.Do(app.SignIn{Server: apptest.Second, User: "alice", Password: h.Password("alice")}) // the other vault's
		if v = h.View(); v.SignIn.Problem.Kind != app.ProblemSignInRefused || v.SignIn.Server != apptest.Second || len(v.Vaults) != 1 {
			t.Fatalf("refused: %+v, %+v", v.SignIn, v.Vaults)
		}
		h.Do(app.LeaveSignIn{})
		if v = h.View(); v.Screen != app.ScreenMain || v.Vault != first || len(v.Vaults) != 1 {
			t.Errorf("back: %s, %+v", v.Screen, v.Vaults)
		}
		h.Do(app.AddVault{})
		if v = h.View(); v.SignIn.Server != "" || !v.SignIn.Problem.None() {
			t.Errorf("the next page: %+v", v.SignIn)
		}
	})
}

func TestRememberedVaultsSignInSideBySide(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Do(app.SignIn{Server: apptest.Server, User: "alice", Password: h.Password("alice"), Remember: true})
		h.Do(app.AddVault{})
		h.Do(app.SignIn{Server: apptest.Second, User: "alice", Password: h.PasswordAt(apptest.Second, "alice"), Remember: true})
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.Crash()
		h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultSlow, Delay: 10 * time.Second, Times: -1})
		h.Start()
		v := h.View()
		if v.Screen != app.ScreenMain || len(v.Vaults) != 2 || v.Vaults[0].State != app.VaultSigningIn || v.Vaults[1].State != app.VaultSignedIn {
			t.Fatalf("at once: %s, %+v", v.Screen, v.Vaults)
		}
		h.Advance(2 * time.Minute)
		if v = h.View(); v.Vaults[0].State != app.VaultSignedIn {
			t.Errorf("later: %+v", v.Vaults[0])
		}
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.Advance(time.Minute)
		h.Crash()
		h.Vault.ClearFaults()
		h.Vault.Fail("*", demovault.Fault{Kind: demovault.FaultDropBefore, Times: -1})
		h.Second.ExpireRefresh()
		h.Start()
		v = h.View()
		if v.Vaults[0].State != app.VaultOffline || v.Vaults[1].State != app.VaultSignedOut || v.Screen != app.ScreenMain {
			t.Fatalf("one away, one over: %s, %+v", v.Screen, v.Vaults)
		}
		h.Vault.ClearFaults()
		h.Do(app.OpenSignIn{Vault: v.Vaults[0].Key})
		h.Settle()
		if v = h.View(); v.Vaults[0].State != app.VaultSignedIn {
			t.Errorf("tried again: %+v", v.Vaults[0])
		}
		h.Do(app.OpenSignIn{Vault: v.Vaults[1].Key})
		if v = h.View(); v.Screen != app.ScreenSignIn || v.SignIn.Server != apptest.Second || v.SignIn.User != "alice" {
			t.Errorf("its sign-in page: %+v", v.SignIn)
		}
	})
}

func TestTheStrictestVaultSaysWhetherSignInsAreSaved(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Second.SetSettings(func(s *demovault.Settings) { s.AllowSavingCredentials = false })
		remember := func(server string) {
			h.Do(app.SignIn{Server: server, User: "alice", Password: h.PasswordAt(server, "alice"), Remember: true})
		}
		remember(apptest.Server)
		h.Advance(time.Minute)
		if h.Keyring.Len() == 0 {
			t.Fatal("nothing was saved")
		}
		h.Do(app.AddVault{})
		remember(apptest.Second)
		h.Advance(time.Minute)
		if n := h.Keyring.Len(); n != 0 {
			t.Errorf("%d saved while a vault forbids it", n)
		}
		h.Do(app.AddVault{})
		h.Do(app.SignIn{Server: apptest.Server, User: "bob", Password: h.Password("bob"), Remember: true})
		h.Advance(time.Minute)
		if n := h.Keyring.Len(); n != 0 {
			t.Errorf("%d saved after it had forbidden it", n)
		}
		h.Do(in(h.View().Vaults[1].Key, app.SignOut{}))
		remember(apptest.Server)
		h.Advance(time.Minute)
		if h.Keyring.Len() == 0 {
			t.Error("nothing is saved after it was signed out of")
		}
	})
}

func TestTheInboxAndWhoHoldsWhatAreOfAllVaults(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignInAt(apptest.Server, "ann")
		h.Do(app.AddVault{})
		second := h.SignInAt(apptest.Second, "ann")
		for _, server := range []string{apptest.Server, apptest.Second} {
			d := ssclient.AccessRequestDraft{SecretID: 107, Comment: "disk", Start: time.Now(), End: time.Now().Add(time.Hour)}
			if _, err := h.OtherClientAt(server, "alice").RequestAccess(context.Background(), d); err != nil {
				t.Fatal(err)
			}
		}
		h.CheckOutAs("alice", 103)
		h.Do(app.ShowInbox{Open: true})
		box := h.View().Inbox
		if !box.Open || len(box.Rows) != 2 || box.Rows[0].Vault == box.Rows[1].Vault {
			t.Fatalf("inbox %+v", box)
		}
		for _, r := range box.Rows {
			if r.Vault == second {
				h.Do(in(second, app.Decide{RequestID: r.ID, Approve: true}))
			}
		}
		h.Advance(time.Second)
		if len(h.Second.PendingRequests()) != 0 || len(h.Vault.PendingRequests()) != 1 {
			t.Error("the wrong vault was told")
		}
		if box = h.View().Inbox; len(box.Rows) != 1 {
			t.Errorf("inbox %+v", box.Rows)
		}
		h.Do(app.ShowHeld{Open: true})
		if v := h.View(); v.Inbox.Open || !v.Held.Open || len(v.Held.Rows) == 0 || v.Held.Rows[0].Vault == "" {
			t.Errorf("held %+v", v.Held)
		}
		h.Do(in(second, app.Select{SecretID: 101}))
		if v := h.View(); v.Held.Open || v.Pane.Vault != second {
			t.Error("the list still lies over the pane")
		}
	})
}
