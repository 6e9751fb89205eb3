package ssclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vaultOf answers lists from rows, by take and skip, at most cap rows a page.
type vaultOf struct {
	rows     []SecretSummary
	cap      int
	bare     bool // no total, no hasNext
	noV2     bool
	takes    []int
	paths    []string
	ignoring bool // of skip
}

func (v *vaultOf) reply(_ int, r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/SecretServer")
	v.paths = append(v.paths, path)
	if v.noV2 && strings.HasPrefix(path, "/api/v2") {
		return answerOf(404, "text/html", "<html>"), nil
	}
	switch path {
	case "/api/v1/folders/3":
		return jsonOf(200, `{"id":3,"folderName":"DB","folderPath":"\\IT\\DB"}`), nil
	case "/api/v1/secrets/7", "/api/v2/secrets/7":
		return jsonOf(200, `{"id":7,"name":"x","items":null}`), nil
	}
	q := r.URL.Query()
	take, _ := strconv.Atoi(q.Get("take"))
	skip, _ := strconv.Atoi(q.Get("skip"))
	v.takes = append(v.takes, take)
	if v.cap > 0 {
		take = min(take, v.cap)
	}
	if v.ignoring {
		skip = 0
	}
	from := min(skip, len(v.rows))
	to := min(from+take, len(v.rows))
	answer := map[string]any{"records": v.rows[from:to]}
	if !v.bare {
		answer["total"], answer["hasNext"] = len(v.rows), to < len(v.rows)
	}
	raw, err := json.Marshal(answer)
	return jsonOf(200, string(raw)), err
}

func rows(n int) (all []SecretSummary) {
	for i := range n {
		all = append(all, SecretSummary{ID: i + 1, Name: fmt.Sprint("s", i+1)})
	}
	return all
}

func TestSecretsReadsAsManyPagesAsItNeeds(t *testing.T) {
	for _, tt := range []struct {
		name         string
		v            vaultOf
		limit        int
		got, total   int
		takes, calls int
	}{
		{"fewer than the limit", vaultOf{rows: rows(5)}, 20, 5, 5, 20, 1},
		{"more than the limit", vaultOf{rows: rows(50)}, 20, 20, 50, 20, 1},
		{"a limit of several pages", vaultOf{rows: rows(500)}, 250, 250, 500, 100, 3},
		{"all", vaultOf{rows: rows(250)}, 0, 250, 250, 100, 3},
		{"exactly one page", vaultOf{rows: rows(100)}, 0, 100, 100, 100, 1},
		{"none", vaultOf{}, 20, 0, 0, 20, 1},
		{"a server with smaller pages", vaultOf{rows: rows(25), cap: 10}, 20, 20, 25, 20, 2},
		{"no total and no hasNext", vaultOf{rows: rows(250), bare: true}, 0, 250, 250, 100, 3},
		{"no total, a full last page", vaultOf{rows: rows(200), bare: true}, 0, 200, 200, 100, 3},
		{"a server that ignores skip", vaultOf{rows: rows(150), ignoring: true, cap: 100}, 0, 100, 150, 100, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, &server{reply: tt.v.reply})
			list, err := c.Secrets(context.Background(), SecretFilter{}, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(list.Records) != tt.got || list.Total != tt.total || len(tt.v.takes) != tt.calls || tt.v.takes[0] != tt.takes {
				t.Errorf("%d of %d in %d calls, first take %d; want %d of %d in %d, take %d",
					len(list.Records), list.Total, len(tt.v.takes), tt.v.takes[0], tt.got, tt.total, tt.calls, tt.takes)
			}
		})
	}
}

func TestALongListMayComeInLargerPages(t *testing.T) {
	v := vaultOf{rows: rows(2500)}
	list, err := signedIn(t, &server{reply: v.reply}).Secrets(context.Background(), SecretFilter{PerCall: 1000}, 5000)
	if err != nil || len(list.Records) != 2500 || len(v.takes) != 3 || v.takes[0] != 1000 {
		t.Errorf("%d in %v, %v", len(list.Records), v.takes, err)
	}
}

