package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func sample() *Index {
	x := New()
	x.PutFolder(Folder{ID: 1, Name: "Databases", Path: `\Databases`})
	x.PutFolder(Folder{ID: 2, Parent: 1, Name: "Production", Path: `\Databases\Production`})
	for _, s := range []Secret{
		{ID: 101, Folder: 2, Name: "db-01", Host: "db-01.example.com", User: "svc-db", Template: "Unix Account (SSH)"},
		{ID: 102, Folder: 2, Name: "db-02", Host: "db-02.example.com", User: "svc-db", Template: "Unix Account (SSH)"},
		{ID: 103, Folder: 1, Name: "Reporting database", Host: "rep.example.com", User: "Report", Template: "SQL Server Account"},
		{ID: 104, Name: "ilo: rack-7", Host: "ilo-7", User: "root", Template: "Password"},
		{ID: 105, Name: "Zürich Straße", Host: "zrh.example.com", User: "ädmin", Template: "Password"},
	} {
		x.PutSecret(s)
	}
	return x
}

func ids(r Result) (all []int) {
	for _, h := range r.Hits {
		all = append(all, h.ID)
	}
	return all
}

func TestASearchAnswersInOrder(t *testing.T) {
	x := sample()
	for _, c := range []struct {
		text string
		want []int
		why  string
	}{
		{"db-01", []int{101}, "the other machine has another number"},
		{"DB", []int{101, 102}, "names that begin so, in any letters"},
		{"database", []int{103, 101, 102}, "a name before a folder"},
		{"databse", []int{103, 101, 102}, "a letter left out"},
		{"dtaabase", []int{103, 101, 102}, "letters swapped"},
		{"reprot", []int{103}, "swapped, at the end of what is typed so far"},
		{"prod db-02", []int{102}, "every word must match"},
		{"ilo:", []int{104}, "a colon is a colon"},
		{"-7", []int{104}, "a dash is a dash"},
		{"root", []int{104}, "by user"},
		{"STRAßE", []int{105}, "any letters"},
		{"zürcih", []int{105}, "and errors in them"},
		{"ssh", []int{101, 102}, "by template"},
		{"db-03", nil, "a number is never guessed"},
		{"   ", nil, "nothing typed"},
		{"\x00", nil, "a control character is a blank"},
	} {
		if got := ids(x.Search(c.text, 10, nil)); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v: %s", c.text, got, c.want, c.why)
		}
	}
}

func TestEqualMatchesComeRecentFirst(t *testing.T) {
	x := sample()
	if got := ids(x.Search("svc", 10, []int{102, 999})); !slices.Equal(got, []int{102, 101}) {
		t.Errorf("got %v", got)
	}
	if got := ids(x.Search("databases", 10, []int{103})); !slices.Equal(got, []int{103, 101, 102}) {
		t.Errorf("got %v", got)
	}
}

func TestAllAreCountedWhenFewAreShown(t *testing.T) {
	x := New()
	for i := range 1000 {
		x.PutSecret(Secret{ID: i + 1, Name: fmt.Sprintf("web-%04d", 1000-i)})
	}
	r := x.Search("web", 3, nil)
	if r.Total != 1000 || !slices.Equal(ids(r), []int{1000, 999, 998}) {
		t.Errorf("%d in all, first %v", r.Total, ids(r))
	}
	if r := x.Search("web", 0, nil); r.Total != 1000 || len(r.Hits) != 0 {
		t.Errorf("counting alone: %d, %d hits", r.Total, len(r.Hits))
	}
}

func TestMarksAreLetterByLetter(t *testing.T) {
	x := sample()
	for _, c := range []struct {
		text string
		want [fields]string
		typo bool
	}{
		{"report base", [fields]string{Name: "xxxxxx........xxxx", User: "xxxxxx", Path: ".....xxxx."}, false},
		{"STRAße", [fields]string{Name: ".......xxxxxx"}, false},
		{"reprotin", [fields]string{Name: "xxx.xxxx.........."}, true},
		{"prodction db-01", [fields]string{Name: "xxxxx", Host: "xxxxx............", Path: "...........xxxx.xxxxx"}, true},
	} {
		h := x.Search(c.text, 1, nil).Hits
		if len(h) != 1 {
			t.Errorf("%q: nothing found", c.text)
			continue
		}
		for f, want := range c.want {
			got := h[0].Marks[f]
			if c.text == "reprotin" && len(got) == len(want) { // either of two swapped letters may be the right one
				got = strings.Replace(got, "xx.x", "xxx.", 1)
				want = strings.Replace(want, "xx.x", "xxx.", 1)
			}
			if got != want {
				t.Errorf("%q, field %d: %s, want %s", c.text, f, got, want)
			}
		}
		if h[0].Typo != c.typo {
			t.Errorf("%q: typo %v", c.text, h[0].Typo)
		}
	}
}

func TestAListingForgetsWhatIsNoLongerThere(t *testing.T) {
	x := sample()
	one := []Secret{{ID: 101, Folder: 2, Path: `\Databases\Production`, Name: "db-01"}}
	if !x.Listed(2, nil, one, true) {
		t.Error("host and user are gone: that is a change")
	}
	if _, ok := x.Secret(102); !ok {
		t.Error("an answer that was cut forgot what it did not name")
	}
	if !x.Listed(2, nil, one, false) || x.Listed(2, nil, one, false) {
		t.Error("the first whole answer changes something, the second does not")
	}
	if _, ok := x.Secret(102); ok {
		t.Error("db-02 is still known")
	}
	if !x.Listed(0, nil, nil, false) {
		t.Error("no folder is left: that is a change")
	}
	if _, secrets := x.In(2); len(secrets) != 0 || x.Len() != 2 {
		t.Errorf("%d are known, %v below a folder that is gone", x.Len(), secrets)
	}
}

