package ssclient

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// without is a server that has only what is listed, by path below /SecretServer.
func without(status int, has map[string]string) func(int, *http.Request) (*http.Response, error) {
	return always(func(r *http.Request) *http.Response {
		if body, ok := has[strings.TrimPrefix(r.URL.Path, "/SecretServer")]; ok {
			return jsonOf(200, body)
		}
		return jsonOf(status, `{"message":"No HTTP resource was found that matches the request URI."}`)
	})
}

func TestEachOldRouteIsFoundAndRemembered(t *testing.T) {
	for _, tt := range []struct {
		name, newer, older, body string
		call                     func(c *Client) (any, error)
		want                     any
	}{
		{
			"search-total", "/api/v2/secrets/search-total", "/api/v1/secrets/search-total", `5`,
			func(c *Client) (any, error) { return c.SearchTotal(context.Background(), SecretFilter{}) }, 5,
		},
		{
			"secret by path", "/api/v2/secrets/0", "/api/v1/secrets/0", `{"id":7,"name":"sa"}`,
			func(c *Client) (any, error) { return c.SecretAt(context.Background(), `\sa`) },
			Secret{ID: 7, Name: "sa"},
		},
		{
			"ticket systems", "/api/v2/ticket-systems", "/api/v1/ticket-systems", `[{"ticketSystemId":1,"name":"x","forceRequireTicketNumber":true}]`,
			func(c *Client) (any, error) { return c.TicketSystems(context.Background()) },
			[]TicketSystem{{ID: 1, Name: "x", Rule: BothRequired}},
		},
		{
			"ticket system", "/api/v2/ticket-systems/1", "/api/v1/ticket-systems/1", `{"ticketSystemId":1,"name":"x","forceRequireTicketNumber":0}`,
			func(c *Client) (any, error) { return c.TicketSystem(context.Background(), 1) },
			TicketSystem{ID: 1, Name: "x", Rule: ReasonOnlyRequired},
		},
	} {
		for _, status := range []int{404, 405} {
			s := &server{reply: without(status, map[string]string{tt.older: tt.body})}
			c := signedIn(t, s)
			for range 2 {
				got, err := tt.call(c)
				if diff := cmp.Diff(tt.want, got, sameSecrets); diff != "" || err != nil {
					t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
				}
			}
			var paths []string
			for _, r := range s.requests() {
				paths = append(paths, r.Path)
			}
			if diff := cmp.Diff([]string{tt.newer, tt.older, tt.older}, paths); diff != "" {
				t.Errorf("%s: paths (-want +got):\n%s", tt.name, diff)
			}
			if q := s.requests()[1].Query; tt.name == "ticket systems" && q != "" {
				t.Errorf("the array is asked for with %s", q)
			}
			none := signedIn(t, &server{reply: without(status, nil)})
			if _, err := tt.call(none); err == nil {
				t.Errorf("%s: nothing there, and no error", tt.name)
			}
			for name, old := range map[string]*atomic.Bool{"total": &none.old.total, "secret": &none.old.secret, "tickets": &none.old.tickets, "ticket": &none.old.ticket} {
				if old.Load() {
					t.Errorf("%s: nothing there is remembered as an old server of %s", tt.name, name)
				}
			}
		}
	}
}

