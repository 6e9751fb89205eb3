package ui

import (
	"sync"

	"fyne.io/fyne/v2"

	"sallyport/app"
)

// poster carries Views from the app's goroutine to the UI's. Only the latest
// is drawn and at most one function is queued, so a burst of a hundred Views
// costs one render. Notices are collected: each is sent once, even one whose
// View was never drawn.
type poster struct {
	post   func(func())
	render func(v app.View, notices []app.Notice)

	mu      sync.Mutex
	latest  app.View
	notices []app.Notice
	seq     int // of the last notice collected
	queued  bool
	closed  bool
}

func newPoster(post func(func()), render func(app.View, []app.Notice)) *poster {
	if post == nil {
		post = fyne.Do
	}
	return &poster{post: post, render: render}
}

// offer is called by the app, on its goroutine.
func (p *poster) offer(v app.View) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.latest = v
	if v.Notice.Seq > p.seq {
		p.seq = v.Notice.Seq
		p.notices = append(p.notices, v.Notice)
	}
	if !p.queued {
		p.queued = true
		p.post(p.drain)
	}
}

// drain runs on the UI goroutine.
func (p *poster) drain() {
	p.mu.Lock()
	v, n, closed := p.latest, p.notices, p.closed
	p.queued, p.notices = false, nil
	p.mu.Unlock()
	if !closed {
		p.render(v, n)
	}
}

// later runs f on the UI goroutine, unless everything is over. It may be called from any goroutine.
func (p *poster) later(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.post(f)
	}
}

// close drops everything from now on. Once Fyne's loop has ended, fyne.Do runs
// its function on the caller's goroutine: nothing may be drawn there.
func (p *poster) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
}
