package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// targetFields ask for what a launcher wants to know before it starts, the
// machine as a rule: chosen where the vault has a list, typed otherwise.
type targetFields struct {
	env    *env
	root   *fyne.Container
	label  *widgets.Text
	typed  *widgets.Entry
	chosen *chooser

	ask *app.TargetForm
}

func newTargetFields(e *env, submit, changed func()) *targetFields {
	t := &targetFields{env: e, label: widgets.NewText("", widgets.Style{Cut: true})}
	t.typed = widgets.NewEntry(e.keys, "")
	t.typed.OnSubmitted, t.typed.OnChanged = func(string) { submit() }, func(string) { changed() }
	t.chosen = newChooser(e, func(int) { changed() })
	t.root = widgets.NewLabelled(0, t.label, widgets.NewColumn(0, t.typed, widgets.NewLine(8, nil, t.chosen.button)))
	t.root.Hide()
	return t
}

// render shows what is asked for; another form begins anew. It reports whether heights changed.
func (t *targetFields) render(ask *app.TargetForm) (changed bool) {
	if ask != nil && ask != t.ask {
		t.label.Set(ask.Name)
		t.typed.SetText(ask.Last)
		hint(t.typed, TargetHint(ask.What))
		t.chosen.set(ask.Only)
		for i, o := range ask.Only {
			if strings.EqualFold(o, ask.Last) {
				t.chosen.show(i)
			}
		}
		listed := len(ask.Only) > 0
		changed = visible(t.typed, !listed)
		changed = visible(t.chosen.button, listed) || changed
		t.root.Refresh()
	}
	if ask != nil {
		t.ask = ask
	}
	return visible(t.root, ask != nil) || changed
}

// value is what was chosen or typed.
func (t *targetFields) value() string {
	if len(t.ask.Only) > 0 {
		return t.ask.Only[t.chosen.now]
	}
	return strings.TrimSpace(t.typed.Text)
}

// missing is where nothing was typed, and the sentence for it.
func (t *targetFields) missing() (where *widgets.Entry, wrong string) {
	if t.value() == "" {
		return t.typed, TargetMissing(t.ask.What, t.ask.Name)
	}
	return nil, ""
}

// first is what is to be typed; nil when it is there.
func (t *targetFields) first() fyne.Focusable {
	if t.value() == "" {
		return t.typed
	}
	return nil
}

func (t *targetFields) has(o fyne.Focusable) bool {
	return o == fyne.Focusable(t.typed) || o == fyne.Focusable(t.chosen.button)
}
