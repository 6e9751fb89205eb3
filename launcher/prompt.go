package launcher

import (
	"regexp"
	"strconv"
	"strings"
)

// promptKind is what a question of ssh is, to the broker.
type promptKind int

const (
	promptOther promptKind = iota
	promptPassword
	promptHostKey
)

// shortPassword is what may follow ssh's own prefix "(USER@HOST) " in a
// keyboard-interactive question that is taken for the password's.
var shortPassword = regexp.MustCompile(`^(?i:[^\n]{0,24}pass(word|phrase)[^\n]{0,4})$`)

// hostKeyPrompt is ssh's question about a host it has not seen. What stands
// between the fingerprint and the question (other names of the same key) varies.
var hostKeyPrompt = regexp.MustCompile(`^The authenticity of host '([^'\n]+)' can't be established\.\n` +
	`([A-Z0-9-]{2,24}) key fingerprint is (SHA256:[A-Za-z0-9+/]{43}=?)\.?\n` +
	`(?s:.*)Are you sure you want to continue connecting \(yes/no(?:/\[fingerprint\])?\)\? $`)

// matchPrompt recognises the two questions that may be answered for user on
// host. The prefix and the 's are written by ssh itself from its own command
// line; only what stands after them comes from the server.
//
// ssh names the host without its port in password prompts, as [host]:port in
// host key questions, IPv6 without brackets; and it cuts the user at 30 bytes
// and the host at 128 in the plain password prompt.
func matchPrompt(prompt, user, host string, port int) (promptKind, HostKeyQuestion) {
	switch prompt {
	case user + "@" + host + "'s password: ", cut(user, 30) + "@" + cut(host, 128) + "'s password: ":
		return promptPassword, HostKeyQuestion{}
	}
	if rest, ok := strings.CutPrefix(prompt, "("+user+"@"+host+") "); ok {
		// A text that names an account is about that account, not about ours.
		if shortPassword.MatchString(rest) && !strings.Contains(rest, "@") {
			return promptPassword, HostKeyQuestion{}
		}
		return promptOther, HostKeyQuestion{}
	}
	if kind, q := matchKey(prompt); kind == promptHostKey && q.Host == hostKeyName(host, port) {
		return kind, q
	}
	return promptOther, HostKeyQuestion{}
}

// matchKey recognises ssh's question about the key of any host.
func matchKey(prompt string) (promptKind, HostKeyQuestion) {
	m := hostKeyPrompt.FindStringSubmatch(prompt)
	if m == nil || len(m[1]) > maxNames {
		return promptOther, HostKeyQuestion{}
	}
	name, _, _ := strings.Cut(m[1], " (") // "[h]:22 ([address]:22)"
	return promptHostKey, HostKeyQuestion{Host: cleanLine(name, maxDetail), KeyType: m[2], Fingerprint: m[3]}
}

// hostKeyName is how ssh and known_hosts name a host.
func hostKeyName(host string, port int) string {
	if port == 22 {
		return host
	}
	return "[" + host + "]:" + strconv.Itoa(port)
}

func cut(s string, n int) string { return s[:min(len(s), n)] }
