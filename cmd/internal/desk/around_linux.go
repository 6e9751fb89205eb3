package desk

import (
	"fmt"
	"net"
	"os/exec"
	"strconv"
)

// Set changes a variable for all programs that are started from now on.
func (d *Desk) Set(name, value string) { d.extra = append(d.extra, name+"="+value) }

// RemoteDesktop shares this desk as a remote desktop with a certificate that
// nobody knows yet, and gives its address.
func (d *Desk) RemoteDesktop() (addr string, err error) {
	if _, err := exec.LookPath("freerdp-shadow-cli"); err != nil {
		return "", fmt.Errorf("freerdp-shadow-cli is missing: `make screens` or `make test` installs it")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // finds a free port
	if err != nil {
		return "", err
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return "", err
	}
	addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if err := d.start(exec.Command("freerdp-shadow-cli", "/port:"+strconv.Itoa(port), "/bind-address:127.0.0.1", "/sec:tls")); err != nil {
		return "", err
	}
	return addr, Until("the remote desktop", func() bool {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
}

// Notices starts what shows notifications, on a session bus.
func (d *Desk) Notices() error {
	if _, err := exec.LookPath("dunst"); err != nil {
		return fmt.Errorf("dunst is missing: `make screens` or `make test` installs it")
	}
	if _, err := d.Keyring(); err != nil {
		return err
	}
	return d.start(exec.Command("dunst", "-conf", "/dev/null"))
}
