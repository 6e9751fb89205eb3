package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sallyport/app/settings"
	"sallyport/cmd/internal/desk"
	"sallyport/launcher/hosttest"
)

// store is where the window and the commands keep their settings.
func (r *rig) store() settings.Store {
	return settings.Store{Path: filepath.Join(r.desk.Home(), ".config", "sallyport", "settings.json")}
}

// choose writes the settings that the next program finds. Its log tells all that it ever would.
func (r *rig) choose(s settings.Settings) {
	r.t.Helper()
	s.LogLevel = "debug"
	r.must(r.store().Save(s))
}

// jumpBy types the jump host of the chosen secret. Connect has the focus, and
// the line about its SSH sessions is a step before; the port comes first in it.
func (r *rig) jumpBy(secret int, jump settings.Jump) {
	r.t.Helper()
	r.must(r.desk.Key("shift+Tab", "Return"))
	r.must(r.desk.Still())
	r.picture("ways")
	r.must(r.desk.Key("Tab", "Tab", "Return"))
	r.must(r.desk.Type(jump.Host))
	r.must(r.desk.Key("Return"))
	r.must(r.desk.Still())
	r.picture("jump-without-a-user")
	r.must(r.desk.Key("ctrl+a"))
	r.must(r.desk.Type(fmt.Sprintf("%s@%s:%d", jump.User, jump.Host, jump.Port)))
	r.must(r.desk.Key("Return"))
	r.must(desk.Until("the jump host to be kept", func() bool {
		s, err := r.store().Load()
		kept := s.Connection(r.demo.URL, secret).SSH.Jump
		return err == nil && kept != nil && *kept == jump
	}))
	r.must(r.desk.Still())
	r.picture("jump-chosen")
}

// A real jump host asks for a password: the window asks its user, under the
// jump host's name, and the target's password goes past it.
func TestRealJumpHostFromTheWindow(t *testing.T) {
	r, host, acc, id, w := realHost(t)
	guide, jump := hosttest.NewAccount(t), hosttest.StartSSHD(t)
	w.also("the jump host's password", guide.Password)
	r.choose(settings.Settings{})
	r.open()
	r.signIn()
	r.must(r.window.Choose(acc.Name))
	r.jumpBy(id, settings.Jump{Host: "localhost", Port: jump.Port, User: guide.Name})
	ground := r.ground()
	r.must(r.desk.Key("ctrl+Return"))
	terminal, err := r.desk.Window("^Sallyport: " + acc.Name)
	r.must(err)
	r.must(r.desk.Focus(r.window.Main))
	r.asked(ground, "key-of-the-jump-host", "'[localhost]:"+strconv.Itoa(jump.Port))
	w.whole()
	r.must(r.desk.Key("shift+Tab", "Return"))
	r.asked(ground, "question", guide.Name+"@localhost's password: ")
	r.must(r.desk.Type(guide.Password))
	r.must(r.desk.Key("Return"))
	r.must(desk.Until("the jump host to let its user through", func() bool { return strings.Contains(jump.Said(), "Accepted password for "+guide.Name) }))
	r.asked(ground, "key-of-the-target", "'[127.0.0.1]:"+strconv.Itoa(host.Port))
	r.must(r.desk.Key("shift+Tab", "Return"))
	r.must(desk.Until("sshd to let the account in", func() bool { return strings.Contains(host.Said(), "Accepted password") }))
	r.leaveTerminal(terminal, acc.Name)
	r.onceEach(id)
	r.quit()
	host.AcceptedOnce(t, acc.Name)
	jump.AcceptedOnce(t, guide.Name)
	if strings.Contains(jump.Said(), acc.Name) {
		t.Errorf("the jump host heard of the target's account:\n%s", jump.Said())
	}
	w.finish(map[string]string{"the window": r.window.Log(), "the demo": r.server.Log(), "sshd": host.Said(), "the jump host": jump.Said()})
}

// ground is how bright the window is where it is empty.
func (r *rig) ground() int {
	r.t.Helper()
	p, err := r.desk.Picture()
	r.must(err)
	return int(p.NRGBAAt(640, 680).R)
}

// asked waits until ssh asks something, and its dialog lies over the window.
func (r *rig) asked(ground int, name, question string) {
	r.t.Helper()
	r.must(desk.Until("the question "+question, func() bool { return strings.Contains(r.processes(), question) }))
	r.dialog(ground)
	r.picture(name)
}

// dialog waits until one lies over the window, which it darkens.
func (r *rig) dialog(ground int) {
	r.t.Helper()
	r.must(desk.Until("a dialog", func() bool { return r.ground()*4 < ground*3 }))
	r.must(r.desk.Still())
}

// processes are the command lines that run on this desk's directory: a question
// of ssh is an argument of its askpass.
func (r *rig) processes() string {
	all, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is right
	var b strings.Builder
	for _, path := range all {
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), r.desk.Dir()) {
			b.Write(append(text, '\n'))
		}
	}
	return b.String()
}

// The same on the command line, with flags in place of settings, a tunnel, and
// a second session by plink, which takes over what was trusted.
func TestRealJumpHostAndPlinkFromTheCommandLine(t *testing.T) {
	r, host, _, id, w := realHost(t)
	guide, jump := hosttest.NewAccount(t), hosttest.StartSSHD(t)
	w.also("the jump host's password", guide.Password)
	connect := func(more ...string) *desk.Console {
		c, err := r.desk.RunConsole(r.bin, append([]string{"connect", strconv.Itoa(id), "--server", r.demo.URL, "--user", "alice"}, more...)...)
		r.must(err)
		t.Cleanup(c.Kill)
		r.must(c.Says("Password of alice at "))
		r.must(desk.Until("the terminal to hide what is typed", c.Silent))
		r.must(c.Type(r.demo.Password("alice") + "\r"))
		return c
	}
	c := connect("--jump", fmt.Sprintf("%s@localhost:%d", guide.Name, jump.Port), "--tunnel", "127.0.0.1:"+strconv.Itoa(host.Port))
	r.must(c.Says("Trust it and connect? (yes/no) "))
	r.must(c.Type("yes\r"))
	r.must(c.Says("Password for " + guide.Name + "@localhost."))
	r.must(c.Says("Your password there: "))
	w.whole()
	r.must(desk.Until("the terminal to hide what is typed", c.Silent))
	r.must(c.Type(guide.Password + "\r"))
	r.must(c.Says("The host [127.0.0.1]:" + strconv.Itoa(host.Port)))
	r.must(c.Says("Trust it and connect? (yes/no) "))
	r.must(c.Type("yes\r"))
	r.must(c.Says("leads to 127.0.0.1:" + strconv.Itoa(host.Port)))
	r.must(c.Says("$ "))
	r.must(c.Type("exit\r"))
	if err := c.Wait(); err != nil {
		t.Errorf("connect ended badly: %v\n%s", err, c.Log())
	}
	r.choose(settings.Settings{SSH: settings.SSH{Client: "plink"}})
	p := connect()
	r.must(p.Says("$ "))
	r.must(p.Type("exit\r"))
	if err := p.Wait(); err != nil {
		t.Errorf("connect with plink ended badly: %v\n%s", err, p.Log())
	}
	if strings.Contains(p.Log(), "Trust it") {
		t.Errorf("plink was not told what ssh had been: %s", p.Log())
	}
	jump.AcceptedOnce(t, guide.Name)
	w.finish(map[string]string{"the console": c.Log() + p.Log(), "the demo": r.server.Log(), "sshd": host.Said(), "the jump host": jump.Said()})
}
