package demovault

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is a vault on a loopback socket.
type Server struct {
	URL        string // base address of the API, without a slash at the end
	ConsoleURL string // the console; its path cannot be guessed

	http    *http.Server
	running sync.WaitGroup // Serve and every handler
	once    sync.Once
	err     error
}

// Listen serves the vault on addr, which must be a loopback address
// ("127.0.0.1:0", "[::1]:8080", "localhost:0").
func (v *Vault) Listen(addr string) (*Server, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("listen on %q: the demo vault serves loopback addresses only", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails
	base := "http://" + l.Addr().String()
	path := "/demo/" + hex.EncodeToString(key) + "/"
	s := &Server{URL: base, ConsoleURL: base + path}
	s.http = &http.Server{
		Handler:           s.counted(v.site(path)),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(discard{}, "", 0),
	}
	s.running.Go(func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			v.log.Error("demo vault: server stopped", "error", err)
		}
	})
	return s, nil
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
