package launcher

import (
	"net"
	"strconv"
	"strings"
)

// ParsePort reads a port as people write it, from 1 to 65535. The error of this
// and of what follows is a *BadTargetError.
func ParsePort(s string) (int, error) {
	port, ok := parsePort(strings.TrimSpace(s))
	if !ok {
		return 0, &BadTargetError{"port", "is not a number between 1 and 65535"}
	}
	return port, nil
}

// JoinHostPort writes what SplitHostPort reads; port 0 is none.
func JoinHostPort(host string, port int) string {
	if port == 0 {
		return host
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// ParseJump reads a jump host as people write it: user@host or user@host:port.
func ParseJump(s string) (Jump, error) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return Jump{}, &BadTargetError{"jump host", "is not written as user@host or user@host:port"}
	}
	host, port, err := SplitHostPort(s[at+1:], 0)
	if err != nil {
		return Jump{}, asJump(err)
	}
	if strings.Contains(s[:at], ",") {
		return Jump{}, &BadTargetError{"jump host", "is one of several; there can be one"}
	}
	j := Jump{Host: host, Port: port, User: s[:at]}
	if _, err := j.canonical(false); err != nil {
		return Jump{}, err
	}
	return j, nil
}

// String is how ParseJump reads it.
func (j Jump) String() string { return j.User + "@" + JoinHostPort(j.Host, j.Port) }

// ParseTunnel reads a tunnel as people write it: host:port, or port:host:port
// for one that begins at that port of this machine. An IPv6 host stands in brackets.
func ParseTunnel(s string) (Tunnel, error) {
	var t Tunnel
	to := strings.TrimSpace(s)
	if own, rest, ok := strings.Cut(to, ":"); ok && own != "" && strings.Trim(own, "0123456789") == "" && strings.Contains(rest, ":") {
		if t.Own, ok = parsePort(own); !ok {
			return Tunnel{}, &BadTargetError{"tunnel", "begins at a port that is not between 1 and 65535"}
		}
		to = rest
	}
	host, port, err := SplitHostPort(to, 0)
	bad, _ := err.(*BadTargetError) //nolint:errorlint // of our own making, never wrapped
	switch {
	case bad != nil:
		return Tunnel{}, &BadTargetError{"tunnel", "leads to a " + bad.Field + " that " + bad.Reason}
	case port == 0:
		return Tunnel{}, &BadTargetError{"tunnel", "is not written as host:port or port:host:port"}
	}
	t.Host, t.Port = host, port
	if _, err := canonicalTunnels([]Tunnel{t}); err != nil {
		return Tunnel{}, err
	}
	return t, nil
}

// String is how ParseTunnel reads it.
func (t Tunnel) String() string {
	to := JoinHostPort(t.Host, t.Port)
	if t.Own == 0 {
		return to
	}
	return strconv.Itoa(t.Own) + ":" + to
}
