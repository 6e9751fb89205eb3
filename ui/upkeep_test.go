package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// coded is a secret whose one-time code is on the screen.
func coded(left time.Duration) app.View {
	v := openSecret()
	v.Pane.Code = app.CodeView{There: true, Copy: true, Show: true, Shown: true, Left: left, Whole: 30 * time.Second}
	return v
}

// ailing is a secret with something to tell about its password.
func ailing(h app.HealthView) func() app.View {
	return func() app.View {
		v := atRest()
		v.Pane.Health = h
		return v
	}
}

func changing() app.View {
	v := atRest()
	v.Prompt = &app.PromptView{ID: 9, Kind: app.PromptChange, Secret: "db-02", Change: app.ChangePrompt{SecretID: 12, Host: "db-02.example.com", User: "svc-admin", Sessions: 2}}
	return v
}

// filed is a secret with files.
func filed(reading string) func() app.View {
	return func() app.View {
		v := atRest()
		v.Pane.Files = []app.FileView{{Slug: "private-key", Name: "Private Key"}, {Slug: "public-key", Name: "Public Key"}}
		v.Pane.Reading = reading
		v.Pane.Fields.Open = true
		return v
	}
}

// where asks where to save a file.
func where(p app.SavePrompt) func() app.View {
	p.SecretID, p.Name, p.Folder, p.Size = 12, "id_ed25519", "/home/alice/Downloads", 464
	return func() app.View {
		v := filed("")()
		v.Prompt = &app.PromptView{ID: 9, Kind: app.PromptSave, Secret: "db-02", Save: p}
		return v
	}
}

// upkeepScreens are the parts of the pane below the fields.
func upkeepScreens() []screen {
	shown := func(r *rig) {
		g := &Glimpse{}
		g.use(r.main.pane, func(f func()) { r.queue = append(r.queue, f) })
		g.ShowCode("", 11, sealed.New([]byte("492039")))
		r.pump()
	}
	return []screen{
		{"code", func() app.View { return coded(23 * time.Second) }, shown},
		{"code-ends", func() app.View { return coded(4 * time.Second) }, shown},
		{"health-failed", ailing(app.HealthView{
			Status: "AccountLockedOut", Checked: noon, Drifted: true, Why: "Password change failed",
			Beat:   app.ChoreView{State: app.ChoreFailed, Said: "AccountLockedOut"},
			Change: app.ChoreView{State: app.ChoreFailed, Said: "Password change failed", Bar: app.BarClosed},
		}), nil},
		{"health-pending", ailing(app.HealthView{
			Status: "Success", Checked: noon, Beat: app.ChoreView{Bar: app.BarBusy}, Change: app.ChoreView{State: app.ChorePending, Bar: app.BarBusy},
		}), nil},
		{"health-barred", ailing(app.HealthView{Beat: app.ChoreView{Bar: app.BarRight}, Change: app.ChoreView{Bar: app.BarRight}}), nil},
		{"change", changing, nil},
		{"files", filed(""), nil},
		{"files-reading", filed("private-key"), nil},
		{"save", where(app.SavePrompt{}), nil},
		{"save-exists", where(app.SavePrompt{}), func(r *rig) {
			r.show(where(app.SavePrompt{Busy: true})())
			r.show(where(app.SavePrompt{Exists: true})())
		}},
		{"save-failed", where(app.SavePrompt{Problem: app.Problem{Kind: app.ProblemSave, Where: "/mnt/usb/id_ed25519", Detail: "read-only file system", Unchanged: true}}), nil},
	}
}

func TestACodeIsShownWithItsTimeAndTakenAway(t *testing.T) {
	r, g := glimpsing(t)
	v := openSecret()
	v.Pane.Code = app.CodeView{There: true, Copy: true, Show: true}
	r.show(v)
	c := r.main.pane.fields.code
	c.copy.Tapped(nil)
	r.want(app.CopyCode{SecretID: 11})
	c.look.Tapped(nil)
	r.want(app.ShowCode{SecretID: 11, On: true})
	code := sealed.New([]byte("492039"))
	hide := g.ShowCode("", 11, code)
	r.pump()
	r.show(coded(12 * time.Second))
	if got := r.code(); got != "492039" || c.look.Label() != "Hide" || !c.ring.Visible() || c.left.Text() != "12 s" || !code.Empty() {
		t.Fatalf("%q, %q, ring %v, %q", got, c.look.Label(), c.ring.Visible(), c.left.Text())
	}
	hide()
	g.ShowCode("", 11, sealed.New([]byte("111222")))
	r.pump()
	if got := r.code(); got != "111222" {
		t.Errorf("the next one: %q", got)
	}
	c.look.Tapped(nil)
	r.want(app.ShowCode{SecretID: 11})
	if r.code() != "" || c.ring.Visible() || !c.dots.Visible() {
		t.Error("Hide waits for the app")
	}
	g.ShowCode("", 12, sealed.New([]byte("333444")))
	g.ShowCode("v2", 11, sealed.New([]byte("333444")))
	r.pump()
	if got := r.code(); got != "" {
		t.Errorf("another secret's code is shown: %q", got)
	}
	g.ShowCode("", 11, sealed.New([]byte("555666")))
	r.pump()
	r.show(atRest())
	if r.code() != "" || r.main.pane.fields.codes.Visible() {
		t.Error("it is still there beside the next secret")
	}
}

