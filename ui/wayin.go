package ui

import (
	"slices"

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
	form    *form
	wait    *waitNote
	primary *widgets.Button
	with    *launcherChooser
	only    *widgets.Button
	busy    *busyLine
	cancel  *widgets.Button
	stop    *widgets.Button // of a way in that waits for somebody else
	problem *problemBox
	desktop *choiceLine // how a remote desktop will be
	shell   *choiceLine // and an SSH session
	actions *fyne.Container
	relay   func()

	view   app.View // drawn last: what the buttons act on
	formID int
	refoc  bool // the focus was here when the wait began
}

func newWayIn(e *env, relayout func()) *wayIn {
	w := &wayIn{env: e, relay: relayout}
	w.form = newForm(e, w.connect, relayout)
	w.wait = newWaitNote(e, relayout)
	glyphs := widgets.Glyphs{Done: e.icon("check"), Busy: e.icon("dots"), Blocked: e.icon("bar"), Waiting: e.icon("clock")}
	w.steps = widgets.NewSteps(glyphs, widgets.NewColumn(0, w.wait.root, w.form.root))
	w.primary = e.button(widgets.Primary, tr("Connect"), w.connect).WithHint(tr("Ctrl Enter"))
	w.with = newLauncherChooser(e)
	w.only = e.button(widgets.Plain, tr("Check out only"), w.checkOutOnly)
	w.cancel = e.button(widgets.Plain, tr("Cancel"), func() { e.to(w.view.Pane.Vault, app.Cancel{SecretID: w.view.Pane.ID}) }).WithHint(tr("Esc"))
	w.stop = e.button(widgets.Plain, tr("Stop waiting"), func() { e.to(w.view.Pane.Vault, app.Cancel{SecretID: w.view.Pane.ID}) }).WithHint(tr("Esc"))
	w.busy = newBusyLine(e, "", w.cancel)
	w.problem = newProblemBox(e, relayout)
	w.actions = widgets.NewWrap(8, w.primary, w.with.button, w.only, w.stop, w.busy.root)
	w.desktop = newChoiceLine(e, tr("Remote desktop"), RDPSummary, relayout)
	w.shell = newChoiceLine(e, tr("SSH session"), SSHSummary, relayout)
	w.root = widgets.NewCard(tr("Way in"), widgets.NewColumn(12, w.steps.Container, w.desktop.root, w.shell.root, w.problem.Card, w.actions))
	return w
}

func (w *wayIn) render(v *app.View) (changed bool) {
	prev := w.view.Pane
	w.view = *v
	n := &v.Pane
	fresh := n.Ask.ID != w.formID && n.Ask.ID != 0 || paneRef(n) != paneRef(&prev)
	if fresh {
		w.formID = n.Ask.ID
	}
	w.renderSteps(n, &prev)
	w.form.vault = n.Vault
	changed = w.form.render(n.Ask, v.Tickets, fresh)
	changed = visible(w.form.root, asks(n.Ask)) || changed
	changed = w.wait.render(n) || changed
	changed = w.desktop.render(n, n.RDP) || changed
	changed = w.shell.render(n, n.SSH) || changed
	if label := primaryText(v); w.primary.Label() != label {
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
	if paneRef(n) == paneRef(&prev) && asks(n.Ask) && !asks(prev.Ask) && w.idle() {
		w.focusNext()
	}
	if n.Ask.Error != "" && n.Ask.Error != prev.Ask.Error && w.form.has(w.env.canvas.Focused()) && w.form.first() != nil {
		w.env.focus(w.form.first()) // to what the vault misses
	}
	w.problem.set(w.trouble(v))
	return changed || !sameSteps(prev.Steps, n.Steps) || prev.Ask != n.Ask
}

// primaryText is the main button: it says so where it would open a second session.
func primaryText(v *app.View) string {
	runs := slices.ContainsFunc(v.Sessions, func(s app.SessionView) bool {
		return s.State == app.SessionConnected && s.Vault == v.Pane.Vault && s.SecretID == v.Pane.ID
	})
	if runs && v.Pane.Primary == app.PrimaryConnect {
		return tr("Connect again")
	}
	return PrimaryText(v.Pane.Primary)
}

// trouble is what went wrong with the way in, else with the check-out.
func (w *wayIn) trouble(v *app.View) app.Problem {
	if w.desktop.complains() || w.shell.complains() {
		return app.Problem{} // it is said where it is typed
	}
	if c, ok := checkOutOf(v, paneRef(&v.Pane)); ok && v.Pane.Problem.None() {
		return c.Problem
	}
	return v.Pane.Problem
}

func (w *wayIn) renderSteps(n, prev *app.PaneView) {
	if sameSteps(n.Steps, prev.Steps) && n.Ask == prev.Ask && n.Wait == prev.Wait && n.ApprovalEnd.Equal(prev.ApprovalEnd) && n.Host == prev.Host && paneRef(n) == paneRef(prev) &&
		n.Port == prev.Port && n.User == prev.User && n.Kind == prev.Kind && n.Launcher == prev.Launcher {
		return
	}
	steps, under := make([]widgets.Step, 0, len(n.Steps)), ""
	for _, s := range n.Steps {
		name, detail := StepText(s, n)
		steps = append(steps, widgets.Step{ID: string(s.ID), Mark: mark(s.Progress), Name: name, Detail: detail})
		if under == "" && (s.Asks && s.Progress == workflow.Now && asks(n.Ask) || s.Progress == workflow.Waiting || s.ID == workflow.Approval && w.wait.speaks(n)) {
			under = string(s.ID)
		}
	}
	if under == "" && asks(n.Ask) {
		under = string(workflow.Connect) // only the launcher asks
	}
	w.steps.SetSteps(steps, under)
}

// asks reports whether a form has anything to type.
func asks(f app.FormView) bool {
	return f.Reason || f.Access || f.Lock != app.LockNone || f.Target != nil
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
	case workflow.Waiting:
		return widgets.MarkWaiting
	case workflow.Blocked:
		return widgets.MarkBlocked
	}
	return widgets.MarkLater
}

