package ui

import "testing"

// in speaks a language for the length of a test.
func in(t *testing.T, lang string) {
	t.Helper()
	speak(lang)
	t.Cleanup(func() { speak() })
}

func TestTrFillsNamesOnceAndFallsBackToEnglish(t *testing.T) {
	for _, c := range []struct{ want, got string }{
		{"Held by alice", tr("Held by {who}", "who", "alice")},
		{"Held by {when}", tr("Held by {who}", "who", "{when}", "when", "now")},
		{"no text at all", tr("no text at all")},
		{"1 minute", trn(1, "{n} minute", "{n} minutes")},
		{"0 minutes", trn(0, "{n} minute", "{n} minutes")},
		{"-1 minute", trn(-1, "{n} minute", "{n} minutes")},
		{"21 minutes", trn(21, "{n} minute", "{n} minutes")},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestSpeakChoosesTheFirstLanguageThereIs(t *testing.T) {
	for _, c := range []struct {
		want   string
		wanted []string
	}{
		{"en", nil}, {"en", []string{""}}, {"en", []string{"C"}}, {"en", []string{"tlh"}}, {"en", []string{"en-GB"}}, {"en", []string{"not a tag"}},
	} {
		speak(c.wanted...)
		if got := spoken.tag.String(); got != c.want {
			t.Errorf("%q: speaks %s, want %s", c.wanted, got, c.want)
		}
	}
	speak()
}
