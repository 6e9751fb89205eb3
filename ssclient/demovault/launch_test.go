package demovault_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/demohost"
	"sallyport/ssclient/demovault"
)

func TestLauncherTypesAreListedLookedUpAndDescribed(t *testing.T) {
	alice := newRig(t).signIn("alice")
	list := func(query string) string {
		return names(alice.object("GET", "v1/launchers?take=100&"+query, nil), "name")
	}
	diff(t, "Database Console Key Scan Legacy Console PuTTY Remote Desktop SQL Server Launcher Web Password Filler", list(""))
	diff(t, "Database Console Key Scan Legacy Console Old Terminal", list("filter.application=custom&filter.includeInactive=true"))
	diff(t, "SQL Server Launcher", list("filter.searchText=sql"))
	diff(t, "PuTTY", names(alice.object("GET", "v1/launchers/lookup?filter.searchText=putty", nil), "value"))
	diff(t, "Remote Desktop", alice.object("GET", "v1/launchers/1", nil)["name"])
	diff(t, "psql", alice.object("GET", "v1/launchers/20", nil)["customLauncherProcessName"])
	whole := alice.object("GET", "v1/launchers/types/20", nil)
	diff(t, true, whole["isCustomLauncher"])
	diff(t, "psql", whole["customLauncher"].(map[string]any)["processName"])
	diff(t, nil, alice.object("GET", "v1/launchers/types/2", nil)["customLauncher"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/launchers/99", nil))
	status, raw := alice.send("GET", "v1/launchers/protocol-handler?isRDS=true", nil)
	if status != http.StatusOK || len(raw) != 0 {
		t.Errorf("protocol handler: %d %q", status, raw)
	}
}

func TestAdministratorsMakeLaunchersOfTheirOwn(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	made := root.object("POST", "v1/launchers/types", map[string]any{"data": map[string]any{
		"launcherTypeName": "Browser", "active": true, "application": "Custom", "processName": "firefox", "processArguments": "$URL", "batchFileId": nil,
	}})
	path := "v1/launchers/types/" + number(made["launcherTypeId"])
	diff(t, "firefox", made["customLauncher"].(map[string]any)["processName"])
	changed := root.object("PATCH", path, map[string]any{"data": map[string]any{
		"processName": map[string]any{"dirty": true, "value": "chromium"}, "launcherTypeName": map[string]any{"dirty": false, "value": "No"},
		"rdsServerPort": map[string]any{"dirty": true, "value": 3390},
	}})
	diff(t, "Browser", changed["launcherTypeName"])
	diff(t, "chromium", changed["customLauncher"].(map[string]any)["processName"])
	diff(t, 3390.0, changed["customLauncher"].(map[string]any)["rdsServerPort"])
	diff(t, "Browser", names(root.object("GET", "v1/launchers?filter.searchText=brow", nil), "name"))
	diff(t, "", root.refused("PATCH", path, map[string]any{"data": map[string]any{"runType": map[string]any{"dirty": true, "value": "soon"}}}))
	diff(t, "", root.refused("POST", "v1/launchers/types", map[string]any{"data": map[string]any{}}))
	diff(t, "", root.refused("POST", "v1/launchers/types/file-attachments", nil))
	for _, call := range [][2]string{{"POST", "v1/launchers/types"}, {"PATCH", path}, {"POST", "v1/launchers/types/file-attachments"}} {
		if status, _ := r.signIn("alice").send(call[0], call[1], map[string]any{}); status != http.StatusForbidden {
			t.Errorf("%s %s as alice: %d", call[0], call[1], status)
		}
	}
}

func TestAnInactiveLauncherOpensNothing(t *testing.T) {
	r := newRig(t)
	r.signIn("root").object("PATCH", "v1/launchers/types/1", map[string]any{"data": map[string]any{"active": map[string]any{"dirty": true, "value": false}}})
	alice := r.signIn("alice")
	diff(t, "", names(alice.object("GET", "v2/launchers/secret?filter.secretId=109", nil), "launcherName"))
	diff(t, "", alice.refused("POST", "v1/launchers/secret", map[string]any{"launcherId": 1, "secretId": 109}))
}

func TestASecretsLauncherSaysWhatItPromptsForAndWhereItMayGo(t *testing.T) {
	alice := newRig(t).signIn("alice")
	of := func(id string) map[string]any {
		return alice.object("GET", "v2/launchers/secret?filter.secretId="+id, nil)["records"].([]any)[0].(map[string]any)
	}
	diff(t, nil, of("109")["promptedField"])
	diff(t, "Machine", of("133")["promptedField"].(map[string]any)["name"])
	diff(t, false, of("133")["restrictedHost"])
	some := of("134")
	diff(t, true, some["restrictedHost"])
	diff(t, true, some["approvedList"])
	diff(t, 3, len(some["restrictedHosts"].([]any)))
	orders := of("132")
	diff(t, true, orders["isCustom"])
	diff(t, "--host=$SERVER --username=$USERNAME --dbname=$DATABASE", orders["customParameters"])
	diff(t, "Web Password Filler", of("131")["launcherName"])
}

func TestALauncherStartsASessionThatEnds(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	diff(t, "", alice.refused("POST", "v1/launchers/secret", map[string]any{"launcherId": 1, "secretId": 103}))
	made := alice.object("POST", "v1/launchers/secret", map[string]any{"launcherId": 2, "secretId": 103})
	diff(t, 2.0, made["launcherTypeId"])
	diff(t, "http://vault.test/SecretServer", made["baseUrl"])
	if !alice.state("103")["isCheckedOutByCurrentUser"].(bool) {
		t.Error("the launch did not check out")
	}
	sessions := func(p *person, query string) []any {
		return p.object("GET", "v1/secrets/launcher-sessions?"+query, nil)["records"].([]any)
	}
	mine := sessions(alice, "filter.secretId=103")
	diff(t, 1, len(mine))
	first := mine[0].(map[string]any)
	diff(t, true, first["active"])
	diff(t, "alice", first["userName"])
	diff(t, 0, len(sessions(bob, "")))
	diff(t, 1, len(sessions(r.signIn("root"), "")))

	end := map[string]any{"action": "terminate", "secretId": 103, "secretSessionId": first["secretSessionId"]}
	diff(t, false, bob.object("PATCH", "v1/secrets/launcher-sessions", end)["success"])
	diff(t, "", alice.refused("PATCH", "v1/secrets/launcher-sessions", map[string]any{"action": "wave", "secretId": 103}))
	r.vault.SetSettings(func(s *demovault.Settings) { s.CheckInOnLastClose = true })
	diff(t, true, alice.object("PATCH", "v1/secrets/launcher-sessions", end)["success"])
	diff(t, false, alice.object("PATCH", "v1/secrets/launcher-sessions", end)["success"])
	over := sessions(alice, "filter.secretId=103")[0].(map[string]any)
	diff(t, false, over["active"])
	if over["endDate"] == nil {
		t.Error("no end")
	}
	diff(t, []string{"alice check-out", "alice launch", "alice session: terminate", "alice check-in"}, r.ops(103))
}

func TestACheckInClosesLaunchersWhereTheSettingsSaySo(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	r.vault.SetSettings(func(s *demovault.Settings) { s.CloseLauncherOnCheckIn = true })
	alice.object("POST", "v1/launchers/secret", map[string]any{"launcherId": 2, "secretId": 103})
	alice.object("POST", "v1/secrets/103/check-in", nil)
	diff(t, false, alice.object("GET", "v1/secrets/launcher-sessions", nil)["records"].([]any)[0].(map[string]any)["active"])
}

func TestAPreparedLaunchCanBeAskedAbout(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	ask := map[string]any{"secretId": 134, "launcherTypeId": 1}
	diff(t, "", alice.refused("POST", "v1/launchers/prepare", ask))
	ask["promptFieldValue"] = "elsewhere.example"
	diff(t, "API_LauncherHostNotAllowed", alice.refused("POST", "v1/launchers/prepare", ask))
	ask["promptFieldValue"] = "File-01.demo.example"
	made := alice.object("POST", "v1/launchers/prepare", ask)
	diff(t, true, made["success"])
	guid := made["launcherUrl"].(map[string]any)["requestGuid"].(string)
	result := func(p *person, id string) any {
		return p.object("GET", "v1/launchers/prepare/"+id+"/result", nil)["success"]
	}
	diff(t, true, result(alice, guid))
	diff(t, false, result(r.signIn("bob"), guid))
	diff(t, false, result(alice, "00000000-0000-0000-0000-000000000000"))
	diff(t, "API_ValidateSecretAccessCommentRequired", alice.refused("POST", "v1/launchers/prepare", map[string]any{"secretId": 102, "launcherTypeId": 2}))
	diff(t, "API_AccessDenied", alice.refused("POST", "v1/launchers/prepare", map[string]any{"secretId": 9999, "launcherTypeId": 2}))
	r.clock.add(time.Hour)
	diff(t, false, result(r.signIn("alice"), guid))
}

// login tries to sign in to the demo's SSH host.
func login(addr, name, password string) error {
	c, err := ssh.Dial("tcp", addr, &ssh.ClientConfig{
		User: name, Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second,
	})
	if err != nil {
		return err
	}
	return c.Close()
}

func TestProxyCredentialsOpenTheDemosHostForAWhile(t *testing.T) {
	r := newRig(t)
	host, err := demohost.Start(demohost.Config{Account: r.vault.Account, Now: r.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = host.Close() }()
	r.vault.SetSSHHost(host.Addr())
	alice := r.signIn("alice")
	diff(t, "API_SecretProxyNotEnabled", alice.refused("POST", "v1/secrets/sshproxy", map[string]any{"secretId": 101, "launcherType": 2}))
	diff(t, "", alice.refused("POST", "v1/secrets/sshproxy", map[string]any{"secretId": 113, "launcherType": 1}))
	p := alice.object("POST", "v1/secrets/sshproxy", map[string]any{"secretId": 113, "launcherType": 2})
	name, password := p["username"].(string), p["password"].(string)
	diff(t, host.Addr(), p["host"].(string)+":"+jsonText(p["port"]))
	if err := login(host.Addr(), name, password); err != nil {
		t.Errorf("the proxy's credentials: %v", err)
	}
	own, _, _ := r.vault.Account("svc-proxy-01")
	if password == string(own) {
		t.Error("the proxy hands out the secret's own password")
	}
	terminal := alice.object("POST", "v1/secrets/sshterminal", map[string]any{"secretId": 113})
	diff(t, "alice", terminal["username"])
	if err := login(host.Addr(), "alice", r.user("alice").Password); err != nil {
		t.Errorf("the terminal: %v", err)
	}
	r.clock.add(6 * time.Minute)
	if login(host.Addr(), name, password) == nil || login(host.Addr(), "alice", r.user("alice").Password) == nil {
		t.Error("the credentials count for ever")
	}
}

func TestTheRDPProxyTellsHostAndPortInOne(t *testing.T) {
	r := newRig(t, func(c *demovault.Config) { c.RDPHost = "127.0.0.1:3390" })
	alice := r.signIn("alice")
	p := alice.object("POST", "v1/secrets/rdpproxy", map[string]any{"secretId": 135, "launcherType": 1, "machine": "", "siteId": 1})
	diff(t, "127.0.0.1:3390", p["host"])
	if actions := jsonText(alice.state("135")["actions"]); !strings.Contains(actions, "ShowRdpProxyCredentials") {
		t.Error(actions)
	}
	r.vault.SetSecret(133, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
	diff(t, "", alice.refused("POST", "v1/secrets/rdpproxy", map[string]any{"secretId": 133}))
	diff(t, "DEMO", alice.object("POST", "v1/secrets/rdpproxy", map[string]any{"secretId": 133, "machine": "file-01"})["domain"])
}

func TestAHeartbeatReallyAsksTheHost(t *testing.T) {
	probed := ""
	r := newRig(t, func(c *demovault.Config) {
		c.Probe = func(machine, port, user string, password []byte) string {
			probed = machine + ":" + port
			if login(probed, user, string(password)) != nil {
				return "Failed"
			}
			return "Success"
		}
	})
	host, err := demohost.Start(demohost.Config{Account: r.vault.Account, Now: r.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = host.Close() }()
	r.vault.SetSSHHost(host.Addr())
	alice := r.signIn("alice")
	diff(t, "Success", alice.object("POST", "v1/secrets/101/heartbeat", nil)["lastHeartBeatStatus"])
	diff(t, host.Addr(), probed)
	r.vault.Drift(101, "changed by hand")
	diff(t, "Failed", alice.object("POST", "v1/secrets/101/heartbeat", nil)["lastHeartBeatStatus"])
	diff(t, "Failed", names(alice.object("GET", "v2/secrets?filter.heartbeatStatus=Failed", nil), "lastHeartBeatStatus"))
}
