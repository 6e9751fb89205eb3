package main

import (
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"sallyport/cmd/internal/desk"
	"sallyport/launcher/rdptest"
)

// remoteDesktop is a vault with a secret for an account on a real xrdp, a window
// that alice has signed in to, and a watcher over all.
type remoteDesktop struct {
	*rig
	host   *rdptest.XRDP
	acc    account
	secret int
	watch  *watcher
}

func newRemoteDesktop(t *testing.T) *remoteDesktop {
	t.Helper()
	rdptest.Need(t, map[string]string{"xfreerdp": "freerdp2-x11"})
	host := rdptest.Start(t)
	d := &remoteDesktop{rig: newRig(t), host: host, acc: newAccount(t)}
	who, err := user.Lookup(d.acc.name)
	d.must(err)
	uid, err := strconv.Atoi(who.Uid)
	d.must(err)
	t.Cleanup(func() { // before the account goes
		rdptest.KillAllOf(uid)
		rdptest.ReturnDisplays(uid)
	})
	d.secret = d.alice().createDesktop(d.acc.name, d.acc.name, d.acc.password, host.Port)
	d.watch = watch(t, d.desk.Dir(), map[string]string{
		"the account's password": d.acc.password, "alice's vault password": d.demo.Password("alice"),
	})
	d.watch.silent = true
	d.open()
	d.signIn()
	return d
}

// createDesktop puts an account into \Windows as a secret that has to be checked out.
func (a alice) createDesktop(name, user, password string, port int) (id int) {
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
	d.must(d.desk.Key("ctrl+Return"))
}

// asks reports whether the program has a dialog open: it darkens the corners of the window.
func (d *remoteDesktop) asks() bool {
	img, err := d.desk.Picture()
	if err != nil {
		return false
	}
	r, g, b, _ := img.At(img.Bounds().Dx()-40, img.Bounds().Dy()/2).RGBA()
	return r>>8 < 230 && g>>8 < 230 && b>>8 < 230
}

// trust answers the question about the certificate: Cancel has the focus, and
// trust is a step before it.
func (d *remoteDesktop) trust() {
	d.t.Helper()
	d.must(d.desk.Still())
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
		return err == nil && rdptest.Desktop(img)
	}))
	return id
}

// logOff closes the one program of the remote desktop.
func (d *remoteDesktop) logOff() {
	d.t.Helper()
	if out, err := exec.Command("pkill", "-u", d.acc.name, "xterm").CombinedOutput(); err != nil {
		d.t.Fatalf("pkill: %v %s", err, out)
	}
}

// rdpEnds waits until no client of this desk runs.
func (d *remoteDesktop) rdpEnds() {
	d.t.Helper()
	d.must(desk.Until("FreeRDP to end", func() bool { return len(desk.Processes("xfreerdp", d.desk.Dir())) == 0 }))
}

// ended goes back to the window, waits for so many check-ins, and keeps a picture.
func (d *remoteDesktop) ended(picture string, checkIns int) {
	d.t.Helper()
	d.rdpEnds()
	d.must(d.demo.Happened(d.secret, "check-in", "*", checkIns))
	d.must(d.desk.Focus(d.window.Main))
	d.must(d.desk.Still())
	d.picture(picture)
}

func TestRealRemoteDesktopFromTheWindow(t *testing.T) {
	d := newRemoteDesktop(t)

	d.connect(d.acc.name)
	d.must(d.demo.Happened(d.secret, "check-out", "*", 1))
	d.must(desk.Until("the question about the certificate", d.asks))
	d.must(d.desk.Still())
	d.picture("certificate")
	if strings.Contains(d.host.Sesman(), d.acc.name) {
		t.Error("somebody signed in before the certificate was trusted")
	}
	d.trust()
	d.desktop(d.acc.name)
	d.picture("desktop")
	d.logOff()
	d.ended("logged-off", 1)

	// Trusted now: no question, and the host is stopped midway.
	d.connect(d.acc.name)
	d.desktop(d.acc.name)
	d.host.Kill()
	d.ended("stopped", 2)

	// Nobody listens.
	d.connect(d.acc.name)
	d.ended("nobody", 3)

	// A stranger in its place: no question, a hard stop, and no sign-in.
	d.host.NewCertificate(t)
	d.host.Again(t)
	signIns := strings.Count(d.host.Sesman(), d.acc.name)
	d.connect(d.acc.name)
	d.ended("changed", 4)
	if strings.Count(d.host.Sesman(), d.acc.name) != signIns {
		t.Error("a host with another certificate was given the password")
	}
	d.quit()
	if n, err := d.demo.Count(d.secret, "check-out", "*"); err != nil || n != 4 {
		t.Errorf("%d check-outs, want 4 (%v)", n, err)
	}
	d.checkIns(d.secret, 4)
	d.watch.finish(map[string]string{"the window": d.window.Log(), "the demo": d.server.Log(), "xrdp": d.host.Said() + d.host.Sesman()})
}
