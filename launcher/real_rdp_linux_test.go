package launcher

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"image"
	_ "image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	//lint:ignore SA1019 NT hashes are MD4, and the sign-in under test is theirs
	"golang.org/x/crypto/md4"
)

// needTools fails with a sentence where something of the rig is missing.
func needTools(t *testing.T, pkgs map[string]string) {
	t.Helper()
	for tool, pkg := range pkgs {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("this test needs %s: apt install %s (`make test` does)", tool, pkg)
		}
	}
}

// daemon is a program of the rig, ended with the test.
type daemon struct {
	cmd  *exec.Cmd
	said lockedText
	gone chan struct{}
}

type lockedText struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func startDaemon(t *testing.T, env []string, name string, args ...string) *daemon {
	t.Helper()
	d := &daemon{cmd: exec.Command(name, args...), gone: make(chan struct{})}
	d.cmd.Env = append(os.Environ(), env...)
	out, err := d.cmd.StdoutPipe()
	must(t, err)
	d.cmd.Stderr = d.cmd.Stdout
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, d.cmd.Start())
	go func() {
		defer close(d.gone)
		_, _ = io.Copy(&d.said, out)
	}()
	t.Cleanup(func() {
		d.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, d.said.String())
		}
	})
	return d
}

// kill ends the program and what it started, once.
func (d *daemon) kill() {
	if d.cmd.ProcessState != nil {
		return
	}
	_ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
	select {
	case <-d.gone:
	case <-time.After(deadline):
	}
	_ = d.cmd.Wait()
}

// until asks again and again whether something has come about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(deadline); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// listening looks into the kernel's list: who tries a port may take a place in a small queue.
func listening(port int) bool {
	b, _ := os.ReadFile("/proc/net/tcp")
	six, _ := os.ReadFile("/proc/net/tcp6")
	for line := range strings.Lines(string(b) + string(six)) {
		f := strings.Fields(line)
		if len(f) > 3 && f[3] == "0A" && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
			return true
		}
	}
	return false
}

// xrdp is the machine's own, on a port and with a certificate of its own.
type xrdp struct {
	*daemon
	dir  string
	port int
}

// sesmanPort is where xrdp looks for its session manager: it has that from
// /etc/xrdp/sesman.ini, whatever its own file says.
const sesmanPort = 3350

func startXRDP(t *testing.T) *xrdp {
	t.Helper()
	needTools(t, map[string]string{"xrdp": "xrdp", "xrdp-sesman": "xrdp", "xterm": "xterm"})
	if _, err := os.Stat("/usr/lib/xorg/modules/drivers/xrdpdev_drv.so"); err != nil {
		t.Fatal("this test needs xrdp's part of Xorg: apt install xorgxrdp (`make test` does)")
	}
	if listening(sesmanPort) {
		t.Fatalf("something listens on port %d, where this test's xrdp-sesman has to: stop xrdp while the tests run", sesmanPort)
	}
	x := &xrdp{dir: shortDir(t), port: freePort(t)}
	must(t, os.Chmod(x.dir, 0o755))
	must(t, os.MkdirAll("/run/xrdp/sockdir", 0o755)) // systemd makes it elsewhere
	must(t, os.Chmod("/run/xrdp/sockdir", 0o3777))
	x.newCertificate(t)
	write(t, filepath.Join(x.dir, "startwm.sh"), 0o755, "#!/bin/sh\nexec xterm -geometry 200x80+0+0 -bg navy -fg white\n")
	write(t, filepath.Join(x.dir, "sesman.ini"), 0o644, fmt.Sprintf(`[Globals]
ListenAddress=127.0.0.1
ListenPort=%d
EnableUserWindowManager=false
DefaultWindowManager=%s/startwm.sh
[Security]
AllowRootLogin=false
MaxLoginRetry=1
AlwaysGroupCheck=false
[Sessions]
X11DisplayOffset=60
MaxSessions=50
KillDisconnected=true
[Logging]
LogFile=%[2]s/sesman.log
LogLevel=INFO
EnableSyslog=false
[Xorg]
param=/usr/lib/xorg/Xorg
param=-config
param=xrdp/xorg.conf
param=-noreset
param=-nolisten
param=tcp
param=-logfile
param=/dev/null
`, sesmanPort, x.dir))
	write(t, filepath.Join(x.dir, "xrdp.ini"), 0o644, fmt.Sprintf(`[Globals]
ini_version=1
fork=false
port=tcp://127.0.0.1:%d
security_layer=tls
certificate=%s/cert.pem
key_file=%[2]s/key.pem
ssl_protocols=TLSv1.2, TLSv1.3
autorun=Xorg
allow_channels=true
hidelogwindow=true
max_bpp=32
use_fastpath=both
[Logging]
LogFile=%[2]s/xrdp.log
LogLevel=INFO
EnableSyslog=false
[Channels]
drdynvc=true
[Xorg]
name=Xorg
lib=libxup.so
username=ask
password=ask
ip=127.0.0.1
port=-1
code=20
`, x.port, x.dir))
	startDaemon(t, nil, "xrdp-sesman", "-n", "-c", filepath.Join(x.dir, "sesman.ini"))
	until(t, "xrdp-sesman to listen", func() bool { return listening(sesmanPort) })
	x.start(t)
	return x
}

