package demovault_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

// browser is somebody with the console open in a browser, as far as cookies,
// origins and forms go.
type browser struct {
	*rig
	server *demovault.Server
	root   string // address of the page, the console's unless changed
	client *http.Client
	page   string // the last one
	csrf   string // its token
}

// open serves the vault and looks at the console.
func (r *rig) open() *browser {
	r.t.Helper()
	s, err := r.vault.Listen("127.0.0.1:0")
	if err != nil {
		r.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	transport := &http.Transport{}
	b := &browser{rig: r, server: s, root: s.ConsoleURL, client: &http.Client{Transport: transport, Jar: jar}}
	r.t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			r.t.Error(err)
		}
	})
	b.get("")
	return b
}

// get opens a page below the root.
func (b *browser) get(path string) int {
	b.t.Helper()
	res, err := b.client.Get(b.root + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(res)
}

func (b *browser) read(res *http.Response) int {
	b.t.Helper()
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.page = string(raw)
	if m := regexp.MustCompile(`name="csrf" value="([0-9a-f]{32})"`).FindStringSubmatch(b.page); m != nil {
		b.csrf = m[1]
	}
	return res.StatusCode
}

// request is a form as the page sends it; change makes it another's.
func (b *browser) request(path, form string, change ...func(*http.Request)) *http.Request {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.root+path, strings.NewReader(form))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.server.URL)
	for _, f := range change {
		f(req)
	}
	return req
}

// submit sends a form and follows where it leads; it returns the note there.
func (b *browser) submit(path, form string) string {
	b.t.Helper()
	if form != "" {
		form += "&"
	}
	res, err := b.client.Do(b.request(path, form+"csrf="+b.csrf))
	if err != nil {
		b.t.Fatal(err)
	}
	if status := b.read(res); status != http.StatusOK || res.Request.Method != http.MethodGet {
		b.t.Fatalf("POST %s: ended with %s %d", path, res.Request.Method, status)
	}
	return b.note()
}

// note is "done: …" or "wrong: …" of the last page.
func (b *browser) note() string {
	m := regexp.MustCompile(`class="note (done|wrong)" role="(?:status|alert)">([^<]*)<`).FindStringSubmatch(b.page)
	if m == nil {
		return ""
	}
	return m[1] + ": " + html.UnescapeString(m[2])
}

func TestAConsoleFormSaysWhatItDid(t *testing.T) {
	r := newRig(t)
	b := r.open()
	for _, tc := range []struct{ path, form, want string }{
		{"secrets/115/check-in", "", "done: Secret 115 is checked in, forced by root."},
		{"faults/add", "op=state&kind=throttled&retryAfter=7&times=2", "done: state: 429 Too Many Requests, Retry-After 7. It waits for 2 calls."},
		{"faults/add", "op=state&kind=throttled&retryAfter=Mon%2C+02+Mar+2026+09%3A30%3A00+GMT&times=1", "done: state: 429 Too Many Requests, Retry-After Mon, 02 Mar 2026 09:30:00 GMT. It waits for one call."},
		{"faults/add", "op=*&kind=broken&all=yes", "done: Any call: 500 Internal Server Error. It waits for all calls."},
		{"faults/add", "op=read&kind=status&status=503&times=1", "done: read: 503 Service Unavailable. It waits for one call."},
		{"faults/add", "op=read&kind=slow&delay=90&times=1", "done: read: Slow answer, 1 minute 30 seconds. It waits for one call."},
		{"faults/add", "op=read&kind=hang-before&times=1", "done: read: Hang, nothing done. It waits for one call."},
		{"faults/add", "op=read&kind=hang-after&times=1", "done: read: Hang after it was done. It waits for one call."},
		{"faults/add", "op=read&kind=drop-before&times=1", "done: read: Connection dropped, nothing done. It waits for one call."},
		{"faults/add", "op=read&kind=drop-after&times=1", "done: read: Connection dropped after it was done. It waits for one call."},
		{"faults/add", "op=read&kind=truncated&times=1", "done: read: Half an answer. It waits for one call."},
		{"faults/add", "op=read&kind=html&times=1", "done: read: 200 with an HTML page. It waits for one call."},
		{"faults/add", "op=read&kind=other-json&times=1000", "done: read: 200 with other JSON. It waits for 1000 calls."},
		{"faults/1/clear", "", "done: The fault is cleared."},
		{"faults/clear", "", "done: No fault waits any more, and calls that hung go on."},
		{"tokens/expire", "", "done: Every access token has expired; a refresh still works."},
		{"tokens/expire-refresh", "", "done: Every access token and every refresh token has expired: everybody has to sign in again."},
		{"clock/move", "direction=forward&amount=95&unit=minutes", "done: The vault’s clock is 1 hour 35 minutes ahead."},
		{"clock/move", "direction=back&amount=2&unit=hours", "done: The vault’s clock is 25 minutes behind."},
		{"clock/reset", "", "done: The vault’s clock is right again."},
	} {
		diff(t, tc.want, b.submit(tc.path, tc.form))
	}
	diff(t, []string{"bob check-out", "root check-in: forced"}, r.ops(115))
	if b.get(""); b.note() != "" {
		t.Errorf("the note stays: %s", b.note())
	}
}

