package settings

import "sync"

// Live are the settings of a running program, whose parts share them. All
// methods may be called from any goroutine.
type Live struct {
	store Store
	mu    sync.Mutex
	now   Settings
}

// Open reads what is stored. With an error, which says why, the defaults apply.
func Open(s Store) (*Live, error) {
	v, err := s.Load()
	return &Live{store: s, now: v}, err
}

// Now are the settings as they stand.
func (l *Live) Now() Settings {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// Change changes them, and writes them down. What was changed holds even where
// it cannot be written.
func (l *Live) Change(change func(*Settings)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.now)
	return l.store.Save(l.now)
}
