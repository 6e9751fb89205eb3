package demovault_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"sallyport/ssclient/demovault"
)

func field(id int, value string) map[string]any {
	return map[string]any{"FieldID": id, "ItemValue": value}
}

func TestTheVendorsSDKCanCreateChangeAndDelete(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	template := alice.object("GET", "v1/secret-templates/6007", nil)
	diff(t, "Unix Account (SSH)", template["name"])
	diff(t, 7, len(template["fields"].([]any)))
	password := alice.call("POST", "v1/secret-templates/generate-password/110", nil).(string)
	diff(t, "API_RequiredFieldMissing", alice.refused("POST", "v1/secrets/", map[string]any{
		"Name": "new", "SecretTemplateID": 6007, "FolderID": 1, "SiteID": 1, "Items": []any{field(108, "h")},
	}))
	diff(t, "", alice.refused("POST", "v1/secrets/", map[string]any{"Name": "new", "SecretTemplateID": 6003, "Items": []any{}, "SshKeyArgs": map[string]any{}}))
	made := alice.object("POST", "v1/secrets/", map[string]any{
		"Name": "new", "SecretTemplateID": 6007, "FolderID": 1, "SiteID": 1, "Unknown": map[string]any{"x": 1},
		"Items":      []any{field(108, "h"), field(111, "svc-new"), field(110, password)},
		"SshKeyArgs": map[string]any{"GeneratePassphrase": true, "GenerateSshKeys": true},
	})
	path := "v1/secrets/" + number(made["id"])
	pem := file(t, alice, path+"/fields/private-key")
	phrase := alice.call("GET", path+"/fields/private-key-passphrase", nil).(string)
	if _, err := ssh.ParsePrivateKeyWithPassphrase([]byte(pem), []byte(phrase)); err != nil || len(phrase) <= 10 {
		t.Errorf("the generated key with passphrase %q: %v", phrase, err)
	}

	made["name"] = "newer"
	diff(t, "newer", alice.object("PUT", path, made)["name"]) // the whole read model, posted back
	made["id"] = 1
	diff(t, "", alice.refused("PUT", path, made))

	upload(t, alice, path+"/fields/private-key", "id_rsa", "key text")
	diff(t, "key text", file(t, alice, path+"/fields/private-key"))
	alice.object("PATCH", path+"/general", map[string]any{"Data": map[string]any{"SecretFields": []any{
		map[string]any{"Slug": "private-key", "Dirty": true, "Value": nil}, map[string]any{"Slug": "notes", "Dirty": true, "Value": "n"},
	}}})
	diff(t, "", file(t, alice, path+"/fields/private-key"))
	diff(t, "n", alice.call("GET", path+"/fields/notes", nil))
	diff(t, "n2", alice.call("PUT", path+"/fields/notes", map[string]any{"value": "n2"}))

	diff(t, "API_AccessDenied", r.signIn("bob").refused("DELETE", path, nil))
	diff(t, "Secret", alice.object("DELETE", path, nil)["objectType"])
	diff(t, "API_AccessDenied", alice.refused("GET", path, nil))
}

func TestAnInactiveFlagInAPostedModelDoesNotDeleteTheSecret(t *testing.T) {
	alice := newRig(t).signIn("alice")
	body := map[string]any{
		"Name": "n", "SecretTemplateID": 6003, "FolderID": 3, "Active": false,
		"Items": []any{field(87, "h"), field(89, "u"), field(90, "p")},
	}
	made := alice.object("POST", "v1/secrets/", body)
	diff(t, true, made["active"])
	body["ID"] = made["id"]
	diff(t, true, alice.object("PUT", "v1/secrets/"+number(made["id"]), body)["active"])
}

func number(v any) string { return strings.TrimSuffix(strings.TrimSpace(jsonText(v)), ".0") }

func TestFilesComeAsJSONToo(t *testing.T) {
	root := newRig(t).signIn("root")
	const path = "v1/secrets/101/fields/private-key"
	diff(t, true, root.call("PUT", path, map[string]any{"fileName": "id_rsa", "fileAttachment": []byte("key text")}))
	diff(t, "key text", file(t, root, path))
	diff(t, true, root.call("PUT", path, map[string]any{"FILENAME": "id_rsa", "FileAttachment": []int{107, 50}}))
	diff(t, "k2", file(t, root, path))
	diff(t, "", root.refused("PUT", path, map[string]any{"fileName": "id_rsa", "fileAttachment": "not base64!"}))
	diff(t, "", root.refused("PUT", path, map[string]any{"value": "no file"}))
	root.object("PATCH", "v2/secrets/101/general", map[string]any{"data": map[string]any{"secretFields": []any{
		map[string]any{"slug": "private-key", "dirty": true, "value": nil},
	}}})
	diff(t, "", file(t, root, path))
}

func TestASeedWithAValueForNoFieldIsRefused(t *testing.T) {
	_, err := demovault.New(demovault.Config{Seed: []byte(`{"folders":[{"id":1,"name":"F"}],"secrets":[{"id":1,"name":"s","folderId":1,"template":"Pin","values":{"url":"x"}}]}`)})
	if err == nil || !strings.Contains(err.Error(), "url") {
		t.Errorf("%v", err)
	}
}