func TestAMistakeInAConsoleFormIsASentenceAndLosesNothing(t *testing.T) {
	r := newRig(t)
	b := r.open()
	for _, tc := range []struct{ path, form, want, kept string }{
		{"secrets/101/check-in", "", "Nobody holds secret 101 any more. Nothing was changed.", ""},
		{"secrets/0/check-in", "", `The address names no number: "0".`, ""},
		{"secrets/x/check-in", "", `The address names no number: "x".`, ""},
		{"faults/add", "op=nonsense&kind=broken&times=1", "The call is not one of the list.", ""},
		{"faults/add", "op=state&kind=&times=1", "What goes wrong is not one of the list.", `<option value="state" selected>`},
		{"faults/add", "op=state&kind=broken&times=0", "How many calls must be a whole number from 1 to 1000.", `value="0" autocomplete="off" min="1" max="1000" aria-invalid="true" autofocus`},
		{"faults/add", "op=state&kind=broken&times=9e9", "How many calls must be a whole number from 1 to 1000.", `value="9e9"`},
		{"faults/add", "op=state&kind=broken", "How many calls must be a whole number from 1 to 1000.", ""},
		{"faults/add", "op=state&kind=throttled&retryAfter=soon%22%3E&times=1", "Retry-After is neither seconds up to 86400 nor a date like Mon, 02 Mar 2026 09:30:00 GMT.", `value="soon&#34;&gt;"`},
		{"faults/add", "op=state&kind=throttled&retryAfter=" + strings.Repeat("1", 41) + "&times=1", "Retry-After is longer than 40 characters.", ""},
		{"faults/add", "op=state&kind=throttled&retryAfter=1%00&times=1", "Retry-After has characters that are not text.", ""},
		{"faults/add", "op=state&kind=throttled&retryAfter=%ff&times=1", "Retry-After has characters that are not text.", ""},
		{"faults/add", "op=state&kind=status&status=200&times=1", "The status must be a whole number from 400 to 599.", `value="200"`},
		{"faults/add", "op=state&kind=slow&delay=&times=7", "The delay must be a whole number from 1 to 3600.", `value="7"`},
		{"faults/7/clear", "", "Fault 7 waits no more: it has met its call, or it was cleared.", ""},
		{"clock/move", "direction=sideways&amount=1&unit=days", "The direction is not one of the list.", ""},
		{"clock/move", "direction=back&amount=some&unit=days", "The amount must be a whole number from 1 to 100000.", `<option value="days" selected>`},
		{"clock/move", "direction=back&amount=1&unit=years", "The unit is not one of the list.", `<option value="back" selected>`},
		{"clock/move", "direction=back&amount=367&unit=days", "The clock may be wrong by 366 days at most.", `value="367"`},
	} {
		diff(t, "wrong: "+tc.want, b.submit(tc.path, tc.form))
		if !strings.Contains(b.page, tc.kept) {
			t.Errorf("%s %s: the page has lost %s", tc.path, tc.form, tc.kept)
		}
	}
	diff(t, 0, len(r.vault.Faults()))
	diff(t, time.Duration(0), r.vault.Skew())
	if got := b.submit("faults/add", "op="+strings.Repeat("x", 70000)); got != "wrong: The form could not be read. Reload the page and fill it in again." {
		t.Errorf("a form that is too long: %q", got)
	}
}

