package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"sallyport/app/settings"
	"sallyport/cmd/internal/desk"
	"sallyport/launcher/hosttest"
)

// newAccount is a throwaway login of this machine.
func newAccount(t *testing.T) hosttest.Account {
	t.Helper()
	hosttest.OpenRoot(t)
	return hosttest.NewAccount(t)
}

// client is a sign-in to the demo vault by plain HTTP, as another client of it would do.
type client struct {
	t     *testing.T
	base  string
	token string
}

func (r *rig) alice() client { return r.client("alice") }

func (r *rig) client(user string) client {
	r.t.Helper()
	res, err := http.PostForm(r.demo.URL+"/oauth2/token", url.Values{
		"grant_type": {"password"}, "username": {user}, "password": {r.demo.Password(user)},
	})
	r.must(err)
	var body struct {
		Token string `json:"access_token"`
	}
	decode(r.t, res, &body)
	return client{r.t, r.demo.URL + "/api/", body.Token}
}

func (a client) call(method, path string, in, out any) {
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
func (a client) create(acc hosttest.Account, port int) (id int) {
	a.t.Helper()
	type item struct {
		Slug      string `json:"slug"`
		ItemValue string `json:"itemValue"`
	}
	var made struct {
		ID int `json:"id"`
	}
	a.call("POST", "v1/secrets", map[string]any{
		"name": acc.Name, "secretTemplateId": 6007, "folderId": 1, "siteId": 1,
		"checkOutEnabled": true, "checkOutIntervalMinutes": 30,
		"items": []item{{"machine", "127.0.0.1"}, {"username", acc.Name}, {"password", acc.Password}, {"port", strconv.Itoa(port)}},
	}, &made)
	if made.ID == 0 {
		a.t.Fatal("the vault made the secret and did not tell its number")
	}
	return made.ID
}

// realHost is a vault with a secret for an account on a real sshd, and a watcher over both.
func realHost(t *testing.T) (r *rig, host *hosttest.SSHD, acc hosttest.Account, id int, w *watcher) {
	t.Helper()
	r = newRig(t)
	acc = newAccount(t)
	host = hosttest.StartSSHD(t)
	r.choose(settings.Settings{})
	w = watch(t, r.desk.Dir(), anAskpass, map[string]string{
		"the account's password": acc.Password, "alice's vault password": r.demo.Password("alice"),
	})
	id = r.alice().create(acc, host.Port)
	r.choose(settings.Settings{})
	w.listen(r.overheard())
	return r, host, acc, id, w
}

// overheard puts a listener between this desk's programs and their vault.
func (r *rig) overheard() *listener {
	r.t.Helper()
	l := listen(r.t, r.demo.URL, httptest.NewServer)
	r.demo.URL = l.URL
	return l
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
	w.whole()
	r.must(c.Type("yes\r"))
	r.must(c.Says("$ ")) // the prompt of the account's shell
	r.must(c.Type("echo this-is-$(id -un)-indeed\r"))
	r.must(c.Says("this-is-" + acc.Name + "-indeed"))
	r.must(c.Type("exit\r"))
	if err := c.Wait(); err != nil {
		t.Errorf("connect ended badly: %v\n%s", err, c.Log())
	}
	r.onceEach(id)
	r.sshEnds()
	host.AcceptedOnce(t, acc.Name)
	w.finish(map[string]string{"the console": c.Log(), "the demo": r.server.Log(), "sshd": host.Said()})
}

func TestRealSSHDFromTheWindow(t *testing.T) {
	r, host, acc, id, w := realHost(t)
	r.open()
	r.signIn()
	r.must(r.window.Choose(acc.Name))
	ground := r.ground()
	r.must(r.desk.Key("ctrl+Return"))
	terminal, err := r.desk.Window("^Sallyport: " + acc.Name)
	r.must(err)
	r.must(r.desk.Focus(r.window.Main))
	r.asked(ground, "host-key", "'[127.0.0.1]:"+strconv.Itoa(host.Port))
	w.whole()
	if strings.Contains(host.Said(), "Accepted") {
		t.Error("the password was sent before the key was trusted")
	}
	// Cancel has the focus, and trust is a step before it.
	r.must(r.desk.Key("shift+Tab", "Return"))
	r.must(desk.Until("sshd to let the account in", func() bool { return strings.Contains(host.Said(), "Accepted password") }))
	r.must(r.desk.Focus(terminal))
	r.must(r.desk.Type("touch " + acc.Home + "/proof\n"))
	r.must(desk.Until("the proof in the account's home", func() bool {
		_, err := os.Stat(acc.Home + "/proof")
		return err == nil
	}))
	r.picture("proof")
	r.leaveTerminal(terminal, acc.Name)
	r.onceEach(id)
	r.must(r.desk.Still())
	r.picture("ended")
	r.quit()
	r.onceEach(id)
	host.AcceptedOnce(t, acc.Name)
	w.finish(map[string]string{"the window": r.window.Log(), "the demo": r.server.Log(), "sshd": host.Said()})
}