func (x *xrdp) start(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			b, _ := os.ReadFile(filepath.Join(x.dir, "xrdp.log"))
			t.Logf("xrdp wrote:\n%s\nits session manager:\n%s", b, x.sesman())
		}
	})
	x.daemon = startDaemon(t, nil, "xrdp", "-n", "-c", filepath.Join(x.dir, "xrdp.ini"))
	until(t, "xrdp to listen", func() bool { return listening(x.port) })
}

// newCertificate is what a stranger in its place would have.
func (x *xrdp) newCertificate(t *testing.T) {
	t.Helper()
	c := selfSigned(t, "rdp-test")
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey.(*ecdsa.PrivateKey))
	must(t, err)
	write(t, filepath.Join(x.dir, "cert.pem"), 0o644, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})))
	write(t, filepath.Join(x.dir, "key.pem"), 0o644, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
}

// sesman is what the session manager wrote down.
func (x *xrdp) sesman() string {
	b, _ := os.ReadFile(filepath.Join(x.dir, "sesman.log"))
	return string(b)
}

// desktopUser is a throwaway account whose session is killed with it. An X server
// that is killed leaves its number taken, and the session manager has few of them.
func desktopUser(t *testing.T) account {
	t.Helper()
	var uid uint32
	t.Cleanup(func() { // runs after the account's own, which kills what it started
		locks, _ := filepath.Glob("/tmp/.X*-lock")
		for _, lock := range locks {
			var st syscall.Stat_t
			if syscall.Lstat(lock, &st) != nil || st.Uid != uid {
				continue
			}
			number := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(lock), ".X"), "-lock")
			_ = os.Remove("/tmp/.X11-unix/X" + number)
			_ = os.Remove(lock)
		}
	})
	a := newAccount(t)
	uid = uint32(atoi(t, strings.TrimSpace(run(t, "", "id", "-u", a.name))))
	run(t, "", "usermod", "-s", "/bin/sh", a.name)
	return a
}

// shadow is FreeRDP's own server: the sign-in comes before the desktop (NLA), as on Windows.
type shadow struct {
	*daemon
	port int
}

func startShadow(t *testing.T, user, password string) *shadow {
	t.Helper()
	needTools(t, map[string]string{"freerdp-shadow-cli": "freerdp2-shadow-x11", "Xvfb": "xvfb"})
	display := newDisplay(t)
	dir := shortDir(t)
	hash := md4.New()
	for _, u := range utf16.Encode([]rune(password)) {
		hash.Write([]byte{byte(u), byte(u >> 8)})
	}
	sam := filepath.Join(dir, "sam")
	write(t, sam, 0o600, user+":::"+hex.EncodeToString(hash.Sum(nil))+":::\n")
	s := &shadow{port: freePort(t)}
	s.daemon = startDaemon(t, []string{"DISPLAY=" + display, "HOME=" + dir, "XDG_CONFIG_HOME=" + dir},
		"freerdp-shadow-cli", "/port:"+itoa(s.port), "/bind-address:127.0.0.1", "+auth", "/sam-file:"+sam, "/sec:nla")
	until(t, "the shadow server to listen", func() bool { return listening(s.port) })
	return s
}

