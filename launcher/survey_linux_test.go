package launcher

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// machine is a folder of programs that only say something; nothing else is found.
func machine(t *testing.T, programs map[string]string) Config {
	t.Helper()
	dir := shortDir(t)
	for name, text := range programs {
		write(t, filepath.Join(dir, name), 0o755, "#!/bin/sh\n"+text+"\n")
	}
	t.Setenv("TERMINAL", "")
	return Config{LookPath: func(name string) (string, error) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			return "", exec.ErrNotFound
		}
		return path, nil
	}}
}

func TestWhatEachVersionOfAClientCanDoAndWhatIsKnownOfIt(t *testing.T) {
	for name, c := range map[string]struct {
		tool, says string
		version    string
		can        int
		cannot     string
		advisories string
		harmless   int
	}{
		"OpenSSH of now":          {"ssh", "echo OpenSSH_10.6p1, OpenSSL 3 >&2", "10.6p1", 4, "", "", 0},
		"OpenSSH of Debian 12":    {"ssh", "echo 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3' >&2", "9.2p1", 4, "", "CVE-2023-48795 CVE-2023-51385 CVE-2025-26465 CVE-2026-106583", 3},
		"OpenSSH between two":     {"ssh", "echo OpenSSH_9.9p1 >&2", "9.9p1", 4, "", "CVE-2025-26465 CVE-2026-106583", 2},
		"the oldest that will do": {"ssh", "echo OpenSSH_8.4p1 >&2", "8.4p1", 2, "", "CVE-2023-48795 CVE-2023-51385 CVE-2025-26465 CVE-2026-106583", 3},
		"OpenSSH before that":     {"ssh", "echo OpenSSH_7.9p1 >&2", "7.9p1", 0, "older than 8.4", "CVE-2023-48795 CVE-2023-51385 CVE-2025-26465 CVE-2026-106583", 3},
		"another ssh":             {"ssh", "echo Dropbear v2022.83; exit 1", "", 0, "does not say its version: Dropbear v2022.83", "", 0},
		"FreeRDP 2":               {"xfreerdp", "echo 'This is FreeRDP version 2.11.7 (2.11.7)'", "2.11.7", 1, "", "CVE-2026-22856 CVE-2026-31884", 1},
		"FreeRDP 2, older":        {"xfreerdp", "echo 'This is FreeRDP version 2.3.0 (2.3.0)'; exit 1", "2.3.0", 0, "older than 2.4", "CVE-2024-32459 CVE-2026-22856 CVE-2026-31884", 1},
		"FreeRDP 3, early":        {"xfreerdp3", "echo 'This is FreeRDP version 3.4.0 (n/a)'", "3.4.0", 1, "", "CVE-2024-32459 CVE-2026-22856 CVE-2026-31884 CVE-2026-109953", 2},
		"FreeRDP 3 of now":        {"sdl-freerdp3", "echo 'This is FreeRDP version 3.32.0 (n/a)'", "3.32.0", 1, "", "", 0},
		"FreeRDP of Wayland":      {"wlfreerdp", "echo 'This is FreeRDP version 2.11.7 (2.11.7)'", "2.11.7", 0, "not used: its exit codes", "CVE-2026-22856 CVE-2026-31884", 1},
		"FreeRDP 3 of Wayland":    {"wlfreerdp3", "echo 'This is FreeRDP version 3.32.0 (n/a)'", "3.32.0", 0, "given it up", "", 0},
		"FreeRDP, no display":     {"xfreerdp", "echo 'failed to open display' >&2; exit 1", "", 0, "failed to open display", "", 0},
		"Remmina":                 {"remmina", "echo 'org.remmina.Remmina - 1.4.29 (git n/a)'", "1.4.29", 1, "", "", 0},
		"Remmina, too old":        {"remmina", "echo 'org.remmina.Remmina - 1.2.0 (git n/a)'", "1.2.0", 0, "older than 1.4", "", 0},
		"plink":                   {"plink", "echo 'plink: Release 0.78'", "0.78", 1, "", "CVE-2023-48795 CVE-2024-31497", 1},
		"plink, too old":          {"plink", "echo 'plink: Release 0.76'", "0.76", 0, "older than 0.77", "CVE-2023-48795 CVE-2024-31497", 1},
		"one that is broken":      {"ssh", "kill -9 $$", "", 0, "does not say its version: signal: killed", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := Look(t.Context(), machine(t, map[string]string{c.tool: c.says}), "")
			if len(s.Clients) != 1 {
				t.Fatalf("found %+v", s.Clients)
			}
			got := s.Clients[0]
			var ids []string
			harmless := 0
			for _, a := range got.Advisories {
				ids = append(ids, a.ID)
				if a.Harmless != "" {
					harmless++
				}
			}
			if got.Version != c.version || len(got.Can) != c.can || !strings.Contains(got.Cannot, c.cannot) || (c.cannot == "") != (got.Cannot == "") {
				t.Errorf("%+v", got)
			}
			if strings.Join(ids, " ") != c.advisories || harmless != c.harmless {
				t.Errorf("known of it: %v, %d without harm; want %s, %d", ids, harmless, c.advisories, c.harmless)
			}
		})
	}
}

