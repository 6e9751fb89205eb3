package hosttest

import (
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// Account is a throwaway login of this machine.
type Account struct {
	Name, Password, Home string
	UID                  int
}

// NewAccount makes a login with an ordinary shell, and takes it away when the
// test ends. It may have to be let in by OpenRoot first.
func NewAccount(t testing.TB) Account {
	t.Helper()
	home, err := os.MkdirTemp("/tmp", "home") // those of the testing package are closed to other accounts
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(home) })
	return NewAccountAt(t, home, "/bin/sh")
}

// NewAccountAt is NewAccount with a home, which exists, and a shell of the test's own.
func NewAccountAt(t testing.TB, home, shell string) Account {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("this test signs in with a throwaway account, and only root can make one: run it as root")
	}
	a := Account{Name: "sally" + strings.ToLower(rand.Text()[:8]), Password: "Cnry-" + rand.Text(), Home: home}
	must(t, os.Chmod(home, 0o755))
	Tool(t, "", "useradd", "-M", "-d", home, "-s", shell, a.Name)
	t.Cleanup(func() {
		KillAllOf(a.UID) // a shell without a terminal outlives its ssh, a desktop its client
		ReturnDisplays(a.UID)
		Tool(t, "", "userdel", "-f", a.Name)
	})
	var err error
	a.UID, err = strconv.Atoi(strings.TrimSpace(Tool(t, "", "id", "-u", a.Name)))
	must(t, err)
	Tool(t, a.Name+":"+a.Password, "chpasswd")
	Tool(t, "", "chown", "-R", a.Name, home)
	return a
}

// OpenRoot lets accounts other than root enter "/" while the test runs: where
// they may not, as in a folder made for a chroot, no account can log in at all.
// Tests of other packages do the same: who closes it must not take it from them,
// so they wait for each other. A test calls it once, and after Start: two that
// took these in another order would wait for ever.
func OpenRoot(t testing.TB) {
	t.Helper()
	turn := flock.New(filepath.Join(os.TempDir(), "sallyport-open-root.lock"))
	must(t, turn.Lock())
	info, err := os.Stat("/")
	must(t, err)
	mode := info.Mode().Perm()
	if mode&0o001 != 0 { // open for everybody, and nobody is going to close it
		must(t, turn.Unlock())
		return
	}
	must(t, os.Chmod("/", mode|0o055))
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod("/", mode), turn.Unlock()); err != nil {
			t.Error(err)
		}
	})
}

// Tool runs a tool of the system and returns what it prints; input is in no argument list.
func Tool(t testing.TB, input, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: `make test` installs what the tests need", tool)
	}
	cmd := exec.Command(tool, args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", tool, args, err, out)
	}
	return string(out)
}
