package ssclient

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sallyport/workflow/sealed"
)

// method is one API call: what it must send, and what it must make of a good answer.
type method struct {
	name  string
	call  func(ctx context.Context, c *Client) (any, error)
	verb  string
	path  string
	query string // decoded and sorted form of what is expected, "" for none
	body  string
	good  string // a good answer
	want  any
	anon  bool
	// nullIsFine: null is a value of this call. defaults: a refusal of any kind
	// gives the vendor's defaults instead of an error.
	nullIsFine, defaults bool
}

func (m method) write() bool { return m.verb == http.MethodPost }

func methods() []method {
	minutes, yes := 5, true
	return []method{
		{
			name: "CurrentUser", verb: "GET", path: "/api/v1/users/current",
			call: func(ctx context.Context, c *Client) (any, error) { return c.CurrentUser(ctx) },
			good: `{"id":2,"userName":"bob","displayName":"Bob","emailAddress":null,"permissions":[{"name":"View Secret"}],"new":1}`,
			want: User{ID: 2, UserName: "bob", DisplayName: "Bob"},
		},
		{
			name: "Folders", verb: "GET", path: "/api/v1/folders",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.Folders(ctx, 3) },
			query: "filter.limitToDirectDescendents=true&filter.parentFolderId=3&skip=0&sortBy[0].direction=asc&sortBy[0].name=FolderName&take=100",
			good: `{"records":[{"id":4,"folderName":"DB","folderPath":"\\IT\\DB","parentFolderId":3},
				{"id":5,"folderName":"Old","folderPath":"\\IT\\DB\\Old","parentFolderId":4}],"total":2,"hasNext":false}`,
			want: []Folder{{ID: 4, Name: "DB", Path: `\IT\DB`, ParentID: 3}},
		},
		{
			name: "Folder", verb: "GET", path: "/api/v1/folders/4",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Folder(ctx, 4) },
			good: `{"id":4,"folderName":"DB","folderPath":"\\IT\\DB","parentFolderId":3,"childFolders":null}`,
			want: Folder{ID: 4, Name: "DB", Path: `\IT\DB`, ParentID: 3},
		},
		{
			name: "Secrets", verb: "GET", path: "/api/v2/secrets",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Secrets(ctx, SecretFilter{Text: querySecret, FolderID: 3, SubFolders: true, Mine: true}, 20)
			},
			query: "filter.extendedFields=Machine&filter.extendedFields=Username&filter.extendedFields=Port&filter.folderId=3&filter.includeRestricted=true&filter.includeSubFolders=true&filter.onlySecretsCheckedOutByUser=true&filter.searchText=" + querySecret + "&skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=20",
			good: `{"records":[{"id":7,"name":"sql01 sa","checkOutUserName":null,"folderPath":"\\IT","hasLauncher":true,"responseCodes":null,
				"checkOutEnabled":null,"extendedFields":[{"name":"Machine","value":"sql01"}]}],"total":1,"hasNext":false,"severity":"None"}`,
			want: SecretList{Total: 1, Records: []SecretSummary{{
				ID: 7, Name: "sql01 sa", FolderPath: `\IT`, HasLauncher: true, ExtendedFields: []ExtendedField{{"Machine", "sql01"}},
			}}},
		},
		{
			name: "SecretSummary", verb: "GET", path: "/api/v1/secrets/7/summary",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretSummary(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","requiresComment":true,"extendedFields":null}`,
			want: SecretSummary{ID: 7, Name: "sql01 sa", RequiresComment: true},
		},
		{
			name: "SecretByPath", verb: "GET", path: "/api/v2/secrets",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.SecretByPath(ctx, `/it/db/SQL01 sa`) },
			query: "filter.extendedFields=Machine&filter.extendedFields=Username&filter.extendedFields=Port&filter.includeRestricted=true&filter.searchText=SQL01 sa&skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=100",
			good:  `{"records":[{"id":6,"name":"old sql01 sa","folderPath":"\\IT\\DB"},{"id":7,"name":"sql01 sa","folderPath":"\\IT\\DB"}],"total":2}`,
			want:  SecretSummary{ID: 7, Name: "sql01 sa", FolderPath: `\IT\DB`},
		},
		{
			name: "Secret", verb: "GET", path: "/api/v2/secrets/7", query: "noAutoCheckout=true",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Secret(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","items":[{"itemId":11,"fieldId":108,"fieldName":"Password","slug":"password","itemValue":"` + hiddenFields + `","filename":null,"fileAttachmentId":null,"isPassword":true}],"responseCodes":[]}`,
			want: Secret{ID: 7, Name: "sql01 sa", Items: []SecretItem{{
				ItemID: 11, FieldID: 108, FieldName: "Password", Slug: "password", Value: seal(hiddenFields), IsPassword: true,
			}}},
		},
		{
			name: "SecretField", verb: "GET", path: "/api/v1/secrets/7/fields/pass%20word%3F", query: "noAutoCheckout=true",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretField(ctx, 7, "pass word?") },
			good: `"` + hiddenFields + `"`, want: seal(hiddenFields), nullIsFine: true,
		},
		{
			name: "Launchers", verb: "GET", path: "/api/v2/launchers/secret",
			query: "filter.secretId=7&skip=0&take=100",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.Launchers(ctx, 7) },
			good: `{"records":[{"launcherId":1,"launcherName":"RDP","application":"mstsc","isCustom":false,"restrictedHost":true,
				"restrictedHosts":[{"category":"a","value":"h1"}],"promptedField":null}],"total":1}`,
			want: []Launcher{{ID: 1, Name: "RDP", Application: "mstsc", RestrictedHost: true, RestrictedHosts: []RestrictedHost{{"a", "h1"}}}},
		},
		{
			name: "SecretState", verb: "GET", path: "/api/v1/secrets/7/state",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretState(ctx, 7) },
			good: `{"id":7,"secretName":"Demo","folderId":null,"secretState":"RequiresCheckout","isActive":true,"isCheckedOut":null,
				"checkOutIntervalMinutes":5,"approvalEnd":"2026-01-01T10:00:00","availableActions":{"extendCheckOut":false},"actions":["Checkout"]}`,
			want: SecretState{
				ID: 7, SecretName: "Demo", State: "RequiresCheckout", IsActive: &yes, CheckOutIntervalMinutes: &minutes,
				ApprovalEnd: &Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)}, Actions: []string{"Checkout"},
			},
		},
		{
			name: "Settings", verb: "GET", path: "/api/v1/connection-manager-settings", defaults: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Settings(ctx) },
			good: `{"allowSavingCredentials":false,"allowLocalConnections":false,"launcherSettings":null,"userExperience":null}`,
			want: Settings{CheckInOnLastClose: true},
		},
		{
			name: "Health", verb: "GET", path: "/api/v1/healthcheck", anon: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Health(ctx) },
			good: `{"Healthy":true,"databaseHealthy":null,"readOnlyMode":true}`, want: Health{Healthy: true, ReadOnly: true},
		},
		{
			name: "Version", verb: "GET", path: "/api/v1/version", anon: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Version(ctx) },
			good: `{"model":{"version":"11.7.2"}}`, want: "11.7.2",
		},
		{
			name: "ViewComment", verb: "POST", path: "/api/v1/secret-access-requests/secrets/7/view-comment",
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.ViewComment(ctx, 7, Comment{Comment: "why", TicketNumber: "INC1", TicketSystemID: 1})
			},
			body: `{"comment":"why","ticketNumber":"INC1","ticketSystemId":1}`, good: `true`,
		},
		{
			name: "CheckOut", verb: "POST", path: "/api/v1/secrets/7/check-out",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CheckOut(ctx, 7) },
			good: `{"responseCodes":[]}`,
		},
		{
			name: "CheckIn", verb: "POST", path: "/api/v1/secrets/7/check-in", body: `{}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CheckIn(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","checkedOut":false}`,
		},
		{
			name: "ExtendCheckOut", verb: "POST", path: "/api/v1/secrets/7/extend-check-out",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ExtendCheckOut(ctx, 7, 15, "still patching")
			},
			body: `{"data":{"minutesToAdd":15,"notes":"still patching"}}`,
			good: `{"checkOutEndTime":"2026-01-01T10:45:00Z"}`,
			want: Extension{End: time.Date(2026, 1, 1, 10, 45, 0, 0, time.UTC)},
		},
	}
}

