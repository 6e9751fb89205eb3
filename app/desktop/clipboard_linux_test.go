package desktop

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sallyport/workflow/sealed"
)

// screen runs an X server for the test.
func screen(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs %s: `make test` installs it", tool)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was told to end
	})
	number, err := bufio.NewReader(r).ReadString('\n')
	r.Close()
	if err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
}

// pasted is what another program gets, and whether it gets anything.
func pasted(t *testing.T, form string) (string, bool) {
	t.Helper()
	out, err := exec.Command("xclip", "-o", "-selection", "clipboard", "-t", form).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

func copied(t *testing.T, s string) (sealed.Secret, func()) {
	t.Helper()
	secret := sealed.New([]byte(s))
	forget, err := CopySecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	return secret, forget
}

func TestACopiedSecretIsPastedAndMarkedUntilItIsTakenBack(t *testing.T) {
	screen(t)
	defer goleak.VerifyNone(t)
	const word = "päss wörd\n✓"
	secret, forget := copied(t, word)
	for _, form := range texts {
		if got, ok := pasted(t, form); !ok || got != word {
			t.Errorf("as %s: %q, %v", form, got, ok)
		}
	}
	if got, _ := pasted(t, hint); got != "secret" {
		t.Errorf("clipboard managers are told %q", got)
	}
	if got, _ := pasted(t, "TARGETS"); !strings.Contains(got, hint) || !strings.Contains(got, "UTF8_STRING") {
		t.Errorf("offered are %q", got)
	}
	if got, ok := pasted(t, "image/png"); ok {
		t.Errorf("as a picture: %q", got)
	}
	forget()
	if got, ok := pasted(t, "UTF8_STRING"); ok {
		t.Errorf("after it was taken back: %q", got)
	}
	if !secret.Empty() {
		t.Error("the copy was not wiped")
	}
	forget() // once more changes nothing
}

func TestWhatIsCopiedLaterIsLeftAlone(t *testing.T) {
	screen(t)
	defer goleak.VerifyNone(t)
	first, forgetFirst := copied(t, "first")
	_, forgetSecond := copied(t, "second")
	forgetFirst()
	if got, _ := pasted(t, "UTF8_STRING"); got != "second" {
		t.Errorf("taking back the first took the second: %q", got)
	}
	if !first.Empty() {
		t.Error("the first was not wiped")
	}
	other := exec.Command("xclip", "-selection", "clipboard", "-quiet")
	other.Stdin = strings.NewReader("somebody else's")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = other.Process.Kill()
		_ = other.Wait() // killed
	}()
	for {
		if got, _ := pasted(t, "UTF8_STRING"); got == "somebody else's" {
			break
		}
	}
	forgetSecond()
	if got, _ := pasted(t, "UTF8_STRING"); got != "somebody else's" {
		t.Errorf("taking ours back took another's: %q", got)
	}
}

func TestWithoutAnXServerTheSecretIsWiped(t *testing.T) {
	t.Setenv("DISPLAY", ":65000")
	s := sealed.New([]byte("x"))
	if _, err := CopySecret(s); !errors.Is(err, ErrNoClipboard) {
		t.Errorf("got %v", err)
	}
	if !s.Empty() {
		t.Error("not wiped")
	}
}

func TestALongTextIsRefused(t *testing.T) {
	s := sealed.New(bytes.Repeat([]byte("x"), maxCopied+1))
	if _, err := CopySecret(s); err == nil || errors.Is(err, ErrNoClipboard) || !s.Empty() {
		t.Errorf("got %v, wiped: %v", err, s.Empty())
	}
}

func TestIdlenessGrowsUntilAKeyIsPressed(t *testing.T) {
	screen(t)
	defer goleak.VerifyNone(t)
	idle, err := OpenIdle()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		idle.Close() // only asks for it: its goroutines have ended after the last event
		for {
			if event, err := idle.conn.WaitForEvent(); event == nil && err == nil {
				return
			}
		}
	}()
	long := func() time.Duration {
		d, err := idle.For()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	until(t, "a second without a key", func() bool { return long() > time.Second })
	pressed := time.Now()
	if out, err := exec.Command("xdotool", "key", "a").CombinedOutput(); err != nil {
		t.Fatalf("xdotool: %v: %s", err, out)
	}
	until(t, "the key to be seen", func() bool { return long() < time.Since(pressed) })
}

func TestWithoutAnXServerNobodyKnowsIdleness(t *testing.T) {
	t.Setenv("DISPLAY", ":65000")
	if _, err := OpenIdle(); err == nil {
		t.Error("there is no X server")
	}
}
