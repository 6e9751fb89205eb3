package launcher

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danieljoos/wincred"
	"golang.org/x/sys/windows"

	"sallyport/workflow/sealed"
)

func limited(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// inWine: Wine names itself where Windows does not.
func inWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}

func TestAPipesNameIsItsFirstOwnersAlone(t *testing.T) {
	if inWine() {
		t.Skip("Wine lets everybody make another instance of a pipe")
	}
	dir := filepath.Join(tempDir(t), randomHex())
	ln, err := listenIn(dir, fileSocket)
	must(t, err)
	defer ln.Close()
	if other, err := listenIn(dir, fileSocket); err == nil {
		other.Close()
		t.Error("two listen under one name")
	}
}

func privateTestDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(tempDir(t), "private")
	must(t, privateDir(dir))
	return dir
}

func TestADirectoryOfWindowsIsOursAlone(t *testing.T) {
	dir := privateTestDir(t)
	must(t, checkPrivate(dir))
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := checkPrivate(file); err == nil {
		t.Error("a file passes for a private directory")
	}
	if err := privateDir(`C:\with%percent`); err == nil {
		t.Error("a path that ssh would read differently is accepted")
	}
}

func TestTheLockOfASessionIsOnesAlone(t *testing.T) {
	dir := filepath.Join(tempDir(t), randomHex())
	first, err := lockDir(dir)
	must(t, err)
	if second, err := lockDir(dir); err == nil {
		second.Close()
		t.Error("it was taken twice")
	}
	must(t, first.Close())
	again, err := lockDir(dir)
	must(t, err)
	must(t, again.Close())
}

func TestAPipeTellsWhoIsAtItsOtherEnd(t *testing.T) {
	dir := filepath.Join(tempDir(t), randomHex())
	if c, err := dialIn(dir, fileSocket); err == nil {
		c.Close()
		t.Fatal("somebody listens where nobody does")
	}
	ln, err := listenIn(dir, fileSocket)
	must(t, err)
	defer ln.Close()
	said := make(chan string, 1)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			said <- err.Error()
			return
		}
		defer c.Close()
		who, err := peerOf(c)
		if err != nil || who.pid != os.Getpid() || !who.ours {
			t.Errorf("the peer is %+v, %v", who, err)
		}
		b := make([]byte, 5)
		_, _ = io.ReadFull(c, b)
		said <- string(b)
		_, _ = c.Write([]byte("and back"))
	}()
	c, err := dialIn(dir, fileSocket)
	must(t, err)
	defer c.Close()
	_, err = c.Write([]byte("hello"))
	must(t, err)
	if got := <-said; got != "hello" {
		t.Errorf("heard %q", got)
	}
	if b, err := io.ReadAll(c); string(b) != "and back" || err != nil {
		t.Errorf("the end of the connection: %q, %v", b, err)
	}
}

func TestAProcessIsWatchedByItsHandle(t *testing.T) {
	self, err := processOf(os.Getpid())
	must(t, err)
	if !self.alive() {
		t.Error("we do not live")
	}
	if other := (process{self.PID, self.Start + 1, ""}); other.alive() {
		t.Error("a process with our number that began at another time lives")
	}
	file := filepath.Join(tempDir(t), "alive")
	must(t, os.WriteFile(file, nil, 0o600))
	cmd := exec.Command(os.Args[0], "wait", file)
	must(t, cmd.Start())
	child, err := processOf(cmd.Process.Pid)
	must(t, err)
	if parent, err := parentPID(child.PID); err != nil || parent != os.Getpid() {
		t.Errorf("its parent is %d, %v", parent, err)
	}
	if !descends(child.PID, os.Getpid()) {
		t.Error("it does not descend from us")
	}
	w, err := watchProcess(child)
	must(t, err)
	short, cancel := context.WithTimeout(limited(t), 50*time.Millisecond)
	defer cancel()
	if err := w.Wait(short); err == nil {
		t.Error("it is gone too soon")
	}
	kill(limited(t), child)
	if child.alive() {
		t.Error("it was killed and lives")
	}
	_ = cmd.Wait()
}

