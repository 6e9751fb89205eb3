package launcher

import (
	"bytes"
	"net"
	"strconv"
	"strings"

	"sallyport/workflow/sealed"
)

// Gateway is a Remote Desktop Gateway, by its own name and port (0: 443).
type Gateway struct {
	Host string
	Port int
	// User signs in at the gateway, whose password the user is then asked for;
	// "": the host's user and password count there, too.
	User, Domain string
}

// canonical checks g and completes it.
func (g Gateway) canonical() (Gateway, error) {
	bad := func(reason string) error { return &BadTargetError{"gateway", reason} }
	host, err := canonicalHost(g.Host)
	if err != nil {
		return g, bad("is not a host name or an IP address")
	}
	if g.Port < 0 || g.Port > 65535 {
		return g, bad("has a port that is not between 1 and 65535")
	}
	g.Host, g.Port = host, orElse(g.Port, 443)
	if g.User == "" {
		return g, nil
	}
	if domain, user, ok := strings.Cut(g.User, `\`); ok && g.Domain == "" {
		g.User, g.Domain = user, domain
	}
	switch {
	case checkUser(g.User) != nil, strings.ContainsAny(g.User, `,\`):
		return g, bad("has a user name that cannot be used")
	case checkDomain(g.Domain) != nil:
		return g, bad("has a domain that cannot be used")
	}
	return g, nil
}

func (g Gateway) address() string { return net.JoinHostPort(g.Host, strconv.Itoa(g.Port)) }

// signsIn is who signs in at the gateway of t.
func (t Target) signsIn() (user, domain string) {
	user, domain = t.User, t.Domain
	if g := t.RDP.Gateway; g.User != "" {
		user, domain = g.User, g.Domain
	}
	if domain == "." { // the host's own accounts are nobody at the gateway
		domain = ""
	}
	return user, domain
}

// gatewayOptions are FreeRDP 2's options for a gateway; it reads the password
// as the second line of its input, as the user is named.
func gatewayOptions(t Target) []string {
	user, domain := t.signsIn()
	return []string{"/g:" + t.RDP.Gateway.address(), "/gu:" + user, "/gd:" + domain}
}

// gatewayLine is FreeRDP 3's line for a gateway, without the password that
// belongs between its two parts. It is a list with commas. An element in
// quotation marks as a whole may hold commas and backslashes in every 3.x; the
// first ones leave the closing mark on an element that is the last.
func gatewayLine(t Target) []string {
	user, domain := t.signsIn()
	after := `",u:` + user
	if domain != "" {
		after += ",d:" + domain
	}
	return []string{"/gateway:g:" + t.RDP.Gateway.address() + `,"p:`, after}
}

// checkGatewayPassword refuses what FreeRDP would cut or read differently.
func checkGatewayPassword(s sealed.Secret, major int) error {
	if checkRDPPassword(s) != nil {
		return &BadTargetError{"gateway", "has a password that is empty, too long, or holds a line break"}
	}
	quoted := false
	s.Reveal(func(b []byte) { quoted = bytes.ContainsRune(b, '"') })
	if quoted && major >= 3 {
		return &BadTargetError{"gateway", "has a password with a quotation mark, which FreeRDP 3 cannot be given"}
	}
	return nil
}
