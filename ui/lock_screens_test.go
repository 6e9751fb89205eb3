package ui

import (
	"testing"

	"sallyport/app"
)

// lockedView is a window over which somebody may look.
func lockedView() app.View {
	v := app.View{
		Screen: app.ScreenLocked, Vault: "v1", Server: "https://vault.example.com/SecretServer", User: "alice",
		Behind: app.Behind{CheckOuts: 2, Sessions: 1},
	}
	v.SignIn = app.SignInView{Server: v.Server, User: "alice", Key: "v1"}
	return v
}

func lockScreens() []screen {
	refused := func() app.View {
		v := lockedView()
		v.SignIn.Problem = app.Problem{Kind: app.ProblemSignInRefused}
		return v
	}
	quit := func() app.View {
		v := lockedView()
		v.Prompt = &app.PromptView{ID: 9, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: make([]string, 2), Sessions: 1}}
		return v
	}
	return []screen{{"locked", lockedView, nil}, {"locked-refused", refused, nil}, {"locked-quit", quit, nil}}
}

func TestALockedWindowTakesThePasswordOfItsUserOnly(t *testing.T) {
	r := newRig(t, Light)
	r.show(mainView())
	r.show(lockedView())
	if r.main.root.Visible() || !r.signIn.server.Disabled() || !r.signIn.user.Disabled() || r.signIn.keep.Visible() {
		t.Error("it shows the main page, or lets another sign in")
	}
	if r.env.canvas.Focused() != r.signIn.pass {
		t.Errorf("the focus is on %T", r.env.canvas.Focused())
	}
	r.typed("word")
	r.press("Return")
	in, ok := r.port.last().(app.SignIn)
	if !ok || in.User != "alice" || in.Password.Empty() || r.signIn.pass.Text != "" {
		t.Fatalf("did %+v", r.port.last())
	}
	r.show(mainView())
	if !r.main.root.Visible() {
		t.Error("opened, and the main page does not show")
	}
	v := mainView()
	v.Screen = app.ScreenSignIn
	r.show(v)
	if r.signIn.server.Disabled() || r.signIn.go_.Label() != tr("Sign in") {
		t.Error("the sign-in page stays as it was for the locked window")
	}
}
