package ssclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var allKinds = []error{
	ErrBadURL, ErrWay, ErrAuth, ErrSignedOut, ErrRenewed, ErrAccessDenied, ErrRefused, ErrTransport,
	ErrCertificate, ErrTimeout, ErrThrottled, ErrServer, ErrNotAPI, ErrFederated, ErrNoVault, ErrNoChallenge,
}

// isKind: err is of that kind and of no other.
func isKind(err, kind error) bool {
	for _, k := range allKinds {
		if errors.Is(err, k) != (k == kind) {
			return false
		}
	}
	return true
}

// leaks finds a secret in anything that err shows of itself.
func leaks(err error) string {
	text := fmt.Sprintf("%v %+v %#v", err, err, err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		text += fmt.Sprintf(" %v %#v", e, e)
	}
	for _, s := range secretTexts {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

// failure is one thing that goes wrong, and what each kind of call must make of it.
type failure struct {
	name  string
	reply func(n int, r *http.Request) (*http.Response, error)
	read  error // kind of a failed read
	write error // kind of a failed write
	doubt bool  // of the write
	tries int   // of a read; a write is always sent once
	// refused: Settings falls back to the defaults.
	refused bool
	code    string // that the error must have; "": any
	// anon is the kind without a token, where it is another one.
	anon error
}

func echo(r *http.Request) string { return r.Header.Get("Authorization") + " " + r.URL.RawQuery }

func always(res func(r *http.Request) *http.Response) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) { return res(r), nil }
}

// knownCodes are the error codes with a public source, and the family that
// the demo vault made of one of them. Only API_AccessDenied changes the kind.
var knownCodes = []string{
	"API_ValidateSecretAccessCommentRequired", "API_RequiredFieldMissing", "API_FolderIdRequired", "API_PermissionsAreInherited",
	"API_InvalidPassword", "API_MetApplicationAPILimit", "API_CannotAddRemoveUsersFromDirectoryManagedGroups",
	"API_ValidateSecretAccessCheckoutRequired", "API_ValidateSecretAccessCheckedOutByOtherUser", "API_ValidateSecretAccessApprovalRequired",
	"API_ValidateSecretAccessDoubleLockPasswordRequired", "API_ValidateSecretAccessDoubleLockPasswordInvalid",
	"API_ValidateSecretAccessTicketRequired", "API_ValidateSecretAccessMfaRequired",
}

func failures() []failure {
	all := answeredFailures()
	for _, code := range knownCodes {
		all = append(all, failure{
			name: "400 " + code, read: ErrRefused, write: ErrRefused, tries: 1, refused: true, code: code,
			reply: always(func(r *http.Request) *http.Response {
				return jsonOf(400, `{"message":"not so `+echo(r)+`","messageDetail":null,"errorCode":"`+code+`","modelState":null}`)
			}),
		})
	}
	return append(all, []failure{
		{
			name: "the connection closes", read: ErrTransport, write: ErrTransport, doubt: true, tries: 3,
			reply: func(int, *http.Request) (*http.Response, error) { return nil, io.EOF },
		},
		{
			name: "no answer in time", read: ErrTimeout, write: ErrTimeout, doubt: true, tries: 1,
			reply: func(_ int, r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			},
		},
		{
			name: "405", read: ErrRefused, write: ErrRefused, tries: 1, refused: true,
			reply: always(func(*http.Request) *http.Response { return jsonOf(405, `{"message":"no such verb"}`) }),
		},
		{
			name: "a redirect to plain http", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response {
				return answerOf(301, "", "", "Location", "http://evil.example/api")
			}),
		},
	}...)
}

