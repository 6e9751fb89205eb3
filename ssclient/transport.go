package ssclient

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
)

const maxCAFile = 8 << 20 // all roots of a system are a tenth of it

// newTransport is for a Client of its own: the system's certificates and those
// of caFile, the given proxy or that of the environment, no way around either.
func newTransport(caFile, given string) (*http.Transport, error) {
	env := httpproxy.FromEnvironment()
	if given != "" {
		if !plausibleProxy(given) {
			return nil, errors.New("configure client: the proxy is not the address of one, such as http://proxy.example:3128")
		}
		env.HTTPProxy, env.HTTPSProxy = given, given
	}
	proxy, err := proxyOf(env)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	t := &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: checkConnect,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		// What goes through them can be a token or a password: see ownPages.
		WriteBufferSize: ownPages,
		ReadBufferSize:  ownPages,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	if caFile == "" {
		return t, nil
	}
	certs, err := readCerts(caFile)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, c := range certs {
		pool.AddCert(c)
	}
	t.TLSClientConfig.RootCAs = pool
	return t, nil
}

// wayError says what of the configuration cannot be used, in its own words; it is an ErrWay.
type wayError struct{ why error }

func (e *wayError) Error() string   { return e.why.Error() }
func (e *wayError) Unwrap() []error { return []error{ErrWay, e.why} }

// readCerts reads every certificate of a PEM file, or the one of a DER file.
// A block that is damaged is an error: the one that is meant may be in it.
func readCerts(name string) ([]*x509.Certificate, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read CA file: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing is lost by a failing close of a read
	raw, err := io.ReadAll(io.LimitReader(f, maxCAFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read CA file: %w", err)
	case len(raw) > maxCAFile:
		return nil, fmt.Errorf("read CA file %s: too big for certificates", name)
	}
	if !bytes.Contains(raw, []byte("-----BEGIN")) {
		if certs, err := x509.ParseCertificates(raw); err == nil && len(certs) > 0 {
			return certs, nil
		}
	}
	var certs []*x509.Certificate
	marked := bytes.Count(raw, []byte("-----BEGIN CERTIFICATE-----"))
	for {
		var block *pem.Block
		if block, raw = pem.Decode(raw); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read CA file %s: certificate %d of %d is damaged", name, len(certs)+1, marked)
		}
		certs = append(certs, c)
	}
	switch {
	case marked == 0:
		return nil, fmt.Errorf("read CA file %s: no certificate in it", name)
	case len(certs) != marked:
		return nil, fmt.Errorf("read CA file %s: only %d of %d certificates are whole", name, len(certs), marked)
	}
	return certs, nil
}

// proxyOf is the proxy that the environment asks for: HTTPS_PROXY, HTTP_PROXY
// and NO_PROXY. It is read once, by New. A proxy that cannot be understood is
// an error, where going without it would be a surprise; what it says stays out
// of the error, as there may be a password in it.
func proxyOf(env *httpproxy.Config) (func(*http.Request) (*url.URL, error), error) {
	for name, raw := range map[string]string{"HTTPS_PROXY": env.HTTPSProxy, "HTTP_PROXY": env.HTTPProxy} {
		if raw != "" && !plausibleProxy(raw) {
			return nil, fmt.Errorf("configure client: %s is not the address of a proxy, such as http://proxy.example:3128", name)
		}
	}
	find := env.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) {
		at, err := find(r.URL)
		if w, ok := r.Context().Value(wireKey{}).(*wire); ok {
			w.proxied.Store(at != nil)
		}
		return at, err
	}, nil
}

// plausibleProxy takes host:port as well, as httpproxy does.
func plausibleProxy(raw string) bool {
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	return err == nil && u.Hostname() != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}

// proxyError is a proxy that does not let a connection through.
type proxyError struct {
	host   string // that the connection was for
	status int
}

func (e *proxyError) Error() string {
	switch e.status {
	case http.StatusProxyAuthRequired:
		return "it asks for a user name and password, or does not take the ones it was given"
	case http.StatusForbidden:
		return "it forbids connections to " + clean(e.host, 253)
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "it cannot reach " + clean(e.host, 253) + " (status " + strconv.Itoa(e.status) + ")"
	}
	return "it answers status " + strconv.Itoa(e.status) + " to a connection to " + clean(e.host, 253)
}

