package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// ask is one call of the client, and what it made of the answer (nil: nothing to compare).
type ask func(ctx context.Context, c *ssclient.Client) (any, error)

// asks are the client's calls, by the fixture whose request they send.
var asks = map[string]ask{
	"users-current": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.CurrentUser(ctx) },
	"folders-root":  func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Folders(ctx, 0) },
	"folders-children": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.Folders(ctx, 1)
	},
	"secrets-v2": func(ctx context.Context, c *ssclient.Client) (any, error) {
		list, err := c.Secrets(ctx, ssclient.SecretFilter{Text: "db-01"}, 0)
		return list.Records, err
	},
	"secrets-in-folder": func(ctx context.Context, c *ssclient.Client) (any, error) {
		list, err := c.Secrets(ctx, ssclient.SecretFilter{FolderID: 1, SubFolders: true}, 0)
		return list.Records, err
	},
	"secrets-checked-out": func(ctx context.Context, c *ssclient.Client) (any, error) {
		list, err := c.Secrets(ctx, ssclient.SecretFilter{Mine: true}, 0)
		return list.Records, err
	},
	"secret-v2":      func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Secret(ctx, 101) },
	"secret-summary": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretSummary(ctx, 103) },
	"secret-state":   func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretState(ctx, 103) },
	"secret-state-approved": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretState(ctx, 107)
	},
	"secret-field": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretField(ctx, 101, "password")
	},
	"check-out": func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.CheckOut(ctx, 103) },
	"check-in":  func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.CheckIn(ctx, 103) },
	"extend-check-out": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.ExtendCheckOut(ctx, 103, 15, "still patching")
	},
	"view-comment": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.ViewComment(ctx, 102, ssclient.Comment{Comment: "why"})
	},
	"view-comment-ticket": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.ViewComment(ctx, 106, ssclient.Comment{Comment: "why", TicketNumber: "INC000001", TicketSystemID: 1})
	},
	"launchers-of-secret": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Launchers(ctx, 109) },
	"healthcheck":         func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Health(ctx) },
	"version":             func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Version(ctx) },
	"token-password":      func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, signIn(ctx, c, "", "") },
	"token-password-domain": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, signIn(ctx, c, "example", "123456")
	},
	"token-refresh": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.Resume(ctx, sealed.New([]byte("AgL-ours-1")))
	},
	"oauth-expiration": func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.SignOut(ctx) },
}

func signIn(ctx context.Context, c *ssclient.Client, domain, otp string) error {
	cr := ssclient.Credentials{User: "alice", Password: sealed.New([]byte("a value of ours")), Domain: domain}
	if otp != "" {
		cr.OTP = sealed.New([]byte(otp))
	}
	return c.SignIn(ctx, cr)
}

// recorded is a server that gives one answer to everything, and what it was asked.
type recorded struct {
	mu     sync.Mutex
	seen   []*http.Request
	bodies [][]byte
	answer []byte
	status int
	grants bool // the answer is one to a sign-in as well
}

const aToken = `{"access_token":"AgJ-any","token_type":"bearer","expires_in":1199,"refresh_token":"AgL-any"}`

// RoundTrip implements http.RoundTripper.
func (r *recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	r.seen, r.bodies = append(r.seen, req), append(r.bodies, body)
	out, status := r.answer, r.status
	if strings.HasSuffix(req.URL.Path, "/oauth2/token") && !r.grants {
		out, status = []byte(aToken), http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:   io.NopCloser(bytes.NewReader(out)), ContentLength: int64(len(out)),
	}, nil
}

// find is the request that the fixture tells of, with its body.
func (r *recorded) find(f fixture) (*http.Request, []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, req := range slices.Backward(r.seen) {
		if req.Method == f.Request.Method && strings.TrimPrefix(req.URL.Path, "/SecretServer") == f.Request.Path {
			return req, r.bodies[i]
		}
	}
	return nil, nil
}

// content are refusals that a call takes for its answer: a token that has
// expired is as good as one that was ended.
var content = map[string]int{"oauth-expiration": http.StatusForbidden}

