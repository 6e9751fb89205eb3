package demovault

import "strings"

// passwordRule is what a template's password field asks of new values.
type passwordRule struct {
	ID     int
	Name   string
	Length int
	Set    string
	// Each of Classes has to be there at least once.
	Classes []string
}

const (
	upperChars  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerChars  = "abcdefghijklmnopqrstuvwxyz"
	digitChars  = "0123456789"
	symbolChars = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
)

// The rules of the demo's templates. A rule of ID 0 makes nothing.
var (
	defaultRule = passwordRule{1, "Default", 24, printable, []string{upperChars, lowerChars, digitChars, symbolChars}}
	pinRule     = passwordRule{2, "Numeric", 8, digitChars, nil}
	phraseRule  = passwordRule{3, "Passphrase", 20, wordChars, nil}
)

// make picks until the rule is satisfied. Spaces stand only inside.
func (r passwordRule) make() string {
	for {
		if p := randomText(r.Length, r.Set); r.allows(p) {
			return p
		}
	}
}

// allows says whether a generated password keeps the rule.
func (r passwordRule) allows(p string) bool {
	for _, class := range r.Classes {
		if !strings.ContainsAny(p, class) {
			return false
		}
	}
	return p == strings.TrimSpace(p)
}

// newPassword is 24 printable characters with punctuation and spaces inside,
// as unfriendly to quoting as a password generator may be.
func newPassword() string { return defaultRule.make() }
