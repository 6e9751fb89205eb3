package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sallyport/assets"
)

const translationDir = "../assets/translations/"

// howTo is added to what fails here: whoever adds a text meets it.
const howTo = `
To add a text: write tr("English text with a {name}", "name", value), or trn(n, "{n} thing", "{n} things") for a number;
texts of a package's tables (var x = ...) are keys by themselves, and tr translates them where they are shown.
Then run "go test ./ui -run TestWords -update": it writes en.json and adds the new keys to the other languages, empty.
Write the German into assets/translations/de.json, and run it again without -update.`

// technical are the literals of ui with letters in them that are not words to translate.
var technical = map[string]bool{
	"Sallyport": true, "Sallyport — ": true, "https://vault.example.com/SecretServer": true, // names
	"s": true, "f": true, ".note": true, ".svg": true, ".png": true, // IDs and files
	"English": true, "Deutsch": true, "OpenSSH": true, "PuTTY": true, // names, too
	"n": true, "Ag": true, // of trn; to measure
}

// takesTechnical are functions whose literals are names of icons, forms of times, pieces to look for.
var takesTechnical = regexp.MustCompile(`^(icon|tinted|open|Format|Parse|ParseInLocation|HasPrefix|HasSuffix|Contains|Cut|CutPrefix|CutSuffix|Trim\w*|Split|EqualFold|numberAfter|ThemeColorName|ThemeSizeName|ThemeIconName|MustCompile|NewReplacer|Translations|Setenv|Getenv)$`)

// entry is a key of the files: how it is used in the source.
type entry struct {
	at  string
	one string // of trn: what it says of one
}

// constant is a text that tr is given by its name.
type constant struct {
	at   ast.Node
	text string
	said bool
}

// source is what ui's source says in words.
type source struct {
	fset   *token.FileSet
	keys   map[string]entry
	consts map[string]constant
	faults []string
	used   map[string]bool // of technical
}

func (s *source) fault(n ast.Node, format string, args ...any) {
	s.faults = append(s.faults, s.fset.Position(n.Pos()).String()+": "+fmt.Sprintf(format, args...))
}

func (s *source) key(n ast.Node, key, one string) {
	if old, ok := s.keys[key]; ok && old.one != one {
		s.fault(n, "%q is used with another singular at %s", key, old.at)
	}
	s.keys[key] = entry{at: s.fset.Position(n.Pos()).String(), one: one}
}

var (
	verbs  = regexp.MustCompile(`%[-+# 0-9.*]*[a-zA-Z%]|\\u[0-9a-fA-F]{4}`)
	letter = regexp.MustCompile(`\p{L}`)
	param  = regexp.MustCompile(`\{(\w+)\}`)
)

func params(text string) []string {
	var names []string
	for _, m := range param.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func literal(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(b.Value)
	return text, err == nil
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// readSource reads the files of a folder; key finds every text.
func (s *source) read(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) < 10 {
		t.Fatalf("%s: %d files, %v", dir, len(paths), err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		s.readConsts(f)
	}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			table := ok && g.Tok == token.VAR
			if ok && g.Tok != token.VAR {
				continue // imports, types with tags, constants
			}
			s.walk(d, table)
		}
	}
}

func (s *source) readConsts(f *ast.File) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, e := range v.Values {
				if text, ok := literal(e); ok {
					s.consts[v.Names[i].Name] = constant{at: v, text: text}
				}
			}
		}
	}
}

// walk looks at every literal below a node; those of a table are keys.
func (s *source) walk(n ast.Node, table bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			return s.call(n, table)
		case *ast.BinaryExpr:
			return n.Op != token.EQL && n.Op != token.NEQ
		case *ast.IndexExpr:
			s.walk(n.X, table)
			return false
		case *ast.KeyValueExpr:
			s.walk(n.Value, table)
			return false
		case *ast.CompositeLit:
			return !s.namesAndValues(n, table)
		case *ast.CaseClause:
			for _, st := range n.Body {
				s.walk(st, table)
			}
			return false
		case *ast.BasicLit:
			s.text(n, table)
		case *ast.Field:
			return false // a tag
		}
		return true
	})
}

// namesAndValues looks at a list that is given to tr: the names in it are none of ours.
func (s *source) namesAndValues(n *ast.CompositeLit, table bool) bool {
	list, ok := n.Type.(*ast.ArrayType)
	if !ok {
		return false
	}
	if of, ok := list.Elt.(*ast.Ident); !ok || of.Name != "any" {
		return false
	}
	for i, e := range n.Elts {
		if i%2 == 1 {
			s.walk(e, table)
		}
	}
	return true
}

func (s *source) text(n *ast.BasicLit, table bool) {
	text, ok := literal(n)
	switch {
	case !ok || !letter.MatchString(verbs.ReplaceAllString(text, "")):
	case technical[text]:
		s.used[text] = true
	case assets.Icon(text) != nil:
	case table:
		s.key(n, text, "")
	default:
		s.fault(n, "%q does not go through tr", text)
	}
}

// call reports whether there is more to look at below it.
func (s *source) call(c *ast.CallExpr, table bool) bool {
	name := called(c)
	switch {
	case name == "tr" && len(c.Args) > 0:
		text, ok := literal(c.Args[0])
		if id, is := c.Args[0].(*ast.Ident); is && !ok {
			if c, known := s.consts[id.Name]; known {
				c.said = true
				text, ok, s.consts[id.Name] = c.text, true, c
			}
		}
		if ok {
			s.key(c, text, "")
			s.args(c, text, c.Args[1:])
			return false
		}
		for i, a := range c.Args[1:] {
			if i%2 == 1 { // before it stands the name in a table's texts
				s.walk(a, table)
			}
		}
		return false
	case name == "trn" && len(c.Args) > 2:
		one, ok1 := literal(c.Args[1])
		many, ok2 := literal(c.Args[2])
		if !ok1 || !ok2 {
			s.fault(c, "trn takes its texts literally")
			return false
		}
		s.key(c, many, one)
		s.args(c, many, c.Args[3:], "n")
		return false
	case takesTechnical.MatchString(name):
		for _, a := range c.Args {
			if _, ok := literal(a); !ok {
				s.walk(a, table)
			}
		}
		return false
	}
	return true
}

