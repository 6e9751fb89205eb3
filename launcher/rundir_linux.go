package launcher

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sys/unix"
)

// Names in a session's directory, beside those that plans speak of.
const (
	filePlan   = "plan.json"    // what to run, and the tokens
	fileSocket = "ctl.sock"     // where the app listens
	fileLock   = "lock"         // held by the process whose session it is
	fileHelper = "helper.json"  // which process the helper is; written before ssh starts
	fileUp     = "up"           // exists once ssh passed authentication
	fileEnded  = "ended"        // how ssh ended while no app listened
	fileOutput = "terminal.log" // what the terminal emulator itself complains of
)

// plainPath are the paths that neither ssh's option parser (spaces, %, quotes)
// nor the shell that runs LocalCommand reads as anything else.
var plainPath = regexp.MustCompile(`^/[A-Za-z0-9/._+,:@-]*$`)

var sessionID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// maxDir leaves room in a socket address (108 bytes) for /<id>/ctl.sock.
const maxDir = 107 - len("/0123456789abcdef0123456789abcdef/"+fileSocket)

// planFile is what the helper reads, and what Reattach needs to know again.
type planFile struct {
	Plan   Plan            `json:"plan"`
	Tokens map[role]string `json:"tokens"`
	Target struct {
		Host string `json:"host"`
		Port int    `json:"port"`
		User string `json:"user"`

		Jump    *Jump    `json:"jump,omitempty"`
		Tunnels []Tunnel `json:"tunnels,omitempty"`
	} `json:"target"`
}

// runtimeDir is dir, or the first usable place where dir is empty; made and checked.
func runtimeDir(dir string) (string, error) {
	if dir != "" {
		return dir, privateDir(dir)
	}
	own := "sallyport-" + strconv.Itoa(os.Geteuid())
	places := []string{filepath.Join(os.TempDir(), own), filepath.Join("/tmp", own)}
	if run := os.Getenv("XDG_RUNTIME_DIR"); run != "" {
		places = append([]string{filepath.Join(run, "sallyport")}, places...)
	}
	var errs []error
	for _, p := range places {
		err := privateDir(p)
		if err == nil {
			return p, nil
		}
		errs = append(errs, err)
	}
	return "", errors.Join(errs...)
}

// privateDir makes dir if need be, and refuses one that is not ours alone.
func privateDir(dir string) error {
	if !plainPath.MatchString(dir) || filepath.Clean(dir) != dir {
		return fmt.Errorf("%q has characters that cannot be used", dir)
	}
	if len(dir) > maxDir {
		return fmt.Errorf("%q is too long", dir)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return checkPrivate(dir)
}

// checkPrivate refuses a link, a file, or a directory that others own or can enter.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%q is not a directory", dir)
	case !ok || int(owner.Uid) != os.Geteuid():
		return fmt.Errorf("%q belongs to another user", dir)
	case info.Mode().Perm() != 0o700:
		return fmt.Errorf("%q has mode %#o instead of 0700", dir, info.Mode().Perm())
	}
	return nil
}

// makeDir fills a new session directory; key is nil where there is none. On
// error nothing is left.
func (l *Launcher) makeDir(id string, t Target, tools Tools, key *privateKey) (string, planFile, error) {
	dir := filepath.Join(l.cfg.Dir, id)
	tools.Dir = dir
	var p planFile
	plan, err := PlanFor("linux", t, tools)
	if err != nil {
		return "", p, err
	}
	p.Plan = plan
	p.Tokens = map[role]string{roleSession: randomHex(), roleAskpass: randomHex(), roleConnected: randomHex()}
	p.Target.Host, p.Target.Port, p.Target.User = t.Host, t.Port, t.User
	if t.SSH != nil {
		p.Target.Jump, p.Target.Tunnels = t.SSH.Jump, t.SSH.Tunnels
	}
	if plan.Input != "" {
		p.Plan.Client = p.Plan.Client[:1] // the rest comes with the word to go, when the host is known
		p.Plan.Lines, p.Plan.Config = nil, nil
		p.Tokens = map[role]string{roleSession: p.Tokens[roleSession]} // nothing is run by the client
		if plan.Input == inputFile {
			p.Tokens[rolePipe] = randomHex()
		}
		return dir, p, fillDir(dir, p)
	}
	if err := ensureFile(l.cfg.KnownHosts); err != nil {
		return "", p, fmt.Errorf("known hosts: %w", err)
	}
	err = fillDir(dir, p,
		link{l.cfg.Self, linkAskpass}, link{l.cfg.Self, linkUp}, link{l.cfg.Self, linkJump},
		// A link, so that the real path may hold spaces, which ssh would split at.
		link{l.cfg.KnownHosts, linkKnown})
	if err == nil && len(plan.Config) > 0 {
		err = os.WriteFile(filepath.Join(dir, fileConfig), []byte(strings.Join(plan.Config, "\n")+"\n"), 0o600)
	}
	if err == nil && key != nil {
		err = os.WriteFile(filepath.Join(dir, filePublic), ssh.MarshalAuthorizedKey(key.signer.PublicKey()), 0o600)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", p, err
	}
	return dir, p, nil
}

type link struct{ to, name string }

// fillDir makes a session's directory. On error nothing is left.
func fillDir(dir string, p planFile, links ...link) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	err := writeJSON(filepath.Join(dir, filePlan), p)
	for _, l := range links {
		err = errors.Join(err, os.Symlink(l.to, filepath.Join(dir, l.name)))
	}
	if err != nil {
		_ = os.RemoveAll(dir)
	}
	return err
}

// lockDir takes the session for this process; the kernel gives it up with the process.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, fileLock), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("session %s belongs to another running Sallyport: %w", filepath.Base(dir), err)
	}
	return f, nil
}

// writeJSON replaces a file as a whole, 0600, and returns when it is on the disk.
func writeJSON(path string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func randomHex() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}
