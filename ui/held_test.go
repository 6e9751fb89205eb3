package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func holdersView() app.View {
	v := atRest()
	v.Held = app.HeldView{Open: true, Version: 3, Total: 3, Rows: []app.HeldRow{
		{SecretID: 11, Name: "db-01", Path: `\Databases\Production`, Holder: "Alice Adams", Mine: true, Minutes: 12},
		{SecretID: 31, Name: "bobs-01", Path: `\Linux`, Holder: "Bob Baker", Minutes: 0},
		{SecretID: 32, Name: "pay-01", Path: `\Linux`, Holder: "Carol Cook", Minutes: -1},
	}}
	return v
}

func TestWhoHoldsWhatIsAList(t *testing.T) {
	r := newRig(t, Light)
	r.show(holdersView())
	if r.focused() != fyne.Focusable(r.main.held.shut) {
		t.Errorf("the focus is on %T", r.focused())
	}
	if r.main.pane.root.Visible() {
		t.Error("the pane shows through")
	}
	r.press(fyne.KeyEscape)
	r.want(app.ShowHeld{})
	r.ctrl(fyne.KeyO)
	r.want(app.ShowHeld{})
	v := holdersView()
	v.Held = app.HeldView{}
	r.show(v)
	r.ctrl(fyne.KeyO)
	r.want(app.ShowHeld{Open: true})
}

func TestATokenFromTheBrowserIsSentAndCleared(t *testing.T) {
	r := newRig(t, Light)
	r.show(app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://vault.example.com"}})
	s := r.signIn
	s.toggleMore()
	s.token.SetText("AgJ-token")
	s.pass.SetText("typed by mistake")
	s.submit()
	in, ok := r.port.last().(app.SignInToken)
	if !ok || in.Server != "https://vault.example.com" {
		t.Fatalf("sent %#v", r.port.last())
	}
	in.Token.Reveal(func(b []byte) {
		if string(b) != "AgJ-token" {
			t.Error("another token was sent")
		}
	})
	if s.token.Text != "" || s.pass.Text != "" {
		t.Error("the entries were not cleared")
	}
}

func TestHeldWords(t *testing.T) {
	v := holdersView()
	if got := HeldText(&v.Held); !strings.Contains(got, "3 check-outs") || !strings.Contains(got, "1 of them yours") {
		t.Error(got)
	}
}

func TestAFailedSessionOffersToConnectAgain(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(4*60e9, false)
	v.Sessions[0].State, v.Sessions[0].Again = app.SessionFailed, true
	v.Sessions[0].Problem = app.Problem{Kind: app.ProblemHostRefused}
	r.show(v)
	d := r.main.dock.items.byID["a"]
	if !d.again.Visible() {
		t.Fatal("no button")
	}
	d.again.Tapped(nil)
	r.want(app.Reconnect{SessionID: "a"})
	v.Sessions[0].Again = false
	r.show(v)
	if d.again.Visible() {
		t.Error("offered again although it would be the third try")
	}
}
