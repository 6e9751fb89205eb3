package launcher

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"
)

func (b *bench) reattach(l *Launcher, id string, e *events) (*session, error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	s, err := l.Reattach(ctx, id, e.handler())
	if err != nil {
		return nil, err
	}
	return s.(*session), nil
}

func TestASessionOutlivesTheAppAndIsFoundAgain(t *testing.T) {
	a := newAccount(t)
	port := startSSHD(t)
	b, e := newBench(t, nil), newEvents(true)
	s := b.mustStart(local(a.Name, port), a.Password, e)
	e.connects(t, "authentication")
	a.ready(t)
	must(t, b.Close()) // as kill -9 does: listener and connections end without a word

	for range 2 { // and once more
		if !s.ssh.alive() || !s.self.alive() {
			t.Fatal("ssh or its helper died with the app")
		}
		e = newEvents(true)
		next := b.another()
		again, err := b.reattach(next, s.ID(), e)
		must(t, err)
		if again.ID() != s.ID() || again.ssh != s.ssh {
			t.Errorf("found %s with ssh %+v, want %s with %+v", again.ID(), again.ssh, s.ID(), s.ssh)
		}
		e.connects(t, "the news that it is connected")
		if _, err := b.reattach(b.another(), s.ID(), newEvents(true)); err == nil || errors.Is(err, ErrSessionOver) {
			t.Errorf("a second app attached as well: %v", err)
		}
		again.Release()
	}
	e = newEvents(true)
	_, err := b.reattach(b.another(), s.ID(), e)
	must(t, err)
	a.end(t, 9)
	if o := await(t, e.ended, "the end"); o.Code != 9 || !o.Connected || o.Why != Closed {
		t.Errorf("outcome %+v, want closed with 9", o)
	}
	gone(t, s.ssh, "ssh")
	if _, err := b.reattach(b.another(), s.ID(), newEvents(true)); !errors.Is(err, ErrSessionOver) {
		t.Errorf("after the end: %v, want ErrSessionOver", err)
	}
}

func TestAFoundSessionCanBeStopped(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	s.Release()
	e = newEvents(true)
	again, err := b.reattach(b.another(), s.ID(), e)
	must(t, err)
	again.Stop()
	if o := await(t, e.ended, "the end"); o.Why != Closed || !o.Connected {
		t.Errorf("outcome %+v, want closed", o)
	}
	gone(t, s.ssh, "ssh")
}

func TestASessionThatEndedMeanwhileIsOver(t *testing.T) {
	port := startSSHD(t)
	for name, end := range map[string]func(t *testing.T, a account, s *session){
		"the shell exits":       func(t *testing.T, a account, s *session) { a.end(t, 0) },
		"kill -9 of the helper": func(t *testing.T, a account, s *session) { slay(t, s.self, "the helper") },
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t) // each its own: a shell may outlive its ssh
			b, e := newBench(t, nil), newEvents(true)
			s := b.mustStart(local(a.Name, port), a.Password, e)
			e.connects(t, "authentication")
			a.ready(t)
			s.Release()
			end(t, a, s)
			gone(t, s.self, "the helper")
			gone(t, s.ssh, "ssh")
			if name == "the shell exits" && !exists(filepath.Join(s.dir, fileEnded)) {
				t.Error("the helper left no word of the end")
			}
			late := newEvents(true)
			if _, err := b.reattach(b.another(), s.ID(), late); !errors.Is(err, ErrSessionOver) {
				t.Errorf("Reattach: %v, want ErrSessionOver", err)
			}
			if exists(s.dir) {
				t.Error("the directory is left")
			}
			if len(late.ended)+len(e.ended) != 0 {
				t.Error("Ended was called after Release, or for a session that was over")
			}
		})
	}
}

func TestAHelperThatDiesWhileWeWaitForItIsOver(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	run(t, "", "kill", "-STOP", itoa(s.self.PID)) // so that it cannot dial again
	s.Release()
	next := b.another()
	got := make(chan error, 1)
	go func() {
		_, err := next.Reattach(context.Background(), s.ID(), Handler{})
		got <- err
	}()
	for ok := false; !ok; { // it waits now
		next.mu.Lock()
		ok = len(next.sessions) == 1
		next.mu.Unlock()
	}
	slay(t, s.self, "the helper")
	if err := await(t, got, "Reattach"); !errors.Is(err, ErrSessionOver) {
		t.Errorf("Reattach: %v, want ErrSessionOver", err)
	}
	gone(t, s.ssh, "ssh")
}

