package launcher

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain is also our program, a client and a stranger, as on Linux.
func TestMain(m *testing.M) {
	if strings.EqualFold(filepath.Base(os.Args[0]), "ssh.exe") {
		os.Exit(playSSH(os.Args[1:]))
	}
	if strings.EqualFold(filepath.Base(os.Args[0]), "mstsc.exe") {
		os.Exit(playMstsc(os.Args[1:]))
	}
	if code, handled := Dispatch(os.Args); handled {
		os.Exit(code)
	}
	if len(os.Args) == 3 && os.Args[1] == "session" {
		os.Exit(RunSession(os.Args[2]))
	}
	if len(os.Args) == 3 && os.Args[1] == "parent" { // starts a child that outlives it, and ends
		cmd := exec.Command(os.Args[0], "wait", os.Args[2])
		if err := cmd.Start(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) == 3 && os.Args[1] == "wait" {
		os.Exit(wait(os.Args[2]))
	}
	goleak.VerifyTestMain(m)
}

// wait ends with its file, as a client that a test lets go.
func wait(file string) int {
	for range 600 {
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			return 0
		}
		time.Sleep(50 * time.Millisecond)
	}
	return 9
}

// playSSH does what ssh does, as far as the launcher sees it: it asks by
// SSH_ASKPASS, says in its log that it is signed in, and stays until its file
// "alive" beside it goes.
func playSSH(args []string) int {
	if len(args) == 1 && args[0] == "-V" {
		fmt.Fprintln(os.Stderr, "OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2")
		return 0
	}
	user, host := args[len(args)-5], args[len(args)-1]
	ask := exec.Command(os.Getenv("SSH_ASKPASS"), user+"@"+host+"'s password: ")
	ask.Stderr = os.Stderr
	answer, err := ask.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "askpass:", err)
		return 255
	}
	if string(answer) != "hunter2" {
		fmt.Fprintln(os.Stderr, user+"@"+host+": Permission denied (password).")
		return 255
	}
	fmt.Fprintf(os.Stderr, "Authenticated to %s ([%s]:22) using \"password\".\n", host, host)
	self, err := os.Executable()
	if err != nil {
		return 1
	}
	if code := wait(filepath.Join(filepath.Dir(self), "alive")); code != 0 {
		return code
	}
	return 7
}

// playMstsc does what Windows' own client does: it looks for the password in
// the credential store under the name of its host, and stays.
func playMstsc(args []string) int {
	host, _, err := net.SplitHostPort(strings.TrimPrefix(args[0], "/v:"))
	if err != nil {
		return 2
	}
	self, err := os.Executable()
	if err != nil {
		return 2
	}
	dir := filepath.Dir(self)
	comment, secret := entriesOf("TERMSRV/" + host)
	if err := os.WriteFile(filepath.Join(dir, "found"), []byte(comment+"\n"+secret), 0o600); err != nil {
		return 2
	}
	return wait(filepath.Join(dir, "alive"))
}

// beside copies this test binary into a directory, under another name.
func beside(t *testing.T, dir, name string) string {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	from, err := os.Open(self)
	must(t, err)
	defer from.Close()
	path := filepath.Join(dir, name)
	to, err := os.Create(path)
	must(t, err)
	_, err = io.Copy(to, from)
	must(t, errors.Join(err, to.Close()))
	return path
}
