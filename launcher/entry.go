package launcher

import (
	"errors"
	"time"

	"sallyport/workflow/sealed"
)

// entryLife is how long Windows' client may take to read the password from the
// credential store, where it is not known when it did.
const entryLife = 10 * time.Second

// entry is a password that lies in Windows' credential store for the moments
// of a start.
type entry interface {
	// remove takes it away, and puts back what was there before.
	remove() error
}

// lendEntry puts the password into the credential store, until the client is
// connected, the session ends or a few seconds have passed.
func (s *session) lendEntry(name string) error {
	defer s.broker.wipe()
	t := s.door.target
	user := t.User
	switch t.Domain {
	case "":
	case ".":
		user = t.Host + `\` + user
	default:
		user = t.Domain + `\` + user
	}
	e, err := s.broker.lendEntry(name, user, s.id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.entry = e
	s.mu.Unlock()
	if !s.l.spawn(s.expireEntry) {
		s.takeBack()
		return errors.New("the launcher was closed")
	}
	return nil
}

func (s *session) expireEntry() {
	limit := time.NewTimer(entryLife)
	defer limit.Stop()
	select {
	case <-limit.C:
	case <-s.over:
	case <-s.ctx.Done():
	}
	s.takeBack()
}

func (b *broker) lendEntry(name, user, id string) (e entry, err error) {
	if b.secret.Empty() {
		return nil, errors.New("the password was not handed over in time")
	}
	b.secret.Reveal(func(password []byte) {
		blob := sealed.UTF16(password)
		defer clear(blob)
		e, err = putEntry(name, user, id, blob)
	})
	return e, err
}
