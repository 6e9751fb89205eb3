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
		"OpenSSH_for_Windows_8.6p1":  true,
		"OpenSSH_8.3p1":              false,
		"OpenSSH_7.9p1":              false,
		"Sun_SSH_1.1":                false,
		"":                           false,
		"Dropbear v2022.83\x1b[31m.": false,
	} {
		if err := parseVersion(said).problem; (err == nil) != ok {
			t.Errorf("%q: %v", said, err)
		} else if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q: control characters in %q", said, err)
		}
	}
}