// sameSecrets compares sealed values by what is in them.
var sameSecrets = cmp.Options{
	cmp.Comparer(func(a, b sealed.Secret) bool { return a.Equal(b) }),
	cmpopts.IgnoreFields(SecretState{}, "Sent", "Received"),
}

func TestEachMethodSendsAndReadsWhatTheContractSays(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			s := &server{reply: ok(m.good)}
			c := signedIn(t, s)
			got, err := m.call(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(m.want, got, sameSecrets); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			first := s.requests()[0]
			if q, err := url.QueryUnescape(first.Query); err != nil || q != m.query {
				t.Errorf("query %q (%v)\nwant  %q", q, err, m.query)
			}
			first.Query = ""
			want := seen{Method: m.verb, Path: m.path, Body: m.body, Auth: "Bearer " + access1}
			if m.body != "" {
				want.Type = "application/json"
			}
			if m.anon {
				want.Auth = ""
			}
			if diff := cmp.Diff(want, first); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if n := len(s.requests()); n != 1 && m.name != "Settings" {
				t.Errorf("%d requests, want 1", n)
			}
			if c.Calls() != uint64(len(s.requests()))+1 { // the sign-in is counted as well
				t.Errorf("Calls() = %d, server saw %d and the sign-in", c.Calls(), len(s.requests()))
			}
		})
	}
}

