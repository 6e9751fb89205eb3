package ui

import (
	"testing"

	"sallyport/app"
)

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
		{"de", []string{"de-AT", "en"}},
		{"de", []string{"de"}},
		{"de", []string{"tlh", "de-CH"}},
		{"en", []string{"en-US", "de"}},
		{"en", nil},
		{"en", []string{""}},
		{"en", []string{"C"}},
		{"en", []string{"tlh"}},
		{"en", []string{"en-GB"}},
		{"en", []string{"not a tag"}},
	} {
		speak(c.wanted...)
		if got := spoken.tag.String(); got != c.want {
			t.Errorf("%q: speaks %s, want %s", c.wanted, got, c.want)
		}
	}
	speak()
}

func TestGermanHasItsOwnPlurals(t *testing.T) {
	in(t, "de")
	for n, want := range map[int]string{0: "0 Minuten", 1: "1 Minute", 2: "2 Minuten"} {
		if got := trn(n, "{n} minute", "{n} minutes"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got, want := moment(noon), "22. Nov. 09:57"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	m := Sentence(app.Problem{Kind: app.ProblemHeld, Minutes: 1})
	want := Message{"Jemand anders hat es ausgecheckt", "Das Secret kann nur eine Person zugleich nutzen; noch 1 Minute.", "Warten Sie, oder bitten Sie jemand anders, es einzuchecken."}
	if m != want {
		t.Errorf("%+v, want %+v", m, want)
	}
}
