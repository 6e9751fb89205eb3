package main

import (
	"testing"
	"time"

	"sallyport/cmd/internal/desk"
)

const dbSecret = 103 // db-01: check-out for 30 minutes, nothing asked

// connected is a window with one session on db-01.
func connected(t *testing.T) (r *rig, terminal string) {
	t.Helper()
	r = newRig(t)
	r.must(r.desk.Trust(r.demo))
	r.open()
	r.signIn()
	terminal = r.connect("db-01")
	r.must(r.demo.Happened(dbSecret, "check-out", "*", 1))
	r.must(desk.Until("one ssh to serve the session", func() bool { return len(r.clients()) == 1 })) // it forks to start others
	return r, terminal
}

func TestRealCrash(t *testing.T) {
	t.Run("a session outlives its window and is found again", func(t *testing.T) {
		r, terminal := connected(t)
		r.window.Kill()
		r.open()
		if id, err := r.desk.Window("^Sallyport: db-01"); err != nil || id != terminal || len(r.clients()) == 0 {
			t.Fatalf("the session did not outlive the window: window %q was %q, %v, ssh %v", id, terminal, err, r.clients())
		}
		r.checkIns(dbSecret, 0)
		r.signIn()
		_, err := r.desk.Window(`^\(1\) Sallyport — alice @`)
		r.must(err)
		r.picture("found")
		r.checkIns(dbSecret, 0)
		r.leaveTerminal(terminal, "db-01")
		r.checkedIn(dbSecret)
		r.must(r.desk.Still())
		r.picture("ended")
		r.quit()
		r.checkIns(dbSecret, 1)
	})
	t.Run("a session that ends while no window runs is checked in once after the next sign-in", func(t *testing.T) {
		r, terminal := connected(t)
		r.window.Kill()
		r.leaveTerminal(terminal, "db-01")
		r.checkIns(dbSecret, 0)
		r.open()
		r.checkIns(dbSecret, 0)
		r.signIn()
		r.checkedIn(dbSecret)
		r.must(r.desk.Still())
		r.picture("checked-in")
		r.quit()
		r.checkIns(dbSecret, 1)
	})
	t.Run("a terminal that is killed takes ssh with it and the secret is checked in", func(t *testing.T) {
		r, terminal := connected(t)
		pid, err := r.desk.PID(terminal)
		r.must(err)
		r.must(desk.Slay(pid))
		r.sshEnds()
		r.checkedIn(dbSecret)
		r.must(r.desk.Still())
		r.picture("killed")
		r.quit()
		r.checkIns(dbSecret, 1)
	})
}

// TestRealSignal is the end of a desktop session: nobody is asked, all is given back.
func TestRealSignal(t *testing.T) {
	r, _ := connected(t)
	begun := time.Now()
	if err := r.window.Stop(); err != nil {
		t.Errorf("SIGTERM ended the window badly: %v", err)
	}
	if took := time.Since(begun); took > finishLimit {
		t.Errorf("SIGTERM took %v, more than %v", took, finishLimit)
	}
	r.checkIns(dbSecret, 1)
	r.must(r.desk.Gone("^Sallyport: db-01"))
	r.sshEnds()
}
