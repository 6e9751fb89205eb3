package launcher

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hints say how to get what is missing, by system.
var hints = map[string]struct{ ssh, terminal, rdp string }{
	"linux": {
		ssh:      "Debian, Ubuntu: apt install openssh-client; Fedora: dnf install openssh-clients; Arch: pacman -S openssh",
		terminal: "Debian, Ubuntu: apt install xterm; Fedora: dnf install xterm; Arch: pacman -S xterm",
		rdp:      "Debian 13, Ubuntu 24.10: apt install freerdp3-x11; Debian 12: apt install freerdp2-x11; Fedora: dnf install freerdp; Arch: pacman -S freerdp",
	},
	"darwin": {
		ssh:      "brew install openssh",
		terminal: "Terminal is a part of macOS",
		rdp:      "brew install freerdp",
	},
	"windows": {
		ssh:      "winget install Microsoft.OpenSSH.Preview",
		terminal: "winget install Microsoft.WindowsTerminal; without it a session has a console of its own",
		rdp:      "Remote Desktop Connection (mstsc) is a part of Windows; or FreeRDP 3",
	},
}

// SSH_ASKPASS_REQUIRE, on which everything here rests, came with OpenSSH 8.4,
// and to Windows' own with 8.6; many a Windows 10 has 8.1.
const minSSH, minWindowsSSH = "8.4", "8.6"

var sshVersion = regexp.MustCompile(`^OpenSSH_(for_Windows_)?(\d{1,3})\.(\d{1,3})`)

// ownConfigFrom is the first ssh that knows all that is turned off where the
// user's own configuration is read.
const ownConfigFrom = "8.7"

// findTools finds ssh, and a terminal unless the session runs in our own.
func (l *Launcher) findTools(t Target) (Tools, error) {
	ssh, version, err := l.findSSH()
	if err != nil {
		return Tools{}, err
	}
	if t.SSH.OwnConfig && !version.from(ownConfigFrom) {
		return Tools{}, &BadTargetError{"own configuration", "needs ssh " + ownConfigFrom + " or newer"}
	}
	tools := Tools{SSH: ssh, Self: l.cfg.Self, KnownHosts: l.cfg.KnownHosts}
	if l.cfg.Foreground {
		return tools, nil
	}
	tools.Terminal, err = l.findTerminal(t.Terminal)
	return tools, err
}

// findSSH takes the first ssh that will do.
func (l *Launcher) findSSH() (path string, v release, err error) {
	missing := error(&NotFoundError{"ssh", hints[runtime.GOOS].ssh})
	for _, name := range sshNames(runtime.GOOS) {
		path, err := l.look(name)
		if err != nil {
			continue
		}
		v, err := l.checkVersion(path)
		if err == nil {
			return path, v, nil
		}
		missing = err
	}
	return "", nil, missing
}

// Windows' own programs, and the fixed places of ssh there, of which the one
// that is not the system's is newer. What else calls itself ssh (Git's) knows no
// named pipes.
var windowsSSH = []string{`${ProgramFiles}\OpenSSH\ssh.exe`, `${SystemRoot}\System32\OpenSSH\ssh.exe`, "ssh"}

func sshNames(goos string) []string {
	if goos == "windows" {
		return windowsSSH
	}
	return []string{"ssh"}
}

const windowsRDP = `${SystemRoot}\System32\mstsc.exe`

// findTerminal takes the user's choice, $TERMINAL, or the first of the table.
func (l *Launcher) findTerminal(chosen string) (string, error) {
	switch runtime.GOOS {
	case "windows":
		if chosen == "" {
			return "", nil // a console of its own, which Windows shows as the user wants it
		}
		if name := strings.ToLower(filepath.Base(chosen)); name != windowsTerminal && name+".exe" != windowsTerminal {
			return "", &NotFoundError{chosen, "on Windows it can be " + windowsTerminal + ", or nothing for a console of its own"}
		}
	case "darwin":
		return findMacTerminal(chosen, exists)
	}
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
	return "", &NotFoundError{"terminal emulator", hints[runtime.GOOS].terminal}
}

// findMacTerminal takes the app that was chosen by name or path, or the first of the table.
func findMacTerminal(chosen string, exists func(string) bool) (string, error) {
	for _, t := range macTerminals {
		if (chosen == "" || chosen == t.name || chosen == t.app) && exists(t.app) {
			return t.app, nil
		}
	}
	if chosen == "" {
		return "", &NotFoundError{"terminal emulator", hints["darwin"].terminal}
	}
	return "", &NotFoundError{chosen, "on macOS it can be Terminal or iTerm2"}
}

// look finds a program by name or path; the result is absolute. A program that
// macOS starts from its dock does not know where Homebrew is.
func (l *Launcher) look(name string) (string, error) {
	if runtime.GOOS == "windows" {
		name = os.ExpandEnv(name)
	}
	path, err := l.cfg.LookPath(name)
	if err != nil && runtime.GOOS == "darwin" && !strings.Contains(name, "/") {
		for _, dir := range []string{"/opt/homebrew/bin/", "/usr/local/bin/"} {
			if path, err = l.cfg.LookPath(dir + name); err == nil {
				break
			}
		}
	}
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
		return nil, &NotFoundError{"ssh", hints[runtime.GOOS].ssh}
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
	verdict := parseVersion(runtime.GOOS, string(words))
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
func parseVersion(goos, words string) said {
	m := sshVersion.FindStringSubmatch(words)
	if m == nil {
		return said{problem: &NotFoundError{"OpenSSH", "the ssh found here calls itself " + strconv.Quote(cleanLine(words, 60)) + "; " + hints[goos].ssh}}
	}
	v, least := releaseOf(m[2]+"."+m[3]), minSSH
	if m[1] != "" {
		least = minWindowsSSH
	}
	switch {
	case goos == "windows" && m[1] == "":
		return said{problem: &NotFoundError{"OpenSSH for Windows", "the ssh found here is not made for Windows; " + hints[goos].ssh}}
	case !v.from(least):
		return said{problem: &NotFoundError{"ssh " + least + " or newer", fmt.Sprintf("this one is %s.%s; %s", m[2], m[3], hints[goos].ssh)}}
	}
	return said{version: v}
}

// findPuTTY finds plink or PuTTY, and a terminal for plink.
func (l *Launcher) findPuTTY(t Target) (Tools, error) {
	name := string(t.SSH.Client)
	if runtime.GOOS == "windows" { // its end of the pipe would have to be a named one
		return Tools{}, &NotFoundError{name, "on Windows a session opens with OpenSSH; choose it as the client"}
	}
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
	tools.Terminal, err = l.findTerminal(t.Terminal)
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
