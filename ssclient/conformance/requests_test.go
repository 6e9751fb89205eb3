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
	"PUT /v1/secret-access-requests body /startDate: type":      "6 MCP: a date is a string; an object is the generator's",
	"PUT /v1/secret-access-requests body /expirationDate: type": "6 MCP: a date is a string; an object is the generator's",
}

// more are calls beside those of the fixtures: arguments that change a request.
var more = map[string]ask{
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
	"folder":    func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Folder(ctx, 1) },
	"secret at": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.SecretAt(ctx, `\Linux\web-01`) },
	"file": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.SecretFile(ctx, 113, "private-key")
	},
	"change password": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.ChangePassword(ctx, 101)
	},
	"launcher type": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.LauncherType(ctx, 2) },
	"sites":         func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Sites(ctx) },
	"no such request": func(ctx context.Context, c *ssclient.Client) (any, error) {
		return c.AccessRequest(ctx, 4711)
	},
	"all filters": func(ctx context.Context, c *ssclient.Client) (any, error) {
		f := ssclient.SecretFilter{
			Text: "x", Exact: true, Field: "Machine", FieldSlug: "machine", FolderID: 1, SubFolders: true, SiteID: 1,
			TemplateIDs: []int{6003, 6007}, IDs: []int{101, 102}, Scope: ssclient.ScopeRecent, Permission: ssclient.PermissionView,
			Heartbeat: ssclient.HeartbeatFailed, Mine: true, CheckedOut: true, HasLauncher: true, SharedWithMe: true, Inactive: true,
			ExtendedFields: []string{"Machine"}, NoTotal: true,
		}
		_, _ = c.Secrets(ctx, f, 0)
		return c.SearchTotal(ctx, f)
	},
	"settings": func(ctx context.Context, c *ssclient.Client) (any, error) { return c.Settings(ctx) },
}

// TestEveryRequestOfTheClientIsAsDescribed makes every call of the client at
// the demo vault and holds what goes over the wire to the vendor's description.
func TestEveryRequestOfTheClientIsAsDescribed(t *testing.T) {
	o := described(t)
	wrong, undescribed := map[string]int{}, map[string]int{}
	for _, calls := range []map[string]ask{asks, more} {
		for name, call := range calls {
			for _, version := range []string{"with v2", "without v2"} {
				r := newRig(t)
				tap := &tap{to: r.vault.Transport(), old: version == "without v2"}
				c, err := ssclient.New(ssclient.Config{
					BaseURL: "https://vault.test/SecretServer", Transport: tap, Throttle: ssclient.Throttle{Calls: -1},
				})
				if err != nil {
					t.Fatal(err)
				}
				ctx := context.Background()
				cr := ssclient.Credentials{User: "alice", Password: sealed.New([]byte(r.user("alice").Password))}
				if err := c.SignIn(ctx, cr); err != nil {
					t.Fatal(err)
				}
				_, _ = call(ctx, c) // a refusal is fine: it was asked
				c.Close()
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
	"GET /api/v1/mobile-configuration": "OAS112",
	"GET /api/v1/sites":                "OAS112",
}

// numbered is a path below the base with its numbers taken out.
func numbered(path string) string {
	return strings.TrimPrefix(anyRow.ReplaceAllString(path, "/{id}"), "/SecretServer")
}

// tap keeps what goes by.
type tap struct {
	to   http.RoundTripper
	old  bool // the server has no /v2 of secrets
	sent []sent
}

type sent struct {
	req  *http.Request
	body []byte
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
	if p.old && strings.Contains(req.URL.Path, "/api/v2/secrets") {
		again.URL.Path = "/SecretServer/api/v2/no-such-call"
	}
	return p.to.RoundTrip(again)
}
