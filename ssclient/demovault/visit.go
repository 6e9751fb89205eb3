package demovault

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// visit is one browser's session with a page of this server.
type visit struct {
	id   string // the cookie
	csrf string // every form carries it
	note note

	// Of the vault's own page: who has signed in (0: nobody), the challenge
	// that is being passed, and the way to do so that was chosen.
	user                int
	exchange, mechanism string
}

// note is what the last form came to. It is shown once, in its section, and
// gives back what was typed where something was wrong with it.
type note struct {
	Section string // id of the section that shows it
	Form    string // path of the form without its verb
	Field   string // the field that is wrong; "": none in particular
	Text    string
	Wrong   bool
	Typed   url.Values
}

// maxVisits is how many browsers are remembered; the one that came first is
// forgotten for the next.
const maxVisits = 256

// visits are the sessions of one page. The cookie has a name of its own for
// each start of a demo, because a browser does not tell ports apart.
type visits struct {
	cookie, path string

	mu  sync.Mutex
	all []*visit // oldest first
}

func newVisits(name, path string) *visits {
	return &visits{cookie: name + "-" + randomHex(4), path: path}
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// of finds the visit of a request; ok is false where there is none.
func (v *visits) of(r *http.Request) (found visit, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if p := v.find(r); p != nil {
		return *p, true
	}
	return visit{}, false
}

func (v *visits) find(r *http.Request) *visit {
	for _, c := range r.CookiesNamed(v.cookie) {
		for _, p := range v.all {
			if same(c.Value, p.id) {
				return p
			}
		}
	}
	return nil
}

// begin is the visit of a request, a new one if need be, with its note, which
// it takes away.
func (v *visits) begin(w http.ResponseWriter, r *http.Request) visit {
	v.mu.Lock()
	defer v.mu.Unlock()
	p := v.find(r)
	if p == nil {
		p = v.admit(w, r, 0)
	}
	out := *p
	p.note = note{}
	return out
}

// admit makes a visit and sends its cookie.
func (v *visits) admit(w http.ResponseWriter, r *http.Request, user int) *visit {
	p := &visit{id: randomHex(16), csrf: randomHex(16), user: user}
	if len(v.all) >= maxVisits {
		v.all = slices.Delete(v.all, 0, 1)
	}
	v.all = append(v.all, p)
	http.SetCookie(w, v.baked(r, p.id, 0))
	return p
}

func (v *visits) baked(r *http.Request, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: v.cookie, Value: value, Path: v.path, MaxAge: maxAge,
		HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	}
}

// change changes a visit; nothing happens where it has ended.
func (v *visits) change(id string, do func(*visit)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, p := range v.all {
		if p.id == id {
			do(p)
		}
	}
}

// leave keeps a note for the next page of the visit.
func (v *visits) leave(id string, n note) { v.change(id, func(p *visit) { p.note = n }) }

// signIn gives the visit a new cookie, so that one that was planted before is
// worth nothing after.
func (v *visits) signIn(w http.ResponseWriter, r *http.Request, user int) visit {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget(r)
	return *v.admit(w, r, user)
}

// signOut ends the visit.
func (v *visits) signOut(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget(r)
	http.SetCookie(w, v.baked(r, "", -1))
}

func (v *visits) forget(r *http.Request) {
	old := v.find(r)
	v.all = slices.DeleteFunc(v.all, func(p *visit) bool { return p == old })
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// atHome refuses requests that name this server by anything but an address or
// localhost: a hostile page can make a name of its own lead here (DNS
// rebinding), but not an address. Under TLS it cannot: no certificate of ours
// has its name.
func atHome(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// ownOrigin says whether a form was sent by a page of this very server. A
// browser that names no origin must at least say that it is the same.
func ownOrigin(r *http.Request) bool {
	switch origins := r.Header.Values("Origin"); len(origins) {
	case 0:
		return r.Header.Get("Sec-Fetch-Site") == "same-origin"
	case 1:
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		return strings.EqualFold(origins[0], scheme+r.Host)
	}
	return false
}

// pageHeaders are those of every answer of the pages.
func pageHeaders(w http.ResponseWriter, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	// A form sent under no-referrer has the origin "null", which proves nothing.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
}
