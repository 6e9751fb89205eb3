package launcher

import (
	"regexp"
	"slices"
	"strings"
)

const maxDetail = 200

// evidence is all that is known about a client that ended.
type evidence struct {
	connected bool     // it passed authentication
	stopped   bool     // by us, or its window was closed
	code      int      // exit code; -1 if a signal ended it
	lines     []string // the end of its stderr, oldest first
	seen               // by the broker
	jump      *Jump    // nil: none
	broken    bool     // RDP: ended by our helper when the line broke during sign-in
	reason    int      // RDP, Windows' own client: why it ended; 0: it does not say
	gateway   bool     // RDP: through a gateway
	hybrid    bool     // RDP: the host checks the password before it shows anything
}

// tells are the texts by which ssh says why it could not connect. They are
// looked for in its last lines only: a host's banner comes before them.
var tells = []struct {
	text string
	why  Why
}{
	{"Permission denied", Refused},
	{"Too many authentication failures", Refused},
	{"No more authentication methods", Refused},
	{"Could not resolve hostname", UnknownHost},
	{"Connection refused", Unreachable},
	{"timed out", Unreachable},
	{"No route to host", Unreachable},
	{"Network is unreachable", Unreachable},
	{"Host is down", Unreachable},
}

// classify turns evidence into what the user interface says.
func classify(e evidence) Outcome {
	o := Outcome{Connected: e.connected, Code: e.code, Why: Failed, Detail: lastLine(e.lines)}
	switch {
	case e.stopped:
		o.Why = Closed
	case e.connected && e.code == 255:
		o.Why = Dropped
	case e.connected && e.code < 0:
		o.Why = Vanished
	case e.connected:
		o.Why = Closed
	case e.declined:
		o.Why = Closed
	case e.late:
		o.Why = Unanswered
	case e.odd == "" && lostOnTheWay(e.lines):
		o = wayLost(o, e)
	case e.denied:
		o.Why = HostKeyDenied
	case keyChanged(e.lines):
		o.Why = HostKeyChanged
	case e.again:
		o.Why, o.Detail = Refused, "Permission denied"
	case e.odd != "":
		o.Detail = e.odd
	default:
		o.Why = told(e.lines)
	}
	return o
}

// noPeer is how ssh names the other end of a line that another program holds.
const noPeer = "UNKNOWN port 65535"

// lostOnTheWay: the line to the target is the jump host's ssh, and that ended.
func lostOnTheWay(lines []string) bool {
	return strings.Contains(lastLine(lines), noPeer)
}

// refusedBy is ssh's word about a host that refused all it was offered.
var refusedBy = regexp.MustCompile(`@([A-Za-z0-9._:-]+): Permission denied`)

// wayLost says of a jump host what its own ssh said.
func wayLost(o Outcome, e evidence) Outcome {
	lines := slices.DeleteFunc(slices.Clone(e.lines), func(l string) bool {
		return strings.Contains(l, noPeer) || strings.HasPrefix(l, "kex_exchange_identification: ")
	})
	o.Detail = lastLine(lines)
	if e.jump != nil {
		o.Host = e.jump.Host
	} else if m := refusedBy.FindStringSubmatch(o.Detail); m != nil { // the user's own configuration names it
		o.Host = m[1]
	}
	switch o.Why = told(lines); {
	case strings.HasPrefix(o.Detail, "stdio forwarding failed") || strings.HasPrefix(o.Detail, "channel "):
		o.Host, o.Why = "", Unreachable // the jump host could not reach the target
	case e.denied:
		o.Why = HostKeyDenied
	case keyChanged(lines):
		o.Why = HostKeyChanged
	case o.Why == Refused:
		o.Why = JumpRefused
	}
	return o
}

// keyChanged wants both the warning and ssh's last word: a banner could hold
// the warning, but it is only sent by a host whose key was accepted.
func keyChanged(lines []string) bool {
	return strings.HasPrefix(lastLine(lines), "Host key verification failed") &&
		slices.ContainsFunc(lines, func(l string) bool {
			return strings.Contains(l, "REMOTE HOST IDENTIFICATION HAS CHANGED") ||
				strings.Contains(l, "has changed and you have requested strict checking")
		})
}

func told(lines []string) Why {
	for _, line := range lines[max(0, len(lines)-3):] {
		for _, t := range tells {
			if strings.Contains(line, t.text) {
				return t.why
			}
		}
	}
	return Failed
}

func lastLine(lines []string) string {
	for _, l := range slices.Backward(lines) {
		if l = cleanLine(l, maxDetail); l != "" {
			return l
		}
	}
	return ""
}
