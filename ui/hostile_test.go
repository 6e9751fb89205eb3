package ui

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"sallyport/ui/widgets"
)

// hostile are names that somebody may give a secret, a user or a machine.
var hostile = map[string]string{
	"long":     strings.Repeat("long-name.", 50),
	"words":    strings.Repeat("many words ", 45),
	"rtl":      "خادم قاعدة البيانات שרת " + strings.Repeat("مزرعة ", 20),
	"override": "\u202eexe.\u2066nip\u2069 \u200fdb\u202c",
	"control":  "a\x00b\x1b[31mc\nd\te\r\u0085f\u2028g",
	"emoji":    "👩‍🔧🔥 prod 🇩🇪 " + strings.Repeat("🧨", 60),
	"html":     `<img src=x onerror=alert(1)><b>db</b>&amp;<script>x</script>`,
	"markdown": "# db **bold** [link](https://evil.example) `code` ![i](x)",
	"invalid":  "db\xff\xfe\xc3(",
	"format":   "%s%d%n {who} {secret} {{.}}",
}

// TestHostileNamesAreTextEverywhere puts each name wherever a View has one: on
// no screen is it anything but text, too wide, or drawn as what it is not.
func TestHostileNamesAreTextEverywhere(t *testing.T) {
	for i, kind := range slices.Sorted(maps.Keys(hostile)) {
		name := hostile[kind]
		for j, s := range allScreens() {
			switch {
			case s.name == "rest":
			case slices.Contains([]string{"form", "out-red", "held", "failed", "search", "extend", "quit", "host-key", "certificate", "force", "inbox", "history", "holders", "mfa-choose", "request-pending", "sections", "sessions", "batch-running", "vaults", "settings-programs", "folder", "folder-drag"}, s.name):
				if (i+j)%3 != 0 {
					continue // each name on a third of these screens, each of them with a third of the names
				}
			case j%len(hostile) != i:
				continue // each other screen with one name
			}
			t.Run(kind+" "+s.name, func(t *testing.T) {
				r := newRig(t, Light)
				v := s.view()
				rename(reflect.ValueOf(&v).Elem(), name)
				r.show(v)
				if s.do != nil {
					s.do(r)
				}
				if s.name == "rest" {
					r.wantWhole(name)
				}
				for _, room := range []fyne.Size{{Width: 1024, Height: 640}, {Width: 512, Height: 320}} {
					r.win.Resize(room)
					r.wantRoom(nil)
					r.wantInside()
				}
				for _, c := range r.windows() {
					wantPlain(t, c.Content())
					if top := c.Overlays().Top(); top != nil {
						wantPlain(t, top)
					}
				}
				if strings.ContainsFunc(r.win.Title(), unicode.IsControl) {
					t.Errorf("the title is %q", r.win.Title())
				}
			})
		}
	}
}

// namedFields are the fields of a View that hold what others have named.
var namedFields = []string{"Name", "Secret", "Secrets", "User", "Host", "Holder", "Who", "Template", "Path", "Requester", "Reviewers", "Reason", "Label", "Detail", "Where", "Subject", "Issuer", "CheckOuts", "Note", "What", "For", "Message", "Masked", "Quiet", "DecidedBy", "Response", "Ticket"}

// rename sets every such text below a value. What pointers lead to is copied first.
func rename(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f, field := v.Field(i), v.Type().Field(i)
			if !f.CanSet() {
				continue
			}
			switch {
			case f.Type() == reflect.TypeFor[string]():
				if slices.Contains(namedFields, field.Name) && f.String() != "" {
					f.SetString(name)
				}
			case f.Type() == reflect.TypeFor[[]string]():
				for j := range f.Len() {
					f.Index(j).SetString(name)
				}
			default:
				rename(f, name)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			rename(v.Elem(), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			rename(v.Index(i), name)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			rename(e, name)
			v.SetMapIndex(k, e)
		}
	}
}

// wantWhole: the pane says the whole name, in as many lines as it takes.
func (r *rig) wantWhole(name string) {
	r.t.Helper()
	letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got := r.main.pane.name.Text(); got != name {
		r.t.Errorf("the pane is headed %q", got)
	}
	shown := letters(strings.Join(r.main.pane.name.Lines(), ""))
	if strings.Count(shown, "")-1 < len([]rune(letters(name)))-8 {
		r.t.Errorf("the pane shows %d characters of %d: %q", len([]rune(shown)), len([]rune(letters(name))), shown)
	}
}

// wantPlain fails for drawn text that turns, hides or ends what is beside it.
func wantPlain(t *testing.T, o fyne.CanvasObject) {
	t.Helper()
	if !o.Visible() {
		return
	}
	switch w := o.(type) {
	case *canvas.Text:
		for _, c := range w.Text {
			if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) && c != '\u200d' && c != '\u200c' {
				t.Errorf("draws %q with %U", w.Text, c)
				return
			}
		}
	case *widgets.Entry: // holds what the user types
	case *fyne.Container:
		for _, x := range w.Objects {
			wantPlain(t, x)
		}
	case *container.Scroll:
		wantPlain(t, w.Content)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(w).Objects() {
			wantPlain(t, x)
		}
	}
}