func TestAJobIsOverWithItsLastProcess(t *testing.T) {
	file := filepath.Join(tempDir(t), "alive")
	must(t, os.WriteFile(file, nil, 0o600))
	cmd := exec.Command(os.Args[0], "parent", file)
	tied, err := startTied(cmd, false)
	must(t, err)
	defer tied.close()
	must(t, cmd.Wait())
	over := make(chan error, 1)
	go func() { over <- tied.wait() }()
	select {
	case err := <-over:
		t.Fatalf("over with the first process, while its child runs: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	must(t, os.Remove(file))
	select {
	case err := <-over:
		must(t, err)
	case <-limited(t).Done():
		t.Fatal("nobody said that it is over")
	}
}

func TestAJobEndsWithItsOwner(t *testing.T) {
	file := filepath.Join(tempDir(t), "alive")
	must(t, os.WriteFile(file, nil, 0o600))
	cmd := exec.Command(os.Args[0], "wait", file)
	tied, err := startTied(cmd, false)
	must(t, err)
	child, err := processOf(cmd.Process.Pid)
	must(t, err)
	w, err := watchProcess(child)
	must(t, err)
	tied.close()
	must(t, w.Wait(limited(t)))
	_ = cmd.Wait()
}

const testEntry = "TERMSRV/sallyport-test.example.com"

// entriesOf finds what lies in the store under the test's name, of both kinds.
func entriesOf(name string) (comment, secret string) {
	if g, err := wincred.GetGenericCredential(name); err == nil {
		return g.Comment, string(g.CredentialBlob)
	}
	if d, err := wincred.GetDomainPassword(name); err == nil {
		return d.Comment, string(d.CredentialBlob)
	}
	return "", ""
}

func TestAPasswordIsInTheStoreOnlyWhileItIsLent(t *testing.T) {
	id := randomHex()
	e, err := putEntry(testEntry, `CORP\alice`, id, sealed.UTF16([]byte("pä$$😀")))
	must(t, err)
	if comment, _ := entriesOf(testEntry); comment != entryTag+id {
		t.Errorf("it is tagged %q", comment)
	}
	if d, err := wincred.GetDomainPassword(testEntry); err == nil && d.Persist != wincred.PersistSession {
		t.Errorf("it would outlive the sign-in to Windows: %d", d.Persist)
	}
	must(t, e.remove())
	if comment, _ := entriesOf(testEntry); comment != "" {
		t.Errorf("it is still there: %q", comment)
	}
	must(t, e.remove()) // a second time is nothing
}

func TestTheUsersOwnEntryComesBack(t *testing.T) {
	own := wincred.NewGenericCredential(testEntry)
	own.UserName, own.Comment, own.CredentialBlob = "own", "mine", []byte("own password")
	must(t, own.Write())
	t.Cleanup(func() { _ = own.Delete() })
	id := randomHex()
	e := storeEntry{testEntry, id, true}
	must(t, e.keepOwn())
	ours := wincred.NewGenericCredential(testEntry)
	ours.UserName, ours.Comment, ours.CredentialBlob, ours.Persist = "alice", entryTag+id, []byte("ours"), wincred.PersistSession
	must(t, ours.Write())
	// As the next program does after a crash of this one.
	must(t, sweepEntries(func(of string) bool { return of == id }))
	if comment, secret := entriesOf(testEntry); comment != "mine" || secret != "own password" {
		t.Errorf("it is %q with %q now", comment, secret)
	}
	if left, _ := wincred.FilteredList(keptPrefix + "*"); len(left) != 0 {
		t.Errorf("%d copies are left", len(left))
	}
}

func TestAnEntryThatCannotBePutBackIsLeftAlone(t *testing.T) {
	own := wincred.NewDomainPassword(testEntry)
	own.UserName, own.Comment = `CORP\own`, "mine"
	own.SetPassword("own password")
	must(t, own.Write())
	t.Cleanup(func() { _ = own.Delete() })
	if _, err := putEntry(testEntry, `CORP\alice`, randomHex(), sealed.UTF16([]byte("ours"))); err == nil || !strings.Contains(err.Error(), testEntry) {
		t.Errorf("it is replaced: %v", err)
	}
	if comment, _ := entriesOf(testEntry); comment != "mine" {
		t.Errorf("it is %q now", comment)
	}
}

// windowsBench is a launcher with an ssh of the test's own.
func windowsBench(t *testing.T) (*Launcher, string) {
	t.Helper()
	tools := tempDir(t)
	ssh := beside(t, tools, "ssh.exe")
	alive := filepath.Join(tools, "alive")
	must(t, os.WriteFile(alive, nil, 0o600))
	home := filepath.Join(tempDir(t), "run")
	l, err := New(Config{
		Dir: home, KnownHosts: filepath.Join(tempDir(t), "known hosts"), Foreground: true,
		LookPath: func(name string) (string, error) {
			if name == "ssh" {
				return ssh, nil
			}
			return "", exec.ErrNotFound
		},
	})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	return l, alive
}

func TestWindowsOwnClient(t *testing.T) {
	host := startDesktop(t, 0, confirm(2, 2))
	tools := tempDir(t)
	mstsc, alive := beside(t, tools, "mstsc.exe"), filepath.Join(tools, "alive")
	must(t, os.WriteFile(alive, nil, 0o600))
	l, err := New(Config{
		Dir: filepath.Join(tempDir(t), "run"), KnownHosts: filepath.Join(tempDir(t), "known_hosts"),
		LookPath: func(name string) (string, error) {
			if strings.EqualFold(filepath.Base(name), "mstsc.exe") {
				return mstsc, nil
			}
			return "", exec.ErrNotFound
		},
	})
	must(t, err)
	defer l.Close()
	password := sealed.New([]byte("pä$$"))
	defer password.Wipe()
	asked, ended := make(chan CertificateQuestion, 1), make(chan Outcome, 1)
	s, err := l.Start(limited(t), Target{Kind: RDP, Host: "127.0.0.1", Port: host.port, User: "alice", Domain: "CORP"}, Credential{Password: password}, Handler{
		Ended: func(o Outcome) { ended <- o },
		Certificate: func(q CertificateQuestion, answer func(bool)) {
			if comment, _ := entriesOf("TERMSRV/127.0.0.1"); comment != "" {
				t.Errorf("the password is lent before the host is known: %q", comment)
			}
			asked <- q
			answer(true)
		},
	})
	must(t, err)
	if q := <-asked; q.Fingerprint != fingerprintOf(host.cert.Leaf) {
		t.Errorf("asked about %s", q.Fingerprint)
	}
	found := awaitFile(t, filepath.Join(tools, "found"), ended)
	if comment, _, _ := strings.Cut(found, "\n"); comment != entryTag+s.ID() {
		t.Errorf("the client found %q", found)
	}
	must(t, os.Remove(alive))
	select {
	case o := <-ended:
		if o.Why != Closed {
			t.Errorf("it ended with %+v", o)
		}
	case <-limited(t).Done():
		t.Fatal("its end was not seen")
	}
	if comment, _ := entriesOf("TERMSRV/127.0.0.1"); comment != "" {
		t.Errorf("the password is still in the store: %q", comment)
	}
}

// awaitFile waits until a client has written its file.
func awaitFile(t *testing.T, path string, ended <-chan Outcome) string {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx := limited(t); ; {
		if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
			return string(b)
		}
		select {
		case <-tick.C:
		case o := <-ended:
			t.Fatalf("it ended: %+v", o)
		case <-ctx.Done():
			t.Fatal("the client has written nothing")
		}
	}
}

func TestASessionOnWindows(t *testing.T) {
	for _, c := range []struct {
		name, password string
		end            func(t *testing.T, s Session, alive string)
		want           Outcome
	}{
		{"the client ends", "hunter2", func(t *testing.T, _ Session, alive string) { must(t, os.Remove(alive)) }, Outcome{Connected: true, Code: 7, Why: Closed}},
		{"it is stopped", "hunter2", func(_ *testing.T, s Session, _ string) { s.Stop() }, Outcome{Connected: true, Code: 1, Why: Closed}},
		{"the helper is killed", "hunter2", func(t *testing.T, s Session, _ string) { kill(limited(t), s.(*session).self) }, Outcome{Connected: true, Code: -1, Why: Vanished}},
		{"the password is wrong", "wrong", nil, Outcome{Code: 255, Why: Refused}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, alive := windowsBench(t)
			connected, ended := make(chan struct{}), make(chan Outcome, 1)
			password := sealed.New([]byte(c.password))
			defer password.Wipe()
			s, err := l.Start(limited(t), Target{Kind: SSH, Host: "127.0.0.1", User: "alice"}, Credential{Password: password}, Handler{
				Connected: func() { close(connected) },
				Ended:     func(o Outcome) { ended <- o },
			})
			must(t, err)
			dir := s.(*session).dir
			if c.end != nil {
				select {
				case <-connected:
				case o := <-ended:
					t.Fatalf("it ended: %+v", o)
				case <-limited(t).Done():
					t.Fatal("it was never connected")
				}
				c.end(t, s, alive)
			}
			select {
			case o := <-ended:
				o.Detail = ""
				if o != c.want {
					t.Errorf("it ended with %+v, want %+v", o, c.want)
				}
			case <-limited(t).Done():
				t.Fatal("its end was not seen")
			}
			if exists(dir) {
				t.Error("its directory is still there")
			}
		})
	}
}

func TestASessionIsFoundAgainOnWindows(t *testing.T) {
	l, alive := windowsBench(t)
	connected := make(chan struct{})
	password := sealed.New([]byte("hunter2"))
	defer password.Wipe()
	s, err := l.Start(limited(t), Target{Kind: SSH, Host: "127.0.0.1", User: "alice"}, Credential{Password: password}, Handler{Connected: func() { close(connected) }})
	must(t, err)
	<-connected
	s.Release()
	again, ended := make(chan struct{}, 1), make(chan Outcome, 1)
	_, err = l.Reattach(limited(t), s.ID(), Handler{Connected: func() { again <- struct{}{} }, Ended: func(o Outcome) { ended <- o }})
	must(t, err)
	<-again
	must(t, os.Remove(alive))
	select {
	case o := <-ended:
		if !o.Connected || o.Code != 7 || o.Why != Closed {
			t.Errorf("it ended with %+v", o)
		}
	case <-limited(t).Done():
		t.Fatal("its end was not seen")
	}
	if _, err := l.Reattach(limited(t), s.ID(), Handler{}); err != ErrSessionOver {
		t.Errorf("found once more: %v", err)
	}
}
