package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sallyport/app/settings"
	"sallyport/cmd/internal/desk"
)

// field reads a field as a script would: a file's bytes as they are.
func (a client) field(secret int, slug string) string {
	a.t.Helper()
	req, err := http.NewRequest("GET", fmt.Sprintf("%sv1/secrets/%d/fields/%s", a.base, secret, slug), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		a.t.Fatalf("%s: %v", res.Status, err)
	}
	return strings.Trim(string(b), `"`)
}

// secretsOfKey are the passphrase and the lines of the key that are its alone.
func (a client) secretsOfKey(secret int) map[string]string {
	a.t.Helper()
	all := map[string]string{"the passphrase": a.field(secret, "private-key-passphrase")}
	for n, line := range strings.Split(a.field(secret, "private-key"), "\n") {
		if line = strings.TrimSpace(line); len(line) > 30 && n > 1 && !strings.HasPrefix(line, "-") {
			all[fmt.Sprintf("line %d of the key", n+1)] = line
		}
	}
	if len(all) < 3 {
		a.t.Fatalf("secret %d has no key to look for", secret)
	}
	return all
}

// A key with a passphrase, and the vault's proxy, from the command line: with
// the real ssh, on the demo's host, and no secret of them anywhere on the way.
func TestRealKeyAndProxyFromTheCommandLine(t *testing.T) {
	r := newRig(t)
	const key, proxied = 112, 113
	secrets := r.alice().secretsOfKey(key)
	secrets["the proxied account's own password"] = r.alice().field(proxied, "password")
	w := watch(t, r.desk.Dir(), anAskpass, secrets)
	r.choose(settings.Settings{})
	w.listen(r.overheard())
	logs := map[string]string{}
	for n, c := range []struct {
		secret int
		as     string // who the host says we are
	}{{key, "svc-key-01"}, {proxied, "p"}} {
		s, err := r.desk.RunConsole(r.bin, "connect", fmt.Sprint(c.secret), "--server", r.demo.URL, "--user", "alice")
		r.must(err)
		t.Cleanup(s.Kill)
		r.must(s.Says("Password of alice at "))
		r.must(desk.Until("the terminal to hide what is typed", s.Silent))
		r.must(s.Type(r.demo.Password("alice") + "\r"))
		if n == 0 {
			r.must(s.Says("Trust it and connect? (yes/no) "))
			w.whole()
			r.must(s.Type("yes\r"))
		}
		r.must(s.Says(":~$ "))
		r.must(s.Type("whoami\r"))
		r.must(desk.Until("the host to say who we are", func() bool { return strings.Contains(s.Log(), "\n"+c.as) }))
		r.must(s.Type("exit\r"))
		if err := s.Wait(); err != nil {
			t.Errorf("connect %d ended badly: %v\n%s", c.secret, err, s.Log())
		}
		logs[fmt.Sprint("the console of ", c.secret)] = s.Log()
		if c.secret == proxied && strings.Contains(s.Log(), "svc-proxy-01@") {
			t.Errorf("the session went past the proxy:\n%s", s.Log())
		}
	}
	r.sshEnds()
	logs["the demo"] = r.server.Log()
	w.finish(logs)
}
