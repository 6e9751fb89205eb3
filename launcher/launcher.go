package launcher

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

// Kind is the protocol of a session.
type Kind string

// The kinds this package can start.
const (
	SSH Kind = "ssh"
	RDP Kind = "rdp"
	// Custom is a program that the vault's administrators chose: Target.Command.
	Custom Kind = "custom"
)

// Target is where a session goes. All of it comes from outside: Validate first.
type Target struct {
	Kind  Kind
	Host  string
	Port  int // 0: the protocol's own
	User  string
	Title string // for the window; cleaned and cut, never trusted
	// Terminal is the command, or its path, of the terminal emulator, where the
	// client has no window of its own; "": find one.
	Terminal string
	// Domain of the user, for RDP only; "": none, or the one written before
	// the user as DOMAIN\user. "." is the host itself.
	Domain  string
	RDP     *RDPSettings // nil: the zero value
	SSH     *SSHSettings // nil: the zero value
	Command *Command     // Custom only; Host, Port, User and Domain are not used then
}

// Credential is what the client is given, once. With a key and a password, the
// key is tried first.
type Credential struct {
	Password   sealed.Secret
	Key        sealed.Secret // a private key as its file has it; SSH only. Empty: none
	Passphrase sealed.Secret // of Key; empty: none
}

// Wipe clears all of it.
func (c Credential) Wipe() {
	c.Password.Wipe()
	c.Key.Wipe()
	c.Passphrase.Wipe()
}

// PublicKey is the public part of Key in wire format, nil without a key. The
// error is a *KeyError.
func (c Credential) PublicKey() ([]byte, error) {
	if c.Key.Empty() {
		return nil, nil
	}
	k, err := openKey(c.Key, c.Passphrase)
	if err != nil {
		return nil, err
	}
	defer k.wipe()
	return k.public(), nil
}

// signIn says how a client signs in with c.
func (c Credential) signIn() SignIn {
	switch {
	case c.Key.Empty():
		return ByPassword
	case c.Password.Empty():
		return ByKey
	}
	return ByKeyOrPassword
}

// Session is one running client.
type Session interface {
	// ID names the session across restarts of the app: 32 hexadecimal digits.
	ID() string
	// Stop asks the client to close and kills it if it does not within a few seconds.
	// The end is reported through the Handler as any other.
	Stop()
	// Release forgets the session without ending it: the client lives on for Reattach.
	Release()
}

// Handler is told what happens to a session. The launcher calls its functions
// one at a time, from its own goroutine, and they must not block; nil
// functions are not called.
type Handler struct {
	// Prepared says the id of a session of which nothing runs yet. It is called
	// within Start, which waits for it: what must be written down first, is.
	Prepared func(id string)
	// Connected: the client passed authentication.
	Connected func()
	// Ended is called exactly once, last.
	Ended func(Outcome)
	// HostKey asks whether an unknown host may be trusted. The connection waits
	// until answer is called, from anywhere, or the client ends; nil means no.
	HostKey func(q HostKeyQuestion, answer func(trust bool))
	// Question passes on what else is asked, see Question. The connection waits
	// until answer is called, from anywhere, or the client ends; given is false
	// where the user does not want to answer, which ends the session. The
	// secret is the launcher's to wipe. nil: such questions are refused.
	Question func(q Question, answer func(text sealed.Secret, given bool))
	// Tunnels says which tunnels there are, once the session is connected: the
	// ports that were left open are filled in. Before Connected; not called
	// without tunnels.
	Tunnels func([]Tunnel)
	// Certificate is HostKey's sister for remote desktops: the certificate of
	// a host that was not seen before. What is trusted is remembered, and the
	// host that shows another one later is not connected to.
	Certificate func(q CertificateQuestion, answer func(trust bool))
	// Paste is given the password of a client that takes none (Remmina), right
	// before it starts: the user pastes it into the client's own question. The
	// secret is the Handler's to wipe. nil: such clients are not started.
	Paste func(sealed.Secret)
}

// CertificateQuestion is an RDP host's certificate seen for the first time.
// All of it but Host and Fingerprint is what the host says of itself.
type CertificateQuestion struct {
	Host                string // with the port, like db.example.com:3389
	Subject, Issuer     string
	Fingerprint         string // SHA-256 as aa:bb:…
	NotBefore, NotAfter time.Time
	Vouched             bool // an authority that this machine trusts says it is Host
}

// HostKeyQuestion is an SSH host's key seen for the first time.
type HostKeyQuestion struct {
	Host        string // as the client names it, like [127.0.0.1]:2222
	KeyType     string // ED25519
	Fingerprint string // SHA256:…
}

// Outcome is how a session ended.
type Outcome struct {
	Connected bool
	Code      int    // exit code of the client; -1 unknown
	Why       Why    // in words the user interface knows
	Detail    string // the client's last line, without control characters; may be empty
	Host      string // where it was not the target that made it end: the jump host
}

// Why classifies an end.
type Why string

// The reasons a session ends for.
const (
	Closed         Why = "closed"           // the user or the host ended it
	Dropped        Why = "dropped"          // it was connected and the line broke
	Refused        Why = "refused"          // the host refused the password
	Unreachable    Why = "unreachable"      // refused, timed out, no route
	UnknownHost    Why = "unknown-host"     // the name does not resolve
	HostKeyChanged Why = "host-key-changed" // not the host it was
	HostKeyDenied  Why = "host-key-denied"  // the user did not trust it
	JumpRefused    Why = "jump-refused"     // the jump host refused what it was answered
	Unanswered     Why = "unanswered"       // nobody answered a question in time
	// As those two, for a remote desktop.
	CertificateChanged Why = "certificate-changed"
	CertificateDenied  Why = "certificate-denied"
	Exited             Why = "exited"   // a command ended with an error
	Vanished           Why = "vanished" // the helper or terminal was killed
	Failed             Why = "failed"   // anything else before it connected
)

// ErrSessionOver is returned by Reattach for a session that has ended.
var ErrSessionOver = errors.New("launcher: session is over")

// NotFoundError says which program is missing and how to get it.
type NotFoundError struct {
	Tool string // "ssh", "terminal emulator"
	Hint string // "apt install openssh-client"
}

// Client reports whether it is a client that is missing, and not a terminal.
func (e *NotFoundError) Client() bool {
	for _, name := range []string{"ssh", "OpenSSH", string(Plink), string(PuTTY), "FreeRDP", "Remmina"} {
		if e.Tool == name || strings.HasPrefix(e.Tool, name+" ") {
			return true
		}
	}
	return false
}

func (e *NotFoundError) Error() string { return fmt.Sprintf("%s not found (%s)", e.Tool, e.Hint) }

// BadTargetError says which part of a target is not acceptable, and why.
type BadTargetError struct{ Field, Reason string }

// Chosen reports whether the part is one that a user chooses, and not what the
// session is to (the secret's machine, its user, its password).
func (e *BadTargetError) Chosen() bool {
	switch e.Field {
	case "kind", "host", "port", "user", "domain", "password":
		return false
	}
	return true
}

func (e *BadTargetError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Reason) }
