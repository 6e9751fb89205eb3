package launcher

import (
	"slices"
	"strings"
	"testing"
)

// FuzzRemminaProfile: no name, user or title adds a line to the profile, where
// precommand= would run a program.
func FuzzRemminaProfile(f *testing.F) {
	f.Add("host", "alice", "CORP", "title")
	f.Add("::1", "a\nprecommand=calc", "", "t\r\nprecommand=calc")
	f.Add("h", `a\nb`, "d", `t\nprecommand=calc`)
	f.Fuzz(func(t *testing.T, host, user, domain, title string) {
		p, err := PlanFor("linux", Target{Kind: RDP, Host: host, User: user, Domain: domain, Title: title, RDP: &RDPSettings{Client: Remmina}},
			Tools{Remmina: "/usr/bin/remmina", Dir: "/run/s/0123"})
		if err != nil {
			return
		}
		lines := strings.Split(strings.Join(p.Config, "\n"), "\n")
		if len(lines) != len(p.Config) || !slices.Contains(lines, "disablepasswordstoring=1") {
			t.Fatalf("%q", p.Config)
		}
		seen := map[string]bool{}
		for _, line := range lines[1:] {
			key, value, ok := strings.Cut(line, "=")
			if !ok || seen[key] || key == "password" || strings.HasSuffix(key, "command") || strings.ContainsAny(value, "\r\x00") {
				t.Fatalf("%q in %q", line, lines)
			}
			// What GLib reads as an escape is only ever a backslash.
			if strings.Contains(strings.ReplaceAll(value, `\\`, ""), `\`) {
				t.Fatalf("an escape in %q", line)
			}
			seen[key] = true
		}
		if strings.Contains(strings.Join(p.Client, " "), user) && len(user) > 12 {
			t.Fatalf("the user is in %q", p.Client)
		}
	})
}

func TestHowRemminaEnds(t *testing.T) {
	for name, c := range map[string]struct {
		e    evidence
		want Outcome
	}{
		"its window was closed":      {evidence{connected: true}, Outcome{Connected: true, Why: Closed}},
		"closed before the sign-in":  {evidence{}, Outcome{Why: Closed}},
		"we stopped it":              {evidence{stopped: true, code: -1}, Outcome{Code: -1, Why: Closed}},
		"killed":                     {evidence{connected: true, code: -1}, Outcome{Connected: true, Code: -1, Why: Vanished}},
		"it is too old":              {evidence{code: 1, lines: []string{"Unknown option --gapplication-app-id"}}, Outcome{Code: 1, Why: Failed, Detail: "Unknown option --gapplication-app-id"}},
		"a wrong password was shown": {evidence{code: -1, broken: true, hybrid: true}, Outcome{Code: -1, Why: Refused, Detail: "the host closed the connection when it was shown the password"}},
	} {
		if got := classifyRemmina(c.e); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
