package launcher

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

// script is a program that says what it was given, in a file beside it, and
// ends when it may.
func script(t *testing.T, end string) (path, said string) {
	t.Helper()
	dir := shortDir(t)
	path, said = filepath.Join(dir, "tool"), filepath.Join(dir, "said")
	write(t, path, 0o755, "#!/bin/sh\nprintf '%s\\n' \"$@\" >"+said+".new\nenv >>"+said+".env\nmv "+said+".new "+said+"\nread x <"+dir+"/end\n"+end+"\n")
	run(t, "", "mkfifo", filepath.Join(dir, "end"))
	return path, said
}

func command(path string, args ...string) Target {
	return Target{Kind: Custom, Title: "test", Command: &Command{Path: path, Args: args}}
}

// letEnd lets the script go on.
func letEnd(t *testing.T, path string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(filepath.Dir(path), "end"), []byte("\n"), 0))
}

func TestACommandRunsWithItsArgumentsAndWithoutThePassword(t *testing.T) {
	t.Setenv("SSH_AUTH_SOCK", "/nowhere")
	t.Setenv("XDG_CURRENT_DESKTOP", "test")
	b, e := newBench(t, nil), newEvents(false)
	path, said := script(t, "exit 0")
	args := []string{"--to=db-01", "a b", "", "$(id)", "; rm -rf /"}
	s := b.mustStart(command(path, args...), "Cnry-password", e)
	e.connects(t, "the news that it runs")
	letEnd(t, path)
	if o := await(t, e.ended, "its end"); o.Why != Closed || o.Code != 0 || !o.Connected {
		t.Errorf("ended %+v", o)
	}
	got, err := os.ReadFile(said)
	must(t, err)
	if diff := cmp.Diff(args, strings.Split(strings.TrimSuffix(string(got), "\n"), "\n")); diff != "" {
		t.Errorf("the arguments (-want +got):\n%s", diff)
	}
	env, err := os.ReadFile(said + ".env")
	must(t, err)
	for _, word := range []string{"Cnry-password", "SSH_AUTH_SOCK", "SSH_ASKPASS"} {
		if bytes.Contains(env, []byte(word)) {
			t.Errorf("its environment has %s", word)
		}
	}
	if !bytes.Contains(env, []byte("XDG_CURRENT_DESKTOP=test")) {
		t.Error("its environment lacks the desktop's name")
	}
	if exists(s.dir) {
		t.Error("the session's directory is left")
	}
}

func TestACommandThatFailsSaysSo(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	path, _ := script(t, "echo no such database >&2; exit 3")
	b.mustStart(command(path), "", e)
	letEnd(t, path)
	if o := await(t, e.ended, "its end"); o.Why != Exited || o.Code != 3 || o.Detail != "no such database" {
		t.Errorf("ended %+v", o)
	}
}

func TestACommandIsEndedOnRequest(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	path, _ := script(t, "exit 0")
	s := b.mustStart(command(path), "", e)
	e.connects(t, "the news that it runs")
	tool := s.ssh
	s.Stop()
	if o := await(t, e.ended, "its end"); o.Why != Closed {
		t.Errorf("ended %+v", o)
	}
	gone(t, tool, "the program")
}

func TestACommandSurvivesTheAppAndIsFoundAgain(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	path, _ := script(t, "exit 0")
	s := b.mustStart(command(path), "", e)
	e.connects(t, "the news that it runs")
	s.Release()
	again := newEvents(false)
	_, err := b.reattach(b.another(), s.ID(), again)
	must(t, err)
	await(t, again.connected, "the news that it still runs")
	letEnd(t, path)
	if o := await(t, again.ended, "its end"); o.Why != Closed || !o.Connected {
		t.Errorf("ended %+v", o)
	}
}

func TestAKilledCommandIsMissed(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	path, _ := script(t, "exit 0")
	s := b.mustStart(command(path), "", e)
	e.connects(t, "the news that it runs")
	slay(t, s.ssh, "the program")
	if o := await(t, e.ended, "its end"); o.Why != Exited {
		t.Errorf("ended %+v", o)
	}
}

func TestACommandRunsInATerminal(t *testing.T) {
	b, e := newBench(t, nil), newEvents(false)
	path, said := script(t, "exit 0")
	target := command(path, "x")
	target.Command.Terminal = true
	b.mustStart(target, "", e)
	e.connects(t, "the news that it runs")
	letEnd(t, path)
	if o := await(t, e.ended, "its end"); o.Why != Closed {
		t.Errorf("ended %+v", o)
	}
	if got, err := os.ReadFile(said); err != nil || string(got) != "x\n" {
		t.Errorf("it was given %q, %v", got, err)
	}
}

func TestWhatIsNoCommandIsRefused(t *testing.T) {
	b := newBench(t, nil)
	var bad *BadTargetError
	var missing *NotFoundError
	for name, target := range map[string]Target{
		"nothing":          {Kind: Custom},
		"a relative path":  command("tool"),
		"a line break":     command("/bin/true", "a\nb"),
		"a folder":         command("/tmp"),
		"no such file":     command("/nowhere/tool"),
		"a reversed title": {Kind: Custom, Command: &Command{Path: "/bin/tr\u202eue"}},
	} {
		_, err := b.Start(context.Background(), target, Credential{Password: sealed.Secret{}}, Handler{})
		if !errors.As(err, &bad) && !errors.As(err, &missing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