// newDisplay runs an X server without a screen.
func newDisplay(t *testing.T) string {
	t.Helper()
	r, w, err := os.Pipe()
	must(t, err)
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-nolisten", "tcp", "-screen", "0", "1024x768x24")
	cmd.ExtraFiles = []*os.File{w}
	must(t, cmd.Start())
	w.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	number, err := bufio.NewReader(r).ReadString('\n')
	r.Close()
	if err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	return ":" + strings.TrimSpace(number)
}

// rdpBench is a launcher with a display to open windows on.
func rdpBench(t *testing.T) *bench {
	t.Helper()
	needTools(t, map[string]string{"xfreerdp": "freerdp2-x11", "Xvfb": "xvfb", "scrot": "scrot"})
	t.Setenv("DISPLAY", newDisplay(t))
	return newBench(t, nil)
}

func desktop(user string, port int) Target {
	return Target{Kind: RDP, Host: "127.0.0.1", Port: port, User: user, Title: "Sallyport: test", RDP: &RDPSettings{Width: 800, Height: 600}}
}

// picture looks at the screen until something is on it, and keeps what it saw.
func picture(t *testing.T, name string, ok func(image.Image) bool) {
	t.Helper()
	dir := os.Getenv("SALLYPORT_PICTURES")
	if dir == "" {
		dir = shortDir(t)
	}
	file := filepath.Join(dir, name+".png")
	until(t, "the picture of "+name+" ("+file+")", func() bool {
		if exec.Command("scrot", "-o", file).Run() != nil {
			return false
		}
		f, err := os.Open(file)
		if err != nil {
			return false
		}
		defer f.Close()
		img, _, err := image.Decode(f)
		return err == nil && ok(img)
	})
}

// navy: the terminal of the remote desktop fills at least a fifth of the screen.
func navy(img image.Image) bool {
	seen, all := 0, 0
	for y := 0; y < img.Bounds().Dy(); y += 4 {
		for x := 0; x < img.Bounds().Dx(); x += 4 {
			r, g, b, _ := img.At(x, y).RGBA()
			if all++; r>>8 < 16 && g>>8 < 16 && b>>8 > 100 && b>>8 < 160 {
				seen++
			}
		}
	}
	return seen*5 > all
}

