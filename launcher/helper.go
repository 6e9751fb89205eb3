package launcher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/term"
)

const (
	redialEvery = 250 * time.Millisecond
	// hangUpLimit is how long ssh has after SIGHUP until it is killed.
	hangUpLimit = 3 * time.Second
	byeLimit    = 2 * time.Second
	lastWords   = 500 * time.Millisecond // how long the output of a client that ended is waited for
	keepLines   = 32                     // longer than ssh's warning of a changed key
	keepLine    = 300
)

// RunSession is the hidden verb `sallyport session DIR`: it runs inside the
// terminal, starts ssh when the app says so, and reports its end. It must be
// called from the main goroutine. The result is the process's exit code.
func RunSession(dir string) int {
	// The kernel kills ssh when the *thread* that started it ends.
	runtime.LockOSThread()
	h, err := newHelper(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "sallyport session:", err)
		return 1
	}
	return h.run()
}

// helper is the process inside the terminal. Everything but the reading of
// orders and the waiting for ssh happens in its one loop.
type helper struct {
	dir    string
	plan   planFile
	conn   net.Conn   // nil: no app
	orders chan order // of conn; closed at its end
	cmd    *exec.Cmd  // nil before go
	tie    tie
	out    tail
	marks  chan struct{} // the log of the client says that it is signed in
	broken atomic.Bool   // we ended FreeRDP before it signed in again
	reason atomic.Int32  // what Windows' client gave for its end
	upTold bool          // the app heard of the mark from us
	hungUp bool
	tty    bool // our standard input is a terminal
}

func newHelper(dir string) (*helper, error) {
	if !sessionID.MatchString(filepath.Base(dir)) {
		return nil, fmt.Errorf("%q is not a session directory", dir)
	}
	if err := checkPrivate(dir); err != nil {
		return nil, err
	}
	h := &helper{dir: dir, tty: term.IsTerminal(int(os.Stdin.Fd())), marks: make(chan struct{}, 1)}
	if err := readJSON(filepath.Join(dir, filePlan), &h.plan); err != nil {
		return nil, err
	}
	if len(h.plan.Plan.Client) == 0 || !filepath.IsAbs(h.plan.Plan.Client[0]) {
		return nil, errors.New("the plan names no program")
	}
	self, err := processOf(os.Getpid())
	if err != nil {
		return nil, err
	}
	return h, writeJSON(filepath.Join(dir, fileHelper), self)
}

func (h *helper) run() int {
	// Caught rather than ignored: ssh would inherit that. The keyboard's are
	// for ssh, which is in the same process group and gets them itself.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	if !h.dial() {
		return 1 // nobody waits for this session any more
	}
	o := <-h.orders
	if o.Do != "go" {
		return 1
	}
	start := h.startClient
	switch p := h.plan.Plan; {
	case p.Command: // as ssh is, with a terminal or without
	case p.Input == inputFile:
		start = func() (<-chan error, error) { return h.openPuTTY(o.Client) }
	case p.Credential != "":
		start = func() (<-chan error, error) { return h.openMstsc(o.Client) }
	case p.windowed():
		start = func() (<-chan error, error) { return h.openWindow(o.Client) }
	}
	done, err := start()
	if err != nil {
		h.report(note{Event: "ended", Code: -1, Problem: err.Error()})
		return 127
	}
	n := h.watch(signals, done)
	h.report(n)
	if n.Code < 0 {
		return 1
	}
	return n.Code
}

// dial connects to the app, if there is one.
func (h *helper) dial() bool {
	m := hello{Role: roleSession, Token: h.plan.Tokens[roleSession], Up: h.up()}
	if h.cmd != nil {
		m.SSH = h.cmd.Process.Pid
	}
	c, ok := dial(h.dir, m)
	if !ok {
		return false
	}
	orders := make(chan order)
	go func() { // ends with the connection, or with the process
		defer close(orders)
		in := json.NewDecoder(c)
		for {
			var o order
			if in.Decode(&o) != nil {
				return
			}
			orders <- o
		}
	}()
	h.conn, h.orders = c, orders
	return true
}

func (h *helper) hangDown() {
	if h.conn != nil {
		h.conn.Close()
	}
	h.conn, h.orders = nil, nil
}

func (h *helper) up() bool { return exists(filepath.Join(h.dir, fileUp)) }

// command is a client that dies with us.
func (h *helper) command(argv []string) *exec.Cmd {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = clientEnv(os.Environ(), h.plan.Plan)
	cmd.WaitDelay = lastWords // a child of the client may keep its stderr
	return cmd
}

// startClient starts ssh in our terminal and process group, and tells the app.
func (h *helper) startClient() (<-chan error, error) {
	cmd := h.command(h.plan.Plan.Client)
	in, out, screen, err := consoleFiles(h.plan.Plan.Console)
	if err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, h.out.screen = in, out, &h.out, screen
	h.out.heard = h.heardSSH
	if h.plan.Plan.Command {
		h.out.heard = nil // its words mean nothing to us
	}
	if h.plan.Plan.Own { // nobody reads what it says: the end of it is kept
		h.out.screen = nil
		cmd.Stdin, cmd.Stdout = nil, &h.out
	}
	if h.tie, err = startTied(cmd, h.plan.Plan.windowed()); err != nil {
		return nil, err
	}
	h.cmd = cmd
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	_ = send(h.conn, note{Event: "started", SSH: cmd.Process.Pid})
	return done, nil
}

