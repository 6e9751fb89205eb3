package demovault_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

// names lists records[].key.
func names(page map[string]any, key string) string {
	out := []string{}
	for _, r := range page["records"].([]any) {
		out = append(out, r.(map[string]any)[key].(string))
	}
	return strings.Join(out, " ")
}

func TestSearchesFindWhatTheirFiltersSay(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	for _, tc := range []struct{ name, query, want string }{
		{
			"restricted secrets are left out unless asked for", "take=100&filter.folderId=1",
			"bobs-01 db-01 key-01 pay-01 proxy-01 short-01 web-01",
		},
		{
			"all of them", "filter.includeRestricted=true&take=100&filter.folderId=1",
			"bobs-01 db-01 db-02 jump-01 key-01 pay-01 proxy-01 short-01 web-01 web-02",
		},
		{
			"the default page is ten", "filter.secretIds=101,102,103,104,105,106,107,108,109,110,111,112&filter.includeRestricted=true",
			"core-sw db-01 db-02 dc-01 dc-02 edge-fw hsm-01 jump-01 key-01 pay-01",
		},
		{"part of a name, in any case", "filter.searchText=DB-&filter.includeRestricted=true", "db-01 db-02"},
		{"the legacy prefix, in any case", "Paging.Filter.SearchText=db-&PAGING.TAKE=1", "db-01"},
		{"doubled ampersands", "&&filter.searchText=web-0&&take=5&&", "web-01"},
		{"a user name", "filter.searchText=svc-pay", "pay-01"},
		{"a folder", "filter.folderId=3", "dc-01 dc-02"},
		{"a path", "filter.searchText=%5Cwindows", "dc-01 dc-02"},
		{"an exact name", "filter.searchText=db-0&filter.isExactMatch=true", ""},
		{"a named field", "filter.searchText=svc-web-01&filter.searchField=Username&filter.isExactMatch=true", "web-01"},
		{"never a password field", "filter.searchText=a&filter.searchField=Password", ""},
		{"ids", "filter.secretIds=101&filter.secretIds=103", "db-01 web-01"},
		{"templates", "filter.secretTemplateIds[0]=6003&filter.folderId=3", "dc-01 dc-02"},
		{"what is checked out", "filter.onlyCheckedOutSecrets=true", "bobs-01"},
		{"what I hold", "filter.onlySecretsCheckedOutByUser=true", ""},
		{"a page further on", "filter.folderId=1&skip=5&take=5", "short-01 web-01"},
		{"descending", "filter.folderId=3&sortBy[0].name=Name&sortBy[0].direction=desc", "dc-02 dc-01"},
		{"nothing is taken", "take=0", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, version := range []string{"v1", "v2"} {
				diff(t, tc.want, names(alice.object("GET", version+"/secrets?"+tc.query, nil), "name"))
			}
		})
	}
}

func TestAListComesInItsEnvelope(t *testing.T) {
	alice := newRig(t).signIn("alice")
	p := alice.object("GET", "v2/secrets?filter.includeRestricted=true&filter.folderId=1&skip=4&take=4", nil)
	for member, want := range map[string]any{
		"skip": 4.0, "take": 4.0, "total": 10.0, "pageCount": 3.0, "currentPage": 2.0, "batchCount": 3.0, "prevSkip": 0.0,
		"nextSkip": 8.0, "hasPrev": true, "hasNext": true, "success": true, "severity": "None",
	} {
		if p[member] != want {
			t.Errorf("%s is %v, want %v", member, p[member], want)
		}
	}
	diff(t, 0.0, alice.object("GET", "v1/secrets?paging.filter.doNotCalculateTotal=true", nil)["total"])
	diff(t, 10.0, alice.call("GET", "v1/secrets/search-total?filter.includeRestricted=true&filter.folderId=1", nil))
	diff(t, "", alice.refused("GET", "v1/secrets?take=many", nil))
	diff(t, "", alice.refused("GET", "v1/secrets?take=-1", nil))
}

func TestExtendedFieldsAreThoseAskedFor(t *testing.T) {
	alice := newRig(t).signIn("alice")
	record := func(query string) any {
		p := alice.object("GET", "v2/secrets?filter.secretIds=101&"+query, nil)
		fields, ok := p["records"].([]any)[0].(map[string]any)["extendedFields"].([]any)
		if !ok {
			return nil
		}
		out := ""
		for _, f := range fields {
			m := f.(map[string]any)
			out += m["name"].(string) + "=" + m["value"].(string) + " "
		}
		return out
	}
	diff(t, nil, record(""))
	const want = "Machine=127.0.0.1 Username=svc-web-01 Port=2222 "
	diff(t, any(want), record("filter.extendedFields=Machine&filter.extendedFields=username&filter.extendedFields=Port"))
	diff(t, any(want), record("filter.extFieldsCombined=Machine,Username,Port,Password"))
}

