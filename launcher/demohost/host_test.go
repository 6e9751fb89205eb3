package demohost_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"sallyport/launcher/demohost"
)

// askpassEnv makes the test binary answer ssh's password prompt from the file it names.
const askpassEnv = "DEMOHOST_TEST_ASKPASS"

func TestMain(m *testing.M) {
	if path := os.Getenv(askpassEnv); path != "" {
		password, err := os.ReadFile(path)
		if err != nil {
			os.Exit(1)
		}
		_, _ = os.Stdout.Write(append(password, '\n'))
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

const hardPassword = `a "b' $c\d %s`

// accounts is one account whose password a test may change.
type accounts struct {
	mu       sync.Mutex
	password string
	keys     [][]byte
}

func (a *accounts) get(user string) ([]byte, [][]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if user != "svc-db-01" {
		return nil, nil, false
	}
	return []byte(a.password), a.keys, true
}

func (a *accounts) set(password string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.password = password
}

func startHost(t *testing.T, a *accounts) *demohost.Host {
	t.Helper()
	h, err := demohost.Start(demohost.Config{Account: a.get, Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func dial(h *demohost.Host, user string, auth ...ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", h.Addr(), &ssh.ClientConfig{
		User: user, Auth: auth, HostKeyCallback: ssh.FixedHostKey(h.HostKey()), Timeout: 20 * time.Second,
	})
}

func interactive(password string) ssh.AuthMethod {
	return ssh.KeyboardInteractive(func(_, _ string, prompts []string, _ []bool) ([]string, error) {
		out := make([]string, len(prompts))
		for i := range out {
			out[i] = password
		}
		return out, nil
	})
}

func TestWhoMaySignIn(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	a := &accounts{password: hardPassword, keys: [][]byte{signer.PublicKey().Marshal()}}
	h := startHost(t, a)
	for _, tc := range []struct {
		name, user string
		auth       ssh.AuthMethod
		method     string
		ok         bool
	}{
		{"the right password", "svc-db-01", ssh.Password(hardPassword), "password", true},
		{"a wrong password", "svc-db-01", ssh.Password("no"), "password", false},
		{"an empty password", "svc-db-01", ssh.Password(""), "password", false},
		{"the right password of another user", "svc-web-01", ssh.Password(hardPassword), "password", false},
		{"the right answer to the prompt", "svc-db-01", interactive(hardPassword), "keyboard-interactive", true},
		{"a wrong answer to the prompt", "svc-db-01", interactive("no"), "keyboard-interactive", false},
		{"a known key", "svc-db-01", ssh.PublicKeys(signer), "publickey", true},
		{"a known key of another user", "svc-web-01", ssh.PublicKeys(signer), "publickey", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := dial(h, tc.user, tc.auth)
			if (err == nil) != tc.ok {
				t.Fatalf("err = %v, want success %v", err, tc.ok)
			}
			if c != nil {
				_ = c.Close()
			}
			all := h.Logins()
			last := all[len(all)-1]
			if last.User != tc.user || last.Method != tc.method || last.OK != tc.ok {
				t.Errorf("the last login is %+v", last)
			}
		})
	}
}

func TestAnAccountWithoutAPasswordRefusesAllOfThem(t *testing.T) {
	h := startHost(t, &accounts{})
	if _, err := dial(h, "svc-db-01", ssh.Password("")); err == nil {
		t.Error("the empty password opened an account that has none")
	}
}

func TestARotatedPasswordStopsWorking(t *testing.T) {
	a := &accounts{password: "first"}
	h := startHost(t, a)
	c, err := dial(h, "svc-db-01", ssh.Password("first"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	a.set("second")
	if _, err := dial(h, "svc-db-01", ssh.Password("first")); err == nil {
		t.Error("the old password still works")
	}
	if err := runs(c, "whoami"); err != nil {
		t.Errorf("the session that was open: %v", err)
	}
}

func runs(c *ssh.Client, command string) error {
	s, err := c.NewSession()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.Run(command)
}

func TestCommandsAnswerAndEndWithTheirStatus(t *testing.T) {
	h := startHost(t, &accounts{password: "p"})
	c, err := dial(h, "svc-db-01", ssh.Password("p"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for _, tc := range []struct {
		command, out string
		code         int
	}{
		{"whoami", "svc-db-01\n", 0},
		{"hostname", "db-01\n", 0},
		{"date", "Mon Mar  2 09:00:00 UTC 2026\n", 0},
		{"sleep 0", "", 0},
		{"sleep", "sleep: one number of seconds is needed\n", 2},
		{"exit 7", "", 7},
		{"whoami; exit 3; whoami", "svc-db-01\n", 3},
		{"/bin/ls", "/bin/ls: command not found; type help\n", 127},
		{"$(whoami)", "$(whoami): command not found; type help\n", 127},
		{"", "", 0},
	} {
		t.Run(tc.command, func(t *testing.T) {
			s, err := c.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			out, err := s.Output(tc.command)
			code := 0
			if exit := (*ssh.ExitError)(nil); errors.As(err, &exit) {
				code = exit.ExitStatus()
			} else if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.out, string(out)); d != "" || code != tc.code {
				t.Errorf("code %d, want %d; output (-want +got)\n%s", code, tc.code, d)
			}
		})
	}
}

// typed plays keys into a shell on a terminal; each answer must come before the next keys.
func typed(t *testing.T, c *ssh.Client, script [][2]string) (string, error) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.RequestPty("xterm", 24, 80, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	buf := make([]byte, 256)
	from := 0
	for _, step := range script {
		for !strings.Contains(seen.String()[from:], step[0]) {
			n, err := out.Read(buf)
			seen.Write(buf[:n])
			if err != nil {
				t.Fatalf("waiting for %q: %v\nseen: %q", step[0], err, seen.String())
			}
		}
		from = seen.Len()
		if _, err := io.WriteString(in, step[1]); err != nil {
			t.Fatal(err)
		}
	}
	rest, _ := io.ReadAll(out)
	seen.Write(rest)
	return seen.String(), s.Wait()
}

func TestTheShellOnATerminalKnowsItsKeys(t *testing.T) {
	h := startHost(t, &accounts{password: "p"})
	c, err := dial(h, "svc-db-01", ssh.Password("p"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	const prompt = "svc-db-01@db-01:~$ "
	for _, tc := range []struct {
		name   string
		script [][2]string
		want   string
		code   int
	}{
		{"exit with a status", [][2]string{{prompt, "exit 4\r"}}, "exit 4\r\n", 4},
		{"Ctrl-D leaves with the last status", [][2]string{{prompt, "nope\r"}, {prompt, "\x04"}}, "nope: command not found", 127},
		{"backspace takes back a letter", [][2]string{{prompt, "whoamy\x7fi\r"}, {"\nsvc-db-01\r\n", "exit\r"}}, "whoamy\b \bi\r\n", 0},
		{"Ctrl-C throws the line away", [][2]string{{prompt, "exit 9\x03"}, {prompt, "exit 1\r"}}, "exit 9^C\r\n", 1},
		{"Ctrl-C ends a sleep", [][2]string{{prompt, "sleep 1000\r"}, {"sleep 1000\r\n", "\x03"}, {prompt, "exit\r"}}, "^C\r\n", 130},
		{"cursor keys do nothing", [][2]string{{prompt, "\x1b[A\x1b[1;5Cexit 2\r"}}, "exit 2\r\n", 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, err := typed(t, c, tc.script)
			code := 0
			if exit := (*ssh.ExitError)(nil); errors.As(err, &exit) {
				code = exit.ExitStatus()
			} else if err != nil {
				t.Fatal(err)
			}
			if code != tc.code || !strings.Contains(out, tc.want) {
				t.Errorf("code %d, want %d; output %q, want %q in it", code, tc.code, out, tc.want)
			}
		})
	}
}

func TestNothingButShellsIsServed(t *testing.T) {
	h := startHost(t, &accounts{password: "p"})
	c, err := dial(h, "svc-db-01", ssh.Password("p"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if conn, err := c.Dial("tcp", h.Addr()); err == nil {
		_ = conn.Close()
		t.Error("the host forwarded a connection")
	}
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
		t.Error("the host listened for the client")
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.RequestSubsystem("sftp"); err == nil {
		t.Error("the host served sftp")
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "nonsense"} {
		if h, err := demohost.Start(demohost.Config{Addr: addr}); err == nil {
			_ = h.Close()
			t.Errorf("the host listened on %q", addr)
		}
	}
}

func TestCloseEndsLiveSessions(t *testing.T) {
	h := startHost(t, &accounts{password: "p"})
	c, err := dial(h, "svc-db-01", ssh.Password("p"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("sleep 1000"); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err == nil {
		t.Error("the command ended well")
	}
	_ = c.Close()
	if l := h.Logins(); len(l) != 1 || l[0].Ended.IsZero() {
		t.Errorf("logins after Close: %+v", l)
	}
}

func TestTheRealSSHClientSignsInAndSeesTheStatus(t *testing.T) {
	program, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("ssh is missing: `make test` installs it")
	}
	h := startHost(t, &accounts{password: hardPassword})
	dir := t.TempDir()
	known, secret := filepath.Join(dir, "known_hosts"), filepath.Join(dir, "password")
	for path, text := range map[string]string{known: h.KnownHostsLine() + "\n", secret: hardPassword} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := strings.Cut(h.Addr(), ":")
	for _, method := range []string{"password", "keyboard-interactive"} {
		t.Run(method, func(t *testing.T) {
			cmd := exec.Command(program, "-F", "none", "-p", port, "-o", "UserKnownHostsFile="+known,
				"-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes", "-o", "PreferredAuthentications="+method,
				"-o", "NumberOfPasswordPrompts=1", "svc-db-01@"+host, "whoami; exit 5")
			cmd.Env = append(os.Environ(), "SSH_ASKPASS="+self, "SSH_ASKPASS_REQUIRE=force", "DISPLAY=:0", askpassEnv+"="+secret)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if string(out) != "svc-db-01\n" || cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 5 {
				t.Errorf("output %q, error %v, stderr %s", out, err, stderr.String())
			}
		})
	}
}
