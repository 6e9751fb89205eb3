package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// official is the vendor's description of 11.7.2. It lies beside the project,
// not in it, as it is the vendor's text.
type official struct {
	doc        *openapi3.T
	operations map[string]*openapi3.Operation // by "GET /v1/secrets/{id}"
	templates  []string                       // the keys of operations, those with more literal segments first
	options    []openapi3.SchemaValidationOption
}

const descriptionFile = "shared/reference/secret-server-11.7.2.trimmed.json"

// described loads the description from a folder above the repository, or skips
// the test and says what has not been looked at.
func described(t *testing.T) *official {
	t.Helper()
	path := ""
	for dir := "../../.."; path == "" && len(dir) < 60; dir += "/.." {
		if _, err := os.Stat(filepath.Join(dir, descriptionFile)); err == nil {
			path = filepath.Join(dir, descriptionFile)
		}
	}
	if path == "" {
		t.Skipf("NOT CHECKED: there is no %s above this repository, so %s did not happen: neither the demo vault's answers nor the client's requests were held against the vendor's description", descriptionFile, t.Name())
	}
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		t.Fatalf("load %s: %v", path, err)
	}
	o := &official{doc: doc, operations: map[string]*openapi3.Operation{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o.operations[method+" "+path] = op
		}
	}
	o.templates = sortedKeys(o.operations)
	slices.SortStableFunc(o.templates, func(a, b string) int { return strings.Count(a, "{") - strings.Count(b, "{") })
	if len(o.templates) != 74 {
		t.Fatalf("the description has %d operations, want 74", len(o.templates))
	}
	relax(doc)
	o.options = []openapi3.SchemaValidationOption{
		openapi3.MultiErrors(), openapi3.EnableFormatValidation(),
		openapi3.WithStringFormatValidator("date-time", openapi3.NewRegexpFormatValidator(iso)),
		openapi3.WithStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)),
	}
	return o
}

