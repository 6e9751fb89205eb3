package launcher

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// showLimit is how long a host may take until it has shown its certificate.
const showLimit = 15 * time.Second

// security is what a host wants of a client, from its answer to the first message.
type security uint32

// MS-RDPBCGR 2.2.1.1.1 and 2.2.1.2.1.
const (
	securityTLS    security = 1 // a certificate; the host asks for the password itself
	securityHybrid security = 2 // network level authentication, over TLS
)

// errNoTLS: the host only knows the old encryption, behind which anybody can be.
var errNoTLS = errors.New("the host offers only the old RDP encryption, which does not prove who it is")

// presented is what a host showed.
type presented struct {
	security    security
	fingerprint string // SHA-256, aa:bb:…
	question    CertificateQuestion
}

// probe looks at the certificate of a host without signing in: the client is
// then told to accept exactly this one. Nothing but the choice of encryption
// is sent.
func probe(ctx context.Context, host string, port int) (presented, error) {
	return look(ctx, host, port, negotiate)
}

// probeTLS is probe for what speaks TLS at once, as gateways do.
func probeTLS(ctx context.Context, host string, port int) (presented, error) {
	return look(ctx, host, port, func(io.ReadWriter) (security, error) { return securityTLS, nil })
}

func look(ctx context.Context, host string, port int, begin func(io.ReadWriter) (security, error)) (presented, error) {
	ctx, cancel := context.WithTimeout(ctx, showLimit)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return presented{}, err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	p := presented{}
	if p.security, err = begin(c); err != nil {
		return presented{}, errors.Join(ctx.Err(), err)
	}
	conf := &tls.Config{
		// Nobody is trusted for this: the certificate is only looked at. The
		// user decides, and the client insists on the decision.
		InsecureSkipVerify: true, //nolint:gosec
		MinVersion:         tls.VersionTLS12,
	}
	if _, err := netip.ParseAddr(host); err != nil {
		conf.ServerName = host
	}
	t := tls.Client(c, conf)
	if err := t.HandshakeContext(ctx); err != nil {
		return presented{}, fmt.Errorf("look at the certificate: %w", err)
	}
	chain := t.ConnectionState().PeerCertificates
	p.fingerprint = fingerprintOf(chain[0])
	p.question = CertificateQuestion{
		Host: pinName(host, port), Subject: cleanLine(chain[0].Subject.String(), maxDetail),
		Issuer: cleanLine(chain[0].Issuer.String(), maxDetail), Fingerprint: p.fingerprint,
		NotBefore: chain[0].NotBefore, NotAfter: chain[0].NotAfter, Vouched: vouched(chain, host),
	}
	return p, nil
}

// negotiate sends the connection request of X.224 and reads its confirmation.
func negotiate(c io.ReadWriter) (security, error) {
	request := []byte{
		3, 0, 0, 19, // TPKT: version, length
		14, 0xe0, 0, 0, 0, 0, 0, // X.224: length, connection request, references, class
		1, 0, 8, 0, byte(securityTLS | securityHybrid), 0, 0, 0, // RDP_NEG_REQ
	}
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(c, head); err != nil {
		return 0, fmt.Errorf("the host does not answer as one for RDP does: %w", err)
	}
	size := int(binary.BigEndian.Uint16(head[2:]))
	if head[0] != 3 || size < 11 || size > 256 {
		return 0, errors.New("the host does not answer as one for RDP does")
	}
	body := make([]byte, size-len(head))
	if _, err := io.ReadFull(c, body); err != nil {
		return 0, fmt.Errorf("the host does not answer as one for RDP does: %w", err)
	}
	return parseConfirm(body)
}

// parseConfirm reads an X.224 connection confirmation (without its TPKT header).
func parseConfirm(b []byte) (security, error) {
	if len(b) < 7 || int(b[0]) != len(b)-1 || b[1]&0xf0 != 0xd0 {
		return 0, errors.New("the host does not answer as one for RDP does")
	}
	answer := b[7:]
	if len(answer) == 0 {
		return 0, errNoTLS
	}
	if len(answer) != 8 || binary.LittleEndian.Uint16(answer[2:]) != 8 {
		return 0, errors.New("the host does not answer as one for RDP does")
	}
	value := binary.LittleEndian.Uint32(answer[4:])
	switch {
	case answer[0] == 2 && (security(value) == securityTLS || security(value) == securityHybrid):
		return security(value), nil
	case answer[0] == 2 && value == 0, answer[0] == 3 && (value == 2 || value == 3):
		return 0, errNoTLS
	}
	return 0, fmt.Errorf("the host refuses every kind of encryption that is offered (answer %d, %d)", answer[0], value)
}

// fingerprintOf is how FreeRDP, openssl and Windows' certificate dialog spell it.
func fingerprintOf(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = hex.EncodeToString([]byte{b})
	}
	return strings.Join(parts, ":")
}

// vouched: an authority that this machine trusts says that this is host. It is
// shown to the user, and decides nothing.
func vouched(chain []*x509.Certificate, host string) bool {
	others := x509.NewCertPool()
	for _, c := range chain[1:] {
		others.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Intermediates: others})
	return err == nil
}

// pinName is how the file of trusted certificates names a host.
func pinName(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

var pinLine = regexp.MustCompile(`^(\S+) sha256:((?:[0-9a-f]{2}:)+[0-9a-f]{2})$`)

const (
	maxPins    = 4 << 20 // bytes: some thirty thousand hosts
	maxPinName = 300
)

// trusted is the fingerprint that was accepted for a host; "" if none was.
// A line that is not understood is an error: who can damage the file could
// otherwise make every host unknown again.
func (l *Launcher) trusted(name string) (string, error) {
	l.pins.Lock()
	defer l.pins.Unlock()
	lines, err := readPins(l.certificates())
	if err != nil {
		return "", err
	}
	return lines[name], nil
}

// trust writes down that a host was accepted. Two programs that do so at the
// same moment may lose one of them; its host is asked about again then.
func (l *Launcher) trust(name, fingerprint string) error {
	l.pins.Lock()
	defer l.pins.Unlock()
	path := l.certificates()
	known, err := readPins(path)
	if err != nil {
		return err
	}
	if was, ok := known[name]; ok && was != fingerprint {
		return fmt.Errorf("another certificate was trusted for %s meanwhile", name)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if len(old) > 0 && old[len(old)-1] != '\n' {
		old = append(old, '\n')
	}
	return replaceFile(path, append(old, name+" sha256:"+fingerprint+"\n"...))
}

// certificates is our own file of trusted certificates, beside known_hosts.
func (l *Launcher) certificates() string {
	return filepath.Join(filepath.Dir(l.cfg.KnownHosts), "rdp_certificates")
}

func readPins(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPins+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxPins {
		return nil, fmt.Errorf("%s is too big", filepath.Base(path))
	}
	return parsePins(string(b))
}

func parsePins(text string) (map[string]string, error) {
	pins := map[string]string{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		m := pinLine.FindStringSubmatch(line)
		if m == nil || len(m[1]) > maxPinName || len(m[2]) != 3*sha256.Size-1 {
			return nil, fmt.Errorf("line %d is not HOST:PORT sha256:FINGERPRINT", n)
		}
		if was, ok := pins[m[1]]; ok && was != m[2] {
			return nil, fmt.Errorf("line %d is a second certificate of %s", n, cleanLine(m[1], 60))
		}
		pins[m[1]] = m[2]
	}
	return pins, nil
}

// replaceFile replaces a file as a whole, 0600, and returns when it is on the disk.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