func TestTheConsoleTakesFormsFromItsOwnPageOnly(t *testing.T) {
	b := newRig(t).open()
	for name, change := range map[string]func(*http.Request){
		"another origin":                func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") },
		"another port":                  func(q *http.Request) { q.Header.Set("Origin", "http://127.0.0.1:1") },
		"an origin that says nothing":   func(q *http.Request) { q.Header.Set("Origin", "null") },
		"two origins":                   func(q *http.Request) { q.Header.Add("Origin", "https://evil.example") },
		"no origin":                     func(q *http.Request) { q.Header.Del("Origin") },
		"no origin, from the same site": func(q *http.Request) { q.Header.Del("Origin"); q.Header.Set("Sec-Fetch-Site", "same-site") },
		"a name that leads here":        func(q *http.Request) { q.Host = "evil.example"; q.Header.Set("Origin", "http://evil.example") },
		"a name with our port":          func(q *http.Request) { q.Host = "evil.example:80"; q.Header.Set("Origin", "http://evil.example:80") },
		"a script's header and an origin": func(q *http.Request) {
			q.Header.Set("X-Sallyport-Console", "1")
			q.Header.Set("Origin", "https://evil.example")
		},
	} {
		res, err := b.client.Do(b.request("clock/move", "direction=forward&amount=1&unit=days&csrf="+b.csrf, change))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusForbidden || b.vault.Skew() != 0 {
			t.Errorf("%s: %d, skew %s", name, res.StatusCode, b.vault.Skew())
		}
	}
	for name, change := range map[string]func(*http.Request){
		"as the page sends it":              func(*http.Request) {},
		"by a browser that names no origin": func(q *http.Request) { q.Header.Del("Origin"); q.Header.Set("Sec-Fetch-Site", "same-origin") },
	} {
		b.vault.SetSkew(0)
		res, err := b.client.Do(b.request("clock/move", "direction=forward&amount=1&unit=days&csrf="+b.csrf, change))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || b.vault.Skew() != 24*time.Hour {
			t.Errorf("%s: %d, skew %s", name, res.StatusCode, b.vault.Skew())
		}
	}
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "[::1]": 200, "[::1]:443": 200, "10.0.0.7:8443": 200,
		"localhost.evil.example": 403, "127.0.0.1.evil.example:80": 403, "evil.example": 403,
	} {
		req, err := http.NewRequest("GET", b.server.ConsoleURL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := b.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if status := b.read(res); status != want {
			t.Errorf("GET by the name %s: %d, want %d", host, status, want)
		}
	}
}

func TestAFormOfAnEarlierSessionDoesNothingAndLosesNothing(t *testing.T) {
	r := newRig(t)
	b := r.open()
	const form = "direction=forward&amount=77&unit=hours"
	const want = "wrong: This page was from an earlier session, so nothing was done. Press the button again."
	good := b.csrf
	b.csrf = strings.Repeat("0", 32)
	diff(t, want, b.submit("clock/move", form))
	b.client.Jar, _ = cookiejar.New(nil)
	b.csrf = good
	diff(t, want, b.submit("clock/move", form))
	if !strings.Contains(b.page, `value="77"`) || b.csrf == good {
		t.Error("the new session has not what was typed, or no token of its own")
	}
	diff(t, time.Duration(0), r.vault.Skew())
	diff(t, "done: The vault’s clock is 3 days 5 hours ahead.", b.submit("clock/move", form))
}

