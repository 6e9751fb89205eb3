// Package keyring keeps refresh tokens in the credential store of the system.
//
// Owns: the time limit around a store that may wait for its user for ever.
// Never: holds a vault's secret, only what signs in again.
// Imports: zalando/go-keyring, godbus.
package keyring

import (
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"sallyport/workflow/sealed"
)

// service is the name our entries have in the store.
const service = "Sallyport"

// ErrNoAnswer says that the store did not answer in time: it is locked, and nobody unlocks it.
var ErrNoAnswer = errors.New("the keyring did not answer")

// System is the credential store of this desktop. Wait bounds each call.
type System struct{ Wait time.Duration }

// Get returns what is stored under key, or nothing.
func (s System) Get(key string) (sealed.Secret, error) {
	var v string
	err := s.within(func() (err error) {
		v, err = keyring.Get(service, key)
		return err
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return sealed.Secret{}, nil
	}
	if err != nil {
		return sealed.Secret{}, fmt.Errorf("read keyring: %w", err)
	}
	return sealed.New([]byte(v)), nil
}

// Set stores a token under key.
func (s System) Set(key string, token sealed.Secret) error {
	var v string // the library takes nothing else; it ends with the call
	token.Reveal(func(b []byte) { v = string(b) })
	if err := s.within(func() error { return keyring.Set(service, key, v) }); err != nil {
		return fmt.Errorf("write keyring: %w", err)
	}
	return nil
}

// Delete forgets what is stored under key.
func (s System) Delete(key string) error {
	err := s.within(func() error { return keyring.Delete(service, key) })
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return fmt.Errorf("delete from keyring: %w", err)
	}
	return nil
}

// within gives up on a call that waits for a user who does not come. The call
// itself cannot be stopped (the library has no context) and is left to end alone.
func (s System) within(call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	timer := time.NewTimer(s.Wait)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return ErrNoAnswer
	}
}
