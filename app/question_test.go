package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/workflow/sealed"
)

func TestAHostsQuestionsAreAskedOneAfterAnother(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		client := h.Launcher.Last()
		first := client.AskQuestion(launcher.Question{From: "jumper@a", Jump: true})
		second := client.AskQuestion(launcher.Question{From: "alice@h", Text: "Code:", Echo: true})
		h.Settle()
		p := h.View().Prompt
		want := app.PromptView{Vault: p.Vault, ID: p.ID, Kind: app.PromptQuestion, Secret: p.Secret, Question: app.QuestionPrompt{From: "jumper@a", Jump: true}}
		if d := cmp.Diff(want, *p); d != "" || p.Secret == "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
		stale := sealed.New([]byte("stale"))
		h.Do(app.AnswerQuestion{PromptID: p.ID + 1, Text: stale})
		if !stale.Empty() || h.View().Prompt == nil {
			t.Error("an answer to another question was kept, or closed this one")
		}
		h.Do(app.AnswerQuestion{PromptID: p.ID, Text: sealed.New([]byte("my own"))})
		if got := <-first; got != (apptest.Given{Text: "my own", Given: true}) {
			t.Errorf("the jump host was given %+v", got)
		}
		if p = h.View().Prompt; p == nil || p.Question != (app.QuestionPrompt{From: "alice@h", Text: "Code:", Echo: true}) {
			t.Fatalf("the second: %+v", p)
		}
		h.Do(app.AnswerQuestion{PromptID: p.ID})
		if got := <-second; got != (apptest.Given{Given: true}) {
			t.Errorf("an empty answer became %+v", got)
		}
		if p := h.View().Prompt; p != nil {
			t.Errorf("left: %+v", p)
		}
	})
}

func TestAQuestionThatIsNotAnsweredGivesUp(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		answer := h.Launcher.Last().AskQuestion(launcher.Question{From: "alice@h", Text: "Code:"})
		h.Settle()
		h.Do(app.Dismiss{PromptID: h.View().Prompt.ID})
		if got := <-answer; got != (apptest.Given{}) {
			t.Errorf("dismissed, and answered with %+v", got)
		}
		h.Launcher.Last().End(launcher.Outcome{Why: launcher.Closed, Code: 255})
		h.Settle()
		if v := h.View(); len(v.Sessions) != 0 || !v.Pane.Problem.None() {
			t.Errorf("a wish became a problem: %+v, %+v", v.Sessions, v.Pane.Problem)
		}

		h.Do(app.Connect{SecretID: 101})
		late := h.Launcher.Last().AskQuestion(launcher.Question{From: "alice@h", Text: "Code:"})
		h.Settle()
		h.Launcher.Last().End(launcher.Outcome{Why: launcher.Unanswered})
		h.Settle()
		if v := h.View(); v.Prompt != nil || len(late) != 0 || v.Sessions[0].Problem.Kind != app.ProblemUnanswered {
			t.Errorf("prompt %+v, sessions %+v", v.Prompt, v.Sessions)
		}
	})
}

func TestAJumpHostThatRefusesIsNamed(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		h.Launcher.Last().End(launcher.Outcome{Why: launcher.JumpRefused, Host: "jump.example.com"})
		h.Settle()
		if p := h.View().Sessions[0].Problem; p.Kind != app.ProblemJumpRefused || p.Where != "jump.example.com" {
			t.Errorf("problem %+v", p)
		}
	})
}

func TestTunnelsAreShown(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		h.Launcher.Last().OpenTunnels(launcher.Tunnel{Own: 40001, Host: "db", Port: 5432})
		h.Launcher.Last().Connect()
		h.Settle()
		if got := h.View().Sessions[0].Tunnels; !cmp.Equal(got, []app.TunnelView{{Own: 40001, Host: "db", Port: 5432}}) {
			t.Errorf("tunnels %+v", got)
		}
	})
}

func TestSessionsAreOpenedAsTheSettingsSay(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		chosen := settings.Settings{Terminal: "xterm", SSH: settings.SSH{Client: "openssh", KeepAlive: 30, Charset: "C.UTF-8", OwnConfig: true}}
		chosen.Connections = map[string]settings.Connection{settings.ConnectionKey(apptest.Server, 101): {SSH: settings.SSHConnection{
			Jump: &settings.Jump{Host: "jump", User: "me"}, Tunnels: []settings.Tunnel{{Host: "db", Port: 5432}}, Port: 2022,
		}}}
		if err := (settings.Store{Path: h.Dir() + "/settings.json"}).Save(chosen); err != nil {
			t.Fatal(err)
		}
		h.Crash()
		h.Start()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		h.Do(app.Connect{SecretID: 101})
		want := &launcher.SSHSettings{
			Jump: &launcher.Jump{Host: "jump", User: "me"}, Tunnels: []launcher.Tunnel{{Host: "db", Port: 5432}},
			KeepAlive: 30, Charset: "C.UTF-8", OwnConfig: true,
		}
		got := h.Launcher.Last().Target
		if d := cmp.Diff(want, got.SSH); d != "" || got.Port != 2022 || got.Terminal != "xterm" {
			t.Errorf("port %d in %q, settings (-want +got):\n%s", got.Port, got.Terminal, d)
		}
	})
}
