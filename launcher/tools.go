package launcher

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// findTools finds ssh, and a terminal unless the session runs in our own.
func (l *Launcher) findTools() (Tools, error) {
	ssh, err := l.look("ssh")
	if err != nil {
		return Tools{}, &NotFoundError{"ssh", hintSSH}
	}
	if err := l.checkVersion(ssh); err != nil {
		return Tools{}, err
	}
	tools := Tools{SSH: ssh, Self: l.cfg.Self}
	if l.cfg.Foreground {
		return tools, nil
	}
	tools.Terminal, err = l.findTerminal()
	return tools, err
}

// findTerminal takes the user's choice, $TERMINAL, or the first of the table.
func (l *Launcher) findTerminal() (string, error) {
	if l.cfg.Terminal != "" {
		path, err := l.look(l.cfg.Terminal)
		if err != nil {
			return "", &NotFoundError{l.cfg.Terminal, "it is the terminal chosen in the settings; choose another or install it"}
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
func (l *Launcher) checkVersion(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return &NotFoundError{"ssh", hintSSH}
	}
	key := fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
	l.mu.Lock()
	known, ok := l.versions[key]
	l.mu.Unlock()
	if ok {
		return known
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-V")
	cmd.Env = clientEnv(os.Environ(), nil)
	cmd.WaitDelay = time.Second
	said, err := cmd.CombinedOutput()
	if err != nil {
		return &StartError{"ssh", "ssh -V: " + err.Error()} // not kept: the next try may go better
	}
	verdict := parseVersion(string(said))
	l.mu.Lock()
	l.versions[key] = verdict
	l.mu.Unlock()
	return verdict
}

// parseVersion judges what ssh -V said.
func parseVersion(said string) error {
	m := sshVersion.FindStringSubmatch(said)
	if m == nil {
		return &NotFoundError{"OpenSSH", "the ssh found here calls itself " + strconv.Quote(cleanLine(said, 60)) + "; " + hintSSH}
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major < minMajor || major == minMajor && minor < minMinor {
		return &NotFoundError{
			fmt.Sprintf("ssh %d.%d or newer", minMajor, minMinor),
			fmt.Sprintf("this one is %d.%d; %s", major, minor, hintSSH),
		}
	}
	return nil
}
