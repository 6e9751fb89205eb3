package ssclient

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"sallyport/workflow/sealed"
)

// expiredText is the one message that tells an expired token from a refused right.
const expiredText = "Authentication failed or expired token."

// refusal is the error body. Every member is read on its own: one of a strange
// type must not hide the others.
type refusal struct {
	Message       json.RawMessage `json:"message"`
	MessageDetail json.RawMessage `json:"messageDetail"`
	ErrorCode     json.RawMessage `json:"errorCode"`
	ModelState    json.RawMessage `json:"modelState"`
	Error         json.RawMessage `json:"error"`
}

// refusal judges a 4xx or 5xx. The status is the last thing looked at: one
// server says 400 where another says 403.
func (k call) refusal(a answer) *APIError {
	e := &APIError{Op: k.op}
	spoke := e.read(a) // in JSON, as the API does
	switch {
	case a.status >= 500:
		e.Kind = ErrServer
	case a.status == http.StatusTooManyRequests:
		e.Kind = ErrThrottled
	case a.status == http.StatusRequestTimeout:
		e.Kind = ErrTimeout
	case k.grant:
		e.Kind = grantKind(a, spoke)
	case k.anon && (a.status == http.StatusUnauthorized || a.status == http.StatusForbidden):
		e.Kind = ErrAccessDenied
	case expired(a) && !k.as.Empty():
		e.Kind = ErrAuth
	case expired(a):
		e.Kind, e.stale = ErrSignedOut, true
	case a.status == http.StatusForbidden, e.Code == "API_AccessDenied":
		e.Kind = ErrAccessDenied
	case spoke:
		e.Kind = ErrRefused
	default:
		e.Kind = ErrNotAPI
	}
	return e
}

// grantKind: a wrong password and a wrong address must not look alike.
func grantKind(a answer, spoke bool) error {
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		if spoke || len(bytes.TrimSpace(a.body)) == 0 {
			return ErrAuth
		}
	case http.StatusBadRequest:
		if spoke {
			return ErrAuth
		}
	}
	return ErrNotAPI
}

// expired is the exact rule: 401, or 403 with nothing but the one message.
func expired(a answer) bool {
	if a.status == http.StatusUnauthorized {
		return true
	}
	if a.status != http.StatusForbidden {
		return false
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(a.body, &members) != nil || len(members) != 1 {
		return false
	}
	return text(members["message"]) == expiredText
}

// read takes over what the error body says, and reports whether it is one of the API's.
func (e *APIError) read(a answer) bool {
	if raw := a.header.Get("Content-Type"); raw != "" {
		if t, _, _ := mime.ParseMediaType(raw); !strings.Contains(t, "json") {
			return false
		}
	}
	var r refusal
	if json.Unmarshal(a.body, &r) != nil {
		return false
	}
	e.Code = clean(text(r.ErrorCode), 80)
	e.Message = clean(text(r.Message), maxText)
	if e.Message == "" {
		e.Message = clean(text(r.Error), maxText)
	}
	e.Detail = clean(text(r.MessageDetail), maxText)
	var state map[string][]string
	if json.Unmarshal(r.ModelState, &state) == nil && len(state) > 0 {
		e.ModelState = make(map[string][]string, len(state))
		for name, reasons := range state {
			for _, reason := range reasons {
				name := clean(name, 80)
				e.ModelState[name] = append(e.ModelState[name], clean(reason, maxText))
			}
		}
	}
	return e.Code != "" || e.Message != "" || e.ModelState != nil
}

// text is the JSON string in raw, or "".
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// reveals reports whether s gives back one of these.
func reveals(s string, hide []sealed.Secret) (found bool) {
	for _, secret := range hide {
		secret.Reveal(func(b []byte) { found = found || len(b) > 0 && bytes.Contains([]byte(s), b) })
	}
	return found
}

// redact drops server text that gives back a secret of this call.
func (e *APIError) redact(k call, t ticket) {
	drop := func(s *string) {
		if t.token() != "" && strings.Contains(*s, t.token()) {
			*s = ""
		}
		if reveals(*s, k.hide) {
			*s = ""
		}
	}
	drop(&e.Code)
	drop(&e.Message)
	drop(&e.Detail)
	for name, reasons := range e.ModelState {
		shown := name
		if drop(&shown); shown == "" && name != "" {
			delete(e.ModelState, name)
			continue
		}
		for i := range reasons {
			drop(&reasons[i])
		}
	}
}
