package launcher

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/term"

	"sallyport/workflow/sealed"
)

const (
	// handOver is how long a terminal that exited without complaint may take
	// until its server has started the helper.
	handOver = 15 * time.Second
	// askAgain is when it is started a second time. A server that is about to
	// end loses the window it is asked for: gnome-terminal's does, and its
	// client reports success. If the first comes after all, its helper is
	// refused and it closes.
	askAgain = 3 * time.Second
	// startLimit ends a start that nobody cancels.
	startLimit = 60 * time.Second
)

// Start checks t, opens a terminal (or uses ours, see Config.Foreground) and
// returns when ssh runs in it; for a remote desktop it returns when the helper
// runs that will start the client, as the user may have to be asked about the
// host before that. cred stays the caller's to wipe: the session
// has its own copy. On error nothing is left running and no function of on is
// called any more; errors are *BadTargetError, *UnsupportedError,
// *NotFoundError, *ManualError, *KeyError, *StartError, or the one of ctx. ctx ends with Start.
func (l *Launcher) Start(ctx context.Context, t Target, cred Credential, on Handler) (Session, error) {
	t, tools, err := l.prepare(t)
	if err != nil {
		return nil, err
	}
	check := checkPassword
	if tools.SignIn = cred.signIn(); t.Kind == RDP {
		tools.SignIn, check = ByPassword, checkRDPPassword
	}
	if tools.SignIn != ByPassword && tools.PuTTY != "" {
		return nil, &BadTargetError{"client", "is PuTTY, which takes a password only, and the secret has a private key: OpenSSH takes both"}
	}
	if tools.Remmina != "" && on.Paste == nil {
		return nil, &BadTargetError{"client", "is Remmina, into which the password has to be pasted, and there is no clipboard here: choose FreeRDP"}
	}
	if t.Kind == Custom {
		cred, tools.SignIn = Credential{}, ByPassword // it is handed none, whatever the caller has
	} else if tools.SignIn != ByKey {
		if err := check(cred.Password); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := openTunnels(t.SSH); err != nil {
		return nil, err
	}
	s, err := l.prepareSession(t, tools, cred, on)
	if err != nil {
		return nil, err
	}
	if on.Prepared != nil {
		on.Prepared(s.ID())
	}
	var pipe *os.File
	switch p := s.plan.Plan; {
	case p.Command: // it is handed nothing
	case p.Input == inputFile:
		err = s.openFile(t, tools)
	case p.windowed():
		pipe, err = s.openDoorway(t, tools)
	}
	var window *window
	if err == nil {
		window, err = s.open(pipe)
	}
	if err == nil {
		err = s.wait(ctx, window)
	}
	if err != nil {
		s.abort(window)
		return nil, err
	}
	s.log.Info("session started")
	return s, nil
}

// prepareSession makes a session of which nothing runs yet.
func (l *Launcher) prepareSession(t Target, tools Tools, cred Credential, on Handler) (*session, error) {
	var key *privateKey
	if tools.SignIn != ByPassword {
		var err error
		if key, err = openKey(cred.Key, cred.Passphrase); err != nil {
			return nil, err
		}
	}
	dir, p, err := l.makeDir(randomHex(), t, tools, key)
	if err != nil {
		key.wipe()
		return nil, fmt.Errorf("session directory: %w", err)
	}
	s, err := l.openSession(dir, p, process{}, cred.Password.Clone(), on)
	if err != nil {
		key.wipe()
		_ = removeTree(dir)
		return nil, fmt.Errorf("session socket: %w", err)
	}
	if key == nil {
		return s, nil
	}
	if err := s.lend(key); err != nil {
		s.abort(nil)
		return nil, fmt.Errorf("session agent: %w", err)
	}
	return s, nil
}

// window is the process that was started to run the helper.
type window struct {
	tool string
	self process
	done chan error // gets what cmd.Wait returned; buffered
	fore bool
}

// open starts the terminal, or the helper itself: in our own terminal, or,
// with a pipe to pass on to its client, without any.
func (s *session) open(pipe *os.File) (*window, error) {
	argv := s.plan.Plan.Terminal
	w := &window{done: make(chan error, 1), fore: s.l.cfg.Foreground && !s.plan.Plan.windowed()}
	if len(argv) == 0 {
		argv = []string{s.l.cfg.Self, "session", s.dir}
	}
	if pipe != nil {
		defer pipe.Close()
	}
	w.tool = filepath.Base(argv[0])
	cmd := exec.Command(argv[0], argv[1:]...)
	if pipe != nil {
		cmd.Stdin = pipe
	}
	if w.fore {
		s.tidy = lendTerminal()
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	} else {
		out, err := os.OpenFile(terminalLog(s.dir), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return nil, err
		}
		defer out.Close()
		cmd.Env = terminalEnv(os.Environ())
		cmd.Stdout, cmd.Stderr = out, out
		detach(cmd, s.plan.Plan.Console)
	}
	if err := cmd.Start(); err != nil {
		return nil, &StartError{w.tool, err.Error()}
	}
	self, err := processOf(cmd.Process.Pid)
	if err != nil { // cannot be: it is our child and not waited for
		return nil, &StartError{w.tool, err.Error()}
	}
	w.self = self
	s.l.spawn(func() { reap(s.l.ctx, cmd, self, w.done) })
	return w, nil
}

// reap waits for our child until it ends or the launcher is closed.
func reap(ctx context.Context, cmd *exec.Cmd, p process, done chan<- error) {
	hold, err := watchProcess(p)
	if err == nil && hold.Wait(ctx) != nil {
		_ = cmd.Process.Release()
		return
	}
	done <- cmd.Wait() // at once: it is gone already
}

// wait returns when ssh runs, or cannot.
func (s *session) wait(ctx context.Context, w *window) error {
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	done := w.done
	silent, asked := false, false // it exited without a word; it was started again
	for {
		select {
		case <-s.ready:
			return nil
		case <-s.over:
			return s.whyOver()
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.ctx.Done():
			select {
			case <-s.over: // it ended, and was let go, before we looked
				return s.whyOver()
			default:
				return &StartError{w.tool, "the launcher was closed"}
			}
		case <-limit.C:
			if !silent || asked {
				return &StartError{w.tool, "no session began in time"}
			}
			again, err := s.open(nil)
			if err != nil {
				return err
			}
			*w, done, asked = *again, again.done, true
			limit.Reset(startLimit)
		case err := <-done:
			done = nil
			if s.hasHelper() {
				continue // its end is told on its connection
			}
			if err != nil || w.fore || s.plan.Plan.windowed() {
				return &StartError{w.tool, s.complaint(err)}
			}
			limit.Reset(handOver)
			if silent = true; !asked {
				limit.Reset(askAgain)
			}
		}
	}
}

// whyOver is nil where ssh ran after all: it was only quicker than we looked.
func (s *session) whyOver() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.problem
}

