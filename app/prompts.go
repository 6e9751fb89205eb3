package app

// ask queues a question; the front of the queue is shown. The first to be
// asked is the first to be answered, but leaving comes before all.
func (a *App) ask(v PromptView, answer func(yes bool)) *prompt {
	v.Vault, v.ID = a.seat.key, a.nextID()
	p := &prompt{view: v, answer: answer}
	if v.Kind == PromptQuit {
		a.s.prompts = append([]*prompt{p}, a.s.prompts...)
	} else {
		a.s.prompts = append(a.s.prompts, p)
	}
	return p
}

// open finds the question that is shown, if it is the one with this id:
// an answer to an older one is ignored.
func (a *App) open(id int) *prompt {
	if len(a.s.prompts) > 0 && a.s.prompts[0].view.ID == id {
		return a.s.prompts[0]
	}
	return nil
}

// closePrompt takes a question away, shown or waiting.
func (a *App) closePrompt(p *prompt) {
	for i, q := range a.s.prompts {
		if q == p {
			a.s.prompts = append(a.s.prompts[:i:i], a.s.prompts[i+1:]...)
			return
		}
	}
}

func (a *App) answer(id int, yes bool) {
	if p := a.open(id); p != nil && p.answer != nil {
		a.closePrompt(p)
		p.answer(yes)
	}
}

func (a *App) dismiss(id int) {
	if id == 0 {
		a.s.banners = a.s.banners[min(1, len(a.s.banners)):]
		return
	}
	if p := a.open(id); p != nil && !p.view.Extend.Busy && !p.view.Quit.Busy && !p.view.Save.Busy {
		a.closePrompt(p)
		if p.answer != nil {
			p.answer(false)
		}
	}
}
