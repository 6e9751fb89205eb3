package demovault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one request on its way through a handler.
type call struct {
	now      time.Time
	user     *user        // nil for calls without a token
	token    *accessToken // nil for calls without a token
	id       int
	slug     string
	query    *query
	header   http.Header
	base     string // the address of the site, without a slash at the end
	body     []byte
	unlocked []item // of the QuantumLock secret that the call has opened
	place    place
	origin   string // scheme and host that the client asked for
}

// host is the host of the origin.
func (c *call) host() string {
	_, host, _ := strings.Cut(c.origin, "://")
	return host
}

// origin is the address that a request was sent to.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// handler answers a call under the vault's mutex: a value to encode, a
// rawBytes, a plainText, or an error, which is a *refusal or a bug.
type handler func(*Vault, *call) (any, error)

// route is one endpoint. Segments of path are literal, {id} (a whole number)
// or {slug}; op is its name for Fail.
type route struct {
	method, op string
	path       []string
	open       bool // needs no token
	handle     handler
}

// maxBody is more than any body of this API but uploads needs.
const maxBody = 32 << 20

// segments splits a path, without the site's own name and empty ends.
func segments(path string) []string {
	path = strings.Trim(path, "/")
	if first, rest, _ := strings.Cut(path, "/"); strings.EqualFold(first, "SecretServer") {
		path = strings.Trim(rest, "/")
	}
	return strings.Split(path, "/")
}

// sitePrefix is the site's own name in a path, "" where it is not there.
func sitePrefix(path string) string {
	if first, _, _ := strings.Cut(strings.Trim(path, "/"), "/"); strings.EqualFold(first, "SecretServer") {
		return "/" + first
	}
	return ""
}

// match finds the route and fills the call's id and slug. known says that the
// path exists, if only for other methods.
func match(table []route, method, path string, c *call) (found *route, known bool) {
	parts := segments(path)
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range table {
		r := &table[i]
		id, slug, ok := r.fits(parts)
		if !ok {
			continue
		}
		known = true
		if r.method == method {
			c.id, c.slug = id, slug
			return r, true
		}
	}
	return nil, known
}

func (r *route) fits(parts []string) (id int, slug string, ok bool) {
	if len(parts) != len(r.path) {
		return 0, "", false
	}
	for i, want := range r.path {
		switch want {
		case "{id}":
			n, err := strconv.ParseInt(parts[i], 10, 32)
			if err != nil {
				return 0, "", false
			}
			id = int(n)
		case "{slug}":
			slug = parts[i]
		default:
			if !strings.EqualFold(want, parts[i]) {
				return 0, "", false
			}
		}
	}
	return id, slug, true
}

// ServeHTTP answers one request of the API, under / and under /SecretServer.
func (v *Vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.serve(w, r, &call{place: atServer}, v.routes)
}

// serve answers a request by a table of routes.
func (v *Vault) serve(w http.ResponseWriter, r *http.Request, c *call, table []route) {
	h := w.Header()
	h.Set("Date", v.clock().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	c.query, c.header, c.origin = parseQuery(r.URL.RawQuery), r.Header, origin(r)
	c.base = c.origin + sitePrefix(r.URL.Path)
	if c.place != atPlatform && refusedByIIS(w, r) {
		return
	}
	route, known := match(table, r.Method, r.URL.Path, c)
	if route == nil {
		v.log.Warn("demo vault: no such call", "method", r.Method, "path", r.URL.Path)
		status := http.StatusNotFound
		if known {
			status = http.StatusMethodNotAllowed
		}
		write(w, r, status, messageOnly{"There is no such call at this address."})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		write(w, r, http.StatusBadRequest, messageOnly{"The body cannot be read."})
		return
	}
	c.body = body
	fault := v.faults.take(route.op)
	if fault != nil && fault.before(w, r) {
		return
	}
	status, answer := v.answer(route, c)
	h.Set("Date", c.now.UTC().Format(http.TimeFormat))
	if fault != nil && fault.after(w, r, answer) {
		return
	}
	write(w, r, status, answer)
}

// answer runs the handler under the mutex. What it returns is safe to encode after.
func (v *Vault) answer(r *route, c *call) (status int, answer any) {
	c.now = v.enter()
	defer v.leave()
	if !r.open {
		t, err := v.authenticate(c.header.Get("Authorization"), c.place, c.now)
		if err != nil {
			return outcome(nil, err)
		}
		if v.settings.WebServicesOff && c.place != atPlatform {
			return outcome(nil, &refusal{http.StatusForbidden, messageOnly{webServicesOff}})
		}
		c.user, c.token = t.user, t
	}
	out, err := r.handle(v, c)
	if err != nil && !errors.As(err, new(*refusal)) {
		v.log.Error("demo vault: call went wrong", "op", r.op, "error", err)
	}
	return outcome(out, err)
}

func outcome(out any, err error) (int, any) {
	var no *refusal
	switch {
	case err == nil:
		return http.StatusOK, out
	case errors.As(err, &no):
		return no.status, no.body
	}
	return http.StatusInternalServerError, messageOnly{"An error has occurred."}
}

// encoded is the answer as bytes and their content type.
func encoded(answer any) (data []byte, contentType string) {
	switch a := answer.(type) {
	case rawBytes:
		return a.data, "application/octet-stream"
	case plainText:
		return []byte(a), "text/plain; charset=utf-8"
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(answer); err != nil {
		panic(fmt.Sprintf("demovault: encode %T: %v", answer, err)) // a bug in a model
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), "application/json; charset=utf-8"
}

func write(w http.ResponseWriter, r *http.Request, status int, answer any) {
	data, contentType := encoded(answer)
	if raw, ok := answer.(rawBytes); ok && raw.disposition != "" {
		w.Header().Set("Content-Disposition", raw.disposition)
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // a client that has gone is its own affair
	}
}
