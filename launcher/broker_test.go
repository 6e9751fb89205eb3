package launcher

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"sallyport/workflow/sealed"
)

func newBroker(password []byte) *broker {
	return &broker{user: "bob", host: "db", port: 22, secret: sealed.New(password)}
}

func TestTheBrokerAnswersOnceAndWipes(t *testing.T) {
	raw := []byte("hunter2")
	b := newBroker(raw)
	if v, _, _ := b.judge("bob@db's password: ", true, false); v != handPassword {
		t.Fatalf("first question: %v", v)
	}
	var out bytes.Buffer
	if err := b.deliver(&out); err != nil || out.String() != "Ahunter2" {
		t.Fatalf("delivered %q, %v", out.String(), err)
	}
	if !bytes.Equal(raw, make([]byte, len(raw))) {
		t.Errorf("the broker still holds %q", raw)
	}
	if v, _, _ := b.judge("(bob@db) Password: ", true, false); v != refuse {
		t.Errorf("second question: %v", v)
	}
	if !b.story().again {
		t.Error("the second question is not remembered: the end would not be told as a refused password")
	}
	if v, _, _ := b.judge(hostKeyText("db (1.2.3.4)"), true, false); v != refuse {
		t.Errorf("a host key question after the password: %v", v)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestAPasswordThatCannotBeDeliveredIsWipedToo(t *testing.T) {
	raw := []byte("hunter2")
	b := newBroker(raw)
	b.judge("bob@db's password: ", true, false)
	if b.deliver(full{}) == nil || raw[0] != 0 {
		t.Errorf("after a failed delivery: %q", raw)
	}
}

func TestTheHostKeyQuestionIsAskedOnce(t *testing.T) {
	b := newBroker([]byte("x"))
	if v, q, _ := b.judge(hostKeyText("db (1.2.3.4)"), true, false); v != askTrust || q.Fingerprint != finger {
		t.Fatalf("%v %+v", v, q)
	}
	b.answered(false)
	if !b.story().denied {
		t.Error("no is not remembered")
	}
	if v, _, _ := b.judge(hostKeyText("db (1.2.3.4)"), true, false); v != refuse {
		t.Errorf("asked again: %v", v)
	}
}

func TestAPasswordExpiresButNotWhileTheUserThinks(t *testing.T) {
	b := newBroker([]byte("x"))
	b.judge(hostKeyText("db (1.2.3.4)"), true, false)
	if b.expire() {
		t.Error("expired while the user compares the fingerprint")
	}
	b.answered(true)
	if b.expire() {
		t.Error("expired at once after the answer")
	}
	if !b.expire() || !b.secret.Empty() {
		t.Error("not expired after a whole period without a question")
	}
	if v, _, _ := b.judge("bob@db's password: ", true, false); v != refuse {
		t.Errorf("question after the expiry: %v", v)
	}
	if b.story().odd == "" {
		t.Error("no word about why the password was not handed over")
	}
}

func TestPasswordsThatSSHWouldReadDifferently(t *testing.T) {
	for _, p := range []string{"", "a\nb", "a\r", "a\x00b", strings.Repeat("x", maxPassword+1)} {
		var bad *BadTargetError
		if err := checkPassword(sealed.New([]byte(p))); !errors.As(err, &bad) || bad.Field != "password" || (p != "" && strings.Contains(err.Error(), p)) {
			t.Errorf("%q: %v", p, err)
		}
	}
	for _, p := range []string{" ", "a,b\"c'$(x)", "/p:x", strings.Repeat("x", maxPassword), "пароль", "\xff\x01"} {
		if err := checkPassword(sealed.New([]byte(p))); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}
