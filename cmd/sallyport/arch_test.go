package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list` says of a package of this module.
type pkg struct {
	ImportPath string
	Dir        string
	Doc        string
	GoFiles    []string
	Imports    []string

	TestImports, XTestImports []string

	files map[string]*ast.File // by name, parsed with comments
	fset  *token.FileSet
}

// short is the import path inside the module.
func (p pkg) short() string { return strings.TrimPrefix(p.ImportPath, "sallyport/") }

// listed asks for Linux, whatever this machine is: rules are about all the code there is.
func listed(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Doc,GoFiles,Imports,TestImports,XTestImports", "sallyport/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for dec.More() {
		p := pkg{files: map[string]*ast.File{}, fset: token.NewFileSet()}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		paths, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			f, err := parser.ParseFile(p.fset, path, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			p.files[filepath.Base(path)] = f
		}
		all = append(all, p)
	}
	if len(all) < 12 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

// production are the files of a package that are not tests, on any system.
func (p pkg) production(f func(name string, file *ast.File)) {
	for name, file := range p.files {
		if !strings.HasSuffix(name, "_test.go") {
			f(name, file)
		}
	}
}

// arrows are the imports inside the module that each package may have.
var arrows = map[string]struct {
	may []string
	why string
}{
	"workflow":              {nil, "rules are pure: they know no server, no launcher and no window"},
	"workflow/sealed":       {nil, "a secret value depends on nothing that could print it"},
	"ssclient":              {[]string{"workflow/sealed"}, "the client reports; it decides nothing and shows nothing"},
	"ssclient/demovault":    {nil, "if the vault shared the client's structs, a wrong JSON tag would pass every test"},
	"ssclient/conformance":  {nil, "it has tests only: what imports both sides must not be importable itself"},
	"ssclient/connector":    {nil, "a description calls nobody"},
	"launcher":              {[]string{"workflow/sealed"}, "starting a client must not depend on why it is started"},
	"launcher/hosttest":     {nil, "real hosts for tests know nothing of who connects to them"},
	"launcher/demohost":     {nil, "the demo target knows accounts through a function, not the vault"},
	"app":                   {[]string{"workflow", "workflow/sealed", "ssclient", "launcher", "app/cache", "app/index", "app/journal", "app/settings", "app/jsonfile", "app/savefile", "app/trail"}, "the loop is headless: no window, no demo"},
	"app/cache":             {[]string{"workflow/sealed"}, "usable and tested alone: it keeps bytes, whatever they are"},
	"app/index":             {nil, "usable and tested alone: what a vault listed, and nothing of how"},
	"app/journal":           {[]string{"app/jsonfile"}, "usable and tested alone"},
	"app/trail":             {[]string{"app/linefile"}, "usable and tested alone"},
	"app/linefile":          {nil, "usable and tested alone: it appends bytes, whatever they say"},
	"app/settings":          {[]string{"app/jsonfile"}, "usable and tested alone"},
	"app/savefile":          {[]string{"workflow/sealed"}, "usable and tested alone: it writes bytes, whosever they are"},
	"app/jsonfile":          {nil, "usable and tested alone"},
	"app/keyring":           {[]string{"workflow/sealed"}, "usable and tested alone"},
	"app/desktop":           {[]string{"workflow/sealed"}, "usable and tested alone"},
	"app/apptest":           {[]string{"app", "app/cache", "app/journal", "app/settings", "app/trail", "assets", "launcher", "ssclient", "ssclient/demovault", "workflow/sealed"}, "the harness drives the app, never the window"},
	"ui":                    {[]string{"app", "ui/widgets", "workflow", "workflow/sealed", "assets"}, "the window sees View and Intent only"},
	"ui/widgets":            {[]string{"assets"}, "widgets are dumb: they do not know the app"},
	"assets":                {nil, "bytes have no logic"},
	"cmd/internal/desk":     {nil, "the desk plays the program from outside"},
	"cmd/internal/output":   {[]string{"ssclient/connector", "workflow/sealed"}, "printing knows no client: it gets bytes"},
	"cmd/tour":              {[]string{"cmd/internal/desk"}, "the tour plays the program from outside"},
	"cmd/bench":             {[]string{"app/cache", "app/index", "app/keyring", "app/settings", "cmd/internal/desk", "ssclient", "workflow/sealed"}, "the benchmark measures the program from outside, once it has laid what an earlier run would have left"},
	"cmd/bench/emptywindow": {nil, "it is what a window costs without us"},
	"cmd/sallyport":         {[]string{"*"}, "the program ties all parts"},
}

func TestArchitectureArrows(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range listed(t) {
		rule, known := arrows[p.short()]
		seen[p.short()] = true
		if !known {
			t.Errorf("package %s has no rule: say in arrows what it may import, and why", p.short())
			continue
		}
		for _, imp := range p.Imports {
			inside, ours := strings.CutPrefix(imp, "sallyport/")
			if ours && !slices.Contains(rule.may, inside) && !slices.Contains(rule.may, "*") {
				t.Errorf("%s imports %s: %s", p.short(), inside, rule.why)
			}
		}
	}
	for name := range arrows {
		if !seen[name] {
			t.Errorf("arrows speaks of %s, which does not exist", name)
		}
	}
}

// lands says which packages may import what lies outside.
var lands = []struct {
	path, why string
	may       []string
}{
	{"github.com/go-resty/resty/v2", "one package speaks to the vault, and one place in it judges answers", []string{"ssclient"}},
	{"fyne.io/fyne/v2", "the toolkit stays in the window", []string{"ui", "ui/widgets", "cmd/sallyport", "cmd/bench/emptywindow"}},
	{"os/exec", "one package starts processes", []string{"launcher", "launcher/hosttest", "cmd/internal/desk"}},
	{"net/http", "the app knows no HTTP", []string{"ssclient", "ssclient/demovault", "cmd/internal/desk"}},
	{"golang.org/x/crypto", "keys and sealed storage are the launcher's and the demo's", []string{"launcher", "launcher/demohost", "launcher/hosttest", "ssclient/demovault"}},
	{"filippo.io/age", "names are kept encrypted, and the demo vault plays QuantumLock", []string{"app/cache", "ssclient/demovault"}},
	{"github.com/blevesearch/vellum", "one package forgives typing errors", []string{"app/index"}},
	{"modernc.org/sqlite", "only the demo vault has a database", []string{"ssclient/demovault"}},
	{"github.com/zalando/go-keyring", "one package waits for the keyring, with a limit", []string{"app/keyring"}},
	{"github.com/spf13/cobra", "flags are the program's", []string{"cmd/sallyport"}},
	{"github.com/jezek/xgb", "one place holds the clipboard, another plays the keyboard", []string{"app/desktop", "cmd/internal/desk"}},
	{"testing", "production code is not a test", []string{"app/apptest", "launcher/hosttest"}},
	{"github.com/chromedp", "a browser is for tests", nil},
}

func TestArchitectureLands(t *testing.T) {
	for _, p := range listed(t) {
		for _, imp := range p.Imports {
			for _, l := range lands {
				if (imp == l.path || strings.HasPrefix(imp, l.path+"/")) && !slices.Contains(l.may, p.short()) {
					t.Errorf("%s imports %s: %s", p.short(), imp, l.why)
				}
			}
		}
	}
}

// judges are modules that only tests may use, and whose: they bring much with
// them, or are what we are measured by.
var judges = []struct {
	path, why string
	may       []string
}{
	{"github.com/getkin/kin-openapi", "descriptions are read by tests; the program writes its own", []string{"ssclient/conformance", "ssclient/connector"}},
	{"github.com/DelineaXPM", "the vendor's clients are what the demo is measured by", []string{"ssclient/conformance"}},
}

func TestArchitectureJudges(t *testing.T) {
	for _, p := range listed(t) {
		for _, j := range judges {
			uses := func(imports []string) bool {
				return slices.ContainsFunc(imports, func(i string) bool { return i == j.path || strings.HasPrefix(i, j.path+"/") })
			}
			if uses(p.Imports) {
				t.Errorf("%s imports %s outside of a test: %s", p.short(), j.path, j.why)
			}
			if (uses(p.TestImports) || uses(p.XTestImports)) && !slices.Contains(j.may, p.short()) {
				t.Errorf("the tests of %s import %s: %s", p.short(), j.path, j.why)
			}
		}
	}
}

// A browser is slow to start and large: one package's tests have pages to try in it.
func TestArchitectureBrowserTests(t *testing.T) {
	for _, p := range listed(t) {
		for name, f := range p.files {
			for _, imp := range f.Imports {
				if strings.HasPrefix(imp.Path.Value, `"github.com/chromedp/`) && p.short() != "ssclient/demovault" {
					t.Errorf("%s/%s drives a browser: only the demo vault has pages", p.short(), name)
				}
			}
		}
	}
}

func TestArchitectureEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range listed(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment: what it owns, what it never does, what it imports", p.short())
		}
	}
}

// bans are words that may stand in production code only in the files named.
var bans = []struct {
	re   *regexp.Regexp
	in   *regexp.Regexp // package/file that may
	most int            // how often in all; 0: no limit
	why  string
}{
	{regexp.MustCompile(`^fyne\.Do$`), regexp.MustCompile(`^ui/post\.go$`), 1, "one place hands work to the window's goroutine"},
	{regexp.MustCompile(`^fyne\.DoAndWait$`), nil, 0, "it hangs the app from the window's own goroutine"},
	{regexp.MustCompile(`^time\.(Now|Sleep|AfterFunc|Since|Until|After|Tick)$`), regexp.MustCompile(`^(app/clock\.go|app/apptest/.*|ssclient/(client|throttle|do|token)\.go|ssclient/demovault/.*|app/desktop/instance\.go|launcher/.*|cmd/.*)$`), 0, "time comes in through app.Clock"},
	{regexp.MustCompile(`\.(SetDebug|EnableTrace|EnableGenerateCurlOnDebug|SetRetryCount|SetRetryWaitTime)$`), regexp.MustCompile(`^ssclient/client\.go$`), 1, "resty must neither log secrets nor repeat a call"},
	{regexp.MustCompile(`^\w+(\.\w+)*\.Reveal$`), regexp.MustCompile(`^(workflow/sealed/.*|ssclient/(token|bearer|keeper|pasted|body|secrets|do|refusal)\.go|launcher/.*|app/(reader|pane)\.go|app/(keyring|cache|savefile)/.*|app/desktop/clipboard_(x11|windows)\.go|app/apptest/.*|cmd/sallyport/(credentials|inputs)\.go|ui/(clipboard|glimpse)\.go|cmd/internal/output/.*)$`), 0, "a secret is opened only where it is delivered"},
	{regexp.MustCompile(`^log\.(Print|Printf|Println|Fatal|Fatalf|Panic)$`), nil, 0, "log through slog, which masks sealed values"},
}

