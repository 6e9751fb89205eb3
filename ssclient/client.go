package ssclient

import (
	"time"

	"sallyport/workflow/sealed"
)

// Credentials sign a user in with the password grant. POST /oauth2/token.
type Credentials struct {
	User, Domain string
	Password     sealed.Secret
	OTP          sealed.Secret // sent in the OTP header when not empty
}

// SecretList is one listing: at most the asked number of rows, and how many there are in all.
type SecretList struct {
	Records []SecretSummary
	Total   int
}

// Extension is the server's answer to an extension.
type Extension struct {
	// End is when the check-out ends by this machine's clock, corrected by the
	// skew of the server's Date header towards the earlier; zero where the server did not say.
	End time.Time
}
