package launcher

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestThePasswordIsNowhereToBeSeen looks at every process and every file of
// the session, over and over, from before the launch until after the end.
func TestThePasswordIsNowhereToBeSeen(t *testing.T) {
	startX(t)
	a := newAccount(t)
	port := startSSHD(t)
	b, e := newBench(t, func(c *Config) { c.Terminal = "xterm" }), newEvents(true)

	// A leak on purpose, to show that the look would see one.
	decoy := "decoy-" + randomHex()
	leaky := exec.Command("sleep", "1000")
	leaky.Env = []string{"PASSWORD=" + decoy}
	must(t, leaky.Start())
	defer func() {
		_ = leaky.Process.Kill()
		_ = leaky.Wait()
	}()
	decoys := map[string]bool{}

	stop := make(chan struct{})
	var wg sync.WaitGroup
	var rounds, seenAskpass int
	found := map[string]bool{}
	look := func() {
		rounds++
		for _, pattern := range []string{"/proc/[0-9]*/cmdline", "/proc/[0-9]*/environ"} {
			files, _ := filepath.Glob(pattern)
			for _, f := range files {
				text, _ := os.ReadFile(f)
				if bytes.Contains(text, []byte("/askpass\x00")) && bytes.Contains(text, []byte("password:")) {
					seenAskpass++
				}
				suspect(found, a.password, f, text)
				suspect(decoys, decoy, f, text)
			}
		}
		_ = filepath.WalkDir(filepath.Dir(b.conf.Dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				text, _ := os.ReadFile(path)
				suspect(found, a.password, path, text)
			}
			return nil
		})
	}
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				look()
			}
		}
	})
	b.mustStart(local(a.name, port), a.password, e)
	await(t, e.connected, "authentication")
	a.end(t, 0)
	await(t, e.ended, "the end")
	close(stop)
	wg.Wait()
	look()
	for f := range found {
		t.Errorf("the password is in %s", f)
	}
	if len(decoys) == 0 {
		t.Error("the leak that was made on purpose was not seen")
	}
	if rounds < 3 {
		t.Errorf("only %d looks: too few to mean anything", rounds)
	}
	t.Logf("%d looks, askpass seen at work in %d of them", rounds, seenAskpass)
	if text := b.logged(); bytes.Contains([]byte(text), []byte(a.password)) {
		t.Error("the password is in the log")
	}
}

func suspect(found map[string]bool, secret, where string, text []byte) {
	for _, s := range []string{secret, hexOf(secret), fmt.Sprint([]byte(secret))} {
		if bytes.Contains(text, []byte(s)) {
			found[where] = true
		}
	}
}
