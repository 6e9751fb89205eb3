package launcher

import (
	"bytes"
	"errors"
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
	askTrust  // of a host's key
	askPerson // anything else
)

// broker holds one session's password and decides who gets it: the first
// question that is exactly its user's on its host, and nobody after that.
// It knows nothing of sockets and processes; who asks is checked before.
type broker struct {
	user, host string
	port       int
	jump       *Jump // nil: none that we know of

	mu     sync.Mutex
	secret sealed.Secret // its own copy; wiped with the first answer, at the end or at expiry
	handed bool          // a question was answered with the password
	keys   int           // questions about the target's key
	others int           // questions about keys of hosts on the way
	asked  int           // questions that a person was to answer
	open   bool          // a question is with the user
	fresh  bool          // one was answered since the last tick of the expiry
	seen   seen
}

// seen is what the broker knows about how a session went.
type seen struct {
	denied   bool   // the user did not trust a key
	again    bool   // the password was asked for a second time: the host refused the first
	declined bool   // the user did not want to answer a question
	late     bool   // nobody answered one
	odd      string // the question that nobody may answer here
}

// Limits of what one sign-in may ask of a person.
const (
	maxKeys      = 8
	maxQuestions = 24
)

// checkPassword refuses what ssh would cut or read differently.
func checkPassword(s sealed.Secret) error {
	if s.Empty() {
		return &BadTargetError{"password", "is empty"}
	}
	return checkReply(s)
}

// checkReply is checkPassword for what may be empty.
func checkReply(s sealed.Secret) error {
	reason := ""
	s.Reveal(func(b []byte) {
		switch {
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

// judge decides about one question. handPassword is said at most once, and the
// caller must deliver then. direct is true where the target's own ssh asks, and
// false where one on the way does, to whom the password is never given whatever
// it asks; person, where somebody is there to answer.
func (b *broker) judge(prompt string, direct, person bool) (verdict, HostKeyQuestion, Question) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kind, key := matchPrompt(prompt, b.user, b.host, b.port)
	if !direct {
		kind, key = matchKey(prompt)
	}
	switch {
	case kind == promptPassword && b.handed:
		b.seen.again = true
		return refuse, key, Question{}
	case kind == promptPassword && !b.secret.Empty():
		b.handed = true
		return handPassword, key, Question{}
	case kind == promptPassword:
		b.seen.odd = "the password was not handed over in time"
		return refuse, key, Question{}
	case kind == promptHostKey && direct && b.keys == 0 && !b.handed:
		b.keys++
		b.open = true
		return askTrust, key, Question{}
	case kind == promptHostKey && !direct && b.others < maxKeys:
		b.others++
		b.open = true
		return askTrust, key, Question{}
	case kind != promptHostKey && person && b.asked < maxQuestions:
		b.asked++
		b.open = true
		return askPerson, key, questionOf(prompt, b.asker(direct), !direct)
	}
	b.seen.odd = cleanLine(prompt, maxDetail)
	return refuse, key, Question{}
}

// asker names who asks where ssh does not.
func (b *broker) asker(direct bool) string {
	switch {
	case direct:
		return b.user + "@" + b.host
	case b.jump != nil:
		return b.jump.User + "@" + b.jump.Host
	}
	return ""
}

// deliver writes the password to w and wipes it, whether or not w took it.
func (b *broker) deliver(w io.Writer) error {
	defer b.wipe()
	password := b.copied() // it may be wiped at any time, and nothing is an empty password to ssh
	defer password.Wipe()
	if password.Empty() {
		return errors.New("it was wiped meanwhile")
	}
	return writeAnswer(w, password)
}

// copied is the password once more; empty after the end.
func (b *broker) copied() sealed.Secret {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.secret.Clone()
}

// writeAnswer writes what askpass waits for, without leaving a copy.
func writeAnswer(w io.Writer, text sealed.Secret) error {
	var err error
	text.Reveal(func(p []byte) {
		msg := make([]byte, 1, 1+len(p))
		msg[0] = replyAnswer
		msg = append(msg, p...)
		_, err = w.Write(msg)
		clear(msg)
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
	b.open, b.fresh, b.seen.denied = false, true, !yes
}

// settled records that a question is not with the user any more.
func (b *broker) settled(given, late bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open, b.fresh = false, true
	b.seen.late = b.seen.late || late
	b.seen.declined = b.seen.declined || !given && !late
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

// story is what the broker knows about how a session went.
func (b *broker) story() seen {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen
}