func (s *session) hasHelper() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.helper != nil
}

// complaint is the terminal's last line, or how it ended.
func (s *session) complaint(err error) string {
	how := "it ended before the session began"
	if err != nil {
		how = err.Error()
	}
	f, errOpen := os.Open(filepath.Join(s.dir, fileOutput))
	if errOpen != nil {
		return how
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, 4<<10))
	lines := bytes.Split(b, []byte("\n"))
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = string(l)
	}
	if last := lastLine(text); last != "" {
		return last + " (" + how + ")"
	}
	return how
}

// abort ends whatever a failed Start began, and waits for it.
func (s *session) abort(w *window) {
	s.mu.Lock()
	s.mute, s.stopping = true, true
	helper := s.helper != nil
	s.mu.Unlock()
	if helper {
		s.stop()
	}
	if w != nil {
		closeWindow(w)
	}
	s.finish(Outcome{}, nil)
}

// closeWindow ends the terminal, or the helper that was started in its place.
// A server that it handed over to is not touched: without a session directory
// the helper there ends by itself.
func closeWindow(w *window) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	hold, err := watchProcess(w.self)
	if err != nil {
		return
	}
	hold.Ask()
	if hold.Wait(ctx) != nil {
		final, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		kill(final, w.self)
	}
}

// lendTerminal prepares for ssh in our own terminal; the result undoes it.
// Signals of the keyboard are caught, not ignored: ssh would inherit that.
// ssh can die in raw mode, so the modes are put back.
func lendTerminal() func() {
	keys := make(chan os.Signal, 1)
	signal.Notify(keys, os.Interrupt, syscall.SIGQUIT)
	modes, err := term.GetState(int(os.Stdin.Fd()))
	return func() {
		if err == nil {
			_ = term.Restore(int(os.Stdin.Fd()), modes)
		}
		signal.Stop(keys)
	}
}

