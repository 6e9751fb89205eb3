package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sallyport/cmd/internal/desk"
)

// said is the end of a command.
type said struct {
	out, err string
	code     int
}

// command runs the program without a terminal, as a script does.
func (r *rig) command(input string, args ...string) said {
	r.t.Helper()
	return r.reading(strings.NewReader(input), args...)
}

// reading is command with an input that may let it wait.
func (r *rig) reading(input io.Reader, args ...string) said {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out, problem bytes.Buffer
	cmd := exec.CommandContext(ctx, r.bin, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = r.desk.Env(), input, &out, &problem
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // without /dev/tty
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		r.t.Fatalf("%v: %v", args, err)
	}
	return said{out.String(), problem.String(), cmd.ProcessState.ExitCode()}
}

// asAlice adds how a script signs in.
func (r *rig) asAlice(args ...string) said {
	r.t.Helper()
	return r.command(r.demo.Password("alice")+"\n", append(args, "--server", r.demo.URL, "--user", "alice", "--password-stdin")...)
}

// want holds an end to a code and words.
func (s said) want(t *testing.T, code int, out, problem string) {
	t.Helper()
	if s.code != code || !strings.Contains(s.out, out) || !strings.Contains(s.err, problem) {
		t.Errorf("got code %d, output %q, errors %q;\nwant code %d, output with %q, errors with %q", s.code, s.out, s.err, code, out, problem)
	}
}

func TestRealCommands(t *testing.T) {
	r := newRig(t)
	for name, f := range map[string]func(*testing.T, *rig){
		"status and check-in see what is checked out":         statusAndCheckIn,
		"exit codes tell a script what went wrong":            exitCodes,
		"a password is never taken from an argument":          passwordFlag,
		"every secret of the demo has a plan":                 plans,
		"completion scripts are made for three shells":        completions,
		"the demo describes itself in its first line":         describes,
		"the demo serves as many secrets as it is asked for":  manySecrets,
		"Ctrl-C ends the demo and the desktop ends it, too":   demoEnds,
		"a session in a terminal is not opened without a tty": noTerminal,
	} {
		t.Run(name, func(t *testing.T) {
			mine := *r
			mine.t = t
			f(t, &mine)
		})
	}
}

func statusAndCheckIn(t *testing.T, r *rig) {
	r.asAlice("status").want(t, 0, "Nothing is checked out by alice.\n", "")
	var answer map[string]any
	r.alice().call("POST", fmt.Sprintf("v1/secrets/%d/check-out", dbSecret), map[string]any{}, &answer)
	s := r.asAlice("status")
	s.want(t, 0, "db-01", "")
	if lines := strings.Split(strings.TrimSpace(s.out), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "103") {
		t.Errorf("status is not a heading and one line: %q", s.out)
	}
	if n, err := r.demo.Count(dbSecret, "check-in", "*"); n != 0 || err != nil {
		t.Errorf("status has checked in %d times (%v)", n, err)
	}
	r.asAlice("check-in", "103").want(t, 0, "db-01 checked in.\n", "")
	if n, err := r.demo.Count(dbSecret, "check-in", "*"); n != 1 || err != nil {
		t.Errorf("%d check-ins (%v), want one", n, err)
	}
	r.asAlice("check-in", "103").want(t, 0, "not checked out", "")
	r.asAlice("check-in", "115").want(t, 4, "", "not by you")
	r.asAlice("status").want(t, 0, "Nothing is checked out by alice.\n", "")
}