// code is what is shown of the one-time code.
func (r *rig) code() string {
	var b strings.Builder
	for _, o := range r.main.pane.fields.code.bare.Box.Objects {
		b.WriteString(o.(*canvas.Text).Text)
	}
	return b.String()
}

func TestHeartbeatAndPasswordChangeAreAskedFor(t *testing.T) {
	r := newRig(t, Light)
	r.show(atRest())
	h := r.main.pane.health
	h.beat.do.Tapped(nil)
	r.want(app.Heartbeat{SecretID: 12})
	h.change.do.Tapped(nil)
	r.want(app.AskChange{SecretID: 12})
	r.show(ailing(app.HealthView{Beat: app.ChoreView{Bar: app.BarOffline}, Change: app.ChoreView{Bar: app.BarClosed}})())
	if !h.beat.do.Disabled() || !h.change.do.Disabled() || h.beat.more.Text() == "" || h.change.more.Text() == "" {
		t.Errorf("barred, and the buttons do not explain: %q, %q", h.beat.more.Text(), h.change.more.Text())
	}
	r.show(changing())
	c := r.dialogs.now.(*meant)
	if r.env.canvas.Focused() != c.cancel {
		t.Error("the focus is not on Cancel")
	}
	r.dialogs.submit()
	if n := len(r.port.did); r.port.did[n-1] != (app.AskChange{SecretID: 12}) {
		t.Error("a shortcut changed the password")
	}
	r.dialogs.dismiss()
	r.want(app.Answer{PromptID: 9})
}

func TestEveryStateOfAChoreHasWords(t *testing.T) {
	for _, s := range []app.ChoreState{app.ChoreAsking, app.ChorePending, app.ChoreDone, app.ChoreFailed, app.ChoreRefused, app.ChoreLost, app.ChoreSilent} {
		h := app.HealthView{Change: app.ChoreView{State: s, Problem: app.Problem{Kind: app.ProblemRefused}}}
		said := dotted(ChangeText(&h), ChangeMore(&h))
		if said == ChangeText(&app.HealthView{}) || strings.ContainsAny(said, "{}") {
			t.Errorf("%q: %q", s, said)
		}
	}
	for _, b := range []app.ChoreBar{app.BarRight, app.BarClosed, app.BarBusy, app.BarOffline} {
		if BarText(b) == "" {
			t.Errorf("%q has no words", b)
		}
	}
	if got := BeatText(&app.HealthView{Status: "OnFire"}); got != "OnFire" {
		t.Errorf("a word of the vault's that we do not know is shown as %q", got)
	}
}

func TestAFileIsSavedByKeyboard(t *testing.T) {
	r := newRig(t, Light)
	shut := filed("")()
	shut.Pane.Fields.Open = false
	r.show(shut)
	rows := r.main.pane.fields.files.rows
	if rows[0].save.Visible() || !rows[0].note.Visible() {
		t.Error("a file is offered that the vault does not give out now")
	}
	r.show(filed("")())
	rows[0].save.Tapped(nil)
	r.want(app.SaveFile{SecretID: 12, Slug: "private-key"})
	r.show(filed("private-key")())
	if rows[0].save.Visible() || !rows[0].busy.root.Visible() || !rows[1].save.Disabled() {
		t.Error("it is being read, and looks as if it were not")
	}
	rows[0].stop.Tapped(nil)
	r.want(app.CancelFile{SecretID: 12})

	r.show(where(app.SavePrompt{})())
	s := r.dialogs.now.(*savePrompt)
	if r.env.canvas.Focused() != s.path || s.path.Text != "/home/alice/Downloads/id_ed25519" {
		t.Fatalf("asked with %q", s.path.Text)
	}
	r.ctrl(fyne.KeyReturn)
	r.want(app.WriteFile{PromptID: 9, Path: "/home/alice/Downloads/id_ed25519"})
	r.show(where(app.SavePrompt{Busy: true})())
	n := len(r.port.did)
	if r.ctrl(fyne.KeyReturn); len(r.port.did) != n {
		t.Error("written twice")
	}
	r.show(where(app.SavePrompt{Exists: true})())
	if s.ok.Label() != "Replace it" || !s.there.Visible() {
		t.Errorf("the button says %q", s.ok.Label())
	}
	r.typed("2")
	if s.ok.Label() != "Save" || s.there.Visible() {
		t.Error("another name, and it would still be replaced")
	}
	r.ctrl(fyne.KeyReturn)
	r.want(app.WriteFile{PromptID: 9, Path: s.path.Text})
	r.press(fyne.KeyEscape)
	r.want(app.Dismiss{PromptID: 9})
}

func TestAFolderIsChosenForAFile(t *testing.T) {
	r := newRig(t, Light)
	from := ""
	r.env.folder = func(start string, then func(string)) { from = start; then("/mnt/usb") }
	r.show(where(app.SavePrompt{})())
	s := r.dialogs.now.(*savePrompt)
	s.choose.Tapped(nil)
	if from != "/home/alice/Downloads" || s.path.Text != "/mnt/usb/id_ed25519" {
		t.Errorf("from %q to %q", from, s.path.Text)
	}
}

func TestATimelineNamesAnotherYear(t *testing.T) {
	at := time.Date(2024, 2, 3, 9, 12, 3, 0, time.Local)
	if got := historyTime(app.HistoryRow{At: at, Past: true}); got != "3 Feb 2024 09:12" {
		t.Error(got)
	}
	if got := historyTime(app.HistoryRow{At: at}); got != "3 Feb 09:12:03" {
		t.Error(got)
	}
}
