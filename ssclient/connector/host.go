package connector

import (
	"errors"
	"net/netip"
	"regexp"
	"strings"
)

// Target is where the Secret Server of a description is. Make it with NewTarget.
type Target struct{ host, basePath string }

var (
	hostLabel   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	pathSegment = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)
)

// NewTarget checks the name of a host and the path below which Secret Server
// lives there; "" and "/" are no path. The error is a sentence for people that
// does not repeat what was given: it may hold a password.
func NewTarget(host, basePath string) (Target, error) {
	if reason := checkHost(host); reason != "" {
		return Target{}, errors.New(reason)
	}
	path := strings.TrimSuffix(basePath, "/")
	if reason := checkPath(path); reason != "" {
		return Target{}, errors.New(reason)
	}
	if path == "" {
		path = "/"
	}
	return Target{host, path}, nil
}

func checkHost(host string) string {
	switch {
	case host == "":
		return "the host is missing; give a name like vault.example.com"
	case strings.Contains(host, "@"):
		return "the host holds a user name or password; give the name of the host alone, like vault.example.com"
	case strings.Contains(host, "://"):
		return "the host begins with a scheme; leave it out, a connector always uses https"
	case strings.ContainsAny(host, `/\`):
		return "the host holds a path; give the path apart, as the base path"
	case strings.ContainsAny(host, "?#"):
		return "the host holds a query or a fragment; give the name alone, like vault.example.com"
	case strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0xa0 || r == 0x3000 }):
		return "the host holds a space or a line end; give the name alone, like vault.example.com"
	case strings.Contains(host, ":"):
		return "the host holds a port; give the name alone: where Secret Server is on another port, that belongs into the base URL of the connection"
	case strings.ContainsFunc(host, func(r rune) bool { return r > 0x7e }):
		return "the host holds letters beyond ASCII; give its name in the form that begins with xn--"
	case len(host) > 253:
		return "the host is longer than a name can be"
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if !hostLabel.MatchString(label) {
			return "the host is not a name; names are letters, digits, hyphens and dots, like vault.example.com"
		}
	}
	return ""
}

func checkPath(path string) string {
	if path == "" {
		return ""
	}
	if !strings.HasPrefix(path, "/") {
		return "the base path does not begin with a slash; write it like /SecretServer"
	}
	for part := range strings.SplitSeq(path[1:], "/") {
		if part == "." || part == ".." || !pathSegment.MatchString(part) {
			return "the base path is not plain; write it like /SecretServer, without spaces, queries or dots between slashes"
		}
	}
	return ""
}
