package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// shellView is an SSH session of which something was chosen.
func shellView() app.View {
	v := atRest()
	v.Pane.SSH = []app.SessionSetting{
		{Field: app.SSHPort, Value: "22", Owner: app.OwnerVault, Typed: true},
		{Field: app.SSHJump, Value: "alice@jump.example.com", Owner: app.OwnerConnection, Typed: true, Text: "alice@jump.example.com"},
		{Field: app.SSHTunnels, Value: "off", Owner: app.OwnerDefault, Typed: true},
	}
	return v
}

func shellScreens() []screen {
	return []screen{
		{"shell", shellView, openFolders},
		{"shell-open", shellView, func(r *rig) { openFolders(r); r.main.pane.way.shell.toggle.Tapped(nil) }},
		{"shell-typing", shellView, func(r *rig) {
			openFolders(r)
			r.typing(r.main.pane.way.shell, app.SSHTunnels)
			r.typed("8080:intranet")
		}},
		{"shell-wrong", shellView, func(r *rig) {
			openFolders(r)
			r.typing(r.main.pane.way.shell, app.SSHTunnels)
			r.typed("intranet")
			v := shellView()
			v.Pane.Problem = app.Problem{Kind: app.ProblemChoice, Where: "tunnel", Detail: "is not written as host:port or port:host:port", Unchanged: true}
			r.show(v)
		}},
	}
}

// typing opens a line and the place where one of its things is typed.
func (r *rig) typing(l *choiceLine, f app.SettingField) {
	r.t.Helper()
	if !l.open {
		l.toggle.Tapped(nil)
	}
	for _, row := range l.rows {
		if row.of.Field == f {
			row.change.Tapped(nil)
			return
		}
	}
	r.t.Fatalf("no row of %s", f)
}

func TestEveryThingThatIsTypedHasAnExampleAndWords(t *testing.T) {
	for _, v := range []app.View{desktopView(), shellView()} {
		for _, s := range append(v.Pane.RDP, v.Pane.SSH...) {
			if words := typedWords[s.Field]; s.Typed && (words.hint == "" || words.note == "") {
				t.Errorf("%s: %+v", s.Field, words)
			}
		}
	}
}

func TestAJumpHostIsTypedForTheSecret(t *testing.T) {
	r := newRig(t, Light)
	r.show(shellView())
	line := r.main.pane.way.shell
	if got := line.sum.Text(); got != "by way of alice@jump.example.com to port 22" {
		t.Errorf("summary %q", got)
	}
	r.typing(line, app.SSHJump)
	if line.edit.entry.Text != "alice@jump.example.com" || r.env.canvas.Focused() != fyne.Focusable(line.edit.entry) {
		t.Fatalf("the place to type in: %q, focus %T", line.edit.entry.Text, r.env.canvas.Focused())
	}
	r.typed(":2222")
	r.press(fyne.KeyReturn)
	r.want(app.ChooseSetting{SecretID: 12, Field: app.SSHJump, Value: "alice@jump.example.com:2222"})

	v := shellView()
	v.Pane.Problem = app.Problem{Kind: app.ProblemChoice, Where: "jump host", Detail: "is odd", Unchanged: true}
	r.show(v)
	if line.edit == nil || line.edit.entry.Text != "alice@jump.example.com:2222" || r.env.canvas.Focused() != fyne.Focusable(line.edit.entry) {
		t.Fatal("what was refused is no more there to be corrected")
	}
	if got := line.edit.wrong.Text(); !line.edit.wrong.Visible() || !strings.Contains(got, "The jump host is odd.") || r.main.pane.way.problem.Visible() {
		t.Errorf("why: %q; a second time in the box: %v", got, r.main.pane.way.problem.Visible())
	}
	v = shellView()
	v.Pane.Choices, v.Pane.SSH[1].Value, v.Pane.SSH[1].Text = 1, "alice@jump.example.com:2222", "alice@jump.example.com:2222"
	r.show(v)
	if line.edit != nil || r.env.canvas.Focused() != fyne.Focusable(line.rows[1].change) {
		t.Errorf("taken: typing %v, focus %T", line.edit != nil, r.env.canvas.Focused())
	}
	v.Pane.Choices = 2
	r.typing(line, app.SSHJump)
	r.show(v)
	if line.edit != nil {
		t.Error("what was there already was chosen again, and the place to type in stays")
	}
}

