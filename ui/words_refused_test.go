package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sallyport/app"
	"sallyport/launcher"
)

// What people get wrong when they type a way is told in the language of the
// window: each sentence of who checks it has its words here.
func TestWhatIsTypedWrongIsToldInTheWindowsLanguage(t *testing.T) {
	jump := func(s string) error { _, err := launcher.ParseJump(s); return err }
	tunnel := func(s string) error { _, err := launcher.ParseTunnel(s); return err }
	ssh := func(s launcher.SSHSettings) error {
		return launcher.Target{Kind: launcher.SSH, Host: "h", User: "u", SSH: &s}.Validate()
	}
	rdp := func(s launcher.RDPSettings) error { return s.Validate() }
	drive := func(name, path string) error {
		return rdp(launcher.RDPSettings{Drives: []launcher.Drive{{Name: name, Path: path}}})
	}
	_, port := launcher.ParsePort("x")
	for _, err := range []error{
		port, jump("jump"), jump("a@"), jump("@jump"), jump("-a@jump"), jump("$a@jump"), jump("a@b c"), jump("a@7"), jump("a@b:x"), jump("a@1:2:3"), jump("a@[b]"), jump("a@[::1]x"), jump("a@fe80::1%e"), jump("a@b,c@d"),
		jump(strings.Repeat("a", 200) + "@b"), tunnel("db"), tunnel("70000:a:1"), tunnel("a:x"), tunnel("1:a b:1"), tunnel("1::1"), tunnel("1:7:1"),
		ssh(launcher.SSHSettings{Client: launcher.PuTTY, Jump: &launcher.Jump{Host: "a", User: "b"}}),
		ssh(launcher.SSHSettings{Tunnels: slices.Repeat([]launcher.Tunnel{{Host: "a", Port: 1}}, 17)}),
		ssh(launcher.SSHSettings{Tunnels: slices.Repeat([]launcher.Tunnel{{Own: 1, Host: "a", Port: 1}}, 2)}),
		drive("a b", "/a"), drive("a", "b"), drive("a", `/a"b`), rdp(launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "a b"}}),
		rdp(launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "a", User: "a,b"}}), rdp(launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "a", User: `-a\b`}}),
	} {
		var bad *launcher.BadTargetError
		if !errors.As(err, &bad) {
			t.Errorf("%v is no complaint", err)
		} else if !slices.Contains(refusedParts, bad.Field) || !slices.Contains(refusedReasons, bad.Reason) {
			t.Errorf("%q, %q has no words", bad.Field, bad.Reason)
		}
	}
	r := newRigIn(t, Light, "de")
	_ = r
	p := app.Problem{Kind: app.ProblemChoice, Where: "jump host", Detail: "is not written as user@host or user@host:port"}
	if got := Sentence(p).Body; !strings.HasPrefix(got, "Jump-Host: ist nicht als Benutzer@Host oder Benutzer@Host:Port geschrieben.") {
		t.Errorf("%q", got)
	}
}
