package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A row of CONTRACTS.md names its source by tag, files of ssclient, and test
// functions. A name that ends in … is the beginning of one.

// sections are the tables of CONTRACTS.md with their columns. The last two are
// always the file that owns a row and the test that holds it.
var sections = map[string][]string{
	"Relied on":                    {"Behaviour", "Source", "File", "Test"},
	"Contradictions in the record": {"The record says", "Source", "What we do", "File", "Test"},
	"Inventions of the demo vault": {"Invented", "Source", "File", "Test"},
}

// tags are the sources of the reference, and the words for having none.
var tags = regexp.MustCompile(`\b(OAS117|OAS112|RS|PPC|DC|GO31|GO30|GO2|GO1|PY|PS|PS63|SSD|DD|MCP|MRNG|REM|ROY|ISS|CAP|HTTP|own|INV)\b`)

type row struct {
	section string
	line    int
	cells   []string
}

// contracts reads the rows of all tables.
func contracts(t *testing.T) (text string, rows []row) {
	t.Helper()
	raw, err := os.ReadFile("../CONTRACTS.md")
	if err != nil {
		t.Fatal(err)
	}
	section, seen := "", map[string]bool{}
	for i, line := range strings.Split(string(raw), "\n") {
		if name, ok := strings.CutPrefix(line, "## "); ok {
			section = name
			continue
		}
		columns := sections[section]
		if !strings.HasPrefix(line, "|") || columns == nil {
			continue
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], "| ")
		}
		switch {
		case strings.Join(cells, "|") == strings.Join(columns, "|"):
			seen[section] = true
		case strings.HasPrefix(line, "|---"), strings.HasPrefix(cells[0], "**") && strings.Trim(strings.Join(cells[1:], ""), "| ") == "":
		case len(cells) != len(columns):
			t.Errorf("CONTRACTS.md:%d: %d columns, want %q", i+1, len(cells), columns)
		default:
			rows = append(rows, row{section, i + 1, cells})
		}
	}
	for name, columns := range sections {
		if !seen[name] {
			t.Errorf("CONTRACTS.md has no table %q with the columns %q", name, columns)
		}
	}
	return string(raw), rows
}

// testFunctions are the tests, fuzz tests and benchmarks of ssclient and below.
func testFunctions(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, dir := range []string{"..", "../demovault", "../connector", "."} {
		paths, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`).FindAllStringSubmatch(string(raw), -1) {
				all[m[1]] = true
			}
		}
	}
	return all
}

func TestEachContractNamesAFileAndATestThatExist(t *testing.T) {
	_, rows := contracts(t)
	tests := testFunctions(t)
	if len(rows) < 60 || len(tests) < 150 {
		t.Fatalf("only %d rows and %d tests were found", len(rows), len(tests))
	}
	for _, r := range rows {
		if !tags.MatchString(r.cells[1]) {
			t.Errorf("CONTRACTS.md:%d: the source %q has no tag", r.line, r.cells[1])
		}
		files, held := r.cells[len(r.cells)-2], r.cells[len(r.cells)-1]
		for _, file := range strings.Split(files, ", ") {
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(file))); err != nil || !strings.HasSuffix(file, ".go") {
				t.Errorf("CONTRACTS.md:%d: there is no file ssclient/%s", r.line, file)
			}
		}
		for _, name := range strings.Split(held, ", ") {
			if !known(tests, name) {
				t.Errorf("CONTRACTS.md:%d: there is no test %q", r.line, name)
			}
		}
	}
}

func known(tests map[string]bool, name string) bool {
	start, open := strings.CutSuffix(name, "…")
	if !open {
		return tests[name]
	}
	for t := range tests {
		if strings.HasPrefix(t, start) {
			return true
		}
	}
	return false
}

// What the tests excuse must stand where people look.
func TestEachContradictionInATestStandsInTheContracts(t *testing.T) {
	text, _ := contracts(t)
	for table, entries := range map[string]map[string]string{
		"answerContradictions": answerContradictions, "requestContradictions": requestContradictions, "undescribedCalls": undescribedCalls,
	} {
		for entry, source := range entries {
			if source == "" || !strings.Contains(text, "`"+entry+"`") {
				t.Errorf("%s: `%s` (source %q) does not stand in CONTRACTS.md", table, entry, source)
			}
		}
	}
}

// A file that calls the server owns something it relies on.
func TestEachFileThatCallsTheServerIsInTheContracts(t *testing.T) {
	text, _ := contracts(t)
	paths, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile(`"/(api|oauth2|identity|vaultbroker|health|demo)\b`)
	n := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !calls.Match(raw) {
			continue
		}
		n++
		if name := filepath.Base(path); !strings.Contains(text, name) {
			t.Errorf("%s calls the server; CONTRACTS.md does not say what it relies on", name)
		}
	}
	if n < 8 {
		t.Errorf("only %d files call the server?", n)
	}
}
