package main

import (
	"regexp"
	"testing"
)

func TestAScriptGetsAOneTimeCodeAndNothingElse(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("secret get 130 --one-time-code --verbose"))
	if got.code != 0 || !regexp.MustCompile(`^\d{6}\n$`).MatchString(got.out) || !regexp.MustCompile(`counts for \d+ more seconds`).MatchString(got.err) {
		t.Fatalf("%+v", got)
	}
	if s.happened("one-time-password", 130) != 1 || s.happened("read", 130)+s.happened("field", 130) != 0 {
		t.Errorf("the vault was asked for more: %+v", s.vault.Ledger())
	}
	if got := s.asAlice(words("secret get 131 --one-time-code")); got.code == 0 || got.out != "" {
		t.Errorf("of a secret without codes: %+v", got)
	}
	if got := s.asAlice(words("secret get 130 --one-time-code --field password")); got.code != exitUsage || got.out != "" {
		t.Errorf("with a field as well: %+v", got)
	}
}
