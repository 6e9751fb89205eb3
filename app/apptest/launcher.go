package apptest

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"sync"
	"time"

	"sallyport/launcher"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// Launcher starts clients that are only a record; the test plays their part.
type Launcher struct {
	CheckError, StartError error
	Slow                   time.Duration // how long a start takes
	Missing                []string      // programs that Find does not find
	h                      *H

	mu      sync.Mutex
	Clients []*Client // all that were ever started
	live    map[string]*Client
}

// Client is one started client.
type Client struct {
	Target     launcher.Target
	PasswordOK bool // it was given the vault's current password, or a proxy's
	KeyOK      bool // it was given the vault's current private key, and could open it
	Stopped    bool // the app asked it to end
	id         string
	l          *Launcher
	on         launcher.Handler
	over       bool
}

// Find implements app.Launcher: every program is there but those in Missing.
func (l *Launcher) Find(program string) (string, error) {
	if slices.Contains(l.Missing, program) {
		return "", &launcher.NotFoundError{Tool: program, Hint: "install it"}
	}
	return "/usr/bin/" + program, nil
}

// Check implements app.Launcher.
func (l *Launcher) Check(launcher.Target) error { return l.CheckError }

// Start implements app.Launcher.
func (l *Launcher) Start(ctx context.Context, t launcher.Target, cred launcher.Credential, on launcher.Handler) (launcher.Session, error) {
	if l.Slow > 0 {
		select {
		case <-time.After(l.Slow):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if l.StartError != nil {
		return nil, l.StartError
	}
	ok := false
	vaults := []*demovault.Vault{l.h.Vault, l.h.Second}
	cred.Password.Reveal(func(b []byte) {
		ok = slices.ContainsFunc(vaults, func(v *demovault.Vault) bool { return v.Opens(t.User, b) })
	})
	public, err := cred.PublicKey()
	if err != nil {
		return nil, err
	}
	var keys [][]byte
	for _, v := range vaults {
		_, ks, _ := v.Account(t.User)
		keys = append(keys, ks...)
	}
	keyOK := slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, public) })
	l.mu.Lock()
	id := hex.EncodeToString([]byte{byte(len(l.Clients) + 1)})
	l.mu.Unlock()
	on.Prepared(id)
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &Client{Target: t, PasswordOK: ok, KeyOK: keyOK, id: id, l: l, on: on}
	l.Clients = append(l.Clients, c)
	l.live[id] = c
	return c, nil
}

// Reattach implements app.Launcher.
func (l *Launcher) Reattach(_ context.Context, id string, on launcher.Handler) (launcher.Session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.live[id]
	if c == nil {
		return nil, launcher.ErrSessionOver
	}
	c.on = on
	return c, nil
}

// Sweep implements app.Launcher.
func (l *Launcher) Sweep([]string) error { return nil }

// Last is the client started last.
func (l *Launcher) Last() *Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.Clients) == 0 {
		l.h.T.Fatal("no client was started")
	}
	return l.Clients[len(l.Clients)-1]
}

// Live are the clients that have not ended, oldest first.
func (l *Launcher) Live() (all []*Client) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.Clients {
		if !c.over {
			all = append(all, c)
		}
	}
	return all
}

// Count is how many clients were started.
func (l *Launcher) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.Clients)
}

// ID implements launcher.Session.
func (c *Client) ID() string { return c.id }

// Stop implements launcher.Session: the client ends as asked.
func (c *Client) Stop() {
	c.Stopped = true
	go c.End(launcher.Outcome{Connected: true, Why: launcher.Closed, Code: 255})
}

// Release implements launcher.Session.
func (c *Client) Release() {}

// Connect plays a host that lets the client in.
func (c *Client) Connect() {
	if c.on.Connected != nil {
		c.on.Connected()
	}
}

// AskHostKey plays a host seen for the first time and returns the answer.
func (c *Client) AskHostKey(q launcher.HostKeyQuestion) <-chan bool {
	answer := make(chan bool, 1)
	c.on.HostKey(q, func(trust bool) { answer <- trust })
	return answer
}

// Given is how a question was answered.
type Given struct {
	Text  string
	Given bool
}

// AskQuestion plays a host that asks something on the way in and returns the answer.
func (c *Client) AskQuestion(q launcher.Question) <-chan Given {
	answer := make(chan Given, 1)
	c.on.Question(q, func(text sealed.Secret, given bool) {
		text.Reveal(func(b []byte) { answer <- Given{string(b), given} })
		text.Wipe()
	})
	return answer
}

// OpenTunnels plays the tunnels of a session that is about to be connected.
func (c *Client) OpenTunnels(all ...launcher.Tunnel) { c.on.Tunnels(all) }

// AskCertificate plays a remote desktop host seen for the first time and returns the answer.
func (c *Client) AskCertificate(q launcher.CertificateQuestion) <-chan bool {
	answer := make(chan bool, 1)
	c.on.Certificate(q, func(trust bool) { answer <- trust })
	return answer
}

// End plays the end of the client, once.
func (c *Client) End(o launcher.Outcome) {
	c.l.mu.Lock()
	over := c.over
	c.over = true
	delete(c.l.live, c.id)
	c.l.mu.Unlock()
	if !over {
		c.on.Ended(o)
	}
}

// LogOff is the ordinary end.
func (c *Client) LogOff() { c.End(launcher.Outcome{Connected: true, Why: launcher.Closed}) }
