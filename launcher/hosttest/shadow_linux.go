package hosttest

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	//lint:ignore SA1019 NT hashes are MD4, and the sign-in under test is theirs
	"golang.org/x/crypto/md4"
)

// Shadow is FreeRDP's own server: the sign-in comes before the desktop (NLA), as on Windows.
type Shadow struct {
	*Daemon
	Port int
	sam  string // who may sign in: read at each sign-in
}

// StartShadow shares a display, like ":7", with one user.
func StartShadow(t testing.TB, display, user, password string) *Shadow {
	t.Helper()
	Need(t, map[string]string{"freerdp-shadow-cli": "freerdp2-shadow-x11"})
	dir, err := os.MkdirTemp("/tmp", "rdp")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Shadow{Port: freePort(t), sam: filepath.Join(dir, "sam")}
	s.LetIn(t, user, password)
	s.Daemon = Run(t, []string{"DISPLAY=" + display, "HOME=" + dir, "XDG_CONFIG_HOME=" + dir},
		"freerdp-shadow-cli", "/port:"+strconv.Itoa(s.Port), "/bind-address:127.0.0.1", "+auth", "/sam-file:"+s.sam, "/sec:nla")
	Until(t, "the shadow server to listen", func() bool { return Listening(s.Port) })
	return s
}

// LetIn makes that user the only one who may sign in.
func (s *Shadow) LetIn(t testing.TB, user, password string) {
	t.Helper()
	hash := md4.New()
	for _, u := range utf16.Encode([]rune(password)) {
		hash.Write([]byte{byte(u), byte(u >> 8)})
	}
	must(t, os.WriteFile(s.sam, []byte(user+":::"+hex.EncodeToString(hash.Sum(nil))+":::\n"), 0o600))
}

// Refusals is how many wrong passwords it was shown: it says so twice for each.
func (s *Shadow) Refusals() int { return strings.Count(s.Said(), "MESSAGE_ALTERED") / 2 }
