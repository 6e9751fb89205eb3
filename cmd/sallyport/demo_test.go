package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// firstLine starts a demo and returns what it says of itself.
func firstLine(t *testing.T, f demoFlags) (*demo, map[string]any) {
	t.Helper()
	d, err := startDemo(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	var line bytes.Buffer
	if err := d.describe(&line); err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(line.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return d, out
}

func TestDemoOverTLSIsTrustedThroughTheFileItNames(t *testing.T) {
	state := t.TempDir()
	for name, f := range map[string]demoFlags{
		"in memory":    {addr: "127.0.0.1:0", speed: 1, tls: true},
		"with a state": {addr: "127.0.0.1:0", speed: 1, tls: true, stateDir: state},
	} {
		t.Run(name, func(t *testing.T) {
			d, line := firstLine(t, f)
			path, _ := line["caFile"].(string)
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Fatalf("caFile %q: %v, %v", path, info, err)
			}
			if f.stateDir != "" && path != filepath.Join(state, "ca.pem") {
				t.Errorf("caFile is at %s", path)
			}
			pem, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(pem), "PRIVATE") {
				t.Error("the file holds a key")
			}
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(pem)
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
			defer transport.CloseIdleConnections()
			for _, at := range []string{line["url"].(string) + "/api/v1/healthcheck", line["platformUrl"].(string) + "/health", line["consoleUrl"].(string)} {
				res, err := (&http.Client{Transport: transport}).Get(at)
				if err != nil {
					t.Fatal(err)
				}
				_ = res.Body.Close()
				if !strings.HasPrefix(at, "https://") || res.StatusCode != http.StatusOK {
					t.Errorf("%s: %s", at, res.Status)
				}
			}
			d.close()
			if _, err := os.Stat(path); (f.stateDir == "") != os.IsNotExist(err) {
				t.Errorf("after the end: %v", err)
			}
		})
	}
}

func TestDemoWithoutTLSNamesNoFileAndBothWaysIn(t *testing.T) {
	_, line := firstLine(t, demoFlags{addr: "127.0.0.1:0", speed: 1})
	platform, _ := line["platform"].(map[string]any)
	if line["caFile"] != nil || platform["clientId"] == "" || platform["clientSecret"] == "" || !strings.HasPrefix(line["platformUrl"].(string), "http://127.0.0.1:") {
		t.Errorf("first line: %v", line)
	}
	for _, u := range line["users"].([]any) {
		if user := u.(map[string]any); user["platformName"] == "" || user["securityAnswer"] == "" {
			t.Errorf("user: %v", user)
		}
	}
}

func TestDemoIsServedToOtherMachinesOnlyWhenTold(t *testing.T) {
	for name, tc := range map[string]struct {
		flags    demoFlags
		err      string
		warnings int
	}{
		"loopback":                        {demoFlags{addr: "127.0.0.1:0"}, "", 0},
		"loopback, although others may":   {demoFlags{addr: "[::1]:0", allowRemote: true}, "", 0},
		"all addresses":                   {demoFlags{addr: "0.0.0.0:0"}, "--allow-remote", 0},
		"no host at all":                  {demoFlags{addr: ":0"}, "--allow-remote", 0},
		"the Platform on all addresses":   {demoFlags{addr: "127.0.0.1:0", platformAddr: "0.0.0.0:0"}, "--allow-remote", 0},
		"all addresses, which may":        {demoFlags{addr: "0.0.0.0:0", allowRemote: true}, "", 2},
		"all addresses, which may, safer": {demoFlags{addr: "0.0.0.0:0", allowRemote: true, tls: true}, "", 1},
		"nonsense":                        {demoFlags{addr: "nonsense", allowRemote: true}, "is no address", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			err := tc.flags.checkAddresses(&said)
			if (err == nil) != (tc.err == "") || (err != nil && !strings.Contains(err.Error(), tc.err)) {
				t.Errorf("%v", err)
			}
			if got := strings.Count(said.String(), "Warning:"); got != tc.warnings {
				t.Errorf("%d warnings: %s", got, said.String())
			}
		})
	}
}
