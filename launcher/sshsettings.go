package launcher

import (
	"fmt"
	"regexp"
	"strings"
)

// SSHSettings is how an SSH session goes to its host and what it carries
// beside the shell. The zero value goes straight there, with OpenSSH, carries
// nothing else and reads no configuration but ours.
type SSHSettings struct {
	Client    SSHClient
	Jump      *Jump // nil: straight to the host
	Tunnels   []Tunnel
	KeepAlive int    // seconds between signs of life; 0: 15; below 0: none
	Charset   string // locale that the host is asked for, like de_DE.UTF-8; "": its own
	// OwnConfig lets ssh read the configuration of the user and of the system
	// as well. What would make the end of ssh mean nothing, lend the user's
	// agent or hide a host's key stays off.
	OwnConfig bool
}

// SSHClient is the program that opens SSH sessions.
type SSHClient string

// The clients.
const (
	OpenSSH SSHClient = ""
	Plink   SSHClient = "plink" // in a terminal, as OpenSSH
	PuTTY   SSHClient = "putty" // in its own window
)

// Jump is a host on the way to another. It is never given the password of the
// target: what it asks, the user is asked.
type Jump struct {
	Host string
	Port int // 0: 22
	User string
}

// Tunnel leads from a port of this machine, that others cannot reach, to a
// port that the host can reach.
type Tunnel struct {
	Own  int // 0: any that is free
	Host string
	Port int
}

const (
	keepAliveDefault     = 15
	keepAliveMin         = 5
	keepAliveMax         = 3600
	maxTunnels           = 16
	maxLocale            = 64
	plainUserExplanation = "has a character that a configuration may take for something else; only letters, digits and . _ @ + - do"
)

// localeName is what a locale may be called: it goes into the environment of
// the host's shell.
var localeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.@-]*$`)

// plainUser are the names that mean only themselves wherever a configuration
// may put them: its commands are run by a shell.
var plainUser = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._@+-]*$`)

// canonicalSSH checks and completes what only SSH sessions have.
func (t Target) canonicalSSH() (Target, error) {
	s := SSHSettings{}
	if t.SSH != nil {
		s = *t.SSH
	}
	if s.KeepAlive == 0 {
		s.KeepAlive = keepAliveDefault
	}
	s.KeepAlive = max(s.KeepAlive, 0)
	if err := s.check(); err != nil {
		return Target{}, err
	}
	if s.OwnConfig && !plainUser.MatchString(t.User) {
		return Target{}, &BadTargetError{"user", plainUserExplanation}
	}
	if s.Jump != nil {
		if strings.Contains(t.Host, "%") {
			return Target{}, &BadTargetError{"host", "has an IPv6 zone, which means nothing behind a jump host"}
		}
		j, err := s.Jump.canonical(s.OwnConfig)
		if err != nil {
			return Target{}, err
		}
		s.Jump = &j
	}
	var err error
	if s.Tunnels, err = canonicalTunnels(s.Tunnels); err != nil {
		return Target{}, err
	}
	t.SSH = &s
	return t, nil
}

// check is for what stands in one word.
func (s SSHSettings) check() error {
	switch s.Client {
	case OpenSSH, Plink, PuTTY:
	default:
		return &BadTargetError{"client", "is none that is known"}
	}
	if s.KeepAlive != 0 && (s.KeepAlive < keepAliveMin || s.KeepAlive > keepAliveMax) {
		return &BadTargetError{"keep-alive", fmt.Sprintf("is not between %d and %d seconds", keepAliveMin, keepAliveMax)}
	}
	if s.Charset != "" && (len(s.Charset) > maxLocale || !localeName.MatchString(s.Charset)) {
		return &BadTargetError{"character set", "is not the name of a locale, like de_DE.UTF-8"}
	}
	if s.Client == OpenSSH {
		return nil
	}
	if s.Jump != nil {
		return &BadTargetError{"jump host", "is only possible with OpenSSH: PuTTY would not say which host asks for a password"}
	}
	if s.OwnConfig {
		return &BadTargetError{"own configuration", "is only possible with OpenSSH"}
	}
	return nil
}

func (j Jump) canonical(ownConfig bool) (Jump, error) {
	host, err := canonicalHost(j.Host)
	if err != nil {
		return j, asJump(err)
	}
	if strings.Contains(host, "%") {
		return j, &BadTargetError{"jump host", "has an IPv6 zone"}
	}
	if err := checkUser(j.User); err != nil {
		return j, asJump(err)
	}
	if strings.ContainsAny(j.User, "$%") || ownConfig && !plainUser.MatchString(j.User) {
		return j, &BadTargetError{"jump host's user", plainUserExplanation}
	}
	if j.Port < 0 || j.Port > 65535 {
		return j, &BadTargetError{"jump host's port", "is not between 1 and 65535"}
	}
	j.Host = host
	if j.Port == 0 {
		j.Port = defaultPort(SSH)
	}
	return j, nil
}

// asJump says of what is wrong that it is the jump host's.
func asJump(err error) error {
	bad, ok := err.(*BadTargetError) //nolint:errorlint // of our own making, never wrapped
	if !ok {
		return err
	}
	field := "jump host"
	if bad.Field != "host" {
		field += "'s " + bad.Field
	}
	return &BadTargetError{field, bad.Reason}
}

func canonicalTunnels(all []Tunnel) ([]Tunnel, error) {
	bad := func(reason string) ([]Tunnel, error) { return nil, &BadTargetError{"tunnel", reason} }
	if len(all) > maxTunnels {
		return bad(fmt.Sprintf("is one of more than %d", maxTunnels))
	}
	var out []Tunnel
	own := map[int]bool{}
	for _, t := range all {
		host, err := canonicalHost(t.Host)
		switch {
		case err != nil:
			return bad("leads to a host that " + err.(*BadTargetError).Reason) //nolint:errorlint // as above
		case strings.Contains(host, "%"):
			return bad("leads to an IPv6 zone, which means nothing on the host")
		case t.Port < 1 || t.Port > 65535:
			return bad("leads to a port that is not between 1 and 65535")
		case t.Own < 0 || t.Own > 65535:
			return bad("begins at a port that is not between 1 and 65535")
		case t.Own != 0 && own[t.Own]:
			return bad("begins at a port at which another begins")
		}
		t.Host, own[t.Own] = host, true
		out = append(out, t)
	}
	return out, nil
}
