package launcher

import (
	"bytes"
	"io"
	"sync"

	"sallyport/workflow/sealed"
)

// maxPassword is what ssh takes from an askpass program; the rest would be cut silently.
const maxPassword = 1023

// First byte of a reply to askpass; the answer itself follows up to the end of the connection.
const (
	replyAnswer  = 'A'
	replyRefused = 'R'
)

// verdict is what the broker decides about one question.
type verdict int

const (
	refuse verdict = iota
	handPassword
	askUser
)

// broker holds one session's password and decides who gets it: the first
// question that is exactly its user's on its host, and nobody after that.
// It knows nothing of sockets and processes; who asks is checked before.
type broker struct {
	user, host string
	port       int

	mu        sync.Mutex
	secret    sealed.Secret // its own copy; wiped with the first answer, at the end or at expiry
	handed    bool          // a question was answered with the password
	questions int           // host key questions
	open      bool          // a host key question is with the user
	fresh     bool          // one was answered since the last tick of the expiry
	denied    bool          // the user said no
	again     bool          // the password was asked for a second time: the host refused the first
	odd       string        // the question that nobody may answer here
}

// checkPassword refuses what ssh would cut or read differently.
func checkPassword(s sealed.Secret) error {
	reason := ""
	s.Reveal(func(b []byte) {
		switch {
		case len(b) == 0:
			reason = "is empty"
		case len(b) > maxPassword:
			reason = "is longer than ssh accepts"
		case bytes.ContainsAny(b, "\r\n\x00"):
			reason = "contains a line break"
		}
	})
	if reason != "" {
		return &BadTargetError{"password", reason}
	}
	return nil
}

// judge decides about one question. handPassword is said at most once, and
// the caller must deliver then.
func (b *broker) judge(prompt string) (verdict, HostKeyQuestion) {
	kind, q := matchPrompt(prompt, b.user, b.host, b.port)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case kind == promptPassword && b.handed:
		b.again = true
	case kind == promptPassword && !b.secret.Empty():
		b.handed = true
		return handPassword, q
	case kind == promptPassword:
		b.odd = "the password was not handed over in time"
	case kind == promptHostKey && b.questions == 0 && !b.handed:
		b.questions++
		b.open = true
		return askUser, q
	default:
		b.odd = cleanLine(prompt, maxDetail)
	}
	return refuse, q
}

// deliver writes the password to w and wipes it, whether or not w took it.
func (b *broker) deliver(w io.Writer) error {
	defer b.wipe()
	var err error
	b.secret.Reveal(func(p []byte) {
		reply := make([]byte, 1, 1+len(p))
		reply[0] = replyAnswer
		reply = append(reply, p...)
		_, err = w.Write(reply)
		clear(reply)
	})
	return err
}

// asking: a question about the host is with the user, who may take long.
func (b *broker) asking() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = true
}

// answered records what the user said about the host's key.
func (b *broker) answered(yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open, b.fresh, b.denied = false, true, !yes
}

// expire wipes the password, unless a host key question is with the user or
// was a moment ago; it reports whether the expiry is done with.
func (b *broker) expire() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open || b.fresh {
		b.fresh = false
		return false
	}
	b.secret.Wipe()
	return true
}

// wipe forgets the password.
func (b *broker) wipe() { b.secret.Wipe() }

// seen is what the broker knows about how a session went.
func (b *broker) seen() (again, denied bool, odd string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.again, b.denied, b.odd
}
