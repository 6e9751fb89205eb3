package launcher

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sallyport/launcher/hosttest"
)

// TestNoSecretIsAnywhereToBeSeen looks at every process and every file of the
// session, over and over, from before the launch until after the end. The host
// wants a key and then the password, so that all of them are used.
func TestNoSecretIsAnywhereToBeSeen(t *testing.T) {
	startX(t)
	a := newAccount(t)
	phrase := "Phrs-" + randomHex()
	private, public := newKey(t, phrase, "-t", "ed25519")
	port := startSSHD(t, "AuthenticationMethods publickey,password", "AuthorizedKeysFile "+a.letIn(t, public))
	secrets := append([]string{a.Password, phrase}, formsOfKey(t, private, phrase)...)
	b, e := newBench(t, func(c *benchConfig) { c.Terminal = "xterm" }), newEvents(true)

	whole, finish := lookFor(t, b, secrets...)
	_, err := b.startWith(local(a.Name, port), keyed(private, phrase, a.Password), e.handler())
	must(t, err)
	e.connects(t, "authentication")
	whole()
	a.end(t, 0)
	await(t, e.ended, "the end")
	finish()
}

// TestTheRemoteDesktopsPasswordIsNowhereToBeSeen does the same for FreeRDP,
// whose host wants the password before it shows anything.
func TestTheRemoteDesktopsPasswordIsNowhereToBeSeen(t *testing.T) {
	b, e := rdpBench(t), newEvents(true)
	password := "Cnry-" + randomHex()
	host := hosttest.StartShadow(t, newDisplay(t), "tester", password)
	whole, finish := lookFor(t, b, password)
	s := b.mustStart(desktop("tester", host.Port), password, e)
	e.connects(t, "the sign-in")
	whole()
	s.Stop()
	await(t, e.ended, "the end")
	finish()
}

// lookFor looks at every process, and every file of b's sessions, over and
// over until finish is called, and now and then at what else has changed in the
// places for temporary files; finish tells what was found. How many looks there
// are is chance: whole waits for one that begins now, and is called
// while the client runs.
func lookFor(t *testing.T, b *bench, secrets ...string) (whole, finish func()) {
	t.Helper()
	// A leak on purpose, to show that the look would see one.
	decoy := "decoy-" + randomHex()
	leaky := exec.Command("sleep", "1000")
	leaky.Env = []string{"PASSWORD=" + decoy}
	must(t, leaky.Start())
	t.Cleanup(func() {
		_ = leaky.Process.Kill()
		_ = leaky.Wait()
	})
	decoys := map[string]bool{}
	begun := time.Now()
	var lying []string // leaks on purpose in the places for temporary files
	for _, dir := range []string{"/tmp", "/dev/shm"} {
		path := filepath.Join(dir, decoy)
		write(t, path, 0o600, decoy)
		t.Cleanup(func() { _ = os.Remove(path) })
		lying = append(lying, path)
	}

	stop, awaited := make(chan struct{}), make(chan chan struct{})
	var wg sync.WaitGroup
	rounds := 0
	found := map[string]bool{}
	elsewhere := func() {
		hosttest.Changed(begun, []string{filepath.Dir(b.conf.Dir)}, func(path string, text []byte) {
			suspect(found, path, text, secrets...)
			suspect(decoys, path, text, decoy)
		})
	}
	look := func() {
		if rounds++; rounds%25 == 1 {
			elsewhere()
		}
		for _, pattern := range []string{"/proc/[0-9]*/cmdline", "/proc/[0-9]*/environ"} {
			files, _ := filepath.Glob(pattern)
			for _, f := range files {
				text, _ := os.ReadFile(f)
				suspect(found, f, text, secrets...)
				suspect(decoys, f, text, decoy)
			}
		}
		_ = filepath.WalkDir(filepath.Dir(b.conf.Dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				text, _ := os.ReadFile(path)
				suspect(found, path, text, secrets...)
			}
			return nil
		})
	}
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			case done := <-awaited:
				look()
				close(done)
			default:
				look()
			}
		}
	})
	watched := false
	whole = func() {
		watched = true
		done := make(chan struct{})
		awaited <- done
		<-done
	}
	return whole, func() {
		t.Helper()
		close(stop)
		wg.Wait()
		look()
		elsewhere()
		for f := range found {
			t.Errorf("a secret is in %s", f)
		}
		for _, path := range lying {
			if !decoys[path] {
				t.Errorf("the leak that was made on purpose in %s was not seen", path)
			}
			delete(decoys, path)
		}
		if len(decoys) == 0 {
			t.Error("the leak that was made on purpose in an environment was not seen")
		}
		if !watched {
			t.Error("nobody made sure that there was a look while the client ran")
		}
		suspect(found, "the log", []byte(b.logged()), secrets...)
		if found["the log"] {
			t.Error("a secret is in the log")
		}
	}
}

// formsOfKey are the lines of the key's file, and the key itself as raw bytes.
func formsOfKey(t *testing.T, private []byte, phrase string) []string {
	t.Helper()
	forms := strings.Split(strings.TrimSpace(string(private)), "\n")
	forms = forms[1 : len(forms)-1] // without those that every key has
	raw, err := ssh.ParseRawPrivateKeyWithPassphrase(private, []byte(phrase))
	must(t, err)
	seed := raw.(*ed25519.PrivateKey).Seed()
	return append(forms, string(seed), base64.StdEncoding.EncodeToString(seed))
}

func suspect(found map[string]bool, where string, text []byte, secrets ...string) {
	for _, secret := range secrets {
		for _, s := range []string{secret, hexOf(secret), fmt.Sprint([]byte(secret))} {
			if bytes.Contains(text, []byte(s)) {
				found[where] = true
			}
		}
	}
}
