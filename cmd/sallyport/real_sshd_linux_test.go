package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"sallyport/cmd/internal/desk"
)

// account is a throwaway login of this machine.
type account struct{ name, password, home string }

func newAccount(t *testing.T) account {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("this test signs in to a real sshd with a throwaway account, and only root can make one: run `make test` as root")
	}
	openRoot(t)
	return addAccount(t)
}

// addAccount is newAccount for a test that has one already.
func addAccount(t *testing.T) account {
	t.Helper()
	a := account{name: "sally" + randomHex(4), password: "Cnry-" + randomHex(16)}
	a.home = "/home/" + a.name
	shell(t, "", "useradd", "-m", "-d", a.home, "-s", "/bin/sh", a.name)
	t.Cleanup(func() {
		shell(t, "", "userdel", "-f", "-r", a.name)
		if _, err := os.Stat(a.home); !os.IsNotExist(err) {
			t.Errorf("%s is left behind: %v", a.home, err)
		}
	})
	shell(t, a.name+":"+a.password, "chpasswd")
	return a
}

// openRoot lets accounts other than root enter "/" while the test runs: where
// they may not, as in a folder made for a chroot, no account can log in at all.
// Tests of other packages do the same: who closes it must not take it from them.
func openRoot(t *testing.T) {
	t.Helper()
	turn := flock.New(filepath.Join(os.TempDir(), "sallyport-open-root.lock"))
	if err := turn.Lock(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat("/")
	if err != nil {
		t.Fatal(err)
	}
	mode := info.Mode().Perm()
	if mode&0o001 != 0 { // open for everybody, and nobody is going to close it
		if err := turn.Unlock(); err != nil {
			t.Error(err)
		}
		return
	}
	if err := os.Chmod("/", mode|0o055); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod("/", mode), turn.Unlock()); err != nil {
			t.Error(err)
		}
	})
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// shell runs a tool of the system; input is in no argument list.
func shell(t *testing.T, input, tool string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: `make test` installs what the tests need", tool)
	}
	cmd := exec.Command(tool, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		// userdel -r complains where there is no mail to remove.
		if !(tool == "userdel" && cmd.ProcessState.ExitCode() == 12) {
			t.Fatalf("%s %v: %v: %s", tool, args, err, out)
		}
	}
}

// sshd is the machine's own, on a port and with a key of its own.
type sshd struct {
	*desk.Program
	port int
}

func (r *rig) startSSHD() sshd {
	r.t.Helper()
	const path = "/usr/sbin/sshd"
	if _, err := os.Stat(path); err != nil {
		r.t.Fatal("this test signs in to a real sshd, which is missing: `make test` installs openssh-server")
	}
	dir := r.t.TempDir()
	key, config := filepath.Join(dir, "key"), filepath.Join(dir, "config")
	shell(r.t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	r.must(os.MkdirAll("/run/sshd", 0o755))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	r.must(err)
	port := ln.Addr().(*net.TCPAddr).Port
	r.must(ln.Close())
	r.must(os.WriteFile(config, fmt.Appendf(nil,
		"Port %d\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\nUsePAM yes\nStrictModes no\nPrintMotd no\nUseDNS no\n", port, key), 0o600))
	p, err := r.desk.Run(path, "-D", "-e", "-f", config)
	r.must(err)
	r.t.Cleanup(p.Kill)
	r.must(desk.Until("sshd to listen", func() bool { return strings.Contains(p.Log(), "Server listening") }))
	return sshd{p, port}
}

// acceptedOnce holds sshd's log to one login by password and no refusal.
func (s sshd) acceptedOnce(t *testing.T, user string) {
	t.Helper()
	if n := strings.Count(s.Log(), "Accepted password for "+user+" "); n != 1 || strings.Contains(s.Log(), "Failed password") {
		t.Errorf("sshd accepted the password %d times, want once and no refusal; its log:\n%s", n, s.Log())
	}
}

// alice is a sign-in to the demo vault by plain HTTP, as another client of it would do.
type alice struct {
	t     *testing.T
	base  string
	token string
}

func (r *rig) alice() alice {
	r.t.Helper()
	res, err := http.PostForm(r.demo.URL+"/oauth2/token", url.Values{
		"grant_type": {"password"}, "username": {"alice"}, "password": {r.demo.Password("alice")},
	})
	r.must(err)
	var body struct {
		Token string `json:"access_token"`
	}
	decode(r.t, res, &body)
	return alice{r.t, r.demo.URL + "/api/", body.Token}
}

func (a alice) call(method, path string, in, out any) {
	a.t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		a.t.Fatal(err)
	}
	req, err := http.NewRequest(method, a.base+path, bytes.NewReader(raw))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	decode(a.t, res, out)
}

