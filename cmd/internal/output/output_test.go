package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sallyport/workflow/sealed"
)

func quoted(b []byte) string {
	var p page
	p.quote(b)
	return string(p.b)
}

// asEncodingJSON is what encoding/json writes without its escapes for HTML.
func asEncodingJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestAValueIsQuotedAsEncodingJSONDoes(t *testing.T) {
	values := []string{
		"", "plain", `quote " and \ and /`, "tab\tline\nreturn\r", "<b>&amp;</b>", "\u2028 and \u2029", "\u2027\u202a", "äöü 漢字 🔑",
		"\x7f", "\u0080\u009f", "\xff", "a\xc3", "\xc3(", "\xed\xa0\x80", "\xf0\x9f\x94", "�", "\ufeff", strings.Repeat("x", 9000),
	}
	for c := range 256 {
		values = append(values, string([]byte{byte(c)}), "a"+string([]byte{byte(c)})+"b")
	}
	for _, v := range values {
		if got, want := quoted([]byte(v)), asEncodingJSON(v); got != want {
			t.Errorf("%q: got %s, want %s", v, got, want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "\x00\x1f", "\u2028", "\xff\xfe", `\"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := quoted(b)
		if want := asEncodingJSON(string(b)); got != want {
			t.Fatalf("%q: got %s, want %s", b, got, want)
		}
		var back string
		if err := json.Unmarshal([]byte(got), &back); err != nil || utf8.Valid(b) && back != string(b) {
			t.Fatalf("%q came back as %q (%v)", b, back, err)
		}
	})
}

func answer(t testing.TB, raw string) Answer {
	t.Helper()
	a, err := Parse(sealed.New([]byte(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func printed(t *testing.T, format string, a Answer, table func(*Node) Table) string {
	t.Helper()
	var f Format
	if err := f.Set(format); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, a.Node, table); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func decode(raw string, into *any) error {
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `{"a":[1,{"b":null}],"a":"\u00e9\"]}"}`, ` [ 1 , true,"x" ] `, `"x"`, `-1.5e3`, `{`, `nul`, ``} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := Parse(sealed.New([]byte(raw)))
		if err != nil {
			if json.Valid([]byte(raw)) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		var p page
		a.write(&p, 0)
		var one, two any
		if err := errors.Join(decode(raw, &one), decode(string(p.b), &two)); err != nil {
			t.Fatalf("%q is printed as %q: %v", raw, p.b, err)
		}
		if diff := cmp.Diff(one, two); diff != "" {
			t.Fatalf("%q is printed as %q: (-want +got)\n%s", raw, p.b, diff)
		}
		_ = a.plain("")
	})
}

func TestAnAnswerIsPrintedAsTheServerWroteIt(t *testing.T) {
	raw := `{"id": 7,"n":null,"big":12345678901234567890,"r":1.50,"s":"\u00e9\/\"","empty":{},"none":[],"list":[1,"two",{"x":true}]}`
	want := `{
  "id": 7,
  "n": null,
  "big": 12345678901234567890,
  "r": 1.50,
  "s": "\u00e9\/\"",
  "empty": {},
  "none": [],
  "list": [
    1,
    "two",
    {
      "x": true
    }
  ]
}
`
	if diff := cmp.Diff(want, printed(t, "json", answer(t, raw), nil)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestADefinitionDecidesMembersAndOrder(t *testing.T) {
	a := answer(t, `{"x-more":true,"name":"db","fields":[{"sortOrder":2,"x":1,"name":"Port","description":null}],"id":3}`)
	a.As("SecretTemplateModel")
	want := "{\"fields\":[{\"description\":null,\"name\":\"Port\",\"sortOrder\":2}],\"id\":3,\"name\":\"db\"}"
	var got bytes.Buffer
	if err := json.Compact(&got, []byte(printed(t, "json", a, nil))); err != nil || got.String() != want {
		t.Errorf("got %s (%v), want %s", got.String(), err, want)
	}
}

const secretAnswer = `{"id":7,"name":"web","folderId":null,"items":[
 {"slug":"username","itemValue":"root","isPassword":false},
 {"slug":"password","itemValue":"p\u00e4ss\"w","isPassword":true}]}`

func TestATemplateSeesTheAnswer(t *testing.T) {
	for source, want := range map[string]string{
		`{{.id}} {{.name}}`: "7 web",
		`[{{.folderId}}]`:   "[]",
		`{{field . "username"}}:{{field . "PASSWORD"}}`:                           `root:päss"w`,
		`{{range .items}}{{if .isPassword}}{{.itemValue}}{{end}}{{end}}`:          `päss"w`,
		`{{range .items}}{{.slug}}={{.itemValue}};{{end}}{{if eq .id 7}}!{{end}}`: `username=root;password=päss"w;!`,
	} {
		if got := printed(t, "template="+source, answer(t, secretAnswer), nil); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
	for _, source := range []string{`{{.nothing}}`, `{{field . "nothing"}}`, `{{index .items 9}}`} {
		var f Format
		if err := f.Set("template=before " + source); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.Write(&b, answer(t, secretAnswer).Node, nil); !errors.Is(err, ErrTemplate) || b.Len() > 0 {
			t.Errorf("%s: printed %q, %v", source, b.String(), err)
		}
	}
}

func TestAFormatIsCheckedBeforeItIsNeeded(t *testing.T) {
	for s, words := range map[string]string{
		"": "json, table or", "xml": "json, table or", "JSON": "json, table or", "template=": "empty",
		"template={{": "cannot be understood", "template={{.a | nope}}": "cannot be understood",
	} {
		var f Format
		if err := f.Set(s); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v, want words with %q", s, err, words)
		}
	}
	var f Format
	if f.String() != "json" || f.Table() {
		t.Error("without a flag it is JSON")
	}
}

func TestATableShowsWhatATerminalWouldObey(t *testing.T) {
	got := printed(t, "table", Object(), func(*Node) Table {
		return Table{
			Row("FIELD", "VALUE"),
			{{Text: "notes"}, {Text: "one\ntwo\x1b[31m\x07\u202eabc\xff"}},
			{{Text: "ключ"}, {Secret: sealed.New([]byte("p\tw"))}},
		}
	})
	want := "FIELD  VALUE\n" + `notes  one\ntwo\u001b[31m\u0007\u202eabc\xff` + "\n" + `ключ   p\tw` + "\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMembersHideSecrets(t *testing.T) {
	a := Object(Field{"access_token", sealed.New([]byte("AgJ-very-secret"))}, Field{"token_type", "bearer"}, Field{"expires_in", 1199}, Field{"refresh_token", nil})
	got := printed(t, "table", a, Members)
	if want := "MEMBER        VALUE\naccess_token  " + Hidden + "\ntoken_type    bearer\nexpires_in    1199\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := printed(t, "json", a, nil); !strings.Contains(got, `"access_token": "AgJ-very-secret"`) || strings.Contains(got, "refresh") {
		t.Error(got)
	}
	state := answer(t, `{"id":1,"actions":["View","Edit"],"availableActions":{"x":true},"gone":null,"items":[{"a":1}]}`)
	if got, want := printed(t, "table", state, Members), "MEMBER   VALUE\nid       1\nactions  View, Edit\ngone     \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPagesAreJoined(t *testing.T) {
	pages := []Answer{answer(t, `{"records":[{"id":1},{"id":2}],"total":3}`), answer(t, `{"records":[{"id":3}]}`)}
	all := Join(pages, 0)
	if len(all.All()) != 3 || all.All()[2].Get("id").Text() != "3" {
		t.Errorf("joined %d", len(all.All()))
	}
	if few := Join(pages, 2); len(few.All()) != 2 {
		t.Errorf("limited to %d", len(few.All()))
	}
	all.Wipe()
	if bytes.ContainsAny(pages[0].buffers[0], "records") {
		t.Error("wiping the list left a page")
	}
}

func TestWipingLeavesNothing(t *testing.T) {
	a := answer(t, secretAnswer)
	a.Get("items").All()[0].Get("itemValue").Put(sealed.New([]byte("other")))
	kept := a.Get("items").All()[0].Get("itemValue")
	if s := kept.Secret(); s.Len() != 5 {
		t.Errorf("a value of %d bytes was put in", s.Len())
	}
	buffer := a.buffers[0]
	a.Wipe()
	if bytes.Contains(buffer, []byte("root")) || kept.Secret().Len() != 0 {
		t.Error("a value is left")
	}
	var p page
	p.text("secret")
	whole := p.b[:cap(p.b)]
	p.text(strings.Repeat("x", len(whole)))
	if bytes.Contains(whole, []byte("secret")) {
		t.Error("growing left a copy behind")
	}
}

func TestNothingIsThere(t *testing.T) {
	var n *Node
	if n.Get("x") != nil || n.All() != nil || n.Text() != "" || n.True() || !n.Null() || !n.Secret().Empty() {
		t.Error("a nil node is not nothing")
	}
	n.As("SecretModel")
	if _, err := Parse(sealed.New([]byte("{"))); !errors.Is(err, errNotJSON) {
		t.Error(err)
	}
	if got := fmt.Sprint(shown{&Node{kind: putText, put: sealed.New([]byte("x"))}}); got != "x" {
		t.Errorf("a template prints %q", got)
	}
}

func TestAValueForATerminalIsHarmless(t *testing.T) {
	for value, harmless := range map[string]bool{
		"": true, "p ä\"ss": true, "-----BEGIN\nline\r\n\tend": true, "\x1b[31mred": false, "bell\a": false, "nul\x00": false,
		"\xff\xfe": false, "c1 \u009b31m": false, "del\x7f": false,
	} {
		if got := Harmless(sealed.New([]byte(value))); got != harmless {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestAPlaceholderIsNoValue(t *testing.T) {
	for value, masked := range map[string]bool{"": true, "*** Not Valid For Display ***": true, "******": true, "hunter2": false, "***x": false, "x***": false} {
		if got := Masked(sealed.New([]byte(value))); got != masked {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestAValueIsWrittenAsItIs(t *testing.T) {
	for _, text := range []bool{true, false} {
		var b bytes.Buffer
		value := "\x00ä\xff\n"
		if err := WriteValue(&b, sealed.New([]byte(value)), text); err != nil {
			t.Fatal(err)
		}
		want := value
		if text {
			want += "\n"
		}
		if b.String() != want {
			t.Errorf("got %q, want %q", b.String(), want)
		}
	}
}
