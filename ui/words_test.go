package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"
)

// The lists in TestEveryValueHasWords and in the tests of challenges are
// complete: each value of these types that app declares is named in a test.
func TestNoValueIsForgotten(t *testing.T) {
	types := map[string]bool{
		"Primary": true, "BusyKind": true, "NoticeKind": true, "EndKind": true, "QuietKind": true,
		"Badge": true, "PromptKind": true, "MFAState": true, "MFAKind": true, "LockForm": true, "SessionState": true,
	}
	none := map[string]bool{"PrimaryNone": true, "NotBusy": true, "NotEnded": true, "QuietNone": true, "BadgeNone": true, "LockNone": true}
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, name := range tests {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				named[s.Sel.Name] = true
			}
			return true
		})
	}
	views, err := filepath.Glob("../app/view*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range views {
		view, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(view, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := v.Type.(*ast.Ident); ok && types[typ.Name] {
				for _, id := range v.Names {
					seen++
					if !named[id.Name] && !none[id.Name] {
						t.Errorf("app.%s is in no test of this package: has it words?", id.Name)
					}
				}
			}
			return true
		})
	}
	if seen < 60 {
		t.Errorf("only %d values found", seen)
	}
}