func TestTheConsolesCookieAndHeadersKeepOthersOut(t *testing.T) {
	b := newRig(t).open()
	b.client.Jar = nil
	res, err := b.client.Get(b.server.ConsoleURL)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	path := strings.TrimPrefix(b.server.ConsoleURL, b.server.URL)
	cookie := res.Header.Get("Set-Cookie")
	if !regexp.MustCompile(`^sallyport-console-[0-9a-f]{8}=[0-9a-f]{32}; Path=` + path + `; HttpOnly; SameSite=Strict$`).MatchString(cookie) {
		t.Errorf("cookie %s", cookie)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"Cache-Control":           "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		diff(t, want, res.Header.Get(name))
	}
	if regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son\w+=|javascript:|https?://`).MatchString(b.page) {
		t.Error("the page has something of its own that the policy forbids, or leads elsewhere")
	}
	for _, path := range []string{"page.css", "icon.svg"} {
		if status := b.get(path); status != http.StatusOK || b.page == "" {
			t.Errorf("%s: %d", path, status)
		}
	}
	for _, path := range []string{"nonsense", "faults/add", "secrets/115/check-in", "console.html"} {
		if status := b.get(path); status != http.StatusNotFound || !strings.Contains(b.page, "<h1>There is no such page</h1>") {
			t.Errorf("GET %s: %d %s", path, status, b.page)
		}
	}
}

func TestAScriptNeedsOnlyTheAddressAndTheHeader(t *testing.T) {
	r := newRig(t)
	b := r.open()
	b.client.Jar = nil
	script := func(path, form string) string {
		res, err := b.client.Do(b.request(path, form, func(q *http.Request) { q.Header.Del("Origin"); q.Header.Set("X-Sallyport-Console", "1") }))
		if err != nil {
			t.Fatal(err)
		}
		status := b.read(res)
		return fmt.Sprintf("%d %s", status, b.page)
	}
	diff(t, `200 {"message":"The vault’s clock is 1 minute ahead."}`, script("clock/move", "direction=forward&amount=1&unit=minutes"))
	diff(t, `422 {"message":"The unit is not one of the list.","field":"unit"}`, script("clock/move", "direction=forward&amount=1&unit=moon"))
	script("faults/add", "op=state&kind=broken&times=3")
	b.get("faults.json")
	diff(t, `[{"id":1,"op":"state","kind":"status","times":3}]`, b.page)
	for name := range map[string]bool{"ledger.json": true, "logins.json": true, "faults.json": true, "pushes.json": true, "outbox.json": true} {
		if status := b.get(name); status != http.StatusOK || !json.Valid([]byte(b.page)) {
			t.Errorf("%s: %d %s", name, status, b.page)
		}
	}
}

func TestClearingTheConsolesFaultsLetsGoOfWhatHangs(t *testing.T) {
	r := newRig(t)
	b := r.open()
	alice := r.signIn("alice")
	b.submit("faults/add", "op=check-out&kind=hang-after&times=1")
	done := make(chan int)
	go func() {
		status, _ := alice.send("POST", "v1/secrets/103/check-out", nil)
		done <- status
	}()
	for len(r.ops(103)) == 0 { // the call hangs from its commit on
		time.Sleep(time.Millisecond)
	}
	b.submit("faults/clear", "")
	diff(t, http.StatusOK, <-done)
}

