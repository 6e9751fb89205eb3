package demovault

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"net/http"
	"net/url"
	"strings"
)

//go:embed console
var pageFiles embed.FS

// front is what both pages of a server have: a path, sessions, templates, and
// how forms come in and lead back.
type front struct {
	path   string // with a slash at both ends
	visits *visits
	pages  *html.Template
}

func newFront(cookie, path string) front {
	return front{path, newVisits(cookie, path), html.Must(html.ParseFS(pageFiles, "console/*.html"))}
}

// serveRest serves what the pages link to, and a page for all that is not there.
func (f *front) serveRest(mux *http.ServeMux) {
	for name, contentType := range map[string]string{"page.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"} {
		data, _ := pageFiles.ReadFile("console/" + name) // embedded
		mux.HandleFunc("GET "+f.path+name, func(w http.ResponseWriter, _ *http.Request) {
			pageHeaders(w, contentType)
			w.Header().Set("Cache-Control", "private, max-age=600")
			_, _ = w.Write(data)
		})
	}
	mux.HandleFunc(f.path, func(w http.ResponseWriter, _ *http.Request) {
		f.refuse(w, http.StatusNotFound, refusedPage{f.path, "There is no such page", "Nothing is at this address."})
	})
}

// guarded refuses what no page of this server sends.
func (f *front) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !atHome(r) {
			f.refuse(w, http.StatusForbidden, refusedPage{"", "Not by this name", "Use the address that the demo printed: this server's pages answer to an address or to localhost only."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sent is a form as it came in; err says what was wrong with it so far.
type sent struct {
	form
	visit visit
	err   error
}

// take reads a form. ok is false where it was refused already: it came from
// somewhere else. A script needs no session, but may not be a page.
func (f *front) take(w http.ResponseWriter, r *http.Request, script bool) (s sent, ok bool) {
	if !ownOrigin(r) && !(script && len(r.Header.Values("Origin")) == 0) {
		f.refuse(w, http.StatusForbidden, refusedPage{f.path, "Not from here", "Only this page’s own forms may do that."})
		return sent{}, false
	}
	s.form, s.err = readPage(w, r)
	if script {
		return s, true
	}
	known := false
	s.visit, known = f.visits.of(r)
	if s.err == nil && !(known && same(s.values.Get("csrf"), s.visit.csrf)) {
		s.err = wrong("", "This page was from an earlier session, so nothing was done. Press the button again.")
	}
	if !known {
		s.visit = f.visits.begin(w, r)
	}
	return s, true
}

// lead sends the browser to a page after a form.
func (f *front) lead(w http.ResponseWriter, r *http.Request, to string) {
	pageHeaders(w, "text/plain; charset=utf-8")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// blame turns a note into one about a mistake; nil leaves it alone. What is
// secret is typed again.
func (n *note) blame(err error, typed url.Values) {
	if err == nil {
		return
	}
	n.Wrong, n.Text, n.Typed = true, err.Error(), typed
	var m *mistake
	if errors.As(err, &m) {
		n.Field = m.Field
	}
	for _, secret := range []string{"csrf", "password", "code", "answer"} {
		n.Typed.Del(secret)
	}
}

// formName is the path of a form without its verb: requests/3 of requests/3/deny.
func formName(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// refusedPage is a page that is a sentence; Root leads back, "" nowhere.
type refusedPage struct{ Root, Title, Text string }

// Refresh is none: the page is final.
func (refusedPage) Refresh() string { return "" }

func (f *front) refuse(w http.ResponseWriter, status int, p refusedPage) {
	sendPage(w, f.pages, status, "refused", p)
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
