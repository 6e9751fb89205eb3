//go:build wine

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tests here run what was built for Windows in Wine: `make e2e-windows`
// builds it and runs them. They are not among `make test`'s, for which the
// cross-compiler and Wine would be a gigabyte more, and the build some minutes.

// wineLimit is for one command; Wine's own start takes a second or two of it.
const wineLimit = 2 * time.Minute

// wine is a Windows of the test's own.
type wine struct {
	t      *testing.T
	prefix string
}

func newWine(t *testing.T) *wine {
	t.Helper()
	for _, tool := range []string{"wine", "wineboot", "wineserver", "x86_64-w64-mingw32-gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: `make e2e-windows` installs it", tool)
		}
	}
	w := &wine{t, filepath.Join(t.TempDir(), "prefix")}
	w.must(w.tool("wineboot", "--init"))
	t.Cleanup(func() {
		_ = w.tool("wineserver", "--kill")
		_ = w.tool("wineserver", "--wait")
	})
	// Go's runtime wants random numbers from a library that Wine 8 does not have.
	library := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(library); errors.Is(err, os.ErrNotExist) {
		w.must(w.tool("x86_64-w64-mingw32-gcc", "-shared", "-o", library, filepath.Join("testdata", "wine", "bcryptprimitives.c"), "-ladvapi32"))
	}
	return w
}

func (w *wine) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// env is without a display: nothing here has a window.
func (w *wine) env() []string {
	own := []string{"WINEPREFIX=" + w.prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml="}
	return append(slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "SALLYPORT_") || strings.HasPrefix(kv, "DISPLAY=") || strings.HasPrefix(kv, "WINE")
	}), own...)
}