// methodless are the fixtures that the client has no method for, and why.
var methodless = map[string]string{
	"access-options":                  "not yet",
	"access-request":                  "not yet",
	"access-request-cancel":           "not yet",
	"access-request-create":           "not yet",
	"access-request-history":          "not yet",
	"access-request-pending":          "not yet",
	"access-request-update":           "not yet",
	"access-requests":                 "not yet",
	"access-requests-of-secret":       "not yet",
	"check-in-force":                  "not yet",
	"configuration-general":           "not yet",
	"configuration-rpc":               "not yet",
	"connection-manager-settings":     "not yet",
	"folder":                          "not yet",
	"folders-lookup":                  "not yet",
	"generate-password":               "not yet",
	"launch-secret":                   "not yet",
	"launcher":                        "not yet",
	"launcher-prepare":                "not yet",
	"launcher-prepare-result":         "not yet",
	"launcher-session-end":            "not yet",
	"launcher-sessions":               "not yet",
	"launchers":                       "not yet",
	"launchers-lookup":                "not yet",
	"mobile-configuration":            "not yet",
	"one-time-password-code":          "not yet",
	"platform-advance-authentication": "not yet",
	"platform-service-token":          "not yet",
	"platform-start-authentication":   "not yet",
	"platform-vaults":                 "not yet",
	"rdp-proxy":                       "not yet",
	"secret-audits":                   "not yet",
	"secret-by-path":                  "not yet",
	"secret-change-password":          "not yet",
	"secret-create":                   "not yet",
	"secret-delete":                   "not yet",
	"secret-favorite":                 "not yet",
	"secret-field-put":                "not yet",
	"secret-field-restricted":         "not yet",
	"secret-general":                  "not yet",
	"secret-general-patch":            "not yet",
	"secret-heartbeat":                "not yet",
	"secret-restricted":               "not yet",
	"secret-stub":                     "not yet",
	"secret-update":                   "not yet",
	"secret-v1":                       "not yet",
	"secrets-favorite-list":           "not yet",
	"secrets-favorites":               "not yet",
	"secrets-lookup":                  "not yet",
	"secrets-lookup-id":               "not yet",
	"secrets-search-total":            "not yet",
	"secrets-v1":                      "not yet",
	"ssh-proxy":                       "not yet",
	"ssh-terminal":                    "not yet",
	"template":                        "not yet",
	"template-field":                  "not yet",
	"template-fields-search":          "not yet",
	"template-v2":                     "not yet",
	"templates":                       "not yet",
	"ticket-system-test":              "not yet",
	"ticket-system-v2":                "not yet",
	"ticket-systems":                  "not yet",
	"ticket-systems-v2":               "not yet",
	"users-current-summary":           "not yet",
	"users-doublelock-password":       "not yet",
}

func TestTheClientSendsEachFixtureAndReadsItsAnswers(t *testing.T) {
	all := fixtures(t)
	for name := range asks {
		if _, ok := all[name]; !ok {
			t.Errorf("%s is no fixture", name)
		}
	}
	for name, f := range all {
		a, has := asks[name]
		if _, listed := methodless[name]; listed == has {
			t.Errorf("%s: has a call %v, listed as without a method %v", name, has, listed)
		}
		for i := 0; has && i < len(f.Answers); i++ {
			t.Run(fmt.Sprintf("%s answered %d (%d)", name, f.Answers[i].Status, i), func(t *testing.T) {
				oneAnswer(t, f, i, a)
			})
		}
	}
}

// oneAnswer lets the client make the call and get that answer.
func oneAnswer(t *testing.T, f fixture, i int, a ask) {
	t.Helper()
	want := f.Answers[i]
	grants := strings.HasPrefix(f.name, "token-")
	wire := &recorded{answer: want.Body, status: want.Status, grants: grants}
	c, err := ssclient.New(ssclient.Config{
		BaseURL: "https://vault.test/SecretServer", Transport: wire, Throttle: ssclient.Throttle{Calls: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx := context.Background()
	if !grants {
		if err := signIn(ctx, c, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a(ctx, c)
	if good := want.Status == http.StatusOK || content[f.name] == want.Status; good != (err == nil) {
		t.Fatalf("%s: error %v", want.Body, err)
	}
	req, body := wire.find(f)
	if req == nil {
		t.Fatalf("%s %s was not sent", f.Request.Method, f.Request.Path)
	}
	sameRequest(t, f, req, body)
	if err == nil && got != nil {
		whole := parsed(t, want.Body)
		if envelope, ok := whole.(map[string]any); ok && reflect.TypeOf(got).Kind() == reflect.Slice {
			whole = envelope["records"]
		}
		for _, d := range unlike("$", reflect.ValueOf(got), whole) {
			t.Error(d)
		}
	}
}

// sameRequest: the fixture's query is a part of what was sent; its headers and
// body are all of it.
func sameRequest(t *testing.T, f fixture, req *http.Request, body []byte) {
	t.Helper()
	query := req.URL.Query()
	for name, v := range f.Request.Query {
		if got := query[name]; !subset(v, got) {
			t.Errorf("query %s=%q, want %q", name, got, v)
		}
	}
	for name, v := range f.Request.Headers {
		if got := req.Header.Get(name); got != v {
			t.Errorf("header %s: %q, want %q", name, got, v)
		}
	}
	switch {
	case f.Request.Form != nil:
		form, err := url.ParseQuery(string(body))
		if err != nil || len(form) != len(f.Request.Form) {
			t.Errorf("form %v, %v", form, err)
		}
		for name, v := range f.Request.Form {
			if form.Get(name) != v {
				t.Errorf("form: %s=%q, want %q", name, form.Get(name), v)
			}
		}
	case f.Request.Body != nil:
		if got, want := text(parsed(t, body)), text(f.Request.Body); got != want {
			t.Errorf("body %s\nwant %s", got, want)
		}
	case len(body) > 0:
		t.Errorf("body %s where the record has none", body)
	}
}

func subset(want, of []string) bool {
	for _, w := range want {
		if !slices.Contains(of, w) {
			return false
		}
	}
	return true
}