func TestEscapeLeavesAThingAsItIs(t *testing.T) {
	r := newRig(t, Light)
	r.show(shellView())
	line := r.main.pane.way.shell
	r.typing(line, app.SSHJump)
	r.typed("x")
	r.press(fyne.KeyEscape)
	if line.edit != nil || len(r.port.did) != 0 || r.env.canvas.Focused() != fyne.Focusable(line.rows[1].change) {
		t.Errorf("typing %v, done %+v, focus %T", line.edit != nil, r.port.did, r.env.canvas.Focused())
	}
	v := shellView()
	v.Pane.Problem = app.Problem{Kind: app.ProblemChoice, Where: "jump host", Detail: "is odd", Unchanged: true}
	r.show(v)
	for f, value := range map[app.SettingField]string{app.SSHJump: "alice@jump.example.com", app.SSHTunnels: ""} {
		r.typing(line, f)
		r.press(fyne.KeyEscape)
		r.want(app.ChooseSetting{SecretID: 12, Field: f, Value: value}) // what is there, which ends the complaint
	}
}

// Whoever types a way and connects at once means to go that way.
func TestConnectTakesWhatIsTypedFirst(t *testing.T) {
	r := newRig(t, Light)
	r.show(shellView())
	r.typing(r.main.pane.way.shell, app.SSHPort)
	r.typed("2022")
	r.ctrl(fyne.KeyReturn)
	r.want(app.ChooseSetting{SecretID: 12, Field: app.SSHPort, Value: "2022"})
	v := shellView()
	v.Pane.Choices, v.Pane.SSH[0].Value, v.Pane.SSH[0].Text = 1, "2022", "2022"
	r.show(v)
	r.ctrl(fyne.KeyReturn)
	if _, ok := r.port.last().(app.Connect); !ok {
		t.Errorf("then %+v", r.port.last())
	}
}

func TestWhatIsTypedGoesWithItsSecret(t *testing.T) {
	r := newRig(t, Light)
	r.show(shellView())
	r.typing(r.main.pane.way.shell, app.SSHPort)
	r.typed("2022")
	v := shellView()
	v.Pane.ID = 13
	r.show(v)
	if r.main.pane.way.shell.edit != nil {
		t.Error("it is still there beside the next secret")
	}
}

func TestAnEmptyTextMeansNone(t *testing.T) {
	r := newRig(t, Light)
	r.show(desktopView())
	line := r.main.pane.way.desktop
	for f, value := range map[app.SettingField]string{app.RDPDrives: "off", app.RDPGateway: "off", app.RDPGatewayUser: "host"} {
		r.typing(line, f)
		line.edit.entry.SetText("")
		line.submit()
		r.want(app.ChooseSetting{SecretID: 12, Field: f, Value: value})
	}
}

func TestTheWayOfAnSSHSessionInOneLine(t *testing.T) {
	r := newRig(t, Light)
	_ = r
	port := app.SessionSetting{Field: app.SSHPort, Value: "22"}
	tunnels := app.SessionSetting{Field: app.SSHTunnels, Value: "8080:a:1, b:2", Text: "8080:a:1, b:2"}
	for want, all := range map[string][]app.SessionSetting{
		"straight to port 22":                    {port, {Field: app.SSHJump, Value: "off"}, {Field: app.SSHTunnels, Value: "off"}},
		"straight to port 22; 2 tunnels":         {port, {Field: app.SSHJump, Value: "off"}, tunnels},
		"by way of the vault's proxy; 2 tunnels": {{Field: app.SSHPort, Value: "proxy", Owner: app.OwnerForbidden}, {Field: app.SSHJump, Value: "proxy", Owner: app.OwnerForbidden}, tunnels},
	} {
		if got := SSHSummary(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
