package demovault_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

// page gets what is not below api/.
func (p *person) page(path string) (int, map[string]any) {
	p.t.Helper()
	req, err := http.NewRequest("GET", p.base+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := p.http.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, object(p.t, res)
}

func TestOneTimePasswordsFollowTheVaultsClock(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	codes := func(query string) []any { return alice.call("GET", "v1/one-time-password-code/130"+query, nil).([]any) }
	r.clock.add(10 * time.Second)
	three := codes("?numberOfCodesToGenerate=3")
	diff(t, 3, len(three))
	first := three[0].(map[string]any)
	diff(t, 30.0, first["durationSeconds"])
	diff(t, 20.0, first["remainingSeconds"])
	diff(t, 80.0, three[2].(map[string]any)["remainingSeconds"])
	r.clock.add(30 * time.Second)
	diff(t, three[1].(map[string]any)["code"], codes("")[0].(map[string]any)["code"])
	diff(t, 6, len(first["code"].(string)))
	diff(t, "", alice.refused("GET", "v1/one-time-password-code/131", nil))
	diff(t, "", alice.refused("GET", "v1/one-time-password-code/130?numberOfCodesToGenerate=0", nil))
	diff(t, true, alice.object("GET", "v1/secrets/secret-detail/130/general", nil)["isTotpEnabled"])
	if !strings.Contains(jsonText(alice.state("130")["actions"]), "GenerateOneTimePassword") {
		t.Error("no action")
	}
}

func TestTheGeneralPageTellsTheShapeButNoValue(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	g := alice.object("GET", "v1/secrets/secret-detail/105/general?isEditMode=false&loadReadOnlyFlags=true", nil)
	diff(t, 1.0, g["folder"])
	diff(t, 6007.0, g["template"])
	diff(t, nil, g["secretPolicy"])
	diff(t, "machine username password notes private-key private-key-passphrase port", join(g["fields"].([]any)))
	diff(t, "PuTTY", g["launchers"].([]any)[0].(map[string]any)["name"])
	diff(t, 0, len(r.ops(105)))
	diff(t, 105.0, alice.object("GET", "v1/secrets/secret-detail/0/general?secretPath=/Linux/pay-01", nil)["id"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/secret-detail/999/general", nil))
}

func join(all []any) string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = v.(string)
	}
	return strings.Join(out, " ")
}

func TestThePatchOfTheGeneralPageChangesWhatIsDirty(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	dirty := func(v any) map[string]any { return map[string]any{"dirty": true, "value": v} }
	patch := func(version string, data map[string]any) map[string]any {
		return root.object("PATCH", version+"/secrets/101/general", map[string]any{"data": data})
	}
	g := patch("v2", map[string]any{"name": dirty("web-09"), "folder": dirty(3), "autoChangePassword": dirty(true), "active": map[string]any{"dirty": false, "value": false}})
	diff(t, "web-09", g["name"].(map[string]any)["value"])
	diff(t, 3.0, g["folder"].(map[string]any)["value"])
	diff(t, true, g["autoChangePassword"])
	diff(t, 101.0, root.object("GET", "v1/secrets/0/summary?secretPath=/Windows/web-09", nil)["id"])
	diff(t, "API_AccessDenied", root.refused("PATCH", "v1/secrets/101/general", map[string]any{"data": map[string]any{"folder": dirty(99)}}))
	diff(t, "API_RequiredFieldMissing", root.refused("PATCH", "v1/secrets/101/general", map[string]any{"data": map[string]any{
		"secretFields": []any{map[string]any{"slug": "password", "dirty": true, "value": ""}},
	}}))
	patch("v1", map[string]any{"active": dirty(false)})
	diff(t, "API_AccessDenied", r.signIn("alice").refused("GET", "v1/secrets/101", nil))
}

func TestADeletedSecretCanBeBroughtBack(t *testing.T) {
	r := newRig(t)
	root, alice := r.signIn("root"), r.signIn("alice")
	for _, path := range []string{"v1/secrets/101/undelete", "v1/secrets/101/activate", "v2/secrets/101/activate"} {
		root.object("DELETE", "v1/secrets/101", nil)
		diff(t, "API_AccessDenied", alice.refused("PUT", path, nil))
		diff(t, true, root.object("PUT", path, nil)["active"])
		alice.object("GET", "v1/secrets/101", nil)
	}
}

func TestAStubIsAnEmptySecret(t *testing.T) {
	alice := newRig(t).signIn("alice")
	for _, query := range []string{"secretTemplateId=6007&folderId=1", "filter.secrettemplateid=6007&filter.folderId=1"} {
		s := alice.object("GET", "v1/secrets/stub?"+query, nil)
		diff(t, 0.0, s["id"])
		diff(t, 1.0, s["folderId"])
		diff(t, 7, len(s["items"].([]any)))
	}
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/stub?secretTemplateId=1234", nil))
	stub := alice.object("GET", "v1/secrets/stub?secretTemplateId=2&folderId=20", nil)
	stub["name"] = "from the stub"
	for _, i := range stub["items"].([]any) {
		i.(map[string]any)["itemValue"] = "x"
	}
	diff(t, "from the stub", alice.object("POST", "v1/secrets", stub)["name"])
}

func TestListFieldsTellTheirValues(t *testing.T) {
	alice := newRig(t).signIn("alice")
	diff(t, "127.0.0.1:3389 file-01.demo.example print-01.demo.example", names(alice.object("GET", "v1/secrets/134/fields/allowed-hosts/list", nil), "value"))
	diff(t, 3.0, alice.call("GET", "v1/secrets/134/fields/allowed-hosts/listdetails", nil).([]any)[0].(map[string]any)["itemCount"])
	diff(t, "", alice.refused("GET", "v1/secrets/134/fields/notes/list", nil))
}

func TestPreviewAndSettings(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	diff(t, "web-01", alice.object("GET", "v1/secrets/101/preview", nil)["name"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secrets/117/settings", nil))
	r.vault.SetSecret(109, func(o *demovault.SecretOptions) { o.RDP = demovault.RDPRules{Clipboard: "No", Width: 800} })
	rules := alice.object("GET", "v1/secrets/109/settings", nil)["rdpLauncherSettings"].(map[string]any)
	diff(t, "No", rules["allowClipboard"])
	diff(t, "UsePreferenceNo", rules["allowDrives"])
	diff(t, 800.0, rules["launcherWidth"])
	diff(t, 1440.0, alice.object("GET", "v1/mobile-configuration", nil)["maximumTimeOfflineMinutes"])
	diff(t, "Local", alice.call("GET", "v1/sites", nil).([]any)[0].(map[string]any)["siteName"])
}

func TestTemplateFieldsAreFoundAlone(t *testing.T) {
	alice := newRig(t).signIn("alice")
	diff(t, "machine username password notes private-key private-key-passphrase port",
		names(alice.object("GET", "v1/secret-templates/fields/search?filter.secretTemplateId=6007", nil), "slugName"))
	f := alice.object("GET", "v1/secret-templates/fields/110", nil)
	diff(t, "Password", f["dataType"])
	diff(t, 1.0, f["passwordRequirement"])
	diff(t, "List", alice.object("GET", "v1/secret-templates/fields/505", nil)["dataType"])
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/secret-templates/fields/9999", nil))
	ids := map[any]bool{}
	for _, record := range alice.object("GET", "v1/secret-templates/fields/search?take=500", nil)["records"].([]any) {
		id := record.(map[string]any)["id"]
		if ids[id] {
			t.Errorf("field %v is in two templates", id)
		}
		ids[id] = true
	}
	diff(t, true, alice.object("GET", "v2/secret-templates/9", nil)["oneTimePasswordEnabled"])
	diff(t, "Unix Account (SSH)", names(alice.object("GET", "v1/secret-templates?filter.searchText=unix&filter.passwordTypeIds=4&filter.includeSecretCount=true", nil), "name"))
	diff(t, "Password Pin SSH Key Web Password", names(alice.object("GET", "v1/secret-templates?filter.heartbeatEnabled=false", nil), "name"))
}

func TestAFolderMayBeDemanded(t *testing.T) {
	r := newRig(t)
	r.vault.SetSettings(func(s *demovault.Settings) { s.RequireFolder = true })
	diff(t, "API_FolderIdRequired", r.signIn("alice").refused("POST", "v1/secrets", map[string]any{
		"name": "x", "secretTemplateId": 2, "folderId": nil, "items": []any{},
	}))
}

func TestWhatACreateSaysIsReadBack(t *testing.T) {
	alice := newRig(t).signIn("alice")
	made := alice.object("POST", "v1/secrets", map[string]any{
		"name": "x", "secretTemplateId": 6003, "folderId": -1, "siteId": 1, "autoChangeEnabled": true, "sessionRecordingEnabled": true,
		"webLauncherRequiresIncognitoMode": true, "checkOutEnabled": true, "checkOutIntervalMinutes": 12, "requiresComment": true, "proxyEnabled": true,
		"items": []any{field(87, "h"), field(89, "u"), field(90, "p")},
	})
	for member, want := range map[string]any{
		"autoChangeEnabled": true, "sessionRecordingEnabled": true, "webLauncherRequiresIncognitoMode": true, "checkOutEnabled": true,
		"checkOutIntervalMinutes": 12.0, "requiresComment": true, "proxyEnabled": true, "folderId": -1.0, "lastHeartBeatStatus": "Pending",
	} {
		diff(t, want, made[member])
	}
}

func TestTheConfigurationComesInBlocks(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	one := root.object("GET", "v3/configuration/general?loadUserExperience=true", nil)
	diff(t, nil, one["launcherSettings"])
	diff(t, 5.0, one["userExperience"].(map[string]any)["secretViewIntervalMinutes"])
	for name, block := range root.object("GET", "v3/configuration/general?loadAll=true", nil) {
		if block == nil {
			t.Errorf("%s is not there", name)
		}
	}
	if status, _ := r.signIn("alice").send("GET", "v3/configuration/general?loadAll=true", nil); status != http.StatusForbidden {
		t.Errorf("alice: %d", status)
	}
}