func exitCodes(t *testing.T, r *rig) {
	at := []string{"--server", r.demo.URL, "--user", "alice", "--password-stdin"}
	with := func(args ...string) []string { return append(args, at...) }
	r.command("", "status").want(t, exitUsage, "", "--server")
	r.command("", "status", "--server", r.demo.URL).want(t, exitUsage, "", "--user")
	r.command("", with("status", "extra")...).want(t, exitUsage, "", "")
	r.command("", "no-such-command").want(t, exitUsage, "", "no-such-command")
	r.asAlice("check-in", "twelve").want(t, exitUsage, "", "twelve")
	r.asAlice("connect", "web-01").want(t, exitUsage, "", "path")
	r.command("wrong\n", with("status")...).want(t, exitSignIn, "", "refused")
	r.asAlice("connect", "115").want(t, exitRefused, "", "Bob")
	r.asAlice("connect", "102").want(t, exitRefused, "", "--reason")
	r.asAlice("connect", "999999").want(t, exitRefused, "", "not there for you")
	nobody := []string{"status", "--server", "http://127.0.0.1:1", "--user", "alice", "--password-stdin"}
	r.command("any\n", nobody...).want(t, exitUnreachable, "", "127.0.0.1:1")
	if all, err := r.demo.Ledger(); err != nil || slices.ContainsFunc(all, func(e desk.Entry) bool {
		return e.User == "alice" && e.Op == "check-out" && e.SecretID != dbSecret
	}) {
		t.Errorf("a command that was refused has checked out: %+v (%v)", all, err)
	}
}

func passwordFlag(t *testing.T, r *rig) {
	for _, verb := range []string{"connect", "status", "check-in"} {
		if s := r.command("", verb, "--help"); s.code != 0 || strings.Contains(s.out, "--password ") || !strings.Contains(s.out, "--password-stdin") {
			t.Errorf("%s --help: code %d: %s", verb, s.code, s.out)
		}
		r.command("", verb, "1", "--server", r.demo.URL, "--user", "alice", "--password", "any").want(t, exitUsage, "", "unknown flag: --password")
	}
}

func completions(t *testing.T, r *rig) {
	for sh, word := range map[string]string{"bash": "__start_sallyport", "zsh": "#compdef sallyport", "fish": "complete -c sallyport"} {
		r.command("", "completion", sh).want(t, 0, word, "")
	}
}

func describes(t *testing.T, r *rig) {
	var line string
	cmd := exec.Command(r.bin, "demo")
	cmd.Env = r.desk.Env()
	out, err := cmd.StdoutPipe()
	r.must(err)
	r.must(cmd.Start())
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: that is no error
	}()
	one := make([]byte, 1)
	for !strings.HasSuffix(line, "\n") {
		_, err := out.Read(one)
		r.must(err)
		line += string(one)
	}
	var members map[string]json.RawMessage
	r.must(json.Unmarshal([]byte(line), &members))
	keys(t, "the first line", members, "consoleUrl", "platform", "platformUrl", "sshHost", "sshHostKey", "url", "users")
	var users []map[string]json.RawMessage
	r.must(json.Unmarshal(members["users"], &users))
	if len(users) < 3 {
		t.Errorf("%d users", len(users))
	}
	for _, u := range users {
		keys(t, "a user", u, "name", "password", "platformName", "quantumLockPassword", "role", "securityAnswer", "totpSecret")
	}
}

func keys(t *testing.T, what string, m map[string]json.RawMessage, want ...string) {
	t.Helper()
	var got []string
	for k := range m {
		got = append(got, k)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s has the members %v, want %v", what, got, want)
	}
}

func manySecrets(t *testing.T, r *rig) {
	p, demo, err := r.desk.RunDemo(r.bin, "demo", "--secrets", "2000")
	r.must(err)
	defer p.Kill()
	big := *r
	big.demo = demo
	var list struct {
		Total   int               `json:"total"`
		Records []json.RawMessage `json:"records"`
	}
	big.alice().call("GET", "v1/secrets?take=100", nil, &list)
	if list.Total < 2000 || len(list.Records) != 100 {
		t.Errorf("the vault lists %d secrets, %d on the first page", list.Total, len(list.Records))
	}
	big.asAlice("status").want(t, 0, "Nothing is checked out by alice.\n", "")
}

func demoEnds(t *testing.T, r *rig) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		p, _, err := r.desk.RunDemo(r.bin, "demo")
		r.must(err)
		if err := p.Signal(sig); err != nil {
			t.Errorf("%v ended the demo with %v: %s", sig, err, p.Log())
		}
	}
}

func noTerminal(t *testing.T, r *rig) {
	r.command("", "status", "--server", r.demo.URL, "--user", "alice").want(t, exitUsage, "", "--password-stdin")
}
