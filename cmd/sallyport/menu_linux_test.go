package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What `make install` puts into the desktop's menu is what the desktop's own
// tool accepts, and what the program calls itself.
func TestTheEntryInTheDesktopsMenu(t *testing.T) {
	const path = "../../assets/" + appID + ".desktop"
	out, err := exec.Command("desktop-file-validate", path).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Fatalf("%v %s (`make test` installs desktop-file-utils)", err, out)
	}
	entry, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := os.ReadFile("../../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"GenericName", "Comment"} {
		_, after, _ := strings.Cut(string(entry), "\n"+key+"=")
		value, _, _ := strings.Cut(after, "\n")
		if value == "" || !strings.Contains(string(meta), key+` = "`+value+`"`) {
			t.Errorf("%s is %q, FyneApp.toml says something else", key, value)
		}
	}
	if !strings.Contains(string(entry), "\nIcon="+appID+"\n") || !strings.Contains(string(meta), `ID = "`+appID+`"`) {
		t.Errorf("not everything is called %s", appID)
	}
}
