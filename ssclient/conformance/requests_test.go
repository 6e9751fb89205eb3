package conformance

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// requestContradictions are what the client sends although the description
// does not have it, with the source that does; they stand in CONTRACTS.md.
var requestContradictions = map[string]string{
	"PUT /v1/secret-access-requests body /expirationDate: type": "MCP, PS: dates are text; the description has an object that a generator made of DateTimeOffset",
	"PUT /v1/secret-access-requests body /startDate: type":      "MCP, PS: the same",
}

// more are calls beside those of the fixtures: arguments that change a request.
var more = map[string]ask{
	"all folders": func(ctx context.Context, c *ssclient.Client) (any, error) {
		for _, err := range c.AllFolders(ctx) {
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
	"many by id": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretsByID(ctx, []int{103, 101, 99999})
	},
	"all pages": func(ctx context.Context, c *ssclient.Client) (any, error) {
		for _, err := range c.AllSecrets(ctx, ssclient.SecretFilter{}) {
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
	"by path": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretByPath(ctx, `\Linux\web-01`)
	},
	"folder": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Folder(ctx, 1) },
	"file": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretFile(ctx, 112, "private-key")
	},
	"launcher": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.LauncherType(ctx, 2) },
	"version":  func(ctx context.Context, c *ssclient.Client) (any, error) { return c.CheckVersion(ctx) },
	"pasted": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return nil, c.SignInToken(ctx, sealed.New([]byte("AgJ-of-nobody")))
	},
	"every filter": listed(ssclient.SecretFilter{
		Text: "web", Exact: true, Field: "Machine", FieldSlug: "machine", FolderID: 1, SubFolders: true, SiteID: 1,
		TemplateIDs: []int{6007, 6003}, IDs: []int{101, 102}, Scope: ssclient.ScopeRecent, Permission: ssclient.PermissionView,
		Heartbeat: ssclient.HeartbeatSuccess, Mine: true, CheckedOut: true, HasLauncher: true, SharedWithMe: true, Inactive: true, NoTotal: true,
	}),
	"everything brought along": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretRestricted(ctx, 110, ssclient.Access{
			Comment: "why", TicketNumber: "INC000001", TicketSystemID: 1, QuantumLock: sealed.New([]byte("ours")),
			CheckOut: true, ForceCheckIn: true, Inactive: true,
		})
	},
	"no such request": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.AccessRequest(ctx, 4711) },
	"a request with a ticket": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.RequestAccess(ctx, ssclient.AccessRequestDraft{SecretID: 107, Comment: "why", TicketNumber: "INC000001", TicketSystemID: 1})
	},
}

// TestEveryRequestOfTheClientIsAsDescribed makes every call of the client at
// the demo vault and holds what goes over the wire to the vendor's description.
func TestEveryRequestOfTheClientIsAsDescribed(t *testing.T) {
	o := described(t)
	wrong, undescribed := map[string]int{}, map[string]int{}
	for _, server := range []missing{{}, {"/api/v2/", "/api/v3/"}, {"/api/v1/secret-templates/6007"}} {
		r := newRig(t)
		for _, calls := range []map[string]ask{asks, more} {
			for name, call := range calls {
				tap := &tap{to: r.vault.Transport(), missing: server}
				tap.visit(r, call)
				if len(tap.sent) < 2 {
					t.Errorf("%s sent nothing", name)
				}
				for _, s := range tap.sent {
					operation := o.operation(s.req.Method, strings.TrimPrefix(s.req.URL.Path, "/SecretServer"))
					if operation == "" {
						undescribed[s.req.Method+" "+numbered(s.req.URL.Path)]++
						continue
					}
					for _, w := range o.wrongRequest(operation, s.req.URL.Query(), s.req.Header.Get("Content-Type"), s.body) {
						wrong[w]++
					}
				}
			}
		}
	}
	exactly(t, "a request of the client", wrong, requestContradictions)
	exactly(t, "the client calls what is not described", undescribed, undescribedCalls)
}

// undescribedCalls are addresses that the client uses though the description
// does not have them, with the source that does.
var undescribedCalls = map[string]string{
	"GET /api/v1/mobile-configuration":  "OAS112",
	"GET /api/v1/secrets/{id}/settings": "PS, RS",
	"GET /api/v1/sites":                 "OAS112; no description has its answer",
	"GET /api/v2/configuration/general": "OAS112, PS: asked where /v3 is missing",
	// The whole description has these; the part of it that is kept beside the project has not.
	"GET /api/v1/folders/pinned":        "OAS117",
	"PATCH /api/v1/folder/{id}/pinned":  "OAS117",
	"DELETE /api/v1/folder/{id}/pinned": "OAS117",
}

// numbered is a path below the base with its numbers taken out.
func numbered(path string) string {
	return strings.TrimPrefix(anyRow.ReplaceAllString(path, "/{id}"), "/SecretServer")
}

// tap keeps what goes by.
type tap struct {
	to http.RoundTripper
	missing
	sent []sent
}

// missing are beginnings of paths that a server does not have.
type missing []string

type sent struct {
	req  *http.Request
	body []byte
}

// visit signs alice in and makes one call.
func (p *tap) visit(r *rig, call ask) {
	r.t.Helper()
	c, err := ssclient.New(ssclient.Config{
		BaseURL: "https://vault.test/SecretServer", Transport: p, Throttle: ssclient.Throttle{Calls: -1},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	defer c.Close()
	cr := ssclient.Credentials{User: "alice", Password: sealed.New([]byte(r.user("alice").Password))}
	if err := c.SignIn(context.Background(), cr); err != nil {
		r.t.Fatal(err)
	}
	_, _ = call(context.Background(), c) // a refusal is fine: it was asked
}

// RoundTrip implements http.RoundTripper.
func (p *tap) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	p.sent = append(p.sent, sent{req, body})
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	for _, start := range p.missing {
		if strings.HasPrefix(req.URL.Path, "/SecretServer"+start) {
			again.URL.Path = "/SecretServer/api/no-such-call"
		}
	}
	return p.to.RoundTrip(again)
}