func decode(t *testing.T, res *http.Response, out any) {
	t.Helper()
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", res.Request.Method, res.Request.URL.Path, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		t.Fatal(err)
	}
}

// create puts the account into \Linux as a secret that has to be checked out.
func (a alice) create(acc account, port int) (id int) {
	a.t.Helper()
	type item struct {
		Slug      string `json:"slug"`
		ItemValue string `json:"itemValue"`
	}
	var made struct {
		ID int `json:"id"`
	}
	a.call("POST", "v1/secrets", map[string]any{
		"name": acc.name, "secretTemplateId": 6007, "folderId": 1, "siteId": 1,
		"checkOutEnabled": true, "checkOutIntervalMinutes": 30,
		"items": []item{{"machine", "127.0.0.1"}, {"username", acc.name}, {"password", acc.password}, {"port", strconv.Itoa(port)}},
	}, &made)
	if made.ID == 0 {
		a.t.Fatal("the vault made the secret and did not tell its number")
	}
	return made.ID
}

// realHost is a vault with a secret for an account on a real sshd, and a watcher over both.
func realHost(t *testing.T) (r *rig, host sshd, acc account, id int, w *watcher) {
	t.Helper()
	r = newRig(t)
	acc = newAccount(t)
	host = r.startSSHD()
	w = watch(t, r.desk.Dir(), map[string]string{
		"the account's password": acc.password, "alice's vault password": r.demo.Password("alice"),
	})
	return r, host, acc, r.alice().create(acc, host.port), w
}

// onceEach holds the ledger to one check-out and one check-in.
func (r *rig) onceEach(secret int) {
	r.t.Helper()
	r.checkedIn(secret)
	n, err := r.demo.Count(secret, "check-out", "*")
	r.must(err)
	if n != 1 {
		r.t.Errorf("%d check-outs, want one", n)
	}
}

func TestRealSSHDFromTheCommandLine(t *testing.T) {
	r, host, acc, id, w := realHost(t)
	c, err := r.desk.RunConsole(r.bin, "connect", strconv.Itoa(id), "--server", r.demo.URL, "--user", "alice")
	r.must(err)
	t.Cleanup(c.Kill)
	r.must(c.Says("Password of alice at "))
	r.must(desk.Until("the terminal to hide what is typed", c.Silent))
	r.must(c.Type(r.demo.Password("alice") + "\r"))
	r.must(c.Says("Trust it and connect? (yes/no) "))
	r.must(c.Type("yes\r"))
	r.must(c.Says("$ ")) // the prompt of the account's shell
	r.must(c.Type("echo this-is-$(id -un)-indeed\r"))
	r.must(c.Says("this-is-" + acc.name + "-indeed"))
	r.must(c.Type("exit\r"))
	if err := c.Wait(); err != nil {
		t.Errorf("connect ended badly: %v\n%s", err, c.Log())
	}
	r.onceEach(id)
	r.sshEnds()
	host.acceptedOnce(t, acc.name)
	w.finish(map[string]string{"the console": c.Log(), "the demo": r.server.Log(), "sshd": host.Log()})
}

func TestRealSSHDFromTheWindow(t *testing.T) {
	r, host, acc, id, w := realHost(t)
	r.open()
	r.signIn()
	r.must(r.window.Choose(acc.name))
	r.must(r.desk.Key("ctrl+Return"))
	terminal, err := r.desk.Window("^Sallyport: " + acc.name)
	r.must(err)
	r.must(r.desk.Focus(r.window.Main))
	r.must(r.desk.Still())
	r.picture("host-key")
	if strings.Contains(host.Log(), "Accepted") {
		t.Error("the password was sent before the key was trusted")
	}
	// Cancel has the focus, and trust is a step before it.
	r.must(r.desk.Key("shift+Tab", "Return"))
	r.must(desk.Until("sshd to let the account in", func() bool { return strings.Contains(host.Log(), "Accepted password") }))
	r.must(r.desk.Focus(terminal))
	r.must(r.desk.Type("touch " + acc.home + "/proof\n"))
	r.must(desk.Until("the proof in the account's home", func() bool {
		_, err := os.Stat(acc.home + "/proof")
		return err == nil
	}))
	r.picture("proof")
	r.leaveTerminal(terminal, acc.name)
	r.onceEach(id)
	r.must(r.desk.Still())
	r.picture("ended")
	r.quit()
	r.onceEach(id)
	host.acceptedOnce(t, acc.name)
	w.finish(map[string]string{"the window": r.window.Log(), "the demo": r.server.Log(), "sshd": host.Log()})
}