func TestAProgramThatHangsIsGivenUp(t *testing.T) {
	s := Look(t.Context(), machine(t, map[string]string{"plink": "exec sleep 1000", "ssh": "echo OpenSSH_10.6p1 >&2"}), "")
	for _, c := range s.Clients {
		if (c.Version != "") != (c.Name == "ssh") {
			t.Errorf("%+v", c)
		}
	}
}

// Each of two programs answers only while the other runs: one that takes its
// time holds up nobody.
func TestProgramsAreAskedAtTheSameTime(t *testing.T) {
	dir := shortDir(t)
	meets := func(own, other string) string {
		return "touch " + dir + "/" + own + "; until [ -e " + dir + "/" + other + " ]; do sleep 0.01; done; "
	}
	s := Look(t.Context(), machine(t, map[string]string{
		"plink": meets("a", "b") + "echo 'plink: Release 0.78'",
		"ssh":   meets("b", "a") + "echo OpenSSH_10.6p1 >&2",
	}), "")
	for _, c := range s.Clients {
		if c.Version == "" {
			t.Errorf("%+v", c)
		}
	}
	if len(s.Clients) != 2 {
		t.Errorf("found %+v", s.Clients)
	}
}

func TestWhoseChoiceTheTerminalIs(t *testing.T) {
	cfg := machine(t, map[string]string{"konsole": "", "xterm": "", "mine": ""})
	if s := Look(t.Context(), cfg, ""); filepath.Base(s.Terminal.Path) != "konsole" || len(s.Terminals) != 2 || !strings.Contains(s.Terminal.Why, "first") {
		t.Errorf("nobody's: %+v", s)
	}
	t.Setenv("TERMINAL", "xterm")
	if s := Look(t.Context(), cfg, ""); filepath.Base(s.Terminal.Path) != "xterm" || !strings.Contains(s.Terminal.Why, "$TERMINAL") {
		t.Errorf("$TERMINAL's: %+v", s.Terminal)
	}
	if s := Look(t.Context(), cfg, "mine"); filepath.Base(s.Terminal.Path) != "mine" || !strings.Contains(s.Terminal.Why, "settings") {
		t.Errorf("the user's: %+v", s.Terminal)
	}
	if s := Look(t.Context(), machine(t, nil), ""); s.Terminal.Path != "" || s.Terminal.Why == "" || s.Clients == nil || s.Terminals == nil {
		t.Errorf("on a bare machine: %+v", s)
	}
}

func TestTheClientsOfThisMachineSayTheirVersions(t *testing.T) {
	for _, c := range Look(t.Context(), Config{}, "").Clients {
		if c.Name == "ssh" {
			if said := run(t, "", "ssh", "-V"); !strings.Contains(said, "OpenSSH_"+c.Version) || c.Version == "" {
				t.Errorf("version %q, ssh says %s", c.Version, said)
			}
			return
		}
	}
	t.Error("the ssh of this machine was not found")
}

// A client that is listed as one that can be used is one that is started.
func TestEveryFreeRDPThatIsListedIsStartedOrNamedAsUnused(t *testing.T) {
	for _, p := range products {
		if p.name != "FreeRDP" {
			continue
		}
		for _, name := range append(p.names("linux"), p.names("windows")...) {
			if _, not := unused[name]; not == slices.Contains(freeRDPs, name) {
				t.Errorf("%s: named as unused %v, and started %v", name, not, !not)
			}
		}
	}
}

func TestMicrosoftsClientOnMacOSIsListedAsOneByHand(t *testing.T) {
	both := func(path string) bool { return strings.HasPrefix(path, "/Applications/") }
	got := byHand("darwin", both)
	if len(got) != 1 || got[0].Name != "Windows App" || got[0].Path != "/Applications/Windows App.app" || len(got[0].Can) != 0 || !strings.Contains(got[0].Cannot, "only by hand") {
		t.Errorf("%+v", got)
	}
	if got := byHand("darwin", func(string) bool { return false }); got != nil {
		t.Errorf("where it is not: %+v", got)
	}
	if got := byHand("linux", both); got != nil {
		t.Errorf("on Linux: %+v", got)
	}
}
