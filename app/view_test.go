package app_test

import (
	"reflect"
	"testing"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// A window draws all of a View and a log may print it: no secret is in reach of one.
func TestNoSealedValueIsReachableFromAView(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(at string, r reflect.Type)
	walk = func(at string, r reflect.Type) {
		if seen[r] {
			return
		}
		seen[r] = true
		if r == reflect.TypeFor[sealed.Secret]() {
			t.Errorf("%s is a sealed value", at)
			return
		}
		switch r.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(at+"[]", r.Elem())
		case reflect.Map:
			walk(at+"[key]", r.Key())
			walk(at+"[]", r.Elem())
		case reflect.Struct:
			if r.PkgPath() == "time" {
				return
			}
			for i := range r.NumField() {
				walk(at+"."+r.Field(i).Name, r.Field(i).Type)
			}
		case reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
			t.Errorf("%s is a %s: a View is plain values", at, r.Kind())
		}
	}
	walk("View", reflect.TypeFor[app.View]())
	if len(seen) < 15 {
		t.Fatalf("only %d types were looked at", len(seen))
	}
}
