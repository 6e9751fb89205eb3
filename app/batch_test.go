package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// inFolder marks what is in Linux and opens the list.
func inFolder(t *testing.T, h *apptest.H) []app.Marked {
	t.Helper()
	h.SignIn("alice")
	h.Do(app.Expand{FolderID: 1})
	h.Do(app.MarkAll{FolderID: 1}, app.ShowBatch{Open: true})
	marked := h.View().Batch.Marked
	if len(marked) < 8 {
		t.Fatalf("marked %v", marked)
	}
	return marked
}

func states(v app.BatchView) map[int]app.BatchState {
	all := map[int]app.BatchState{}
	for _, r := range v.Rows {
		all[r.SecretID] = r.State
	}
	return all
}

func TestOneFormOpensAFolderAndWhatIsAskedBesidesIsAskedAlone(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		marked := inFolder(t, h)
		ask := h.View().Batch.Ask
		if ask.ID == 0 || !ask.Reason || !ask.Access || !ask.Tickets {
			t.Errorf("the shared form asks %+v", ask)
		}
		h.Do(app.ConnectMarked{Given: app.Given{Reason: "replace disks", Span: time.Hour}})
		most := 0
		for range len(marked) { // each turn lets in what has started meanwhile
			started := 0
			for _, s := range h.View().Sessions {
				if s.State == app.SessionStarting {
					started++
				}
			}
			most = max(most, started)
			for _, c := range h.Launcher.Live() {
				c.Connect()
			}
			h.Settle()
		}
		if most == 0 || most > 3 {
			t.Errorf("%d clients were starting at once, want at most 3", most)
		}
		v := h.View().Batch
		got := states(v)
		for id, want := range map[int]app.BatchState{
			101: app.BatchConnected, 102: app.BatchConnected, 103: app.BatchConnected, 104: app.BatchConnected,
			105: app.BatchConnected, 112: app.BatchConnected, 113: app.BatchConnected,
			111: app.BatchAsking, // its challenge
			115: app.BatchRefused,
		} {
			if got[id] != want {
				t.Errorf("secret %d is %q, want %q", id, got[id], want)
			}
		}
		for _, r := range v.Rows {
			if r.SecretID == 115 && (r.Problem.Kind != app.ProblemHeld || r.Problem.Who == "") {
				t.Errorf("bobs-01 is refused for %+v", r.Problem)
			}
		}
		if !v.Running || v.Settled != len(marked)-1 || v.Failed != 1 || v.Total != len(marked) || len(v.Marked) != 0 {
			t.Errorf("%+v", v)
		}
		for _, id := range []int{102, 104} {
			if n := h.Ledger(id)["view-comment"]; n != 1 {
				t.Errorf("secret %d was told the reason %d times", id, n)
			}
		}
		if m := h.View().MFA; m == nil || m.For != "jump-01" {
			t.Fatalf("the challenge that is asked alone: %+v", m)
		}
		h.Do(app.CancelBatch{})
		if got := states(h.View().Batch); got[111] != app.BatchCancelled || got[101] != app.BatchConnected || h.View().Batch.Running {
			t.Errorf("after cancelling: %v", got)
		}
		h.Launcher.Live()[0].LogOff()
		h.Settle()
		ended := 0
		for _, s := range states(h.View().Batch) {
			if s == app.BatchEnded {
				ended++
			}
		}
		if ended != 1 {
			t.Errorf("after one end %d are over", ended)
		}
	})
}

func TestABatchKeepsToTheLimitThatTheUserChose(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Crash()
		if err := os.WriteFile(filepath.Join(h.Dir(), "settings.json"), []byte(`{"connectAtOnce":1}`), 0o600); err != nil {
			t.Fatal(err)
		}
		h.Start()
		inFolder(t, h)
		h.Do(app.ConnectMarked{Given: app.Given{Reason: "why", Span: time.Hour}})
		if n := h.Launcher.Count(); n != 1 {
			t.Errorf("%d clients, want 1", n)
		}
		h.Launcher.Last().Connect()
		h.Settle()
		if n := h.Launcher.Count(); n != 2 {
			t.Errorf("%d clients after the first connected, want 2", n)
		}
	})
}

