package launcher

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"sync"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// errNotOurs is all that a request learns which the agent does not answer.
var errNotOurs = errors.New("this request is not answered")

// maxAsked is how many connections ssh may make to its agent: it needs one.
const maxAsked = 4

// lentKey is the agent of one session: one private key, for one signature of
// its own ssh on its own sign-in. It is no agent that could be forwarded, or
// that another program can use.
type lentKey struct {
	user   string
	public []byte // in wire format
	ctx    context.Context
	end    context.CancelFunc // wipes the key and closes everything

	mu  sync.Mutex
	key *privateKey // nil: used, or wiped
}

// lend serves k to this session's ssh. The key is the session's to wipe from
// here on. It is called before anything of the session runs.
func (s *session) lend(k *privateKey) error {
	a := &lentKey{user: s.plan.Target.User, public: k.public(), key: k}
	ln, err := listenIn(s.dir, fileAgent)
	if err != nil {
		k.wipe()
		return err
	}
	a.ctx, a.end = context.WithCancel(s.ctx)
	context.AfterFunc(a.ctx, func() {
		a.forget()
		ln.Close()
	})
	s.mu.Lock()
	s.lent = a
	s.mu.Unlock()
	if !s.l.spawn(func() { s.serveKey(ln, a) }) {
		a.end()
		return net.ErrClosed
	}
	return nil
}

// takeBack ends the agent, if there is one, and empties the credential store.
func (s *session) takeBack() {
	s.mu.Lock()
	a, e := s.lent, s.entry
	s.entry = nil
	s.mu.Unlock()
	if a != nil {
		a.end()
		a.forget() // now, not when its goroutine comes to it
	}
	if e != nil {
		if err := e.remove(); err != nil {
			s.log.Warn("remove the password from the credential store", "err", err)
		}
	}
}

// serveKey answers one connection after the other.
func (s *session) serveKey(ln net.Listener, a *lentKey) {
	for range maxAsked {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		stop := context.AfterFunc(a.ctx, func() { c.Close() })
		if s.isOurSSH(c) {
			_ = agent.ServeAgent(&asked{lentKey: a}, c) // until ssh hangs up
		}
		stop()
		c.Close()
	}
	a.end()
}

// isOurSSH reports whether the very ssh of this session is at the other end,
// and not one of its children.
func (s *session) isOurSSH(c net.Conn) bool {
	peer, err := peerOf(c)
	if err != nil || !peer.ours {
		s.log.Warn("a process of another user was refused the key", "err", err)
		return false
	}
	select {
	case <-s.ready: // ssh can be quicker than the helper's report of it
	case <-s.over:
		return false
	case <-s.ctx.Done():
		return false
	}
	s.mu.Lock()
	p, up := s.ssh, s.up
	s.mu.Unlock()
	if up || peer.pid != p.PID || !p.alive() {
		s.log.Warn("a process that is not ssh was refused the key", "pid", peer.pid)
		return false
	}
	return true
}

// forget wipes the key.
func (a *lentKey) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key != nil {
		a.key.wipe()
		a.key = nil
	}
}

// sign signs data, if it is the sign-in of our user, and forgets the key.
func (a *lentKey) sign(data, session []byte, flags agent.SignatureFlags) (*ssh.Signature, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil || !signIn(data, session, a.user, a.public) {
		return nil, errNotOurs
	}
	algorithm := "" // the key's own
	if a.key.signer.PublicKey().Type() == ssh.KeyAlgoRSA {
		switch {
		case flags&agent.SignatureFlagRsaSha512 != 0:
			algorithm = ssh.KeyAlgoRSASHA512
		case flags&agent.SignatureFlagRsaSha256 != 0:
			algorithm = ssh.KeyAlgoRSASHA256
		default: // SHA-1: ssh asks for it only where the host knows nothing better
			return nil, errNotOurs
		}
	}
	defer func() {
		a.key.wipe()
		a.key = nil
	}()
	return a.key.signer.SignWithAlgorithm(rand.Reader, data, algorithm)
}