func TestReattachGivesUpWithItsContextAndCanBeTriedAgain(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	s := b.mustStart(local("bob", host.port()), "hunter2", e)
	e.connects(t, "authentication")
	run(t, "", "kill", "-STOP", itoa(s.self.PID))
	s.Release()
	next := b.another()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := next.Reattach(ctx, s.ID(), Handler{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Reattach: %v, want the context's error", err)
	}
	run(t, "", "kill", "-CONT", itoa(s.self.PID))
	e = newEvents(true)
	again, err := b.reattach(next, s.ID(), e)
	must(t, err)
	again.Stop()
	await(t, e.ended, "the end")
}

func TestTheNextAppHasNoPasswordToGive(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	asked := make(chan func(bool), 1)
	ears := &evilHost{}
	conf := asking(ears.hear, "hunter2", "Password: ")
	host := startEvil(t, 0, conf)
	on := e.handler()
	on.HostKey = func(_ HostKeyQuestion, answer func(bool)) { asked <- answer }
	got, err := b.Start(t.Context(), local("bob", host.port()), credential("hunter2"), on)
	must(t, err)
	s := got.(*session)
	answer := await(t, asked, "the question")
	s.Release() // the app dies while the user compares the fingerprint
	answer(true)
	gone(t, s.ssh, "ssh, which must not go on without an answer")
	// The helper may be just about to say so, to the next app or to nobody.
	late := newEvents(true)
	if _, err := b.reattach(b.another(), s.ID(), late); err == nil {
		if o := await(t, late.ended, "the end"); o.Why != Failed || o.Connected {
			t.Errorf("outcome %+v, want failed", o)
		}
	} else if !errors.Is(err, ErrSessionOver) {
		t.Errorf("Reattach: %v", err)
	}
	if ears.heardAll() != "[]" {
		t.Errorf("the host heard %s", ears.heardAll())
	}
}

func TestIDsThatAreNoSessions(t *testing.T) {
	b := newBench(t, nil)
	for _, id := range []string{"", "..", "../../etc", randomHex(), "ABCDEF0123456789ABCDEF0123456789"} {
		if _, err := b.reattach(b.Launcher, id, newEvents(true)); !errors.Is(err, ErrSessionOver) {
			t.Errorf("%q: %v, want ErrSessionOver", id, err)
		}
	}
}

func TestSweepRemovesOnlyWhatIsOverAndForgotten(t *testing.T) {
	b, e := newBench(t, nil), newEvents(true)
	host := startEvil(t, 0, ssh.ServerConfig{PasswordCallback: anybody})
	start := func() *session {
		s := b.mustStart(local("bob", host.port()), "hunter2", e)
		e.connects(t, "authentication")
		return s
	}
	ours, left, wanted, over := start(), start(), start(), start()
	for _, s := range []*session{left, wanted, over} {
		s.Release()
	}
	for _, s := range []*session{wanted, over} {
		slay(t, s.self, "the helper")
		gone(t, s.self, "the helper")
	}
	foreign := filepath.Join(b.conf.Dir, "notes")
	must(t, os.Mkdir(foreign, 0o700))
	must(t, b.another().Sweep([]string{wanted.ID()}))
	for _, c := range []struct {
		dir  string
		kept bool
	}{{ours.dir, true}, {left.dir, true}, {wanted.dir, true}, {over.dir, false}, {foreign, true}} {
		if exists(c.dir) != c.kept {
			t.Errorf("%s: kept %v, want %v", c.dir, !c.kept, c.kept)
		}
	}
	again, err := b.reattach(b.another(), left.ID(), e)
	must(t, err)
	e.connects(t, "the news that it is connected")
	for _, s := range []*session{again, ours} {
		s.Stop()
		await(t, e.ended, "the end")
	}
}
