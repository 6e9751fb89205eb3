package demovault

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Transport reaches the vault without a socket, whatever the host of the URL.
// The handler runs in the goroutine of the caller, so a client, its timers and
// the vault share the clock of a testing/synctest bubble.
func (v *Vault) Transport() http.RoundTripper { return &transport{v} }

// PlatformTransport is Transport for a client of the Platform.
func (v *Vault) PlatformTransport() http.RoundTripper { return &transport{v.Platform()} }

type transport struct{ to http.Handler }

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (res *http.Response, err error) {
	if req.Body != nil {
		defer func() { _ = req.Body.Close() }()
	}
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in := req.Clone(ctx)
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	out := &recorder{header: http.Header{}}
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			if res, err = nil, ctx.Err(); err == nil {
				err = io.EOF
			}
		}
	}()
	t.to.ServeHTTP(out, in)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out.response(req), nil
}

// recorder is the http.ResponseWriter of the in-memory transport.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (r *recorder) response(req *http.Request) *http.Response {
	r.WriteHeader(http.StatusOK)
	text := http.StatusText(r.status)
	return &http.Response{
		Status: strings.TrimSpace(strconv.Itoa(r.status) + " " + text), StatusCode: r.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.header,
		Body: io.NopCloser(bytes.NewReader(r.body.Bytes())), ContentLength: int64(r.body.Len()), Request: req,
	}
}