// iso is a date-time as servers write it: the vendor's Python SDK can read only
// dates without an offset, so the strict form is not what is on the wire.
const iso = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$`

// relax lets strings, arrays and objects be null: the vendor marks value types
// only, and its servers send null for the others all the same.
func relax(doc *openapi3.T) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(ref *openapi3.SchemaRef)
	walk = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		s := ref.Value
		seen[s] = true
		if s.Type.Is("string") || s.Type.Is("array") || s.Type.Is("object") {
			s.Nullable = true
		}
		walk(s.Items)
		for _, p := range s.Properties {
			walk(p)
		}
	}
	for _, s := range doc.Components.Schemas {
		walk(s)
	}
}

// operation finds what a path below /api means; "" if it is not described.
func (o *official) operation(method, path string) string {
	path = strings.TrimRight(path, "/")
	for _, t := range o.templates {
		m, template, _ := strings.Cut(t, " ")
		if m == method && samePath(template, path) && plausible(template, path) {
			return t
		}
	}
	return ""
}

// plausible: an {id} is a number, or a GUID, and no word.
func plausible(template, path string) bool {
	want := strings.Split(strings.Trim(template, "/"), "/")
	got := strings.Split(strings.Trim(strings.TrimPrefix(path, "/api"), "/"), "/")
	for i := range want {
		if strings.HasPrefix(want[i], "{") && want[i] != "{slug}" && !strings.ContainsAny(got[i], "0123456789") {
			return false
		}
	}
	return true
}

// wrongAnswer lists what the description does not allow in an answer.
func (o *official) wrongAnswer(operation string, a answer) []string {
	at := fmt.Sprintf("%s %d", operation, a.status)
	response := o.operations[operation].Responses.Status(a.status)
	if response == nil {
		return []string{at + ": no such status"}
	}
	content := response.Value.Content
	if len(content) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	media := content[kind]
	if err != nil || media == nil {
		return []string{fmt.Sprintf("%s: content type %q", at, kind)}
	}
	if kind != "application/json" || media.Schema == nil {
		return nil
	}
	return o.wrongJSON(at, media.Schema, a.body, openapi3.VisitAsResponse())
}

// wrongJSON lists each place at which a body is not what its schema says.
func (o *official) wrongJSON(at string, ref *openapi3.SchemaRef, body []byte, as openapi3.SchemaValidationOption) (all []string) {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return []string{at + ": no JSON"}
	}
	for _, err := range flat(ref.Value.VisitJSON(v, append(slices.Clone(o.options), as)...)) {
		var s *openapi3.SchemaError
		if !errors.As(err, &s) {
			all = append(all, at+": "+err.Error())
			continue
		}
		pointer := "/" + strings.Join(s.JSONPointer(), "/")
		all = append(all, fmt.Sprintf("%s %s: %s", at, anyRow.ReplaceAllString(pointer, "/*"), s.SchemaField))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// anyRow is an index in a pointer: which row does not matter.
var anyRow = regexp.MustCompile(`/\d+`)

func flat(err error) (all []error) {
	var many openapi3.MultiError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		for _, e := range many {
			all = append(all, flat(e)...)
		}
		return all
	}
	return []error{err}
}

// wrongRequest lists what the description does not know of a request: its
// address, the names and values of its query, the members and values of its body.
func (o *official) wrongRequest(operation string, query url.Values, contentType string, body []byte) (all []string) {
	op := o.operations[operation]
	for _, name := range sortedKeys(query) {
		i := slices.IndexFunc(op.Parameters, func(p *openapi3.ParameterRef) bool {
			return p.Value.In == "query" && p.Value.Name == name
		})
		if i < 0 {
			all = append(all, operation+" ?"+name+": no such name")
			continue
		}
		for _, v := range query[name] {
			if values := queryValues[name]; values != nil && !slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) }) {
				all = append(all, fmt.Sprintf("%s ?%s: %q is none of its values", operation, name, v))
			}
			if err := validQuery(op.Parameters[i].Value.Schema.Value, v); err != nil {
				all = append(all, fmt.Sprintf("%s ?%s: %q is none of its values: %v", operation, name, v, err))
			}
		}
	}
	if len(body) == 0 {
		return all
	}
	if op.RequestBody == nil {
		return append(all, operation+": a body where there is none")
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	media := op.RequestBody.Value.Content[kind]
	if media == nil {
		return append(all, fmt.Sprintf("%s: a body of type %q", operation, kind))
	}
	switch kind {
	case "application/json":
		all = append(all, o.wrongJSON(operation+" body", media.Schema, body, openapi3.VisitAsRequest())...)
		var v any
		_ = json.Unmarshal(body, &v) // wrongJSON has said so if it is none
		return append(all, unknownMembers(operation+" body", media.Schema.Value, v)...)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return append(all, operation+": a form that cannot be read")
		}
		object := map[string]any{}
		for name := range form {
			object[name] = form.Get(name)
		}
		return append(all, unknownMembers(operation+" body", media.Schema.Value, object)...)
	}
	return all
}

// queryValues are those of names that the description gives as text only;
// sections 4.2 and 6 of the reference.
var queryValues = map[string][]string{
	"filter.scope":              {"All", "Recent", "Favorites"},
	"filter.permissionRequired": {"List", "View", "Edit", "Owner"},
	"filter.status":             {"WaitingForRequest", "Pending", "Approved", "Denied", "Canceled", "Expired"},
	"sortBy[0].direction":       {"None", "Asc", "Desc"},
}

// validQuery reads a value of a query by its schema.
func validQuery(s *openapi3.Schema, text string) error {
	var v any = text
	switch {
	case s.Type.Is("array"):
		return validQuery(s.Items.Value, text)
	case s.Type.Is("integer"), s.Type.Is("number"), s.Type.Is("boolean"):
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return err
		}
	}
	return s.VisitJSON(v)
}

// unknownMembers lists members that the schema does not have: a server binds
// what it knows and drops the rest, so a wrong name is silently without effect.
func unknownMembers(at string, s *openapi3.Schema, v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			p := s.Properties[name]
			if p == nil {
				all = append(all, at+" /"+name+": no such member")
				continue
			}
			all = append(all, unknownMembers(at+" /"+name, p.Value, v[name])...)
		}
	case []any:
		for _, row := range v {
			if s.Items != nil {
				all = append(all, unknownMembers(at, s.Items.Value, row)...)
			}
		}
	}
	return all
}

// exactly compares what was found with what is known; both ways.
func exactly(t *testing.T, what string, found map[string]int, known map[string]string) {
	t.Helper()
	for _, f := range sortedKeys(found) {
		if _, ok := known[f]; !ok {
			t.Errorf("%s: %s (%d times)", what, f, found[f])
		}
	}
	for _, k := range sortedKeys(known) {
		if found[k] == 0 {
			t.Errorf("%s: %s does not occur any more; take it off the list", what, k)
		}
	}
}

func TestTheDescriptionCatchesAWrongAnswer(t *testing.T) {
	o := described(t)
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	for _, tt := range []struct {
		operation, body string
		status          int
		want            []string
	}{
		{"GET /v1/users/current-summary", `{"id":3,"new":1}`, 200, nil},
		{"GET /v1/users/current-summary", `{"id":"3"}`, 200, []string{"GET /v1/users/current-summary 200 /id: type"}},
		{"GET /v1/users/current-summary", `{"id":3}`, 404, []string{"GET /v1/users/current-summary 404: no such status"}},
		{"GET /v1/secrets/{id}/state", `{"secretState":"Odd","approvalEnd":"today","actions":["ViewAudit","Odd"],"folderName":null}`, 200, []string{
			"GET /v1/secrets/{id}/state 200 /actions/*: enum", "GET /v1/secrets/{id}/state 200 /approvalEnd: format", "GET /v1/secrets/{id}/state 200 /secretState: enum",
		}},
	} {
		if got := o.wrongAnswer(tt.operation, answer{tt.status, header, []byte(tt.body)}); !slices.Equal(got, tt.want) {
			t.Errorf("%s %s:\n%q, want\n%q", tt.operation, tt.body, got, tt.want)
		}
	}
}

func TestTheDescriptionCatchesAWrongRequest(t *testing.T) {
	o := described(t)
	query := url.Values{"take": {"x"}, "filter.scope": {"Mine"}, "filter.odd": {"1"}, "filter.includeRestricted": {"true"}}
	got := strings.Join(o.wrongRequest("GET /v2/secrets", query, "", nil), "\n")
	for _, want := range []string{"?filter.odd: no such name", `?filter.scope: "Mine" is none`, `?take: "x" is none`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s in it", got, want)
		}
	}
	if strings.Count(got, "\n") != 2 {
		t.Errorf("more than is wrong: %s", got)
	}
	got = strings.Join(o.wrongRequest("POST /v1/secrets/{id}/extend-check-out", nil, "application/json", []byte(`{"data":{"minutes":1},"notes":""}`)), "|")
	if want := "POST /v1/secrets/{id}/extend-check-out body /data /minutes: no such member|POST /v1/secrets/{id}/extend-check-out body /notes: no such member"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
