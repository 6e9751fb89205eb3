package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fixture is one operation of the record: a request, and the answers to it in
// values of our own. Several answers with one status are the forms it may have.
type fixture struct {
	name      string
	Operation string // "GET /v1/secrets/{id}"; "{tenant}" is the Platform's address
	Source    string // section and tags of the reference
	Needs     string // what the demo's seed does not have; "" where it has all
	Request   struct {
		Method, Path string
		Query        map[string]values
		Headers      map[string]string
		Form         map[string]string
		Body         any
	}
	Answers []struct {
		Status int
		Body   json.RawMessage
	}
}

// values is one value of a query, or several of one name.
type values []string

func (v *values) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '[' {
		return json.Unmarshal(raw, (*[]string)(v))
	}
	*v = values{""}
	return json.Unmarshal(raw, &(*v)[0])
}

// fixtures reads all of them, by name of the file.
func fixtures(t *testing.T) map[string]fixture {
	t.Helper()
	paths, err := filepath.Glob("../testdata/contract/*.json")
	if err != nil || len(paths) < 60 {
		t.Fatalf("only %d fixtures (%v)", len(paths), err)
	}
	all := map[string]fixture{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := fixture{name: strings.TrimSuffix(filepath.Base(path), ".json")}
		dec := json.NewDecoder(strings.NewReader(string(raw)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[f.name] = f
	}
	return all
}

// good are the answers with 200.
func (f fixture) good() (all []json.RawMessage) {
	for _, a := range f.Answers {
		if a.Status == 200 {
			all = append(all, a.Body)
		}
	}
	return all
}

func TestEachFixtureIsWhole(t *testing.T) {
	for name, f := range fixtures(t) {
		method, path, ok := strings.Cut(f.Operation, " ")
		if !ok || method != f.Request.Method || f.Source == "" {
			t.Errorf("%s: operation %q, method %q, source %q", name, f.Operation, f.Request.Method, f.Source)
		}
		if len(f.good()) == 0 {
			t.Errorf("%s: no answer with 200", name)
		}
		if !samePath(path, f.Request.Path) {
			t.Errorf("%s: %s is no path of %s", name, f.Request.Path, f.Operation)
		}
	}
}

// samePath reports whether path is one of the template's.
func samePath(template, path string) bool {
	trim := func(s string) []string {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "{tenant}"), "/api")
		return strings.Split(strings.Trim(s, "/"), "/")
	}
	want, got := trim(template), trim(path)
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}
