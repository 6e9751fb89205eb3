package connector_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/ssclient"
	"sallyport/ssclient/connector"
	"sallyport/workflow/sealed"
)

// TestTheDefinitionsAreTheClientsModels compares both ways: a member that the
// client does not read, and one that the connector does not know.
func TestTheDefinitionsAreTheClientsModels(t *testing.T) {
	for definition, c := range map[string]struct {
		model any
		newer []string // members of servers newer than the connector
	}{
		"SecretModel":          {ssclient.Secret{}, []string{"jumpboxRouteId"}},
		"RestSecretItem":       {ssclient.SecretItem{}, nil},
		"SecretTemplateModel":  {ssclient.Template{}, []string{"concurrencyId"}},
		"ISecretTemplateField": {ssclient.TemplateField{}, nil},
	} {
		d, ok := connector.Find(definition)
		if !ok {
			t.Errorf("no definition %s", definition)
			continue
		}
		want, got := map[string]string{}, map[string]string{}
		for _, m := range d.Members {
			want[m.Name] = string(m.Kind)
		}
		for f := range fields(reflect.TypeOf(c.model)) {
			if name := f.Tag.Get("json"); !slices.Contains(c.newer, name) && name != "-" {
				got[name] = kindOf(f.Type)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-connector +client)\n%s", definition, diff)
		}
	}
}

func fields(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// kindOf is what a Go type reads of JSON.
func kindOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[sealed.Secret]():
		return string(connector.Text)
	case reflect.TypeFor[ssclient.Time]():
		return string(connector.Moment)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Int:
		return string(connector.Integer)
	case reflect.Bool:
		return string(connector.Boolean)
	case reflect.Slice:
		return string(connector.List)
	case reflect.String:
		if t.Name() == "string" {
			return string(connector.Text)
		}
		return string(connector.Choice)
	}
	return t.String()
}

// TestTheValuesAreTheClients: a value that the client knows is read in any case.
func TestTheValuesAreTheClients(t *testing.T) {
	for definition, read := range map[string]func(string) (string, error){
		"HeartbeatStatus":     read[ssclient.HeartbeatStatus],
		"SecretFieldListType": read[ssclient.FieldListType],
		"ListType":            read[ssclient.FieldListType],
		"EditRequiresOptions": read[ssclient.EditRequires],
	} {
		d, _ := connector.Find(definition)
		if len(d.Values) == 0 {
			t.Errorf("no values of %s", definition)
		}
		for _, v := range d.Values {
			if got, err := read(strings.ToLower(v)); got != v || err != nil {
				t.Errorf("%s: the client does not know %s: it reads %q (%v)", definition, v, got, err)
			}
		}
		if got, _ := read("nosuchvalue"); got != "nosuchvalue" {
			t.Errorf("%s: an unknown value becomes %q: this test sees nothing", definition, got)
		}
	}
}

func read[T ~string](name string) (string, error) {
	var v T
	err := json.Unmarshal([]byte(`"`+name+`"`), &v)
	return string(v), err
}
