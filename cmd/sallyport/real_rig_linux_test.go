package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"sallyport/cmd/internal/desk"
)

// The tests named TestReal… play the built program from outside: real keys in
// a real window, a real ssh, a real sshd, and the vault's own ledger. They do
// not skip: what is missing is a failure that names what to do.

// builds is where the programs under test are built, once for all tests.
var builds struct {
	dir     string
	once    sync.Once
	problem error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if builds.dir != "" {
		_ = os.RemoveAll(builds.dir) // a temporary folder
	}
	os.Exit(code)
}

// built is the program, or the tour, with the race detector in it.
func built(t *testing.T, name string) string {
	t.Helper()
	builds.once.Do(func() {
		if builds.dir, builds.problem = os.MkdirTemp("", "sallyport-built-"); builds.problem != nil {
			return
		}
		builds.problem = desk.Build(builds.dir, "-race", "sallyport/cmd/sallyport", "sallyport/cmd/tour")
	})
	if builds.problem != nil {
		t.Fatal(builds.problem)
	}
	return filepath.Join(builds.dir, name)
}

// rig is a desk with a demo vault of its own, and a window to play.
type rig struct {
	t      *testing.T
	desk   *desk.Desk
	bin    string
	server *desk.Program
	demo   desk.Demo
	window *desk.Seat
	races  string // what the race detector finds, in any process
}

// newRig serves a demo vault on a fresh desk. env is for all programs on it.
func newRig(t *testing.T, env ...string) *rig {
	t.Helper()
	r := &rig{t: t, bin: built(t, "sallyport"), races: t.TempDir()}
	if _, err := exec.LookPath("ssh"); err != nil {
		t.Fatal("ssh is missing: `make test` installs it")
	}
	// Without the race detector's second of sleep at the end of each process.
	env = append(env, "GORACE=atexit_sleep_ms=0 log_path="+filepath.Join(r.races, "race"))
	var err error
	r.desk, err = desk.Open("1280x800", env...)
	r.must(err)
	t.Cleanup(r.end)
	r.server, r.demo, err = r.desk.RunDemo(r.bin, "demo")
	r.must(err)
	return r
}

// end looks for what must never be, and ends all programs.
func (r *rig) end() {
	if r.t.Failed() {
		r.picture("failed")
	}
	played := map[string]*desk.Program{"demo": r.server}
	if r.window != nil {
		played["window"] = r.window.Program
	}
	for name, p := range played {
		if p == nil {
			continue
		}
		p.Kill()
		for _, line := range p.Complaints() {
			r.t.Errorf("the %s complained: %s", name, line)
		}
		if r.t.Failed() {
			r.t.Logf("the %s said:\n%s", name, p.Log())
		}
	}
	found, _ := filepath.Glob(filepath.Join(r.races, "*")) // the pattern is right
	for _, path := range found {
		text, err := os.ReadFile(path)
		r.t.Errorf("the race detector found in a process of the test: %s %v", text, err)
	}
	if err := r.desk.Close(); err != nil {
		r.t.Error(err)
	}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// picture keeps what is to be looked at: in $SALLYPORT_PICTURES, else nowhere for long.
func (r *rig) picture(name string) {
	dir := os.Getenv("SALLYPORT_PICTURES")
	if dir == "" {
		dir = r.t.TempDir()
	}
	path := filepath.Join(dir, filepath.Base(r.t.Name())+"-"+name+".png")
	if err := errors.Join(os.MkdirAll(dir, 0o755), r.desk.Shot(path)); err != nil {
		r.t.Logf("picture %s: %v", name, err)
	}
}

// open starts a window for alice and waits for its sign-in page.
func (r *rig) open() {
	r.t.Helper()
	var err error
	r.window, err = r.desk.Sit(r.bin, r.demo.URL, "alice")
	r.must(err)
}

// signIn types the password into the page of open.
func (r *rig) signIn() {
	r.t.Helper()
	r.must(r.window.SignIn("alice", r.demo.Password("alice")))
}

// connect goes the way in of a secret of the demo and waits until its host let it in.
func (r *rig) connect(name string) (terminal string) {
	r.t.Helper()
	r.must(r.window.Choose(name))
	r.must(r.desk.Key("ctrl+Return"))
	terminal, err := r.desk.Window("^Sallyport: " + name)
	r.must(err)
	r.must(desk.Until("the demo host to let it in", func() bool {
		logins, err := r.demo.Logins()
		return err == nil && len(logins) == 1 && logins[0].OK
	}))
	r.must(r.desk.Still())
	return terminal
}

// leaveTerminal types exit in a session's window and waits until it is gone.
func (r *rig) leaveTerminal(id, name string) {
	r.t.Helper()
	r.must(r.desk.Focus(id))
	r.must(r.desk.Type("exit\n"))
	r.must(r.desk.Gone("^Sallyport: " + name))
	r.sshEnds()
}

// clients are the ssh processes of this desk.
func (r *rig) clients() []int { return desk.Processes("ssh", r.desk.Dir()) }

func (r *rig) sshEnds() {
	r.t.Helper()
	r.must(desk.Until("ssh to end", func() bool { return len(r.clients()) == 0 }))
}

// quit closes the window as people do, where nothing is left to ask about.
func (r *rig) quit() {
	r.t.Helper()
	r.must(r.desk.Focus(r.window.Main))
	r.must(r.desk.Key("ctrl+q"))
	if err := r.window.Wait(); err != nil {
		r.t.Fatalf("the window was closed by its user and ended badly: %v", err)
	}
}

// checkIns holds the ledger to so many check-ins of a secret at this moment.
func (r *rig) checkIns(secret, want int) {
	r.t.Helper()
	n, err := r.demo.Count(secret, "check-in", "*")
	r.must(err)
	if n != want {
		all, _ := r.demo.Ledger() // it was readable a moment ago
		r.t.Fatalf("%d check-ins of %d, want %d; the ledger: %+v", n, secret, want, all)
	}
}

// checkedIn waits for the one check-in of a secret.
func (r *rig) checkedIn(secret int) {
	r.t.Helper()
	r.must(r.demo.Happened(secret, "check-in", "*", 1))
}
