package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// ask is one call of the client, and what it made of the answer (nil: nothing to compare).
type ask func(ctx context.Context, c *ssclient.Client) (any, error)

// asks are the client's calls, by the fixture whose request they send.
var asks = map[string]ask{
	"healthcheck":    func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Health(ctx) },
	"version":        func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Version(ctx) },
	"token-password": func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, signIn(ctx, c, "", "") },
	"token-password-domain": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, signIn(ctx, c, "example", "123456")
	},
	"token-refresh": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.Resume(ctx, sealed.New([]byte("AgL-ours-1")))
	},
	"oauth-expiration": func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.SignOut(ctx) },
	"users-current":    func(ctx context.Context, c *ssclient.Client) (any, error) { return c.CurrentUser(ctx) },
	"users-doublelock-password": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.SetQuantumLockPassword(ctx, sealed.New([]byte("a value of ours")))
	},

	"folders-root":     func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Folders(ctx, 0) },
	"folders-children": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Folders(ctx, 1) },
	"folders-pinned":   func(ctx context.Context, c *ssclient.Client) (any, error) { return c.PinnedFolders(ctx) },
	"folder-pin":       func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.PinFolder(ctx, 1, true) },
	"folder-unpin":     func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.PinFolder(ctx, 1, false) },

	"secrets-v2":          listed(ssclient.SecretFilter{Text: "db-01"}),
	"secrets-in-folder":   listed(ssclient.SecretFilter{FolderID: 1, SubFolders: true}),
	"secrets-favorites":   listed(ssclient.SecretFilter{Scope: ssclient.ScopeFavorites}),
	"secrets-checked-out": listed(ssclient.SecretFilter{Mine: true}),
	"secrets-search-total": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SearchTotal(ctx, ssclient.SecretFilter{Text: "db-01"})
	},
	"secrets-favorite-list": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Favorites(ctx) },
	"secret-favorite":       func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.SetFavorite(ctx, 101, true) },

	"secret-v2": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Secret(ctx, 101) },
	"secret-by-path-v2": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretAt(ctx, `\Linux\web-01`)
	},
	"secret-restricted": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretRestricted(ctx, 102, ssclient.Access{Comment: "why"})
	},
	"secret-field": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretField(ctx, 101, "password") },
	"secret-field-restricted": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretFieldRestricted(ctx, 102, "password", ssclient.Access{Comment: "why"})
	},
	"secret-summary":        func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretSummary(ctx, 103) },
	"secret-state":          func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretState(ctx, 103) },
	"secret-state-approved": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretState(ctx, 107) },
	"secret-general":        func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretDetail(ctx, 101) },
	"secret-audits":         func(ctx context.Context, c *ssclient.Client) (any, error) { return gather(c.Audits(ctx, 101)) },
	"secret-heartbeat":      func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Heartbeat(ctx, 101) },
	"secret-change-password": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.ChangePassword(ctx, 101)
	},
	"one-time-password-code": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.OneTimeCodes(ctx, 101, 2) },

	"check-out":      func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.CheckOut(ctx, 103) },
	"check-in":       func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.CheckIn(ctx, 103) },
	"check-in-force": func(ctx context.Context, c *ssclient.Client) (any, error) { return nil, c.ForceCheckIn(ctx, 115) },
	"extend-check-out": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.ExtendCheckOut(ctx, 103, 15, "still patching")
	},

	"sites":          func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Sites(ctx) },
	"access-options": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.AccessOptions(ctx, 107) },
	"access-requests": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return gather(c.AccessRequests(ctx, ssclient.AccessRequestFilter{Mine: true, Status: ssclient.RequestPending}))
	},
	"access-requests-of-secret": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return gather(c.SecretAccessRequests(ctx, 107))
	},
	"access-request-pending": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.AccessRequest(ctx, 1) },
	"access-request-history": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.AccessRequestHistory(ctx, 1) },
	"access-request-create": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.RequestAccess(ctx, ssclient.AccessRequestDraft{SecretID: 107, Comment: "why", Start: ten, End: ten.Add(2 * time.Hour)})
	},
	"access-request-update": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.DecideAccessRequest(ctx, ssclient.Decision{
			RequestID: 1, Status: ssclient.RequestApproved, Comment: "ok", Start: ten, End: ten.Add(2 * time.Hour),
		})
	},
	"access-request-cancel": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.DecideAccessRequest(ctx, ssclient.Decision{RequestID: 1, Status: ssclient.RequestCanceled})
	},
	"view-comment": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.ViewComment(ctx, 102, ssclient.Comment{Comment: "why"})
	},
	"view-comment-ticket": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.ViewComment(ctx, 106, ssclient.Comment{Comment: "why", TicketNumber: "INC000001", TicketSystemID: 1})
	},
	"ticket-systems-v2": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.TicketSystems(ctx) },
	"ticket-system-v2":  func(ctx context.Context, c *ssclient.Client) (any, error) { return c.TicketSystem(ctx, 1) },
	"ticket-system-test": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.TestTicket(ctx, 1, "INC000001")
	},

	"templates":         func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Templates(ctx) },
	"template":          func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Template(ctx, 6007) },
	"generate-password": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.GeneratePassword(ctx, 110) },

	"secret-settings": func(ctx context.Context, c *ssclient.Client) (any, error) {
		rdp, err := c.RDPLauncherSettings(ctx, 109)
		return struct {
			RDP ssclient.RDPLauncherSettings `json:"rdpLauncherSettings"`
		}{rdp}, err
	},
	"launchers-of-secret": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Launchers(ctx, 109) },
	"launcher-sessions": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return gather(c.LauncherSessions(ctx, 101))
	},
	"rdp-proxy": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.RDPProxy(ctx, ssclient.ProxyRequest{SecretID: 109, LauncherType: 1, Machine: "127.0.0.1", SiteID: 1})
	},
	"ssh-proxy": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SSHProxy(ctx, ssclient.ProxyRequest{SecretID: 113, LauncherType: 2, Machine: "127.0.0.1", SiteID: 1})
	},
	"ssh-terminal": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SSHTerminal(ctx, 113) },

	"connection-manager-settings": settings,
	"configuration-general":       settings,
	"mobile-configuration":        settings,
}

