package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestWhatIsCutIsTold(t *testing.T) {
	test.NewTempApp(t)
	for words, want := range map[string]string{"db-01.example.com": "db-01.example.com", "—": "", "": ""} {
		x := NewText(words, Style{Cut: true})
		x.Resize(fyne.NewSize(6, 20))
		if got := x.told(); got != want {
			t.Errorf("of %q it tells %q, want %q", words, got, want)
		}
		x.Resize(fyne.NewSize(600, 20))
		if got := x.told(); got != "" {
			t.Errorf("of %q, which is not cut, it tells %q", words, got)
		}
	}
}
