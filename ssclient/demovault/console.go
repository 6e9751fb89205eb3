package demovault

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

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
	front
	vault *Vault

	mu   sync.Mutex    // one move of the clock at a time; guards hold
	hold chan struct{} // closed to let go of the calls that hang by order of the console
}

func (v *Vault) newConsole(path string) *console {
	return &console{front: newFront("sallyport-console", path), vault: v, hold: make(chan struct{})}
}

// site is all that a server serves: the console under its path, the vault's own
// page, and everything else is the API's, untouched, which a ServeMux would not
// leave it: it redirects paths that it finds unclean.
func (v *Vault) site(path string) http.Handler {
	console, rest := v.newConsole(path).handler(), v.withAppPage(v)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, path) {
			console.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
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
	c.serveRest(mux)
	return c.guarded(mux)
}

func (c *console) show(w http.ResponseWriter, r *http.Request) {
	visit := c.visits.begin(w, r)
	sendPage(w, c.pages, http.StatusOK, "console", c.page(visit, r.URL.Query()))
}

// act does what a form asks for and leads back to the page, which says how it went.
func (c *console) act(w http.ResponseWriter, r *http.Request, a consoleAction) {
	script := r.Header.Get(scriptHeader) == "1"
	s, ok := c.take(w, r, script)
	if !ok {
		return
	}
	done := ""
	if s.err == nil {
		done, s.err = a.do(c, s.form)
	}
	if script {
		sendOutcome(w, done, s.err)
		return
	}
	n := note{Section: a.section, Form: formName(strings.TrimPrefix(r.URL.Path, c.path)), Text: done}
	n.blame(s.err, s.values)
	c.visits.leave(s.visit.id, n)
	to := url.URL{Path: c.path, RawQuery: c.filterOf(r), Fragment: a.section}
	c.lead(w, r, to.String())
}

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