func (w *wine) tool(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = w.env()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// run runs a program of Windows. It is given files and no pipes: Wine's own
// services inherit them and stay.
func (w *wine) run(dir, input, program string, args ...string) said {
	w.t.Helper()
	files := map[string]*os.File{}
	for _, name := range []string{"in", "out", "err"} {
		f, err := os.CreateTemp(w.t.TempDir(), name)
		w.must(err)
		defer f.Close()
		files[name] = f
	}
	_, err := files["in"].WriteString(input)
	w.must(err)
	_, err = files["in"].Seek(0, io.SeekStart)
	w.must(err)
	ctx, cancel := context.WithTimeout(w.t.Context(), wineLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "wine", append([]string{program}, args...)...)
	cmd.Env, cmd.Dir = w.env(), dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = files["in"], files["out"], files["err"]
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(files[name].Name())
		w.must(err)
		return strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	return said{read("out"), read("err"), cmd.ProcessState.ExitCode()}
}

// notInWine are the tests of the launcher that Wine cannot carry.
var notInWine = []string{"TestAPipesNameIsItsFirstOwnersAlone"}

// TestWineLauncher runs the launcher's tests for Windows: the pipe, the job,
// the credential store, and whole sessions with an ssh of their own.
func TestWineLauncher(t *testing.T) {
	newWine(t).plays("launcher", ".", "TestASessionOnWindows", "TestAPasswordIsInTheStoreOnlyWhileItIsLent", "TestAJobIsOverWithItsLastProcess", "TestAPipeTellsWhoIsAtItsOtherEnd")
}

// TestWineDesktop runs what the window has to do with the desktop of Windows:
// its clipboard, and how long nobody was there. Wine 8 has no sockets with a path
// for the others.
func TestWineDesktop(t *testing.T) {
	newWine(t).plays("app/desktop", "Windows", "TestACopiedSecretIsMarkedOnWindowsUntilItIsTakenBack", "TestIdlenessIsKnownOnWindows")
}

// plays runs those of a package's tests for Windows that match; those named must be among them.
func (w *wine) plays(pkg, match string, names ...string) {
	w.t.Helper()
	exe := filepath.Join(w.t.TempDir(), "tests.exe")
	build := exec.Command("go", "test", "-c", "-o", exe, "sallyport/"+pkg)
	build.Env = append(os.Environ(), "GOOS=windows", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		w.t.Fatalf("build the tests: %v\n%s", err, out)
	}
	got := w.run("../../"+pkg, "", exe, "-test.v", "-test.timeout=90s", "-test.run="+match)
	if got.code != 0 {
		w.t.Errorf("they end with %d:\n%s%s", got.code, got.out, got.err)
	}
	skipped := regexp.MustCompile(`(?m)^\s*--- SKIP: (\S+)`).FindAllStringSubmatch(got.out, -1)
	for _, s := range skipped {
		if !slices.Contains(notInWine, s[1]) {
			w.t.Errorf("%s was skipped", s[1])
		}
	}
	for _, name := range names {
		if !strings.Contains(got.out, "--- PASS: "+name+" ") {
			w.t.Errorf("%s was not run", name)
		}
	}
}

// TestWineProgram runs the program itself, as far as it needs no window.
func TestWineProgram(t *testing.T) {
	exe := os.Getenv("SALLYPORT_EXE")
	if exe == "" {
		t.Fatal("SALLYPORT_EXE names no program: `make e2e-windows` builds it and says where it is")
	}
	w, s := newWine(t), newScripts(t)
	run := func(input string, args ...string) said { return w.run("", input, exe, args...) }
	asAlice := func(args ...string) said {
		return run(s.user.Password+"\r\n", append(args, "--server", s.url, "--user", "alice", "--password-stdin")...)
	}
	run("", "--version").want(t, 0, "sallyport version ", "")
	run("", "--help").want(t, 0, "Open", "")
	run("", "nonsense").want(t, exitUsage, "", "nonsense")
	run("", "connector-definition", "--host", "vault.example.com").want(t, 0, `"swagger": "2.0"`, "")
	run("", "connector-definition").want(t, exitUsage, "", "the host is missing")

	asAlice("plan", "101").want(t, 0, "web-01", "")
	asAlice("secret", "get", "101", "--field", "username").want(t, 0, "svc-web-01\n", "")
	asAlice("token").want(t, 0, "access_token", "")
	asAlice("secret", "get", "103").want(t, exitRefused, "", "give --check-out")
	asAlice("connect", "101").want(t, exitFailed, "", "ssh is missing")
	run("wrong\r\n", "token", "--server", s.url, "--user", "alice", "--password-stdin").want(t, exitSignIn, "", "sallyport: ")
	run("x\r\n", "token", "--server", "http://127.0.0.1:1", "--user", "alice", "--password-stdin").want(t, exitUnreachable, "", "sallyport: ")
	run("", "token", "--server", s.url, "--user", "alice").want(t, exitUsage, "", "--password-stdin")

	w.doctor(run("", "doctor", "-o", "json"))
	if n := s.happened("check-out", 0); n != 0 {
		t.Errorf("%d secrets were checked out", n)
	}
}

// doctor looks at what the program knows of its Windows.
func (w *wine) doctor(got said) {
	w.t.Helper()
	var d diagnosis
	if err := json.Unmarshal([]byte(got.out), &d); err != nil {
		w.t.Fatalf("doctor: %v\n%s%s", err, got.out, got.err)
	}
	if !strings.HasPrefix(d.System, "windows/") {
		w.t.Errorf("it runs on %s", d.System)
	}
	for _, p := range d.Places {
		if !strings.HasPrefix(p.Path, `C:\users\`) || !strings.Contains(p.Path, `\AppData\Local\sallyport`) {
			w.t.Errorf("%s is at %s", p.Name, p.Path)
		}
		if p.Problem != "" {
			w.t.Errorf("%s: %s", p.Name, p.Problem)
		}
	}
	for _, r := range d.Ways {
		if r.Ready || !strings.Contains(r.Why, "not found (") {
			w.t.Errorf("%s: %+v; Wine has neither ssh nor mstsc", r.Kind, r)
		}
	}
}
