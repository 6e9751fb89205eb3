package ssclient

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// These tests use real connections: what net/http and resty do by themselves
// is part of the contract.

// listen is a real server: tokens, and whatever api answers below /SecretServer.
func listen(t *testing.T, api http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/SecretServer/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength <= 0 || len(r.TransferEncoding) > 0 {
			t.Errorf("the form came with length %d, encoding %v", r.ContentLength, r.TransferEncoding)
		}
		res, _ := tokens(1, formOf(r))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
	mux.HandleFunc("/SecretServer/api/", api)
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s is not below /SecretServer: was it built from an absolute path?", r.URL.Path)
	})
	srv := httptest.NewUnstartedServer(mux)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(srv.Close)
	return srv
}

func formOf(r *http.Request) url.Values {
	_ = r.ParseForm()
	return r.PostForm
}

func dial(t *testing.T, cfg Config) *Client {
	t.Helper()
	cfg.BaseURL += "/SecretServer"
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func signIn(t *testing.T, c *Client) {
	t.Helper()
	if err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)}); err != nil {
		t.Fatal(err)
	}
}

// nobody is an address that refuses connections for as long as the test runs.
// It is the near end of a connection: no other program gets that port meanwhile.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

// pipes is a network without sockets: in a bubble of synctest no time passes
// while anybody is at work on it.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

// onPipes moves a server that has not started to pipes; the transport leads there.
func onPipes(t *testing.T, srv *httptest.Server) *http.Transport {
	t.Helper()
	closed := make(chan struct{})
	p := &pipes{make(chan net.Conn), closed, sync.OnceFunc(func() { close(closed) })}
	_ = srv.Listener.Close()
	srv.Listener = p
	tr, err := newTransport("", "")
	if err != nil {
		t.Fatal(err)
	}
	tr.DialContext = p.dial
	return tr
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.close(); return nil }

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} } // no proxy is asked for it

func TestOnTheWireARequestIsWhatTheContractSays(t *testing.T) {
	var last *http.Request
	srv := listen(t, func(w http.ResponseWriter, r *http.Request) {
		last = r
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Set-Cookie", "session=1; Path=/")
		_, _ = io.WriteString(w, `{"id":7,"responseCodes":[]}`)
	})
	srv.Start()
	c := dial(t, Config{BaseURL: srv.URL, UserAgent: "Sallyport/1.2"})
	signIn(t, c)
	for range 2 {
		if err := c.CheckOut(context.Background(), 7); err != nil {
			t.Fatal(err)
		}
		h := last.Header
		if h["Content-Type"] != nil || last.ContentLength != 0 || h.Get("User-Agent") != "Sallyport/1.2" ||
			h.Get("Accept") != "application/json" || h["Cookie"] != nil || h.Get("Authorization") != "Bearer "+access1 {
			t.Errorf("a bare POST came with %v, length %d", h, last.ContentLength)
		}
	}
}

func TestAnUnknownCertificateIsRefusedUntilItsFileIsGiven(t *testing.T) {
	srv := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":7,"responseCodes":[]}`)
	})
	srv.StartTLS()
	c := dial(t, Config{BaseURL: srv.URL})
	err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
	if !errors.Is(err, ErrCertificate) || !errors.Is(err, ErrTransport) || Doubtful(err) || leaks(err) != "" {
		t.Errorf("got %v, want ErrCertificate, which is an ErrTransport", err)
	}
	if _, err := c.Health(context.Background()); !errors.Is(err, ErrCertificate) || c.Calls() != 2 {
		t.Errorf("a read: %v after %d calls; a bad certificate is no passing failure", err, c.Calls())
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	c = dial(t, Config{BaseURL: srv.URL, CAFile: file})
	signIn(t, c)
	if err := c.CheckOut(context.Background(), 7); err != nil {
		t.Error(err)
	}
}

func TestAnotherNameInTheCertificateIsRefused(t *testing.T) {
	srv := listen(t, func(http.ResponseWriter, *http.Request) {})
	srv.StartTLS()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	at := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	_, err := dial(t, Config{BaseURL: at, CAFile: file}).Health(context.Background())
	if !errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), "localhost") {
		t.Errorf("got %v", err)
	}
}

func TestAWriteThatNeverLeftIsNotDoubtful(t *testing.T) {
	c := dial(t, Config{BaseURL: "http://" + nobody(t)})
	c.begin(token{access: seal(access1), ends: time.Now().Add(time.Hour)})
	err := c.CheckOut(context.Background(), 7)
	if !isKind(err, ErrTransport) || Doubtful(err) || leaks(err) != "" {
		t.Errorf("%v, doubtful %v; a refused connection carried nothing", err, Doubtful(err))
	}
}

func TestAWriteThatGotNoAnswerIsDoubtfulAndSentOnce(t *testing.T) {
	var writes atomic.Int32
	srv := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			writes.Add(1)
		}
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
	})
	srv.Start()
	c := dial(t, Config{BaseURL: srv.URL})
	signIn(t, c)
	for i := range 3 { // also on a connection that was used before
		err := c.ViewComment(context.Background(), 7, Comment{Comment: "x"})
		if !isKind(err, ErrTransport) || !Doubtful(err) || leaks(err) != "" || writes.Load() != int32(i+1) {
			t.Errorf("%v, doubtful %v, %d writes arrived, want %d", err, Doubtful(err), writes.Load(), i+1)
		}
	}
}

