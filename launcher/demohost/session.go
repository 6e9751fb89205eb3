package demohost

import (
	"context"
	"io"

	"golang.org/x/crypto/ssh"
)

// session serves one channel: a shell or one command, on a terminal or without.
func (h *Host) session(ctx context.Context, user string, channel ssh.Channel, requests <-chan *ssh.Request) {
	ctx, cancel := context.WithCancel(ctx)
	sh := &shell{user: user, now: h.config.Now, out: channel, input: make(chan []byte)}
	done := make(chan struct{})
	started := false
	defer func() {
		cancel()
		_ = channel.Close()
		if started {
			<-done
		}
	}()
	start := func(run func(context.Context) int) {
		started = true
		reader := make(chan struct{})
		go func() { defer close(reader); sh.feed(ctx, channel) }()
		go func() {
			defer close(done)
			code := run(ctx)
			_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{uint32(code)}))
			_ = channel.CloseWrite()
			_ = channel.Close()
			cancel()
			<-reader
		}()
	}
	for r := range requests { // ends when either side closes the channel
		ok := false
		switch r.Type {
		case "pty-req":
			if ok = !started; ok {
				sh.tty = true
			}
		case "shell":
			if ok = !started; ok {
				_ = r.Reply(true, nil)
				start(sh.interact)
				continue
			}
		case "exec":
			var args struct{ Command string }
			if ok = !started && ssh.Unmarshal(r.Payload, &args) == nil; ok {
				_ = r.Reply(true, nil)
				start(func(ctx context.Context) int { return sh.run(ctx, args.Command) })
				continue
			}
		case "signal":
			var args struct{ Name string }
			if ssh.Unmarshal(r.Payload, &args) == nil && args.Name != "WINCH" {
				cancel()
			}
		case "window-change":
			ok = true
		}
		if r.WantReply {
			_ = r.Reply(ok, nil)
		}
	}
}

// feed hands what the client types to the shell, which may be busy.
func (s *shell) feed(ctx context.Context, r io.Reader) {
	defer close(s.input)
	for {
		buf := make([]byte, 1024)
		n, err := r.Read(buf)
		if n > 0 {
			select {
			case s.input <- buf[:n]:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}
