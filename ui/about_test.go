package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// withLabel finds what can be used and is called so, in what lies on top.
func withLabel[T interface {
	fyne.CanvasObject
	Label() string
}](r *rig, label string,
) (found T) {
	r.t.Helper()
	root, there := r.env.canvas.Content(), false
	if top := r.env.canvas.Overlays().Top(); top != nil {
		root = top
	}
	usable(root, func(o fyne.CanvasObject, _ fyne.Focusable) {
		if x, ok := o.(T); ok && x.Label() == label {
			found, there = x, true
		}
	})
	if !there {
		r.t.Fatalf("no %T %q", found, label)
	}
	return found
}

func (r *rig) button(label string) *widgets.Button {
	r.t.Helper()
	return withLabel[*widgets.Button](r, label)
}

// From the sign-in page, too: where nothing works yet, a diagnosis is wanted most.
func TestDiagnosticsAreCopiedOnce(t *testing.T) {
	r := newRig(t, Light)
	asked, done := 0, func(string) {}
	r.env.about = About{Version: "1.2.3", Folder: "/home/alice/.local/state/sallyport", Diagnose: func(f func(string)) { asked++; done = f }}
	r.show(app.View{Screen: app.ScreenSignIn})
	r.press(fyne.KeyF1)
	r.button("About Sallyport").Tapped(nil)
	r.button("Copy diagnostics").Tapped(nil)
	diagnose := "Copy diagnostics"
	usable(r.env.canvas.Overlays().Top(), func(o fyne.CanvasObject, _ fyne.Focusable) {
		if b, ok := o.(*widgets.Button); ok && b.Label() == diagnose {
			t.Error("it can be asked for twice")
		}
	})
	done("Sallyport 1.2.3")
	if got := r.app.Clipboard().Content(); got != "" {
		t.Errorf("copied on another goroutine: %q", got)
	}
	r.pump()
	if got := r.app.Clipboard().Content(); got != "Sallyport 1.2.3" || asked != 1 {
		t.Errorf("%q after %d questions", got, asked)
	}
	r.button("Copy diagnostics").Tapped(nil)
	r.press(fyne.KeyEscape)
	done("late")
	r.pump()
	if got := r.app.Clipboard().Content(); got == "late" {
		t.Error("the clipboard was written after the window was shut")
	}
	if r.dialogs.open() {
		t.Error("Esc does not shut it")
	}
}

// The table of keys binds them and lists them: what it shows is what it binds,
// and nothing binds a key past it.
func TestTheKeyboardPageIsTrue(t *testing.T) {
	names := map[fyne.KeyName]string{fyne.KeyReturn: "Enter", fyne.KeyEscape: "Esc", fyne.KeyComma: ","}
	seen := map[string]bool{}
	for _, k := range keyTable {
		if seen[k.show] {
			t.Errorf("%s is listed twice", k.show)
		}
		seen[k.show] = true
		if len(k.keys) == 0 {
			continue // of lists and forms; see the tests of those
		}
		want := or(names[k.keys[0]], string(k.keys[0]))
		if k.ctrl {
			want = "Ctrl+" + want
		}
		if k.show != want {
			t.Errorf("%s is bound, %s is shown", want, k.show)
		}
	}
	for _, path := range sourceFiles(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if path != "keys.go" && path != "mfa.go" && strings.Contains(string(text), "AddShortcut(") {
			t.Errorf("%s binds keys of its own", path)
		}
	}
	r := newRig(t, Light)
	r.show(atRest())
	r.press(fyne.KeyF1)
	shown := r.outline()
	for _, k := range keyTable {
		if !strings.Contains(shown, quoted(k.show)) {
			t.Errorf("the page lacks %s", k.show)
		}
	}
}

func sourceFiles(t *testing.T) (all []string) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if !strings.HasSuffix(path, "_test.go") {
			all = append(all, path)
		}
	}
	return all
}