func TestNoSecretIsReadWithAnIDThatMeansAPath(t *testing.T) {
	s := &server{reply: ok(`{}`)}
	c := signedIn(t, s)
	ctx := context.Background()
	for _, id := range []int{0, -1} {
		errs := map[string]error{}
		_, errs["Secret"] = c.Secret(ctx, id)
		_, errs["SecretSummary"] = c.SecretSummary(ctx, id)
		_, errs["SecretState"] = c.SecretState(ctx, id)
		_, errs["SecretField"] = c.SecretField(ctx, id, "password")
		_, errs["Launchers"] = c.Launchers(ctx, id)
		_, errs["Folder"] = c.Folder(ctx, id)
		_, errs["ExtendCheckOut"] = c.ExtendCheckOut(ctx, id, 1, "")
		errs["CheckOut"] = c.CheckOut(ctx, id)
		errs["CheckIn"] = c.CheckIn(ctx, id)
		errs["ViewComment"] = c.ViewComment(ctx, id, Comment{})
		for name, err := range errs {
			if err == nil || Doubtful(err) {
				t.Errorf("%s(%d): %v, want a certain refusal", name, id, err)
			}
		}
	}
	for _, slug := range []string{"", ".", "..", "a/b", `a\b`} {
		if _, err := c.SecretField(ctx, 7, slug); err == nil {
			t.Errorf("field %q: accepted", slug)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests were sent all the same", n)
	}
}

func TestAnAnswerAboutAnotherSecretIsNotBelieved(t *testing.T) {
	for _, m := range methods() {
		switch m.name {
		case "SecretSummary", "Secret", "SecretState", "CheckIn", "Folder":
		default:
			continue
		}
		s := &server{reply: ok(`{"id":8,"name":"other","secretState":"None","items":[{"itemValue":"` + hiddenFields + `"}]}`)}
		_, err := m.call(context.Background(), signedIn(t, s))
		if !isKind(err, ErrNotAPI) || Doubtful(err) != m.write() {
			t.Errorf("%s: %v, doubtful %v", m.name, err, Doubtful(err))
		}
	}
}
