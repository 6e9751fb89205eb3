package demohost

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// Config says where the host listens and whom it lets in.
type Config struct {
	Addr string // "": 127.0.0.1:0; anything but a loopback address is an error
	// Account gives the current password (nil: none) and public keys (in wire
	// format) of a user. It is asked at every attempt, from many goroutines.
	Account func(user string) (password []byte, keys [][]byte, ok bool)
	// Opens checks a password where Account does not know it; nil: Account is asked.
	Opens  func(user string, password []byte) bool
	Now    func() time.Time // for logins and the date command; nil: time.Now
	Banner string           // sent before sign-in; "": none
}

// Login is one attempt to sign in.
type Login struct {
	At     time.Time `json:"at"`
	User   string    `json:"user"`
	Method string    `json:"method"`
	OK     bool      `json:"ok"`
	Ended  time.Time `json:"ended"` // when its connection ended; zero while it lives
}

// handshakeTime is how long a client may take to sign in.
const handshakeTime = 2 * time.Minute

// Host is a running demo host.
type Host struct {
	listener net.Listener
	config   Config
	server   *ssh.ServerConfig
	key      ssh.Signer
	ctx      context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu     sync.Mutex // guards the rest
	conns  map[net.Conn]struct{}
	logins []Login
	closed bool
}

// Start makes a host key and listens.
func Start(cfg Config) (*Host, error) {
	cfg.Addr = cmp.Or(cfg.Addr, "127.0.0.1:0")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Account == nil {
		cfg.Account = func(string) ([]byte, [][]byte, bool) { return nil, nil, false }
	}
	name, _, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("start demo host on %q: %w", cfg.Addr, err)
	}
	if ip := net.ParseIP(name); name != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("start demo host on %q: loopback addresses only", cfg.Addr)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make host key: %w", err)
	}
	key, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, fmt.Errorf("make host key: %w", err)
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("start demo host on %q: %w", cfg.Addr, err)
	}
	h := &Host{listener: listener, config: cfg, key: key, conns: map[net.Conn]struct{}{}}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.server = h.serverConfig()
	h.running.Go(h.accept)
	return h, nil
}

// Addr is host and port.
func (h *Host) Addr() string { return h.listener.Addr().String() }

// HostKey is the key of this start.
func (h *Host) HostKey() ssh.PublicKey { return h.key.PublicKey() }

// KnownHostsLine is the host's line for a known_hosts file, without a newline.
func (h *Host) KnownHostsLine() string {
	return knownhosts.Line([]string{knownhosts.Normalize(h.Addr())}, h.HostKey())
}

// Logins lists every attempt to sign in, oldest first.
func (h *Host) Logins() []Login {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.logins)
}

// Close cuts every connection and waits until nothing runs any more.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	for c := range h.conns {
		_ = c.Close()
	}
	h.mu.Unlock()
	h.stop()
	err := h.listener.Close()
	h.running.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (h *Host) accept() {
	for {
		c, err := h.listener.Accept()
		if err != nil {
			if h.ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		if !h.track(c) {
			_ = c.Close()
			return
		}
		h.running.Go(func() {
			defer h.untrack(c)
			h.serve(c)
		})
	}
}

func (h *Host) track(c net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.conns[c] = struct{}{}
	return true
}

func (h *Host) untrack(c net.Conn) {
	_ = c.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c)
}

// serve handles one connection until it ends.
func (h *Host) serve(c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(handshakeTime))
	config := *h.server
	login := -1 // index of the attempt that succeeded
	config.AuthLogCallback = func(meta ssh.ConnMetadata, method string, err error) {
		if method == "none" {
			return
		}
		login = h.attempt(meta.User(), method, err == nil)
	}
	conn, channels, requests, err := ssh.NewServerConn(c, &config)
	if err != nil {
		return
	}
	_ = c.SetDeadline(time.Time{})
	defer h.ended(login)
	var sessions sync.WaitGroup
	defer sessions.Wait()
	ctx, cancel := context.WithCancel(h.ctx)
	defer cancel()
	sessions.Go(func() { ssh.DiscardRequests(requests) })
	for ch := range channels {
		if ch.ChannelType() != "session" {
			_ = ch.Reject(ssh.Prohibited, "the demo host serves shells only")
			continue
		}
		channel, requests, err := ch.Accept()
		if err != nil {
			break
		}
		sessions.Go(func() { h.session(ctx, conn.User(), channel, requests) })
	}
	_ = conn.Close()
}

func (h *Host) attempt(user, method string, ok bool) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := Login{At: h.config.Now(), User: user, Method: method, OK: ok}
	if !ok {
		l.Ended = l.At
	}
	h.logins = append(h.logins, l)
	return len(h.logins) - 1
}

func (h *Host) ended(login int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if login >= 0 {
		h.logins[login].Ended = h.config.Now()
	}
}