func TestAllSecretsReadsPagesOnlyAsTheLoopAsks(t *testing.T) {
	v := vaultOf{rows: rows(1000)}
	c := signedIn(t, &server{reply: v.reply})
	n := 0
	for s, err := range c.AllSecrets(context.Background(), SecretFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; s.ID == 150 {
			break
		}
	}
	if n != 150 || len(v.takes) != 2 {
		t.Errorf("%d rows in %d pages, want 150 in 2", n, len(v.takes))
	}
	failing := signedIn(t, &server{reply: ok(`null`)})
	n = 0
	for _, err := range failing.AllSecrets(context.Background(), SecretFilter{}) {
		if n++; !isKind(err, ErrNotAPI) {
			t.Errorf("got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("an error was yielded %d times", n)
	}
}

func TestAServerWithoutV2IsRemembered(t *testing.T) {
	v := vaultOf{rows: rows(250), noV2: true}
	c := signedIn(t, &server{reply: v.reply})
	ctx := context.Background()
	for range 2 {
		if list, err := c.Secrets(ctx, SecretFilter{}, 250); err != nil || len(list.Records) != 250 {
			t.Fatalf("%d rows, %v", len(list.Records), err)
		}
		if _, err := c.Secret(ctx, 7); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"/api/v2/secrets", "/api/v1/secrets", "/api/v1/secrets", "/api/v1/secrets", "/api/v2/secrets/7", "/api/v1/secrets/7",
		"/api/v1/secrets", "/api/v1/secrets", "/api/v1/secrets", "/api/v1/secrets/7",
	}
	if diff := cmp.Diff(want, v.paths); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestSecretByPathMatchesTheWholePath(t *testing.T) {
	v := vaultOf{rows: []SecretSummary{
		{ID: 1, Name: "sa", FolderPath: `\IT\DB`},
		{ID: 2, Name: "sa", FolderPath: `\IT`},
		{ID: 3, Name: "sa"},
		{ID: 4, Name: `sql01\sa`, FolderPath: `\IT\DB`},
		{ID: 5, Name: "twice", FolderPath: `\IT`},
		{ID: 6, Name: "TWICE", FolderPath: `\IT`},
		{ID: 7, Name: "old", FolderID: 3}, // of a server that does not list paths
		{ID: 8, Name: "Größe", FolderPath: `\IT`},
		{ID: 9, Name: "not sa", FolderPath: `\IT\DB`},
	}}
	c := signedIn(t, &server{reply: v.reply})
	for path, want := range map[string]int{
		`\IT\DB\sa`: 1, `it\db\SA`: 1, `/IT/DB/sa`: 1, ` \IT\sa `: 2, `\sa`: 3, `sa`: 3,
		`\IT\DB\sql01\sa`: 4, `IT/DB/sql01/sa`: 4, `\it\db\OLD`: 7, `\it\GRÖßE`: 8,
	} {
		if s, err := c.SecretByPath(context.Background(), path); err != nil || s.ID != want {
			t.Errorf("%q: %d, %v; want %d", path, s.ID, err, want)
		}
	}
	for path, want := range map[string]error{
		`\IT\DB\none`: ErrAccessDenied, `\DB\sa`: ErrAccessDenied, `\IT\twice`: ErrRefused, ``: ErrRefused, `\`: ErrRefused,
	} {
		if s, err := c.SecretByPath(context.Background(), path); !isKind(err, want) {
			t.Errorf("%q: %d, %v; want %v", path, s.ID, err, want)
		}
	}
}

func TestSecretFieldReadsAFileAsItIs(t *testing.T) {
	file := "\x00\xff-----BEGIN KEY-----\r\n"
	s := &server{reply: always(func(*http.Request) *http.Response { return answerOf(200, "application/octet-stream", file) })}
	c := signedIn(t, s)
	got, err := c.SecretField(context.Background(), 7, "private-key")
	if err != nil || !got.Equal(seal(file)) {
		t.Errorf("%d bytes, %v", got.Len(), err)
	}
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrNotAPI) {
		t.Errorf("a file in place of a user: %v", err)
	}
	s.reply = ok(`null`)
	if got, err := c.SecretField(context.Background(), 7, "passphrase"); err != nil || !got.Empty() {
		t.Errorf("a field without a value: %v", err)
	}
}

func TestRootFoldersComeWithAnyRootID(t *testing.T) {
	s := &server{reply: ok(`{"records":[{"id":1,"parentFolderId":-1},{"id":2,"parentFolderId":0},{"id":3,"parentFolderId":1},{"id":4}],"total":4}`)}
	c := signedIn(t, s)
	folders, err := c.Folders(context.Background(), -1)
	if err != nil || len(folders) != 3 {
		t.Errorf("%v, %v", folders, err)
	}
	if q := s.requests()[0].Query; !strings.Contains(q, "filter.onlyIncludeRootFolders=true") || strings.Contains(q, "parentFolderId") {
		t.Errorf("query %s", q)
	}
}

func TestSettingsKeepTheDefaultsOfWhatCannotBeRead(t *testing.T) {
	const manager, general = "/SecretServer/api/v1/connection-manager-settings", "/SecretServer/api/v3/configuration/general"
	all := map[string]string{
		manager: `{"allowSavingCredentials":false,"allowLocalConnections":true}`,
		general: `{"launcherSettings":{"checkInSecretOnLastLauncherClose":false,"closeLauncherOnCheckInSecret":true},"userExperience":{"maxCheckOutExtensionInMinutes":60}}`,
	}
	defaults := Settings{AllowSavingCredentials: true, AllowLocalConnections: true, CheckInOnLastClose: true}
	for _, tt := range []struct {
		name   string
		answer map[string]string
		want   Settings
	}{
		{"both", all, Settings{AllowLocalConnections: true, CloseOnCheckIn: true, MaxExtensionMinutes: 60, ConfigurationIsReadable: true}},
		{"neither", nil, defaults},
		{"no configuration", map[string]string{manager: all[manager]}, Settings{AllowLocalConnections: true, CheckInOnLastClose: true}},
		{"nulls", map[string]string{manager: `{"allowSavingCredentials":null,"allowLocalConnections":true}`, general: `{"launcherSettings":{"checkInSecretOnLastLauncherClose":null},"userExperience":null}`}, Settings{AllowSavingCredentials: true, AllowLocalConnections: true, CheckInOnLastClose: true, ConfigurationIsReadable: true}},
		{"blocks left out", map[string]string{general: `{}`}, defaults},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
				if a, ok := tt.answer[r.URL.Path]; ok {
					return jsonOf(200, a), nil
				}
				return jsonOf(403, `{"message":"no"}`), nil
			}}
			got, err := signedIn(t, s).Settings(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
			if q := s.requests()[1].Query; q != "loadLauncherSettings=true&loadUserExperience=true" {
				t.Errorf("query %q", q)
			}
		})
	}
}

func TestACommentThatIsNotAcceptedIsARefusal(t *testing.T) {
	c := signedIn(t, &server{reply: ok(`false`)})
	if err := c.ViewComment(context.Background(), 7, Comment{Comment: "x"}); !isKind(err, ErrRefused) || Doubtful(err) {
		t.Errorf("got %v", err)
	}
}

func TestErrorsSayWhatTheServerSaid(t *testing.T) {
	c := signedIn(t, &server{reply: always(func(*http.Request) *http.Response {
		return jsonOf(400, `{"message":"*required","messageDetail":"more\n\u001b[31m","errorCode":"API_X","modelState":{"comment":["why"]}}`)
	})})
	err := c.ViewComment(context.Background(), 7, Comment{})
	var e *APIError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := &APIError{
		Op: "comment on secret 7", Status: 400, Code: "API_X", Message: "*required", Detail: "more [31m",
		ModelState: map[string][]string{"comment": {"why"}},
	}
	e.Kind = nil
	if diff := cmp.Diff(fmt.Sprintf("%#v", want), fmt.Sprintf("%#v", e)); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestIteratorsReadPagesAsTheLoopAsks(t *testing.T) {
	pagesOf := func(row func(i int) string) (*server, *int) {
		n := new(int)
		return &server{reply: always(func(r *http.Request) *http.Response {
			*n++
			skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
			rows := make([]string, 100)
			for i := range rows {
				rows[i] = row(skip + i + 1)
			}
			return jsonOf(200, `{"records":[`+strings.Join(rows, ",")+`],"total":1000,"hasNext":true}`)
		})}, n
	}
	ctx := context.Background()
	byNumber := func(i int) string { return fmt.Sprintf(`{"id":%d,"secretAccessRequestId":%[1]d,"secretId":7}`, i) }
	same := func(int) string { return `{"id":1,"secretAccessRequestId":1,"secretId":7}` }
	for name, walk := range map[string]func(c *Client) (n int, err error){
		"audits":            func(c *Client) (int, error) { return first(c.Audits(ctx, 7), 150) },
		"requests":          func(c *Client) (int, error) { return first(c.AccessRequests(ctx, AccessRequestFilter{}), 150) },
		"secret's requests": func(c *Client) (int, error) { return first(c.SecretAccessRequests(ctx, 7), 150) },
	} {
		s, calls := pagesOf(byNumber)
		if n, err := walk(signedIn(t, s)); err != nil || n != 150 || *calls != 2 {
			t.Errorf("%s: %d rows in %d pages, %v", name, n, *calls, err)
		}
		s, calls = pagesOf(same) // a server that ignores skip, or makes rows up
		if n, err := walk(signedIn(t, s)); err != nil || n != 1 || *calls != 2 {
			t.Errorf("%s of one row for ever: %d rows in %d pages, %v", name, n, *calls, err)
		}
	}
	s, calls := pagesOf(same) // sessions without an id are told apart by what they say
	if n, err := first(signedIn(t, s).LauncherSessions(ctx, 7), 150); err != nil || n != 1 || *calls != 2 {
		t.Errorf("sessions: %d rows in %d pages, %v", n, *calls, err)
	}
}

// first counts at most limit rows.
func first[T any](rows iter.Seq2[T, error], limit int) (n int, err error) {
	for _, err := range rows {
		if err != nil {
			return n, err
		}
		if n++; n == limit {
			break
		}
	}
	return n, nil
}
