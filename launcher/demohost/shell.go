package demohost

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// shell is the demo's own: a few words, none of which leaves this process.
type shell struct {
	user    string
	now     func() time.Time
	out     io.Writer
	tty     bool
	input   chan []byte // closed when the client has no more
	pending []byte      // read but not used yet
	status  int         // of the last command
	over    bool        // exit was called
}

// What the keys of a terminal send.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	backspace = 0x08
	ctrlU     = 0x15
	escape    = 0x1b
	del       = 0x7f
)

const (
	interrupted = 130 // as a shell reports SIGINT
	terminated  = 143 // and SIGTERM
	maxLine     = 4096
)

func (s *shell) hostname() string { return strings.TrimPrefix(s.user, "svc-") }

// print writes text with the line ends that the other side needs.
func (s *shell) print(text string) {
	if s.tty {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	_, _ = io.WriteString(s.out, text) // a client that has gone ends the input too
}

// interact reads and runs lines until exit, the end of input or of ctx.
func (s *shell) interact(ctx context.Context) int {
	if s.tty {
		s.print("Welcome to " + s.hostname() + ", a host of the Sallyport demo. Type help for what it can do.\n")
	}
	for !s.over {
		if s.tty {
			s.print(s.user + "@" + s.hostname() + ":~$ ")
		}
		line, ok := s.readLine(ctx)
		if !ok {
			break
		}
		s.status = s.run(ctx, line)
	}
	if s.tty && !s.over {
		s.print("logout\n")
	}
	return s.status
}

// next is one byte of input; false at its end.
func (s *shell) next(ctx context.Context) (byte, bool) {
	for len(s.pending) == 0 {
		select {
		case b, ok := <-s.input:
			if !ok {
				return 0, false
			}
			s.pending = b
		case <-ctx.Done():
			s.status = terminated
			return 0, false
		}
	}
	b := s.pending[0]
	s.pending = s.pending[1:]
	return b, true
}

// readLine reads up to a line end, echoing on a terminal. False: there is no
// more, or Ctrl-D on an empty line.
func (s *shell) readLine(ctx context.Context) (string, bool) {
	var line []byte
	for {
		b, ok := s.next(ctx)
		if !ok {
			return string(line), !s.tty && len(line) > 0 && ctx.Err() == nil
		}
		if !s.tty {
			if b == '\n' {
				return strings.TrimSuffix(string(line), "\r"), true
			}
			if len(line) < maxLine {
				line = append(line, b)
			}
			continue
		}
		switch {
		case b == '\r' || b == '\n':
			s.print("\n")
			return string(line), true
		case b == ctrlD && len(line) == 0:
			s.print("\n")
			return "", false
		case b == ctrlC:
			s.print("^C\n")
			s.status = interrupted
			return "", true
		case b == escape:
			s.skipEscape(ctx)
		case b == ctrlU:
			s.print(strings.Repeat("\b \b", utf8.RuneCount(line)))
			line = nil
		case (b == del || b == backspace) && len(line) > 0:
			_, n := utf8.DecodeLastRune(line)
			line = line[:len(line)-n]
			s.print("\b \b")
		case b >= ' ' && b != del && len(line) < maxLine:
			line = append(line, b)
			_, _ = s.out.Write([]byte{b})
		}
	}
}

// skipEscape swallows a cursor or function key: ESC [ … letter, or ESC O letter.
func (s *shell) skipEscape(ctx context.Context) {
	b, ok := s.next(ctx)
	if !ok || (b != '[' && b != 'O') {
		return
	}
	for {
		if b, ok = s.next(ctx); !ok || (b >= '@' && b <= '~') {
			return
		}
	}
}

// run runs the commands of one line, split at semicolons, and returns the last status.
func (s *shell) run(ctx context.Context, line string) int {
	for part := range strings.SplitSeq(line, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		s.status = s.command(ctx, words[0], words[1:])
		if s.over || ctx.Err() != nil {
			break
		}
	}
	return s.status
}

func (s *shell) command(ctx context.Context, name string, args []string) int {
	switch name {
	case "whoami":
		s.print(s.user + "\n")
	case "hostname":
		s.print(s.hostname() + "\n")
	case "date":
		s.print(s.now().UTC().Format("Mon Jan _2 15:04:05 UTC 2006") + "\n")
	case "echo":
		s.print(strings.Join(args, " ") + "\n")
	case "help":
		s.print("date, echo words, exit [status], help, hostname, sleep seconds, whoami\n")
	case "sleep":
		return s.sleep(ctx, args)
	case "exit", "logout":
		return s.exit(args)
	default:
		s.print(fmt.Sprintf("%s: command not found; type help\n", printableOnly(name)))
		return 127
	}
	return 0
}

func (s *shell) exit(args []string) int {
	s.over = true
	if len(args) == 0 {
		return s.status
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		s.print("exit: a number is needed\n")
		return 2
	}
	return n & 0xff
}

// sleep waits by this machine's clock; Ctrl-C ends it early.
func (s *shell) sleep(ctx context.Context, args []string) int {
	if len(args) != 1 {
		s.print("sleep: one number of seconds is needed\n")
		return 2
	}
	seconds, err := strconv.ParseFloat(args[0], 64)
	if err != nil || seconds < 0 || seconds > 1e6 {
		s.print("sleep: one number of seconds is needed\n")
		return 2
	}
	timer := time.NewTimer(time.Duration(seconds * float64(time.Second)))
	defer timer.Stop()
	input := s.input
	for {
		select {
		case <-timer.C:
			return 0
		case <-ctx.Done():
			return terminated
		case b, ok := <-input:
			if !ok {
				input = nil // no more input does not end the wait
				continue
			}
			if i := bytes.IndexByte(b, ctrlC); i >= 0 && s.tty {
				s.print("^C\n")
				s.pending = append(s.pending, b[i+1:]...)
				return interrupted
			}
			if len(s.pending) < maxLine {
				s.pending = append(s.pending, b...)
			}
		}
	}
}

func printableOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == del || r == utf8.RuneError {
			return '?'
		}
		return r
	}, s)
}
