package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// What the system cannot do is said where it is offered, and nowhere else.
func TestASettingSaysWhatTheSystemCannotDo(t *testing.T) {
	r := newRig(t, Light)
	r.show(settingsView())
	notes := func(l Lacks) map[string]string {
		r.env.lacks = l
		all := map[string]string{}
		for _, row := range rowsOf(sectionSafety, l) {
			all[row.name] = row.note
		}
		return all
	}
	plain := notes(Lacks{})
	for name, c := range map[string]struct {
		lacks Lacks
		row   string
	}{
		"nobody tells how long nobody was there": {Lacks{Idle: true, OnlyX: true}, "Lock after"},
		"Wayland":                                {Lacks{OnlyX: true}, "Lock after"},
		"nobody tells of the lock":               {Lacks{ScreenLock: true}, "Lock with the screen"},
		"nothing conceals":                       {Lacks{Conceal: true}, "Clear the clipboard"},
	} {
		for row, note := range notes(c.lacks) {
			if changed := note != plain[row]; changed != (row == c.row) {
				t.Errorf("%s: of %s it says %q", name, row, note)
			}
		}
	}
}

// The fixed words of a diagnosis are what the program and the tables of clients
// say: they are looked for in the source.
func TestTheFixedWordsOfADiagnosisAreTranslated(t *testing.T) {
	seen := 0
	for _, name := range []string{"doctor.go", "doctordesktop.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), "../cmd/sallyport/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || !slices.Contains([]string{"row", "head", "either", "look"}, called(c)) {
				return true
			}
			for _, arg := range c.Args {
				if word, ok := literal(arg); ok && word != "" && word != "Sallyport" && word != "X11" && word != "Wayland" {
					if seen++; !slices.Contains(diagnosisWords, word) {
						t.Errorf("%s: %q has no words in the window", name, word)
					}
				}
			}
			return true
		})
	}
	products := []string{"Remote Desktop Connection", "Windows App"} // names
	for _, name := range []string{"survey.go", "advisories.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), "../launcher/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && !strings.HasPrefix(fn.Name.Name, "judge") && fn.Name.Name != "byHand" && fn.Name.Name != "Look" {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				e, _ := n.(ast.Expr)
				if word, ok := literal(e); ok && strings.Contains(word, " ") && !strings.Contains(word, `\.`) && !slices.Contains(products, word) {
					if seen++; !slices.Contains(diagnosisWords, word) {
						t.Errorf("%s: %q has no words in the window", name, word)
					}
				}
				return true
			})
		}
	}
	if seen < 60 {
		t.Errorf("only %d fixed words were found", seen)
	}
}

func TestADiagnosisSpeaksTheWindowsLanguage(t *testing.T) {
	r := newRig(t, Light)
	speak("de")
	defer speak()
	r.show(atRest())
	text := "Sallyport  1.2.3  linux/amd64\n\nSESSIONS\nrdp  cannot be started  start xfreerdp: it does not say its version: oops\n\nCLIENTS\nssh  9.2p1  /usr/bin/ssh\n     CVE-2025-26465  fixed in 9.9p2  another host can pass for the right one where VerifyHostKeyDNS is on  not here: it is off\n\nDESKTOP\nX11    :0\ntray   there\nlog    -rw-------  /home/alice/log\n"
	var said []string
	var read func(o fyne.CanvasObject)
	read = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *fyne.Container:
			for _, x := range o.Objects {
				read(x)
			}
		case interface{ Text() string }:
			said = append(said, o.Text())
		}
	}
	for _, o := range diagnosisLines(text) {
		read(o)
	}
	all := strings.Join(said, "|")
	for _, want := range []string{"Sallyport", "DESKTOP", "X11", ":0", "Symbolleiste", "/home/alice/log", "behoben in 9.9p2", "hier nicht: es ist aus"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
}
