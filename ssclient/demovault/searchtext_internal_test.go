package demovault

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sallyport/assets"
)

func TestTheLongTextFindsWhatManyShortOnesWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		names := rapid.SliceOfN(rapid.StringMatching(`[ab\\]{1,6}`), 1, 12).Draw(t, "names")
		for i, name := range names {
			v.file(v.newSecret(i+1, v.templateNamed(webTemplate), -1, name, v.clock()))
		}
		for range 3 {
			text := rapid.StringMatching(`[ab\\]{1,3}`).Draw(t, "text")
			want := []*secret{}
			for _, s := range v.sorted() {
				if strings.Contains(s.haystack, text) {
					want = append(want, s)
				}
			}
			if got := v.containing(text); !slices.Equal(got, want) {
				t.Fatalf("%q in %q: %d found, want %d", text, names, len(got), len(want))
			}
			s := v.secrets[rapid.IntRange(1, len(names)).Draw(t, "renamed")]
			s.Name = rapid.StringMatching(`[ab]{1,6}`).Draw(t, "name")
			v.file(s)
		}
	})
}

func TestASearchNeverFindsBytesThatSeparate(t *testing.T) {
	v, err := New(Config{Seed: assets.DemoSeed})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.containing("\x00"); len(got) != 0 {
		t.Errorf("%d secrets", len(got))
	}
}
