package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func TestSignInSealsThePasswordAndClearsTheEntry(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://v.example.com"}})
	if r.focused() != fyne.Focusable(r.signIn.user) {
		t.Fatalf("focus on %T, want the first empty field, User", r.focused())
	}
	r.typed("alice")
	r.press(fyne.KeyReturn) // moves on: the password is missing
	if r.focused() != fyne.Focusable(r.signIn.pass) {
		t.Fatal("Enter with an empty password must focus it")
	}
	r.typed("s3cret")
	r.press(fyne.KeyReturn)
	in, ok := r.port.last().(app.SignIn)
	if !ok {
		t.Fatalf("last intent %T, want SignIn", r.port.last())
	}
	got := ""
	in.Password.Reveal(func(b []byte) { got = string(b) })
	if got != "s3cret" || in.User != "alice" || in.Server != "https://v.example.com" {
		t.Errorf("SignIn %+v with password %q", in, got)
	}
	if r.signIn.pass.Text != "" {
		t.Error("the password is still in the entry")
	}
}

func TestSignInKeepsWhatIsTypedAndReturnsToThePassword(t *testing.T) {
	r := newRig(t, Light)
	v := app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://v.example.com"}}
	r.show(v)
	r.typed("ali")
	v.SignIn.Busy = true
	r.show(v)
	v.SignIn.Busy, v.SignIn.Problem = false, app.Problem{Kind: app.ProblemSignInRefused}
	r.show(v)
	if r.signIn.user.Text != "ali" {
		t.Errorf("user %q after two Views, want what was typed", r.signIn.user.Text)
	}
	if r.focused() != fyne.Focusable(r.signIn.pass) {
		t.Errorf("focus on %T after a refusal, want the password", r.focused())
	}
}

func TestDemoUserSignsInWithOneKey(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, Demo: true, SignIn: app.SignInView{DemoUsers: []app.DemoUser{{Name: "alice", Role: "operator"}, {Name: "bob"}}}})
	r.press(fyne.KeyReturn)
	r.want(app.SignInDemo{User: "alice"})
}

func TestASignInThatIsUnderWayCanBeGivenUp(t *testing.T) {
	r := newRig(t, Light)
	v := app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://v.example.com", User: "alice"}}
	r.show(v)
	v.SignIn.Busy = true
	r.show(v)
	cancel := r.button("Cancel")
	cancel.Tapped(nil)
	r.want(app.CancelSignIn{})
	v.SignIn.Busy = false
	r.show(v)
	if cancel.Visible() && r.signIn.busy.root.Visible() {
		t.Error("nothing is under way, and Cancel is there")
	}
}
