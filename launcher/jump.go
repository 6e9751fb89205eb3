package launcher

import (
	"errors"
	"fmt"
	"net"
	"os"
)

// runJump becomes the ssh that leads to the jump host. ssh runs it as its
// ProxyCommand; the command line comes from the plan and not through a shell.
func runJump(dir string) int {
	var p planFile
	err := readPlan(dir, &p)
	if err == nil && len(p.Plan.Jump) == 0 {
		err = fmt.Errorf("the plan has no jump host")
	}
	if err == nil {
		if err = become(p.Plan.Jump); err == nil {
			return 0 // where there is no exec
		}
	}
	fmt.Fprintln(os.Stderr, "sallyport jump:", err)
	return 1
}

// openTunnels chooses the ports that were left open. Somebody else may take
// such a port before ssh does; ssh then ends and says so.
func openTunnels(s *SSHSettings) error {
	if s == nil {
		return nil
	}
	for i, t := range s.Tunnels {
		ln, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: t.Own})
		if err != nil {
			return &BadTargetError{"tunnel", fmt.Sprintf("cannot begin at port %d of this computer: %v", t.Own, errors.Unwrap(err))}
		}
		defer ln.Close() // at the end, so that two of them cannot get the same
		s.Tunnels[i].Own = ln.Addr().(*net.TCPAddr).Port
	}
	return nil
}
