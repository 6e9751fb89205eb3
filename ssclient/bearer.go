package ssclient

import (
	"strings"

	"sallyport/workflow/sealed"
)

const bearerWord = "Bearer "

// ownPages is more than the runtime puts beside anything else: what has as
// much has pages of its own, and those go back to the system, cleared, when it
// is freed and debug.FreeOSMemory is called. Smaller things lie among others,
// and what was in them stays there until it is overwritten.
const ownPages = 64 << 10

// bearerHeader is the header that goes with an access token. net/http wants a
// string, which cannot be wiped; so there is one for each token, in pages of
// its own.
func bearerHeader(access sealed.Secret) string {
	if access.Empty() {
		return ""
	}
	size := len(bearerWord) + access.Len()
	room := make([]byte, max(ownPages, size))
	access.Reveal(func(b []byte) { copy(room[copy(room, bearerWord):], b) })
	header := string(room)[:size]
	clear(room)
	return header
}

// token is the header without its first word.
func (t ticket) token() string { return strings.TrimPrefix(t.header, bearerWord) }
