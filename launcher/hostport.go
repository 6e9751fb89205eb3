package launcher

import (
	"strconv"
	"strings"
)

// SplitHostPort splits what people and vaults write in a machine field: host,
// host:port, [v6]:port, [v6] or a bare v6 address. Without a port it gives
// def. The host is checked and spelled as a Target's must be; the error is a
// *BadTargetError.
func SplitHostPort(s string, def int) (host string, port int, err error) {
	s = strings.TrimSpace(s)
	h, p, hasPort := s, "", false
	switch {
	case strings.HasPrefix(s, "["):
		inside, rest, closed := strings.Cut(s[1:], "]")
		if !closed || !strings.Contains(inside, ":") {
			return "", 0, &BadTargetError{"host", "has brackets that hold no IPv6 address"}
		}
		h = inside
		if rest != "" {
			if rest[0] != ':' {
				return "", 0, &BadTargetError{"host", "goes on after the brackets"}
			}
			p, hasPort = rest[1:], true
		}
	case strings.Count(s, ":") == 1:
		h, p, hasPort = strings.Cut(s, ":")
	}
	if host, err = canonicalHost(h); err != nil {
		return "", 0, err
	}
	if !hasPort {
		return host, def, nil
	}
	port, ok := parsePort(p)
	if !ok {
		return "", 0, &BadTargetError{"port", "is not a number between 1 and 65535"}
	}
	return host, port, nil
}

// parsePort accepts digits only: strconv would also take a sign.
func parsePort(s string) (int, bool) {
	if s == "" || len(s) > 5 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= 65535
}
