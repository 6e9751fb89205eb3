package app

import (
	"sallyport/launcher"
	"sallyport/workflow/sealed"
)

// askQuestion shows what a host asks on the way in. Where the user does not
// want to answer, the session ends.
func (a *App) askQuestion(sec *secret, w *way, q launcher.Question, answer func(sealed.Secret, bool)) {
	decline := func() { answer(sealed.Secret{}, false) }
	if w.outcome != nil {
		decline() // the client is gone already
		return
	}
	w.question = a.ask(PromptView{
		Kind: PromptQuestion, Secret: sec.name(),
		Question: QuestionPrompt{From: q.From, Jump: q.Jump, Text: q.Text, Echo: q.Echo},
	}, func(bool) { decline() })
	w.question.reply = func(text sealed.Secret) { answer(text, true) }
}

// answerQuestion passes an answer on to the launcher, which wipes it.
func (a *App) answerQuestion(i AnswerQuestion) {
	p := a.open(i.PromptID)
	if p == nil || p.reply == nil {
		i.Text.Wipe()
		return
	}
	a.closePrompt(p)
	p.reply(i.Text)
}