// ten is the start of what a fixture asks for.
var ten = time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)

func settings(ctx context.Context, c *ssclient.Client) (any, error) { return c.Settings(ctx) }

func listed(f ssclient.SecretFilter) ask {
	return func(ctx context.Context, c *ssclient.Client) (any, error) {
		list, err := c.Secrets(ctx, f, 0)
		return list.Records, err
	}
}

func gather[T any](rows iter.Seq2[T, error]) (all []T, _ error) {
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
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
	grants bool              // the answer is one to a sign-in as well
	path   string            // that the answer is for; "": all
	beside map[string][]byte // answers for other paths, by method and path
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
	at := strings.TrimPrefix(req.URL.Path, "/SecretServer")
	if other, ok := r.beside[req.Method+" "+at]; ok && at != r.path {
		out, status = other, http.StatusOK
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
// expired is as good as one that was ended; what may not be read has defaults; a request
// whose reviewers may not be read is read without them.
var content = map[string]int{
	"oauth-expiration": http.StatusForbidden, "configuration-general": http.StatusForbidden,
	"access-request-pending": http.StatusBadRequest,
}

// methodless are the fixtures that the client has no method for, and why.
var methodless = map[string]string{
	"access-request":                  "pending tells more; it is asked where that is refused",
	"configuration-rpc":               "the state of a secret has its interval",
	"folder":                          "a folder is read without its children: see more",
	"folders-lookup":                  "the tree is loaded by folders",
	"launch-secret":                   "the vendor's launcher is not started",
	"launcher":                        "the launchers of a secret say all",
	"launcher-prepare":                "the vendor's launcher is not started",
	"launcher-prepare-result":         "the vendor's launcher is not started",
	"launcher-session-end":            "sessions are ended by their own program",
	"launchers":                       "only the launchers of a secret matter",
	"launchers-lookup":                "only the launchers of a secret matter",
	"platform-advance-authentication": "a call of Platform: see platformAsks",
	"platform-service-token":          "a call of Platform: see platformAsks",
	"platform-start-authentication":   "a call of Platform: see platformAsks",
	"platform-vaults":                 "a call of Platform: see platformAsks",
	"secret-by-path":                  "the client asks v2 first: secret-by-path-v2",
	"secret-create":                   "the client changes no secrets",
	"secret-delete":                   "the client changes no secrets",
	"secret-field-put":                "the client changes no secrets",
	"secret-general-patch":            "the client changes no secrets",
	"secret-stub":                     "the client changes no secrets",
	"secret-update":                   "the client changes no secrets",
	"secret-v1":                       "the client asks v2 first: secret-v2",
	"secrets-lookup":                  "lists have more",
	"secrets-lookup-id":               "the summary has more",
	"secrets-v1":                      "the client asks v2 first: secrets-v2",
	"template-field":                  "the template has its fields",
	"template-fields-search":          "asked where /v1 has no template",
	"template-v2":                     "asked where /v1 has no template",
	"ticket-systems":                  "the client asks v2 first: ticket-systems-v2",
	"users-current-summary":           "the current user has more",
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
				oneAnswer(t, all, f, i, a)
			})
		}
	}
}

// oneAnswer lets the client make the call and get that answer.
func oneAnswer(t *testing.T, all map[string]fixture, f fixture, i int, a ask) {
	t.Helper()
	want := f.Answers[i]
	grants := strings.HasPrefix(f.name, "token-")
	wire := &recorded{answer: want.Body, status: want.Status, grants: grants, path: f.Request.Path, beside: map[string][]byte{}}
	for _, other := range all {
		if !strings.HasPrefix(other.name, "token-") {
			wire.beside[other.Request.Method+" "+other.Request.Path] = other.good()[0]
		}
	}
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
	good := want.Status == http.StatusOK && !bytes.Contains(want.Body, []byte(`"success": false`)) || content[f.name] == want.Status
	if good != (err == nil) {
		t.Fatalf("%s: error %v", want.Body, err)
	}
	req, body := wire.find(f)
	if req == nil {
		t.Fatalf("%s %s was not sent", f.Request.Method, f.Request.Path)
	}
	sameRequest(t, f, req, body)
	if want.Status == http.StatusOK && err == nil && got != nil {
		whole := parsed(t, want.Body)
		if envelope, ok := whole.(map[string]any); ok && reflect.TypeOf(got).Kind() == reflect.Slice {
			whole = envelope["records"]
		}
		for _, d := range unlike("$", reflect.ValueOf(got), whole, memberNames(all)) {
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
		if got, want := instants(text(parsed(t, body))), instants(text(f.Request.Body)); got != want {
			t.Errorf("body %s\nwant %s", got, want)
		}
	case len(body) > 0:
		t.Errorf("body %s where the record has none", body)
	}
}

// instants drops the Z of times: without an offset they are UTC as well.
func instants(body string) string { return instant.ReplaceAllString(body, `$1"`) }

var instant = regexp.MustCompile(`(\d\d:\d\d:\d\d)Z"`)

func subset(want, of []string) bool {
	for _, w := range want {
		if !slices.Contains(of, w) {
			return false
		}
	}
	return true
}
