package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// runPrompt asks before a program that the vault names runs on this machine
// for the first time.
type runPrompt struct {
	*meant
	allow  *widgets.Button
	window *widgets.Check
}

// listedArgs is how many arguments are seen at once; more are scrolled to.
const listedArgs = 8

func newRunPrompt(e *env, p *app.PromptView) *runPrompt {
	r := &runPrompt{meant: newMeant(e, p, widgets.Primary, tr("Let this program run?"))}
	r.allow = e.button(widgets.Danger, tr("Let it run"), func() { e.do(app.AllowRun{PromptID: r.id, Terminal: r.window.On}) })
	r.window = widgets.NewCheck(e.keys, tr("Run it in a terminal: it has no window of its own"), e.icon("check"), nil)
	argv := widgets.NewColumn(2, widgets.NewParagraph(p.Run.Path, widgets.Style{Mono: true, Bold: true}))
	for _, a := range p.Run.Args {
		argv.Add(widgets.NewInset(widgets.Inset{Left: 16}, widgets.NewParagraph(or(a, `""`), widgets.Style{Mono: true})))
	}
	shown := fyne.CanvasObject(argv)
	if len(p.Run.Args) > listedArgs {
		shown = widgets.NewFixed(0, 200, container.NewVScroll(argv))
	}
	r.say(tr("{vault} opens {secret} with its launcher “{launcher}”, which starts this program on your computer, with these arguments one by one:",
		"vault", app.HostOf(p.Run.Server), "secret", p.Secret, "launcher", p.Run.Launcher))
	r.box.Add(widgets.NewNote(widgets.Ground, widgets.Line, shown))
	r.box.Add(widgets.NewParagraph(tr("What begins with $ is filled in from the secret, never its password. You are asked again when the vault changes any of this."), widgets.Style{Tone: widgets.Quiet}))
	r.box.Add(r.window)
	r.end(r.cancel, r.allow)
	return r
}