// checkConnect looks at a proxy's answer before anything else is sent through it.
func checkConnect(_ context.Context, _ *url.URL, asked *http.Request, res *http.Response) error {
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{host: asked.Host, status: res.StatusCode}
}

// wire remembers how far a request got, and by which way.
type wire struct{ wanted, got, proxied atomic.Bool }

type wireKey struct{}

func (w *wire) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.wanted.Store(true); w.got.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	}
}

// unsent: the transport asked for a connection and never had one. A transport
// that does not trace says nothing, and then the request counts as sent.
func (w *wire) unsent() bool { return w.wanted.Load() && !w.got.Load() }

// trouble is what may be said about a failed connection.
type trouble struct {
	kind   error
	detail string
	early  bool // it failed before a request could be sent
}

// trouble reads an error of the transport. Its own text stays out: it may hold
// the URL, the proxy's password, or bytes of an answer.
func (w *wire) trouble(err error) trouble {
	t := troubleOf(err)
	t.early = t.early || w.unsent()
	if t.kind == ErrTransport && t.early && w.proxied.Load() {
		t.kind = ErrProxy
		if t.detail == "" {
			t.detail = "it does not answer like a proxy"
		}
	}
	return t
}

func troubleOf(err error) trouble {
	var (
		verify *tls.CertificateVerificationError
		record tls.RecordHeaderError
		refuse *proxyError
		dns    *net.DNSError
		op     *net.OpError
	)
	switch {
	case errors.Is(err, ErrWay):
		return wayTrouble(err)
	case errors.As(err, &refuse):
		return trouble{ErrProxy, refuse.Error(), true}
	case errors.As(err, &verify):
		detail := certificateDetail(verify.Err)
		if errors.As(err, &op) && op.Op == "proxyconnect" {
			detail = "the proxy's own: " + detail
		}
		return trouble{ErrCertificate, clean(detail, maxText), true}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return trouble{ErrTransport, "the other end does not speak TLS", true}
	case errors.As(err, &dns):
		return trouble{ErrTransport, "no address for " + clean(dns.Name, 253), true}
	case errors.As(err, &op):
		return opTrouble(op)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return trouble{ErrTransport, "closed by the other end", false}
	case strings.Contains(err.Error(), "tls: server selected unsupported protocol version"):
		return trouble{ErrTransport, tooOld, true}
	}
	return trouble{kind: ErrTransport}
}

// wayTrouble is a way that was chosen while the Client lives and that cannot be gone.
func wayTrouble(err error) trouble {
	var w *wayError
	if !errors.As(err, &w) {
		return trouble{ErrWay, "", true}
	}
	return trouble{ErrWay, clean(w.Error(), maxText), true}
}

const tooOld = "the server offers no TLS 1.2 or newer"

// opTrouble is about a connection itself.
func opTrouble(op *net.OpError) trouble {
	t := trouble{kind: ErrTransport, early: op.Op == "dial" || op.Op == "proxyconnect"}
	if inner := (*net.OpError)(nil); op.Op == "proxyconnect" && errors.As(op.Err, &inner) {
		op = inner
	}
	if op.Op == "remote error" { // a TLS alert, in the words of crypto/tls
		if t.detail = clean("the server ended the handshake: "+op.Err.Error(), maxText); strings.Contains(t.detail, "protocol version") {
			t.detail = tooOld
		}
		return t
	}
	t.detail = op.Op
	if op.Addr != nil {
		t.detail += " " + clean(op.Addr.String(), 100)
	}
	if errno := syscall.Errno(0); errors.As(op.Err, &errno) && errno != 0 {
		t.detail += ": " + errno.Error()
	}
	return t
}

// certificateDetail uses the texts of crypto/x509 only: they name hosts and dates.
func certificateDetail(err error) string {
	var (
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &authority):
		return authority.Error()
	case errors.As(err, &name):
		return name.Error()
	case errors.As(err, &invalid):
		return invalid.Error()
	}
	return ""
}