func TestAFolderKnownFromASecretIsFoundAndLaterListed(t *testing.T) {
	x := New()
	x.PutSecret(Secret{ID: 1, Folder: 7, Path: `\IT\Network`, Name: "core-1"})
	if f, ok := x.Folder(7); !ok || f.Parent != Unlisted || f.Name != "Network" {
		t.Errorf("%+v, %v", f, ok)
	}
	if r := x.Search("network", 5, nil); r.Total != 1 {
		t.Error("not found by its folder")
	}
	x.Listed(0, []Folder{{ID: 7, Name: "Network", Path: `\IT\Network`}}, nil, false)
	folders, _ := x.In(0)
	if diff := cmp.Diff([]Folder{{ID: 7, Name: "Network", Path: `\IT\Network`}}, folders); diff != "" {
		t.Error(diff)
	}
	if _, secrets := x.In(7); len(secrets) != 1 {
		t.Error("the folder has lost its secret")
	}
	// A folder that was renamed takes its secrets along.
	x.PutFolder(Folder{ID: 7, Name: "Net", Path: `\IT\Net`})
	if s, _ := x.Secret(1); s.Path != `\IT\Net` {
		t.Errorf("path %q", s.Path)
	}
}

func TestStrangeNamesAreKept(t *testing.T) {
	x := New()
	for i, name := range []string{"a\x00b", "\xff\xfe", strings.Repeat("é", 500), "\u202eevil", "<b>*x*</b>", "", "😀 server"} {
		x.PutSecret(Secret{ID: i + 1, Name: name})
		if s, ok := x.Secret(i + 1); !ok || s.Name != plain(name) {
			t.Errorf("%q came back as %q", name, s.Name)
		}
	}
	for _, id := range []int{0, -1, 1 << 40} {
		if x.PutSecret(Secret{ID: id}) || x.DropSecret(id) {
			t.Errorf("id %d was remembered", id)
		}
	}
	if r := x.Search("😀 srever", 5, nil); r.Total != 1 {
		t.Error("an error beside a picture is not forgiven")
	}
}

// words make names that nearly match each other.
var words = []string{"db", "web", "server", "sevrer", "prod", "Production", "staging", "01", "02", "é", "Straße", "x", "svc", "admin", "-", ":", ".", `\`, " "}

func texts(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, most).Draw(t, "words"), "")
	})
}

// A large vault is searched in parts: nothing is lost where they meet.
func TestASearchOfManyFindsWhatANaiveOneFinds(t *testing.T) {
	const many = 8_400
	x, n := estate(many), naive{}
	for i := range many {
		id := 10_000 + i
		if i%500 == 3 {
			x.DropSecret(id)
			continue
		}
		n[id], _ = x.Secret(id)
	}
	for _, text := range []string{"db-004", "db-004498", "catche-00"} {
		got, want := x.Search(text, 50, nil), n.search(text, nil)
		if got.Total != len(want) || !slices.Equal(ids(got), want[:min(50, len(want))]) {
			t.Errorf("%q: %d %v\nwant %d", text, got.Total, ids(got), len(want))
		}
	}
}

func TestASearchFindsWhatANaiveOneFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, n := New(), naive{}
		for range rapid.IntRange(0, 60).Draw(t, "changes") {
			id := rapid.IntRange(1, 25).Draw(t, "id")
			if rapid.IntRange(0, 5).Draw(t, "drop") == 0 {
				x.DropSecret(id)
				delete(n, id)
				continue
			}
			folder := rapid.IntRange(0, 3).Draw(t, "folder")
			s := Secret{
				ID: id, Folder: folder, Name: texts(4).Draw(t, "name"), Host: texts(3).Draw(t, "host"),
				User: texts(2).Draw(t, "user"), Template: rapid.SampledFrom(words).Draw(t, "template"), Flags: uint32(id),
			}
			if folder > 0 {
				s.Path = []string{"", `\IT\Servers`, `\Prod`, `\Stra\ße`}[folder]
			}
			x.PutSecret(s)
			n[id] = s
		}
		if rapid.Bool().Draw(t, "compact") {
			x.compact()
		}
		if rapid.Bool().Draw(t, "through bytes") {
			y, err := Decode(x.Encode())
			if err != nil {
				t.Fatal(err)
			}
			x = y
		}
		for id, want := range n {
			if got, ok := x.Secret(id); !ok || got != want {
				t.Fatalf("%d: %+v, want %+v", id, got, want)
			}
		}
		text := texts(5).Draw(t, "search")
		recent := rapid.SliceOfNDistinct(rapid.IntRange(1, 30), 0, 5, rapid.ID[int]).Draw(t, "recent")
		want := n.search(text, recent)
		limit := rapid.IntRange(1, 30).Draw(t, "limit")
		got := x.Search(text, limit, recent)
		if got.Total != len(want) || !slices.Equal(ids(got), want[:min(limit, len(want))]) {
			t.Fatalf("%q (recent %v): %d %v\nwant %d %v", text, recent, got.Total, ids(got), len(want), want)
		}
		for _, h := range got.Hits {
			for f, s := range [fields]string{h.Name, h.Host, h.User, h.Template, h.Path} {
				if m := h.Marks[f]; m != "" && len(m) != len([]rune(s)) {
					t.Fatalf("%q: %d marks for %q", text, len(m), s)
				}
			}
		}
	})
}