func TestRealRemoteDesktop(t *testing.T) {
	b := rdpBench(t)
	x := startXRDP(t)
	a := desktopUser(t)

	t.Run("an unknown certificate is asked about, and no means no", func(t *testing.T) {
		e := newEvents(false)
		b.mustStart(desktop(a.name, x.port), a.password, e)
		q := await(t, e.certificates, "the question")
		if q.Host != "127.0.0.1:"+itoa(x.port) || q.Subject != "CN=rdp-test" || q.Issuer != "CN=rdp-test" || len(q.Fingerprint) != 95 || q.Vouched {
			t.Errorf("%+v", q)
		}
		if o := await(t, e.ended, "the end"); o != (Outcome{Code: -1, Why: CertificateDenied}) {
			t.Errorf("%+v", o)
		}
		nothingLeft(t, b)
	})
	t.Run("the right password opens the desktop, and logging off closes it", func(t *testing.T) {
		e := newEvents(true)
		s := b.mustStart(desktop(a.name, x.port), a.password, e)
		await(t, e.certificates, "the question")
		await(t, e.connected, "the sign-in")
		picture(t, "desktop", navy)
		run(t, "", "pkill", "-u", a.name, "xterm")
		gone(t, s.ssh, "FreeRDP")
		died := time.Now()
		if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected || o.Code != 12 {
			t.Errorf("%+v", o)
		}
		if late := time.Since(died); late > time.Second {
			t.Errorf("the end was told %v after FreeRDP's", late)
		}
		gone(t, s.self, "the helper")
		nothingLeft(t, b)
	})
	for name, c := range map[string]struct {
		end  func(*testing.T, *session)
		want Outcome
	}{
		"we stop it":                   {func(_ *testing.T, s *session) { s.Stop() }, Outcome{Connected: true, Code: -1, Why: Closed}},
		"kill -9 of FreeRDP":           {func(t *testing.T, s *session) { slay(t, s.ssh, "FreeRDP") }, Outcome{Connected: true, Code: -1, Why: Vanished}},
		"kill -9 of the helper":        {func(t *testing.T, s *session) { slay(t, s.self, "the helper") }, Outcome{Connected: true, Code: -1, Why: Vanished}},
		"the helper is asked to leave": {func(t *testing.T, s *session) { must(t, syscall.Kill(s.self.PID, syscall.SIGTERM)) }, Outcome{Connected: true, Code: -1, Why: Closed}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEvents(true)
			s := b.mustStart(desktop(a.name, x.port), a.password, e)
			await(t, e.connected, "the sign-in")
			if len(e.certificates) != 0 {
				t.Error("a trusted certificate was asked about again")
			}
			picture(t, "desktop", navy)
			c.end(t, s)
			gone(t, s.ssh, "FreeRDP")
			died := time.Now()
			got := await(t, e.ended, "the end")
			if got.Detail = ""; got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if late := time.Since(died); late > time.Second {
				t.Errorf("the end was told %v after FreeRDP's", late)
			}
			nothingLeft(t, b)
		})
	}
	t.Run("a session outlives the app and is found again", func(t *testing.T) {
		e := newEvents(true)
		s := b.mustStart(desktop(a.name, x.port), a.password, e)
		await(t, e.connected, "the sign-in")
		s.Release()
		late := newEvents(true)
		again, err := b.reattach(b.another(), s.ID(), late)
		must(t, err)
		await(t, late.connected, "the news that it is connected")
		if again.ssh != s.ssh || !s.ssh.alive() {
			t.Errorf("found %+v, want %+v", again.ssh, s.ssh)
		}
		again.Stop()
		if o := await(t, late.ended, "the end"); o.Why != Closed {
			t.Errorf("%+v", o)
		}
		gone(t, s.ssh, "FreeRDP")
	})
	t.Run("a wrong password is tried once, and the host shows its own answer", func(t *testing.T) {
		e := newEvents(true)
		before := strings.Count(x.sesman(), "AUTHFAIL")
		s := b.mustStart(desktop(a.name, x.port), "not-"+a.password, e)
		await(t, e.connected, "the host's own window for signing in")
		until(t, "the host to refuse the password", func() bool { return strings.Count(x.sesman(), "AUTHFAIL") > before })
		picture(t, "login", func(img image.Image) bool { return !navy(img) })
		s.Stop()
		await(t, e.ended, "the end")
		if n := strings.Count(x.sesman(), "AUTHFAIL") - before; n != 1 {
			t.Errorf("the host saw %d wrong passwords, want one", n)
		}
	})
	t.Run("a host that is stopped midway", func(t *testing.T) {
		e := newEvents(true)
		s := b.mustStart(desktop(a.name, x.port), a.password, e)
		await(t, e.connected, "the sign-in")
		picture(t, "desktop", navy)
		x.kill()
		if o := await(t, e.ended, "the end"); o.Why != Dropped || !o.Connected || o.Detail == "" {
			t.Errorf("%+v", o)
		}
		gone(t, s.ssh, "FreeRDP")
		e = newEvents(true)
		b.mustStart(desktop(a.name, x.port), a.password, e)
		if o := await(t, e.ended, "the end"); o.Why != Unreachable || o.Connected {
			t.Errorf("nobody listens: %+v", o)
		}
	})
	t.Run("a changed certificate is a hard stop", func(t *testing.T) {
		x.newCertificate(t)
		x.start(t)
		e := newEvents(true)
		signIns := strings.Count(x.sesman(), a.name)
		b.mustStart(desktop(a.name, x.port), a.password, e)
		if o := await(t, e.ended, "the end"); o.Why != CertificateChanged || o.Connected || !strings.Contains(o.Detail, "trusted was") {
			t.Errorf("%+v", o)
		}
		if len(e.certificates) != 0 || strings.Count(x.sesman(), a.name) != signIns {
			t.Error("it was asked about, or the password was sent")
		}
	})
}

