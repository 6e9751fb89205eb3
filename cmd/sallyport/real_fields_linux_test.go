package main

import (
	"os/exec"
	"testing"

	"sallyport/cmd/internal/desk"
)

// pasted is what another program on this desk gets from the clipboard.
func (r *rig) pasted() string {
	paste := exec.Command("xclip", "-o", "-selection", "clipboard")
	paste.Env = r.desk.Env()
	text, _ := paste.Output() // there may be nothing yet
	return string(text)
}

// Every field that a template has beyond the usual is copied from the real
// window, by keys, and another program pastes what the vault holds.
func TestRealFieldsAreCopied(t *testing.T) {
	r := newRig(t)
	if _, err := exec.LookPath("xclip"); err != nil {
		t.Fatal("xclip is missing: `make test` installs it")
	}
	const enable = "2nd pass-Word! "
	r.alice().call("POST", "v1/secrets", map[string]any{
		"name": "two-passwords", "secretTemplateId": 6007, "folderId": 1, "siteId": 1,
		"items": []map[string]string{
			{"slug": "machine", "itemValue": "127.0.0.1"},
			{"slug": "username", "itemValue": "admin"},
			{"slug": "password", "itemValue": "first"},
			{"slug": "private-key-passphrase", "itemValue": enable},
		},
	}, &struct{}{})
	r.open()
	r.signIn()
	for _, c := range []struct {
		secret string
		tabs   int // from Connect to Copy of the field
		want   string
	}{
		{"portal-01", 6, "https://portal-01.demo.example/"},
		{"wiki-01", 6, "Nothing in the way."},
		{"two-passwords", 7, enable},
	} {
		r.must(r.window.Choose(c.secret))
		for range c.tabs {
			r.must(r.desk.Key("Tab"))
		}
		r.must(r.desk.Still())
		r.picture(c.secret)
		r.must(r.desk.Key("Return"))
		r.must(desk.Until("the clipboard to hold the field of "+c.secret, func() bool { return r.pasted() == c.want }))
		t.Logf("xclip printed %q", r.pasted())
		r.picture(c.secret + "-copied")
	}
	r.quit()
}
