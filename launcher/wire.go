package launcher

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net"
	"time"
)

// role is who speaks on a connection to ctl.sock.
type role string

const (
	roleSession   role = "session"
	roleAskpass   role = "askpass"
	roleConnected role = "connected"
	rolePipe      role = "pipe" // the helper fetches what PuTTY reads the password from
)

// hello is the first message of every connection.
type hello struct {
	Role   role   `json:"role"`
	Token  string `json:"token"`
	Prompt string `json:"prompt,omitempty"` // askpass: ssh's question
	SSH    int    `json:"ssh,omitempty"`    // session, when it dials again: the ssh it watches
	Up     bool   `json:"up,omitempty"`     // session, when it dials again: authentication was passed
}

// note is what the helper reports.
type note struct {
	Event   string   `json:"event"` // started, connected (remote desktops), ended
	SSH     int      `json:"ssh,omitempty"`
	Code    int      `json:"code,omitempty"`    // -1: by a signal
	HungUp  bool     `json:"hungUp,omitempty"`  // the window was closed, or the helper was told to end
	Up      bool     `json:"up,omitempty"`      // authentication was passed
	Lines   []string `json:"lines,omitempty"`   // the end of ssh's stderr
	Broken  bool     `json:"broken,omitempty"`  // remote desktops: we ended it when the line broke during sign-in
	Reason  int      `json:"reason,omitempty"`  // remote desktops: what Windows\' own client gave for its end
	Problem string   `json:"problem,omitempty"` // ended without a start: why
}

// order is what the app tells the helper, and the marker.
type order struct {
	Do     string   `json:"do"`               // go, stop, bye
	Client []string `json:"client,omitempty"` // go, remote desktops: the command line, now that the host is known
}

const (
	helloLimit = 5 * time.Second
	maxTalk    = 256 << 10 // bytes a peer may send in its life
	maxPrompt  = 8 << 10
)

func send(c net.Conn, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = c.Write(append(b, '\n'))
	return err
}

// dial connects to the app and says hello; false if there is no app.
func dial(dir string, h hello) (net.Conn, bool) {
	c, err := dialIn(dir, fileSocket)
	if err != nil {
		return nil, false
	}
	if send(c, h) != nil {
		c.Close()
		return nil, false
	}
	return c, true
}

// within runs f, and closes c under it when the limit passes or ctx ends.
func within(ctx context.Context, limit time.Duration, c net.Conn, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	err := f()
	if !stop() {
		return errors.Join(err, ctx.Err())
	}
	return err
}

// peer is who is at the other end of a connection, as the kernel says.
type peer struct {
	pid  int
	ours bool // a process of this user
}

func sameToken(want, got string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(got)) == 1
}
