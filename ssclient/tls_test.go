package ssclient

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// authority signs certificates for the servers of these tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return authority{cert, key}
}

func (a authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// leaf is a server's certificate for host, good until then.
func (a authority) leaf(t *testing.T, host string, until time.Time) tls.Certificate {
	t.Helper()
	of := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		of.IPAddresses = []net.IP{ip}
	} else {
		of.DNSNames = []string{host}
	}
	raw, err := x509.CreateCertificate(rand.Reader, of, a.cert, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: a.key}
}

// secure is a real vault over TLS as cfg says.
func secure(t *testing.T, cfg *tls.Config) string {
	t.Helper()
	srv := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, userBody)
	})
	srv.TLS = cfg
	srv.StartTLS()
	return srv.URL
}

func caFile(t *testing.T, parts ...[]byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, bytes.Join(parts, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestWhatIsWrongWithACertificateIsSaid(t *testing.T) {
	good, other := newAuthority(t, "good"), newAuthority(t, "other")
	file := caFile(t, good.pem())
	soon := time.Now().Add(time.Hour)
	for _, tt := range []struct {
		name string
		cfg  *tls.Config
		kind error // nil: it works
		says string
	}{
		{"trusted", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "127.0.0.1", soon)}}, nil, ""},
		{"only TLS 1.2", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "127.0.0.1", soon)}, MaxVersion: tls.VersionTLS12}, nil, ""},
		{"of an unknown authority", &tls.Config{Certificates: []tls.Certificate{other.leaf(t, "127.0.0.1", soon)}}, ErrCertificate, "unknown authority"},
		{"expired", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "127.0.0.1", time.Now().Add(-time.Hour))}}, ErrCertificate, "expired"},
		{"for another host", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "vault.example", soon)}}, ErrCertificate, "127.0.0.1"},
		{"only TLS 1.1", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "127.0.0.1", soon)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, ErrTransport, "no TLS 1.2"},
		{"wants one of ours", &tls.Config{Certificates: []tls.Certificate{good.leaf(t, "127.0.0.1", soon)}, MaxVersion: tls.VersionTLS12, ClientAuth: tls.RequireAnyClientCert}, ErrTransport, "ended the handshake"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, Config{BaseURL: secure(t, tt.cfg), CAFile: file, Timeout: 5 * time.Second})
			err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
			if tt.kind == nil {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, tt.kind) || !errors.Is(err, ErrTransport) || !strings.Contains(err.Error(), tt.says) || leaks(err) != "" {
				t.Errorf("got %v", err)
			}
			c.begin(token{access: seal(access1)})
			if err := c.CheckOut(context.Background(), 7); Doubtful(err) || err == nil {
				t.Errorf("a write: %v, doubtful %v: nothing was sent", err, Doubtful(err))
			}
		})
	}
}

func TestEveryFormOfACAFile(t *testing.T) {
	one, two := newAuthority(t, "one"), newAuthority(t, "two")
	at := secure(t, &tls.Config{Certificates: []tls.Certificate{two.leaf(t, "127.0.0.1", time.Now().Add(time.Hour))}})
	key := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: []byte("x")})
	damaged := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("garbage")})
	for _, tt := range []struct {
		name  string
		parts [][]byte
		says  string // "": it works
	}{
		{"one", [][]byte{two.pem()}, ""},
		{"two", [][]byte{one.pem(), two.pem()}, ""},
		{"two with words, keys and other line ends", [][]byte{[]byte("\ufeffMy roots\r\n"), key, bytes.ReplaceAll(one.pem(), []byte("\n"), []byte("\r\n")), []byte("and\n"), two.pem(), []byte("bye")}, ""},
		{"binary", [][]byte{two.cert.Raw}, ""},
		{"nothing", nil, "no certificate"},
		{"garbage", [][]byte{[]byte("no certificate at all")}, "no certificate"},
		{"only a key", [][]byte{key}, "no certificate"},
		{"one that is damaged", [][]byte{one.pem(), damaged}, "certificate 2 of 2 is damaged"},
		{"one that is cut off", [][]byte{one.pem(), two.pem()[:200]}, "only 1 of 2"},
		{"too big", [][]byte{bytes.Repeat([]byte("x"), maxCAFile+1)}, "too big"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := New(Config{BaseURL: at + "/SecretServer", CAFile: caFile(t, tt.parts...)})
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			signIn(t, c)
		})
	}
}

