package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sallyport/cmd/internal/desk"
)

// day is a whole working day in the real window, by the keyboard alone.
type day struct{ *remoteDesktop }

// keys presses one after the other; each must do something that shows.
func (d *day) keys(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.must(d.desk.Shows(func() error { return d.desk.Key(k) }))
	}
}

func (d *day) types(text string) {
	d.t.Helper()
	d.must(d.desk.Shows(func() error { return d.desk.Type(text) }))
}

// back puts the keyboard into the window.
func (d *day) back() {
	d.t.Helper()
	d.must(d.desk.Focus(d.window.Main))
	d.must(d.desk.Still())
}

func TestRealDayByKeyboard(t *testing.T) {
	d := &day{remoteDesktop: newRemoteDesktop(t)}
	d.firstRun()
	d.everythingAtOnce()
	d.linuxSession()
	d.windowsSession()
	d.approvals()
	d.settingsAndLock()
	d.quit()

	d.watch.finish(map[string]string{
		"the window": d.window.Log(), "the demo": d.server.Log(), "xrdp": d.host.Said() + d.host.Sesman(),
	})
}

// firstRun starts with nothing: no address, no user.
func (d *day) firstRun() {
	var err error
	d.window, err = d.desk.SitAnew(d.bin)
	d.must(err)
	d.picture("1-first-run")
	d.types(d.demo.URL)
	d.keys("Tab")
	d.types("alice")
	d.keys("Tab")
	d.types(d.demo.Password("alice"))
	d.keys("Return")
	_, err = d.desk.Window("alice @")
	d.must(err)
	d.picture("2-signed-in")
}

// everythingAtOnce goes in where the vault asks five things, and extends.
func (d *day) everythingAtOnce() {
	d.must(d.window.Choose("jump-01"))
	d.picture("3-way-in")
	d.keys("ctrl+Return")
	challenge, err := d.desk.Window("challenge")
	d.must(err)
	d.must(d.desk.Focus(challenge))
	d.must(d.desk.Still())
	d.keys("Tab", "Tab", "Tab", "Return")
	d.picture("4-challenge")
	push, err := d.demo.Push()
	d.must(err)
	d.must(d.demo.Act(fmt.Sprintf("pushes/%d/accept", push.ID), "number", push.Number))
	d.must(d.desk.Gone("challenge"))
	d.back()
	d.types("Migration of the jump host")
	d.keys("Tab", "Tab")
	d.types("INC000007")
	d.picture("5-one-form")
	ground := d.ground()
	d.keys("ctrl+Return")
	d.must(d.demo.Happened(111, "request", "*", 1))
	id, err := d.demo.Request(111)
	d.must(err)
	d.must(d.demo.Act(fmt.Sprintf("requests/%d/approve", id)))
	d.must(d.demo.Happened(111, "check-out", "*", 1))
	terminal, err := d.desk.Window("^Sallyport: jump-01")
	d.must(err)
	d.back()
	d.asked(ground, "5a-host-key", "'["+strings.Replace(d.demo.SSHHost, ":", "]:", 1))
	d.keys("shift+Tab", "Return") // Cancel has the focus
	d.must(desk.Until("the demo host to let it in", func() bool {
		logins, err := d.demo.Logins()
		return err == nil && len(logins) == 1 && logins[0].OK
	}))
	d.leaveTerminal(terminal, "jump-01")
	d.must(d.demo.Happened(111, "check-in", "*", 1))
}

// linuxSession is a real ssh to the demo's host, with more time halfway.
func (d *day) linuxSession() {
	d.must(d.window.Choose("db-02"))
	d.types("Replace the failed disk")
	d.keys("ctrl+Return")
	terminal, err := d.desk.Window("^Sallyport: db-02")
	d.must(err)
	d.must(d.demo.Happened(104, "check-out", "*", 1))
	d.back()
	d.keys("ctrl+e")
	d.types("The rebuild is still running")
	d.picture("6-extend")
	d.keys("Return")
	d.must(d.demo.Happened(104, "extend", "*", 1))
	d.leaveTerminal(terminal, "db-02")
	d.must(d.demo.Happened(104, "check-in", "*", 1))
	d.back()
}

// windowsSession is a real FreeRDP to a real xrdp.
func (d *day) windowsSession() {
	d.connect(d.acc.Name)
	d.asks()
	d.picture("8-certificate")
	d.trust()
	d.desktop(d.acc.Name)
	d.logOff()
	d.ended("9-checked-in", 1)
}

// approvals are Ann's: her account is added to the window.
func (d *day) approvals() {
	d.client("bob").call("POST", "v1/secret-access-requests", map[string]any{"secretId": 107, "requestComment": "New rule"}, &struct{}{})
	d.back()
	d.keys("ctrl+k", "Tab", "Return") // the account's menu
	d.keys(slices.Repeat([]string{"Down"}, 8)...)
	d.keys("Return")
	d.picture("10-add-a-vault")
	d.types(d.demo.URL)
	d.keys("Tab")
	d.types("ann")
	d.keys("Tab")
	d.types(d.demo.Password("ann"))
	d.keys("Return")
	d.titled("ann @ ")
	d.must(d.desk.Still())
	d.keys("ctrl+b")
	d.must(d.desk.Still())
	d.picture("11-inbox")
	d.types("Go ahead")
	d.keys("Tab", "Return") // Approve
	d.must(d.demo.Happened(107, "request-approve", "*", 1))
	d.keys("Escape")
}

func (d *day) settingsAndLock() {
	d.back()
	d.keys("ctrl+comma")
	d.picture("12-settings")
	d.keys("Escape", "F12")
	d.titled("locked$")
	d.picture("13-locked")
	d.types("not-" + d.demo.Password("ann"))
	d.keys("Return")
	d.must(d.demo.Happened(0, "token", "failed", 1))
	d.must(d.desk.Still())
	d.titled("locked$")
	d.picture("13a-still-locked")
	d.types(d.demo.Password("ann"))
	d.keys("Return")
	d.titled("ann @ ")
	d.picture("14-unlocked")
}

// titled waits until the window's title says so.
func (d *day) titled(as string) {
	d.t.Helper()
	_, err := d.desk.WindowOf(d.window.PID(), as)
	d.must(err)
}