// heardSSH is called for every line that ssh writes to its log.
func (h *helper) heardSSH(line string) {
	if mark := h.plan.Plan.Mark; mark != "" && strings.HasPrefix(line, mark) && !h.up() {
		h.signedIn()
	}
}

// watch keeps ssh company until it ends, with or without an app.
func (h *helper) watch(signals <-chan os.Signal, done <-chan error) note {
	redial := time.NewTicker(redialEvery)
	defer redial.Stop()
	var patience <-chan time.Time
	hangUp := func() {
		h.hungUp = true
		askToEnd(h.cmd.Process, h.plan.Plan.windowed())
		if patience == nil {
			patience = time.After(hangUpLimit)
		}
	}
	for {
		select {
		case o, ok := <-h.orders:
			if !ok {
				h.hangDown()
			} else if o.Do == "stop" {
				hangUp()
			}
		case <-redial.C:
			if h.conn == nil {
				h.dial() // the hello tells of the mark
			} else if !h.upTold && h.up() {
				h.tellUp()
			}
		case sig := <-signals:
			if sig == syscall.SIGHUP || sig == syscall.SIGTERM {
				hangUp()
			}
		case <-h.marks:
			if h.conn != nil {
				h.tellUp()
			}
		case <-patience:
			_ = h.cmd.Process.Kill()
		case <-done:
			return h.lastNote(signals)
		}
	}
}

// tellUp tells of the sign-in. ssh's own word of it does not come where the app
// was held up for longer than byeLimit: it finds a process that is gone, and
// cannot know whose it was. To the app a second word of it is none.
func (h *helper) tellUp() { h.upTold = send(h.conn, note{Event: "connected"}) == nil }

// lastNote: ssh hears of a closed window when we do, so the signal may still
// be on its way; the terminal itself knows.
func (h *helper) lastNote(signals <-chan os.Signal) note {
	select {
	case sig := <-signals:
		h.hungUp = h.hungUp || sig == syscall.SIGHUP || sig == syscall.SIGTERM
	default:
	}
	// Ctrl-C before the terminal is ssh's: a wish to end, like a closed window.
	if wasAsked(h.cmd.ProcessState) || h.tty && hasHungUp(os.Stdin) {
		h.hungUp = true
	}
	return note{
		Event: "ended", SSH: h.cmd.Process.Pid, Code: h.cmd.ProcessState.ExitCode(),
		HungUp: h.hungUp, Up: h.up(), Broken: h.broken.Load(), Reason: int(h.reason.Load()), Lines: h.out.lines(),
	}
}

// report tells the app, or the next one: what nobody takes goes into a file.
func (h *helper) report(n note) {
	for range 2 { // an app may have come back since the last try
		if h.conn == nil && !h.dial() {
			break
		}
		if send(h.conn, n) == nil && h.bye() {
			return
		}
		h.hangDown()
	}
	if err := writeJSON(filepath.Join(h.dir, fileEnded), n); err != nil {
		fmt.Fprintln(os.Stderr, "sallyport session:", err)
	}
}

// bye waits for the app to have understood.
func (h *helper) bye() bool {
	limit := time.NewTimer(byeLimit)
	defer limit.Stop()
	for {
		select {
		case o, ok := <-h.orders:
			if !ok || o.Do == "bye" {
				return ok
			}
		case <-limit.C:
			return false
		}
	}
}

// tail passes the client's stderr on to the terminal and keeps the end of it.
type tail struct {
	screen *os.File     // where to; nil: nowhere
	heard  func(string) // is told every line

	mu   sync.Mutex
	kept []string
	line []byte // not ended yet
}

// Write never fails: a terminal that is gone must not stop ssh's own words to us.
func (t *tail) Write(p []byte) (int, error) {
	if t.screen != nil {
		_, _ = t.screen.Write(p)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for rest := p; len(rest) > 0; {
		part, after, ended := bytes.Cut(rest, []byte("\n"))
		t.line = append(t.line, part[:min(len(part), max(0, keepLine-len(t.line)))]...)
		if ended {
			t.flush()
		}
		rest = after
	}
	return len(p), nil
}

// keep takes a line that is not for the terminal.
func (t *tail) keep(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if line = cleanLine(line, keepLine); line != "" {
		t.kept = append(t.kept, line)
		t.kept = t.kept[max(0, len(t.kept)-keepLines):]
	}
}

func (t *tail) flush() {
	if line := cleanLine(string(t.line), keepLine); line != "" {
		t.kept = append(t.kept, line)
		t.kept = t.kept[max(0, len(t.kept)-keepLines):]
		if t.heard != nil {
			t.heard(line)
		}
	}
	t.line = t.line[:0]
}

func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush()
	return t.kept
}