func TestTheLedgerIsFilteredAndTurned(t *testing.T) {
	r := newRig(t)
	alice, root := r.signIn("alice"), r.signIn("root")
	for range 30 {
		alice.call("POST", "v1/secrets/103/check-out", nil)
		alice.call("POST", "v1/secrets/103/check-in", nil)
	}
	root.call("GET", "v2/secrets/101", nil)
	b := r.open()
	rows := func(query url.Values) int {
		b.get("?" + query.Encode())
		ledger := b.page[strings.Index(b.page, `<section id="ledger">`):]
		return strings.Count(ledger, `data-label="When"`)
	}
	shows := func(text string) {
		t.Helper()
		if !strings.Contains(b.page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	diff(t, 25, rows(nil))
	shows("1–25 of 64, newest first")
	if newest := strings.Index(b.page, `\Linux\web-01`); newest < 0 || newest > strings.LastIndex(b.page, `\Linux\db-01`) {
		t.Error("the newest entry is not the first")
	}
	diff(t, 14, rows(url.Values{"page": {"3"}}))
	diff(t, 10, rows(url.Values{"secret": {"DB-01"}, "user": {"alice"}, "page": {"3"}}))
	shows(`href="?page=2&amp;secret=DB-01&amp;user=alice#ledger"`)
	diff(t, 2, rows(url.Values{"user": {"root"}}))
	diff(t, 1, rows(url.Values{"secret": {"101"}}))
	diff(t, 0, rows(url.Values{"secret": {"109"}}))
	shows("Nothing of the kind has happened.")
	for query, want := range map[string]string{
		"secret=nowhere":                     "No secret has “nowhere” in its path.",
		"secret=%00":                         "The secret has characters that are not text.",
		"secret=" + strings.Repeat("x", 301): "The secret is longer than 300 characters.",
		"page=0":                             "The page must be a whole number from 1 to 3.",
		"page=4":                             "The page must be a whole number from 1 to 3.",
		"user=" + strings.Repeat("x", 101):   "The user is longer than 100 characters.",
	} {
		b.get("?" + query)
		diff(t, "wrong: "+want, b.note())
	}
}

func TestAFormLeadsBackToTheLedgersFilter(t *testing.T) {
	b := newRig(t).open()
	res, err := b.client.Do(b.request("clock/reset", "csrf="+b.csrf, func(q *http.Request) { q.Header.Set("Referer", b.server.ConsoleURL+"?secret=103") }))
	if err != nil {
		t.Fatal(err)
	}
	_ = b.read(res)
	diff(t, "secret=103", res.Request.URL.RawQuery)
}

// started starts the challenge before dc-01 and sends what a factor sends; it
// returns the session, the mechanism and the number to compare.
func (p *person) started(name, answerType string) (session, mechanism, number string) {
	p.t.Helper()
	const path = "/demo/secret-mfa/v1/secrets/108/"
	result := func(call string, body any) map[string]any {
		raw, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		req, err := http.NewRequest("POST", p.base+path+call, strings.NewReader(string(raw)))
		if err != nil {
			p.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+p.token)
		res, err := p.http.Do(req)
		if err != nil {
			p.t.Fatal(err)
		}
		out, ok := object(p.t, res)["Result"].(map[string]any)
		if !ok {
			p.t.Fatalf("%s has no result", call)
		}
		return out
	}
	begun := result("StartAuthentication", map[string]string{})
	session, _ = begun["SessionId"].(string)
	for _, m := range begun["Challenges"].([]any)[0].(map[string]any)["Mechanisms"].([]any) {
		m := m.(map[string]any)
		if m["Name"] == name && m["AnswerType"] == answerType {
			mechanism, _ = m["MechanismId"].(string)
		}
	}
	out := result("AdvanceAuthentication", map[string]string{"SessionId": session, "MechanismId": mechanism, "Action": "StartOOB"})
	number, _ = out["GeneratedAuthValue"].(string)
	return session, mechanism, number
}

func TestThePhoneIsAnsweredOnTheConsole(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	b := r.open()
	_, _, number := alice.started("OTP", "StartOob")
	b.get("")
	for _, want := range []string{"<h3>Mobile app of Alice Archer</h3>", `“Is it you who wants to open \Windows\dc-01?”`, "<label for=\"pushes-1-number\">Number that the program shows</label>", `Phones <span class="count urgent">1</span>`} {
		if !strings.Contains(b.page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(b.page, ">"+number+"<") { // not the end of an id
		t.Error("the phone shows the number that it asks for")
	}
	diff(t, "wrong: Type the number that the program shows.", b.submit("pushes/1/accept", "number="))
	diff(t, "wrong: The number is digits only.", b.submit("pushes/1/accept", "number=x1"))
	diff(t, "wrong: The number is longer than 10 characters.", b.submit("pushes/1/accept", "number=12345678901"))
	diff(t, "wrong: Phone prompt 9 does not wait: it has been answered, it ran out of time, or whoever asked chose another way.", b.submit("pushes/9/accept", "number=1"))
	diff(t, "wrong: Phone prompt 9 does not wait: it has been answered, it ran out of time, or whoever asked chose another way.", b.submit("pushes/9/deny", ""))
	b.get("pushes.json")
	diff(t, `[{"id":1,"at":"2026-03-02T09:00:00Z","user":"alice","device":"Mobile app","number":"`+number+`","for":"open \\Windows\\dc-01"}]`, b.page)
	b.get("")
	diff(t, "done: Alice Archer has accepted.", b.submit("pushes/1/accept", "number="+number))

	alice.started("OTP", "StartOob")
	diff(t, "wrong: 00 is not the number that the program shows, so Alice Archer has declined.", b.submit("pushes/2/accept", "number=00"))
	alice.started("OTP", "StartOob")
	diff(t, "done: Declined. Whoever asked is not let in.", b.submit("pushes/3/deny", ""))
	alice.started("PF", "StartOob")
	diff(t, "done: Alice Archer has accepted.", b.submit("pushes/4/accept", ""))
	if !strings.Contains(b.page, "No phone rings.") {
		t.Error("a prompt is still there")
	}
}

func TestCodesThatWereSentAreOnTheConsole(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	alice.started("EMAIL", "StartTextOob")
	r.clock.add(time.Minute)
	alice.started("SMS", "StartTextOob")
	b := r.open()
	sent := r.vault.Outbox()
	first, second := strings.Index(b.page, html.EscapeString(sent[1].Text)), strings.Index(b.page, html.EscapeString(sent[0].Text))
	if first < 0 || second < first {
		t.Errorf("the codes are not there, the newest first: %d %d", first, second)
	}
	b.get("outbox.json")
	diff(t, true, strings.HasPrefix(b.page, `[{"at":"2026-03-02T09:00:00Z","user":"alice","channel":"email","text":"Your code to open `))
}

func TestUnderTLSTheCookieIsSecureAndFormsStillWork(t *testing.T) {
	r := newRig(t)
	a, err := demovault.NewAuthority("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.vault.ListenOn(demovault.Binding{Addr: "127.0.0.1:0", Authority: a})
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	b := &browser{rig: r, server: s, root: s.ConsoleURL, client: &http.Client{Transport: transport, Jar: jar}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, page := range []string{s.ConsoleURL, s.URL + "/app/"} {
		res, err := b.client.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		b.read(res)
		if cookie := res.Header.Get("Set-Cookie"); !strings.HasSuffix(cookie, "; HttpOnly; Secure; SameSite=Strict") {
			t.Errorf("%s sends the cookie %s", page, cookie)
		}
	}
	b.get("")
	diff(t, "done: The vault’s clock is right again.", b.submit("clock/reset", ""))
	res, err := b.client.Do(b.request("clock/reset", "csrf="+b.csrf, func(q *http.Request) { q.Header.Set("Origin", "http"+strings.TrimPrefix(s.URL, "https")) }))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, http.StatusForbidden, b.read(res))
}

func TestEveryFieldHasALabelAndHeadingsAreInOrder(t *testing.T) {
	r := newRig(t)
	alice := r.signIn("alice")
	alice.ask(107, newRule())
	alice.started("OTP", "StartOob")
	console, app := r.open(), r.openApp()
	pages := map[string]string{"the console": console.page, "the sign-in": app.page}
	app.enter("alice")
	pages["the list"] = app.page
	app.submit("secrets/108/start", "")
	pages["the choice"] = app.page
	app.submit("secrets/108/choose", app.way("E-mail"))
	pages["the answer"] = app.page
	for name, page := range pages {
		for _, m := range regexp.MustCompile(`<(?:input|select) ([^>]*)>`).FindAllStringSubmatch(page, -1) {
			id := regexp.MustCompile(`id="([^"]+)"`).FindStringSubmatch(m[1])
			if strings.Contains(m[1], `type="hidden"`) {
				continue
			}
			if id == nil || strings.Count(page, `<label for="`+id[1]+`">`) != 1 || strings.Count(page, `id="`+id[1]+`"`) != 1 {
				t.Errorf("%s: a field without a label of its own: %s", name, m[1])
			}
		}
		level := byte('0')
		for _, m := range regexp.MustCompile(`<h([1-6])>`).FindAllStringSubmatch(page, -1) {
			if m[1][0] > level+1 {
				t.Errorf("%s: a heading %s after one of %c", name, m[1], level)
			}
			level = m[1][0]
		}
		if level == '0' || strings.Count(page, "<h1>") != 1 || strings.Count(page, "<main") != 1 {
			t.Errorf("%s has not one first heading and one main part", name)
		}
	}
}
