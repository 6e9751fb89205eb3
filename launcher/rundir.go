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
	"runtime"
	"strings"

	"golang.org/x/crypto/ssh"
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

var sessionID = regexp.MustCompile(`^[0-9a-f]{32}$`)

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
	var errs []error
	for _, p := range runtimePlaces() {
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
	if err := mkdirPrivate(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return checkPrivate(dir)
}

// makeDir fills a new session directory; key is nil where there is none. On
// error nothing is left.
func (l *Launcher) makeDir(id string, t Target, tools Tools, key *privateKey) (string, planFile, error) {
	dir := filepath.Join(l.cfg.Dir, id)
	tools.Dir = dir
	var p planFile
	plan, err := PlanFor(runtime.GOOS, t, tools)
	if err != nil {
		return "", p, err
	}
	p.Plan = plan
	p.Plan.Console = plan.Console && !l.cfg.Foreground
	p.Tokens = map[role]string{roleSession: randomHex(), roleAskpass: randomHex(), roleConnected: randomHex()}
	p.Target.Host, p.Target.Port, p.Target.User = t.Host, t.Port, t.User
	if t.SSH != nil {
		p.Target.Jump, p.Target.Tunnels = t.SSH.Jump, t.SSH.Tunnels
	}
	if plan.Input != "" || plan.Credential != "" || plan.Paste {
		p.Plan.Client = p.Plan.Client[:1] // the rest comes with the word to go, when the host is known
		p.Plan.Lines, p.Plan.Config = nil, nil
		p.Tokens = map[role]string{roleSession: p.Tokens[roleSession]} // nothing is run by the client
		if plan.Input == inputFile {
			p.Tokens[rolePipe] = randomHex()
		}
		if err := fillDir(dir, p); err != nil {
			return "", p, err
		}
		return dir, p, l.furnishTerminal(dir)
	}
	if t.Kind == Custom {
		p.Tokens = map[role]string{roleSession: p.Tokens[roleSession]}
		return dir, p, fillDir(dir, p)
	}
	if err := ensureFile(l.cfg.KnownHosts); err != nil {
		return "", p, fmt.Errorf("known hosts: %w", err)
	}
	if err = fillDir(dir, p); err == nil {
		err = l.furnish(dir)
	}
	if err == nil && len(plan.Config) > 0 {
		err = os.WriteFile(filepath.Join(dir, fileConfig), []byte(strings.Join(plan.Config, "\n")+"\n"), 0o600)
	}
	if err == nil && key != nil {
		err = os.WriteFile(filepath.Join(dir, filePublic), ssh.MarshalAuthorizedKey(key.signer.PublicKey()), 0o600)
	}
	if err != nil {
		_ = removeTree(dir)
		return "", p, err
	}
	return dir, p, nil
}

// fillDir makes a session's directory. On error nothing is left.
func fillDir(dir string, p planFile) error {
	if err := mkdirPrivate(dir); err != nil {
		return err
	}
	err := writeJSON(filepath.Join(dir, filePlan), p)
	if err != nil {
		_ = removeTree(dir)
	}
	return err
}

// writeJSON replaces a file as a whole, 0600. It does not wait for the disk:
// what is written here is of no use to anybody once the machine has stopped,
// and the start of a client would wait for it.
func writeJSON(path string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
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
