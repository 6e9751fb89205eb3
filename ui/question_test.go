package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
	"sallyport/ui/widgets"
)

func TestAQuestionIsAnsweredOnceAndForgotten(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	v.Prompt = &app.PromptView{ID: 7, Kind: app.PromptQuestion, Secret: "db-01", Question: app.QuestionPrompt{From: "me@jump", Jump: true, Text: "Code:"}}
	r.show(v)
	entry, ok := r.focused().(*widgets.Entry)
	if !ok || !entry.Password {
		t.Fatalf("focus on %T, want an entry that shows dots", r.focused())
	}
	test.Type(entry, "123456")
	v = withTree(v, &app.TreeView{Version: 99})
	r.show(v)
	if entry.Text != "123456" {
		t.Errorf("another view changed what was typed to %q", entry.Text)
	}
	r.press(fyne.KeyReturn)
	got, ok := r.port.last().(app.AnswerQuestion)
	if !ok || got.PromptID != 7 {
		t.Fatalf("sent %#v", r.port.last())
	}
	got.Text.Reveal(func(b []byte) {
		if string(b) != "123456" {
			t.Errorf("answered %q", b)
		}
	})
	if entry.Text != "" {
		t.Error("the answer stays in the entry")
	}
	r.press(fyne.KeyEscape)
	r.want(app.Dismiss{PromptID: 7})
}

func TestTheDockSaysWhereTunnelsBegin(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(20*time.Minute, false)
	v.Sessions = slices.Clone(v.Sessions)
	v.Sessions[0].Tunnels = []app.TunnelView{{Own: 40001, Host: "db.internal", Port: 5432}, {Own: 40002, Host: "2001:db8::1", Port: 80}}
	r.show(v)
	if got := r.outline(); !strings.Contains(got, "127.0.0.1:40001 → db.internal:5432, 127.0.0.1:40002 → [2001:db8::1]:80") {
		t.Errorf("the dock does not say it:\n%s", got)
	}
}

func TestWhatSSHItselfAsksIsSeenWhileItIsTyped(t *testing.T) {
	r := newRig(t, Light)
	v := atRest()
	v.Prompt = &app.PromptView{ID: 7, Kind: app.PromptQuestion, Secret: "db-01", Question: app.QuestionPrompt{Text: "Please type 'yes' or 'no':", Echo: true}}
	r.show(v)
	if entry, ok := r.focused().(*widgets.Entry); !ok || entry.Password {
		t.Errorf("focus on %T, want an entry that is seen", r.focused())
	}
}
