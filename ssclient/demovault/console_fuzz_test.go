package demovault

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// FuzzConsoleForms sends anything to every form of both pages, as the page and
// as a script would. Each ends in a sentence, on a page that is whole.
func FuzzConsoleForms(f *testing.F) {
	const root = "/demo/00/"
	forms := []string{
		"/app/sign-in", "/app/sign-out", "/app/secrets/108/start", "/app/secrets/108/choose", "/app/secrets/108/answer", "/app/secrets/108/another",
	}
	for _, a := range consoleActions() {
		forms = append(forms, root+strings.ReplaceAll(a.path, "{id}", "1"), root+strings.ReplaceAll(a.path, "{id}", "-1"))
	}
	for i := range forms {
		f.Add(i, "")
	}
	f.Add(6, "start=2026-03-02+09%3A30&end=soon&as=ann&comment=%3Cb%3E")
	f.Add(10, "number=%ff%00")
	f.Add(16, "op=*&kind=slow&delay=1&times=%3Cscript%3E")
	f.Add(16, "op=%zz;&kind=throttled&retryAfter=\"'><")
	f.Add(20, "direction=back&amount=99999999999999999999&unit=days")
	note := regexp.MustCompile(`class="note (?:done|wrong)" role="(?:status|alert)">([^<]+)<`)
	token := regexp.MustCompile(`name="csrf" value="([0-9a-f]{32})"`)

	f.Fuzz(func(t *testing.T, which int, body string) {
		v, err := New(Config{
			Seed: []byte(`{"users":[{"id":1,"name":"ann","role":"approver"},{"id":2,"name":"bob","role":"operator"}]}`),
			Now:  func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
		})
		if err != nil {
			t.Fatal(err)
		}
		site, path := v.site(root), forms[(which%len(forms)+len(forms))%len(forms)]
		home := root
		if strings.HasPrefix(path, "/app/") {
			home = "/app/"
		}
		cookies := map[string]string{}
		do := func(method, target, body string, headers ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, target, strings.NewReader(body))
			r.Host = "127.0.0.1"
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			for name, value := range cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			for _, c := range w.Result().Cookies() {
				cookies[c.Name] = c.Value
			}
			return w
		}
		csrf := token.FindStringSubmatch(do("GET", home, "").Body.String())[1]
		w := do("POST", path, "csrf="+csrf+"&"+body, "Origin", "http://127.0.0.1")
		if w.Code != http.StatusSeeOther {
			t.Fatalf("POST %s: %d %s", path, w.Code, w.Body)
		}
		for hops := 0; w.Code == http.StatusSeeOther; hops++ {
			to, err := url.Parse(w.Header().Get("Location"))
			if err != nil || to.Host != "" || !strings.HasPrefix(to.Path, home) || hops > 2 {
				t.Fatalf("POST %s leads to %s", path, w.Header().Get("Location"))
			}
			w = do("GET", to.RequestURI(), "")
		}
		page := w.Body.String()
		if !strings.HasSuffix(page, "</html>\n") {
			t.Fatalf("the page is cut: %s", page)
		}
		silent := strings.HasSuffix(path, "/sign-out") || strings.HasSuffix(path, "/another")
		if !note.MatchString(page) && !silent {
			t.Fatalf("POST %s: nothing is said", path)
		}
		typed, _ := url.ParseQuery(body)
		for _, values := range typed {
			for _, value := range values {
				if strings.ContainsAny(value, `<"`) && len(value) > 3 && html.EscapeString(value) != value && strings.Contains(page, `value="`+value) {
					t.Fatalf("%q is on the page as it was typed", value)
				}
			}
		}
		if home == root {
			w = do("POST", path, body, scriptHeader, "1")
			var out struct{ Message string }
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || out.Message == "" {
				t.Fatalf("a script gets %d %s", w.Code, w.Body)
			}
		}
	})
}

// FuzzLedgerFilter reads any query of the console's address.
func FuzzLedgerFilter(f *testing.F) {
	for _, q := range []string{"", "secret=1", "secret=a&user=b&page=2", "page=-1", "secret=%ff&page=99999999999", "%zz&;"} {
		f.Add(q)
	}
	v, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	c := v.newConsole("/demo/00/")
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		w := httptest.NewRecorder()
		sendPage(w, c.pages, http.StatusOK, "console", c.page(visit{}, values))
		if !strings.HasSuffix(w.Body.String(), "</html>\n") {
			t.Fatalf("the page is cut: %s", w.Body)
		}
	})
}

// FuzzGrantedTime reads any From and Until: what is granted is never more than
// what was asked for.
func FuzzGrantedTime(f *testing.F) {
	for _, s := range []string{"", "2026-03-02 09:30", "2026-03-02T09:30:15", "2026-03-02T09:30+02:00", "0000-00-00 00:00", "9999-12-31 23:59:59", "soon"} {
		f.Add(s, "2026-03-02 10:00")
		f.Add("", s)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	r := Request{Start: now.Add(-time.Minute), End: now.Add(2 * time.Hour)}
	f.Fuzz(func(t *testing.T, from, until string) {
		start, end, err := form{values: url.Values{"start": {from}, "end": {until}}}.window(r, now)
		if err != nil {
			return
		}
		if start.IsZero() {
			start = r.Start
		}
		if end.IsZero() {
			end = r.End
		}
		if start.Before(r.Start) || end.After(r.End) || !end.After(start) || !end.After(now) {
			t.Fatalf("%q to %q grants %s to %s", from, until, start, end)
		}
	})
}
