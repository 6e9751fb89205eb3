package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// withFields is an open secret with fields beyond the usual.
func withFields() app.View {
	v := openSecret()
	v.Pane.Fields = app.FieldsView{Open: true, Secrets: true, All: []app.FieldView{
		{Slug: "enable-password", Name: "Enable Password", Secret: true},
		{Slug: "notes", Name: "Notes", Lines: true},
	}}
	return v
}

// seen is what one of them shows, a line each.
func (r *moreRow) seen() (lines []string) {
	at, b := float32(-1), strings.Builder{}
	for _, o := range r.bare.Box.Objects {
		t, ok := o.(*canvas.Text)
		if !ok {
			continue
		}
		if y := t.Position().Y; y != at && at >= 0 {
			lines = append(lines, b.String())
			b.Reset()
			at = y
		} else {
			at = y
		}
		b.WriteString(t.Text)
	}
	return append(lines, b.String())
}

func TestAnyFieldIsShownAndCopiedFromThePane(t *testing.T) {
	r, g := glimpsing(t)
	r.show(withFields())
	rows := r.main.pane.fields.more.rows
	rows[0].copy.Tapped(nil)
	r.want(app.CopyField{SecretID: 11, Slug: "enable-password"})
	rows[1].look.Tapped(nil)
	r.want(app.ShowField{SecretID: 11, Slug: "notes", On: true})
	value := sealed.New([]byte("first line\r\nsecond\tline"))
	hide := g.Show("", 11, "notes", value)
	r.pump()
	if got := strings.Join(rows[1].seen(), "|"); got != "first line|second line" || rows[1].look.Label() != "Hide" || !value.Empty() {
		t.Fatalf("shown %q, the button says %q, wiped %v", got, rows[1].look.Label(), value.Empty())
	}
	if r.letters() != "" || rows[0].bare.Len() != 0 {
		t.Error("it is shown in another row, too")
	}
	v := withFields()
	v.Pane.Fields.Shown = "notes"
	r.show(v)
	if rows[1].bare.Len() == 0 {
		t.Error("the View that says it is shown has hidden it")
	}
	hide()
	g.Show("", 11, "enable-password", sealed.New([]byte("next")))
	r.pump()
	v.Pane.Fields.Shown = "enable-password"
	r.show(v)
	if rows[1].bare.Len() != 0 || rows[0].bare.Len() != 4 {
		t.Errorf("the next one: %d letters, and %d of the last are left", rows[0].bare.Len(), rows[1].bare.Len())
	}
	rows[0].look.Tapped(nil)
	r.want(app.ShowField{SecretID: 11, Slug: "enable-password"})
	if rows[0].bare.Len() != 0 {
		t.Error("Hide waits for the app")
	}
}

func TestAFieldIsOfferedOnlyWhereItCanBeHad(t *testing.T) {
	r, _ := glimpsing(t)
	v := withFields()
	for _, c := range []struct {
		open, secrets bool
		offered       [2]bool
		note          string
	}{
		{true, true, [2]bool{true, true}, ""},
		{true, false, [2]bool{false, true}, "used, and never shown: the vault wants it so"},
		{false, false, [2]bool{}, "known once the secret is open"},
	} {
		v.Pane.Fields.Open, v.Pane.Fields.Secrets = c.open, c.secrets
		r.show(v)
		for i, row := range r.main.pane.fields.more.rows {
			if row.copy.Visible() != c.offered[i] || row.look.Visible() != c.offered[i] {
				t.Errorf("open %v, passwords %v: %s copy %v, show %v", c.open, c.secrets, row.field.Name, row.copy.Visible(), row.look.Visible())
			}
		}
		if got := r.main.pane.fields.more.rows[0].note.Text(); got != c.note {
			t.Errorf("open %v, passwords %v: %q", c.open, c.secrets, got)
		}
	}
}

func TestWhatIsShownOfAFieldGoesWithItsSecret(t *testing.T) {
	r, g := glimpsing(t)
	r.show(withFields())
	g.Show("", 11, "notes", sealed.New([]byte("mine")))
	r.pump()
	row := r.main.pane.fields.more.rows[1]
	v := withFields()
	v.Pane.ID = 12
	r.show(v)
	if row.bare.Len() != 0 {
		t.Error("it is still shown beside the next secret")
	}
}
