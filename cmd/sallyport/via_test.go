package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app/settings"
)

func TestFlagsOfTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		given viaFlags
		want  *settings.SSHConnection
		wrong string // in the sentence
	}{
		"nothing":          {viaFlags{ownConfig: true}, nil, ""},
		"a port":           {viaFlags{port: "2222"}, &settings.SSHConnection{Port: 2222}, ""},
		"a jump host":      {viaFlags{jump: "me@jump:22"}, &settings.SSHConnection{Jump: &settings.Jump{Host: "jump", Port: 22, User: "me"}}, ""},
		"no jump host":     {viaFlags{jump: "none"}, &settings.SSHConnection{Jump: &settings.Jump{}}, ""},
		"two tunnels":      {viaFlags{tunnels: []string{"80:a:1", "b:2"}}, &settings.SSHConnection{Tunnels: []settings.Tunnel{{Own: 80, Host: "a", Port: 1}, {Host: "b", Port: 2}}}, ""},
		"port 0":           {viaFlags{port: "0"}, nil, "--port: the port is not a number between 1 and 65535"},
		"a jump host only": {viaFlags{jump: "jump"}, nil, "--jump: the jump host is not written as user@host or user@host:port"},
		"half a tunnel":    {viaFlags{tunnels: []string{"db"}}, nil, "--tunnel: the tunnel is not written as host:port or port:host:port"},
	} {
		got, err := c.given.settings()
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		var exit *exitError
		if c.wrong == "" && err != nil || c.wrong != "" && (!errors.As(err, &exit) || exit.code != exitUsage || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
		}
	}
}
