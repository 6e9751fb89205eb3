package app_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

// The secrets the model plays with: plain, comment, check-out, both, a change
// at check-in, a ticket, an approval, QuantumLock, everything, short, held by bob.
var played = []int{101, 102, 103, 104, 105, 106, 107, 110, 111, 114, 115}

// servers are the vaults it plays on, where the same numbers are other secrets.
var servers = []string{apptest.Server, apptest.Second}

// TestWhateverHappensNothingIsLeftBehind plays users, faults, crashes and time
// at random, on two vaults. However it goes: the vault has never seen two check-outs in a
// row, no more time is shown than is left, and after an orderly end nothing of
// ours is checked out.
func TestWhateverHappensNothingIsLeftBehind(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		// The plan is drawn outside the bubble, as rapid wants its own goroutine.
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 5, 60).Draw(rt, "steps")
		ok := t.Run("", func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				m := &model{h: h}
				m.signIn()
				for _, s := range steps {
					m.play(s)
					m.check()
				}
				m.end()
			})
		})
		if !ok {
			rt.Fatalf("see above; steps %v", steps)
		}
	})
}

type step struct {
	Do     string
	At     string // the vault
	Secret int
	For    time.Duration
	Fault  demovault.FaultKind
	Op     string
}

func drawStep(t *rapid.T) step {
	return step{
		At: rapid.SampledFrom(servers).Draw(t, "at"),
		Do: rapid.SampledFrom([]string{
			"select", "connect", "connect", "check-out only", "cancel", "check-in", "keep", "extend", "log off", "log off",
			"lose", "advance", "advance", "fault", "forced", "expire token", "crash", "quit",
			"approve", "deny", "take back", "stop waiting", "challenge", "wrong answer", "close challenge", "tell", "history",
		}).Draw(t, "do"),
		Secret: rapid.SampledFrom(played).Draw(t, "secret"),
		For:    time.Duration(rapid.IntRange(1, 200).Draw(t, "seconds")) * time.Second,
		Fault: rapid.SampledFrom([]demovault.FaultKind{
			demovault.FaultStatus, demovault.FaultHangBefore, demovault.FaultHangAfter, demovault.FaultDropBefore,
			demovault.FaultDropAfter, demovault.FaultTruncated, demovault.FaultHTML,
		}).Draw(t, "fault"),
		Op: rapid.SampledFrom([]string{"check-out", "check-in", "state", "read", "view-comment", "extend", "request", "review", "request-options", "requests", "request-status", "ticket-systems", "ticket-system", "mfa-start", "mfa-advance"}).Draw(t, "op"),
	}
}

type model struct {
	h     *apptest.H
	shown map[shownAt]time.Duration // what was last shown of each check-out
	grown bool                      // an extension may make it grow
}

type shownAt struct {
	at     string
	secret int
}

// vault is how a vault is shown; the zero value if it is not in the list.
func (m *model) vault(server string) app.VaultView {
	for _, v := range m.h.View().Vaults {
		if v.Server == server {
			return v
		}
	}
	return app.VaultView{}
}

func (m *model) server(k app.VaultKey) string {
	for _, v := range m.h.View().Vaults {
		if v.Key == k {
			return v.Server
		}
	}
	m.h.T.Fatalf("no vault %q", k)
	return ""
}

// alice is who plays, as a vault knows her.
func alice(h *apptest.H, server string) demovault.User {
	for _, u := range h.At(server).Users() {
		if u.Name == "alice" {
			return u
		}
	}
	h.T.Fatal("no alice in the seed")
	return demovault.User{}
}

// do does something in a vault.
func (m *model) do(server string, i app.Intent) {
	m.h.Do(app.In{Vault: m.vault(server).Key, Intent: i})
}

func (m *model) signIn() {
	for _, server := range servers {
		if !m.vault(server).State.Usable() {
			m.h.Do(app.SignIn{Server: server, User: "alice", Password: m.h.PasswordAt(server, "alice")})
			m.h.Advance(time.Minute)
		}
	}
}

func (m *model) play(s step) {
	h := m.h
	m.grown = false
	switch s.Do {
	case "select":
		m.do(s.At, app.Select{SecretID: s.Secret})
	case "connect":
		m.do(s.At, app.Select{SecretID: s.Secret})
		m.do(s.At, app.Connect{SecretID: s.Secret, Given: m.given(s.At)})
	case "check-out only":
		m.do(s.At, app.Select{SecretID: s.Secret})
		m.do(s.At, app.CheckOutOnly{SecretID: s.Secret, Given: m.given(s.At)})
	case "cancel":
		m.do(s.At, app.Cancel{SecretID: s.Secret})
	case "check-in":
		m.do(s.At, app.CheckIn{SecretID: s.Secret})
	case "keep":
		m.do(s.At, app.Keep{SecretID: s.Secret, Keep: s.For > 100*time.Second})
	case "extend":
		m.grown = true
		m.do(s.At, app.AskExtend{SecretID: s.Secret})
		if p := h.View().Prompt; p != nil {
			h.Do(app.Extend{PromptID: p.ID, Minutes: int(s.For / time.Second), Reason: "more"}, app.Dismiss{PromptID: p.ID})
		}
	case "log off", "lose":
		if live := h.Launcher.Live(); len(live) > 0 && s.Do == "log off" {
			live[0].LogOff()
		} else if len(live) > 0 {
			live[0].End(launcher.Outcome{Why: launcher.Vanished})
		}
		h.Settle()
	case "advance":
		h.Advance(s.For)
	case "fault":
		h.At(s.At).Fail(s.Op, demovault.Fault{Kind: s.Fault})
	case "forced":
		h.At(s.At).ForceCheckIn(s.Secret, "root")
	case "approve", "deny":
		m.decide(s.At, s.Do == "approve")
	case "take back":
		m.do(s.At, app.CancelRequest{SecretID: s.Secret})
	case "stop waiting":
		m.do(s.At, app.Cancel{SecretID: s.Secret})
	case "challenge", "wrong answer", "close challenge":
		m.challenge(s.Do)
	case "tell":
		m.do(s.At, app.NotifyWhenFree{SecretID: s.Secret, On: s.For > 100*time.Second})
	case "history":
		m.do(s.At, app.ShowHistory{SecretID: s.Secret})
	case "expire token":
		h.At(s.At).ExpireTokens()
	case "crash":
		h.Crash()
		m.shown = nil
		h.Advance(s.For)
		h.Start()
		m.signIn()
	case "quit":
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.Advance(time.Minute)
		h.Crash()
		m.shown = nil
		h.Start()
		m.signIn()
	}
}