func TestWhatAsksDoesNotHoldUpTheRest(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		for _, id := range []int{110, 106, 107, 101} { // QuantumLock, another ticket rule, approval, nothing
			h.Do(app.Mark{SecretIDs: []int{id}, On: true})
		}
		h.Do(app.ShowBatch{Open: true})
		h.Do(app.ConnectMarked{Given: app.Given{Reason: "why", Span: time.Hour}})
		got := states(h.View().Batch)
		for id, want := range map[int]app.BatchState{
			110: app.BatchAsking, 106: app.BatchAsking, 107: app.BatchPending, 101: app.BatchStarting,
		} {
			if got[id] != want {
				t.Errorf("secret %d is %q, want %q", id, got[id], want)
			}
		}
		c := h.Launcher.Last()
		answer := c.AskHostKey(launcher.HostKeyQuestion{Host: "h"})
		h.Settle()
		if s := states(h.View().Batch)[101]; s != app.BatchAsking {
			t.Errorf("with its host key asked for web-01 is %q", s)
		}
		h.Do(app.Answer{PromptID: h.View().Prompt.ID, Yes: true})
		c.Connect()
		h.Settle()
		if s := states(h.View().Batch)[101]; !<-answer || s != app.BatchConnected {
			t.Errorf("trusted, web-01 is %q", s)
		}
		// The one that wants a ticket is answered alone, in the pane; the list shows what came of it.
		h.Do(app.Select{SecretID: 106})
		v := h.View()
		if v.Batch.Open || v.Pane.Ask.Error == "" || !v.Pane.Ask.Insists {
			t.Fatalf("its form: %+v", v.Pane.Ask)
		}
		h.Do(app.Connect{SecretID: 106, Given: app.Given{Reason: "why", Ticket: "INC123456"}}, app.ShowBatch{Open: true})
		if s := states(h.View().Batch)[106]; s != app.BatchStarting {
			t.Errorf("with a ticket core-sw is %q", s)
		}
		// Cancelling one leaves the others alone.
		h.Do(app.Cancel{SecretID: 107})
		if got := states(h.View().Batch); got[107] != app.BatchCancelled || got[110] != app.BatchAsking {
			t.Errorf("after cancelling one: %v", got)
		}
	})
}

// What 20 sessions of one folder cost. Each takes its state, its launchers and
// the secret itself: nothing that could be asked for all together is asked one by one.
func TestAFolderOfTwentyCostsThreeCallsEach(t *testing.T) {
	apptest.RunEstate(t, 60, func(h *apptest.H) {
		var ids []int
		for i := range 60 {
			if i%6 < 2 {
				ids = append(ids, 10001+i)
			}
		}
		h.SignIn("alice")
		before := h.Client.Calls()
		for _, id := range ids {
			h.Do(app.Mark{SecretIDs: []int{id}, On: true})
		}
		h.Do(app.ShowBatch{Open: true}, app.ConnectMarked{})
		for range ids {
			for _, c := range h.Launcher.Live() {
				c.Connect()
			}
			h.Settle()
		}
		if n := h.View().Batch.Settled; n != 20 || h.Launcher.Count() != 20 {
			t.Fatalf("%d settled, %d clients", n, h.Launcher.Count())
		}
		n := h.Client.Calls() - before
		t.Logf("%d calls", n)
		if n > 61 {
			t.Errorf("%d calls for 20 sessions, want at most 61", n)
		}
	})
}

