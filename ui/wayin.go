package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow"
)

// wayIn is the card that says what the vault will ask, asks it, and acts.
type wayIn struct {
	env     *env
	root    *widgets.Card
	steps   *widgets.Steps
	form    *fyne.Container
	reason  *widgets.Entry
	wrong   *widgets.Paragraph
	primary *widgets.Button
	only    *widgets.Button
	busy    *busyLine
	cancel  *widgets.Button
	problem *problemBox
	actions *fyne.Container
	relay   func()

	view   app.View // drawn last: what the buttons act on
	formID int
	refoc  bool // the focus was here when the wait began
	missed bool // submitted without a reason
}

func newWayIn(e *env, relayout func()) *wayIn {
	w := &wayIn{env: e, relay: relayout}
	w.reason = widgets.NewEntry(e.keys, "Why you need it, or a ticket number")
	w.reason.OnSubmitted = func(string) { w.connect() }
	w.reason.OnChanged = func(string) { w.setMissed(false) }
	w.wrong = widgets.NewParagraph("", widgets.Style{Size: widgets.Small, Tone: widgets.Red})
	w.wrong.Hide()
	w.form = widgets.NewInset(widgets.Inset{Left: 26, Top: 4, Bottom: 12}, widgets.NewColumn(6, w.reason, w.wrong))
	glyphs := widgets.Glyphs{Done: e.icon("check"), Busy: e.icon("dots"), Blocked: e.icon("bar")}
	w.steps = widgets.NewSteps(glyphs, w.form)
	w.primary = e.button(widgets.Primary, "Connect", w.connect).WithHint("Ctrl Enter")
	w.only = e.button(widgets.Plain, "Check out only", w.checkOutOnly)
	w.cancel = e.button(widgets.Plain, "Cancel", func() { e.do(app.Cancel{SecretID: w.view.Pane.ID}) }).WithHint("Esc")
	w.busy = newBusyLine(e, "", w.cancel)
	w.problem = newProblemBox(e, relayout)
	w.actions = widgets.NewLine(8, nil, w.primary, w.only, w.busy.root)
	w.root = widgets.NewCard("Way in", widgets.NewColumn(12, w.steps.Container, w.problem.Card, w.actions))
	return w
}

func (w *wayIn) render(v *app.View) (changed bool) {
	prev := w.view.Pane
	w.view = *v
	n := &v.Pane
	if n.Ask.ID != w.formID || n.ID != prev.ID {
		w.formID = n.Ask.ID
		w.reason.SetText("")
		w.missed = false
	}
	w.renderSteps(n, &prev)
	changed = w.setWrong()
	if label := PrimaryText(n.Primary); w.primary.Label() != label {
		w.primary.SetLabel(label)
		changed = true
	}
	if n.Primary == app.PrimaryUnavailable {
		w.primary.Disable()
	} else {
		w.primary.Enable()
	}
	if w.renderBusy(n) {
		changed = true
	}
	w.problem.set(w.trouble(v))
	return changed || !sameSteps(prev.Steps, n.Steps) || prev.Ask != n.Ask
}

// trouble is what went wrong with the way in, else with the check-out.
func (w *wayIn) trouble(v *app.View) app.Problem {
	if c, ok := checkOutOf(v, v.Pane.ID); ok && v.Pane.Problem.None() {
		return c.Problem
	}
	return v.Pane.Problem
}

func (w *wayIn) renderSteps(n, prev *app.PaneView) {
	if sameSteps(n.Steps, prev.Steps) && n.Ask == prev.Ask && n.Host == prev.Host && n.ID == prev.ID &&
		n.Port == prev.Port && n.User == prev.User && n.Kind == prev.Kind {
		return
	}
	steps, under := make([]widgets.Step, 0, len(n.Steps)), ""
	for _, s := range n.Steps {
		name, detail := StepText(s, n)
		steps = append(steps, widgets.Step{ID: string(s.ID), Mark: mark(s.Progress), Name: name, Detail: detail})
		if s.ID == workflow.Comment && n.Ask.Reason {
			under = string(s.ID)
		}
	}
	w.steps.SetSteps(steps, under)
}

