package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

func TestHostKeyDefaultsToCancel(t *testing.T) {
	trustIsADecision(t, app.PromptView{ID: 5, Kind: app.PromptHostKey, HostKey: app.HostKeyPrompt{Host: "h", KeyType: "ED25519", Fingerprint: "SHA256:x"}})
}

func TestCertificateDefaultsToCancel(t *testing.T) {
	trustIsADecision(t, app.PromptView{ID: 5, Kind: app.PromptCertificate, Certificate: app.CertificatePrompt{Host: "h:3389", Subject: "CN=h", Fingerprint: "aa:bb"}})
}

func trustIsADecision(t *testing.T, q app.PromptView) {
	t.Helper()
	r := newRig(t, Light)
	v := atRest()
	v.Prompt = &q
	r.show(v)
	r.press(fyne.KeyReturn)
	r.want(app.Answer{PromptID: 5})
	r.port.did = nil
	r.ctrl(fyne.KeyReturn)
	if r.port.last() != nil {
		t.Errorf("Ctrl+Enter trusted a key: %#v", r.port.last())
	}
	r.press(fyne.KeyEscape)
	r.want(app.Answer{PromptID: 5})
	r.show(atRest())
	if r.env.canvas.Overlays().Top() != nil {
		t.Error("the dialog is still there")
	}
}

func TestExtendChecksWhatCanBeCheckedHere(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(time.Minute, true)
	v.Prompt = &app.PromptView{ID: 6, Kind: app.PromptExtend, Secret: "db-01", Extend: app.ExtendPrompt{SecretID: 11, Max: 60, Suggest: 30}}
	r.show(v)
	x := r.dialogs.now.(*extendPrompt)
	r.press(fyne.KeyReturn)
	if r.port.last() != nil || !x.wrong.Visible() {
		t.Fatal("no reason: nothing must be sent, and it must say so")
	}
	r.typed("not done")
	p := *v.Prompt
	p.Extend.Busy = true
	v.Prompt = &p
	r.show(v)
	if x.reason.Text != "not done" {
		t.Errorf("reason %q after a View of the same prompt", x.reason.Text)
	}
	p2 := p
	p2.Extend.Busy = false
	v.Prompt = &p2
	r.show(v)
	x.minutes.SetText("90")
	x.submit()
	if r.port.last() != nil {
		t.Fatalf("sent %#v, more than can be added", r.port.last())
	}
	x.minutes.SetText("45")
	r.ctrl(fyne.KeyReturn)
	r.want(app.Extend{PromptID: 6, Minutes: 45, Reason: "not done"})
}

func TestQuitDialogAndClosing(t *testing.T) {
	r := newRig(t, Light)
	v := checkedOut(time.Minute, true)
	v.Prompt = &app.PromptView{ID: 8, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: []string{"db-01"}}}
	r.show(v)
	q := r.dialogs.now.(*quitPrompt)
	q.keep.Tapped(nil)
	r.want(app.QuitNow{PromptID: 8, How: app.QuitKeep})
	r.press(fyne.KeyReturn)
	r.want(app.QuitNow{PromptID: 8, How: app.QuitCheckIn})
	r.press(fyne.KeyEscape)
	r.want(app.Dismiss{PromptID: 8})
	r.show(app.View{Closing: true})
	r.port.send(mainView())
	if len(r.queue) != 0 {
		t.Error("a View after Closing was queued")
	}
}