func TestRealNetworkLevelAuthentication(t *testing.T) {
	b := rdpBench(t)
	var all strings.Builder
	for r := ' '; r <= '~'; r++ {
		all.WriteRune(r)
	}
	for name, password := range map[string]string{
		"every printable": all.String(), "beyond ASCII": "pässwörd-✓-𝄞", "as long as can be": strings.Repeat("x", 255),
	} {
		t.Run(name, func(t *testing.T) {
			host := startShadow(t, "tester", password)
			e := newEvents(true)
			s := b.mustStart(desktop("tester", host.port), password, e)
			await(t, e.connected, "the sign-in")
			s.Stop()
			if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
				t.Errorf("%+v", o)
			}
		})
	}
	t.Run("a wrong password is refused, and never tried again", func(t *testing.T) {
		host := startShadow(t, "tester", "right")
		e := newEvents(true)
		s := b.mustStart(desktop("tester", host.port), "wrong", e)
		if o := await(t, e.ended, "the end"); o.Why != Refused || o.Connected || o.Detail == "" {
			t.Errorf("%+v", o)
		}
		gone(t, s.ssh, "FreeRDP")
		host.kill()
		if n := strings.Count(host.said.String(), "MESSAGE_ALTERED"); n != 2 { // twice for each
			t.Errorf("the host saw %d wrong passwords, want one", n/2)
		}
	})
}

// TestRealFreeRDPTrustsOnlyThePin: to FreeRDP a fingerprint is one more reason
// to trust. What the plan puts around it makes it the only one.
func TestRealFreeRDPTrustsOnlyThePin(t *testing.T) {
	b := rdpBench(t)
	host := startShadow(t, "tester", "right")
	config := shortDir(t)
	own := []string{"XDG_CONFIG_HOME=" + config}
	// With -auth-only FreeRDP leaves after the sign-in; its code says little, its log enough.
	signIn := func(env []string, pin string, more ...string) string {
		tools, err := b.findFreeRDP()
		must(t, err)
		tools.Pin, tools.Dir = pin, shortDir(t)
		p, err := PlanFor("linux", desktop("tester", host.port), tools)
		must(t, err)
		if env == nil {
			env = p.Env
		}
		cmd := exec.Command(p.Client[0], append(p.Client[1:], more...)...)
		cmd.Env, cmd.Stdin = clientEnv(os.Environ(), Plan{Env: env}), strings.NewReader("right\n")
		said, _ := cmd.CombinedOutput()
		return string(said)
	}
	const denied = "certificate not trusted"
	wrong := strings.Repeat("aa:", 31) + "aa"
	seen, err := probe(t.Context(), "127.0.0.1", host.port)
	must(t, err)
	if said := signIn(own, wrong, "/cert:tofu", "+auth-only"); strings.Contains(said, denied) {
		t.Fatalf("the user's own FreeRDP did not learn the certificate:\n%s", said)
	}
	if said := signIn(own, wrong, "+auth-only"); strings.Contains(said, denied) {
		t.Error("FreeRDP takes a fingerprint for the only reason now: the plan can be simpler")
	}
	if said := signIn(nil, wrong, "+auth-only"); !strings.Contains(said, denied) {
		t.Errorf("the plan lets another certificate in:\n%s", said)
	}
	if said := signIn(nil, seen.fingerprint, "+auth-only"); strings.Contains(said, denied) {
		t.Errorf("the plan keeps the right certificate out:\n%s", said)
	}
}
