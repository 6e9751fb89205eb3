package launcher

import (
	"errors"
	"image"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sallyport/launcher/hosttest"
)

// remminaBench is a launcher whose user has a home of his own, so that it can
// be seen what is written there.
func remminaBench(t *testing.T) (b *bench, home string) {
	t.Helper()
	hosttest.Need(t, map[string]string{"remmina": "remmina", "xdotool": "xdotool"})
	if found, _ := filepath.Glob("/usr/lib/*/remmina/plugins/remmina-plugin-rdp.so"); len(found) == 0 {
		t.Fatal("this test needs Remmina's part for remote desktops: apt install remmina-plugin-rdp (`make test` does)")
	}
	b, home = rdpBench(t), shortDir(t)
	t.Setenv("HOME", home)
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS"} {
		t.Setenv(name, "")
	}
	return b, home
}

// startRemmina begins a session and accepts the certificate in Remmina, which
// asks on its own.
func startRemmina(t *testing.T, b *bench, target Target, password string) (*session, *events) {
	t.Helper()
	target.RDP.Client = Remmina
	e := newEvents(true)
	e.pasted = make(chan string, 1)
	s := b.mustStart(target, password, e)
	await(t, e.certificates, "the question")
	if got := await(t, e.pasted, "the password to paste"); got != password {
		t.Errorf("the password to paste is %q", got)
	}
	picture(t, "remmina-certificate", func(img image.Image) bool { return light(img, 600, 250) && !light(img, 600, 400) })
	run(t, "", "xdotool", "mousemove", "107", "232", "click", "1") // Yes
	return s, e
}

func light(img image.Image, x, y int) bool {
	r, g, b, _ := img.At(x, y).RGBA()
	return r>>8 > 200 && g>>8 > 200 && b>>8 > 200
}

// typed types as a person does; the text is in no argument.
func typed(t *testing.T, text string) {
	t.Helper()
	run(t, text, "xdotool", "type", "--delay", "20", "--file", "-")
	run(t, "", "xdotool", "key", "Return")
}

// files are those in dir.
func files(t *testing.T, dir string) (found []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, strings.TrimPrefix(path, dir))
		}
		return err
	}))
	return found
}

// TestRealRemmina: it runs apart from the user's own, its password is in
// nothing but the question it is pasted into, and its end is seen.
func TestRealRemmina(t *testing.T) {
	b, home := remminaBench(t)
	t.Run("the password goes into its question, and we stop it", func(t *testing.T) {
		const password = "Cnry-of-the-vault-4711"
		host := hosttest.StartShadow(t, newDisplay(t), "tester", password)
		whole, finish := lookFor(t, b, password)
		s, e := startRemmina(t, b, desktop("tester", host.Port), password)
		picture(t, "remmina-password", func(img image.Image) bool { return light(img, 600, 400) })
		if !s.broker.secret.Empty() {
			t.Error("the password is still here")
		}
		info, err := os.Stat(filepath.Join(s.dir, dirRemmina, fileProfile))
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("the profile has the mode %v", info.Mode())
		}
		typed(t, password)
		e.connects(t, "the sign-in")
		whole()
		s.Stop()
		if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
			t.Errorf("%+v", o)
		}
		gone(t, s.ssh, "Remmina")
		finish()
	})
	t.Run("kill -9 of Remmina", func(t *testing.T) {
		host := hosttest.StartShadow(t, newDisplay(t), "tester", "right")
		s, e := startRemmina(t, b, desktop("tester", host.Port), "right")
		remmina, _ := running(s)
		slay(t, remmina, "Remmina")
		gone(t, remmina, "Remmina")
		soon(t, e, Outcome{Code: -1, Why: Vanished})
	})
	t.Run("SIGTERM of the helper", func(t *testing.T) {
		host := hosttest.StartShadow(t, newDisplay(t), "tester", "right")
		s, e := startRemmina(t, b, desktop("tester", host.Port), "right")
		remmina, helper := running(s)
		must(t, syscall.Kill(helper.PID, syscall.SIGTERM))
		gone(t, remmina, "Remmina")
		soon(t, e, Outcome{Code: -1, Why: Closed})
	})
	t.Run("logging off ends it", func(t *testing.T) {
		x := hosttest.Start(t)
		a := desktopUser(t)
		s, e := startRemmina(t, b, desktop(a.Name, x.Port), a.Password)
		e.connects(t, "the host's own window for signing in")
		picture(t, "remmina-login", func(img image.Image) bool { return light(img, 300, 470) && !light(img, 100, 100) })
		typed(t, a.Password)
		picture(t, "remmina-desktop", hosttest.Desktop)
		run(t, "", "pkill", "-u", a.Name, "xterm")
		gone(t, s.ssh, "Remmina")
		soon(t, e, Outcome{Connected: true, Why: Closed})
	})
	nothingLeft(t, b)
	if left := files(t, home); len(left) != 0 {
		t.Errorf("Remmina left in the user's home: %q", left)
	}
	until(t, "all processes to be gone", func() bool { return exec.Command("pgrep", "-f", filepath.Dir(b.conf.Dir)).Run() != nil })
}

// running are the client and the helper of a session that is not connected yet.
func running(s *session) (client, helper process) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ssh, s.self
}

// soon holds the end to be told after the client's, at once.
func soon(t *testing.T, e *events, want Outcome) {
	t.Helper()
	died := time.Now()
	if o := await(t, e.ended, "the end"); o != want {
		t.Errorf("%+v, want %+v", o, want)
	}
	if late := time.Since(died); late > tooLate {
		t.Errorf("the end was told %v after Remmina's", late)
	}
}

func TestRemminaIsRefusedWhatItCannotDo(t *testing.T) {
	dir := shortDir(t)
	write(t, filepath.Join(dir, "remmina"), 0o755, "#!/bin/sh\nexit 1\n")
	b := shimBench(t, dir)
	for field, change := range map[string]func(*RDPSettings){
		"gateway": func(s *RDPSettings) { s.Gateway = &Gateway{Host: "gw.example"} },
		"drives":  func(s *RDPSettings) { s.Drives = []Drive{{"home", "/home"}} },
		"client":  func(*RDPSettings) {}, // there is nobody who could paste
	} {
		target := desktop("alice", 3389)
		target.RDP.Client = Remmina
		change(target.RDP)
		e := newEvents(true)
		_, err := b.start(target, "secret", e)
		var bad *BadTargetError
		if !errors.As(err, &bad) || bad.Field != field || !bad.Chosen() {
			t.Errorf("%s: %v", field, err)
		}
	}
	nothingLeft(t, b)
}