func answeredFailures() []failure {
	return []failure{
		{
			name: "another 403", read: ErrAccessDenied, write: ErrAccessDenied, tries: 1, refused: true,
			reply: always(func(r *http.Request) *http.Response { return jsonOf(403, `{"message":"No: `+echo(r)+`"}`) }),
		},
		{
			name: "the expired text with more members", read: ErrAccessDenied, write: ErrAccessDenied, tries: 1, refused: true,
			reply: always(func(*http.Request) *http.Response {
				return jsonOf(403, `{"message":"Authentication failed or expired token.","errorCode":"x"}`)
			}),
		},
		{
			name: "403 of a proxy", read: ErrAccessDenied, write: ErrAccessDenied, tries: 1, refused: true,
			reply: always(func(*http.Request) *http.Response { return answerOf(403, "text/html", "<html>") }),
		},
		{
			name: "400 API_AccessDenied", read: ErrAccessDenied, write: ErrAccessDenied, tries: 1, refused: true,
			reply: always(func(r *http.Request) *http.Response {
				return jsonOf(400, `{"errorCode":"API_AccessDenied","message":"Access denied `+echo(r)+`","messageDetail":"`+echo(r)+`","modelState":{"`+echo(r)+`":["`+echo(r)+`"]}}`)
			}),
		},
		{
			name: "400 with a message", read: ErrRefused, write: ErrRefused, tries: 1, refused: true,
			reply: always(func(*http.Request) *http.Response { return jsonOf(400, `{"message":"no","errorCode":7}`) }),
		},
		{
			name: "400 of another program", read: ErrNotAPI, write: ErrNotAPI, tries: 1,
			reply: always(func(*http.Request) *http.Response { return answerOf(400, "text/html", "<html>Bad Request") }),
		},
		{
			name: "404 of a web server", read: ErrNotAPI, write: ErrNotAPI, tries: 1, refused: true,
			reply: always(func(*http.Request) *http.Response { return answerOf(404, "text/html", "<html>") }),
		},
		{
			name: "429 with seconds", read: ErrThrottled, write: ErrThrottled, tries: 3,
			reply: always(func(*http.Request) *http.Response {
				return jsonOf(429, `{"message":"slow down"}`, "Retry-After", "7")
			}),
		},
		{
			name: "429 with a date", read: ErrThrottled, write: ErrThrottled, tries: 3,
			reply: always(func(*http.Request) *http.Response {
				return jsonOf(429, ``, "Date", "Thu, 01 Jan 2026 10:00:00 GMT", "Retry-After", "Thu, 01 Jan 2026 10:00:09 GMT")
			}),
		},
		{
			name: "429 for an hour", read: ErrThrottled, write: ErrThrottled, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(429, ``, "Retry-After", "3600") }),
		},
		{
			name: "500", read: ErrServer, write: ErrServer, doubt: true, tries: 3,
			reply: always(func(r *http.Request) *http.Response {
				return jsonOf(500, `{"message":"oops","exceptionMessage":"`+echo(r)+`","stackTrace":"`+echo(r)+`"}`)
			}),
		},
		{
			name: "502 of a proxy", read: ErrServer, write: ErrServer, doubt: true, tries: 3,
			reply: always(func(r *http.Request) *http.Response { return answerOf(502, "text/html", echo(r)) }),
		},
		{
			name: "no answer", read: ErrTransport, write: ErrTransport, doubt: true, tries: 3,
			reply: func(_ int, r *http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("lost %s: %w", echo(r), io.ErrUnexpectedEOF)
			},
		},
		{
			name: "an answer that breaks off", read: ErrTransport, write: ErrTransport, doubt: true, tries: 3,
			reply: always(func(*http.Request) *http.Response {
				res := jsonOf(200, "")
				res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":7`), broken{}))
				return res
			}),
		},
		{
			name: "truncated JSON", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(r *http.Request) *http.Response { return jsonOf(200, `{"id":7,"name":"`+echo(r)) }),
		},
		{
			name: "a log-in page", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(r *http.Request) *http.Response {
				return answerOf(200, "text/html; charset=utf-8", "<!doctype html>"+echo(r))
			}),
		},
		{
			name: "a log-in page that says it is JSON", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, " \n<html>") }),
		},
		{
			name: "null", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, `null`) }),
		},
		{
			name: "nothing", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, ``) }),
		},
		{
			name: "204", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return answerOf(204, ``, ``) }),
		},
		{
			name: "another object", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, `{"status":"ok","items":[1]}`) }),
		},
		{
			name: "another JSON shape", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, `[{"id":7}]`) }),
		},
		{
			name: "too big an answer", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response {
				return jsonOf(200, `{"id":7,"x":"`+strings.Repeat("x", testBody)+`"}`)
			}),
		},
		{
			name: "an encoding that was not asked for", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response { return jsonOf(200, `{}`, "Content-Encoding", "gzip") }),
		},
		{
			name: "a redirect to another host", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(r *http.Request) *http.Response {
				return answerOf(302, "text/html", "", "Location", "https://evil.example/login?"+r.URL.RawQuery)
			}),
		},
		{
			name: "a redirect that keeps the method", read: ErrNotAPI, write: ErrNotAPI, doubt: true, tries: 1,
			reply: always(func(*http.Request) *http.Response {
				return answerOf(307, "", "", "Location", "https://evil.example/")
			}),
		},
	}
}

func TestEveryMethodMeetsEveryFailure(t *testing.T) {
	for _, m := range methods() {
		for _, f := range failures() {
			t.Run(m.name+"/"+f.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { meet(t, m, f) })
			})
		}
	}
}

func meet(t *testing.T, m method, f failure) {
	s := &server{reply: f.reply}
	c := signedIn(t, s)
	c.maxBody = testBody
	defer c.Close()
	_, err := m.call(context.Background(), c)
	kind, tries := f.read, f.tries
	if m.write() {
		kind, tries = f.write, 1
	}
	if m.anon && f.anon != nil {
		kind = f.anon
	}
	if m.defaults && f.refused || slices.Contains(m.fine, f.name) {
		kind = nil
	}
	if kind == nil && err != nil || kind != nil && !isKind(err, kind) {
		t.Errorf("got %v, want kind %v", err, kind)
	}
	if doubt := m.write() && f.doubt && kind != nil; Doubtful(err) != doubt {
		t.Errorf("doubtful: %v, want %v", Doubtful(err), doubt)
	}
	if Retryable(err) {
		t.Error("retryable")
	}
	var e *APIError
	if f.code != "" && errors.As(err, &e) && e.Code != f.code {
		t.Errorf("code %q, want %q", e.Code, f.code)
	}
	if s := leaks(err); s != "" {
		t.Errorf("%q is in the error: %#v", s, err)
	}
	if strings.Contains(f.name, "redirect") && !strings.Contains(err.Error(), "evil.example") {
		t.Errorf("the host of the redirect is not named: %v", err)
	}
	if got := repeats(s); got != tries {
		t.Errorf("sent %d times, want %d", got, tries)
	}
	for _, h := range s.host {
		if h != vaultHost {
			t.Errorf("a call went to %s", h)
		}
	}
}