// signIn reports whether data is a request to sign in as user with this key
// (RFC 4252, section 7), in the session that ssh bound the agent to; nil: it
// bound it to none, as ssh before 8.9 does.
func signIn(data, session []byte, user string, public []byte) bool {
	var r struct {
		Session   []byte
		Kind      uint8
		User      string
		Service   string
		Method    string
		Signed    bool
		Algorithm string
		Key       []byte
		Rest      []byte `ssh:"rest"` // the host's key, where the method is bound to it
	}
	const userauthRequest = 50
	return ssh.Unmarshal(data, &r) == nil && r.Kind == userauthRequest && r.User == user && r.Service == "ssh-connection" &&
		(r.Method == "publickey" || r.Method == "publickey-hostbound-v00@openssh.com") && r.Signed &&
		bytes.Equal(r.Key, public) && len(r.Session) > 0 && (session == nil || bytes.Equal(r.Session, session))
}

// asked is the agent on one connection.
type asked struct {
	*lentKey
	session []byte // what ssh bound this connection to; nil: nothing yet
}

// List implements agent.Agent.
func (a *asked) List() ([]*agent.Key, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.key == nil {
		return nil, nil
	}
	p := a.key.signer.PublicKey()
	return []*agent.Key{{Format: p.Type(), Blob: p.Marshal(), Comment: "sallyport"}}, nil
}

// Sign implements agent.Agent.
func (a *asked) Sign(k ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	return a.SignWithFlags(k, data, 0)
}

// SignWithFlags implements agent.ExtendedAgent.
func (a *asked) SignWithFlags(k ssh.PublicKey, data []byte, flags agent.SignatureFlags) (*ssh.Signature, error) {
	if !bytes.Equal(k.Marshal(), a.public) {
		return nil, errNotOurs
	}
	return a.sign(data, a.session, flags)
}

// Extension takes ssh's word on which connection this is for. A second one, or
// one for a forwarded agent, ends the use of the key.
func (a *asked) Extension(name string, contents []byte) ([]byte, error) {
	if name != "session-bind@openssh.com" {
		return nil, agent.ErrExtensionUnsupported
	}
	var bind struct {
		HostKey, Session, Signature []byte
		Forwarded                   bool
	}
	err := ssh.Unmarshal(contents, &bind)
	if err == nil {
		err = provenBy(bind.HostKey, bind.Session, bind.Signature)
	}
	if err != nil || bind.Forwarded || a.session != nil || len(bind.Session) == 0 {
		a.forget()
		return nil, fmt.Errorf("bind to a session: %w", errNotOurs)
	}
	a.session = bind.Session
	return nil, nil
}

// provenBy: the host with this key has signed this session.
func provenBy(hostKey, session, signature []byte) error {
	key, err := ssh.ParsePublicKey(hostKey)
	if err != nil {
		return err
	}
	var s ssh.Signature
	if err := ssh.Unmarshal(signature, &s); err != nil {
		return err
	}
	return key.Verify(session, &s)
}

// Nothing is added to this agent, removed or locked by those who ask it.

// Add implements agent.Agent.
func (a *asked) Add(agent.AddedKey) error { return errNotOurs }

// Remove implements agent.Agent.
func (a *asked) Remove(ssh.PublicKey) error { return errNotOurs }

// RemoveAll implements agent.Agent.
func (a *asked) RemoveAll() error { return errNotOurs }

// Lock implements agent.Agent.
func (a *asked) Lock([]byte) error { return errNotOurs }

// Unlock implements agent.Agent.
func (a *asked) Unlock([]byte) error { return errNotOurs }

// Signers implements agent.Agent; no signer leaves.
func (a *asked) Signers() ([]ssh.Signer, error) { return nil, errNotOurs }
