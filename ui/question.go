package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow/sealed"
)

// questionPrompt passes on what a host asks on the way in. What the host says
// stands in a box of its own, under its name: it may say anything.
type questionPrompt struct {
	env    *env
	id     int
	box    *fyne.Container
	answer *widgets.Entry
}

func newQuestionPrompt(e *env, p *app.PromptView) *questionPrompt {
	q := &questionPrompt{env: e, id: p.ID, answer: widgets.NewPassword(e.keys, "")}
	q.answer.Password = !p.Question.Echo
	q.answer.OnSubmitted = func(string) { q.submit() }
	words := QuestionWords(p)
	q.box = widgets.NewColumn(12, widgets.NewText(words.Title, heading()), widgets.NewParagraph(words.Body, widgets.Style{}))
	if text := p.Question.Text; text != "" {
		q.box.Add(widgets.NewColumn(4, label(words.Who), widgets.NewNote(widgets.Ground, widgets.Line, widgets.NewParagraph(text, widgets.Style{Mono: true}))))
	}
	q.box.Add(field(words.Label, q.answer))
	if !p.Question.Echo {
		q.box.Add(widgets.NewLine(8, nil, widgets.NewCheck(e.keys, tr("Show what I type"), e.icon("check"), q.show)))
	}
	send := e.button(widgets.Primary, tr("Answer"), q.submit).WithHint(tr("Enter"))
	cancel := e.button(widgets.Plain, tr("Cancel"), q.dismiss).WithHint(tr("Esc"))
	q.box.Add(widgets.NewInset(widgets.Inset{Top: 4}, widgets.NewLine(8, nil, send, cancel)))
	return q
}

func (q *questionPrompt) content() fyne.CanvasObject  { return q.box }
func (q *questionPrompt) first() fyne.Focusable       { return q.answer }
func (q *questionPrompt) update(*app.PromptView) bool { return false }

// show lets a code be compared while it is typed.
func (q *questionPrompt) show(yes bool) {
	q.answer.Password = !yes
	q.answer.Refresh()
	q.env.focus(q.answer)
}

// submit may send nothing: some hosts want just that, to go on.
func (q *questionPrompt) submit() {
	text := sealed.New([]byte(q.answer.Text))
	q.answer.SetText("")
	q.env.do(app.AnswerQuestion{PromptID: q.id, Text: text})
}

// dismiss gives up the session that asks.
func (q *questionPrompt) dismiss() {
	q.answer.SetText("")
	q.env.do(app.Dismiss{PromptID: q.id})
}

// QuestionText is what a host's question is presented with.
type QuestionText struct {
	Title, Body string
	Who         string // whose the words are
	Label       string // of what is typed
}

// QuestionWords says who asks, and that it is not Sallyport.
func QuestionWords(p *app.PromptView) QuestionText {
	q := p.Question
	t := QuestionText{
		Title: tr("{host} asks something", "host", q.From), Who: tr("In the words of {host}", "host", q.From), Label: tr("Your answer"),
		Body: tr("The machine of {secret} asks this beside what the vault holds. Nobody has checked what it says.", "secret", p.Secret),
	}
	if q.Jump {
		t.Body = tr("This jump host is on the way to the machine of {secret}. It is not given the vault's password; nobody has checked what it says.", "secret", p.Secret)
	}
	if q.From == "" {
		t.Title, t.Who = tr("ssh asks something"), tr("In the words of ssh on this computer")
		t.Body = tr("ssh needs this on the way to the machine of {secret}.", "secret", p.Secret)
	}
	if q.Text == "" {
		t.Title, t.Label = tr("Password for {host}", "host", q.From), tr("Your password there")
		if q.Jump {
			t.Body = tr("This jump host is on the way to the machine of {secret}. It is not given the vault's password: it wants your own.", "secret", p.Secret)
		}
	}
	return t
}
