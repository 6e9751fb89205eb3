package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// watcher looks for secrets where none may be: in the command line and the
// environment of every process of this machine, and in every file of a desk,
// over and over from start to finish.
type watcher struct {
	t       *testing.T
	dir     string
	secrets map[string][]string // the forms of each secret, by a name that may be shown
	found   map[string]bool
	rounds  int
	silent  bool // the client asks nothing: FreeRDP is given its password unasked
	askpass int  // rounds that saw the program answer ssh
	halt    chan struct{}
	running sync.WaitGroup
	leaky   *exec.Cmd
}

// The watcher must find two leaks that are made on purpose, or it proves nothing.
const (
	decoyProcess = "decoy-in-an-environment"
	decoyFile    = "decoy-in-a-file"
)

func watch(t *testing.T, dir string, secrets map[string]string) *watcher {
	t.Helper()
	w := &watcher{t: t, dir: dir, secrets: map[string][]string{}, found: map[string]bool{}, halt: make(chan struct{})}
	for name, s := range secrets {
		w.secrets[name] = forms(t, s)
	}
	w.secrets[decoyProcess], w.secrets[decoyFile] = []string{decoyProcess}, []string{decoyFile}
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

// forms are how a secret may be written by a careless program.
func forms(t *testing.T, s string) []string {
	t.Helper()
	quoted, err := json.Marshal(s)
	if err != nil || len(s) < 8 {
		t.Fatalf("a secret of %d bytes cannot be looked for: %v", len(s), err)
	}
	return []string{s, string(quoted[1 : len(quoted)-1]), url.QueryEscape(s), url.PathEscape(s)}
}

func (w *watcher) watch() {
	for {
		select {
		case <-w.halt:
			return
		default:
			w.look()
		}
	}
}

func (w *watcher) look() {
	w.rounds++
	answering := false
	procs, _ := os.ReadDir("/proc") // there is no Linux without
	for _, p := range procs {
		if c := p.Name()[0]; c < '0' || c > '9' {
			continue
		}
		for _, name := range []string{"cmdline", "environ"} {
			path := "/proc/" + p.Name() + "/" + name
			text, _ := os.ReadFile(path) // the process may be gone
			answering = answering || name == "cmdline" && bytes.Contains(text, []byte("/askpass\x00"))
			w.inspect(path+" "+program(p.Name()), text)
		}
	}
	if answering {
		w.askpass++
	}
	_ = filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != "Xvfb_screen0" { // what is on the screen is looked at elsewhere
			text, _ := os.ReadFile(path) // it may be gone
			w.inspect(path, text)
		}
		return nil
	})
}

func program(pid string) string {
	name, _ := os.ReadFile("/proc/" + pid + "/comm") // it may be gone
	return strings.TrimSpace(string(name))
}

func (w *watcher) inspect(where string, text []byte) {
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
	w.stop()
	w.look()
	for name, text := range logs {
		w.inspect("the log of "+name, []byte(text))
	}
	process, file := false, false
	for find := range w.found {
		switch {
		case strings.HasPrefix(find, decoyProcess):
			process = true
		case strings.HasPrefix(find, decoyFile):
			file = true
		default:
			w.t.Errorf("found %s", find)
		}
	}
	if !process || !file {
		w.t.Errorf("the leaks that were made on purpose were not seen: process %v, file %v", process, file)
	}
	if _, opened := logs["the window"]; opened {
		w.wroteLog()
	}
	if w.rounds < 20 || w.askpass == 0 && !w.silent {
		w.t.Errorf("%d looks, ssh's question seen in %d: too few to mean anything", w.rounds, w.askpass)
	}
	w.t.Logf("%d looks at every process and file; ssh's question was under way in %d", w.rounds, w.askpass)
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
