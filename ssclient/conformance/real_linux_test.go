package conformance

import (
	"bufio"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRealDemoServesTheVendorsSDK is the same visit to the built program: with
// the race detector, as other tests have built its packages already.
func TestRealDemoServesTheVendorsSDK(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "sallyport")
	if out, err := exec.Command("go", "build", "-race", "-o", bin, "sallyport/cmd/sallyport").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	cmd := exec.Command(bin, "demo")
	cmd.Env = append(cmd.Environ(), "HOME="+t.TempDir(), "XDG_RUNTIME_DIR=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: nothing to learn
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var demo struct {
		URL   string
		Users []struct{ Name, Password string }
	}
	if err := json.Unmarshal(line, &demo); err != nil {
		t.Fatal(err)
	}
	for _, u := range demo.Users {
		if u.Name != "root" {
			continue
		}
		s := newSDK(t, demo.URL, u.Name, u.Password)
		for _, v := range visits {
			if err := v.do(s); err != nil {
				t.Errorf("%s: %v", v.name, err)
			}
		}
		return
	}
	t.Fatalf("no administrator in %s", line)
}
