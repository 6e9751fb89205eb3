package demovault

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	html "html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

//go:embed console
var pageFiles embed.FS

// scriptHeader is what a script sends instead of a cookie; see console.
const scriptHeader = "X-Sallyport-Console"

// console is the page with which somebody plays the rest of the world: the
// approver, the phone, the administrator, bad luck.
//
// Its path cannot be guessed and is the only credential. The first visit gets
// a cookie; forms are POSTs that carry the cookie, its CSRF token and this
// server's own origin, and lead back to the page. It shows names and times,
// never the value of a secret.
//
// Scripts read ledger.json, logins.json, requests.json, pushes.json,
// outbox.json and faults.json below the path, and may POST any form without
// cookie and token, as application/x-www-form-urlencoded, with the header
//
//	X-Sallyport-Console: 1
//
// which a page of somebody else cannot send: {consoleUrl}requests/3/approve
// and so on, see consoleActions. They get {"message": "…"} with 200, or with
// 422 and the name of the wrong field.
type console struct {
	vault  *Vault
	path   string
	visits *visits
	pages  *html.Template

	mu   sync.Mutex
	hold chan struct{} // closed to let go of the calls that hang by order of the console
}

func (v *Vault) newConsole(path string) *console {
	return &console{
		vault: v, path: path, visits: newVisits("sallyport-console", path),
		pages: pageTemplates(), hold: make(chan struct{}),
	}
}

func pageTemplates() *html.Template {
	return html.Must(html.ParseFS(pageFiles, "console/*.html"))
}

// site is all that a server serves: the console under its path, everything else
// is the API's, untouched, which a ServeMux would not leave it: it redirects
// paths that it finds unclean.
func (v *Vault) site(path string) http.Handler {
	console := v.newConsole(path).handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, path) {
			console.ServeHTTP(w, r)
			return
		}
		v.ServeHTTP(w, r)
	})
}

// handler serves everything below the path of the console.
func (c *console) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+c.path+"{$}", c.show)
	for name, list := range c.lists() {
		mux.HandleFunc("GET "+c.path+name, func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, http.StatusOK, list()) })
	}
	for _, a := range consoleActions() {
		mux.HandleFunc("POST "+c.path+a.path, func(w http.ResponseWriter, r *http.Request) { c.act(w, r, a) })
	}
	pageAssets(mux, c.path)
	mux.HandleFunc(c.path, func(w http.ResponseWriter, r *http.Request) {
		refusePage(w, c.pages, http.StatusNotFound, refusedPage{c.path, "There is no such page", "The console has nothing at this address."})
	})
	return pageGuard(mux, c.pages)
}

// pageAssets serves what the pages link to.
func pageAssets(mux *http.ServeMux, path string) {
	for name, contentType := range map[string]string{"page.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"} {
		data, _ := pageFiles.ReadFile("console/" + name) // embedded
		mux.HandleFunc("GET "+path+name, func(w http.ResponseWriter, _ *http.Request) {
			pageHeaders(w, contentType)
			w.Header().Set("Cache-Control", "private, max-age=600")
			_, _ = w.Write(data)
		})
	}
}

// pageGuard refuses what no page of this server sends.
func pageGuard(next http.Handler, pages *html.Template) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !atHome(r) {
			refusePage(w, pages, http.StatusForbidden, refusedPage{"", "Not by this name", "Use the address that the demo printed: this server's pages answer to an address or to localhost only."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refusedPage is a page that is a sentence; Root leads back.
type refusedPage struct{ Root, Title, Text string }

// Refresh is none: the page is final.
func (refusedPage) Refresh() string { return "" }

func refusePage(w http.ResponseWriter, pages *html.Template, status int, p refusedPage) {
	sendPage(w, pages, status, "refused", p)
}

// sendPage draws the whole page before it sends any of it.
func sendPage(w http.ResponseWriter, pages *html.Template, status int, name string, page any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, page); err != nil {
		panic(fmt.Sprintf("demovault: draw %s: %v", name, err)) // a bug in a template
	}
	pageHeaders(w, "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that has gone is its own affair
}

func (c *console) show(w http.ResponseWriter, r *http.Request) {
	visit := c.visits.begin(w, r)
	sendPage(w, c.pages, http.StatusOK, "console", c.page(visit, r.URL.Query()))
}

// act does what a form asks for and leads back to the page, which says how it went.
func (c *console) act(w http.ResponseWriter, r *http.Request, a consoleAction) {
	script := r.Header.Get(scriptHeader) == "1"
	if !ownOrigin(r) && !(script && len(r.Header.Values("Origin")) == 0) {
		refusePage(w, c.pages, http.StatusForbidden, refusedPage{c.path, "Not from here", "Only the console’s own forms may do that."})
		return
	}
	f, err := readPage(w, r)
	visit, known := c.visits.of(r)
	if !script && err == nil && !(known && same(f.values.Get("csrf"), visit.csrf)) {
		err = wrong("", "This page was from an earlier session, so nothing was done. Press the button again.")
	}
	done := ""
	if err == nil {
		done, err = a.do(c, f)
	}
	if script {
		sendOutcome(w, done, err)
		return
	}
	if !known {
		visit = c.visits.begin(w, r)
	}
	n := note{Section: a.section, Form: formName(strings.TrimPrefix(r.URL.Path, c.path)), Text: done}
	n.blame(err, f.values)
	c.visits.leave(visit.id, n)
	to := url.URL{Path: c.path, RawQuery: c.filterOf(r), Fragment: a.section}
	pageHeaders(w, "text/plain; charset=utf-8")
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// blame turns a note into one about a mistake; nil leaves it alone.
func (n *note) blame(err error, typed url.Values) {
	if err == nil {
		return
	}
	n.Wrong, n.Text, n.Typed = true, err.Error(), typed
	var m *mistake
	if errors.As(err, &m) {
		n.Field = m.Field
	}
	for _, secret := range []string{"csrf", "password", "answer"} {
		n.Typed.Del(secret)
	}
}

// formName is the path of a form without its verb: requests/3 of requests/3/deny.
func formName(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// filterOf is the ledger's filter on the page that the form was on.
func (c *console) filterOf(r *http.Request) string {
	if from, err := url.Parse(r.Referer()); err == nil && from.Path == c.path {
		return from.Query().Encode()
	}
	return ""
}

func sendOutcome(w http.ResponseWriter, done string, err error) {
	out := struct {
		Message string `json:"message"`
		Field   string `json:"field,omitempty"`
	}{Message: done}
	status := http.StatusOK
	if err != nil {
		status, out.Message = http.StatusUnprocessableEntity, err.Error()
		var m *mistake
		if errors.As(err, &m) {
			out.Field = m.Field
		}
	}
	sendJSON(w, status, out)
}

func sendJSON(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		status, data = http.StatusInternalServerError, nil
	}
	pageHeaders(w, "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}
