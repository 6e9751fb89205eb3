package launcher

import (
	"strings"
	"testing"
)

const changed = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key for [127.0.0.1]:2222 has changed and you have requested strict checking.
Host key verification failed.`

func TestHowAnEndIsClassified(t *testing.T) {
	lines := func(s string) []string { return strings.Split(s, "\n") }
	for _, c := range []struct {
		name string
		e    evidence
		want Outcome
	}{
		{"the shell exits", evidence{connected: true, code: 7}, Outcome{true, 7, Closed, "", ""}},
		{"the line breaks", evidence{connected: true, code: 255, lines: lines("client_loop: send disconnect: Broken pipe")}, Outcome{true, 255, Dropped, "client_loop: send disconnect: Broken pipe", ""}},
		{"we stop it", evidence{connected: true, stopped: true, code: 255}, Outcome{true, 255, Closed, "", ""}},
		{"ssh is killed", evidence{connected: true, code: -1}, Outcome{true, -1, Vanished, "", ""}},
		{"wrong password", evidence{code: 255, lines: lines("banner\nbob@db: Permission denied (publickey,password).")}, Outcome{false, 255, Refused, "bob@db: Permission denied (publickey,password).", ""}},
		{"asked twice", evidence{code: -1, seen: seen{again: true}}, Outcome{false, -1, Refused, "Permission denied", ""}},
		{"odd question", evidence{code: -1, seen: seen{odd: "(bob@db) Code:"}}, Outcome{false, -1, Failed, "(bob@db) Code:", ""}},
		{"no such name", evidence{code: 255, lines: lines("ssh: Could not resolve hostname x: Name or service not known")}, Outcome{false, 255, UnknownHost, "ssh: Could not resolve hostname x: Name or service not known", ""}},
		{"refused", evidence{code: 255, lines: lines("ssh: connect to host db port 22: Connection refused")}, Outcome{false, 255, Unreachable, "ssh: connect to host db port 22: Connection refused", ""}},
		{"timeout", evidence{code: 255, lines: lines("ssh: connect to host db port 22: Connection timed out")}, Outcome{false, 255, Unreachable, "ssh: connect to host db port 22: Connection timed out", ""}},
		{"no route", evidence{code: 255, lines: lines("ssh: connect to host db port 22: No route to host")}, Outcome{false, 255, Unreachable, "ssh: connect to host db port 22: No route to host", ""}},
		{"key changed", evidence{code: 255, lines: lines(changed)}, Outcome{false, 255, HostKeyChanged, "Host key verification failed.", ""}},
		{"key denied", evidence{code: 255, seen: seen{denied: true}, lines: lines("Host key verification failed.")}, Outcome{false, 255, HostKeyDenied, "Host key verification failed.", ""}},
		{"a banner cannot claim a changed key", evidence{code: 255, lines: lines(changed + "\nbob@db: Permission denied (password).")}, Outcome{false, 255, Refused, "bob@db: Permission denied (password).", ""}},
		{"a banner cannot claim the password is wrong", evidence{code: 255, lines: lines("Permission denied\n1\n2\nConnection closed by 1.2.3.4 port 22")}, Outcome{false, 255, Failed, "Connection closed by 1.2.3.4 port 22", ""}},
		{"control characters", evidence{code: 255, lines: lines("x\x1b[31my\r")}, Outcome{false, 255, Failed, "x[31my", ""}},
		{"a jump host of the user's own refuses", evidence{code: 255, lines: lines("me@bastion: Permission denied (password).\nConnection closed by UNKNOWN port 65535")}, Outcome{false, 255, JumpRefused, "me@bastion: Permission denied (password).", "bastion"}},
		{"nothing known", evidence{code: 1}, Outcome{false, 1, Failed, "", ""}},
	} {
		if got := classify(c.e); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestSSHVersions(t *testing.T) {
	for said, ok := range map[string]bool{
		"OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026": true,
		"OpenSSH_8.4p1":              true,
		"OpenSSH_10.0p2":             true,
		"OpenSSH_8.3p1":              false,
		"OpenSSH_7.9p1":              false,
		"Sun_SSH_1.1":                false,
		"":                           false,
		"Dropbear v2022.83\x1b[31m.": false,
	} {
		if err := parseVersion("linux", said).problem; (err == nil) != ok {
			t.Errorf("%q: %v", said, err)
		} else if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q: control characters in %q", said, err)
		}
	}
	for said, ok := range map[string]bool{
		"OpenSSH_for_Windows_8.1p1, LibreSSL 3.0.2": false, // of many a Windows 10: it has no SSH_ASKPASS_REQUIRE
		"OpenSSH_for_Windows_8.6p1, LibreSSL 3.4.3": true,
		"OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2": true,
		"OpenSSH_9.7p1, OpenSSL 3.2.1 30 Jan 2024":  false, // Git's
	} {
		if err := parseVersion("windows", said).problem; (err == nil) != ok {
			t.Errorf("windows, %q: %v", said, err)
		}
	}
}

func TestWhatMacOSHasForATerminal(t *testing.T) {
	for _, c := range []struct{ chosen, installed, want string }{
		{"", "/Applications/iTerm.app", "/Applications/iTerm.app"},
		{"", "/System/Applications/Utilities/Terminal.app", "/System/Applications/Utilities/Terminal.app"},
		{"Terminal", "/System/Applications/Utilities/Terminal.app", "/System/Applications/Utilities/Terminal.app"},
		{"iTerm2", "/System/Applications/Utilities/Terminal.app", ""},
		{"; rm -rf", "/System/Applications/Utilities/Terminal.app", ""},
	} {
		got, err := findMacTerminal(c.chosen, func(path string) bool { return path == c.installed })
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q with %s: %q, %v", c.chosen, c.installed, got, err)
		}
	}
}

func TestHowWindowsOwnClientEnds(t *testing.T) {
	event := func(id, reason string) string {
		return `<Event><System><Provider Name='Microsoft-Windows-TerminalServices-ClientActiveXCore'/><EventID>` + id + `</EventID>` +
			`<Execution ProcessID='4711' ThreadID='8'/></System><EventData><Data Name='Name'>Disconnect Reason</Data><Data Name='Value'>` + reason + `</Data></EventData></Event>`
	}
	for reason, want := range map[string]Outcome{
		"1": {Why: Closed}, "2055": {Why: Refused, Detail: "the host refused the user or the password"},
		"3335": {Why: Refused, Detail: "the account is locked"}, "516": {Why: Unreachable}, "99": {Why: Failed, Detail: "Windows' client gives the reason 99"},
	} {
		e, ours := parseEvent(event("1026", reason))
		if !ours || e.pid != 4711 || e.id != mstscGone {
			t.Fatalf("%s: %+v", reason, e)
		}
		if got := classifyMstsc(evidence{reason: e.reason}); got != want {
			t.Errorf("%s: %+v, want %+v", reason, got, want)
		}
	}
	if e, ours := parseEvent(event("1027", "1")); !ours || e.id != mstscSignedIn {
		t.Errorf("signed in: %+v", e)
	}
	for _, odd := range []string{"", event("1024", "1"), event("99999999999", "1"), "<EventID>1026</EventID>"} {
		if e, ours := parseEvent(odd); ours {
			t.Errorf("%q is taken for %+v", odd, e)
		}
	}
	if got := classifyMstsc(evidence{connected: true, reason: 2308}); got.Why != Dropped {
		t.Errorf("a line that broke: %+v", got)
	}
}

func FuzzEvents(f *testing.F) {
	f.Add("<EventID>1027</EventID><Execution ProcessID='1'/>")
	f.Add("<EventID Qualifiers=''>1026</EventID><Data Name='Value'>999999999999</Data>")
	f.Fuzz(func(t *testing.T, xml string) {
		if e, ours := parseEvent(xml); ours && (e.pid <= 0 || e.reason < 0) {
			t.Fatalf("%q: %+v", xml, e)
		}
	})
}