// args holds the names in a text to the values that it is given.
func (s *source) args(c *ast.CallExpr, text string, args []ast.Expr, given ...string) {
	for i, a := range args {
		if i%2 == 1 {
			s.walk(a, false)
			continue
		}
		name, ok := literal(a)
		if !ok {
			s.fault(c, "the name of a value is a literal")
			return
		}
		given = append(given, name)
	}
	slices.Sort(given)
	if want := params(text); len(args)%2 != 0 || !slices.Equal(want, given) {
		s.fault(c, "%q names %v, and is given %v", text, want, given)
	}
}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{fset: token.NewFileSet(), keys: map[string]entry{}, consts: map[string]constant{}, used: map[string]bool{}}
	s.read(t, ".")
	s.read(t, "widgets")
	for name, c := range s.consts {
		if !c.said && strings.Contains(strings.TrimSpace(c.text), " ") {
			s.fault(c.at, "%s is a text that no tr is given", name)
		}
	}
	if len(s.keys) < 300 {
		t.Errorf("only %d texts found", len(s.keys))
	}
	return s
}

func TestWordsOfTheSourceAllGoThroughTr(t *testing.T) {
	s := readSource(t)
	slices.Sort(s.faults)
	for _, f := range s.faults {
		t.Error(f)
	}
	for text := range technical {
		if !s.used[text] {
			t.Errorf("%q is in the list of technical literals and nowhere in the source: take it out", text)
		}
	}
	if t.Failed() {
		t.Log(howTo)
	}
}

// said is a text of a file: one for each plural form.
type said map[string]string

func readTranslations(t *testing.T, lang string) map[string]said {
	t.Helper()
	raw := map[string]any{}
	if err := json.Unmarshal(assets.Translations(lang), &raw); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	all := map[string]said{}
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			all[key] = said{"other": v}
		case map[string]any:
			all[key] = said{}
			for form, text := range v {
				all[key][form] = fmt.Sprint(text)
			}
		default:
			t.Errorf("%s.json: %q is neither a text nor an object of plural forms", lang, key)
		}
	}
	return all
}

// TestWordsOfTheFiles holds every file to the texts of the source.
func TestWordsOfTheFiles(t *testing.T) {
	s := readSource(t)
	for _, lang := range assets.Languages() {
		have := readTranslations(t, lang)
		if *update {
			have = completed(s, lang, have)
			write(t, lang, have)
		}
		for _, key := range slices.Sorted(maps.Keys(s.keys)) {
			checkPhrase(t, lang, key, s.keys[key], have[key])
		}
		for key := range have {
			if _, ok := s.keys[key]; !ok {
				t.Errorf("%s.json has %q, which nothing says any more: -update takes it out", lang, key)
			}
		}
	}
	if t.Failed() {
		t.Log(howTo)
	}
}

func checkPhrase(t *testing.T, lang, key string, e entry, have said) {
	t.Helper()
	if have["other"] == "" {
		t.Errorf("%s.json lacks %q, said at %s", lang, key, e.at)
		return
	}
	if (e.one != "") != (have["one"] != "") {
		t.Errorf("%s.json: %q has to have the forms that %s gives it", lang, key, e.at)
	}
	if lang == "en" && (have["other"] != key || have["one"] != e.one) {
		t.Errorf("en.json says %v for %q; -update corrects it", have, key)
	}
	for form, text := range have {
		if _, ok := forms[form]; !ok {
			t.Errorf("%s.json: %q has a form %q that no language has", lang, key, form)
		}
		if want, got := params(key), params(text); !slices.Equal(want, got) {
			t.Errorf("%s.json: %q names %v, its translation %v", lang, key, want, got)
		}
	}
}

// completed are the texts of a file with those that are new, and without those that are gone.
func completed(s *source, lang string, have map[string]said) map[string]said {
	all := map[string]said{}
	for key, e := range s.keys {
		switch old := have[key]; {
		case lang == "en" && e.one == "":
			all[key] = said{"other": key}
		case lang == "en":
			all[key] = said{"one": e.one, "other": key}
		case old == nil && e.one == "":
			all[key] = said{"other": ""}
		case old == nil:
			all[key] = said{"one": "", "other": ""}
		default:
			all[key] = old
		}
	}
	return all
}

// write writes a file: a line a text, in order, so that two changes meet seldom.
func write(t *testing.T, lang string, all map[string]said) {
	t.Helper()
	keys := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		if c := strings.Compare(strings.ToLower(a), strings.ToLower(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, key := range keys {
		b.WriteString("  " + jsonText(t, key) + ": ")
		if v := all[key]; len(v) == 1 {
			b.WriteString(jsonText(t, v["other"]))
		} else {
			b.WriteString("{")
			for j, form := range slices.Sorted(maps.Keys(v)) {
				if j > 0 {
					b.WriteString(", ")
				}
				b.WriteString(jsonText(t, form) + ": " + jsonText(t, v[form]))
			}
			b.WriteString("}")
		}
		if i < len(keys)-1 {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	if err := os.WriteFile(translationDir+lang+".json", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func jsonText(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}
