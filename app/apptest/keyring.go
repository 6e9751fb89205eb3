package apptest

import (
	"sync"

	"sallyport/workflow/sealed"
)

// Keyring keeps tokens in memory.
type Keyring struct {
	mu  sync.Mutex
	all map[string]sealed.Secret
	Err error
}

// Get implements app.Keyring.
func (k *Keyring) Get(key string) (sealed.Secret, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all[key].Clone(), k.Err
}

// Set implements app.Keyring.
func (k *Keyring) Set(key string, s sealed.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.Err != nil {
		return k.Err
	}
	if k.all == nil {
		k.all = map[string]sealed.Secret{}
	}
	k.all[key] = s.Clone()
	return nil
}

// Delete implements app.Keyring.
func (k *Keyring) Delete(key string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.all, key)
	return k.Err
}

// Len is how many tokens are kept.
func (k *Keyring) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.all)
}