// given is all that may be asked for.
func (m *model) given(server string) app.Given {
	return app.Given{Reason: "why", Ticket: "INC000001", Span: 30 * time.Minute, Lock: typed(alice(m.h, server).QuantumLockPassword)}
}

// decide lets an approver act on the oldest request, if there is one.
func (m *model) decide(server string, approve bool) {
	all := m.h.At(server).PendingRequests()
	if len(all) == 0 {
		return
	}
	decide := func() error { return m.h.At(server).Deny(all[0].ID, "ann", "no") }
	if approve {
		decide = func() error { return m.h.At(server).Approve(all[0].ID, "ann", "", time.Time{}, time.Time{}) }
	}
	if err := decide(); err != nil {
		m.h.T.Fatalf("decide %d: %v", all[0].ID, err)
	}
}

// challenge does something about the challenge that is open, if one is.
func (m *model) challenge(do string) {
	v := m.h.View().MFA
	if v == nil {
		return
	}
	if do == "close challenge" {
		m.h.Do(app.CancelMFA{ID: v.ID})
		return
	}
	if v.State == app.MFAFailed {
		m.h.Do(app.RetryMFA{ID: v.ID})
		return
	}
	for i, o := range v.Methods {
		if o.Kind == app.MFAQuestion {
			m.h.Do(app.ChooseMFA{ID: v.ID, Method: i})
		}
	}
	answer := alice(m.h, m.server(v.Vault)).SecurityAnswer
	if do == "wrong answer" {
		answer = "wrong"
	}
	m.h.Do(app.AnswerMFA{ID: v.ID, Answer: typed(answer)})
}

// check holds what is shown against the vault.
func (m *model) check() {
	t, h := m.h.T, m.h
	v := h.View()
	shown := map[shownAt]time.Duration{}
	for _, c := range v.CheckOuts {
		server := m.server(c.Vault)
		at := shownAt{server, c.SecretID}
		shown[at] = c.Remaining
		if c.Remaining < 0 {
			t.Fatalf("%s shows %v", c.Name, c.Remaining)
		}
		if left, held := h.At(server).Left(c.SecretID); held == "alice" && c.Remaining > left {
			t.Fatalf("%s shows %v, the vault grants %v", c.Name, c.Remaining, left)
		}
		if was, ok := m.shown[at]; ok && c.Remaining > was && !m.grown && h.LedgerAt(server, c.SecretID)["check-out"] == 1 && h.LedgerAt(server, c.SecretID)["extend"] == 0 {
			t.Fatalf("%s grew from %v to %v unasked", c.Name, was, c.Remaining)
		}
	}
	m.shown = shown
	for _, server := range servers {
		for _, id := range played {
			m.checkLedger(server, id)
		}
	}
	for _, c := range h.Launcher.Live() {
		if !c.PasswordOK {
			t.Fatalf("a client for %s runs without the vault's password", c.Target.User)
		}
	}
}

// checkLedger wants check-outs and check-ins of a secret to take turns.
func (m *model) checkLedger(server string, id int) {
	held := ""
	for _, e := range m.h.At(server).Ledger() {
		if e.SecretID != id {
			continue
		}
		switch e.Op {
		case "check-out":
			if held != "" {
				m.h.T.Fatalf("%d checked out by %s (%s) while %s has it", id, e.User, e.Note, held)
			}
			held = e.User
		case "check-in":
			if held == "" {
				m.h.T.Fatalf("%d checked in twice", id)
			}
			held = ""
		}
	}
}

// end heals the vault, ends all sessions, lets every retry come, quits: nothing of ours is left.
func (m *model) end() {
	h := m.h
	h.Vault.ClearFaults()
	h.Second.ClearFaults()
	m.signIn()
	for _, c := range h.Launcher.Live() {
		c.LogOff()
	}
	h.Advance(15 * time.Minute)
	m.signIn()
	h.Do(app.QuitNow{How: app.QuitCheckIn})
	h.Advance(time.Minute)
	if !h.View().Closing {
		h.T.Fatal("the app did not close")
	}
	for _, server := range servers {
		for _, id := range played {
			if _, held := h.At(server).Left(id); held == "alice" {
				h.T.Fatalf("%s: %d is left behind: %+v", server, id, h.At(server).Ledger())
			}
		}
	}
}
