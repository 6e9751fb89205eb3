package connector_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"sallyport/ssclient/connector"
)

var update = flag.Bool("update", false, "write the goldens instead of comparing with them")

func written(t *testing.T, host, basePath string) []byte {
	t.Helper()
	at, err := connector.NewTarget(host, basePath)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := connector.Write(&b, at); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func properties(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := connector.WriteProperties(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheGoldenFiles(t *testing.T) {
	for name, got := range map[string][]byte{
		"vault.example.json": written(t, "vault.example", "/SecretServer"),
		"properties.json":    properties(t),
	} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("no golden (write it with `make golden`): %v", err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what the tables say now; if that is meant, run `make golden` (-want +got):\n%s", path, diff)
		}
	}
}

// parsed is the document as a tool reads it, and converted to OpenAPI 3 and validated.
func parsed(t *testing.T) (openapi2.T, *openapi3.T) {
	t.Helper()
	var two, spent openapi2.T // the conversion writes into what it is given
	for _, into := range []*openapi2.T{&two, &spent} {
		if err := json.Unmarshal(written(t, "vault.example", "/SecretServer"), into); err != nil {
			t.Fatal(err)
		}
	}
	three, err := openapi2conv.ToV3(&spent)
	if err != nil {
		t.Fatal(err)
	}
	return two, three
}

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
	two, three := parsed(t)
	if err := three.Validate(context.Background()); err != nil {
		t.Error(err)
	}
	if two.Swagger != "2.0" || two.Host != "vault.example" || two.BasePath != "/SecretServer" || len(two.Schemes) != 1 || two.Schemes[0] != "https" {
		t.Errorf("swagger %q at %v://%s%s", two.Swagger, two.Schemes, two.Host, two.BasePath)
	}
	// What the reader does not know it keeps as an extension: a misspelt word would be there.
	known := regexp.MustCompile(`^x-ms-(connector-metadata|visibility|summary|url-encoding)$`)
	unknown := func(where string, m map[string]any) {
		for name := range m {
			if !known.MatchString(name) {
				t.Errorf("%s: %q is no word of OpenAPI 2.0 or of Power Platform", where, name)
			}
		}
	}
	unknown("document", two.Extensions)
	for path, item := range two.Paths {
		unknown(path, item.Extensions)
		for method, o := range item.Operations() {
			unknown(method+" "+path, o.Extensions)
			for _, p := range o.Parameters {
				unknown(path+" "+p.Name, p.Extensions)
			}
		}
	}
	for name, d := range two.Definitions {
		unknown(name, d.Value.Extensions)
		for member, s := range d.Value.Properties {
			if s.Value != nil {
				unknown(name+"."+member, s.Value.Extensions)
			}
		}
	}
}

// TestTheThreeCalls names the calls and parameters of the published connector.
func TestTheThreeCalls(t *testing.T) {
	two, _ := parsed(t)
	var got []string
	for path, item := range two.Paths {
		for method, o := range item.Operations() {
			line := []string{method, path, o.OperationID, o.Summary, o.Responses.Value("200").Schema.Ref}
			for _, p := range o.Parameters {
				if !p.Required || p.Description == "" {
					t.Errorf("%s %s: required %v, description %q", path, p.Name, p.Required, p.Description)
				}
				kind, _ := p.Extensions["x-ms-summary"].(string)
				line = append(line, p.In+" "+p.Name+" "+p.Type.Slice()[0]+" ("+kind+")")
			}
			got = append(got, strings.Join(line, "\n  "))
		}
	}
	want := []string{
		strings.Join([]string{
			"POST", "/oauth2/token", "GetToken", "Retrieve or Refresh Access Token", "#/definitions/TokenResponse",
			"formData grant_type string (Authentication grant type.)",
			"formData username string (Username for access to Secret Server)",
			"formData password string (Password for access to Secret Server)",
		}, "\n  "),
		strings.Join([]string{
			"GET", "/api/v1/secrets/{id}", "GetSecretById", "Get secret", "#/definitions/SecretModel",
			"path id integer (Secret ID)", "header Access-Token string (Authorization)",
		}, "\n  "),
		strings.Join([]string{
			"GET", "/api/v1/secret-templates/{id}", "GetTemplateById", "Get secret template", "#/definitions/SecretTemplateModel",
			"path id integer (Template ID)", "header Access-Token string (Authorization)",
		}, "\n  "),
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryDefinitionIsCompleteAndUsed(t *testing.T) {
	named := map[string]bool{}
	for _, d := range connector.Definitions() {
		if named[d.Name] {
			t.Errorf("%s is there twice", d.Name)
		}
		named[d.Name] = true
		if !strings.HasSuffix(d.About, ".") || (len(d.Members) == 0) == (len(d.Values) == 0) {
			t.Errorf("%s: says %q, %d members, %d values", d.Name, d.About, len(d.Members), len(d.Values))
		}
		members := map[string]bool{}
		for _, m := range d.Members {
			if members[m.Name] {
				t.Errorf("%s.%s is there twice", d.Name, m.Name)
			}
			members[m.Name] = true
			if !strings.HasSuffix(m.About, ".") {
				t.Errorf("%s.%s says %q", d.Name, m.Name, m.About)
			}
			if m.Of != "" {
				if of, ok := connector.Find(m.Of); !ok || (m.Kind == connector.Choice) != (len(of.Values) > 0) {
					t.Errorf("%s.%s is a %s of %s", d.Name, m.Name, m.Kind, m.Of)
				}
			}
		}
		for _, name := range d.Always {
			if !members[name] {
				t.Errorf("%s always has %s, which it does not know", d.Name, name)
			}
		}
	}
	doc := string(written(t, "vault.example", ""))
	for name := range named {
		if !strings.Contains(doc, `"#/definitions/`+name+`"`) {
			t.Errorf("nothing refers to %s", name)
		}
	}
	if _, ok := connector.Find("NoSuchModel"); ok {
		t.Error("a definition that is not there was found")
	}
}

func TestThePropertiesNameTheCallsOfTheDocument(t *testing.T) {
	var got struct {
		Properties struct {
			ConnectionParameters    map[string]any
			PolicyTemplateInstances []struct {
				TemplateID string
				Parameters map[string]any
			}
		}
	}
	if err := json.Unmarshal(properties(t), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Properties.ConnectionParameters) != 1 || got.Properties.ConnectionParameters["baseurl"] == nil {
		t.Errorf("the connection asks for %v", got.Properties.ConnectionParameters)
	}
	two, _ := parsed(t)
	ids := map[string]bool{}
	for _, item := range two.Paths {
		for _, o := range item.Operations() {
			ids[o.OperationID] = true
		}
	}
	for template, calls := range map[string]int{"dynamichosturl": 3, "setheader": 2} {
		found := false
		for _, p := range got.Properties.PolicyTemplateInstances {
			if p.TemplateID != template {
				continue
			}
			found = true
			names, _ := p.Parameters["x-ms-apimTemplate-operationName"].([]any)
			if len(names) != calls {
				t.Errorf("%s is for %v, want %d calls", template, names, calls)
			}
			for _, name := range names {
				if s, _ := name.(string); !ids[s] {
					t.Errorf("%s names %v, which the document does not have", template, name)
				}
			}
		}
		if !found {
			t.Errorf("no policy %s", template)
		}
	}
}

func TestATargetIsAHostAndAPlainPath(t *testing.T) {
	for _, good := range [][2]string{
		{"vault.example", ""},
		{"vault.example", "/"},
		{"vault.example", "/SecretServer"},
		{"vault.example", "/SecretServer/"},
		{"VAULT", "/a/b.c"},
		{"10.0.0.1", ""},
		{"t-1.secretservercloud.com.", ""},
		{"xn--bcher-kva.example", "/~x"},
	} {
		if _, err := connector.NewTarget(good[0], good[1]); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for name, c := range map[string]struct{ host, path, says string }{
		"no host":               {"", "", "missing"},
		"a scheme":              {"https://vault.example", "", "scheme"},
		"a user":                {"alice@vault.example", "", "user name or password"},
		"a password":            {"https://alice:hunter2@vault.example", "", "user name or password"},
		"a path":                {"vault.example/SecretServer", "", "path"},
		"a Windows path":        {`vault.example\SecretServer`, "", "path"},
		"a query":               {"vault.example?x=1", "", "query"},
		"a port":                {"vault.example:8443", "", "port"},
		"an IPv6 address":       {"[::1]", "", "port"},
		"a space":               {"vault example", "", "space"},
		"a line end":            {"vault.example\n", "", "space"},
		"letters beyond ASCII":  {"bücher.example", "", "xn--"},
		"an empty label":        {"vault..example", "", "not a name"},
		"a leading hyphen":      {"-vault.example", "", "not a name"},
		"a template":            {"{vault}", "", "not a name"},
		"a long name":           {strings.Repeat("a.", 130) + "a", "", "longer"},
		"a long label":          {strings.Repeat("a", 64), "", "not a name"},
		"a path without slash":  {"vault.example", "SecretServer", "slash"},
		"a path with a query":   {"vault.example", "/a?b", "plain"},
		"a path that climbs":    {"vault.example", "/a/../b", "plain"},
		"a path with a hole":    {"vault.example", "/a//b", "plain"},
		"a path with a space":   {"vault.example", "/a b", "plain"},
		"a path with an escape": {"vault.example", "/a%2fb", "plain"},
	} {
		_, err := connector.NewTarget(c.host, c.path)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want words with %q", name, err, c.says)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the password: %v", name, err)
		}
	}
}

func FuzzNewTarget(f *testing.F) {
	f.Add("vault.example", "/SecretServer")
	f.Add("https://a:b@c/d?e#f", "//")
	f.Fuzz(func(t *testing.T, host, path string) {
		at, err := connector.NewTarget(host, path)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := connector.Write(&b, at); err != nil {
			t.Fatal(err)
		}
		var doc struct{ Host, BasePath string }
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		// What Power Platform's own schema of the file allows.
		if !regexp.MustCompile(`^[^{}/ :\\]+$`).MatchString(doc.Host) || !strings.HasPrefix(doc.BasePath, "/") {
			t.Errorf("%q %q became %q %q", host, path, doc.Host, doc.BasePath)
		}
	})
}
