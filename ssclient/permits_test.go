package ssclient_test

import (
	"context"
	"testing"
)

// What a user may have the vault do is among the actions of the state, so
// nothing has to be tried to know it.
func TestTheStateTellsWhatMayBeAskedOfTheVault(t *testing.T) {
	v := demo(t, 0)
	ctx := context.Background()
	for _, c := range []struct {
		user               string
		secret             int
		code, beat, change bool
	}{
		{"alice", 101, false, true, false}, // may view it
		{"bob", 116, false, true, true},    // may edit it
		{"alice", 130, true, false, false}, // a web password with one-time codes
		{"root", 110, false, false, false}, // QuantumLock turns both off
	} {
		st, err := enter(t, v, c.user).SecretState(ctx, c.secret)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]bool{st.May("GenerateOneTimePassword"), st.May("Heartbeat"), st.May("ChangePasswordNow")}; got != [3]bool{c.code, c.beat, c.change} {
			t.Errorf("%s at %d may %v", c.user, c.secret, got)
		}
	}
}
