package main

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sallyport/cmd/internal/desk"
)

// TestRealFolderByKeyboard goes through a folder's table by key: into it, its
// order, a favorite, marks, a check-out, and back to where it came from.
func TestRealFolderByKeyboard(t *testing.T) {
	r := newRig(t)
	r.open()
	r.signIn()
	keys := func(all ...string) {
		t.Helper()
		for _, k := range all {
			r.must(r.desk.Shows(func() error { return r.desk.Key(k) }))
		}
	}
	r.listed()
	keys(slices.Repeat([]string{"Down"}, 6)...) // nothing has the focus: the first gives it to the tree
	keys("Return")
	r.must(desk.Until("the folder to be there", func() bool { return r.desk.Drawn(image.Rect(310, 110, 600, 140)) }))
	r.must(r.desk.Still())
	r.picture("1-linux")
	keys("Tab", "Tab", "Right", "Right", "Right", "Return") // the head: by what is asked
	keys("less")                                            // and before the user
	r.picture("2-by-workflow")
	keys("shift+Tab", "End", "ctrl+d") // jump-01 asks the most
	r.must(r.demo.Happened(111, "favorite", "*", 1))
	keys("space", "Up", "space")
	r.picture("3-marked")
	keys("Home", "Return", "alt+Up", "BackSpace")
	r.picture("4-vault")
	keys("Return", "Escape")
	file, err := os.ReadFile(filepath.Join(r.desk.Home(), ".config", "sallyport", "settings.json"))
	r.must(err)
	if !strings.Contains(string(file), `"sort": "workflow"`) {
		t.Errorf("the order is not remembered: %s", file)
	}
	wantColumns(t, file, "name", "host", "workflow", "user", "heartbeat", "accessed")
}

// wantColumns looks in which order the settings have a table's columns.
func wantColumns(t *testing.T, file []byte, want ...string) {
	t.Helper()
	var got struct {
		Table struct{ Columns []struct{ Name string } }
	}
	if err := json.Unmarshal(file, &got); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range got.Table.Columns {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the columns are kept as %v, want %v", names, want)
	}
}
