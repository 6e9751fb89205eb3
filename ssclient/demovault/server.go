package demovault

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Server is a vault, or a Platform before it, on a socket.
type Server struct {
	URL        string // base address of the API, without a slash at the end
	ConsoleURL string // the console; its path cannot be guessed; "" on a Platform

	http    *http.Server
	running sync.WaitGroup // Serve and every handler
	once    sync.Once
	err     error
}

// Binding says where a server listens, and as what.
type Binding struct {
	Addr        string     // "127.0.0.1:0", "[::1]:8080", "localhost:0"
	Platform    bool       // play the Platform; otherwise Secret Server, with the console
	Authority   *Authority // serve HTTPS with a certificate of it; nil: HTTP
	AllowRemote bool       // other addresses than loopback, too
}

// Listen serves the vault over HTTP on a loopback address.
func (v *Vault) Listen(addr string) (*Server, error) { return v.ListenOn(Binding{Addr: addr}) }

// ListenPlatform serves the Platform over HTTP on a loopback address.
func (v *Vault) ListenPlatform(addr string) (*Server, error) {
	return v.ListenOn(Binding{Addr: addr, Platform: true})
}

// ListenOn serves as b says.
func (v *Vault) ListenOn(b Binding) (*Server, error) {
	host, _, err := net.SplitHostPort(b.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", b.Addr, err)
	}
	if !b.AllowRemote && !Loopback(host) {
		return nil, fmt.Errorf("listen on %q: the demo vault serves loopback addresses only", b.Addr)
	}
	l, err := net.Listen("tcp", b.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", b.Addr, err)
	}
	s := &Server{URL: "http://" + reachable(l.Addr())}
	if b.Authority != nil {
		config, err := b.Authority.serverConfig(host)
		if err != nil {
			_ = l.Close()
			return nil, fmt.Errorf("listen on %q: %w", b.Addr, err)
		}
		l, s.URL = tls.NewListener(l, config), "https://"+reachable(l.Addr())
	}
	v.start(s, l, b.Platform)
	return s, nil
}

// reachable is an address to connect to from this machine.
func reachable(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return a.String()
}

// Loopback says whether a host of an address is this machine and nothing else.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func (v *Vault) start(s *Server, l net.Listener, platform bool) {
	handler := v.withAppPage(v.Platform())
	if !platform {
		key := make([]byte, 16)
		_, _ = rand.Read(key) // never fails
		path := "/demo/" + hex.EncodeToString(key) + "/"
		s.ConsoleURL, handler = s.URL+path, v.site(path)
	}
	s.http = &http.Server{
		Handler:           s.counted(handler),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(discard{}, "", 0),
	}
	s.running.Go(func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			v.log.Error("demo vault: server stopped", "error", err)
		}
	})
}

// counted lets Close wait for the handlers.
func (s *Server) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.Add(1)
		defer s.running.Done()
		h.ServeHTTP(w, r)
	})
}

// Close cuts every connection and waits until nothing runs any more.
func (s *Server) Close() error {
	s.once.Do(func() {
		s.err = s.http.Close()
		s.running.Wait()
	})
	return s.err
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
