package launcher

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sallyport/workflow/sealed"
)

// freeRDPs are the names under which FreeRDP is installed, the better first.
var freeRDPs = []string{"xfreerdp3", "sdl-freerdp3", "xfreerdp", "sdl-freerdp", "wfreerdp"}

// FreeRDP 2.4 is the first whose exit codes say why it ended.
const minFreeRDPMajor, minFreeRDPMinor = 2, 4

// maxOptions fits into a pipe that nobody reads yet.
const maxOptions = 32 << 10

var freeRDPVersion = regexp.MustCompile(`FreeRDP version (\d{1,3})\.(\d{1,3})\.`)

// version of a program, as far as it matters.
type version struct{ major, minor int }

// findRDP takes the client that was chosen, or Windows' own client where there is one: it needs no
// installation, and administrators know it. Elsewhere it is FreeRDP.
func (l *Launcher) findRDP(t Target) (Tools, error) {
	if t.RDP.Client == Remmina {
		return l.findRemmina(t)
	}
	if runtime.GOOS == "windows" {
		if path, err := l.look(windowsRDP); err == nil {
			return Tools{Mstsc: path, Self: l.cfg.Self}, nil
		}
	}
	tools, err := l.findFreeRDP()
	if app := findWindowsApp(exists); err != nil && runtime.GOOS == "darwin" && app != "" {
		return Tools{}, onlyByHand(app)
	}
	return tools, err
}

// findFreeRDP takes the first FreeRDP that is new enough.
func (l *Launcher) findFreeRDP() (Tools, error) {
	missing := error(&NotFoundError{"FreeRDP", hints[runtime.GOOS].rdp})
	for _, name := range freeRDPs {
		path, err := l.look(name)
		if err != nil {
			continue
		}
		v, err := l.freeRDPVersion(name, path)
		if err == nil {
			return Tools{RDP: path, RDPMajor: v.major, Self: l.cfg.Self}, nil
		}
		missing = err
	}
	return Tools{}, missing
}

// freeRDPVersion asks the program. The answer is kept until the file changes.
func (l *Launcher) freeRDPVersion(name, path string) (version, error) {
	info, err := os.Stat(path)
	if err != nil {
		return version{}, &NotFoundError{"FreeRDP", hints[runtime.GOOS].rdp}
	}
	key := fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
	l.mu.Lock()
	v, known := l.rdpVersions[key]
	l.mu.Unlock()
	if !known {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, path, "/version")
		cmd.Env = clientEnv(os.Environ(), Plan{})
		cmd.WaitDelay = time.Second
		said, err := cmd.CombinedOutput()
		if v, err = parseFreeRDPVersion(said, err); err != nil {
			return version{}, &StartError{name, err.Error()}
		}
		l.mu.Lock()
		l.rdpVersions[key] = v
		l.mu.Unlock()
	}
	if v.major < minFreeRDPMajor || v.major == minFreeRDPMajor && v.minor < minFreeRDPMinor {
		return version{}, &NotFoundError{
			fmt.Sprintf("FreeRDP %d.%d or newer", minFreeRDPMajor, minFreeRDPMinor),
			fmt.Sprintf("this one is %d.%d; %s", v.major, v.minor, hints[runtime.GOOS].rdp),
		}
	}
	return v, nil
}

// parseFreeRDPVersion reads the answer of /version. Where there is no display
// FreeRDP 2 says only that.
func parseFreeRDPVersion(said []byte, ended error) (version, error) {
	m := freeRDPVersion.FindSubmatch(said)
	if m == nil {
		line := cleanLine(string(bytes.TrimSpace(said)), maxDetail)
		if line == "" && ended != nil {
			line = ended.Error()
		}
		return version{}, fmt.Errorf("it does not say its version: %s", line)
	}
	major, _ := strconv.Atoi(string(m[1]))
	minor, _ := strconv.Atoi(string(m[2]))
	return version{major, minor}, nil
}

// checkRDPPassword refuses what FreeRDP would cut or read differently.
func checkRDPPassword(s sealed.Secret) error {
	reason := ""
	s.Reveal(func(b []byte) {
		switch {
		case len(b) == 0:
			reason = "is empty"
		case len(b) > maxRDPBytes || sealed.UTF16Units(b) > maxRDPUnits:
			reason = "is longer than remote desktops accept"
		case bytes.ContainsAny(b, "\r\n\x00"):
			reason = "contains a line break"
		case !utf8.Valid(b):
			reason = "is not text" // it goes to the host in UTF-16
		}
	})
	if reason != "" {
		return &BadTargetError{"password", reason}
	}
	return nil
}

// writeSecret writes what FreeRDP reads from its pipe: the password alone, and
// the gateway's after it (stdin), or every option on a line of its own and the
// passwords among them. An empty line would end FreeRDP's reading, so there is none.
func writeSecret(w io.Writer, p Plan, password, gateway []byte) error {
	first, second := []string{"", ""}, p.Gateway // what is around the one password, then the other
	passwords := [][]byte{password, gateway}
	options := ""
	if p.Input == inputLines || p.Input == inputStdinLines {
		options = strings.Join(p.Lines, "\n") + "\n"
		first, second = p.Gateway, []string{"/p:", ""}
		passwords = [][]byte{gateway, password}
	}
	size := len(options) + len(password) + len(gateway) + 2
	for _, part := range slices.Concat(first, second) {
		size += len(part)
	}
	if size-len(password)-len(gateway) > maxOptions {
		return fmt.Errorf("the options are too long (%d bytes)", len(options))
	}
	b := make([]byte, 0, size) // never grows: no copy is left behind
	defer func() { clear(b[:cap(b)]) }()
	b = append(b, options...)
	for i, around := range [][]string{first, second} {
		if len(around) == 2 {
			b = append(append(append(append(b, around[0]...), passwords[i]...), around[1]...), '\n')
		}
	}
	_, err := w.Write(b)
	return err
}
