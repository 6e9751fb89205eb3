package main

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestRealMany opens several sessions by one command: each in a terminal of its
// own, the shared reason once for all, what cannot be opened said and left out.
func TestRealMany(t *testing.T) {
	r := newRig(t)
	r.must(r.desk.Trust(r.demo))
	r.asAlice("connect", "101", "102", "--foreground").want(t, exitUsage, "", "a terminal holds one session")
	r.asAlice("connect").want(t, exitUsage, "", "name a secret")
	r.asAlice("connect", "--folder", `\Nowhere`).want(t, exitRefused, "", "The folder \\Nowhere does not exist")
	r.asAlice("plan", "101", "4711", `\Linux\db-01`).want(t, exitRefused, "db-01", "4711")

	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, r.bin, "connect", "101", "104", `\Linux\bobs-01`, "--reason", "replace disks",
		"--server", r.demo.URL, "--user", "alice", "--password-stdin")
	cmd.Env, cmd.Stdin, cmd.Stderr = r.desk.Env(), strings.NewReader(r.demo.Password("alice")+"\n"), &said
	r.must(cmd.Start())
	for _, name := range []string{"web-01", "db-02"} {
		_, err := r.desk.Window("^Sallyport: " + name)
		r.must(err)
	}
	r.bothIn()
	r.must(r.desk.Still())
	r.picture("both")
	r.exitFrom("web-01", "db-02")
	err := cmd.Wait()
	if cmd.ProcessState.ExitCode() != exitRefused {
		t.Errorf("it ended with %v", err)
	}
	r.checkIns(104, 1)
	for _, want := range []string{"web-01: connected", "db-02: connected", "db-02: ended", "bobs-01: refused. Bob Baker has it checked out", "1 of 3 were not connected"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it never said %q; it said:\n%s", want, said.String())
		}
	}
}
