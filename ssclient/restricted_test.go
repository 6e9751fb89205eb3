package ssclient

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestARestrictedReadChecksOutOnlyWhenAsked(t *testing.T) {
	for _, tt := range []struct {
		a    Access
		want string
	}{
		{Access{}, `{"noAutoCheckout":true}`},
		{Access{CheckOut: true}, `{"noAutoCheckout":false}`},
		{Access{Comment: `a "reason"`, QuantumLock: seal("q\"\\\n\x01ü")}, `{"comment":"a \"reason\"","noAutoCheckout":true,"doubleLockPassword":"q\"\\\u000a\u0001ü"}`},
		{Access{QuantumLock: seal("")}, `{"noAutoCheckout":true}`},
	} {
		s := &server{reply: ok(`{"id":7}`)}
		c := signedIn(t, s)
		if _, err := c.SecretRestricted(context.Background(), 7, tt.a); err != nil {
			t.Fatal(err)
		}
		if got := s.requests()[0].Body; got != tt.want {
			t.Errorf("body %s\nwant %s", got, tt.want)
		}
	}
}

func TestAQuantumLockPasswordComesBackInNoError(t *testing.T) {
	refused := always(func(*http.Request) *http.Response {
		return jsonOf(400, `{"message":"`+password+` is wrong","messageDetail":"try not `+password+`","errorCode":"`+password+`","modelState":{"doubleLockPassword":["`+password+`"]}}`)
	})
	c := signedIn(t, &server{reply: refused})
	ctx := context.Background()
	_, read := c.SecretRestricted(ctx, 7, Access{QuantumLock: seal(password)})
	_, field := c.SecretFieldRestricted(ctx, 7, "password", Access{QuantumLock: seal(password)})
	for name, err := range map[string]error{"secret": read, "field": field, "own password": c.SetQuantumLockPassword(ctx, seal(password))} {
		if !isKind(err, ErrRefused) || leaks(err) != "" {
			t.Errorf("%s: %v leaks %q", name, err, leaks(err))
		}
	}
}

func TestAQuantumLockPasswordThatIsNotTaken(t *testing.T) {
	s := &server{reply: ok(`false`)}
	c := signedIn(t, s)
	if err := c.SetQuantumLockPassword(context.Background(), seal(password)); !isKind(err, ErrRefused) || Doubtful(err) {
		t.Errorf("answered false: %v", err)
	}
	s.reset()
	if err := c.SetQuantumLockPassword(context.Background(), seal("")); !isKind(err, ErrRefused) || len(s.requests()) != 0 {
		t.Errorf("empty: %v, %d requests", err, len(s.requests()))
	}
}

func TestARestrictedFieldMayBeAFile(t *testing.T) {
	file := "\x00\xff binary"
	c := signedIn(t, &server{reply: always(func(*http.Request) *http.Response { return answerOf(200, "application/octet-stream", file) })})
	got, err := c.SecretFieldRestricted(context.Background(), 7, "key", Access{})
	if err != nil || !got.Equal(seal(file)) {
		t.Errorf("%d bytes, %v", got.Len(), err)
	}
}

func TestAFileHasASafeNameAndABoundedContent(t *testing.T) {
	item := func(name, more string) string {
		return `{"id":7,"items":[{"slug":"key","isFile":true,"fileAttachmentId":3,"filename":` + name + more + `}]}`
	}
	ctx := context.Background()
	for _, tt := range []struct{ item, want string }{
		{item(`"id_rsa"`, ""), "id_rsa"},
		{item(`"C:\\Users\\x\\key.ppk"`, ""), "key.ppk"},
		{item(`"../../etc/passwd"`, ""), "passwd"},
		{item(`".."`, ""), "key"},
		{item(`"a\\"`, ""), "key"},
		{item(`"a\u0000b\u202egpj.exe"`, ""), "abgpj.exe"},
		{item(`null`, ""), "key"},
		{item(`"notes.txt:hidden"`, ""), "notes.txt_hidden"},
		{item(`"CON"`, ""), "_CON"},
		{item(`"com1.txt"`, ""), "_com1.txt"},
		{item(`"what? *.pem. "`, ""), "what_ _.pem"},
		{item(`".ssh"`, ""), ".ssh"},
		{item(`"`+strings.Repeat("n", 300)+`"`, ""), strings.Repeat("n", 200) + "…"},
	} {
		s := &server{reply: fileServer(tt.item, strings.Repeat("k", 2*testBody))}
		c := signedIn(t, s)
		c.maxBody = testBody // for all but files
		f, err := c.SecretFile(ctx, 7, "KEY")
		if err != nil || f.Name != tt.want || f.Content.Len() != 2*testBody {
			t.Errorf("%s: %q of %d bytes, %v; want %q", tt.item, f.Name, f.Content.Len(), err, tt.want)
		}
	}
	for name, item := range map[string]string{
		"no such field":  `{"id":7,"items":[{"slug":"other","isFile":true,"fileAttachmentId":3}]}`,
		"not a file":     `{"id":7,"items":[{"slug":"key","itemValue":"` + hiddenFields + `"}]}`,
		"nothing in it":  `{"id":7,"items":[{"slug":"key","isFile":true,"fileAttachmentId":null,"filename":null}]}`,
		"nothing at all": `{"id":7,"items":null}`,
	} {
		s := &server{reply: fileServer(item, "x")}
		if _, err := signedIn(t, s).SecretFile(ctx, 7, "key"); !isKind(err, ErrRefused) || leaks(err) != "" || len(s.requests()) != 1 {
			t.Errorf("%s: %v in %d requests", name, err, len(s.requests()))
		}
	}
	big := &flood{left: maxFile + 1}
	s := &server{reply: fileServer(item(`"x"`, ""), "")}
	inner := s.reply
	s.reply = func(n int, r *http.Request) (*http.Response, error) {
		res, err := inner(n, r)
		if strings.Contains(r.URL.Path, "/fields/") {
			res.Body = readCloser{big}
		}
		return res, err
	}
	if _, err := signedIn(t, s).SecretFile(ctx, 7, "key"); !isKind(err, ErrNotAPI) || !errors.Is(err, ErrTooBig) {
		t.Errorf("64 MiB and a byte: %v", err)
	}
}

