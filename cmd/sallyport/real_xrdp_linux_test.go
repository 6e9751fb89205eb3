package main

import (
	"image"
	"image/color"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"sallyport/app/settings"
	"sallyport/cmd/internal/desk"
	"sallyport/launcher/hosttest"
)

// remoteDesktop is a vault with a secret for an account on a real xrdp, and a
// watcher over both.
type remoteDesktop struct {
	*rig
	host   *hosttest.XRDP
	acc    hosttest.Account
	secret int
	watch  *watcher
	bare   color.Color // see shade
}

func newRemoteDesktop(t *testing.T) *remoteDesktop {
	t.Helper()
	hosttest.Need(t, map[string]string{"xfreerdp": "freerdp2-x11"})
	host := hosttest.Start(t)
	d := &remoteDesktop{rig: newRig(t), host: host, acc: newAccount(t)}
	// A window that the desk's manager resizes while the session begins can
	// make xrdp lose its shared memory, and with it the session: the size stays.
	d.choose(settings.Settings{RDP: settings.RDP{Width: 1000, Height: 700, Resize: settings.Off}})
	d.secret = d.alice().createDesktop(d.acc.Name, d.acc.Name, d.acc.Password, host.Port)
	d.watch = watch(t, d.desk.Dir(), aFreeRDP, map[string]string{
		"the account's password": d.acc.Password, "alice's vault password": d.demo.Password("alice"),
	})
	d.watch.listen(d.overheard())
	return d
}

// createDesktop puts an account into \Windows as a secret that has to be checked out.
func (a client) createDesktop(name, user, password string, port int) (id int) {
	a.t.Helper()
	var made struct {
		ID int `json:"id"`
	}
	type item struct {
		Slug      string `json:"slug"`
		ItemValue string `json:"itemValue"`
	}
	a.call("POST", "v1/secrets", map[string]any{
		"name": name, "secretTemplateId": 6003, "folderId": 3, "siteId": 1, "checkOutEnabled": true, "checkOutIntervalMinutes": 30,
		"items": []item{{"machine", "127.0.0.1:" + strconv.Itoa(port)}, {"username", user}, {"password", password}},
	}, &made)
	if made.ID == 0 {
		a.t.Fatal("the vault made the secret and did not tell its number")
	}
	return made.ID
}

// connect presses Connect in the pane.
func (d *remoteDesktop) connect(name string) {
	d.t.Helper()
	d.must(d.desk.Focus(d.window.Main))
	d.must(d.window.Choose(name))
	d.bare = d.shade()
	d.must(d.desk.Key("ctrl+Return"))
}

// asks waits for a dialog: what is around it gets another shade.
func (d *remoteDesktop) asks() {
	d.t.Helper()
	d.must(desk.Until("a question", func() bool { return d.shade() != d.bare }))
	d.must(d.desk.Still())
}

// shade is the colour of the window where it has nothing to show.
func (d *remoteDesktop) shade() color.Color {
	img, err := d.desk.Picture()
	if err != nil {
		return d.bare
	}
	return img.At(200, 600)
}

// trust answers the question about the certificate: Cancel has the focus, and
// trust is a step before it.
func (d *remoteDesktop) trust() {
	d.t.Helper()
	d.must(d.desk.Key("shift+Tab", "Return"))
}

// desktop waits for the remote desktop: a window of FreeRDP's, and in it the
// terminal on navy that is the whole desktop there.
func (d *remoteDesktop) desktop(name string) (id string) {
	d.t.Helper()
	id, err := d.desk.Window("^Sallyport: " + name)
	d.must(err)
	d.must(d.desk.Place(id, 0, 0))
	d.must(desk.Until("the remote desktop", func() bool {
		img, err := d.desk.Picture()
		return err == nil && hosttest.Desktop(img)
	}))
	d.watch.whole()
	return id
}

// plain reports whether a part of a picture has one colour.
func plain(img image.Image, part image.Rectangle) bool {
	for y := part.Min.Y; y < part.Max.Y; y += 2 {
		for x := part.Min.X; x < part.Max.X; x += 2 {
			if img.At(x, y) != img.At(part.Min.X, part.Min.Y) {
				return false
			}
		}
	}
	return true
}

// logOff closes the one program of the remote desktop.
func (d *remoteDesktop) logOff() {
	d.t.Helper()
	if out, err := exec.Command("pkill", "-u", d.acc.Name, "xterm").CombinedOutput(); err != nil {
		d.t.Fatalf("pkill: %v %s", err, out)
	}
}

// freeRDPs are the clients of the account: its name is in their arguments.
func (d *remoteDesktop) freeRDPs() []int { return desk.Processes("xfreerdp", "/u:"+d.acc.Name) }

// rdpEnds waits until no client of the account runs.
func (d *remoteDesktop) rdpEnds() {
	d.t.Helper()
	d.must(desk.Until("FreeRDP to end", func() bool { return len(d.freeRDPs()) == 0 }))
}

// ended goes back to the window, waits for so many check-ins there have been
// and for the header to say that nothing is held, and keeps a picture.
func (d *remoteDesktop) ended(picture string, checkIns int) {
	d.t.Helper()
	d.rdpEnds()
	d.must(d.demo.Happened(d.secret, "check-in", "*", checkIns))
	d.must(d.desk.Focus(d.window.Main))
	d.must(desk.Until("the header to be empty", func() bool {
		img, err := d.desk.Picture()
		return err == nil && plain(img, image.Rect(700, 30, 1170, 60))
	}))
	d.must(d.desk.Still())
	d.picture(picture)
}

