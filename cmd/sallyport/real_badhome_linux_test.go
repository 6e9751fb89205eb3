package main

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sallyport/cmd/internal/desk"
)

// amber counts the pixels of a warning's words in a part of the desk.
func amber(pic *image.NRGBA, part image.Rectangle) (n int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := pic.NRGBAAt(x, y)
			if c.R > 0xc0 && c.G > 0x70 && c.G < 0xd0 && c.B < 0x70 {
				n++
			}
		}
	}
	return n
}

// warned waits for the banner under the header.
func (r *rig) warned() {
	r.t.Helper()
	r.must(desk.Until("a banner", func() bool {
		pic, err := r.desk.Picture()
		return err == nil && amber(pic, image.Rect(0, 68, 640, 104)) > 40
	}))
}

// TestRealBadHome lets the program write nowhere, or find rubbish: it starts,
// says so, and whoever can work works. Root writes to every folder whatever
// its mode, so a file is in the way instead.
func TestRealBadHome(t *testing.T) {
	inTheWay := func(t *testing.T) string {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path + "/below"
	}
	t.Run("without a journal", func(t *testing.T) {
		r := newRig(t, "XDG_STATE_HOME="+inTheWay(t))
		r.must(r.desk.Trust(r.demo))
		r.open()
		r.signIn()
		r.warned()
		r.picture("banner")
		terminal := r.connect("db-01")
		r.must(r.demo.Happened(dbSecret, "check-out", "*", 1))
		r.leaveTerminal(terminal, "db-01")
		r.checkedIn(dbSecret)
		r.quit()
		r.checkIns(dbSecret, 1)
	})
	t.Run("without a place for anything", func(t *testing.T) {
		bad := inTheWay(t)
		r := newRig(t, "XDG_STATE_HOME="+bad, "XDG_CONFIG_HOME="+bad, "XDG_DATA_HOME="+bad, "XDG_CACHE_HOME="+bad)
		r.open()
		r.signIn()
		r.warned()
		r.picture("banner")
		r.must(r.window.Choose("db-01"))
		r.must(r.desk.Key("ctrl+Return"))
		r.must(r.desk.Still())
		r.picture("connect")
		r.quit()
		all, err := r.demo.Ledger()
		r.must(err)
		out, in := 0, 0
		for _, e := range all {
			if e.SecretID == dbSecret && e.Op == "check-out" {
				out++
			}
			if e.SecretID == dbSecret && e.Op == "check-in" {
				in++
			}
		}
		if in != out {
			t.Errorf("%d check-outs and %d check-ins", out, in)
		}
	})
	t.Run("with rubbish in its files", rubbish)
}

// rubbish is set aside, not overwritten, and said.
func rubbish(t *testing.T) {
	r := newRig(t)
	r.must(r.desk.Trust(r.demo))
	settings := filepath.Join(r.desk.Home(), ".config/sallyport/settings.json")
	journal := filepath.Join(r.desk.Home(), ".local/state/sallyport/journal/0123456789abcdef.json")
	for _, path := range []string{settings, journal, strings.TrimSuffix(journal, ".json") + ".lock"} {
		r.must(os.MkdirAll(filepath.Dir(path), 0o700))
		r.must(os.WriteFile(path, []byte("{rubbish"), 0o600))
	}
	r.open()
	r.signIn()
	r.warned()
	r.picture("banner")
	for _, path := range []string{settings, journal} {
		kept, err := os.ReadFile(path + ".damaged")
		if err != nil || string(kept) != "{rubbish" {
			t.Errorf("%s was not set aside: %q, %v", path, kept, err)
		}
	}
	terminal := r.connect("db-01")
	r.leaveTerminal(terminal, "db-01")
	r.checkedIn(dbSecret)
	r.quit()
	r.checkIns(dbSecret, 1)
}