func TestFoldersCanBeWalkedAndLookedUp(t *testing.T) {
	alice := newRig(t, func(c *demovault.Config) { c.Secrets = 50 }).signIn("alice")
	list := func(query string) string {
		return names(alice.object("GET", "v1/folders?take=100&"+query, nil), "folderPath")
	}
	for _, root := range strings.Fields(list("filter.onlyIncludeRootFolders=true")) {
		diff(t, 1, strings.Count(root, `\`))
	}
	diff(t, `\Estate\Amsterdam \Estate\Berlin \Estate\Chicago \Estate\Dublin \Estate\Osaka`,
		list("filter.parentFolderId=1000&filter.limitToDirectDescendents=true"))
	diff(t, 15, len(strings.Fields(list("filter.parentFolderId=1001"))))
	diff(t, `\Linux`, list("filter.searchText=LINU"))
	diff(t, "Linux", names(alice.object("GET", "v1/folders/lookup?filter.searchText=linux", nil), "value"))
	diff(t, `\Windows`, alice.object("GET", "v1/folders/3", nil)["folderPath"].(string))
	deep := alice.object("GET", "v1/folders/0?folderPath=/estate/Berlin&getAllChildren=true", nil)
	diff(t, 3, len(deep["childFolders"].([]any)))
	diff(t, "API_AccessDenied", alice.refused("GET", "v1/folders/77", nil))
}

func TestASecretIsFoundByItsPath(t *testing.T) {
	alice := newRig(t).signIn("alice")
	for _, path := range []string{`%5CLinux%5Cweb-01`, `Linux%5Cweb-01`, `/linux/WEB-01`, `Linux/web-01`} {
		diff(t, 101.0, alice.object("GET", "v1/secrets/0?secretPath="+path, nil)["id"])
		diff(t, 101.0, alice.object("GET", "v1/secrets/0/summary?secretPath="+path, nil)["id"])
		diff(t, "None", alice.object("GET", "v1/secrets/0/state?secretPath="+path, nil)["secretState"])
	}
}

func TestWhatIsOpenWithoutAToken(t *testing.T) {
	r := newRig(t)
	get := func(path string) *http.Response {
		res, err := r.http.Get(r.base + path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	health := object(t, get("/api/v1/healthcheck?noBus=true"))
	diff(t, true, health["healthy"])
	diff(t, true, health["Healthy"])
	v := object(t, get("/api/v1/version"))
	diff(t, v["version"], v["model"].(map[string]any)["version"])
	diff(t, 404, get("/health").StatusCode)
	diff(t, 404, get("/api/v1/nothing").StatusCode)
	diff(t, 404, get("/api/v1/secrets/notanumber").StatusCode)
	diff(t, 405, get("/oauth2/token").StatusCode)
	diff(t, start.Format(http.TimeFormat), get("/api/v1/version/").Header.Get("Date"))
}

func TestPythonCanParseTheDates(t *testing.T) {
	alice := newRig(t).signIn("alice")
	s := alice.object("GET", "v1/secrets/101", nil)
	for _, member := range []string{"lastHeartBeatCheck", "lastPasswordChangeAttempt"} {
		text, _, _ := strings.Cut(s[member].(string), ".")
		if _, err := time.Parse("2006-01-02T15:04:05", text); err != nil {
			t.Errorf("%s: %v", member, err)
		}
	}
	for _, i := range s["items"].([]any) {
		if _, ok := i.(map[string]any)["fileAttachmentId"]; !ok {
			t.Errorf("item without fileAttachmentId: %v", i)
		}
	}
}

func TestAHundredThousandSecretsAreSearchedQuickly(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds under -race")
	}
	began := time.Now()
	r := newRig(t, func(c *demovault.Config) { c.Secrets = 100_000 })
	alice := r.signIn("alice")
	t.Logf("start: %v", time.Since(began))
	began = time.Now()
	diff(t, 100_000.0, alice.call("GET", "v2/secrets/search-total?filter.includeRestricted=true&filter.folderId=1000&filter.includeSubFolders=true", nil))
	t.Logf("first list: %v", time.Since(began))
	began = time.Now()
	diff(t, "db-099999", names(alice.object("GET", "v2/secrets?filter.searchText=099999", nil), "name"))
	t.Logf("search: %v", time.Since(began))
	if _, _, ok := r.vault.Account("svc-app-000001"); !ok {
		t.Error("a generated secret has no account")
	}
}
