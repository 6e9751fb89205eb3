package launcher

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// freeRDPShim stands in FreeRDP's place: it says its version, writes down what
// it is given, says that it is signed in where gdi is set, and ends with code,
// or by a signal (kill -9, kill -15).
type freeRDPShim struct {
	name, version, code string
	gdi                 bool
}

const gdiLine = "[12:00:00:000] [7:8] [INFO][com.freerdp.gdi] - Local framebuffer format  PIXEL_FORMAT_BGRX32"

// install puts the shim into dir; what it writes down, too.
func (s freeRDPShim) install(t *testing.T, dir string) {
	t.Helper()
	say := "true"
	if s.gdi {
		say = "echo '" + gdiLine + "'"
	}
	end := "exit " + s.code
	if strings.HasPrefix(s.code, "kill") {
		end = s.code + " $$; sleep 10"
	}
	write(t, filepath.Join(dir, s.name), 0o755, fmt.Sprintf(`#!/bin/sh
if [ "$1" = /version ]; then echo "This is FreeRDP version %s (n/a)"; exit 0; fi
echo %s >>%[3]s/runs
printf '%%s\n' "$@" >%[3]s/args
env >%[3]s/env
case "$1" in
/args-from:fd:3) cat <&3 >%[3]s/fd3 ;;
*) cat >%[3]s/stdin ;;
esac
%[4]s
%[5]s
`, s.version, s.name, dir, say, end))
}

// given is what a shim wrote down; "" where it did not.
func given(dir, what string) string {
	b, _ := os.ReadFile(filepath.Join(dir, what))
	return string(b)
}

// shimBench is a launcher that finds only what is in dir.
func shimBench(t *testing.T, dir string) *bench {
	return newBench(t, func(c *benchConfig) { c.LookPath = onlyIn(dir) })
}

func onlyIn(dir string) func(string) (string, error) {
	return func(name string) (string, error) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			return "", exec.ErrNotFound
		}
		return path, nil
	}
}

// play runs one shim to its end.
func (s freeRDPShim) play(t *testing.T, password string) (dir string, o Outcome, e *events) {
	t.Helper()
	dir = shortDir(t)
	s.install(t, dir)
	host := startDesktop(t, 0, confirm(2, 2))
	b, e := shimBench(t, dir), newEvents(true)
	b.mustStart(desktop("alice", host.port), password, e)
	o = await(t, e.ended, "the end")
	return dir, o, e
}

func TestEveryExitCodeOfFreeRDPThroughTheRealHelper(t *testing.T) {
	// Before a sign-in, and after one.
	codes := map[string][2]Why{
		"0": {Failed, Closed}, "1": {Failed, Closed}, "2": {Failed, Closed}, "3": {Failed, Closed}, "4": {Failed, Closed},
		"5": {Failed, Closed}, "11": {Failed, Closed}, "12": {Failed, Closed}, "131": {Failed, Dropped}, "132": {Refused, Dropped},
		"133": {Failed, Dropped}, "134": {Refused, Dropped}, "135": {Refused, Dropped}, "139": {UnknownHost, Dropped},
		"140": {UnknownHost, Dropped}, "141": {Unreachable, Dropped}, "143": {Failed, Dropped}, "145": {Closed, Dropped}, "147": {Unreachable, Dropped},
		"148": {Refused, Dropped}, "151": {Refused, Dropped}, "154": {Refused, Dropped}, "161": {Failed, Dropped},
		"240": {Failed, Dropped}, "255": {Failed, Dropped},
		// What a shell makes of signals are codes like any other here.
		"137": {Failed, Dropped}, "kill -9": {Failed, Vanished},
		"kill -15": {Closed, Closed}, // it was asked to leave
	}
	for code, want := range codes {
		for i, gdi := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, signed in %v", code, gdi), func(t *testing.T) {
				t.Parallel()
				dir, o, e := freeRDPShim{"xfreerdp", "2.11.7", code, gdi}.play(t, "secret-"+code)
				wantCode := -1
				_, _ = fmt.Sscanf(code, "%d", &wantCode)
				if o.Why != want[i] || o.Connected != gdi || o.Code != wantCode || len(e.connected) != i {
					t.Errorf("%+v, connected told %d times; want %s", o, len(e.connected), want[i])
				}
				// Whatever it was: the password was used once.
				if runs := given(dir, "runs"); runs != "xfreerdp\n" {
					t.Errorf("it was started %q", runs)
				}
			})
		}
	}
}

