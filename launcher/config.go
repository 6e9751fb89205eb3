package launcher

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// secretLife is how long a password waits for ssh to ask for it.
const secretLife = 60 * time.Second

// questionLife is how long a question waits for a person. Most hosts hang up
// earlier, which ssh does not see while it waits.
const questionLife = 5 * time.Minute

// Config is what a Launcher is made of. The zero value works.
type Config struct {
	Dir        string // private runtime directory; "": $XDG_RUNTIME_DIR/sallyport or, without one, $TMPDIR/sallyport-<uid>
	Self       string // absolute path of our own program, which must call Dispatch and know `session DIR`; "": os.Executable
	KnownHosts string // our own known_hosts file, created 0600; "": known_hosts in Dir, forgotten with it
	// Foreground runs the helper attached to this process's own terminal
	// instead of opening a window: the command-line mode. While such a session
	// runs, this process does not die of Ctrl-C and Ctrl-\ (they are for ssh);
	// its owner must not take them as a wish to quit either, nor read stdin.
	Foreground bool
	LookPath   func(string) (string, error) // nil: exec.LookPath
	Log        *slog.Logger                 // nil: silent. Never given a secret or a prompt
}

// Launcher starts sessions and keeps an eye on them. It is safe for concurrent use.
type Launcher struct {
	cfg    Config
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	wg     sync.WaitGroup // every goroutine of the package

	mu       sync.Mutex
	closed   bool
	sessions map[string]releaser
	life     time.Duration   // of a password nobody asks for
	patience time.Duration   // with who has to answer a question
	versions map[string]said // what ssh -V meant, by path and state of the file
	// What FreeRDP's /version said, likewise.
	rdpVersions map[string]version

	pins sync.Mutex // the file of trusted certificates
}

// releaser is what Close needs of a session.
type releaser interface{ Release() }

// New checks that the runtime directory is private, or makes it, and fails closed.
func New(cfg Config) (*Launcher, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.LookPath == nil {
		cfg.LookPath = exec.LookPath
	}
	if cfg.Self == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find our own program: %w", err)
		}
		cfg.Self = self
	}
	if !filepath.IsAbs(cfg.Self) {
		return nil, fmt.Errorf("our own program %q is not an absolute path", cfg.Self)
	}
	if err := systemReady(); err != nil {
		return nil, err
	}
	dir, err := runtimeDir(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("runtime directory: %w", err)
	}
	cfg.Dir = dir
	if cfg.KnownHosts == "" {
		cfg.KnownHosts = filepath.Join(dir, "known_hosts")
	}
	l := &Launcher{cfg: cfg, sessions: map[string]releaser{}, versions: map[string]said{}, rdpVersions: map[string]version{}, life: secretLife, patience: questionLife}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l, nil
}

// Dir is the private runtime directory that is used.
func (l *Launcher) Dir() string { return l.cfg.Dir }

// Close releases all sessions and waits for the goroutines of this package,
// so for Handler functions too. The clients live on, for Reattach.
func (l *Launcher) Close() error {
	l.mu.Lock()
	l.closed = true
	all := make([]releaser, 0, len(l.sessions))
	for _, s := range l.sessions {
		all = append(all, s)
	}
	l.mu.Unlock()
	for _, s := range all {
		s.Release()
	}
	l.cancel()
	l.wg.Wait()
	return nil
}

// Check reports why t could not be started here: a *BadTargetError, an
// *UnsupportedError, a *NotFoundError, a *ManualError, a *StartError (of a
// client that does not even tell its version) or a *FileError. It starts
// nothing but `ssh -V` or `xfreerdp /version`, once.
func (l *Launcher) Check(t Target) error {
	_, _, err := l.prepare(t)
	return err
}

// prepare checks t and finds what is needed to start it.
func (l *Launcher) prepare(t Target) (Target, Tools, error) {
	t, err := t.canonical()
	if err != nil {
		return t, Tools{}, err
	}
	switch t.Kind {
	case RDP:
		return l.prepareRDP(t)
	case Custom:
		return l.prepareCommand(t)
	}
	if t.SSH.Client != OpenSSH {
		return l.preparePuTTY(t)
	}
	tools, err := l.findTools(t)
	if err != nil {
		return t, tools, err
	}
	if err := ensureFile(l.cfg.KnownHosts); err != nil {
		return t, tools, &FileError{"known_hosts", err}
	}
	return t, tools, nil
}

// preparePuTTY is prepare for plink and PuTTY.
func (l *Launcher) preparePuTTY(t Target) (Target, Tools, error) {
	tools, err := l.findPuTTY(t)
	if err != nil {
		return t, tools, err
	}
	if err := ensureFile(l.cfg.KnownHosts); err != nil {
		return t, tools, &FileError{"known_hosts", err}
	}
	return t, tools, nil
}

// prepareRDP is prepare for a remote desktop.
func (l *Launcher) prepareRDP(t Target) (Target, Tools, error) {
	tools, err := l.findRDP(t)
	if err != nil {
		return t, tools, err
	}
	if t.RDP.Gateway != nil && tools.Mstsc != "" {
		return t, tools, &BadTargetError{"gateway", "is not possible with Windows' own client: choose FreeRDP"}
	}
	if err := ensureFile(l.certificates()); err != nil {
		return t, tools, &FileError{"rdp_certificates", err}
	}
	return t, tools, nil
}

// spawn runs f in a goroutine that Close waits for; after Close it does not.
func (l *Launcher) spawn(f func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.wg.Go(f)
	return true
}
