package launcher

import (
	"regexp"
	"slices"
	"strings"
)

// freeRDPEnd is what an exit code of FreeRDP means. Up to 32 they are the
// reasons that a host gives for ending a session, from 128 FreeRDP's own.
// Both can come before a sign-in and after it.
type freeRDPEnd struct {
	why  Why    // where the host had not let us in
	says string // for a person
}

// freeRDPEnds are the codes of 2.4.1 to 3.x, from their source. Seen with 2.11.7:
// 12, 131, 133, 140, 143 and 147; with xfreerdp 3.10.3 and 3.15.0: 0, 12, 145 and
// 147; with sdl-freerdp 3.15.0, which words the same ends differently: 1, 2 and 131.
var freeRDPEnds = map[int]freeRDPEnd{
	1:   {Failed, "an administrator of the host ended the session"},
	2:   {Failed, "the user was logged off on the host"},
	3:   {Failed, "the host ended the session because nothing was done in it"},
	4:   {Failed, "the sign-in took too long for the host"},
	5:   {Failed, "another connection took the session over"},
	6:   {Failed, "the host has no memory left"},
	7:   {Refused, "the host denied the connection"},
	9:   {Refused, "the account may not sign in remotely"},
	10:  {Refused, "the host wants the password to be typed"},
	11:  {Failed, "the session was disconnected on the host"},
	12:  {Failed, "the user was logged off on the host"},
	132: {Refused, "the host refused the user or the password"},
	133: {Failed, "the host and FreeRDP could not agree on the encryption"},
	134: {Refused, "the host refused the user or the password"},
	135: {Refused, "the account is locked"},
	139: {UnknownHost, ""},
	140: {UnknownHost, ""},
	141: {Unreachable, ""},
	143: {Failed, "the encrypted connection could not be made"},
	144: {Refused, "the account may not sign in remotely"},
	145: {Closed, ""},
	147: {Unreachable, "the host closed the connection"},
	148: {Refused, "the password has expired"},
	149: {Refused, "the password has expired"},
	150: {Unreachable, "no domain controller answered"},
	151: {Refused, "the account is disabled"},
	152: {Refused, "the password must be changed first"},
	153: {Refused, "the account was withdrawn"},
	154: {Refused, "the password is wrong"},
	155: {Refused, "the account may not sign in remotely"},
	156: {Refused, "the account may not sign in here, or not now"},
	157: {Refused, "the account has expired"},
	158: {Refused, "the account may not sign in this way"},
	160: {Unreachable, "the host is starting"},
	161: {Failed, "the host insists on network level authentication"},
}

// ended are the codes with which a session that was connected ends as it should.
var ended = []int{0, 1, 2, 3, 4, 5, 11, 12}

// logPrefix is what FreeRDP writes before every message; 3 names its function as well.
var logPrefix = regexp.MustCompile(`^(\[[^\]]+\] ?)+ - (\[[A-Za-z0-9_]+\]: )?`)

// untrusted is FreeRDP's word for a certificate that is not the one it was held to.
const untrusted = "certificate not trusted"

// cancelled is FreeRDP's word for an end that was wished for on this side: its
// window was closed, or it was asked to leave. The SDL client's exit code for it
// is the one of a line that broke.
const cancelled = "ERRCONNECT_CONNECT_CANCELLED "

// classifyRDP turns evidence of FreeRDP into what the user interface says.
func classifyRDP(e evidence) Outcome {
	o := Outcome{Connected: e.connected, Code: e.code, Why: Failed}
	known, ok := freeRDPEnds[e.code]
	if o.Detail = known.says; o.Detail == "" {
		o.Detail = cleanLine(logPrefix.ReplaceAllString(lastLine(e.lines), ""), maxDetail)
	}
	has := func(text string) bool {
		return slices.ContainsFunc(e.lines, func(l string) bool { return strings.Contains(l, text) })
	}
	switch {
	case e.stopped:
		o.Why = Closed
	case e.code >= 0 && has(cancelled) && !has(untrusted):
		o.Why, o.Detail = Closed, ""
	case e.connected && slices.Contains(ended, e.code):
		o.Why = Closed
	case e.connected && e.code < 0:
		o.Why = Vanished
	case e.connected:
		o.Why = Dropped
	case e.broken && e.hybrid:
		o.Why, o.Detail = Refused, "the host closed the connection when it was shown the password"
	case e.broken:
		o.Why, o.Detail = Failed, "the host closed the connection during the sign-in"
	case e.gateway && e.code == 133: // seen where the gateway answers the sign-in with no
		o.Why, o.Detail = Failed, "the gateway did not let the connection through: its user or password is wrong, or it does not lead to this host"
	case e.code == 143 && has(untrusted):
		o.Why, o.Detail = CertificateChanged, "it showed another certificate to FreeRDP than to Sallyport"
	case ok:
		o.Why = known.why
	}
	return o
}
