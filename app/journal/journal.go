// Package journal remembers on disk what this program has checked out and
// started, so that a crash leaves nothing behind.
//
// Owns: one file for each running program, locked while it lives; adopting
// the files of programs that died.
// Never: holds a secret value, asks a server.
// Imports: gofrs/flock, app/jsonfile.
package journal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"sallyport/app/jsonfile"
)

// Entries is the content: what would be left behind if the program died now.
type Entries struct {
	CheckOuts []CheckOut `json:"checkOuts,omitempty"`
	Sessions  []Session  `json:"sessions,omitempty"`
	Waits     []Wait     `json:"waits,omitempty"`
}

// Wait is a way in that waits for somebody to approve it, and goes on when that has happened.
type Wait struct {
	Server   string    `json:"server"`
	User     string    `json:"user"`
	SecretID int       `json:"secretId"`
	Name     string    `json:"name"`
	Since    time.Time `json:"since"`
	Launch   bool      `json:"launch"`
}

// CheckOut is one check-out of a user on a server. It is written before the server is asked.
type CheckOut struct {
	Server   string    `json:"server"`
	User     string    `json:"user"`
	SecretID int       `json:"secretId"`
	Name     string    `json:"name"`
	At       time.Time `json:"at"`
	Keep     *bool     `json:"keep,omitempty"`     // whether it is to outlive its sessions, as was chosen for it; nil: as the settings say
	GiveBack bool      `json:"giveBack,omitempty"` // it is to be checked in, and has not been yet
}

// Session is one client that was started. ID is the launcher's.
type Session struct {
	ID       string    `json:"id"`
	Server   string    `json:"server"`
	User     string    `json:"user"`
	SecretID int       `json:"secretId"`
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	Started  time.Time `json:"started"`
}

// Empty reports whether a crash now would leave nothing behind.
func (e Entries) Empty() bool { return len(e.CheckOuts)+len(e.Sessions)+len(e.Waits) == 0 }

// Journal is the file of this program.
type Journal struct {
	dir  string
	name string
	lock *flock.Flock

	mu    sync.Mutex // of the pages, and of writing them
	pages []*Page
}

// Open makes and locks this program's file in dir, which it makes when there
// is none. An error means that nothing can be remembered, not that nothing works.
func Open(dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	j := &Journal{dir: dir, name: hex.EncodeToString(id)}
	j.lock = flock.New(j.file(".lock"))
	if ok, err := j.lock.TryLock(); err != nil || !ok {
		return nil, fmt.Errorf("lock journal: %w", err)
	}
	return j, nil
}

func (j *Journal) file(suffix string) string { return filepath.Join(j.dir, j.name+suffix) }

// Write replaces the content; when it returns nil a crash loses none of it.
func (j *Journal) Write(e Entries) error {
	if e.Empty() {
		if err := os.Remove(j.file(".json")); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("write journal: %w", err)
		}
		return nil
	}
	return jsonfile.Write(j.file(".json"), e)
}

// Adopted is what the journals of dead programs held.
type Adopted struct {
	Entries
	Damaged []string // files that could not be understood, where they are now
}

// Adopt takes over the journals of programs that are gone: own is what this
// program has, and the result, own included, is in this program's journal
// before the others are removed. A program that lives is left alone.
func (j *Journal) Adopt(own Entries) (Adopted, error) {
	all := Adopted{Entries: own}
	locks, err := filepath.Glob(filepath.Join(j.dir, "*.lock"))
	if err != nil {
		return all, fmt.Errorf("find journals: %w", err)
	}
	var taken []*flock.Flock
	defer func() {
		for _, l := range taken {
			_ = l.Unlock() // it is removed or will be adopted again
		}
	}()
	for _, path := range locks {
		l := flock.New(path)
		if path == j.file(".lock") {
			continue
		}
		if ok, err := l.TryLock(); err != nil || !ok {
			continue // its program lives
		}
		taken = append(taken, l)
		if err := all.read(strings.TrimSuffix(path, ".lock") + ".json"); err != nil {
			return all, err
		}
	}
	if err := j.Write(all.Entries); err != nil {
		return all, err // the others stay as they are
	}
	for _, l := range taken {
		_ = os.Remove(strings.TrimSuffix(l.Path(), ".lock") + ".json") // may not exist
		_ = os.Remove(l.Path())
	}
	return all, nil
}

// read adds one file's entries; the same check-out or session is not added twice.
func (a *Adopted) read(path string) error {
	var e Entries
	var damaged *jsonfile.DamagedError
	if err := jsonfile.Read(path, &e); errors.As(err, &damaged) {
		a.Damaged = append(a.Damaged, damaged.SetAside)
		return nil
	} else if err != nil {
		return err
	}
	for _, c := range e.CheckOuts {
		same := func(o CheckOut) bool { return o.Server == c.Server && o.User == c.User && o.SecretID == c.SecretID }
		if !slices.ContainsFunc(a.CheckOuts, same) {
			a.CheckOuts = append(a.CheckOuts, c)
		}
	}
	for _, w := range e.Waits {
		same := func(o Wait) bool { return o.Server == w.Server && o.User == w.User && o.SecretID == w.SecretID }
		if !slices.ContainsFunc(a.Waits, same) {
			a.Waits = append(a.Waits, w)
		}
	}
	for _, s := range e.Sessions {
		if !slices.ContainsFunc(a.Sessions, func(o Session) bool { return o.ID == s.ID }) {
			a.Sessions = append(a.Sessions, s)
		}
	}
	return nil
}

// Close gives the file up: empty, it is removed; otherwise the next program adopts it.
func (j *Journal) Close() error {
	if _, err := os.Stat(j.file(".json")); errors.Is(err, os.ErrNotExist) {
		_ = os.Remove(j.file(".lock")) // still locked: nobody can have adopted it
	}
	if err := j.lock.Unlock(); err != nil {
		return fmt.Errorf("close journal: %w", err)
	}
	return nil
}
