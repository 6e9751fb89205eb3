package launcher

import (
	"net"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"
)

// RDPSettings is how a remote desktop looks and what of this machine it may
// reach. The zero value shares nothing: a host that is taken over reads what it
// is given.
type RDPSettings struct {
	Client        RDPClient
	Screen        Screen
	Width, Height int   // of the window, in pixels; 0: 1280×800
	FixedSize     bool  // the desktop keeps its size when the window is resized
	Sound         Sound // where the host's sound is played
	Clipboard     bool
	Printers      bool
	SmartCards    bool
	Drives        []Drive
	Admin         bool     // the administrative (console) session of the host
	Gateway       *Gateway // nil: straight to the host
}

// Screen is what a remote desktop covers.
type Screen string

// The screens.
const (
	Window      Screen = ""
	FullScreen  Screen = "full"
	AllMonitors Screen = "all"
)

// Sound is where a host's sound is played.
type Sound string

// The places for sound.
const (
	SoundOff  Sound = ""
	SoundHere Sound = "here"
	SoundHost Sound = "host"
)

// Drive is a directory of this machine, shown to the host under a name.
type Drive struct{ Name, Path string }

const (
	defaultWidth, defaultHeight = 1280, 800
	maxDomain                   = 255
	// maxRDPBytes is what FreeRDP 2 reads from a pipe; it cuts the rest without
	// a word. maxRDPUnits is what the protocol carries (MS-RDPBCGR 2.2.1.11.1.1:
	// 512 bytes with the final zero): hosts hang up on more.
	maxRDPBytes, maxRDPUnits = 511, 255
)

// canonicalRDP checks and completes what only remote desktops have.
func (t Target) canonicalRDP() (Target, error) {
	if domain, user, ok := strings.Cut(t.User, `\`); ok {
		if t.Domain != "" && !strings.EqualFold(t.Domain, domain) {
			return Target{}, &BadTargetError{"domain", "is not the one before the user's name"}
		}
		if t.User = user; t.Domain == "" {
			t.Domain = domain
		}
		if err := checkUser(user); err != nil {
			return Target{}, err
		}
	}
	if err := checkDomain(t.Domain); err != nil {
		return Target{}, err
	}
	s := RDPSettings{}
	if t.RDP != nil {
		s = *t.RDP
	}
	s.Width, s.Height = s.Size()
	if err := s.Validate(); err != nil {
		return Target{}, err
	}
	if s.Gateway != nil {
		g, err := s.Gateway.canonical()
		if err != nil {
			return Target{}, err
		}
		s.Gateway = &g
	}
	t.RDP = &s
	return t, nil
}

// checkDomain accepts the DNS and NetBIOS names of domains, "." for the host's own accounts, and none.
func checkDomain(domain string) error {
	bad := func(reason string) error { return &BadTargetError{"domain", reason} }
	switch {
	case domain == "" || domain == ".":
		return nil
	case len(domain) > maxDomain:
		return bad("is too long")
	case !utf8.ValidString(domain):
		return bad("is not valid text")
	case strings.ContainsAny(domain[:1], "-/."):
		return bad("begins with " + domain[:1])
	}
	for _, r := range domain {
		switch {
		case r == ' ' || invisible(r):
			return bad("contains a space or an invisible character")
		case strings.ContainsRune(userForbidden+`\/:*?@,`, r):
			return bad("contains " + string(r))
		}
	}
	return nil
}

// Size is the window's, in pixels.
func (s RDPSettings) Size() (width, height int) {
	if s.Width == 0 && s.Height == 0 {
		return defaultWidth, defaultHeight
	}
	return s.Width, s.Height
}

// Validate reports, as a BadTargetError, the first setting that is not acceptable.
func (s RDPSettings) Validate() error {
	if s.Client != SystemsRDP && s.Client != Remmina {
		return &BadTargetError{"client", "is none that is known"}
	}
	switch s.Screen {
	case Window, FullScreen, AllMonitors:
	default:
		return &BadTargetError{"screen", "is none that is known"}
	}
	switch s.Sound {
	case SoundOff, SoundHere, SoundHost:
	default:
		return &BadTargetError{"sound", "is none that is known"}
	}
	// MS-RDPBCGR 2.2.1.3.2: what a client may ask for.
	if w, h := s.Size(); w < 200 || w > 8192 || h < 200 || h > 8192 {
		return &BadTargetError{"size", "is not between 200 and 8192 pixels each way"}
	}
	for _, d := range s.Drives {
		if err := d.check(); err != nil {
			return err
		}
	}
	if s.Gateway != nil {
		if _, err := s.Gateway.canonical(); err != nil {
			return err
		}
	}
	return nil
}

// check refuses what FreeRDP's comma lists would take apart.
func (d Drive) check() error {
	switch {
	case !hostName.MatchString(d.Name) || len(d.Name) > 32:
		return &BadTargetError{"drive", "has a name that is not 1 to 32 plain letters and digits"}
	case !path.IsAbs(d.Path) || path.Clean(d.Path) != d.Path:
		return &BadTargetError{"drive", "has a path that is not absolute and plain"}
	case !utf8.ValidString(d.Path) || strings.ContainsAny(d.Path, `,"`) || strings.ContainsFunc(d.Path, invisible):
		return &BadTargetError{"drive", "has a path with a comma, a quotation mark or an invisible character"}
	}
	return nil
}

