// Package trail writes down what this program has done with secrets, for
// whoever answers to an auditor.
//
// Owns: what a line says; one for each step, appended to a bounded file.
// Never: holds a value of a secret, a reason, or anything typed; changes a line.
// Imports: app/linefile.
package trail

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"sallyport/app/linefile"
)

// Entry is one step: who did what with which secret, when, and what came of it.
type Entry struct {
	At       time.Time `json:"at"`
	Server   string    `json:"server"`
	User     string    `json:"user"`
	SecretID int       `json:"secretId"`
	Name     string    `json:"name"`
	Step     string    `json:"step"`    // check-out, view-comment, session-started, …
	Outcome  string    `json:"outcome"` // done, refused, doubtful, failed, and how a session or check-out ended
}

// maxSize is when a file becomes the older one; that one is then forgotten.
const maxSize = 4 << 20

// maxLine is far above any line that Append writes.
const maxLine = 64 << 10

// Trail is the file. All methods may be called from any goroutine. A nil Trail keeps nothing.
type Trail struct{ file *linefile.File }

// New is the trail in that file, which need not exist yet.
func New(path string) *Trail { return &Trail{linefile.New(path, maxSize)} }

// Append adds one line. It is written in one piece: several programs may append.
func (t *Trail) Append(e Entry) error {
	if t == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write trail: %w", err)
	}
	if _, err := t.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write trail: %w", err)
	}
	return nil
}

// Read returns what keep wants, the newest first, at most limit of it (0: all).
// A line that cannot be understood is left out: half of one is what a crash leaves.
func (t *Trail) Read(keep func(Entry) bool, limit int) ([]Entry, error) {
	if t == nil {
		return nil, nil
	}
	var all []Entry
	for _, path := range t.file.Paths() {
		if err := readFile(path, func(e Entry) {
			if keep == nil || keep(e) {
				all = append(all, e)
			}
		}); err != nil {
			return nil, err
		}
	}
	slices.Reverse(all)
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all, nil
}

func readFile(path string, each func(Entry)) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read trail: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var e Entry
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 && json.Unmarshal(line, &e) == nil {
			each(e)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read trail: %w", err)
	}
	return nil
}
