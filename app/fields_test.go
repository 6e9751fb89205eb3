package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// with is a signed-in app with that secret in the pane, whose window shows and copies.
func with(t *testing.T, secret int, test func(h *apptest.H, s *screen, b *board)) {
	dir := t.TempDir()
	apptest.Run(t, func(h *apptest.H) {
		s, b := &screen{}, &board{}
		h.Show, h.Copy, h.Downloads = s.show, b.copy, dir
		h.Restart()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: secret})
		test(h, s, b)
	})
}

func TestThePaneListsTheFieldsThatATemplateHasBeyondTheUsual(t *testing.T) {
	want := map[int][]app.FieldView{
		101: {{Slug: "notes", Name: "Notes", Lines: true}, {Slug: "private-key-passphrase", Name: "Private Key Passphrase", Secret: true}},
		130: {{Slug: "url", Name: "URL"}, {Slug: "notes", Name: "Notes", Lines: true}},
	}
	for secret, fields := range want {
		with(t, secret, func(h *apptest.H, _ *screen, _ *board) {
			got := slices.Clone(h.View().Pane.Fields.All)
			slices.SortFunc(got, func(x, y app.FieldView) int { return strings.Compare(x.Name, y.Name) })
			slices.SortFunc(fields, func(x, y app.FieldView) int { return strings.Compare(x.Name, y.Name) })
			if !slices.Equal(got, fields) || h.Ledger(secret)["read"] != 0 {
				t.Errorf("%d: %+v, want %+v; selecting read %v", secret, got, fields, h.Ledger(secret))
			}
		})
	}
}

func TestAnyFieldIsShownAndCopiedOnceItsSecretIsOpen(t *testing.T) {
	with(t, 130, func(h *apptest.H, s *screen, b *board) {
		h.Do(app.ShowField{SecretID: 130, Slug: "url", On: true})
		if f := h.View().Pane.Fields; !strings.HasPrefix(string(s.has()), "http") || s.slug != "url" || f.Shown != "url" || !f.Open || !f.Secrets {
			t.Fatalf("shown %q of %q, %+v, %+v", s.has(), s.slug, f, h.View().Pane.Problem)
		}
		if h.View().Pane.Password.Shown {
			t.Error("the password is said to be shown")
		}
		h.Do(app.ShowField{SecretID: 130, On: true})
		if v := h.View().Pane; len(s.has()) == 0 || s.slug != "" || v.Fields.Shown != "" || !v.Password.Shown {
			t.Errorf("the password after it: %+v, %+v", v.Fields, v.Password)
		}
		h.Do(app.CopyField{SecretID: 130, Slug: "url"})
		if !strings.HasPrefix(string(b.has), "http") {
			t.Errorf("copied %q, %+v", b.has, h.View().Pane.Problem)
		}
		h.Do(app.Select{SecretID: 101})
		h.Do(app.ShowField{SecretID: 101, Slug: "private-key-passphrase", On: true})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoField || s.has() != nil {
			t.Errorf("an empty field: %+v, shown %q", p, s.has())
		}
	})
}

func TestAFieldWaitsForTheWayInAsThePasswordDoes(t *testing.T) {
	with(t, 103, func(h *apptest.H, s *screen, _ *board) {
		if f := h.View().Pane.Fields; f.Open || f.Secrets || len(f.All) == 0 {
			t.Fatalf("before the check-out %+v", f)
		}
		h.Do(app.ShowField{SecretID: 103, Slug: "notes", On: true})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotOpen || s.times != 0 {
			t.Errorf("%+v, shown %d times", p, s.times)
		}
	})
}

func TestAHiddenPasswordIsNotShownByTheNameOfItsField(t *testing.T) {
	with(t, 102, func(h *apptest.H, s *screen, b *board) {
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.HidePassword = true })
		h.Do(app.Refresh{}, app.Select{SecretID: 101})
		if f := h.View().Pane.Fields; !f.Open || f.Secrets {
			t.Fatalf("%+v", f)
		}
		for _, slug := range []string{"password", "private-key-passphrase"} {
			h.Do(app.ShowField{SecretID: 101, Slug: slug, On: true}, app.CopyField{SecretID: 101, Slug: slug})
			if p := h.View().Pane.Problem; s.times != 0 || b.has != nil || p.Kind != app.ProblemHidden {
				t.Errorf("%q: shown %d times, copied %v, %+v", slug, s.times, b.has != nil, p)
			}
		}
	})
}

func TestFieldsAreListedWhereTheyCanBeShownOrSaved(t *testing.T) {
	for name, c := range map[string]struct{ shows, saves bool }{
		"both": {true, true}, "a window that saves nothing": {true, false}, "saving alone": {false, true}, "a terminal": {false, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			apptest.Run(t, func(h *apptest.H) {
				if c.shows {
					h.Show = (&screen{}).show
				}
				if c.saves {
					h.Downloads = dir
				}
				h.Restart()
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 112})
				v := h.View().Pane
				if (len(v.Fields.All) > 0) != (c.shows || c.saves) || (len(v.Files) > 0) != c.saves {
					t.Errorf("fields %+v, files %+v", v.Fields.All, v.Files)
				}
			})
		})
	}
}

// A click on the second while the first is being read is not lost.
func TestAFieldThatIsAskedForWhileAnotherIsReadComesNext(t *testing.T) {
	with(t, 130, func(h *apptest.H, s *screen, b *board) {
		slow := func() { h.Vault.Fail("read", demovault.Fault{Kind: demovault.FaultSlow, Delay: time.Second, Times: 1}) }
		show := func(slug string) app.Intent { return app.ShowField{SecretID: 130, Slug: slug, On: true} }
		reads := func() int { return h.Ledger(130)["read"] }
		slow()
		h.Do(show("notes"), show("url"))
		h.Advance(2 * time.Second)
		if s.slug != "url" || !strings.HasPrefix(string(s.has()), "http") || s.times != 1 {
			t.Errorf("shown %q of %q, %d times", s.has(), s.slug, s.times)
		}
		before := reads()
		slow()
		h.Do(show("notes"), show("notes"))
		h.Advance(2 * time.Second)
		if s.slug != "notes" || reads() != before+1 {
			t.Errorf("a second click: shown %q, read %d times", s.slug, reads()-before)
		}
		slow()
		h.Do(show("notes"), show("url"), app.ShowField{SecretID: 130, Slug: "url"})
		h.Advance(2 * time.Second)
		if s.has() != nil {
			t.Errorf("what was hidden again is shown: %q", s.slug)
		}
		slow()
		h.Do(show("notes"), app.CopyField{SecretID: 130, Slug: "url"})
		h.Advance(2 * time.Second)
		if s.slug != "notes" || s.has() == nil || !strings.HasPrefix(string(b.has), "http") {
			t.Errorf("shown %q, copied %q", s.slug, b.has)
		}
		before = reads()
		slow()
		h.Do(app.CopyField{SecretID: 130, Slug: "notes"}, app.CopyField{SecretID: 130, Slug: "notes"})
		h.Advance(2 * time.Second)
		if reads() != before+1 {
			t.Errorf("a second click on Copy reads %d times", reads()-before)
		}
		b.has = nil
		slow()
		h.Do(show("notes"), app.CopyField{SecretID: 130}, show("url"), app.Lock{})
		h.Advance(2 * time.Second)
		if s.has() != nil || b.has != nil {
			t.Errorf("behind the lock: shown %q, copied %v", s.slug, b.has != nil)
		}
	})
}