// freeRDPOptions are FreeRDP's options for t, without the passwords. The
// versions differ in a few words; /v:, /u: and /d: are always given, as
// FreeRDP 2 would read missing ones from the password's pipe.
//
// The fingerprint is the only thing that makes a certificate good: deny, and
// an environment in which FreeRDP finds no authorities and no certificates
// that were trusted before (see freeRDPEnv), because it takes a fingerprint
// for one more reason to trust, not for the only one. The old RDP encryption,
// which knows no certificate at all, is switched off.
func freeRDPOptions(t Target, major int, fingerprints ...string) []string {
	s, cert := *t.RDP, "/cert:deny"
	for _, f := range fingerprints {
		if f != "" {
			cert += ",fingerprint:sha256:" + f
		}
	}
	o := []string{"/v:" + net.JoinHostPort(t.Host, strconv.Itoa(t.Port)), "/u:" + t.User, "/d:" + t.Domain, cert}
	if major >= 3 {
		o = append(o, "/sec:rdp:off")
	} else {
		o = append(o, "-sec-rdp")
	}
	// A broken line ends the session: who reconnects signs in again, with a
	// password that may have been changed since.
	o = append(o, "-auto-reconnect", "/log-level:INFO", "/t:"+t.Title)
	switch s.Screen {
	case FullScreen:
		o = append(o, "/f")
	case AllMonitors:
		o = append(o, "/f", "/multimon")
	default:
		o = append(o, "/size:"+strconv.Itoa(s.Width)+"x"+strconv.Itoa(s.Height))
	}
	if s.Clipboard {
		o = append(o, "+clipboard")
	} else {
		o = append(o, "-clipboard") // it is on otherwise
	}
	switch s.Sound {
	case SoundHere:
		o = append(o, "/sound")
	case SoundHost:
		o = append(o, "/audio-mode:1")
	default:
		o = append(o, "/audio-mode:2")
	}
	for _, f := range []struct {
		on   bool
		flag string
	}{{!s.FixedSize, "/dynamic-resolution"}, {s.Printers, "/printer"}, {s.SmartCards, "/smartcard"}, {s.Admin, "/admin"}} {
		if f.on {
			o = append(o, f.flag)
		}
	}
	for _, d := range s.Drives {
		o = append(o, "/drive:"+d.Name+","+d.Path)
	}
	if s.Gateway != nil && major < 3 { // of 3, it is a line with the password in it
		o = append(o, gatewayOptions(t)...)
	}
	return o
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// freeRDPEnv makes an environment in which nothing but the fingerprint counts:
// no authorities, none of the certificates, settings and scripts that the
// user's own FreeRDP keeps.
func freeRDPEnv(dir string) []string {
	return []string{
		"XDG_CONFIG_HOME=" + path.Join(dir, "config"),
		"SSL_CERT_FILE=/dev/null", "SSL_CERT_DIR=" + path.Join(dir, "config"),
	}
}

// freeRDPEnvWindows is freeRDPEnv for Windows, where FreeRDP keeps its files in
// the roaming profile and OpenSSL knows no authorities but the named ones.
func freeRDPEnvWindows(dir string) []string {
	return []string{"APPDATA=" + dir + `\config`, "SSL_CERT_FILE=NUL", "SSL_CERT_DIR=" + dir + `\config`}
}

// mstscArgs are the options of Windows' own client. It reads the password
// from the user's credential store, where it lies under Plan.Credential for
// the moments of the start.
func mstscArgs(t Target) []string {
	s := *t.RDP
	args := []string{"/v:" + net.JoinHostPort(t.Host, strconv.Itoa(t.Port)), "/public"}
	switch s.Screen {
	case FullScreen:
		args = append(args, "/f")
	case AllMonitors:
		args = append(args, "/f", "/multimon")
	default:
		args = append(args, "/w:"+strconv.Itoa(s.Width), "/h:"+strconv.Itoa(s.Height))
	}
	if s.Admin {
		args = append(args, "/admin")
	}
	if g := s.Gateway; g != nil {
		args = append(args, "/g:"+g.address())
	}
	return args
}
