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

// screen is what shows a password.
type screen struct {
	mu    sync.Mutex
	value []byte // nil: nothing
	of    int
	slug  string
	times int
}

func (s *screen) show(_ app.VaultKey, id int, slug string, value sealed.Secret) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	value.Reveal(func(v []byte) { s.value = slices.Clone(v) })
	value.Wipe()
	s.of, s.slug = id, slug
	s.times++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.value = nil
	}
}

// has is what is on it now.
func (s *screen) has() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}

// looking is a signed-in app whose window can show passwords.
func looking(t *testing.T, test func(h *apptest.H, s *screen)) {
	apptest.Run(t, func(h *apptest.H) {
		s := &screen{}
		h.Show = s.show
		h.Restart()
		h.SignIn("alice")
		test(h, s)
	})
}

func TestAPasswordIsShownForAMomentOnceItsSecretIsOpen(t *testing.T) {
	looking(t, func(h *apptest.H, s *screen) {
		h.Do(app.Select{SecretID: 103})
		before := h.Client.Calls()
		if p := h.View().Pane.Password; p.Show || p.Shown {
			t.Fatalf("before the check-out %+v", p)
		}
		h.Do(app.ShowField{SecretID: 103, On: true})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotOpen || s.has() != nil || h.Client.Calls() != before {
			t.Fatalf("before the check-out: %+v, shown %v", p, s.has() != nil)
		}
		h.Do(app.CheckOutOnly{SecretID: 103})
		if p := h.View().Pane.Password; !p.Show || p.Shown {
			t.Fatalf("once it is open %+v", p)
		}
		h.Do(app.ShowField{SecretID: 103, On: true})
		if p := h.View().Pane.Password; !h.Vault.Opens("svc-db-01", s.has()) || !p.Shown || s.of != 103 {
			t.Fatalf("shown %v, %+v", s.has() != nil, p)
		}
		h.Advance(14 * time.Second)
		if s.has() == nil {
			t.Error("hidden too soon")
		}
		h.Advance(2 * time.Second)
		if s.has() != nil || h.View().Pane.Password.Shown {
			t.Error("still shown after its time")
		}
		h.Do(app.ShowField{SecretID: 103, On: true}, app.ShowField{SecretID: 103})
		if s.has() != nil {
			t.Error("hiding did not hide")
		}
	})
}

func TestAPasswordIsHiddenWhenItsSecretIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*apptest.H){
		"another is selected": func(h *apptest.H) { h.Do(app.Select{SecretID: 101}) },
		"it is checked in":    func(h *apptest.H) { h.Do(app.CheckIn{SecretID: 103}); h.Advance(time.Second) },
		"the window locks":    func(h *apptest.H) { h.Do(app.Lock{}) },
		"the user leaves": func(h *apptest.H) {
			h.Do(app.QuitNow{How: app.QuitKeep})
			<-h.App.Done()
			h.App.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			looking(t, func(h *apptest.H, s *screen) {
				h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
				h.Do(app.ShowField{SecretID: 103, On: true})
				if s.has() == nil {
					t.Fatal("not shown")
				}
				leave(h)
				if s.has() != nil {
					t.Error("still shown")
				}
			})
		})
	}
}

func TestAPasswordThatComesTooLateIsNotShown(t *testing.T) {
	looking(t, func(h *apptest.H, s *screen) {
		h.Do(app.Select{SecretID: 103}, app.CheckOutOnly{SecretID: 103})
		h.Vault.Fail("read", demovault.Fault{Kind: demovault.FaultSlow, Delay: 3 * time.Second})
		h.Do(app.ShowField{SecretID: 103, On: true})
		h.Do(app.Select{SecretID: 101}, app.Select{SecretID: 103})
		h.Advance(10 * time.Second)
		if s.times != 0 {
			t.Error("it was shown after the secret had been left")
		}
	})
}

func TestAPasswordThatTheVaultHidesIsNeitherShownNorCopied(t *testing.T) {
	looking(t, func(h *apptest.H, s *screen) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		h.SignIn("alice")
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.HidePassword = true })
		h.Do(app.Refresh{}, app.Select{SecretID: 101})
		if p := h.View().Pane.Password; !p.Never || p.Show || p.Copy {
			t.Fatalf("%+v", p)
		}
		for _, slug := range []string{"", "password"} {
			h.Do(app.ShowField{SecretID: 101, On: true}, app.CopyField{SecretID: 101, Slug: slug})
			if p := h.View().Pane.Problem; s.times != 0 || b.has != nil || p.Kind != app.ProblemHidden {
				t.Errorf("%q: shown %d times, copied %v, %+v", slug, s.times, b.has != nil, p)
			}
		}
	})
}
