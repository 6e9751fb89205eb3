package app

import "sallyport/workflow/sealed"

// AnswerQuestion answers a PromptQuestion; Dismiss gives the session up that asks.
type AnswerQuestion struct {
	PromptID int
	Text     sealed.Secret // the app's to wipe; may be empty
}

func (AnswerQuestion) intent() {}
