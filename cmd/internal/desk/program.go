package desk

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Program is one running Sallyport.
type Program struct {
	cmd    *exec.Cmd
	stderr log
	done   chan struct{}
	err    error
}

// log collects what a program says.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Build builds a main package of this module into a folder.
func Build(dir string, flags ...string) error {
	out, err := exec.Command("go", append([]string{"build", "-o", dir + "/"}, flags...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build %v: %w\n%s(`make test` installs what the build needs)", flags, err, out)
	}
	return nil
}

// Run starts the program on this desk.
func (d *Desk) Run(bin string, args ...string) (*Program, error) {
	p, err := run(d.Env(), nil, bin, args)
	return d.seat(p), err
}

// seat notes that a program was started here, if it was.
func (d *Desk) seat(p *Program) *Program {
	if p != nil {
		*d.seated = append(*d.seated, p)
	}
	return p
}

func run(env []string, first *string, bin string, args []string) (*Program, error) {
	p := &Program{cmd: exec.Command(bin, args...), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Stderr = env, &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	in := bufio.NewReader(out)
	if first != nil {
		*first, err = in.ReadString('\n')
	}
	go func() {
		_, _ = in.WriteTo(&p.stderr) // what else it says belongs to its log
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	if err != nil {
		_ = p.cmd.Process.Kill()
		<-p.done
		return nil, fmt.Errorf("%s said nothing: %s", bin, p.stderr.String())
	}
	return p, nil
}

// ended reports whether the program is no more.
func (p *Program) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// PID is the process.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Log is what the program has said on standard error and, after its first line, standard output.
func (p *Program) Log() string { return p.stderr.String() }

// Kill ends the program without a chance to do anything.
func (p *Program) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

// Stop asks the program to end, as a log-out of the desktop does.
func (p *Program) Stop() error { return p.Signal(syscall.SIGTERM) }

// Signal sends a signal that asks to end, and waits.
func (p *Program) Signal(sig os.Signal) error {
	_ = p.cmd.Process.Signal(sig) // it may have ended
	return p.Wait()
}

// Wait waits for the program to end by itself. One that does not is made to say
// what it was doing.
func (p *Program) Wait() error {
	select {
	case <-p.done:
		return p.err
	case <-time.After(patience):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it may have ended
		<-p.done
		return fmt.Errorf("the program did not end by itself: %s", p.Log())
	}
}

// Complaints are the lines of the log that must never be there.
func (p *Program) Complaints() (bad []string) {
	for _, line := range strings.Split(p.Log(), "\n") {
		for _, sign := range []string{"Error in Fyne call thread", "Preferences load error", "panic:", "DATA RACE", "fatal error:"} {
			if strings.Contains(line, sign) {
				bad = append(bad, line)
			}
		}
	}
	return bad
}

// Demo is what a demo said in its first line.
type Demo struct {
	URL        string `json:"url"`
	SSHHost    string `json:"sshHost"`
	SSHHostKey string `json:"sshHostKey"`
	ConsoleURL string `json:"consoleUrl"`
	Users      []User `json:"users"`

	PlatformURL string `json:"platformUrl"`
}

// User is somebody who may sign in to a demo.
type User struct {
	Name                string `json:"name"`
	Password            string `json:"password"`
	Role                string `json:"role"`
	TOTPSecret          string `json:"totpSecret"`
	QuantumLockPassword string `json:"quantumLockPassword"`
	PlatformName        string `json:"platformName"`
}

// RunDemo starts a program whose first line describes a demo.
func (d *Desk) RunDemo(bin string, args ...string) (*Program, Demo, error) {
	p, demo, err := runDemo(d.Env(), bin, args...)
	return d.seat(p), demo, err
}

// RunDemo starts a demo without a desk.
func RunDemo(bin string, args ...string) (*Program, Demo, error) {
	return runDemo(os.Environ(), bin, args...)
}

func runDemo(env []string, bin string, args ...string) (*Program, Demo, error) {
	var line string
	var demo Demo
	p, err := run(env, &line, bin, args)
	if err != nil {
		return nil, demo, err
	}
	if err := json.Unmarshal([]byte(line), &demo); err != nil {
		p.Kill()
		return nil, demo, fmt.Errorf("first line of the demo: %w", err)
	}
	return p, demo, nil
}

// Trust makes the demo's SSH host a known one, so that no question is asked.
func (d *Desk) Trust(demo Demo) error {
	dir := filepath.Join(d.Home(), ".local/share/sallyport")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, "known_hosts"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, demo.SSHHostKey)
	return errors.Join(err, f.Close())
}

// Password is a demo user's.
func (d Demo) Password(user string) string { return d.User(user).Password }

// User is the demo user of that name, the zero one if there is none.
func (d Demo) User(name string) (u User) {
	for _, u = range d.Users {
		if u.Name == name {
			return u
		}
	}
	return User{}
}

// Entry is one line of the demo vault's ledger.
type Entry struct {
	User     string `json:"user"`
	Op       string `json:"op"`
	SecretID int    `json:"secretId"`
	Note     string `json:"note"`
}

// Ledger is what the demo vault says happened.
func (d Demo) Ledger() (all []Entry, err error) {
	return all, d.get("ledger.json", &all)
}

// Login is one try to log in to the demo SSH host.
type Login struct {
	User string
	OK   bool
}

// Logins is what the demo SSH host says happened.
func (d Demo) Logins() (all []Login, err error) {
	return all, d.get("logins.json", &all)
}

// Request waits for the pending access request for a secret, and gives its id.
func (d Demo) Request(secretID int) (id int, err error) {
	err = Until(fmt.Sprintf("a request for %d", secretID), func() bool {
		var all []struct{ ID, SecretID int }
		if d.get("requests.json", &all) != nil {
			return false
		}
		for _, r := range all {
			if r.SecretID == secretID {
				id = r.ID
			}
		}
		return id != 0
	})
	return id, err
}

// Push is a prompt on somebody's device.
type Push struct {
	ID     int
	Number string
}

// Push waits for the one prompt that is out.
func (d Demo) Push() (p Push, err error) {
	err = Until("a prompt on a device", func() bool {
		var all []Push
		if d.get("pushes.json", &all) != nil || len(all) != 1 {
			return false
		}
		p = all[0]
		return true
	})
	return p, err
}

// Act sends a form of the console; fields are names and values in turn.
func (d Demo) Act(path string, fields ...string) error {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, d.ConsoleURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Sallyport-Console", "1")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		return fmt.Errorf("%s: %s: %s", path, res.Status, said)
	}
	return nil
}

func (d Demo) get(name string, v any) error {
	res, err := http.Get(d.ConsoleURL + name)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", name, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(v)
}

// Count counts the entries of a secret with that operation; a note of "*" is any.
func (d Demo) Count(secretID int, op, note string) (n int, err error) {
	all, err := d.Ledger()
	for _, e := range all {
		if e.SecretID == secretID && e.Op == op && (note == "*" || e.Note == note) {
			n++
		}
	}
	return n, err
}

// Happened waits until the ledger has the operation so many times.
func (d Demo) Happened(secretID int, op, note string, times int) error {
	var n int
	err := Until(fmt.Sprintf("%d × %s of %d in the ledger", times, op, secretID), func() bool {
		var err error
		n, err = d.Count(secretID, op, note)
		return err == nil && n >= times
	})
	if err == nil && n > times {
		return fmt.Errorf("%s of %d happened %d times, not %d", op, secretID, n, times)
	}
	return err
}
