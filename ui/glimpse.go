package ui

import (
	"sync"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// Glimpse is the window's place for a value that is to be seen for a
// moment. It is made before the window and works while there is one.
type Glimpse struct {
	mu   sync.Mutex
	pane *pane // nil: no window
	post func(func())
}

// use connects it with the window.
func (g *Glimpse) use(p *pane, post func(func())) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pane, g.post = p, post
}

// Show shows a field of a secret, "" its password, as long as that secret is
// the one in the pane, and wipes the value; hide takes it away.
func (g *Glimpse) Show(vault app.VaultKey, id int, slug string, s sealed.Secret) (hide func()) {
	return g.offer(ref{vault, id}, s, func(p *pane) {
		s.Reveal(func(value []byte) { p.fields.glimpse(slug, value) })
		p.relayout()
	}, func(p *pane) {
		if p.fields.cover() {
			p.relayout()
		}
	})
}

// ShowCode is Show for a one-time code.
func (g *Glimpse) ShowCode(vault app.VaultKey, id int, code sealed.Secret) (hide func()) {
	return g.offer(ref{vault, id}, code,
		func(p *pane) { code.Reveal(p.fields.code.glimpse) },
		func(p *pane) { p.fields.code.cover() })
}

// offer shows s in the pane of the secret that it belongs to, and in no other's.
func (g *Glimpse) offer(of ref, s sealed.Secret, show, cover func(*pane)) (hide func()) {
	g.mu.Lock()
	pane, post := g.pane, g.post
	g.mu.Unlock()
	if pane == nil {
		s.Wipe()
		return func() {}
	}
	post(func() {
		if pane.shown == of {
			show(pane)
		}
		s.Wipe()
	})
	return func() {
		post(func() {
			if pane.shown == of {
				cover(pane)
			}
		})
	}
}