// repeats is how often the busiest route was asked.
func repeats(s *server) (most int) {
	n := map[string]int{}
	for _, r := range s.requests() {
		n[r.Path]++
		most = max(most, n[r.Path])
	}
	return most
}

// stale answers access1 with an expired token in one of its two forms, and
// any other token as good says.
func stale(form int, good string) func(int, *http.Request) (*http.Response, error) {
	return staleOf(form, func(*http.Request) string { return good })
}

func staleOf(form int, good func(*http.Request) string) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		switch {
		case r.Header.Get("Authorization") == "Bearer "+access2 || r.Header.Get("Authorization") == "":
			return jsonOf(200, good(r)), nil
		case form == 401:
			return answerOf(401, "text/html", ""), nil
		default:
			return jsonOf(403, " "+expiredBody+"\n"), nil
		}
	}
}

func TestEveryMethodMeetsAnExpiredToken(t *testing.T) {
	for _, m := range methods() {
		for _, form := range []int{401, 403} {
			t.Run(fmt.Sprint(m.name, "/", form), func(t *testing.T) {
				s := &server{reply: staleOf(form, m.goodOf)}
				c := signedIn(t, s)
				_, err := m.call(context.Background(), c)
				if m.write() {
					if !isKind(err, ErrRenewed) || Doubtful(err) || !Retryable(err) || leaks(err) != "" {
						t.Errorf("write: %v, doubtful %v, retryable %v", err, Doubtful(err), Retryable(err))
					}
					if got := repeats(s); got != 1 {
						t.Errorf("the write was sent %d times", got)
					}
					_, err = m.call(context.Background(), c) // what a caller does after looking at the state
				}
				if err != nil {
					t.Errorf("with the new token: %v", err)
				}
				if s.nTok != 1 && !m.anon {
					t.Errorf("%d rotations, want 1", s.nTok)
				}
				r := c.RefreshToken()
				if !m.anon && !r.Equal(seal(refresh2)) {
					t.Error("the new refresh token was not kept")
				}
			})
		}
	}
}

func TestEveryMethodStopsWhenTheSessionIsOver(t *testing.T) {
	for _, m := range methods() {
		if m.anon {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			s := &server{reply: always(func(*http.Request) *http.Response { return jsonOf(401, `{}`) })}
			c := signedIn(t, s)
			_, err := m.call(context.Background(), c)
			if m.write() {
				_, err = m.call(context.Background(), c)
			}
			// access2 was refused as well: a second refusal of a read ends it,
			// a write needs the refused rotation.
			if !isKind(err, ErrSignedOut) || Doubtful(err) || leaks(err) != "" {
				t.Errorf("got %v, doubtful %v, want ErrSignedOut", err, Doubtful(err))
			}
			s.reset()
			if _, err := m.call(context.Background(), c); !isKind(err, ErrSignedOut) {
				t.Errorf("afterwards: %v", err)
			}
			if n := len(s.requests()); n != 0 {
				t.Errorf("%d requests without a token", n)
			}
		})
	}
}

func TestEveryMethodStopsWithItsContext(t *testing.T) {
	for _, m := range methods() {
		for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
			t.Run(m.name+"/"+end.Error(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
						<-r.Context().Done()
						return nil, fmt.Errorf("%s: %w", echo(r), r.Context().Err())
					}}
					c := signedIn(t, s)
					defer c.Close()
					ctx, cancel := context.WithTimeout(context.Background(), time.Second)
					defer cancel()
					if end == context.Canceled {
						time.AfterFunc(time.Millisecond, cancel)
					}
					_, err := m.call(ctx, c)
					if !errors.Is(err, end) || errors.Is(err, ErrTimeout) != (end == context.DeadlineExceeded) {
						t.Errorf("got %v", err)
					}
					if Doubtful(err) != m.write() || leaks(err) != "" || repeats(s) != 1 {
						t.Errorf("doubtful %v, leaks %q, sent %d times", Doubtful(err), leaks(err), repeats(s))
					}
					s.reset()
					cancel()
					if _, err = m.call(ctx, c); err == nil || Doubtful(err) || len(s.requests()) != 0 {
						t.Errorf("with a context that is over: %v, doubtful %v, %d requests", err, Doubtful(err), len(s.requests()))
					}
				})
			})
		}
	}
}