func TestFreeRDPIsGivenExactlyThePassword(t *testing.T) {
	for name, password := range map[string]string{
		"a comma list":        `a,b"c`,
		"an option":           "/cert:ignore",
		"a colon":             ":x:",
		"a hyphen":            "-auto-reconnect",
		"quotes and a dollar": `"'$(id)` + "`\\",
		"spaces around":       "  x  ",
		"UTF-8":               "pässwörd-✓-𝄞",
		"511 bytes":           strings.Repeat("✓", 170) + "x",
		"255 characters":      strings.Repeat("x", 255),
	} {
		for _, shim := range []freeRDPShim{{"xfreerdp", "2.11.7", "0", true}, {"xfreerdp3", "3.30.0", "0", true}} {
			t.Run(name+" for "+shim.version, func(t *testing.T) {
				t.Parallel()
				dir, _, _ := shim.play(t, password)
				if shim.version[0] == '2' {
					if got := given(dir, "stdin"); got != password+"\n" {
						t.Errorf("it read %q, want %q", got, password)
					}
				} else {
					lines := strings.Split(strings.TrimSuffix(given(dir, "fd3"), "\n"), "\n")
					if got := lines[len(lines)-1]; got != "/p:"+password || slices.Contains(lines, "") {
						t.Errorf("the last of its lines is %q, want the password %q", got, password)
					}
					if got := given(dir, "args"); got != "/args-from:fd:3\n" {
						t.Errorf("its command line: %q", got)
					}
				}
				if strings.Contains(given(dir, "env"), password) || len(password) > 4 && strings.Contains(given(dir, "args"), password+"\n") && !strings.Contains("/cert:ignore-auto-reconnect", password) {
					t.Error("the password is in its arguments or its environment")
				}
			})
		}
	}
}

func TestPasswordsThatFreeRDPWouldMisreadAreRefusedBeforeItStarts(t *testing.T) {
	for name, password := range map[string]string{
		"512 bytes": strings.Repeat("✓", 170) + "xx", "256 characters": strings.Repeat("x", 256),
		"a line break": "a\n/cert:ignore", "a return": "a\rb", "a NUL": "a\x00b",
	} {
		for _, shim := range []freeRDPShim{{"xfreerdp", "2.11.7", "0", true}, {"xfreerdp3", "3.30.0", "0", true}} {
			t.Run(name+" for "+shim.version, func(t *testing.T) {
				dir := shortDir(t)
				shim.install(t, dir)
				_, err := shimBench(t, dir).start(desktop("alice", 1), password, newEvents(true))
				var bad *BadTargetError
				if !errors.As(err, &bad) || bad.Field != "password" || given(dir, "runs") != "" {
					t.Errorf("%v; started %q", err, given(dir, "runs"))
				}
			})
		}
	}
}

func TestTheFreeRDPThatIsThereIsUsedByItsVersion(t *testing.T) {
	for name, c := range map[string]struct {
		shims []freeRDPShim
		want  string
		fd3   bool
	}{
		"2.11.7":                       {[]freeRDPShim{{"xfreerdp", "2.11.7", "0", true}}, "xfreerdp", false},
		"3.30.0":                       {[]freeRDPShim{{"xfreerdp3", "3.30.0", "0", true}}, "xfreerdp3", true},
		"3 under the name without one": {[]freeRDPShim{{"xfreerdp", "3.5.1", "0", true}}, "xfreerdp", true},
		"only the one of SDL":          {[]freeRDPShim{{"sdl-freerdp3", "3.30.0", "0", true}}, "sdl-freerdp3", true},
		"both":                         {[]freeRDPShim{{"xfreerdp", "2.11.7", "0", true}, {"xfreerdp3", "3.30.0", "0", true}}, "xfreerdp3", true},
		"one that is too old":          {[]freeRDPShim{{"xfreerdp", "2.3.2", "0", true}, {"sdl-freerdp", "3.1.0", "0", true}}, "sdl-freerdp", true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := shortDir(t)
			for _, s := range c.shims {
				s.install(t, dir)
			}
			host := startDesktop(t, 0, confirm(2, 2))
			b, e := shimBench(t, dir), newEvents(true)
			b.mustStart(desktop("alice", host.port), "secret", e)
			await(t, e.ended, "the end")
			if runs := given(dir, "runs"); runs != c.want+"\n" || (given(dir, "fd3") != "") != c.fd3 || (given(dir, "stdin") != "") == c.fd3 {
				t.Errorf("started %q; on descriptor 3 %q; on its input %q", runs, given(dir, "fd3"), given(dir, "stdin"))
			}
		})
	}
}