func TestRealRemoteDesktopFromTheWindow(t *testing.T) {
	d := newRemoteDesktop(t)
	d.open()
	d.signIn()

	d.connect(d.acc.Name)
	d.must(d.demo.Happened(d.secret, "check-out", "*", 1))
	d.asks()
	d.picture("certificate")
	if strings.Contains(d.host.Sesman(), d.acc.Name) {
		t.Error("somebody signed in before the certificate was trusted")
	}
	d.trust()
	d.desktop(d.acc.Name)
	d.picture("desktop")
	d.logOff()
	d.ended("logged-off", 1)

	// Trusted now: no question, and the host is stopped midway.
	d.connect(d.acc.Name)
	d.desktop(d.acc.Name)
	d.host.Kill()
	d.ended("stopped", 2)

	// Nobody listens.
	d.connect(d.acc.Name)
	d.ended("nobody", 3)

	// A stranger in its place: no question, a hard stop, and no sign-in.
	d.host.NewCertificate(t)
	d.host.Again(t)
	signIns := strings.Count(d.host.Sesman(), d.acc.Name)
	d.connect(d.acc.Name)
	d.ended("changed", 4)
	if strings.Count(d.host.Sesman(), d.acc.Name) != signIns {
		t.Error("a host with another certificate was given the password")
	}
	d.quit()
	if n, err := d.demo.Count(d.secret, "check-out", "*"); err != nil || n != 4 {
		t.Errorf("%d check-outs, want 4 (%v)", n, err)
	}
	d.checkIns(d.secret, 4)
	d.watch.finish(map[string]string{"the window": d.window.Log(), "the demo": d.server.Log(), "xrdp": d.host.Said() + d.host.Sesman()})
}

// says connects from a terminal, and is the end of what that says. answer is
// given to the question about the certificate, "" where none may come.
func (d *remoteDesktop) says(secret int, answer string, meanwhile func()) string {
	d.t.Helper()
	c, err := d.desk.RunConsole(d.bin, "connect", strconv.Itoa(secret), "--server", d.demo.URL, "--user", "alice")
	d.must(err)
	d.t.Cleanup(c.Kill)
	d.must(c.Says("Password of alice at "))
	d.must(desk.Until("the terminal to hide what is typed", c.Silent))
	d.must(c.Type(d.demo.Password("alice") + "\r"))
	if answer != "" {
		d.must(c.Says("Trust it and connect? (yes/no) "))
		d.must(c.Type(answer + "\r"))
	}
	if meanwhile != nil {
		meanwhile()
	}
	if err := c.Wait(); err == nil {
		d.t.Error("it ended well")
	}
	if answer == "" && strings.Contains(c.Log(), "Trust it") {
		d.t.Error("it asked about a certificate that was known")
	}
	d.watch.inspect("a console", []byte(c.Log()))
	d.rdpEnds()
	return strings.Join(strings.Fields(c.Log()), " ")
}

// Each way in which a real remote desktop goes wrong has a sentence of its own:
// the one that the window shows, too.
func TestRealRemoteDesktopSaysWhatWentWrong(t *testing.T) {
	d := newRemoteDesktop(t)
	shadow := hosttest.StartShadow(t, d.desk.Display(), d.acc.Name, "another-"+d.acc.Password)
	refused := d.alice().createDesktop(d.acc.Name+"-nla", d.acc.Name, d.acc.Password, shadow.Port)
	host := "127.0.0.1"
	for _, c := range []struct {
		name, answer string
		secret       int
		before       func()
		meanwhile    func()
		want         string
	}{
		{"an unknown certificate, and no", "no", d.secret, nil, nil, "The certificate was not trusted. You did not trust the certificate of " + host + ". The password was not sent."},
		{"an unknown certificate, and the host is stopped midway", "yes", d.secret, nil, func() {
			d.desktop(d.acc.Name)
			d.host.Kill()
		}, "The connection broke off. The session on " + host + " ended without a sign-off."},
		{"nobody listens", "", d.secret, nil, nil, "The machine does not answer. " + host + " cannot be reached from here."},
		{"another certificate", "", d.secret, func() { d.host.NewCertificate(t); d.host.Again(t) }, nil, "The machine is not the one you trusted. " + host + " shows another certificate than before. The password was not sent."},
		{"a wrong password", "yes", refused, nil, nil, "The machine refused what the vault holds. " + host + " did not accept the password"},
	} {
		if c.before != nil {
			c.before()
		}
		signIns := strings.Count(d.host.Sesman(), d.acc.Name)
		got := d.says(c.secret, c.answer, c.meanwhile)
		t.Logf("%s: %s", c.name, got)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if c.meanwhile == nil && strings.Count(d.host.Sesman(), d.acc.Name) != signIns {
			t.Errorf("%s: somebody signed in", c.name)
		}
	}
	if n := shadow.Refusals(); n != 1 {
		t.Errorf("the host saw %d wrong passwords, want one", n)
	}
	d.checkIns(d.secret, 4)
	d.checkIns(refused, 1)
	d.watch.finish(map[string]string{"the demo": d.server.Log(), "the hosts": d.host.Said() + d.host.Sesman() + shadow.Said()})
}
