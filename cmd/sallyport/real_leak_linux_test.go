package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sallyport/launcher/hosttest"
)

// watcher looks for secrets where none may be: in the command line and the
// environment of every process of this machine, and in every file of a desk,
// over and over from start to finish; less often in what else has changed in
// this machine's places for temporary files.
type watcher struct {
	t       *testing.T
	dir     string
	begun   time.Time
	line    *listener // the window's way to its vault; nil: its tokens are not looked for
	mu      sync.Mutex
	secrets map[string][]string // the forms of each secret, by a name that may be shown
	found   map[string]bool
	rounds  int
	working string // part of the command line of who is given secrets
	seen    int    // rounds that saw such a process
	awaited chan chan struct{}
	halt    chan struct{}
	running sync.WaitGroup
	leaky   *exec.Cmd
}

// The watcher must find the leaks that are made on purpose, or it proves nothing.
const (
	decoyProcess = "decoy-in-an-environment"
	decoyFile    = "decoy-in-a-file"
	decoyTemp    = "decoy-in-a-temporary-file"
	decoyShared  = "decoy-in-shared-memory"
)

// elsewhere is in how many rounds the watcher looks beyond the desk once.
const elsewhere = 25

// Who is given secrets, by a part of the command line.
const (
	anAskpass = "/askpass\x00"
	aFreeRDP  = "\x00/from-stdin"
	aScript   = "secret\x00get\x00"
)

func watch(t *testing.T, dir, working string, secrets map[string]string) *watcher {
	t.Helper()
	w := &watcher{t: t, dir: dir, begun: time.Now(), secrets: map[string][]string{}, found: map[string]bool{}, working: working, awaited: make(chan chan struct{}), halt: make(chan struct{})}
	for name, s := range secrets {
		w.also(name, s)
	}
	for _, decoy := range []string{decoyProcess, decoyFile, decoyTemp, decoyShared} {
		w.also(decoy, decoy)
	}
	for dir, decoy := range map[string]string{"/tmp": decoyTemp, "/dev/shm": decoyShared} {
		path := filepath.Join(dir, "sallyport-"+decoy)
		if err := os.WriteFile(path, []byte(decoy), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Remove(path) })
	}
	w.leaky = exec.Command("sleep", "600")
	w.leaky.Env = []string{"PASSWORD=" + decoyProcess}
	if err := w.leaky.Start(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tmp", "decoy"), []byte(decoyFile), 0o600); err != nil {
		t.Fatal(err)
	}
	w.running.Go(w.watch)
	t.Cleanup(w.stop)
	return w
}

// also looks for one more secret from now on.
func (w *watcher) also(name, secret string) {
	all := forms(w.t, secret)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets[name] = all
}

// listen looks for the tokens that pass l from now on, and for its cookie.
func (w *watcher) listen(l *listener) {
	w.line = l
	w.also("a cookie", l.cookie)
	l.tell(w.also)
}

// forms are how a secret may be written by a careless program.
func forms(t *testing.T, s string) []string {
	t.Helper()
	quoted, err := json.Marshal(s)
	if err != nil || len(s) < 8 {
		t.Errorf("a secret of %d bytes cannot be looked for: %v", len(s), err)
		return nil
	}
	return []string{s, string(quoted[1 : len(quoted)-1]), url.QueryEscape(s), url.PathEscape(s)}
}

func (w *watcher) watch() {
	for {
		select {
		case <-w.halt:
			return
		case done := <-w.awaited:
			w.look()
			close(done)
		default:
			w.look()
		}
	}
}

// whole waits for a look that begins now: how many there are is chance. It is
// called while somebody who is given a secret is at work.
func (w *watcher) whole() {
	done := make(chan struct{})
	w.awaited <- done
	<-done
}

func (w *watcher) look() {
	w.rounds++
	working := false
	procs, _ := os.ReadDir("/proc") // there is no Linux without
	for _, p := range procs {
		if c := p.Name()[0]; c < '0' || c > '9' {
			continue
		}
		for _, name := range []string{"cmdline", "environ"} {
			path := "/proc/" + p.Name() + "/" + name
			text, _ := os.ReadFile(path) // the process may be gone
			working = working || name == "cmdline" && bytes.Contains(text, []byte(w.working))
			w.inspect(path+" "+program(p.Name()), text)
		}
	}
	if working {
		w.seen++
	}
	if w.rounds%elsewhere == 0 {
		w.lookElsewhere()
	}
	_ = filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != "Xvfb_screen0" { // what is on the screen is looked at elsewhere
			text, _ := os.ReadFile(path) // it may be gone
			w.inspect(path, text)
		}
		return nil
	})
}

func (w *watcher) lookElsewhere() { hosttest.Changed(w.begun, []string{w.dir}, w.inspect) }

func program(pid string) string {
	name, _ := os.ReadFile("/proc/" + pid + "/comm") // it may be gone
	return strings.TrimSpace(string(name))
}

func (w *watcher) inspect(where string, text []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name, forms := range w.secrets {
		for _, s := range forms {
			if bytes.Contains(text, []byte(s)) {
				w.found[name+" in "+where] = true
			}
		}
	}
}

func (w *watcher) stop() {
	select {
	case <-w.halt:
		return
	default:
	}
	close(w.halt)
	w.running.Wait()
	_ = w.leaky.Process.Kill()
	_ = w.leaky.Wait() // killed: that is no error
}

// finish looks one last time, at logs too, and reports every find.
func (w *watcher) finish(logs map[string]string) {
	w.t.Helper()
	w.conclude(logs)
	if w.line != nil {
		if access, refresh := w.line.passed(); access == 0 || refresh == 0 {
			w.t.Errorf("%d access tokens and %d refresh tokens were looked for: that means nothing", access, refresh)
		}
	}
	if _, opened := logs["the window"]; opened {
		w.wroteLog()
	}
}

// conclude looks one last time: every leak that was made on purpose must have
// been found, and no other.
func (w *watcher) conclude(logs map[string]string) {
	w.t.Helper()
	w.stop()
	w.look()
	w.lookElsewhere()
	for name, text := range logs {
		w.inspect("the log of "+name, []byte(text))
	}
	if w.seen == 0 {
		w.t.Errorf("%d looks, and nobody who is given a secret was at work in any: they mean nothing", w.rounds)
	}
	w.t.Logf("%d looks at every process and file; somebody who is given a secret was at work in %d", w.rounds, w.seen)
	unseen := map[string]bool{decoyProcess: true, decoyFile: true, decoyTemp: true, decoyShared: true}
	for find := range w.found {
		name, _, _ := strings.Cut(find, " in /")
		if !strings.HasPrefix(name, "decoy-") {
			w.t.Errorf("found %s", find)
		}
		delete(unseen, name)
	}
	if len(unseen) > 0 {
		w.t.Errorf("leaks that were made on purpose were not seen: %v", slices.Collect(maps.Keys(unseen)))
	}
}

// wroteLog holds that the window's log was among the files, and told all that
// it ever would: what is not written leaks nothing.
func (w *watcher) wroteLog() {
	w.t.Helper()
	path := filepath.Join(w.dir, "home", ".local", "state", "sallyport", "sallyport.log")
	text, err := os.ReadFile(path)
	if err != nil {
		w.t.Error(err)
		return
	}
	for _, want := range []string{"level=DEBUG", "of=session-started", "session started", "session ended"} {
		if !bytes.Contains(text, []byte(want)) {
			w.t.Errorf("no %s in the log:\n%s", want, text)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		w.t.Errorf("others may read the log: %v, %v", info, err)
	}
}
