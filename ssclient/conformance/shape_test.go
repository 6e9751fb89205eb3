package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shape is what a JSON value may look like, learnt from examples.
type shape struct {
	kinds   map[string]bool   // "null", "string", "number", "boolean", "object", "array"
	members map[string]*shape // of objects
	always  map[string]bool   // members that all examples have
	rows    *shape            // of arrays; nil: no example has a row
}

// learn adds an example.
func (s *shape) learn(example any) {
	if s.kinds == nil {
		s.kinds = map[string]bool{}
	}
	first := !s.kinds["object"]
	s.kinds[kindOf(example)] = true
	switch e := example.(type) {
	case map[string]any:
		if first {
			s.members, s.always = map[string]*shape{}, map[string]bool{}
		}
		for name, v := range e {
			if s.members[name] == nil {
				s.members[name] = &shape{}
				s.always[name] = first
			}
			s.members[name].learn(v)
		}
		for name := range s.always {
			if _, there := e[name]; !there {
				s.always[name] = false
			}
		}
	case []any:
		for _, v := range e {
			if s.rows == nil {
				s.rows = &shape{}
			}
			s.rows.learn(v)
		}
	}
}

// differences lists where a value is less than its shape, or something else.
// More members than the shape has are fine: the real server has more, too. A
// shape that was only ever null says nothing about the kind.
func (s *shape) differences(at string, v any) (all []string) {
	kind := kindOf(v)
	if !s.kinds[kind] {
		if len(s.kinds) == 1 && s.kinds["null"] {
			return nil
		}
		return []string{fmt.Sprintf("%s is %s, want %s", at, kind, strings.Join(sortedKeys(s.kinds), " or "))}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(s.members) {
			m, there := v[name]
			if there {
				all = append(all, s.members[name].differences(at+"."+name, m)...)
			} else if s.always[name] {
				all = append(all, at+"."+name+" is missing")
			}
		}
	case []any:
		for i, row := range v {
			if s.rows != nil {
				all = append(all, s.rows.differences(fmt.Sprintf("%s[%d]", at, i), row)...)
			}
		}
	}
	return all
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64, json.Number:
		return "number"
	case bool:
		return "boolean"
	case map[string]any:
		return "object"
	}
	return "array"
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestAShapeSeesWhatIsMissingAndWhatIsOther(t *testing.T) {
	var s shape
	for _, example := range []string{`{"a":1,"b":null,"c":[{"d":"x"}],"e":true,"f":null}`, `{"a":2,"b":"text","c":[],"e":false}`} {
		s.learn(parsed(t, []byte(example)))
	}
	for in, want := range map[string]string{
		`{"a":1,"b":null,"c":[],"e":true}`:                    "",
		`{"a":1,"b":"x","c":[{"d":""}],"e":true,"f":7,"g":1}`: "",
		`{"a":"1","b":null,"c":[],"e":true}`:                  "$.a is string, want number",
		`{"a":1,"b":4,"c":null,"e":true}`:                     "$.b is number, want null or string|$.c is null, want array",
		`{"a":1,"b":null,"c":[{}],"e":true}`:                  "$.c[0].d is missing",
		`{"b":null,"c":[],"e":true}`:                          "$.a is missing",
		`[]`:                                                  "$ is array, want object",
	} {
		if got := strings.Join(s.differences("$", parsed(t, []byte(in))), "|"); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func parsed(t *testing.T, raw []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("not JSON: %.200q: %v", raw, err)
	}
	return v
}
