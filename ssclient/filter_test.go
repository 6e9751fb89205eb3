package ssclient

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachFilterIsSentByItsName(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    SecretFilter
		want string // beside includeRestricted
	}{
		{"none", SecretFilter{}, ""},
		{"text in a field", SecretFilter{Text: "x", Field: "Notes"}, "filter.searchField=Notes&filter.searchText=x"},
		{"exact text by slug", SecretFilter{Text: "x", Exact: true, FieldSlug: "notes"}, "filter.isExactMatch=true&filter.searchFieldSlug=notes&filter.searchText=x"},
		{"a folder alone", SecretFilter{FolderID: 3}, "filter.folderId=3&filter.includeSubFolders=false"},
		{"no folder below none", SecretFilter{SubFolders: true}, ""},
		{"site", SecretFilter{SiteID: 2}, "filter.siteId=2"},
		{"templates", SecretFilter{TemplateIDs: []int{1, 2}}, "filter.secretTemplateIds=1&filter.secretTemplateIds=2"},
		{"ids", SecretFilter{IDs: []int{8, 9}}, "filter.secretIds=8&filter.secretIds=9"},
		{"recent", SecretFilter{Scope: ScopeRecent}, "filter.scope=Recent"},
		{"permission", SecretFilter{Permission: PermissionEdit}, "filter.permissionRequired=Edit"},
		{"heartbeat", SecretFilter{Heartbeat: HeartbeatDNSMismatch}, "filter.heartbeatStatus=DnsMismatch"},
		{"mine", SecretFilter{Mine: true}, "filter.onlySecretsCheckedOutByUser=true"},
		{"anybody's", SecretFilter{CheckedOut: true}, "filter.onlyCheckedOutSecrets=true"},
		{"launchable", SecretFilter{HasLauncher: true}, "filter.hasLauncher=true"},
		{"shared", SecretFilter{SharedWithMe: true}, "filter.onlySharedWithMe=true"},
		{"deleted too", SecretFilter{Inactive: true}, "filter.includeInactive=true"},
		{"uncounted", SecretFilter{NoTotal: true}, "filter.doNotCalculateTotal=true"},
	} {
		q := tt.f.query()
		if q.Get("filter.includeRestricted") != "true" {
			t.Errorf("%s: restricted secrets are left out", tt.name)
		}
		q.Del("filter.includeRestricted")
		if got := q.Encode(); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
	if q := (SecretFilter{ExtendedFields: []string{}}).rows(); q.Has("filter.extendedFields") {
		t.Errorf("no extended fields are wanted: %v", q)
	}
}

func ids(from, n int) (all []int) {
	for i := range n {
		all = append(all, from+i)
	}
	return all
}

// byIDs answers a list or a count with the secrets that were asked for by id.
func byIDs(asked *[]int) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		want := r.URL.Query()["filter.secretIds"]
		*asked = append(*asked, len(want))
		if strings.HasSuffix(r.URL.Path, "/search-total") {
			return jsonOf(200, "10"), nil
		}
		rows := make([]string, len(want))
		for i, id := range want {
			rows[i] = `{"id":` + id + `}`
		}
		return jsonOf(200, `{"records":[`+strings.Join(rows, ",")+`],"total":`+strconv.Itoa(len(want))+`,"hasNext":false}`), nil
	}
}

func TestManyIDsAreAskedForInParts(t *testing.T) {
	var asked []int
	c := signedIn(t, &server{reply: byIDs(&asked)})
	f := SecretFilter{IDs: ids(1, 120)}
	ctx := context.Background()
	list, err := c.Secrets(ctx, f, 0)
	if err != nil || len(list.Records) != 120 || list.Total != 120 || list.Records[119].ID != 120 {
		t.Errorf("%d of %d, %v", len(list.Records), list.Total, err)
	}
	if list, err = c.Secrets(ctx, f, 60); err != nil || len(list.Records) != 60 {
		t.Errorf("a limit: %d, %v", len(list.Records), err)
	}
	if n, err := c.SearchTotal(ctx, f); err != nil || n != 30 {
		t.Errorf("a count: %d, %v", n, err)
	}
	n := 0
	for s, err := range c.AllSecrets(ctx, f) {
		if n++; err != nil || s.ID != n {
			t.Fatalf("row %d: %d, %v", n, s.ID, err)
		}
	}
	if diff := cmp.Diff([]int{50, 50, 20, 50, 50, 50, 50, 20, 50, 50, 20}, asked); diff != "" || n != 120 {
		t.Errorf("%d rows, parts (-want +got):\n%s", n, diff)
	}
}

func TestAQueryThatIISWouldNotTakeIsNotSent(t *testing.T) {
	s := &server{reply: ok(`{"records":[],"total":0}`)}
	c := signedIn(t, s)
	ctx := context.Background()
	for name, f := range map[string]SecretFilter{
		"templates": {TemplateIDs: ids(1000000, 200)}, "text": {Text: strings.Repeat("ü", 400)},
	} {
		if _, err := c.Secrets(ctx, f, 0); !isKind(err, ErrRefused) {
			t.Errorf("%s: list: %v", name, err)
		}
		if _, err := c.SearchTotal(ctx, f); !isKind(err, ErrRefused) {
			t.Errorf("%s: count: %v", name, err)
		}
	}
	if _, err := c.SecretAt(ctx, strings.Repeat("x", maxQuery)); !isKind(err, ErrRefused) {
		t.Errorf("path: %v", err)
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := c.Secrets(ctx, SecretFilter{IDs: ids(2000000000, 50), Text: strings.Repeat("x", 200), FolderID: 2000000000}, 0); err != nil {
		t.Errorf("what fits: %v", err)
	}
}
