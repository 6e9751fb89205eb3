package desktop

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// ErrRaised says that a window runs already and has come to the front.
var ErrRaised = errors.New("desktop: another window runs and was raised")

// raiseWait is how long a running window has to say that it comes.
const raiseWait = 3 * time.Second

const raiseWord, raisedWord = "raise", "raised"

// OnlyWindow makes this process the one that has a window on the files in dir,
// which is made where it is missing, for this user alone. raise is called, on
// a goroutine of its own, when another start asks for it. ErrRaised says that
// there is such a window; any other error that this cannot be known, and
// whether to go on is the caller's to say.
func OnlyWindow(dir string, raise func()) (leave func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("be the only window: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "window.lock"), flock.SetPermissions(0o600))
	mine, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("be the only window: %w", err)
	}
	socket := filepath.Join(dir, "window.sock")
	if !mine {
		return nil, askToRaise(socket)
	}
	_ = os.Remove(socket) // of a window that was killed: the lock is ours
	l, err := net.Listen("unix", socket)
	if err != nil {
		_ = lock.Unlock() // the process ends it otherwise
		return nil, fmt.Errorf("be the only window: %w", err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		serveRaises(l, raise)
	}()
	return func() {
		_ = l.Close() // removes the socket
		<-gone
		_ = lock.Unlock() // the process ends it otherwise
	}, nil
}

func askToRaise(socket string) error {
	c, err := net.DialTimeout("unix", socket, raiseWait)
	if err != nil {
		return fmt.Errorf("another window runs and does not answer: %w", err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(raiseWait)) // a socket takes one
	if _, err := fmt.Fprintln(c, raiseWord); err != nil {
		return fmt.Errorf("another window runs and does not listen: %w", err)
	}
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || strings.TrimSpace(line) != raisedWord {
		return fmt.Errorf("another window runs and does not come: %w", err)
	}
	return ErrRaised
}

// serveRaises answers one start after the other, each in its own short time.
func serveRaises(l net.Listener, raise func()) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(raiseWait)) // a socket takes one
		if line, err := bufio.NewReaderSize(c, 64).ReadSlice('\n'); err == nil && strings.TrimSpace(string(line)) == raiseWord {
			raise()
			_, _ = fmt.Fprintln(c, raisedWord) // who does not wait for it has been served
		}
		_ = c.Close()
	}
}
