package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// unlike lists where a decoded value is not what the JSON says: a field whose
// member no record has, or whose value was lost on the way. names are all
// members on record: a model may serve several calls, of which not each has all.
func unlike(at string, v reflect.Value, j any, names map[string]bool) []string {
	switch {
	case v.Type() == reflect.TypeFor[sealed.Secret]():
		if s, ok := j.(string); ok && !v.Interface().(sealed.Secret).Equal(sealed.New([]byte(s))) {
			return []string{at + ": the sealed value is another"}
		}
		return nil
	case v.Type() == reflect.TypeFor[ssclient.Time]():
		if s, ok := j.(string); ok && v.Interface().(ssclient.Time).IsZero() != strings.HasPrefix(s, "0001-") {
			return []string{at + ": the time was lost"}
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() != (j == nil) {
			return []string{fmt.Sprintf("%s: nil %v, in JSON %v", at, v.IsNil(), j)}
		}
		if v.IsNil() {
			return nil
		}
		return unlike(at, v.Elem(), j, names)
	case reflect.Struct:
		return unlikeStruct(at, v, j, names)
	case reflect.Slice:
		return unlikeRows(at, v, j, names)
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return unlikeScalar(at, v, j)
	}
	return nil
}

func unlikeStruct(at string, v reflect.Value, j any, names map[string]bool) (all []string) {
	object, ok := j.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s: %s from %s", at, v.Type(), kindOf(j))}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			all = append(all, unlike(at, v.Field(i), j, names)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		m, there := object[name]
		if !there && names[name] && v.Field(i).IsZero() {
			continue
		}
		if !there {
			all = append(all, fmt.Sprintf("%s.%s: the record has no such member", at, name))
			continue
		}
		all = append(all, unlike(at+"."+name, v.Field(i), m, names)...)
	}
	return all
}

func unlikeRows(at string, v reflect.Value, j any, names map[string]bool) (all []string) {
	rows, _ := j.([]any)
	if len(rows) != v.Len() {
		return []string{fmt.Sprintf("%s: %d rows, want %d", at, v.Len(), len(rows))}
	}
	for i, row := range rows {
		all = append(all, unlike(fmt.Sprintf("%s[%d]", at, i), v.Index(i), row, names)...)
	}
	return all
}

func unlikeScalar(at string, v reflect.Value, j any) []string {
	if j == nil && v.IsZero() || kindOf(j) == "object" || kindOf(j) == "array" {
		return nil // a value with a spelling of its own
	}
	if v.Kind() == reflect.String && kindOf(j) == "number" && reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil // a name for a number
	}
	if got, want := fmt.Sprint(v.Interface()), fmt.Sprint(j); got != want {
		return []string{fmt.Sprintf("%s: %q, want %q", at, got, want)}
	}
	return nil
}

// memberNames are all members in the answers of fixtures.
func memberNames(all map[string]fixture) map[string]bool {
	names := map[string]bool{}
	for _, f := range all {
		for _, a := range f.Answers {
			for _, m := range memberName.FindAllSubmatch(a.Body, -1) {
				names[string(m[1])] = true
			}
		}
	}
	return names
}

var memberName = regexp.MustCompile(`"(\w+)":`)

func TestUnlikeSeesAWrongTagAndALostValue(t *testing.T) {
	type row struct {
		ID   int    `json:"id"`
		Name string `json:"secretname"`
	}
	j := parsed(t, []byte(`[{"id":7,"secretName":"x"},{"id":8}]`))
	got := strings.Join(unlike("$", reflect.ValueOf([]row{{ID: 7}, {ID: 9}}), j, nil), "|")
	want := `$[0].secretname: the record has no such member|$[1].id: "9", want "8"|$[1].secretname: the record has no such member`
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
