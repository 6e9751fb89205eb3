package hosttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"image"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// XRDP is the machine's own, on a port and with a certificate of its own.
type XRDP struct {
	*Daemon
	Port int
	dir  string
}

// sesmanPort is where xrdp looks for its session manager: it has that from
// /etc/xrdp/sesman.ini, whatever its own file says.
const sesmanPort = 3350

// sesmanINI lets nobody in but by PAM, and gives each of them a terminal on
// navy that fills the desktop: closing it logs off.
const sesmanINI = `[Globals]
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
`

const xrdpINI = `[Globals]
ini_version=1
fork=true
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
`

// Start runs xrdp and its session manager. There is one of the latter on a
// machine: tests of other packages wait for their turn.
func Start(t testing.TB) *XRDP {
	t.Helper()
	Need(t, map[string]string{"xrdp": "xrdp", "xrdp-sesman": "xrdp", "xterm": "xterm"})
	if _, err := os.Stat("/usr/lib/xorg/modules/drivers/xrdpdev_drv.so"); err != nil {
		t.Fatal("this test needs xrdp's part of Xorg: apt install xorgxrdp (`make test` does)")
	}
	turn := flock.New(filepath.Join(os.TempDir(), "sallyport-sesman.lock"))
	must(t, turn.Lock())
	t.Cleanup(func() { must(t, turn.Unlock()) })
	if Listening(sesmanPort) {
		t.Fatalf("something listens on port %d, where this test's xrdp-sesman has to: stop xrdp while the tests run", sesmanPort)
	}
	dir, err := os.MkdirTemp("/tmp", "rdp")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	x := &XRDP{dir: dir, Port: freePort(t)}
	must(t, os.Chmod(x.dir, 0o755))
	must(t, os.MkdirAll("/run/xrdp/sockdir", 0o755)) // systemd makes it elsewhere
	must(t, os.Chmod("/run/xrdp/sockdir", 0o3777))
	x.NewCertificate(t)
	x.write(t, "startwm.sh", 0o755, "#!/bin/sh\nexec xterm -geometry 200x80+0+0 -bg navy -fg white\n")
	x.write(t, "sesman.ini", 0o644, fmt.Sprintf(sesmanINI, sesmanPort, x.dir))
	x.write(t, "xrdp.ini", 0o644, fmt.Sprintf(xrdpINI, x.Port, x.dir))
	Run(t, nil, "xrdp-sesman", "-n", "-c", filepath.Join(x.dir, "sesman.ini"))
	Until(t, "xrdp-sesman to listen", func() bool { return Listening(sesmanPort) })
	x.Again(t)
	return x
}

// Again starts xrdp on the same port after Kill, with the certificate of now.
func (x *XRDP) Again(t testing.TB) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			b, _ := os.ReadFile(filepath.Join(x.dir, "xrdp.log"))
			t.Logf("the end of what xrdp wrote:\n%s\nand its session manager:\n%s", last(string(b)), last(x.Sesman()))
		}
	})
	x.Daemon = Run(t, nil, "xrdp", "-n", "-c", filepath.Join(x.dir, "xrdp.ini"))
	Until(t, "xrdp to listen", func() bool { return Listening(x.Port) })
}

// NewCertificate is what a stranger in its place would have.
func (x *XRDP) NewCertificate(t testing.TB) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "rdp-test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	x.write(t, "cert.pem", 0o644, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	x.write(t, "key.pem", 0o644, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
}

// Desktop reports whether the remote desktop is on a picture of a screen: its
// terminal on navy fills at least a fifth of it.
func Desktop(screen image.Image) bool {
	seen, all := 0, 0
	for y := 0; y < screen.Bounds().Dy(); y += 4 {
		for x := 0; x < screen.Bounds().Dx(); x += 4 {
			r, g, b, _ := screen.At(x, y).RGBA()
			if all++; r>>8 < 16 && g>>8 < 16 && b>>8 > 100 && b>>8 < 160 {
				seen++
			}
		}
	}
	return seen*5 > all
}

// Sesman is what the session manager wrote down: who signed in, and AUTHFAIL.
func (x *XRDP) Sesman() string {
	b, _ := os.ReadFile(filepath.Join(x.dir, "sesman.log"))
	return string(b)
}

func (x *XRDP) write(t testing.TB, name string, mode os.FileMode, text string) {
	t.Helper()
	path := filepath.Join(x.dir, name)
	must(t, os.WriteFile(path, []byte(text), mode))
	must(t, os.Chmod(path, mode)) // whatever the umask
}

func freePort(t testing.TB) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}
