package launcher

import (
	"errors"
	"testing"
)

func TestJumpHostsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]Jump{
		"alice@jump.example.com":       {Host: "jump.example.com", User: "alice"},
		" alice@Jump.example.com:2222": {Host: "jump.example.com", Port: 2222, User: "alice"},
		"alice@corp@jump:22":           {Host: "jump", Port: 22, User: "alice@corp"},
		"alice@[2001:db8::1]:22":       {Host: "2001:db8::1", Port: 22, User: "alice"},
		"alice@2001:db8::1":            {Host: "2001:db8::1", User: "alice"},
	} {
		got, err := ParseJump(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for text, field := range map[string]string{
		"": "jump host", "jump.example.com": "jump host", "alice@": "jump host", "@jump": "jump host's user",
		"alice@jump:0": "jump host's port", "alice@jump:ssh": "jump host's port", "-l@jump": "jump host's user", "alice@-o": "jump host",
		"$HOME@jump": "jump host's user", "a\nb@jump": "jump host's user", "alice@jump,bob@next": "jump host",
	} {
		wantField(t, text, field, func() error { _, err := ParseJump(text); return err })
	}
}

func TestTunnelsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]Tunnel{
		"db.internal:5432":     {Host: "db.internal", Port: 5432},
		"8080:intranet:80":     {Own: 8080, Host: "intranet", Port: 80},
		" 8080:10.0.0.1:80 ":   {Own: 8080, Host: "10.0.0.1", Port: 80},
		"[2001:db8::1]:80":     {Host: "2001:db8::1", Port: 80},
		"443:[2001:db8::1]:80": {Own: 443, Host: "2001:db8::1", Port: 80},
	} {
		got, err := ParseTunnel(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "db", "8080", "8080:80", "0:db:80", "70000:db:80", "80:db:", "80:db:x", "80:-D1:80", "a:b:c", "fe80::1", "80:[fe80::1%eth0]:80"} {
		wantField(t, text, "tunnel", func() error { _, err := ParseTunnel(text); return err })
	}
}

func wantField(t *testing.T, text, field string, parse func() error) {
	t.Helper()
	var bad *BadTargetError
	if err := parse(); !errors.As(err, &bad) || bad.Field != field || bad.Reason == "" {
		t.Errorf("%q: %v, want something about the %s", text, err, field)
	}
}

func TestPortsAsPeopleWriteThem(t *testing.T) {
	if n, err := ParsePort(" 2222 "); n != 2222 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	for _, text := range []string{"", "0", "-1", "+22", "65536", "ssh", "22a", "٢٢"} {
		wantField(t, text, "port", func() error { _, err := ParsePort(text); return err })
	}
}

// What was read is written so that it is read again as the same, and can start a session.
func FuzzWay(f *testing.F) {
	for _, text := range []string{"alice@jump:22", "8080:db:80", "a@[::1]:1", "1:[::1]:2", "x", "@", ":", "1:2:3", "a@b@c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := SSHSettings{}
		if j, err := ParseJump(text); err == nil {
			if again, err := ParseJump(j.String()); err != nil || again != j {
				t.Errorf("%q is written %q, which is %+v, %v", text, j, again, err)
			}
			s.Jump = &j
		}
		if tunnel, err := ParseTunnel(text); err == nil {
			if again, err := ParseTunnel(tunnel.String()); err != nil || again != tunnel {
				t.Errorf("%q is written %q, which is %+v, %v", text, tunnel, again, err)
			}
			s.Tunnels = []Tunnel{tunnel}
		}
		if err := (Target{Kind: SSH, Host: "h", User: "u", SSH: &s}).Validate(); err != nil {
			t.Errorf("%q was taken, and no session can have it: %v", text, err)
		}
	})
}
