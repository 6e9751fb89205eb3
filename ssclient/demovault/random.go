package demovault

import (
	"crypto/rand"
	"encoding/base64"
)

const wordChars = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"

// printable is every printable ASCII character, the space first.
const printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// randomText picks n characters of set evenly.
func randomText(n int, set string) string {
	out := make([]byte, 0, n)
	limit := 256 - 256%len(set)
	buf := make([]byte, 2*n)
	for len(out) < n {
		_, _ = rand.Read(buf) // never fails
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, set[int(b)%len(set)])
			}
		}
	}
	return string(out)
}

// newPassword is 24 printable characters with punctuation and spaces inside,
// as unfriendly to quoting as a password generator may be.
func newPassword() string {
	return randomText(1, printable[1:]) + randomText(22, printable) + randomText(1, printable[1:])
}

// newToken is an opaque token with the prefix that real ones show.
func newToken(prefix string) string {
	b := make([]byte, 48)
	_, _ = rand.Read(b)
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}
