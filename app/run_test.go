package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// keyScan is the custom launcher of the secret with several.
func keyScan(h *apptest.H) {
	h.Do(app.Select{SecretID: 150})
	for _, l := range h.View().Pane.Launchers {
		if l.Kind == "custom" {
			h.Do(app.ChooseLauncher{SecretID: 150, LauncherID: l.ID})
		}
	}
}

func TestAProgramRunsOnlyWhenTheUserHasAllowedIt(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		keyScan(h)
		calls := h.Client.Calls()
		h.Do(app.Connect{SecretID: 150})
		q := h.View().Prompt
		if q == nil || q.Kind != app.PromptRun || q.Run.Path != "/usr/bin/ssh-keyscan" || !slices.Equal(q.Run.Args, []string{"-p", "$PORT", "$MACHINE"}) {
			t.Fatalf("the question: %+v", q)
		}
		if n := h.Client.Calls() - calls; n != 0 || h.Launcher.Count() != 0 {
			t.Errorf("before the answer: %d calls, %d clients", n, h.Launcher.Count())
		}
		h.Do(app.Answer{PromptID: q.ID})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotApproved || !p.Unchanged || h.Launcher.Count() != 0 {
			t.Errorf("after a no: %+v", p)
		}
		h.Do(app.Connect{SecretID: 150})
		q = h.View().Prompt
		h.Do(app.AllowRun{PromptID: q.ID, Terminal: true})
		got := h.Launcher.Last()
		if got.PasswordOK || got.Target.Kind != launcher.Custom || !got.Target.Command.Terminal ||
			!slices.Equal(got.Target.Command.Args, []string{"-p", "2222", "127.0.0.1"}) {
			t.Errorf("it ran %+v %+v", got.Target, got.Target.Command)
		}
		got.Connect()
		got.LogOff()
		h.Settle()
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.App.Close()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 150}, app.Connect{SecretID: 150})
		if v := h.View(); v.Prompt != nil || h.Launcher.Count() != 2 {
			t.Errorf("allowed before, asked again: %+v", v.Prompt)
		}
	})
}

func TestAProgramThatChangedIsAskedForAgain(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		keyScan(h)
		h.Do(app.Connect{SecretID: 150})
		h.Do(app.AllowRun{PromptID: h.View().Prompt.ID})
		h.Launcher.Last().LogOff()
		h.Vault.SetLauncher("Key Scan", "ssh-keyscan", "-p $PORT -f /etc/passwd $MACHINE")
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.App.Close()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 150}, app.Connect{SecretID: 150})
		if v := h.View(); v.Prompt == nil || h.Launcher.Count() != 1 {
			t.Errorf("other parameters ran without a question: %d clients", h.Launcher.Count())
		}
	})
}

func TestALauncherThatWantsThePasswordIsRefusedBeforeTheCheckOut(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 151}, app.Connect{SecretID: 151})
		p := h.View().Pane
		if p.Problem.Kind != app.ProblemSecretToken || p.Problem.Detail != "$PASSWORD" || p.Primary != app.PrimaryUnavailable {
			t.Errorf("%s, %+v", p.Primary, p.Problem)
		}
		if got := h.Ledger(151); got["check-out"] != 0 || h.Launcher.Count() != 0 || h.View().Prompt != nil {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestAMissingProgramIsNamed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Launcher.Missing = []string{"psql"}
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 132}, app.Connect{SecretID: 132})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoProgram || p.Where != "psql" || !p.Unchanged {
			t.Errorf("%+v", p)
		}
	})
}

// The vault's words are not trusted: whatever stands in its launcher, nothing runs that it should not.
func TestWhatAVaultWritesIntoALauncherIsHeldToTheRules(t *testing.T) {
	for name, c := range map[string]struct {
		program, parameters string
		want                app.ProblemKind
	}{
		"a quote that is never closed": {"psql", `"-h $SERVER`, app.ProblemCommand},
		"a line break":                 {"psql", "-h $SERVER\n-f x", app.ProblemCommand},
		"a reversed name":              {"psql", "-h \u202e$SERVER", app.ProblemCommand},
		"the password":                 {"psql", "--pw=$Password", app.ProblemSecretToken},
		"a linked secret's":            {"psql", "$[1]$PASSWORD", app.ProblemSecretToken},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Run(t, func(h *apptest.H) {
				h.Vault.SetLauncher("Database Console", c.program, c.parameters)
				h.SignIn("alice")
				h.Do(app.Select{SecretID: 132}, app.Connect{SecretID: 132})
				if p := h.View().Pane.Problem; p.Kind != c.want || h.View().Prompt != nil || h.Launcher.Count() != 0 {
					t.Errorf("%+v", p)
				}
			})
		})
	}
}

func TestAFieldThatCouldBeMoreThanAValueStopsTheLaunch(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetLauncher("Database Console", "psql", "-h $SERVER $NOBODY")
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 132}, app.Connect{SecretID: 132})
		h.Do(app.AllowRun{PromptID: h.View().Prompt.ID})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemCommand || !strings.Contains(p.Detail, "$NOBODY") || h.Launcher.Count() != 0 {
			t.Errorf("%+v", p)
		}
	})
}