func TestAMachineThatALauncherAsksForIsAskedAlone(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Mark{SecretIDs: []int{133}, On: true}, app.Mark{SecretIDs: []int{101}, On: true}, app.ShowBatch{Open: true})
		h.Do(app.ConnectMarked{})
		if got := states(h.View().Batch); got[133] != app.BatchAsking || got[101] != app.BatchStarting {
			t.Fatalf("%v", got)
		}
		h.Do(app.Select{SecretID: 133}, app.Connect{SecretID: 133, Given: app.Given{Target: "127.0.0.1"}}, app.ShowBatch{Open: true})
		if got := states(h.View().Batch); got[133] != app.BatchStarting {
			t.Fatalf("told: %v, %+v", got, h.View().Pane.Problem)
		}
		h.Do(app.EndAll{})
		h.Do(app.ShowBatch{Open: true}, app.Mark{SecretIDs: []int{133}, On: true})
		h.Do(app.ConnectMarked{}) // it was told once
		if got := states(h.View().Batch); got[133] != app.BatchStarting {
			t.Errorf("the second time: %v", got)
		}
		h.Do(app.EndAll{})
		for _, e := range h.View().Beside.Ended {
			if e.SecretID == 133 {
				h.Do(app.Reconnect{SessionID: e.ID})
				break
			}
		}
		if n := len(h.Launcher.Live()); n != 1 || h.Launcher.Last().Target.Host != "127.0.0.1" {
			t.Errorf("connected anew: %d sessions, %+v", n, h.View().Pane.Problem)
		}
	})
}

func TestABatchThatCannotGoOnSaysSoForEach(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Mark{SecretIDs: []int{101}, On: true}, app.Mark{SecretIDs: []int{4711}, On: true}, app.Mark{SecretIDs: []int{-1}, On: true}, app.Mark{SecretIDs: []int{102}, On: true})
		h.Do(app.Mark{SecretIDs: []int{102}}) // and not, after all
		h.Do(app.ShowBatch{Open: true})
		h.Vault.Fail("launchers", demovault.Fault{Kind: demovault.FaultDropBefore, Times: 3})
		h.Do(app.ConnectMarked{})
		h.Advance(time.Minute)
		v := h.View().Batch
		if v.Total != 2 || v.Failed != 2 || v.Running {
			t.Fatalf("%+v", v)
		}
		if k := v.Rows[1].Problem.Kind; k != app.ProblemGone {
			t.Errorf("a secret that is not there: %q", k)
		}
		if k := v.Rows[0].Problem.Kind; k != app.ProblemUnreachable {
			t.Errorf("a vault that is away: %q", k)
		}
		// Another try takes the place of the one before.
		h.Vault.ClearFaults()
		h.Do(app.Mark{SecretIDs: []int{101}, On: true}, app.ConnectMarked{})
		if v = h.View().Batch; v.Total != 1 || v.Rows[0].State != app.BatchStarting {
			t.Errorf("the second try: %+v", v)
		}
	})
}

func TestMarksAreOneOfEachAndGoWithTheUser(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.MarkFolder{Path: "/linux"})
		first := h.View().Batch.Marked
		h.Do(app.MarkFolder{Path: `\Linux\`}, app.Mark{SecretIDs: []int{first[0].SecretID}, On: true})
		if again := h.View().Batch.Marked; !slices.Equal(first, again) || len(first) < 8 {
			t.Errorf("marked %v, then %v", first, again)
		}
		h.Do(app.MarkFolder{Path: `\Nowhere`}, app.ShowBatch{Open: true})
		h.Do(app.ClearMarks{})
		if v := h.View().Batch; len(v.Marked) != 0 {
			t.Errorf("still marked %v", v.Marked)
		}
		h.Do(app.MarkFolder{Path: "Nowhere"})
		if p := h.View().Batch.Problem; p.Kind != app.ProblemGone {
			t.Errorf("a folder that is not there: %+v", p)
		}
		h.Do(app.Mark{SecretIDs: []int{101}, On: true}, app.SignOut{})
		h.SignIn("bob")
		if v := h.View().Batch; len(v.Marked)+v.Total != 0 {
			t.Errorf("bob sees %+v", v)
		}
	})
}
