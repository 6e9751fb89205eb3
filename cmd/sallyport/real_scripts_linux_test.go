package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestRealScripts runs the built program as scripts do, and looks for what it
// was given and what it got in every process and file of the desk meanwhile.
func TestRealScripts(t *testing.T) {
	r := newRig(t)
	password := strings.TrimSuffix(r.asAlice("secret", "get", "101", "--field", "password").out, "\n")
	var token struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	r.must(json.Unmarshal([]byte(r.asAlice("token").out), &token))
	w := watch(t, r.desk.Dir(), aScript, map[string]string{
		"alice's password": r.demo.Password("alice"), "web-01's password": password,
		"an access token": token.Access, "a refresh token": token.Refresh,
	})

	whole := r.asAlice("secret", "get", `\Linux\web-01`)
	whole.want(t, 0, `"secretTemplateName": "Unix Account (SSH)"`, "")
	r.asAlice("secret", "get", "101", "-o", `template={{field . "password"}}`).want(t, 0, password, "")
	r.asAlice("template", "get", "6007", "-o", "table").want(t, 0, "private-key-passphrase", "")
	r.asAlice("audit", "101", "--limit", "0").want(t, 0, `"username": "alice"`, "")
	r.asAlice("secret", "search", "web-01", "-o", "table").want(t, 0, "101  web-01", "")
	slowly := &onceAsked{first: w.whole, rest: strings.NewReader(token.Access)} // a look while it waits for the token
	r.reading(slowly, "secret", "get", "101", "--token-stdin", "--field", "password", "--server", r.demo.URL).want(t, 0, password+"\n", "")
	renewed := r.command(token.Refresh, "token", "--refresh", "--server", r.demo.URL)
	renewed.want(t, 0, "refresh_token", "")
	spent := r.command(token.Refresh, "token", "--refresh", "--server", r.demo.URL)
	spent.want(t, exitSignIn, "", "the token is over, spent")
	held := r.asAlice("secret", "get", "103")
	held.want(t, exitRefused, "", "give --check-out")
	taken := r.asAlice("secret", "get", "103", "--check-out", "--field", "username")
	taken.want(t, 0, "svc-db-01\n", "db-01 is checked out to you until")
	r.asAlice("check-in", "103").want(t, 0, "db-01 checked in.\n", "")
	r.command("", "secret", "get", "101", "--server", r.demo.URL, "--user", "alice").want(t, exitUsage, "", "--password-stdin")

	w.conclude(map[string]string{"spent": spent.err, "held": held.err, "taken": taken.err, "whole": whole.err})
}

// TestRealScriptsOverTLS trusts the demo's own authority, and nothing without it.
func TestRealScriptsOverTLS(t *testing.T) {
	r := newRig(t)
	demo := exec.Command(r.bin, "demo", "--tls")
	demo.Env = r.desk.Env()
	first, err := demo.StdoutPipe()
	r.must(err)
	r.must(demo.Start())
	defer func() {
		_ = demo.Process.Signal(os.Interrupt)
		_ = demo.Wait() // interrupted: that is no error
	}()
	line, err := bufio.NewReader(first).ReadString('\n')
	r.must(err)
	var d struct {
		URL    string `json:"url"`
		CAFile string `json:"caFile"`
		Users  []demoUser
	}
	r.must(json.Unmarshal([]byte(line), &d))
	args := []string{"secret", "get", "101", "--field", "username", "--server", d.URL, "--user", d.Users[0].Name, "--password-stdin"}
	input := d.Users[0].Password + "\n"
	r.command(input, args...).want(t, exitUnreachable, "", "The vault's certificate is not trusted")
	r.command(input, append(args, "--ca-file", d.CAFile)...).want(t, 0, "svc-web-01\n", "")
	r.command(input, "status", "--server", d.URL, "--user", d.Users[0].Name, "--password-stdin", "--ca-file", d.CAFile).want(t, 0, "Nothing is checked out", "")
	cmd := exec.Command(r.bin, args...)
	cmd.Env, cmd.Stdin = append(r.desk.Env(), "SALLYPORT_CA_FILE="+d.CAFile), strings.NewReader(input)
	if out, err := cmd.Output(); err != nil || string(out) != "svc-web-01\n" {
		t.Errorf("with SALLYPORT_CA_FILE: %q, %v", out, err)
	}
}

// TestRealScriptsSayThatNothingCanBeWritten: a full disk is no success.
func TestRealScriptsSayThatNothingCanBeWritten(t *testing.T) {
	bin := built(t, "sallyport")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = full.Close() }()
	var problem strings.Builder
	cmd := exec.Command(bin, "connector-definition", "--host", "vault.example")
	cmd.Stdout, cmd.Stderr = full, &problem
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(problem.String(), "the output could not be written") {
		t.Errorf("%v: %s", err, problem.String())
	}
}

// onceAsked does something before it gives its first byte.
type onceAsked struct {
	first func()
	rest  io.Reader
}

func (o *onceAsked) Read(p []byte) (int, error) {
	if o.first != nil {
		o.first()
		o.first = nil
	}
	return o.rest.Read(p)
}
