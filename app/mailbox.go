package app

import "sync"

// mailbox is an unbounded queue into the loop: putting never blocks, so an
// effect, a timer and the loop itself may all put.
type mailbox struct {
	mu     sync.Mutex
	mail   []func()
	signal chan struct{} // holds one token while there is mail
}

func newMailbox() *mailbox { return &mailbox{signal: make(chan struct{}, 1)} }

func (m *mailbox) put(f func()) {
	m.mu.Lock()
	m.mail = append(m.mail, f)
	m.mu.Unlock()
	select {
	case m.signal <- struct{}{}:
	default:
	}
}

// take empties the mailbox.
func (m *mailbox) take() []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	mail := m.mail
	m.mail = nil
	return mail
}
