package launcher

import (
	"strings"
	"testing"
)

const finger = "SHA256:0123456789012345678901234567890123456789012"

func hostKeyText(name string) string {
	return "The authenticity of host '" + name + "' can't be established.\nED25519 key fingerprint is " + finger + ".\n" +
		"This key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? "
}

func TestPromptsThatAreRecognised(t *testing.T) {
	long := strings.Repeat("u", 40)
	for _, c := range []struct {
		prompt, user, host string
		port               int
		want               promptKind
	}{
		{"bob@db's password: ", "bob", "db", 22, promptPassword},
		{"bob@db's password: ", "bob", "db", 2222, promptPassword},
		{"bob@::1's password: ", "bob", "::1", 2222, promptPassword},
		{`CORP\bob@db's password: `, `CORP\bob`, "db", 22, promptPassword},
		{long[:30] + "@db's password: ", long, "db", 22, promptPassword},
		{long + "@db's password: ", long, "db", 22, promptPassword},
		{"(bob@db) Password: ", "bob", "db", 22, promptPassword},
		{"(bob@db) bob's Password:", "bob", "db", 22, promptPassword},
		{"(bob@db) Enter passphrase: ", "bob", "db", 22, promptPassword},
		{hostKeyText("[db]:2222 ([10.0.0.1]:2222)"), "bob", "db", 2222, promptHostKey},
		{hostKeyText("db (10.0.0.1)"), "bob", "db", 22, promptHostKey},
		{hostKeyText("[::1]:2222 ([::1]:2222)"), "bob", "::1", 2222, promptHostKey},

		{"jumper@jump's password: ", "bob", "db", 22, promptOther},
		{"bob@jump's password: ", "bob", "db", 22, promptOther},
		{"bob@db's password:", "bob", "db", 22, promptOther},
		{"bob@db's password: x", "bob", "db", 22, promptOther},
		{"xbob@db's password: ", "bob", "db", 22, promptOther},
		{"bob@db's old password: ", "bob", "db", 22, promptOther},
		{"Enter bob@db's old password: ", "bob", "db", 22, promptOther},
		{"(jumper@jump) bob@db's password: ", "bob", "db", 22, promptOther},
		{"(bob@db) admin@prod-db's password: ", "bob", "db", 22, promptOther},
		{"(bob@db) Verification code: ", "bob", "db", 22, promptOther},
		{"(bob@db) New password for your account: ", "bob", "db", 22, promptOther},
		{"(bob@db) x\nPassword: ", "bob", "db", 22, promptOther},
		{"(bob@db)Password: ", "bob", "db", 22, promptOther},
		{"Password: ", "bob", "db", 22, promptOther},
		{"", "bob", "db", 22, promptOther},
		{"(bob@db) " + hostKeyText("db (10.0.0.1)"), "bob", "db", 22, promptOther},
		{hostKeyText("other (10.0.0.1)"), "bob", "db", 22, promptOther},
		{hostKeyText("db (10.0.0.1)"), "bob", "db", 2222, promptOther},
		{"Enter passphrase for key '/root/.ssh/id_rsa': ", "bob", "db", 22, promptOther},
		{"Please type 'yes', 'no' or the fingerprint: ", "bob", "db", 22, promptOther},
	} {
		got, q := matchPrompt(c.prompt, c.user, c.host, c.port)
		if got != c.want {
			t.Errorf("%q for %s@%s:%d: got kind %d, want %d", c.prompt, c.user, c.host, c.port, got, c.want)
		}
		if got == promptHostKey && (q.KeyType != "ED25519" || q.Fingerprint != finger || q.Host != hostKeyName(c.host, c.port)) {
			t.Errorf("%q: %+v", c.prompt, q)
		}
	}
}

func FuzzPromptMatch(f *testing.F) {
	f.Add("bob@db's password: ", "jump")
	f.Add("(bob@db) Password: ", "x")
	f.Add("(bob@db) bob@db's password: ", "jump")
	f.Add(hostKeyText("db (1.2.3.4)"), "other")
	f.Fuzz(func(t *testing.T, prompt, other string) {
		kind, q := matchPrompt(prompt, "bob", "db", 22)
		switch kind {
		case promptPassword:
			if prompt != "bob@db's password: " && !strings.HasPrefix(prompt, "(bob@db) ") {
				t.Fatalf("answered %q", prompt)
			}
		case promptHostKey:
			if q.Host != "db" || !strings.HasPrefix(q.Fingerprint, "SHA256:") || strings.ContainsAny(q.KeyType+q.Fingerprint, " \n") {
				t.Fatalf("%q: %+v", prompt, q)
			}
		}
		// Whatever a server says behind another identity is not ours to answer.
		for _, p := range []string{"(eve@" + other + ") " + prompt, "(bob@db2) " + prompt, other + "\n" + prompt} {
			if kind, _ := matchPrompt(p, "bob", "db", 22); kind == promptPassword && !strings.HasPrefix(p, "(bob@db) ") {
				t.Fatalf("answered %q", p)
			}
		}
	})
}