type readCloser struct{ *flood }

func (readCloser) Close() error { return nil }

func fileServer(secret, content string) func(int, *http.Request) (*http.Response, error) {
	return always(func(r *http.Request) *http.Response {
		if strings.Contains(r.URL.Path, "/fields/") {
			return answerOf(200, "application/octet-stream", content)
		}
		return jsonOf(200, secret)
	})
}

func TestAnOldServersDetailIsReadFromItsObjects(t *testing.T) {
	c := signedIn(t, &server{reply: ok(`{"id":7,"name":{"value":"x","label":"Name"},"active":{"value":true},"folder":{"value":3,"label":"Folder","readOnly":false},
		"site":{"value":null},"template":{"value":6003},"fields":[{"value":"` + hiddenFields + `"}],"isFavorite":{"value":true},
		"lastHeartBeatStatus":{"value":"Failed"},"lastHeartBeatCheck":{"value":"2026-01-01T10:00:00"},"launchers":null}`)})
	d, err := c.SecretDetail(context.Background(), 7)
	if err != nil || d.Name != "x" || !d.Active || d.FolderID != 3 || d.SiteID != 0 || d.TemplateID != 6003 || !d.IsFavorite ||
		d.LastHeartBeatStatus != HeartbeatFailed || d.LastHeartBeatCheck.Hour() != 10 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAMarkThatStaysIsARefusal(t *testing.T) {
	c := signedIn(t, &server{reply: ok(`false`)})
	if err := c.SetFavorite(context.Background(), 7, true); !isKind(err, ErrRefused) {
		t.Errorf("marked: %v", err)
	}
	if err := c.SetFavorite(context.Background(), 7, false); err != nil {
		t.Errorf("mark taken away: %v", err)
	}
}

func TestSecretAtTakesEverySpellingOfAPath(t *testing.T) {
	for path, name := range map[string]string{
		`\IT\DB\sa`: "sa", `IT/DB/sa/`: "SA", ` /IT\DB/sa `: "sa", `\IT\DB\sql01\sa`: `sql01\sa`, `\IT\Größe`: "gRÖSSe",
	} {
		s := &server{reply: ok(`{"id":7,"name":` + quote(name) + `}`)}
		got, err := signedIn(t, s).SecretAt(context.Background(), path)
		if good := name != "gRÖSSe"; good != (err == nil && got.ID == 7) {
			t.Errorf("%q named %q: %d, %v", path, name, got.ID, err)
		}
		if q := s.requests()[0].Query; !strings.Contains(q, "secretPath=%5CIT%5C") || !strings.Contains(q, "noAutoCheckout=true") {
			t.Errorf("%q: query %s", path, q)
		}
	}
	for _, path := range []string{"", " ", `\`, "//"} {
		s := &server{reply: ok(`{"id":7}`)}
		if _, err := signedIn(t, s).SecretAt(context.Background(), path); !isKind(err, ErrRefused) || len(s.requests()) != 0 {
			t.Errorf("%q: %v", path, err)
		}
	}
	for _, body := range []string{`{"id":0,"name":"sa"}`, `{"id":-1}`, `{"id":8,"name":"other"}`} {
		if _, err := signedIn(t, &server{reply: ok(body)}).SecretAt(context.Background(), `\IT\sa`); !isKind(err, ErrNotAPI) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `\`, `\\`) + `"` }