// board is a clipboard that a test looks at.
type board struct{ has []byte }

func (b *board) copy(s sealed.Secret) (func(), error) {
	s.Reveal(func(v []byte) { b.has = slices.Clone(v) })
	s.Wipe()
	mine := b.has
	return func() {
		if len(b.has) > 0 && &b.has[0] == &mine[0] {
			b.has = nil
		}
	}, nil
}

// holds reports whether a password is the vault's.
func holds(h *apptest.H, id int, got []byte) bool {
	want, err := h.OtherClient("alice").SecretField(context.Background(), id, "password")
	if err != nil {
		h.T.Fatal(err)
	}
	defer want.Wipe()
	return want.Equal(sealed.New(slices.Clone(got)))
}

func TestAWebSecretIsOpenedWithItsPasswordOnTheClipboard(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 131})
		if p := h.View().Pane; p.Primary != app.PrimaryOpen || p.Kind != "web" {
			t.Fatalf("%s, %+v", p.Primary, p.Problem)
		}
		h.Do(app.Connect{SecretID: 131})
		v := h.View()
		if !slices.Equal(h.Opened, []string{"https://wiki-01.demo.example/"}) || !holds(h, 131, b.has) || len(v.Sessions) != 0 {
			t.Fatalf("opened %v, %+v", h.Opened, v.Pane.Problem)
		}
		if v.QuietKind != app.QuietCopied || v.Quiet != "wiki-01" {
			t.Errorf("said %s %s", v.QuietKind, v.Quiet)
		}
		h.Advance(14 * time.Second)
		if b.has == nil {
			t.Error("cleared too soon")
		}
		h.Advance(2 * time.Second)
		if b.has != nil || h.View().QuietKind != app.QuietNone {
			t.Errorf("after its time %q is there, %s", b.has, h.View().QuietKind)
		}
	})
}

func TestACheckOutForAPageIsTheUsersToEnd(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		h.Vault.SetSecret(131, func(o *demovault.SecretOptions) { o.CheckOutEnabled, o.Interval = true, 30*time.Minute })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 131})
		if p := h.View().Pane; p.Primary != app.PrimaryCheckOutAndOpen {
			t.Fatalf("%s", p.Primary)
		}
		h.Do(app.Connect{SecretID: 131})
		h.Advance(time.Minute)
		if got := h.Ledger(131); got["check-out"] != 1 || got["check-in"] != 0 || len(h.Opened) != 1 {
			t.Fatalf("the vault saw %v, opened %v", got, h.Opened)
		}
		h.Do(app.CheckIn{SecretID: 131})
		if got := h.Ledger(131); got["check-in"] != 1 {
			t.Errorf("the vault saw %v", got)
		}
	})
}

func TestOnlyAWebAddressIsOpened(t *testing.T) {
	for _, page := range []string{
		"javascript:alert(1)", "file:///etc/passwd", "https://", "//x", "", "x", "ssh://h", "https://user:pw@h/", "http:///x", "-x",
		"https://h/\n-x", "\u202ehttps://h/",
	} {
		apptest.Run(t, func(h *apptest.H) {
			b := &board{}
			h.Copy = b.copy
			h.Restart()
			h.Vault.SetValue(131, "url", page)
			h.SignIn("alice")
			h.Do(app.Select{SecretID: 131}, app.Connect{SecretID: 131})
			if p := h.View().Pane.Problem; p.Kind != app.ProblemWebAddress || len(h.Opened) != 0 || b.has != nil {
				t.Errorf("%q: %+v, opened %v", page, p, h.Opened)
			}
		})
	}
}

func TestAFieldIsCopiedOnlyFromAnOpenSecret(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		b := &board{}
		h.Copy = b.copy
		h.Restart()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 103})
		before := h.Client.Calls()
		h.Do(app.CopyField{SecretID: 103})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotOpen || b.has != nil || h.Client.Calls() != before {
			t.Errorf("before the check-out: %+v", p)
		}
		h.Do(app.CheckOutOnly{SecretID: 103})
		h.Do(app.CopyField{SecretID: 103})
		if !h.Vault.Opens("svc-db-01", b.has) {
			t.Errorf("copied %q, %+v", b.has, h.View().Pane.Problem)
		}
		h.Do(app.CopyField{SecretID: 103, Slug: "username"})
		if string(b.has) != "svc-db-01" {
			t.Errorf("copied %q", b.has)
		}
		h.Do(app.CopyField{SecretID: 103, Slug: "nothing"})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoField {
			t.Errorf("a field that is not there: %+v", p)
		}
		h.Do(app.QuitNow{How: app.QuitCheckIn})
		h.App.Close()
		h.App.Close()
		if b.has != nil {
			t.Error("left on the clipboard")
		}
	})
}

func TestWithoutAClipboardAPageIsForTheWindow(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 131}, app.Connect{SecretID: 131})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemWindowOnly || len(h.Opened) != 0 {
			t.Errorf("%+v, opened %v", p, h.Opened)
		}
	})
}