// Reattach finds the session that an earlier process of this app left.
// ErrSessionOver means that its ssh has ended, and nothing of it is left.
// A question for the password that comes after this is refused: the password
// went with the earlier process.
func (l *Launcher) Reattach(ctx context.Context, id string, on Handler) (Session, error) {
	if !sessionID.MatchString(id) {
		return nil, fmt.Errorf("%w: %q is not a session", ErrSessionOver, cleanLine(id, 40))
	}
	dir := filepath.Join(l.cfg.Dir, id)
	if !exists(dir) {
		return nil, ErrSessionOver
	}
	if err := checkPrivate(dir); err != nil {
		return nil, fmt.Errorf("session %s: %w", id, err)
	}
	var p planFile
	if err := readJSON(filepath.Join(dir, filePlan), &p); err != nil && certainlyOver(dir) {
		_ = removeTree(dir)
		return nil, ErrSessionOver
	} else if err != nil {
		return nil, fmt.Errorf("session %s: %w", id, err)
	}
	var helper process // stays zero where none was ever started: that one does not run
	_ = readJSON(filepath.Join(dir, fileHelper), &helper)
	s, err := l.openSession(dir, p, helper, sealed.Secret{}, on)
	if err != nil {
		return nil, fmt.Errorf("session %s: %w", id, err)
	}
	if err := sweepEntries(func(of string) bool { return of == id }); err != nil { // by now its client has read it
		s.log.Warn("remove the password from the credential store", "err", err)
	}
	return s.find(ctx, helper)
}

// find waits for the helper to dial again. We listen already, so a helper that
// ends now either reports to us or has left its file before it died.
func (s *session) find(ctx context.Context, helper process) (Session, error) {
	hold, err := watchProcess(helper)
	if err != nil {
		return s.foundDead()
	}
	if exists(filepath.Join(s.dir, fileEnded)) {
		hold.Close()
		return nil, s.discard()
	}
	gone := make(chan error, 1)
	waiting, cancel := context.WithCancel(s.ctx)
	defer cancel()
	if !s.l.spawn(func() { gone <- hold.Wait(waiting) }) {
		hold.Close()
		s.Release()
		return nil, os.ErrClosed
	}
	select {
	case <-s.ready:
		s.log.Info("session found again")
		return s, nil
	case err := <-gone:
		if err != nil {
			s.Release()
			return nil, fmt.Errorf("session %s: %w", s.id, err)
		}
		return s.foundDead()
	case <-ctx.Done():
		s.Release()
		return nil, context.Cause(ctx)
	}
}

// foundDead: the helper is gone; it may have reported to us with its last breath.
func (s *session) foundDead() (Session, error) {
	select {
	case <-s.ready:
		return s, nil
	default:
		return nil, s.discard()
	}
}

// discard removes what is left of a session that is over.
func (s *session) discard() error {
	s.mu.Lock()
	s.mute = true
	s.mu.Unlock()
	s.finish(Outcome{}, ErrSessionOver)
	return ErrSessionOver
}

// certainlyOver: the helper of dir does not run, so its ssh does not either.
// A helper that was never started cannot start ssh: only the app tells it to.
func certainlyOver(dir string) bool {
	var helper process
	err := readJSON(filepath.Join(dir, fileHelper), &helper)
	return err != nil || exists(filepath.Join(dir, fileEnded)) || !helper.alive()
}

// Sweep removes what sessions left that are over and that nobody asks for any
// more: keep holds the ids that a journal still knows. Sessions that run, and
// those of other processes, are not touched.
func (l *Launcher) Sweep(keep []string) error {
	entries, err := os.ReadDir(l.cfg.Dir)
	if err != nil {
		return fmt.Errorf("sweep sessions: %w", err)
	}
	kept := map[string]bool{}
	for _, id := range keep {
		kept[id] = true
	}
	for _, e := range entries {
		dir := filepath.Join(l.cfg.Dir, e.Name())
		if !e.IsDir() || !sessionID.MatchString(e.Name()) || kept[e.Name()] || checkPrivate(dir) != nil {
			continue
		}
		lock, err := lockDir(dir)
		if err != nil {
			continue
		}
		if certainlyOver(dir) {
			_ = removeTree(dir)
		}
		lock.Close()
	}
	return sweepEntries(func(id string) bool {
		dir := filepath.Join(l.cfg.Dir, id)
		return sessionID.MatchString(id) && !kept[id] && (!exists(dir) || certainlyOver(dir))
	})
}