func TestArchitectureBannedCalls(t *testing.T) {
	count := make([]int, len(bans))
	for _, p := range listed(t) {
		p.production(func(name string, f *ast.File) {
			where := p.short() + "/" + name
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				for i, b := range bans {
					if !b.re.MatchString(dotted(sel)) {
						continue
					}
					count[i]++
					if b.in == nil || !b.in.MatchString(where) {
						t.Errorf("%s: %s: %s", p.fset.Position(sel.Pos()), dotted(sel), b.why)
					}
				}
				return true
			})
		})
	}
	for i, b := range bans {
		if b.most > 0 && count[i] > b.most {
			t.Errorf("%s stands %d times, may %d: %s", b.re, count[i], b.most, b.why)
		}
		if b.in != nil && count[i] == 0 {
			t.Errorf("%s is nowhere: the rule has lost its subject", b.re)
		}
	}
}

func dotted(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return dotted(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return dotted(e.Fun)
	case *ast.IndexExpr:
		return dotted(e.X)
	}
	return "x"
}

func TestArchitectureGoroutinesStartWhereTheyAreWaitedFor(t *testing.T) {
	may := regexp.MustCompile(`^(app|app/keyring|app/desktop|app/apptest|launcher|launcher/demohost|ssclient/demovault|cmd/.*)$`)
	for _, p := range listed(t) {
		p.production(func(name string, f *ast.File) {
			ast.Inspect(f, func(n ast.Node) bool {
				// ssclient/keeper.go: a rotation outlives the caller that gives up, and Close waits for it.
				if g, ok := n.(*ast.GoStmt); ok && !may.MatchString(p.short()) && p.short()+"/"+name != "ssclient/keeper.go" {
					t.Errorf("%s starts a goroutine: they start in app, launcher and the demo", p.fset.Position(g.Pos()))
				}
				return true
			})
		})
	}
}

func TestArchitectureNoHiddenState(t *testing.T) {
	for _, p := range listed(t) {
		p.production(func(_ string, f *ast.File) {
			for _, d := range f.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.VAR {
					continue
				}
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					if !isTable(g, v) {
						t.Errorf("%s: variable %s: a package has no state but tables, errors and embeds", p.fset.Position(v.Pos()), v.Names[0].Name)
					}
				}
			}
		})
	}
}

// isTable reports whether a package variable is data: an embed, an interface
// check, an error, a literal, or a function of literals such as MustCompile.
func isTable(g *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{g.Doc, v.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed") }) {
			return true
		}
	}
	if v.Names[0].Name == "_" {
		return true
	}
	if len(v.Values) == 0 {
		return false
	}
	for _, e := range v.Values {
		switch e := e.(type) {
		case *ast.CompositeLit:
			if _, m := e.Type.(*ast.MapType); m && len(e.Elts) == 0 {
				return false // to be filled
			}
		case *ast.UnaryExpr, *ast.BasicLit:
		case *ast.CallExpr:
			if !regexp.MustCompile(`^(errors\.New|regexp\.MustCompile|strings\.NewReplacer|\w+\.?New\w*Resource|newTable|table)$`).MatchString(dotted(e.Fun)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func TestArchitectureWindowTestsRunOneByOne(t *testing.T) {
	for _, p := range listed(t) {
		if p.short() != "ui" && p.short() != "ui/widgets" {
			continue
		}
		for name, f := range p.files {
			ast.Inspect(f, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasSuffix(name, "_test.go") && dotted(sel) == "t.Parallel" {
					t.Errorf("%s: Fyne's test driver is one for all tests", p.fset.Position(sel.Pos()))
				}
				return true
			})
		}
	}
}

// The top level is the card's: whoever adds to it decides that on purpose.
func TestArchitectureTopLevel(t *testing.T) {
	may := regexp.MustCompile(`^(cmd|app|ui|workflow|ssclient|launcher|assets|FyneApp\.toml|go\.mod|go\.sum|Makefile|README\.md|LICENSE|CONTRIBUTING\.md|SECURITY\.md|staticcheck\.conf|out|fresh-out|\..*)$`)
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !may.MatchString(e.Name()) {
			t.Errorf("%s at the top level: put it where it belongs", e.Name())
		}
	}
}
