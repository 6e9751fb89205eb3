package demovault

import (
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxQuery is the longest query that IIS lets through.
const maxQuery = 2048

// refusedByIIS answers what never reaches the API of a real server, with a page
// and not with JSON: queries that are too long, and the twin of the API that
// signs in by Windows, which the demo has no domain for.
func refusedByIIS(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case len(r.URL.RawQuery) > maxQuery:
		writeHTML(w, r, http.StatusNotFound, "The query string of the request is too long.")
	case strings.EqualFold(segments(r.URL.Path)[0], "winauthwebservices"):
		w.Header().Add("WWW-Authenticate", "Negotiate")
		w.Header().Add("WWW-Authenticate", "NTLM")
		writeHTML(w, r, http.StatusUnauthorized, "Windows authentication is required here.")
	default:
		return false
	}
	return true
}

func writeHTML(w http.ResponseWriter, r *http.Request, status int, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head><title>"+strconv.Itoa(status)+"</title></head><body>"+text+"</body></html>\n")
	}
}
