package launcher

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// keyKind is one make of host key: what known_hosts, the protocol and PuTTY call it.
type keyKind struct {
	name       string // in a HostKeyQuestion
	kind       string // of PuTTY's settings
	algorithms []string
}

// keyKinds in the order they are preferred, by their names in known_hosts.
var keyKinds = []struct {
	file string
	keyKind
}{
	{ssh.KeyAlgoED25519, keyKind{"ED25519", "ed25519", []string{ssh.KeyAlgoED25519}}},
	{ssh.KeyAlgoECDSA256, keyKind{"ECDSA", "ecdsa", []string{ssh.KeyAlgoECDSA256}}},
	{ssh.KeyAlgoECDSA384, keyKind{"ECDSA", "ecdsa", []string{ssh.KeyAlgoECDSA384}}},
	{ssh.KeyAlgoECDSA521, keyKind{"ECDSA", "ecdsa", []string{ssh.KeyAlgoECDSA521}}},
	{ssh.KeyAlgoRSA, keyKind{"RSA", "rsa", []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}}},
}

// shownKey is the key by which a host says who it is.
type shownKey struct {
	key   ssh.PublicKey
	make  keyKind
	known bool // it is the one that was trusted
}

var (
	errKeyChanged = errors.New("it shows another host key than the one that was trusted")
	errKeySeen    = errors.New("the key was seen")
)

// lookLimit ends a look at a host that does not answer.
const lookLimit = 30 * time.Second

// lookAtKey connects to a host for its key alone. It sends no name and no
// secret. Where keys of the host are known, it wants one of their kind, as
// ssh does.
func (l *Launcher) lookAtKey(ctx context.Context, host string, port int) (shownKey, error) {
	trusted, err := knownhosts.New(l.cfg.KnownHosts)
	if err != nil {
		return shownKey{}, fmt.Errorf("known_hosts: %w", err)
	}
	address := net.JoinHostPort(host, strconv.Itoa(port))
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	line, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return shownKey{}, err
	}
	defer line.Close()
	defer context.AfterFunc(ctx, func() { line.Close() })()
	var shown shownKey
	of := kindsOf(trusted, address)
	_, _, _, err = ssh.NewClientConn(line, address, &ssh.ClientConfig{
		HostKeyAlgorithms: algorithmsOf(of),
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			shown.key = key
			return errKeySeen
		},
	})
	var none *ssh.AlgorithmNegotiationError
	switch {
	case shown.key == nil && len(of) > 0 && errors.As(err, &none):
		return shown, errKeyChanged
	case shown.key == nil && ctx.Err() != nil:
		return shown, ctx.Err()
	case shown.key == nil:
		return shown, fmt.Errorf("look at the host's key: %w", err)
	}
	for _, k := range keyKinds {
		if k.file == shown.key.Type() {
			shown.make = k.keyKind
		}
	}
	var other *knownhosts.KeyError
	switch err := trusted(address, line.RemoteAddr(), shown.key); {
	case err == nil:
		shown.known = true
	case !errors.As(err, &other) || len(other.Want) > 0:
		return shown, errKeyChanged // or revoked
	}
	return shown, nil
}

// kindsOf are the kinds of the keys that are known of a host.
func kindsOf(trusted ssh.HostKeyCallback, address string) map[string]bool {
	nobodys, err := ssh.NewPublicKey(ed25519.PublicKey(make([]byte, ed25519.PublicKeySize)))
	if err != nil {
		return nil
	}
	kinds := map[string]bool{}
	var known *knownhosts.KeyError
	if errors.As(trusted(address, &net.TCPAddr{}, nobodys), &known) {
		for _, k := range known.Want {
			kinds[k.Key.Type()] = true
		}
	}
	return kinds
}

// algorithmsOf are those of the kinds, or all where none is known.
func algorithmsOf(kinds map[string]bool) (all []string) {
	for _, k := range keyKinds {
		if len(kinds) == 0 || kinds[k.file] {
			all = append(all, k.algorithms...)
		}
	}
	return all
}

// trustKey writes a host's key down where ssh looks as well.
func (l *Launcher) trustKey(host string, port int, key ssh.PublicKey) error {
	l.pins.Lock()
	defer l.pins.Unlock()
	old, err := os.ReadFile(l.cfg.KnownHosts)
	if err != nil {
		return err
	}
	line := knownhosts.Line([]string{hostKeyName(host, port)}, key) + "\n"
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		line = "\n" + line
	}
	f, err := os.OpenFile(l.cfg.KnownHosts, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line) // one write: ssh may add a line as well
	return errors.Join(err, f.Sync(), f.Close())
}
