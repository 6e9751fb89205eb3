package launcher

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// evilHost is an SSH server that does what a hostile one may.
type evilHost struct {
	t    *testing.T
	ln   net.Listener
	key  ssh.Signer
	conf *ssh.ServerConfig
	wg   sync.WaitGroup

	mu    sync.Mutex
	heard []string // passwords and answers that clients sent
	wants []string // what clients asked for: agent forwarding, variables, signs of life
	conns []net.Conn
	lines int // that are open
}

// startEvil serves on a free port, or on the one given, with a fresh host key.
func startEvil(t *testing.T, port int, conf ssh.ServerConfig) *evilHost {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	e := &evilHost{t: t, conf: &conf}
	e.key, err = ssh.NewSignerFromKey(private)
	must(t, err)
	e.conf.AddHostKey(e.key)
	e.ln, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	must(t, err)
	e.wg.Go(e.serve)
	t.Cleanup(e.close)
	return e
}

func (e *evilHost) port() int { return e.ln.Addr().(*net.TCPAddr).Port }

func (e *evilHost) close() {
	e.ln.Close()
	e.mu.Lock()
	for _, c := range e.conns {
		c.Close()
	}
	e.mu.Unlock()
	e.wg.Wait()
}

// forget closes the connections there are.
func (e *evilHost) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.conns {
		c.Close()
	}
	e.conns = nil
}

func (e *evilHost) serve() {
	for {
		c, err := e.ln.Accept()
		if err != nil {
			return
		}
		e.mu.Lock()
		e.conns = append(e.conns, c)
		e.lines++
		e.mu.Unlock()
		e.wg.Go(func() {
			defer e.hangUp(c)
			conn, channels, requests, err := ssh.NewServerConn(c, e.conf)
			if err != nil {
				return
			}
			defer conn.Close()
			e.wg.Go(func() { e.grant(requests) })
			for ch := range channels {
				if ch.ChannelType() == "direct-tcpip" {
					e.lead(ch)
					continue
				}
				e.session(ch)
			}
		})
	}
}

// session accepts a shell and keeps it open until the connection ends.
func (e *evilHost) session(nc ssh.NewChannel) {
	ch, requests, err := nc.Accept()
	if err != nil {
		return
	}
	e.wg.Go(func() { e.grant(requests) })
	e.wg.Go(func() { _, _ = io.Copy(io.Discard, ch) })
}

// grant says yes to everything, and remembers it.
func (e *evilHost) grant(requests <-chan *ssh.Request) {
	for r := range requests {
		e.mu.Lock()
		e.wants = append(e.wants, r.Type+" "+string(r.Payload))
		e.mu.Unlock()
		_ = r.Reply(true, nil)
	}
}

func (e *evilHost) wanted() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return fmt.Sprintf("%q", e.wants)
}

// lead is what a jump host does: it passes a line on.
func (e *evilHost) lead(nc ssh.NewChannel) {
	var to struct {
		Host     string
		Port     uint32
		From     string
		FromPort uint32
	}
	err := ssh.Unmarshal(nc.ExtraData(), &to)
	var out net.Conn
	if err == nil {
		out, err = net.Dial("tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	}
	if err != nil {
		_ = nc.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	ch, requests, err := nc.Accept()
	if err != nil {
		out.Close()
		return
	}
	e.wg.Go(func() { ssh.DiscardRequests(requests) })
	pass := func(to io.WriteCloser, from io.Reader) {
		_, _ = io.Copy(to, from)
		ch.Close()
		out.Close()
	}
	e.wg.Go(func() { pass(out, ch) })
	e.wg.Go(func() { pass(ch, out) })
}

func (e *evilHost) hangUp(c net.Conn) {
	c.Close()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines--
}

// connected reports whether any client is.
func (e *evilHost) connected() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lines > 0
}

func (e *evilHost) hear(s string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, s)
}

func (e *evilHost) heardAll() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return fmt.Sprintf("%q", e.heard)
}

// asking is a server that asks one thing by keyboard-interactive, and lets in
// whoever answers it with want.
func asking(hear func(string), want string, questions ...string) ssh.ServerConfig {
	return ssh.ServerConfig{
		KeyboardInteractiveCallback: func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			for _, q := range questions {
				answers, err := ask("", "", []string{q}, []bool{false})
				if err != nil {
					return nil, err
				}
				hear(answers[0])
				if answers[0] != want {
					return nil, fmt.Errorf("wrong")
				}
			}
			return nil, nil
		},
	}
}

func anybody(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }

func nobody(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, fmt.Errorf("no") }

// hearing lets nobody in, and remembers what it was told.
func hearing(h *evilHost) func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
	return func(_ ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
		h.hear(string(p))
		return nil, fmt.Errorf("no")
	}
}
