package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// openSecret is a secret whose password may be had.
func openSecret() app.View {
	v := checkedOut(1447e9, false)
	v.Pane.Password = app.PasswordView{Copy: true, Show: true}
	return v
}

// letters is what is shown of the password.
func (r *rig) letters() string {
	var b strings.Builder
	for _, o := range r.main.pane.fields.bare.Box.Objects {
		b.WriteString(o.(*canvas.Text).Text)
	}
	return b.String()
}

func glimpsing(t *testing.T) (*rig, *Glimpse) {
	r, g := newRig(t, Light), &Glimpse{}
	g.use(r.main.pane, func(f func()) { r.queue = append(r.queue, f) })
	r.show(openSecret())
	return r, g
}

func TestThePasswordIsCopiedAndShownFromThePane(t *testing.T) {
	r, g := glimpsing(t)
	f := r.main.pane.fields
	f.pass.copy.Tapped(nil)
	r.want(app.CopyField{SecretID: 11})
	f.look.Tapped(nil)
	r.want(app.ShowField{SecretID: 11, On: true})
	value := sealed.New([]byte("Tr0ub4dor&3 \x01ß"))
	hide := g.Show("", 11, "", value)
	r.pump()
	if got := r.letters(); got != "Tr0ub4dor&3 \uFFFDß" || f.look.Label() != "Hide" || !value.Empty() {
		t.Fatalf("shown %q, the button says %q, wiped %v", got, f.look.Label(), value.Empty())
	}
	v := openSecret()
	v.Pane.Password.Shown = true
	r.show(v)
	if r.letters() == "" {
		t.Error("the View that says it is shown has hidden it")
	}
	hide()
	r.pump()
	if r.letters() != "" || f.look.Label() != "Show" {
		t.Errorf("after its time %q, %q", r.letters(), f.look.Label())
	}
	g.Show("", 11, "", sealed.New([]byte("x")))
	r.pump()
	f.look.Tapped(nil)
	r.want(app.ShowField{SecretID: 11})
	if r.letters() != "" {
		t.Error("Hide waits for the app")
	}
}

func TestAPasswordIsNeverShownBesideAnotherSecret(t *testing.T) {
	r, g := glimpsing(t)
	g.Show("", 12, "", sealed.New([]byte("other")))
	g.Show("v2", 11, "", sealed.New([]byte("other")))
	r.pump()
	if r.letters() != "" {
		t.Fatalf("another secret's password is shown: %q", r.letters())
	}
	g.Show("", 11, "", sealed.New([]byte("mine")))
	r.pump()
	r.show(atRest())
	if r.letters() != "" || r.main.pane.fields.bare.Box.Visible() {
		t.Error("it is still shown beside the next secret")
	}
	if f := r.main.pane.fields; f.look.Visible() || f.pass.copy.Visible() {
		t.Error("the next one's password cannot be had, and is offered")
	}
}

func TestALongPasswordIsShownWhole(t *testing.T) {
	r, g := glimpsing(t)
	g.Show("", 11, "", sealed.New([]byte(strings.Repeat("Wx", 150))))
	r.pump()
	r.win.Resize(fyne.NewSize(1024, 640))
	box := r.main.pane.fields.bare.Box
	for i, o := range box.Objects {
		if end := o.Position().Add(o.Size()); end.X > box.Size().Width+1 || end.Y > box.Size().Height+1 {
			t.Fatalf("letter %d ends at %v of %v", i, end, box.Size())
		}
	}
}

func TestWithoutAWindowAPasswordIsWiped(t *testing.T) {
	value := sealed.New([]byte("x"))
	(&Glimpse{}).Show("", 11, "", value)()
	if !value.Empty() {
		t.Error("it was kept")
	}
}
