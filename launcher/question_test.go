package launcher

import (
	"strings"
	"testing"
	"unicode"

	"sallyport/workflow/sealed"
)

func TestWhoAsksWhat(t *testing.T) {
	for prompt, want := range map[string]Question{
		"jumper@a's password: ":             {From: "jumper@a", Jump: true},
		"(jumper@a) Verification code: ":    {From: "jumper@a", Jump: true, Text: "Verification code:"},
		"(jumper@a) bob@db's password: ":    {From: "jumper@a", Jump: true, Text: "bob@db's password:"},
		"(jumper@a) 1. Push\n2. Call\nOne:": {From: "jumper@a", Jump: true, Text: "1. Push\n2. Call\nOne:"},
		"(jumper@a) (root@db) Password: ":   {From: "jumper@a", Jump: true, Text: "(root@db) Password:"},
		"(jumper@a) \x1b[2J\u202eedoc ":     {From: "jumper@a", Jump: true, Text: "[2Jedoc"},
		"(jumper@a) ":                       {From: "jumper@a", Jump: true, Text: "?"},
		"Enter passphrase for key '/k': ":   {Text: "Enter passphrase for key '/k':"},
		"Please type 'yes' or 'no': ":       {Text: "Please type 'yes' or 'no':", Echo: true},
		"Verification code: ":               {From: "it@b", Jump: true, Text: "Verification code:"},
		"x\ny@z's password: ":               {From: "it@b", Jump: true, Text: "x\ny@z's password:"},
	} {
		if got := questionOf(prompt, "it@b", true); got != want {
			t.Errorf("%q: %+v, want %+v", prompt, got, want)
		}
	}
}

// A name too long to be one is not believed, and a text not cut to look like one.
func TestNamesHaveALimit(t *testing.T) {
	long := strings.Repeat("x", maxNames-1)
	for prompt, named := range map[string]bool{
		"(" + long + "@h) Code: ": false, "(" + long[1:] + "@h) Code: ": true,
		long + "@h's password: ": false, long[1:] + "@h's password: ": true,
	} {
		if q := questionOf(prompt, "d@h", false); (q.From != "d@h") != named {
			t.Errorf("%d characters: said to be of %q", len(prompt), q.From)
		}
	}
	if kind, _ := matchKey(hostKeyText(long + "x")); kind != promptHostKey {
		t.Error("a long host was not recognised")
	}
	if kind, _ := matchKey(hostKeyText(long + "xx")); kind != promptOther {
		t.Error("a host without end was taken for one")
	}
}

func FuzzQuestion(f *testing.F) {
	f.Add("(a@b) Code: ")
	f.Add("a@b's password: ")
	f.Add(strings.Repeat("x\n", 100))
	f.Fuzz(func(t *testing.T, prompt string) {
		q := questionOf(prompt, "d@h", false)
		odd := func(r rune) bool { return r != '\n' && invisible(r) || unicode.Is(unicode.Bidi_Control, r) }
		if strings.ContainsFunc(q.Text, odd) || strings.ContainsFunc(q.From, odd) || strings.Contains(q.From, "\n") {
			t.Fatalf("%+v", q)
		}
		if n := strings.Count(q.Text, "\n"); n > maxQuestionLines || len([]rune(q.Text)) > maxQuestion+maxQuestionLines+2 {
			t.Fatalf("%d lines, %d runes", n, len([]rune(q.Text)))
		}
	})
}

// Only the target's own ssh is given the password, whatever another one asks.
func TestAJumpHostsSSHNeverGetsThePassword(t *testing.T) {
	for _, prompt := range []string{"bob@db's password: ", "(bob@db) Password: ", "(bob@db) Passphrase: "} {
		b := &broker{user: "bob", host: "db", port: 22, secret: sealed.New([]byte("hunter2")), jump: &Jump{"db", 2222, "bob"}}
		if v, _, q := b.judge(prompt, false, true); v != askPerson || !q.Jump || q.From != "bob@db" {
			t.Errorf("%q: verdict %d, %+v", prompt, v, q)
		}
		if v, _, _ := b.judge(prompt, true, true); v != handPassword {
			t.Errorf("%q of the target itself: verdict %d", prompt, v)
		}
	}
}

func TestQuestionsHaveALimit(t *testing.T) {
	b := &broker{user: "bob", host: "db", port: 22}
	for range maxQuestions {
		if v, _, _ := b.judge("(bob@db) Code: ", true, true); v != askPerson {
			t.Fatal("refused too early")
		}
	}
	if v, _, _ := b.judge("(bob@db) Code: ", true, true); v != refuse {
		t.Error("a host may ask without end")
	}
}

func TestALateAnswerIsWiped(t *testing.T) {
	r := newReply()
	first, second := sealed.New([]byte("first")), sealed.New([]byte("second"))
	r.set(first, true)
	r.set(second, true)
	if !second.Empty() {
		t.Error("a second answer was kept")
	}
	if text, given := r.get(); !given || text.Empty() {
		t.Error("the first was lost")
	}
	r = newReply()
	r.get()
	if late := sealed.New([]byte("late")); true {
		if r.set(late, true); !late.Empty() {
			t.Error("an answer that nobody waits for was kept")
		}
	}
}
