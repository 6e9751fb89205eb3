package launcher

import (
	"regexp"
	"strconv"
)

// mstscEvent is a line of the log that Windows keeps of its remote desktop client.
type mstscEvent struct {
	id     int
	pid    int
	reason int // of mstscGone
}

// The events that say how a session goes.
const (
	mstscSignedIn = 1027
	mstscGone     = 1026
)

var (
	eventID     = regexp.MustCompile(`<EventID(?: [^>]*)?>(\d{1,9})</EventID>`)
	eventPID    = regexp.MustCompile(`<Execution [^>]*?ProcessID=['"](\d{1,9})['"]`)
	eventReason = regexp.MustCompile(`<Data Name=['"]Value['"]>(\d{1,9})</Data>`)
)

// parseEvent reads an event as Windows renders it; false where it is none of ours.
func parseEvent(xml string) (mstscEvent, bool) {
	number := func(of *regexp.Regexp) int {
		m := of.FindStringSubmatch(xml)
		if m == nil {
			return 0
		}
		n, _ := strconv.Atoi(m[1]) // nine digits at most
		return n
	}
	e := mstscEvent{number(eventID), number(eventPID), number(eventReason)}
	return e, e.pid != 0 && (e.id == mstscSignedIn || e.id == mstscGone)
}

// mstscEnds are the reasons that Windows' client gives for an end, from the
// documentation of its OnDisconnected event.
var mstscEnds = map[int]freeRDPEnd{
	1:    {Closed, ""},
	2:    {Closed, ""},
	3:    {Failed, "the host ended the session"},
	260:  {UnknownHost, ""},
	264:  {Unreachable, ""},
	516:  {Unreachable, ""},
	520:  {UnknownHost, ""},
	772:  {Unreachable, "the connection broke"},
	1796: {Unreachable, ""},
	2055: {Refused, "the host refused the user or the password"},
	2308: {Unreachable, "the host closed the connection"},
	2311: {Refused, "the account may not sign in this way"},
	2567: {Refused, "the host refused the user or the password"},
	2823: {Refused, "the account is disabled"},
	2824: {Closed, ""},
	2825: {Failed, "the host insists on network level authentication"},
	3079: {Refused, "the account may not sign in here, or not now"},
	3335: {Refused, "the account is locked"},
	3591: {Refused, "the account has expired"},
	3847: {Refused, "the password has expired"},
	4615: {Refused, "the password must be changed first"},
}

// classifyMstsc turns what is known of Windows' client into what the user
// interface says. Its exit code means nothing.
func classifyMstsc(e evidence) Outcome {
	known, ok := mstscEnds[e.reason]
	o := Outcome{Connected: e.connected, Code: e.code, Why: Closed, Detail: known.says}
	switch {
	case e.stopped:
		o.Detail = ""
	case e.connected && e.reason > 3 && known.why != Closed:
		o.Why = Dropped
	case e.connected:
	case ok:
		o.Why = known.why
	case e.reason != 0:
		o.Why, o.Detail = Failed, "Windows' client gives the reason "+strconv.Itoa(e.reason)
	}
	return o
}
