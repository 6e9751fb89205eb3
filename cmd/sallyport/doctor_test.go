package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"

	"sallyport/app/settings"
)

// patient is a machine with nothing but the programs given, and a home of its own.
func patient(t *testing.T, programs map[string]string) (home string) {
	t.Helper()
	home = t.TempDir()
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range programs {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run, err := os.MkdirTemp("/tmp", "sp") // short: a socket's address is
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(run) })
	for name, value := range map[string]string{
		"PATH": bin, "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state", "XDG_DATA_HOME": home + "/data",
		"XDG_RUNTIME_DIR": run, "DBUS_SESSION_BUS_ADDRESS": "", "DISPLAY": ":65000", "WAYLAND_DISPLAY": "", "TERMINAL": "",
		"HTTPS_PROXY": "", "https_proxy": "", "HTTP_PROXY": "", "http_proxy": "", "NO_PROXY": "", "no_proxy": "", "SALLYPORT_CA_FILE": "",
	} {
		t.Setenv(name, value)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	return home
}

func doctor(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	var said bytes.Buffer
	c := root()
	c.SetArgs(append([]string{"doctor"}, args...))
	c.SetOut(&said)
	c.SetErr(&said)
	if err := c.ExecuteContext(t.Context()); err != nil {
		code = endOf(err).code
	}
	return said.String(), code
}

func diagnosed(t *testing.T, args ...string) (d diagnosis, code int) {
	t.Helper()
	out, code := doctor(t, append(args, "-o", "json")...)
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return d, code
}

func TestADoctorOfABareMachineFindsNothingAndSaysSo(t *testing.T) {
	patient(t, nil)
	d, code := diagnosed(t)
	if code != exitFailed || len(d.Tools.Clients) != 0 || d.Ways[0].Ready || !strings.Contains(d.Ways[0].Why, "ssh not found") {
		t.Errorf("code %d, %+v", code, d)
	}
	if s := d.Desktop.Services; s.Notifications || s.Tray || s.Idle {
		t.Errorf("a desktop without anything has %+v", s)
	}
	if d.Desktop.Keyring != "no-bus" {
		t.Errorf("desktop: %+v", d.Desktop)
	}
	table, code := doctor(t)
	if code != exitFailed || !strings.Contains(table, "ssh not found (Debian") {
		t.Errorf("code %d:\n%s", code, table)
	}
}

func TestADoctorOfAMachineThatHasWhatItNeeds(t *testing.T) {
	home := patient(t, map[string]string{"ssh": "echo 'OpenSSH_9.2p1 Debian-2' >&2", "xterm": "", "xfreerdp": "printf 'This is FreeRDP version 2.11.7\\033[2J'"})
	file := filepath.Join(home, "config", "sallyport", "settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(`{"terminal":"xterm"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	d, code := diagnosed(t)
	if code != 0 || !d.Ways[0].Ready || d.Ways[0].Why != "" || d.Tools.Terminal.Why != "chosen in the settings" {
		t.Errorf("code %d, %+v", code, d)
	}
	if p := d.Places[0]; p.Name != "settings" || p.Problem != "others can open it" || p.Path != file {
		t.Errorf("the settings others can read: %+v", p)
	}
	if p := d.Places[5]; p.Mode != "drwx------" || !strings.HasPrefix(p.Path, os.Getenv("XDG_RUNTIME_DIR")) {
		t.Errorf("where sessions are looked after: %+v", p)
	}
	table, _ := doctor(t)
	for _, want := range []string{"CVE-2023-48795", "not here: names are checked", "chosen in the settings", "a distribution may"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if strings.Contains(table, "\x1b") {
		t.Error("a program's words move the cursor")
	}
}

func TestADoctorWithoutADisplayOrATerminalStillHasTheConsole(t *testing.T) {
	for name, programs := range map[string]map[string]string{
		"no display":  {"ssh": "echo OpenSSH_10.6p1 >&2", "xterm": ""},
		"no terminal": {"ssh": "echo OpenSSH_10.6p1 >&2"},
	} {
		patient(t, programs)
		if name == "no display" {
			t.Setenv("DISPLAY", "")
		}
		if d, code := diagnosed(t); code != 0 || !d.Ways[0].Ready || !strings.Contains(d.Ways[0].Why, "sallyport connect") {
			t.Errorf("%s: code %d, %+v", name, code, d.Ways)
		}
	}
}

func TestADoctorHidesWhoSignsInAtAProxy(t *testing.T) {
	patient(t, nil)
	t.Setenv("HTTPS_PROXY", "http://bob:geheim@proxy.example:3128/path?key=geheim")
	t.Setenv("http_proxy", "bob:geheim@proxy.example:3128")
	t.Setenv("HTTP_PROXY", "http://bob:ge%zzheim@proxy")
	t.Setenv("NO_PROXY", "localhost,.example")
	for _, format := range []string{"table", "json"} {
		out, _ := doctor(t, "-o", format)
		if strings.Contains(out, "geheim") || strings.Contains(out, "bob") || strings.Contains(out, "heim@") {
			t.Errorf("the %s tells:\n%s", format, out)
		}
		if !strings.Contains(out, "http://(hidden)@proxy.example:3128") || !strings.Contains(out, "localhost,.example") {
			t.Errorf("the %s does not tell:\n%s", format, out)
		}
	}
}

func TestADoctorLooksAtTheCAFile(t *testing.T) {
	home := patient(t, nil)
	bad := filepath.Join(home, "ca.pem")
	if err := os.WriteFile(bad, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, _ := diagnosed(t, "--ca-file", bad); d.CAFile.Path != bad || d.CAFile.Problem == "" {
		t.Errorf("%+v", d.CAFile)
	}
	if _, code := doctor(t, "-o", "yaml"); code != exitUsage {
		t.Errorf("an unknown format ends with %d", code)
	}
}

// What the settings say of the way to vaults counts for a diagnosis, too.
func TestADoctorLooksAtTheWayThatWasChosen(t *testing.T) {
	home := patient(t, nil)
	t.Setenv("HTTPS_PROXY", "http://environment.example:1")
	t.Setenv("NO_PROXY", "localhost")
	bad := filepath.Join(home, "ca.pem")
	if err := os.WriteFile(bad, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	chosen := settings.Settings{Network: settings.Network{Proxy: "http://chosen.example:3128", CAFile: bad}}
	if err := (settings.Store{Path: userPlaces().settings}).Save(chosen); err != nil {
		t.Fatal(err)
	}
	d, _ := diagnosed(t)
	want := []setting{
		{Name: "proxy", Value: "http://chosen.example:3128"},
		{Name: "HTTPS_PROXY", Value: "http://environment.example:1", Note: "not used: the settings name one"},
		{Name: "NO_PROXY", Value: "localhost"},
	}
	if diff := cmp.Diff(want, d.Proxy); diff != "" {
		t.Errorf("(-want +got) %s", diff)
	}
	if d.CAFile.Path != bad || d.CAFile.From != inSettings || d.CAFile.Problem == "" {
		t.Errorf("%+v", d.CAFile)
	}
	other := filepath.Join(home, "other.pem")
	if d, _ := diagnosed(t, "--ca-file", other); d.CAFile.Path != other || d.CAFile.From != "the command line" {
		t.Errorf("%+v", d.CAFile)
	}
	table, _ := doctor(t)
	for _, want := range []string{"http://chosen.example:3128", "not used: the settings name one", bad} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}