func TestABombIsBoundedByItsDecodedSize(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = io.WriteString(z, `{"id":7,"x":"`)
	for range 3 {
		_, _ = z.Write(bytes.Repeat([]byte("x"), 1<<20))
	}
	_, _ = io.WriteString(z, `"}`)
	_ = z.Close()
	srv := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip was not asked for")
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	srv.Start()
	c := dial(t, Config{BaseURL: srv.URL})
	signIn(t, c)
	c.maxBody = 1 << 20
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrNotAPI) || bomb.Len() > 1<<16 {
		t.Errorf("got %v from %d bytes", err, bomb.Len())
	}
}

func TestATokenAnswerIsBoundedTighter(t *testing.T) {
	s := &server{}
	s.token = func(int, url.Values) (*http.Response, error) {
		return jsonOf(200, `{"x":"`+strings.Repeat("x", maxTokenBody)+`"}`), nil
	}
	err := open(t, s).SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
	if !isKind(err, ErrNotAPI) {
		t.Errorf("got %v", err)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	var strayed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(other.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		srv := listen(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		srv.Start()
		c := dial(t, Config{BaseURL: srv.URL})
		signIn(t, c)
		_, read := c.CurrentUser(context.Background())
		write := c.CheckIn(context.Background(), 7)
		for _, err := range []error{read, write} {
			if !isKind(err, ErrNotAPI) || !strings.Contains(err.Error(), strings.TrimPrefix(other.URL, "http://")) {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
	if strayed.Load() != 0 {
		t.Errorf("%d calls reached another host", strayed.Load())
	}
}

func TestAHangingServerTimesOut(t *testing.T) {
	synctest.Test(t, hangingServerTimesOut)
}

func hangingServerTimesOut(t *testing.T) {
	hang := make(chan struct{})
	var arrived atomic.Int32
	srv := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet { // headers, and then nothing
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id":`)
			w.(http.Flusher).Flush()
		}
		arrived.Add(1)
		<-hang
	})
	way := onPipes(t, srv)
	srv.Start()
	t.Cleanup(func() { close(hang) })
	c := dial(t, Config{BaseURL: srv.URL, Transport: way, Timeout: 50 * time.Millisecond})
	signIn(t, c)
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrTimeout) {
		t.Errorf("a read: %v", err)
	}
	if err := c.CheckOut(context.Background(), 7); !isKind(err, ErrTimeout) || !Doubtful(err) {
		t.Errorf("a write: %v, doubtful %v", err, Doubtful(err))
	}
	if arrived.Load() != 2 {
		t.Errorf("%d calls reached the server, want 2", arrived.Load())
	}
}

func TestABrokenAnswerShowsNoneOfItsBytes(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // end of the test
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			_, _ = conn.Read(buf)
			_, _ = fmt.Fprintf(conn, "%s %s\r\n\r\n", password, hiddenFields)
			_ = conn.Close()
		}
	}()
	for _, scheme := range []string{"http://", "https://"} {
		c := dial(t, Config{BaseURL: scheme + l.Addr().String(), Timeout: 5 * time.Second})
		err := c.SignIn(context.Background(), Credentials{User: "bob", Password: seal(password)})
		if !isKind(err, ErrTransport) || leaks(err) != "" {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func TestAHostWithoutAnAddress(t *testing.T) {
	dns := &net.DNSError{Err: "no such host", Name: "vault.example", IsNotFound: true}
	s := &server{reply: func(int, *http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: dns}
	}}
	c := signedIn(t, s)
	err := c.CheckOut(context.Background(), 7)
	if !isKind(err, ErrTransport) || Doubtful(err) || !strings.Contains(err.Error(), "no address for vault.example") {
		t.Errorf("%v, doubtful %v", err, Doubtful(err))
	}
}

func TestAfterCloseThereIsNoSession(t *testing.T) {
	s := &server{reply: ok(userBody)}
	c := signedIn(t, s)
	c.Close()
	c.Close()
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrSignedOut) || len(s.requests()) != 0 {
		t.Errorf("%v after %d requests", err, len(s.requests()))
	}
}

func TestAWriteThatWaitedForAHandshakeIsNotDoubtful(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, err := newTransport("", "")
		if err != nil {
			t.Fatal(err)
		}
		near, far := net.Pipe()
		t.Cleanup(func() { _ = far.Close() })
		way.DialContext = func(context.Context, string, string) (net.Conn, error) { return near, nil }
		go func() { _, _ = io.Copy(io.Discard, far) }() // takes what comes and says nothing
		c := dial(t, Config{BaseURL: "https://127.0.0.1", Transport: way, Timeout: 50 * time.Millisecond})
		c.begin(token{access: seal(access1), ends: time.Now().Add(time.Hour)})
		if err := c.CheckOut(context.Background(), 7); !isKind(err, ErrTimeout) || Doubtful(err) {
			t.Errorf("%v, doubtful %v", err, Doubtful(err))
		}
	})
}
