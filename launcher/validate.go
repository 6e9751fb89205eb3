package launcher

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxHost  = 254
	maxUser  = 128
	maxTitle = 64
)

// hostName is what a name may be: nothing here means anything to a shell, to
// ssh's option parser or to its percent expansion.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?$`)

// numericLabel is a last label that resolvers take for (a part of) an IPv4 number.
var numericLabel = regexp.MustCompile(`^(?i:[0-9]+|0x[0-9a-f]*)$`)

var zoneName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,15}$`)

// userForbidden are the characters that OpenSSH refuses in a user name as
// well; with parentheses a user could look like the end of ssh's own prefix.
const userForbidden = "'`\";&<>|(){}"

// Validate reports, as a BadTargetError, the first part of t that is not
// acceptable. Nothing is escaped or repaired: what is odd is refused.
func (t Target) Validate() error {
	_, err := t.canonical()
	return err
}

// canonical is t as it goes on a command line: checked, with the port filled
// in, the host spelled as ssh will spell it in its prompts, the title cleaned.
func (t Target) canonical() (Target, error) {
	if t.Kind == Custom {
		return t.canonicalCommand()
	}
	if t.Kind != SSH && t.Kind != RDP {
		return Target{}, &BadTargetError{"kind", "is neither ssh nor rdp nor custom"}
	}
	host, err := canonicalHost(t.Host)
	if err != nil {
		return Target{}, err
	}
	if err := checkUser(t.User); err != nil {
		return Target{}, err
	}
	if t.Port < 0 || t.Port > 65535 {
		return Target{}, &BadTargetError{"port", "is not between 1 and 65535"}
	}
	t.Host = host
	if t.Port == 0 {
		t.Port = defaultPort(t.Kind)
	}
	if t.Kind == RDP {
		if t, err = t.canonicalRDP(); err != nil {
			return Target{}, err
		}
	}
	if t.Kind == SSH {
		if t, err = t.canonicalSSH(); err != nil {
			return Target{}, err
		}
	}
	t.Title = strings.TrimLeft(cleanLine(t.Title, maxTitle), "- ")
	if t.Title == "" {
		t.Title = cleanLine(t.User+" on "+t.Host, maxTitle)
	}
	return t, nil
}

func defaultPort(k Kind) int {
	if k == RDP {
		return 3389
	}
	return 22
}

// canonicalHost checks a host and spells it as ssh does: names in lower case,
// IPv6 addresses in their short form.
func canonicalHost(host string) (string, error) {
	if host == "" {
		return "", &BadTargetError{"host", "is empty"}
	}
	if strings.Contains(host, ":") {
		a, err := netip.ParseAddr(host)
		if err != nil || !a.Is6() {
			return "", &BadTargetError{"host", "is not an IPv6 address; give a port separately"}
		}
		if a.Zone() != "" && !zoneName.MatchString(a.Zone()) {
			return "", &BadTargetError{"host", "has an odd IPv6 zone"}
		}
		return a.String(), nil
	}
	if len(host) > maxHost || !hostName.MatchString(host) {
		return "", &BadTargetError{"host", "is not a host name or an IP address"}
	}
	// 127.1 and 2130706433 are addresses to a resolver, but ssh would name
	// them differently in its prompts, and so does a person who reads them.
	last := host[strings.LastIndexByte(host, '.')+1:]
	if _, err := netip.ParseAddr(host); err != nil && numericLabel.MatchString(last) {
		return "", &BadTargetError{"host", "is a number, but not an IPv4 address"}
	}
	return strings.ToLower(host), nil
}

func checkUser(user string) error {
	bad := func(reason string) error { return &BadTargetError{"user", reason} }
	switch {
	case user == "":
		return bad("is empty")
	case len(user) > maxUser:
		return bad("is too long")
	case !utf8.ValidString(user):
		return bad("is not valid text")
	case user[0] == '-':
		return bad("begins with a hyphen")
	case user[0] == '/':
		return bad("begins with a slash")
	case strings.HasSuffix(user, `\`):
		return bad("ends with a backslash")
	case strings.Contains(user, " -"):
		return bad("has a hyphen after a space")
	case strings.TrimSpace(user) != user:
		return bad("begins or ends with a space")
	}
	for _, r := range user {
		switch {
		case invisible(r):
			return bad("contains an invisible character")
		case strings.ContainsRune(userForbidden, r):
			return bad("contains " + string(r))
		}
	}
	return nil
}

// invisible: control, format and direction characters, and spaces that are
// not the plain one. They can make a line read as something it is not.
func invisible(r rune) bool {
	return r != ' ' && (!unicode.IsPrint(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
}

// cleanLine is s for a person to read: one line, no invisible characters, at most limit runes.
func cleanLine(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(s, "") {
		if n == limit {
			break
		}
		if r == '\n' || r == '\t' {
			r = ' '
		}
		if invisible(r) {
			continue
		}
		b.WriteRune(r)
		n++
	}
	return strings.TrimSpace(b.String())
}