func FuzzCAFile(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		name := filepath.Join(t.TempDir(), "ca")
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if certs, err := readCerts(name); (len(certs) > 0) != (err == nil) {
			t.Errorf("%d certificates, %v", len(certs), err)
		}
	})
}

const proxyPassword = "proxy-pass-w0rd"

// proxied sets the environment of a machine behind a proxy that answers a
// CONNECT with f, and returns a signed-out Client of vault.example beyond it.
func proxied(t *testing.T, f func(w http.ResponseWriter, r *http.Request)) *Client {
	t.Helper()
	srv := &http.Server{Handler: http.HandlerFunc(f), ReadHeaderTimeout: time.Minute}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = srv.Serve(l); close(done) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	proxyEnv(t, "http://corp%5Cbob:"+proxyPassword+"@"+l.Addr().String())
	ca := newAuthority(t, "corp")
	return dial(t, Config{BaseURL: "https://" + vaultHost, CAFile: caFile(t, ca.pem()), Timeout: 5 * time.Second})
}

func proxyEnv(t *testing.T, at string) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD"} {
		t.Setenv(name, "")
	}
	t.Setenv("HTTPS_PROXY", at)
}

// hijack answers with raw bytes.
func hijack(w http.ResponseWriter, raw string) net.Conn {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return nil
	}
	_, _ = io.WriteString(conn, raw)
	return conn
}

// tunnel is what a proxy does with a CONNECT that it grants.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	far, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	near := hijack(w, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
	_, _ = io.Copy(near, far)
	_ = near.Close()
}

func TestACallGoesThroughTheProxyOfTheEnvironment(t *testing.T) {
	ca := newAuthority(t, "corp")
	at, err := url.Parse(secure(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, vaultHost, time.Now().Add(time.Hour))}}))
	if err != nil {
		t.Fatal(err)
	}
	var tunnels atomic.Int32
	proxied(t, func(w http.ResponseWriter, r *http.Request) {
		tunnels.Add(1)
		user, pass, _ := basic(r.Header.Get("Proxy-Authorization"))
		if r.Method != http.MethodConnect || r.Host != vaultHost+":443" || user != `corp\bob` || pass != proxyPassword || r.Header.Get("Authorization") != "" {
			t.Errorf("the proxy was asked %s %s as %s", r.Method, r.Host, user)
		}
		tunnel(t, w, at.Host)
	})
	c := dial(t, Config{BaseURL: "https://" + vaultHost, CAFile: caFile(t, ca.pem())})
	signIn(t, c)
	if _, err := c.CurrentUser(context.Background()); err != nil || tunnels.Load() != 1 {
		t.Errorf("%v through %d tunnels", err, tunnels.Load())
	}
	c.Close()
}

func basic(header string) (user, pass string, ok bool) {
	return (&http.Request{Header: http.Header{"Authorization": {header}}}).BasicAuth()
}

