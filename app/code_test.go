package app_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// codeScreen is what shows one-time codes, and remembers them.
type codeScreen struct {
	mu   sync.Mutex
	now  string   // "": nothing
	seen []string // all that were shown
}

func (s *codeScreen) show(_ app.VaultKey, _ int, code sealed.Secret) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	code.Reveal(func(v []byte) { s.now = string(slices.Clone(v)) })
	code.Wipe()
	s.seen = append(s.seen, s.now)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now = ""
	}
}

func (s *codeScreen) shown() (now string, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, len(s.seen)
}

// coding is a signed-in app that can show and copy codes.
func coding(t *testing.T, test func(h *apptest.H, s *codeScreen, b *board)) {
	apptest.Run(t, func(h *apptest.H) {
		s, b := &codeScreen{}, &board{}
		h.ShowCode, h.Copy = s.show, b.copy
		h.Restart()
		h.SignIn("alice")
		test(h, s, b)
	})
}

func TestCodesAreFetchedOnlyWhileTheyAreShown(t *testing.T) {
	coding(t, func(h *apptest.H, s *codeScreen, _ *board) {
		h.Do(app.Select{SecretID: 130})
		if c := h.View().Pane.Code; !c.There || !c.Show || !c.Copy || c.Shown || h.Ledger(130)["one-time-password"] != 0 {
			t.Fatalf("selected: %+v, %v", c, h.Ledger(130))
		}
		h.Do(app.ShowCode{SecretID: 130, On: true})
		first, _ := s.shown()
		if c := h.View().Pane.Code; len(first) != 6 || !c.Shown || c.Whole != 30*time.Second || c.Left == 0 {
			t.Fatalf("shown %q, %+v", first, c)
		}
		left := h.View().Pane.Code.Left
		h.Advance(time.Second)
		if now := h.View().Pane.Code.Left; now != left-time.Second && left > time.Second {
			t.Errorf("a second later %v are left of %v", now, left)
		}
		h.Advance(30 * time.Second)
		if second, n := s.shown(); second == first || n != 2 || h.Ledger(130)["one-time-password"] != 2 {
			t.Errorf("the next one: %q after %q, %d shown, %v", second, first, n, h.Ledger(130))
		}
		h.Do(app.ShowCode{SecretID: 130})
		h.Advance(5 * time.Minute)
		if now, n := s.shown(); now != "" || n != 2 || h.View().Pane.Code.Shown {
			t.Errorf("hidden, and %q is there, %d fetched", now, n)
		}
	})
}

func TestCodesAreHiddenByThemselves(t *testing.T) {
	coding(t, func(h *apptest.H, s *codeScreen, _ *board) {
		h.Do(app.Select{SecretID: 130})
		h.Do(app.ShowCode{SecretID: 130, On: true})
		h.Advance(10 * time.Minute)
		now, n := s.shown()
		if now != "" || n < 3 || n > 6 || h.View().Pane.Code.Shown {
			t.Errorf("after ten minutes %q is shown; %d were fetched", now, n)
		}
	})
}

func TestACodeIsHiddenWhenItsSecretIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*apptest.H){
		"another is selected": func(h *apptest.H) { h.Do(app.Select{SecretID: 101}) },
		"the window locks":    func(h *apptest.H) { h.Do(app.Lock{}) },
		"it is checked in":    func(h *apptest.H) { h.Do(app.CheckIn{SecretID: 130}); h.Advance(time.Second) },
		"a call fails": func(h *apptest.H) {
			h.Vault.Fail("one-time-password", demovault.Fault{Kind: demovault.FaultStatus, Status: 400, Times: -1})
			h.Advance(time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			coding(t, func(h *apptest.H, s *codeScreen, _ *board) {
				h.Vault.SetSecret(130, func(o *demovault.SecretOptions) { o.CheckOutEnabled = true })
				h.Do(app.Select{SecretID: 130})
				h.Do(app.ShowCode{SecretID: 130, On: true}, app.CopyCode{SecretID: 130})
				if now, _ := s.shown(); now != "" || h.View().Pane.Problem.Kind != app.ProblemNotOpen {
					t.Fatalf("before the check-out %q, %+v", now, h.View().Pane.Problem)
				}
				h.Do(app.CheckOutOnly{SecretID: 130})
				h.Do(app.ShowCode{SecretID: 130, On: true})
				if now, _ := s.shown(); now == "" {
					t.Fatalf("not shown: %+v", h.View().Pane)
				}
				leave(h)
				now, n := s.shown()
				h.Advance(time.Minute)
				if after, m := s.shown(); now != "" || after != "" || n != m {
					t.Errorf("still shown: %q, %q, %d then %d fetched", now, after, n, m)
				}
			})
		})
	}
}

func TestACodeThatComesTooLateIsNotShown(t *testing.T) {
	coding(t, func(h *apptest.H, s *codeScreen, _ *board) {
		h.Do(app.Select{SecretID: 130})
		h.Vault.Fail("one-time-password", demovault.Fault{Kind: demovault.FaultSlow, Delay: 3 * time.Second})
		h.Do(app.ShowCode{SecretID: 130, On: true})
		h.Do(app.Select{SecretID: 101}, app.Select{SecretID: 130})
		h.Advance(10 * time.Second)
		if _, n := s.shown(); n != 0 {
			t.Error("it was shown after the secret had been left")
		}
	})
}

func TestACodeIsCopiedAsAPasswordIs(t *testing.T) {
	coding(t, func(h *apptest.H, _ *codeScreen, b *board) {
		h.Do(app.Select{SecretID: 130})
		h.Do(app.CopyCode{SecretID: 130})
		if v := h.View(); len(b.has) != 6 || v.QuietKind != app.QuietCopied {
			t.Fatalf("copied %d bytes, %+v, %s", len(b.has), v.Pane.Problem, v.QuietKind)
		}
		h.Advance(16 * time.Second)
		if b.has != nil {
			t.Error("it is still on the clipboard")
		}
		h.Vault.SetSecret(130, func(o *demovault.SecretOptions) { o.HidePassword = true })
		h.Do(app.Refresh{}, app.Expand{FolderID: 20}, app.Select{SecretID: 130})
		if c := h.View().Pane.Code; c.Show || c.Copy {
			t.Errorf("the vault hides what the secret holds, and it is offered: %+v", c)
		}
	})
}

func TestASecretWithoutCodesOffersNone(t *testing.T) {
	coding(t, func(h *apptest.H, _ *codeScreen, _ *board) {
		h.Do(app.Select{SecretID: 131})
		if c := h.View().Pane.Code; c.There || c.Show || c.Copy {
			t.Errorf("%+v", c)
		}
	})
}