func TestAuditsComeInEitherOrder(t *testing.T) {
	alice := newRig(t).signIn("alice")
	alice.object("GET", "v1/secrets/101", nil)
	const old = "VIEW WEBSERVICE PASSWORD DISPLAYED"
	diff(t, old, names(alice.object("GET", "v1/secrets/101/audits?sortBy[0].name=dateRecorded&sortBy[0].direction=Asc&isExporting=true&filter.includePasswordChangeLog=true", nil), "action"))
	diff(t, "WEBSERVICE PASSWORD DISPLAYED VIEW", names(alice.object("GET", "v1/secrets/101/audits?sortBy[0].name=dateRecorded&sortBy[0].direction=desc", nil), "action"))
}

func TestOperatorsMayNotChangeWhatTheyOnlyView(t *testing.T) {
	alice := newRig(t).signIn("alice")
	whole := alice.object("GET", "v1/secrets/101", nil)
	diff(t, "API_AccessDenied", alice.refused("PUT", "v1/secrets/101", whole))
	diff(t, "API_AccessDenied", alice.refused("DELETE", "v1/secrets/101", nil))
	diff(t, "API_AccessDenied", alice.refused("POST", "v1/secrets/101/change-password", nil))
	diff(t, "API_AccessDenied", alice.refused("PUT", "v1/secrets/101/fields/notes", map[string]any{"value": "x"}))
}

func TestAnAdministratorMayRotate(t *testing.T) {
	r := newRig(t)
	root := r.signIn("root")
	root.object("POST", "v1/secrets/101/change-password", map[string]any{"newPassword": "chosen"})
	password, _, _ := r.vault.Account("svc-web-01")
	diff(t, "chosen", string(password))
	root.object("POST", "v1/secrets/101/change-password", nil)
	password, _, _ = r.vault.Account("svc-web-01")
	diff(t, 24, len(password))
}

func TestTheKeyOfTheSeedOpensItsAccount(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	pem := file(t, alice, "v1/secrets/112/fields/private-key")
	phrase := alice.call("GET", "v1/secrets/112/fields/private-key-passphrase", nil).(string)
	key, err := ssh.ParsePrivateKeyWithPassphrase([]byte(pem), []byte(phrase))
	if err != nil {
		t.Fatal(err)
	}
	password, keys, ok := r.vault.Account("svc-key-01")
	if !ok || password != nil || len(keys) != 1 || !bytes.Equal(keys[0], key.PublicKey().Marshal()) {
		t.Errorf("account: password %q, %d keys, ok %v", password, len(keys), ok)
	}
	again := file(t, alice, "v1/secrets/112/fields/private-key")
	diff(t, pem, again)
}

func TestAuditsFavoritesAndHeartbeat(t *testing.T) {
	alice := newRig(t).signIn("alice")
	alice.object("GET", "v1/secrets/101", nil)
	diff(t, "WEBSERVICE PASSWORD DISPLAYED VIEW", names(alice.object("GET", "v1/secrets/101/audits", nil), "action"))
	diff(t, true, alice.call("POST", "v1/secrets/101/favorite", map[string]any{"isFavorite": true}))
	diff(t, 1, len(alice.call("GET", "v1/secrets/favorite", nil).([]any)))
	diff(t, "web-01", names(alice.object("GET", "v2/secrets?filter.scope=Favorites", nil), "name"))
	diff(t, false, alice.call("POST", "v1/secrets/101/favorite", map[string]any{"isFavorite": false}))
	diff(t, 0, len(alice.call("GET", "v1/secrets/favorite", nil).([]any)))
	diff(t, "Success", alice.object("POST", "v1/secrets/101/heartbeat", nil)["lastHeartBeatStatus"])
}

func TestLaunchersFitTheTemplate(t *testing.T) {
	alice := newRig(t).signIn("alice")
	diff(t, "PuTTY", names(alice.object("GET", "v2/launchers/secret?filter.secretId=103", nil), "launcherName"))
	diff(t, "Remote Desktop", names(alice.object("GET", "v2/launchers/secret?filter.secretId=109", nil), "launcherName"))
	diff(t, "API_AccessDenied", alice.refused("GET", "v2/launchers/secret?filter.secretId=999", nil))
}

func TestPasswordsCanBeMaskedInCallsThatReturnSecrets(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	r.vault.SetSettings(func(s *demovault.Settings) { s.MaskPasswords = true })
	password, _, _ := r.vault.Account("svc-web-01")
	_, raw := alice.send("GET", "v2/secrets/101", nil)
	if strings.Contains(string(raw), jsonText(string(password))) {
		t.Error("the password is shown")
	}
	diff(t, string(password), alice.call("GET", "v1/secrets/101/fields/password", nil))
}

func file(t *testing.T, p *person, path string) string {
	t.Helper()
	status, raw := p.send("GET", path, nil)
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, status, raw)
	}
	return string(raw)
}

func upload(t *testing.T, p *person, path, name, content string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("PUT", p.base+"/api/"+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := p.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("upload: %d", res.StatusCode)
	}
}