func sameSteps(a, b []workflow.PlanStep) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func mark(p workflow.Progress) widgets.Mark {
	switch p {
	case workflow.Done:
		return widgets.MarkDone
	case workflow.Now:
		return widgets.MarkNow
	case workflow.Busy:
		return widgets.MarkBusy
	case workflow.Blocked:
		return widgets.MarkBlocked
	}
	return widgets.MarkLater
}

// renderBusy puts the wait in the place of the buttons, so nothing else moves.
func (w *wayIn) renderBusy(n *app.PaneView) (changed bool) {
	busy := n.Busy != app.NotBusy
	f := w.env.canvas.Focused()
	mine := f != nil && (f == fyne.Focusable(w.primary) || f == fyne.Focusable(w.only) || f == fyne.Focusable(w.reason))
	if busy && mine {
		// Not to Cancel: the Enter that began this may still repeat.
		w.refoc = true
		w.env.canvas.Unfocus()
	}
	text := BusyText(n.Busy)
	if busy && w.busy.text.Text() != text {
		w.busy.text.Set(text)
		changed = true
	}
	changed = w.busy.set(busy) || changed
	changed = visible(w.cancel, n.Cancel) || changed
	changed = visible(w.primary, !busy && n.Primary != app.PrimaryNone) || changed
	changed = visible(w.only, !busy && w.canCheckOutOnly(n)) || changed
	if !busy && w.refoc {
		w.refoc = false
		if w.env.canvas.Focused() == nil {
			w.focusNext()
		}
	}
	return changed
}

func (w *wayIn) canCheckOutOnly(n *app.PaneView) bool {
	return n.Primary == app.PrimaryCheckOutAndConnect
}

// setWrong shows the server's word about the last try, or that nothing was typed.
func (w *wayIn) setWrong() bool {
	text := w.view.Pane.Ask.Error
	if w.missed {
		text = "The vault asks for a reason. Nothing was sent."
	}
	changed := w.wrong.Text() != text
	w.wrong.Set(text)
	return visible(w.wrong, text != "") || changed
}

func (w *wayIn) setMissed(missed bool) {
	if w.missed != missed {
		w.missed = missed
		if w.setWrong() {
			w.relay()
		}
	}
}

// focusNext focuses what is to be done next.
func (w *wayIn) focusNext() {
	switch {
	case w.view.Pane.Busy != app.NotBusy:
	case w.view.Pane.Ask.Reason && strings.TrimSpace(w.reason.Text) == "":
		w.env.focus(w.reason)
	case w.view.Pane.Primary == app.PrimaryConnect || w.view.Pane.Primary == app.PrimaryCheckOutAndConnect:
		w.env.focus(w.primary)
	}
}

// ready reads the form; false says it is not complete, and has the focus.
func (w *wayIn) ready() (comment string, ok bool) {
	n := &w.view.Pane
	if n.ID == 0 || n.Loading || n.Cancel || n.Busy != app.NotBusy || n.Primary == app.PrimaryNone || n.Primary == app.PrimaryUnavailable {
		return "", false
	}
	if !n.Ask.Reason {
		return "", true
	}
	comment = strings.TrimSpace(w.reason.Text)
	if comment == "" {
		w.setMissed(true)
		w.env.focus(w.reason)
		return "", false
	}
	return comment, true
}

func (w *wayIn) connect() {
	if c, ok := w.ready(); ok {
		w.env.do(app.Connect{SecretID: w.view.Pane.ID, Given: app.Given{Reason: c}})
	}
}

func (w *wayIn) checkOutOnly() {
	if c, ok := w.ready(); ok {
		w.env.do(app.CheckOutOnly{SecretID: w.view.Pane.ID, Given: app.Given{Reason: c}})
	}
}
