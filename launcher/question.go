package launcher

import (
	"regexp"
	"strings"
	"sync"

	"sallyport/workflow/sealed"
)

// Question is what a host, or ssh itself, asks beside the password that is
// handed over and the keys of hosts: a code, the password of a jump host, the
// passphrase of the user's own key.
type Question struct {
	From string // who asks, as user@host; "": ssh on this machine
	Jump bool   // From is a host on the way, not the target
	// Text are the words of who asks, which may be several lines; they hold no
	// control characters, and nothing that they say of themselves is known to
	// be true. "": the password of From is asked for.
	Text string
	Echo bool // what is typed may be seen; ssh tells that only of its own questions
}

const (
	maxQuestion      = 800 // runes
	maxQuestionLines = 12
	// maxNames is for what ssh itself puts before a question: who asks, or which
	// host's key it is. A pattern that counted that far would take a
	// millisecond of every start of the program.
	maxNames = 700
)

// passwordOf and answerFor are how ssh begins a question of its own about a
// password, and one in a host's words.
var (
	passwordOf = regexp.MustCompile(`^([^\n()]+@[^\n@()']+)'s password: $`)
	answerFor  = regexp.MustCompile(`^\(([^\n()]+@[^\n@()]+)\) `)
)

// questionOf tells who asks and what. ssh writes the name before a host's
// words itself; a question without a name is ssh's own, except that ssh before
// 8.5 puts no name there: direct is who it then was.
func questionOf(prompt, direct string, jump bool) Question {
	q := Question{Jump: jump}
	if m := passwordOf.FindStringSubmatch(prompt); m != nil && len(m[1]) <= maxNames {
		q.From = cleanLine(m[1], maxDetail)
		return q
	}
	if m := answerFor.FindStringSubmatch(prompt); m != nil && len(m[1]) <= maxNames {
		q.From, prompt = cleanLine(m[1], maxDetail), prompt[len(m[0]):]
	} else if isOwn(prompt) {
		q.Jump = false
		q.Echo = !strings.HasPrefix(prompt, "Enter passphrase")
	} else {
		q.From = direct
	}
	q.Text = cleanText(prompt)
	if q.Text == "" { // a host may ask without a word; it is not the password's question
		q.Text = "?"
	}
	return q
}

// isOwn reports whether ssh on this machine wrote the question.
func isOwn(prompt string) bool {
	for _, begin := range []string{"Enter passphrase for ", "The authenticity of host ", "Please type 'yes', 'no' or the fingerprint: ", "Please type 'yes' or 'no': "} {
		if strings.HasPrefix(prompt, begin) {
			return true
		}
	}
	return false
}

// cleanText is a host's text for a person to read: what looks like a line is
// one, there are no invisible characters, and it ends somewhere.
func cleanText(s string) string {
	var lines []string
	left := maxQuestion
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		if len(lines) == maxQuestionLines || left <= 0 {
			lines = append(lines, "…")
			break
		}
		line = cleanLine(line, left)
		left -= len([]rune(line))
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// reply is the one answer to one question. An answer that nobody waits for any
// more is wiped.
type reply struct {
	mu    sync.Mutex
	over  bool
	said  chan struct{} // closed by the answer
	text  sealed.Secret
	given bool
}

func newReply() *reply { return &reply{said: make(chan struct{})} }

// set takes the answer; given is false where the user does not want to.
func (r *reply) set(text sealed.Secret, given bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		text.Wipe()
		return
	}
	r.over, r.text, r.given = true, text, given
	close(r.said)
}

// get takes the answer away; without one, none is taken any more.
func (r *reply) get() (text sealed.Secret, given bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	text, r.text = r.text, sealed.Secret{}
	return text, r.given
}