// renderBusy puts the wait in the place of the buttons, so nothing else moves.
func (w *wayIn) renderBusy(n *app.PaneView) (changed bool) {
	busy := n.Busy != app.NotBusy
	f := w.env.canvas.Focused()
	mine := f != nil && (f == fyne.Focusable(w.primary) || f == fyne.Focusable(w.only) || f == fyne.Focusable(w.with.button) || w.form.has(f))
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
	changed = visible(w.cancel, busy && n.Cancel) || changed
	waits := !busy && n.Cancel && !n.Wait.Since.IsZero()
	changed = visible(w.stop, waits) || changed
	changed = visible(w.primary, !busy && !waits && n.Primary != app.PrimaryNone) || changed
	changed = w.with.render(n, !busy && !waits && n.Primary != app.PrimaryNone) || changed
	changed = visible(w.only, !busy && !waits && w.canCheckOutOnly(n)) || changed
	if !busy && w.refoc && (!n.Cancel || waits) {
		w.refoc = false
		if w.env.canvas.Focused() == nil {
			w.focusNext()
		}
	}
	return changed
}

// comeBack gives the focus to what is to be done next, once it is known: the
// user was in the challenge's window.
func (w *wayIn) comeBack() { w.refoc = true }

// idle reports whether the focus is nowhere, or on the button that was pressed last.
func (w *wayIn) idle() bool {
	f := w.env.canvas.Focused()
	return f == nil || f == fyne.Focusable(w.primary)
}

func (w *wayIn) canCheckOutOnly(n *app.PaneView) bool {
	switch n.Primary {
	case app.PrimaryCheckOutAndConnect, app.PrimaryCheckOutAndOpen:
		return true
	case app.PrimaryUnavailable: // the launcher's fault: the secret itself is to be had
		return n.Facts.Needed && n.CheckOut.SecretID == 0 && launcherFault(n.Problem.Kind)
	}
	return false
}

// focusNext focuses what is to be done next.
func (w *wayIn) focusNext() {
	n := &w.view.Pane
	switch {
	case n.Busy != app.NotBusy:
	case asks(n.Ask) && w.form.first() != nil:
		w.env.focus(w.form.first())
	case n.Primary != app.PrimaryNone && n.Primary != app.PrimaryUnavailable:
		w.env.focus(w.primary)
	}
}

// ready reads the form; false says it is not complete, and has the focus.
func (w *wayIn) ready(connects bool) (g app.Given, ok bool) {
	n := &w.view.Pane
	if n.ID == 0 || n.Loading || n.Cancel || n.Busy != app.NotBusy || n.Primary == app.PrimaryNone || n.Primary == app.PrimaryUnavailable && (connects || !w.canCheckOutOnly(n)) {
		return app.Given{}, false
	}
	if !asks(n.Ask) {
		return app.Given{}, true
	}
	return w.form.read(connects)
}

func (w *wayIn) connect() {
	n := &w.view.Pane
	if c := w.view.MFA; c != nil && n.Cancel && c.For == n.Name && c.Vault == n.Vault && w.env.raise() {
		return // what is wanted of the user is in the other window
	}
	if w.desktop.unsent() || w.shell.unsent() {
		return // a session that went another way than the one just typed would surprise
	}
	if g, ok := w.ready(true); ok {
		w.env.to(w.view.Pane.Vault, app.Connect{SecretID: w.view.Pane.ID, Given: g})
	}
}

func (w *wayIn) checkOutOnly() {
	if g, ok := w.ready(false); ok {
		w.env.to(w.view.Pane.Vault, app.CheckOutOnly{SecretID: w.view.Pane.ID, Given: g})
	}
}
