package desk

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// busConfig allows everything and starts nothing by itself.
const busConfig = `<busconfig><type>session</type><listen>unix:tmpdir=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// Keyring starts a session bus with an open keyring on it, for all programs
// that are started from now on, and gives the bus's address.
func (d *Desk) Keyring() (bus string, err error) {
	for _, tool := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", fmt.Errorf("%s is missing: `make bench` or `make test` installs it", tool)
		}
	}
	conf := filepath.Join(d.dir, "bus.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, busConfig, filepath.Join(d.dir, "run")), 0o600); err != nil {
		return "", err
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+conf, "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := d.start(daemon); err != nil {
		return "", err
	}
	bus, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the bus said no address: %w", err)
	}
	bus = strings.TrimSpace(bus)
	d.extra = append(d.extra, "DBUS_SESSION_BUS_ADDRESS="+bus)
	keys := exec.Command("gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock")
	keys.Stdin = strings.NewReader("the login password")
	return bus, d.start(keys)
}