func TestWhatAProxyDoesIsSaid(t *testing.T) {
	status := func(code int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Proxy-Authenticate", "Basic")
			w.WriteHeader(code)
			_, _ = io.WriteString(w, "<html>"+proxyPassword)
		}
	}
	raw := func(text string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			if conn := hijack(w, text); conn != nil {
				_ = conn.Close()
			}
		}
	}
	for _, tt := range []struct {
		name string
		f    func(http.ResponseWriter, *http.Request)
		says string
	}{
		{"407", status(407), "user name and password"},
		{"403", status(403), "forbids connections to " + vaultHost},
		{"502", status(502), "cannot reach " + vaultHost},
		{"a page instead of a tunnel", status(404), "status 404"},
		{"a redirect to a log-in", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://login.example/?"+proxyPassword, http.StatusFound)
		}, "status 302"},
		{"201", status(201), "status 201"},
		{"a page in the tunnel", func(w http.ResponseWriter, _ *http.Request) {
			conn := hijack(w, "HTTP/1.1 200 OK\r\n\r\n")
			_, _ = conn.Read(make([]byte, 1<<14)) // the other end has begun its handshake
			_, _ = io.WriteString(conn, "<html>"+proxyPassword)
			_ = conn.Close()
		}, "TLS"},
		{"something else", raw(proxyPassword + "\r\n\r\n"), "like a proxy"},
		{"nothing", raw(""), "closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			c := proxied(t, func(w http.ResponseWriter, r *http.Request) { asked.Add(1); tt.f(w, r) })
			err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
			if !errors.Is(err, ErrProxy) || !errors.Is(err, ErrTransport) || Doubtful(err) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			if s := leaks(err); s != "" || strings.Contains(err.Error(), proxyPassword) || strings.Contains(err.Error(), "bob") {
				t.Errorf("a secret is in %v", err)
			}
			if _, err := c.Health(context.Background()); !errors.Is(err, ErrProxy) || asked.Load() != 2 {
				t.Errorf("a read: %v, the proxy was asked %d times; it is not asked again and again", err, asked.Load())
			}
			t.Log(err)
			c.Close()
		})
	}
}

func TestAProxyThatIsNotThere(t *testing.T) {
	at := nobody(t)
	proxyEnv(t, "http://bob:"+proxyPassword+"@"+at)
	c := dial(t, Config{BaseURL: "https://" + vaultHost, Timeout: 5 * time.Second})
	err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
	if !errors.Is(err, ErrProxy) || !strings.Contains(err.Error(), at) || strings.Contains(err.Error(), proxyPassword) {
		t.Errorf("got %v", err)
	}
}

func TestTheRulesOfTheEnvironment(t *testing.T) {
	ask := func(t *testing.T, at string) *url.URL {
		t.Helper()
		tr, err := newTransport("", "")
		if err != nil {
			t.Fatal(err)
		}
		r, _ := http.NewRequest(http.MethodGet, at, nil)
		u, err := tr.Proxy(r)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	proxyEnv(t, "proxy.example:3128")
	t.Setenv("NO_PROXY", "inside.example,10.0.0.0/8")
	for at, through := range map[string]bool{
		"https://vault.example": true, "https://inside.example": false, "https://vault.inside.example": false,
		"https://10.1.2.3": false, "http://127.0.0.1:8080": false, "https://localhost": false,
	} {
		if got := ask(t, at); (got != nil) != through {
			t.Errorf("%s: proxy %v, want one: %v", at, got, through)
		}
	}
	for _, bad := range []string{"http://bob:" + proxyPassword + "%@proxy.example:3128", "ftp://" + proxyPassword + "@x", "://" + proxyPassword, "http://"} {
		proxyEnv(t, bad)
		_, err := New(Config{BaseURL: "https://vault.example"})
		if err == nil || strings.Contains(err.Error(), proxyPassword) || !strings.Contains(err.Error(), "HTTPS_PROXY") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A proxy that is given wins over the environment's; what is none is refused.
func TestAGivenProxyIsUsed(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://environment.invalid:1")
	tr, err := newTransport("", "proxy.example:3128")
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodGet, "https://vault.example.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	if at, err := tr.Proxy(r); err != nil || at == nil || at.Host != "proxy.example:3128" {
		t.Errorf("goes by %v, %v", at, err)
	}
	if _, err := newTransport("", "ftp://proxy.example"); err == nil {
		t.Error("an address of no proxy is taken")
	}
}