func TestATemplateIsPutTogetherWhereOnlyItsNewRoutesAre(t *testing.T) {
	s := &server{reply: without(404, map[string]string{
		"/api/v2/secret-templates/6003": `{"id":6003,"name":"SQL","active":true,"secretCount":4}`,
		"/api/v1/secret-templates/fields/search": `{"records":[{"id":1,"name":"Password","slugName":"password","type":"Password","required":true,"searchable":false,
			"historyLength":3,"sortOrder":2,"editRequiresPermission":"Owner","description":"d"},{"id":2,"name":"Keys","slugName":"keys","type":"UrlList"},
			{"id":3,"name":"File","slugName":"file","type":"file"},{"id":4,"name":"Notes","slugName":"notes","type":"Notes"},{"id":5,"name":"Url","slugName":"url","type":"Url"}],"total":5}`,
	})}
	got, err := signedIn(t, s).Template(context.Background(), 6003)
	want := Template{ID: 6003, Name: "SQL", Fields: []TemplateField{
		{
			ID: 1, Name: "Password", DisplayName: "Password", Slug: "password", Description: "d", IsPassword: true, IsRequired: true,
			HistoryLength: 3, SortOrder: 2, EditRequires: EditRequiresOwner,
		},
		{ID: 2, Name: "Keys", DisplayName: "Keys", Slug: "keys", IsList: true},
		{ID: 3, Name: "File", DisplayName: "File", Slug: "file", IsFile: true},
		{ID: 4, Name: "Notes", DisplayName: "Notes", Slug: "notes", IsNotes: true},
		{ID: 5, Name: "Url", DisplayName: "Url", Slug: "url", IsURL: true},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if q := s.requests()[2].Query; q != "filter.secretTemplateId=6003&skip=0&take=100" {
		t.Errorf("fields are asked for with %s", q)
	}
	if f, ok := got.Field("KEYS"); !ok || f.ID != 2 {
		t.Errorf("field %+v, %v", f, ok)
	}
	if _, ok := got.Field("none"); ok {
		t.Error("a field that is not there")
	}
}

func TestTheVersionMayBeHiddenOrTooOld(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   string
		kind   error
	}{
		{"the oldest", 200, `{"version":"11.0.000000"}`, "11.0.000000", nil},
		{"new", 200, `{"version":"11.7.000002"}`, "11.7.000002", nil},
		{"newer", 200, `{"version":"12.1"}`, "12.1", nil},
		{"without a minor part", 200, `{"version":"11"}`, "11", nil},
		{"no number", 200, `{"version":"cloud"}`, "cloud", nil},
		{"a number and a word", 200, `{"version":"11.x"}`, "11.x", nil},
		{"too old", 200, `{"version":"10.9.000033"}`, "10.9.000033", ErrTooOld},
		{"much too old", 200, `{"model":{"version":"9.1"}}`, "9.1", ErrTooOld},
		{"hidden by 403", 403, `{"message":"Access Denied"}`, "", ErrVersionHidden},
		{"hidden by 400", 400, `{"message":"Access denied","errorCode":"API_AccessDenied"}`, "", ErrVersionHidden},
		{"hidden by nothing", 200, `{"version":"","model":{"version":null}}`, "", ErrVersionHidden},
		{"no version at all", 200, `{"status":"ok"}`, "", ErrNotAPI},
	} {
		c := open(t, &server{reply: always(func(*http.Request) *http.Response { return jsonOf(tt.status, tt.body) })})
		v, err := c.CheckVersion(context.Background())
		if v != tt.want || !errors.Is(err, tt.kind) || (err == nil) != (tt.kind == nil) {
			t.Errorf("%s: %q, %v", tt.name, v, err)
		}
		if errors.Is(err, ErrAccessDenied) != (tt.kind == ErrVersionHidden) {
			t.Errorf("%s: a hidden version is a denied one: %v", tt.name, err)
		}
		if tt.kind == ErrTooOld && err.Error() != "check version: the server is too old: it is "+tt.want+", and before 11.0 a secret is checked out by looking at it" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSettingsComeFromTheOlderConfigurationToo(t *testing.T) {
	s := &server{reply: without(404, map[string]string{
		"/api/v2/configuration/general": `{"userExperience":{"secretViewIntervalMinutes":5,"checkoutNotificationThreshold":80,"maxCheckOutExtensionInMinutes":60}}`,
		"/api/v1/mobile-configuration":  `{"maximumTimeOfflineMinutes":0}`,
	})}
	none := 0
	got, err := signedIn(t, s).Settings(context.Background())
	want := Settings{
		AllowSavingCredentials: true, AllowLocalConnections: true, CheckInOnLastClose: true, MaxExtensionMinutes: 60,
		ViewIntervalMinutes: 5, NotifyAtPercent: 80, ConfigurationIsReadable: true, MaxOfflineMinutes: &none,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
