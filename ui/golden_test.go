package ui

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"sallyport/ui/widgets"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A day of the demo's users is a day of the goldens' machine, wherever that is.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// TestGoldens holds every screen to its outline: what is on it, where, how big,
// and what has the focus. Pictures of the same: see TestScreens.
func TestGoldens(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range allScreens() {
		seen[s.name+".txt"] = true
		t.Run(s.name, func(t *testing.T) {
			r := newRig(t, Light)
			r.show(s.view())
			if s.do != nil {
				s.do(r)
			}
			golden(t, s.name+".txt", r.outline())
		})
	}
	for _, s := range germanScreens() {
		name := "de-" + s.name + ".txt"
		seen[name] = true
		t.Run("de "+s.name, func(t *testing.T) {
			r := newRigIn(t, Light, "de")
			r.show(s.view())
			if s.do != nil {
				s.do(r)
			}
			golden(t, name, r.outline())
		})
	}
	files, err := os.ReadDir("testdata/screens")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !seen[f.Name()] {
			t.Errorf("testdata/screens/%s belongs to no screen", f.Name())
		}
	}
}

// germanScreens are those with the most words of each kind: German is longer.
func germanScreens() []screen {
	var some []screen
	for _, s := range slices.Concat(screens(), flowScreens(), settingsScreens(), welcomeScreens()) {
		switch s.name {
		case "welcome-demo", "signin-refused", "rest", "form", "out-red", "held", "failed", "everything", "extend", "quit", "help", "inbox", "history", "mfa-choose", "host-key", "access-calendar", "settings", "settings-network", "folder", "folder-head", "folder-drag", "folder-columns", "vault-page":
			some = append(some, s)
		}
	}
	return some
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "screens", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s\nmake golden writes it anew, if this is meant", file, d)
	}
}

// outline is what a person sees, line by line: kind, words, place and size.
func (r *rig) outline() string {
	var b strings.Builder
	windows := []fyne.Window{r.win}
	if r.mfa.win != nil {
		windows = append(windows, r.mfa.win)
	}
	for _, w := range windows {
		size := w.Canvas().Size()
		fmt.Fprintf(&b, "window %q %.0f×%.0f\n", w.Title(), size.Width, size.Height)
		o := outliner{out: &b, focused: w.Canvas().Focused()}
		o.walk(w.Content(), fyne.Position{}, 1)
		if top := w.Canvas().Overlays().Top(); top != nil {
			b.WriteString(" over it\n")
			o.walk(top, fyne.Position{}, 2)
		}
	}
	return b.String()
}

type outliner struct {
	out     *strings.Builder
	focused fyne.Focusable
}

// walk prints what has words or can be used, and goes into all the rest.
func (o *outliner) walk(obj fyne.CanvasObject, at fyne.Position, depth int) {
	if !obj.Visible() {
		return
	}
	at = at.Add(obj.Position())
	if line, leaf := o.line(obj); line != "" {
		mark := ""
		if f, ok := obj.(fyne.Focusable); ok && f == o.focused {
			mark = " ← focus"
		}
		fmt.Fprintf(o.out, "%s%s  @%d,%d %d×%d%s\n", strings.Repeat(" ", depth), line,
			round(at.X), round(at.Y), round(obj.Size().Width), round(obj.Size().Height), mark)
		if leaf {
			return
		}
		depth++
	}
	switch c := obj.(type) {
	case *fyne.Container:
		for _, x := range c.Objects {
			o.walk(x, at, depth)
		}
	case *container.Scroll:
		o.walk(c.Content, at, depth)
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(c).Objects() {
			o.walk(x, at, depth)
		}
	}
}

func round(f float32) int { return int(math.Round(float64(f))) }

// line is how an object is written, and whether nothing inside of it is.
func (o *outliner) line(obj fyne.CanvasObject) (line string, leaf bool) {
	switch w := obj.(type) {
	case *widgets.Button:
		return fmt.Sprintf("[%s]%s", w.Label(), off(w.Disabled())), true
	case *widgets.Option:
		return fmt.Sprintf("(%s | %s)", w.Name(), w.Note()), true
	case *widgets.Entry:
		text := w.Text
		if w.Password {
			text = strings.Repeat("•", len(text))
		}
		if text == "" {
			return fmt.Sprintf("entry, empty: %s", w.PlaceHolder), true
		}
		return fmt.Sprintf("entry %q", text), true
	case *widgets.Check:
		return fmt.Sprintf("check %v %s", w.On, w.Label()), true
	case *widgets.Text:
		return quoted(w.Shown()), true
	case *widgets.Paragraph:
		return quoted(strings.Join(w.Lines(), " / ")), true
	case *widgets.Ring:
		return fmt.Sprintf("ring %.2f", w.Fraction()), true
	case *widgets.Gauge:
		return fmt.Sprintf("gauge %.2f", w.Fraction()), true
	case *widgets.Calendar:
		return "calendar " + w.Day().Format(dayForm), true
	case *widgets.Spinner:
		return "spinner", true
	case *canvas.Image, *canvas.Rectangle, *canvas.Circle, *canvas.Line:
		return "", true
	case *widgets.Card, *widgets.Steps, *widgets.Modal:
		return strings.ToLower(reflect.TypeOf(w).Elem().Name()), false
	}
	return "", false
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%q", s)
}

func off(disabled bool) string {
	if disabled {
		return " off"
	}
	return ""
}
