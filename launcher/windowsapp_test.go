package launcher

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func TestOnAMacWithoutFreeRDPTheUserIsToldWhatIsByHand(t *testing.T) {
	only := func(app string) func(string) bool { return func(p string) bool { return p == app } }
	for _, app := range windowsApps {
		if got := findWindowsApp(only(app)); got != app {
			t.Errorf("%s: found %q", app, got)
		}
	}
	if got := findWindowsApp(only("")); got != "" {
		t.Errorf("found %q where there is none", got)
	}
	var manual *ManualError
	if err := onlyByHand(windowsApps[0]); !errors.As(err, &manual) || manual.Tool != "Windows App" || !strings.Contains(manual.Hint, "freerdp") {
		t.Errorf("%v", err)
	}
	var bad *BadTargetError
	through := Target{Kind: RDP, Host: "h", User: "alice", RDP: &RDPSettings{Gateway: &Gateway{Host: "gw.example.com"}}}
	if _, err := PlanFor("darwin", through, Tools{WindowsApp: windowsApps[0]}); !errors.As(err, &bad) || bad.Field != "gateway" {
		t.Errorf("through a gateway: %v", err)
	}
}

// FuzzWindowsAppAddress holds the address to the host and user that were asked
// for: whatever they are called, no other setting gets in.
func FuzzWindowsAppAddress(f *testing.F) {
	f.Add("host", "alice", "CORP", 3389)
	f.Add("::1", `CORP\a`, "", 0)
	f.Add("fe80::1%en0", "a%26b=c+d", ".", 1)
	f.Add("h", "a=s:x", "", 1)
	f.Fuzz(func(t *testing.T, host, user, domain string, port int) {
		target := Target{Kind: RDP, Host: host, User: user, Domain: domain, Port: port}
		p, err := PlanFor("darwin", target, Tools{WindowsApp: windowsApps[0]})
		if err != nil {
			return
		}
		target, err = target.canonical()
		must(t, err)
		settings, plain := strings.CutPrefix(p.Client[3], "rdp://")
		if !plain || len(p.Client) != 4 || !p.Manual || p.Input != "" || strings.ContainsAny(settings, " \\\"'#?;<>") {
			t.Fatalf("%q", p.Client)
		}
		got := map[string]string{}
		for _, s := range strings.Split(settings, "&") {
			name, value, ok := strings.Cut(s, "=")
			name, errName := url.PathUnescape(name)
			value, errValue := url.PathUnescape(value)
			if _, twice := got[name]; twice || !ok || errName != nil || errValue != nil {
				t.Fatalf("%q in %q", s, settings)
			}
			got[name] = value
		}
		as := strings.TrimPrefix(target.Domain+`\`+target.User, `\`)
		if got["full address"] != "s:"+net.JoinHostPort(target.Host, strconv.Itoa(target.Port)) || got["username"] != "s:"+as || len(got) != 9 {
			t.Fatalf("%q", got)
		}
	})
}
