package launcher

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

const (
	hintSSH      = "Debian, Ubuntu: apt install openssh-client; Fedora: dnf install openssh-clients; Arch: pacman -S openssh"
	hintTerminal = "Debian, Ubuntu: apt install xterm; Fedora: dnf install xterm; Arch: pacman -S xterm"
)

// SSH_ASKPASS_REQUIRE, on which everything here rests, came with OpenSSH 8.4.
const minMajor, minMinor = 8, 4

var sshVersion = regexp.MustCompile(`^OpenSSH_(?:for_Windows_)?(\d{1,3})\.(\d{1,3})`)

// ownConfigFrom is the first ssh that knows all that is turned off where the
// user's own configuration is read.
const ownConfigFrom = "8.7"

// findTools finds ssh, and a terminal unless the session runs in our own.
func (l *Launcher) findTools(t Target) (Tools, error) {
	ssh, err := l.look("ssh")
	if err != nil {
		return Tools{}, &NotFoundError{"ssh", hintSSH}
	}
	version, err := l.checkVersion(ssh)
	if err != nil {
		return Tools{}, err
	}
	if t.SSH.OwnConfig && !version.from(ownConfigFrom) {
		return Tools{}, &BadTargetError{"own configuration", "needs ssh " + ownConfigFrom + " or newer"}
	}
	tools := Tools{SSH: ssh, Self: l.cfg.Self}
	if l.cfg.Foreground {
		return tools, nil
	}
	tools.Terminal, err = l.findTerminal(cmp.Or(t.SSH.Terminal, l.cfg.Terminal))
	return tools, err
}

// findTerminal takes the user's choice, $TERMINAL, or the first of the table.
func (l *Launcher) findTerminal(chosen string) (string, error) {
	if chosen != "" {
		path, err := l.look(chosen)
		if err != nil {
			return "", &NotFoundError{chosen, "it is the terminal chosen in the settings; choose another or install it"}
		}
		return path, nil
	}
	if name := os.Getenv("TERMINAL"); name != "" {
		if path, err := l.look(name); err == nil {
			return path, nil
		}
	}
	for _, t := range terminals {
		if path, err := l.look(t.name); err == nil {
			return path, nil
		}
	}
	return "", &NotFoundError{"terminal emulator", hintTerminal}
}

// look finds a program by name or path; the result is absolute.
func (l *Launcher) look(name string) (string, error) {
	path, err := l.cfg.LookPath(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// checkVersion refuses an ssh that would ask on the terminal instead of us.
// The answer is kept until the file changes.
func (l *Launcher) checkVersion(path string) (release, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &NotFoundError{"ssh", hintSSH}
	}
	key := fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
	l.mu.Lock()
	known, ok := l.versions[key]
	l.mu.Unlock()
	if ok {
		return known.version, known.problem
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-V")
	cmd.Env = clientEnv(os.Environ(), Plan{})
	cmd.WaitDelay = time.Second
	words, err := cmd.CombinedOutput()
	if err != nil {
		return nil, &StartError{"ssh", "ssh -V: " + err.Error()} // not kept: the next try may go better
	}
	verdict := parseVersion(string(words))
	l.mu.Lock()
	l.versions[key] = verdict
	l.mu.Unlock()
	return verdict.version, verdict.problem
}

// said is what an ssh said of its version, and why it cannot be used.
type said struct {
	version release
	problem error
}

// parseVersion judges what ssh -V said.
func parseVersion(words string) said {
	m := sshVersion.FindStringSubmatch(words)
	if m == nil {
		return said{problem: &NotFoundError{"OpenSSH", "the ssh found here calls itself " + strconv.Quote(cleanLine(words, 60)) + "; " + hintSSH}}
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major < minMajor || major == minMajor && minor < minMinor {
		return said{problem: &NotFoundError{
			fmt.Sprintf("ssh %d.%d or newer", minMajor, minMinor),
			fmt.Sprintf("this one is %d.%d; %s", major, minor, hintSSH),
		}}
	}
	return said{version: release{major, minor}}
}

// findPuTTY finds plink or PuTTY, and a terminal for plink.
func (l *Launcher) findPuTTY(t Target) (Tools, error) {
	name := string(t.SSH.Client)
	path, err := l.look(name)
	if err != nil {
		return Tools{}, &NotFoundError{name, hintPuTTY}
	}
	if err := l.checkPuTTY(name, path); err != nil {
		return Tools{}, err
	}
	tools := Tools{PuTTY: path, Self: l.cfg.Self}
	if l.cfg.Foreground || t.SSH.Client == PuTTY {
		return tools, nil
	}
	tools.Terminal, err = l.findTerminal(cmp.Or(t.SSH.Terminal, l.cfg.Terminal))
	return tools, err
}

// checkPuTTY refuses a PuTTY that takes a password on its command line only.
// The answer is kept until the file changes.
func (l *Launcher) checkPuTTY(name, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return &NotFoundError{name, hintPuTTY}
	}
	key := fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
	l.mu.Lock()
	known, ok := l.versions[key]
	l.mu.Unlock()
	if ok {
		return known.problem
	}
	c := Client{Program: Program{name, path}}
	for _, p := range products {
		if slices.Contains(p.called, name) {
			c.ask(l.ctx, p)
		}
	}
	if c.Version == "" {
		return &StartError{name, c.Cannot} // not kept: the next try may go better
	}
	verdict := said{version: releaseOf(c.Version)}
	if c.Cannot != "" {
		verdict.problem = &NotFoundError{name + " " + puTTYFrom + " or newer", "this one is " + c.Version + ", which takes a password on its command line only; " + hintPuTTY}
	}
	l.mu.Lock()
	l.versions[key] = verdict
	l.mu.Unlock()
	return verdict.problem
}
