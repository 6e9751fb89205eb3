package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// What was typed and taken is shown so that typing it again changes nothing,
// and a session can have it.
func FuzzTypedSettings(f *testing.F) {
	for _, text := range []string{"22", "a@b", "1:b:2, [::1]:3", "/srv/work, x=/y", "gw:443", `D\u`, "off", "-", "none", "=,", "/", "host"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, row := range sshRows {
			var c, again settings.SSHConnection
			if err := row.typed(&c, text); err != nil || (route{own: c}).dress(probe(launcher.SSH)).Validate() != nil {
				continue
			}
			if err := row.typed(&again, row.text(c)); err != nil || !cmp.Equal(again, c) {
				t.Errorf("%s: %q is shown as %q, which is %+v and not %+v: %v", row.field, text, row.text(c), again, c, err)
			}
		}
		for _, row := range rdpRows {
			c, again := settings.RDP{Gateway: "gw"}, settings.RDP{Gateway: "gw"}
			if row.typed == nil || row.typed(&c, text) != nil || checkRDP(c) != nil {
				continue
			}
			s, _ := mergeRDP(c, settings.RDP{}, ssclient.RDPLauncherSettings{})
			if row.text(s) == "" { // one of the words for none
				continue
			}
			err := row.typed(&again, row.text(s))
			if now, _ := mergeRDP(again, settings.RDP{}, ssclient.RDPLauncherSettings{}); err != nil || !cmp.Equal(now, s) {
				t.Errorf("%s: %q is shown as %q, which is %+v and not %+v: %v", row.field, text, row.text(s), now, s, err)
			}
		}
	})
}

func TestFlagsOfACommandCountBeforeWhatIsChosen(t *testing.T) {
	chosen := settings.SSHConnection{Jump: &settings.Jump{Host: "jump", User: "me"}, Tunnels: []settings.Tunnel{{Host: "db", Port: 1}}, Port: 2}
	for name, c := range map[string]struct{ via, want settings.SSHConnection }{
		"nothing said":   {settings.SSHConnection{}, chosen},
		"a port":         {settings.SSHConnection{Port: 3}, settings.SSHConnection{Jump: chosen.Jump, Tunnels: chosen.Tunnels, Port: 3}},
		"no jump host":   {settings.SSHConnection{Jump: &settings.Jump{}}, settings.SSHConnection{Tunnels: chosen.Tunnels, Port: 2}},
		"another tunnel": {settings.SSHConnection{Tunnels: []settings.Tunnel{{Host: "x", Port: 9}}}, settings.SSHConnection{Jump: chosen.Jump, Tunnels: []settings.Tunnel{{Host: "x", Port: 9}}, Port: 2}},
	} {
		if d := cmp.Diff(c.want, chosen.With(c.via)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
