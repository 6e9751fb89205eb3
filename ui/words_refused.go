package ui

import "sallyport/app"

// What is wrong with something that was chosen comes in English from whoever
// checked it. What can be typed in the window is told in its language.

var refusedParts = []string{"port", "jump host", "jump host's user", "jump host's port", "tunnel", "drive", "gateway"}

var refusedReasons = []string{
	"is empty",
	"is too long",
	"begins with a hyphen",
	"is not a number between 1 and 65535",
	"is not a host name or an IP address",
	"is a number, but not an IPv4 address",
	"is not an IPv6 address; give a port separately",
	"has brackets that hold no IPv6 address",
	"goes on after the brackets",
	"has an IPv6 zone",
	"is not written as user@host or user@host:port",
	"is one of several; there can be one",
	"is only possible with OpenSSH: PuTTY would not say which host asks for a password",
	"has a character that a configuration may take for something else; only letters, digits and . _ @ + - do",
	"is not written as host:port or port:host:port",
	"is one of more than 16",
	"begins at a port that is not between 1 and 65535",
	"begins at a port at which another begins",
	"leads to a port that is not a number between 1 and 65535",
	"leads to a host that is empty",
	"leads to a host that is not a host name or an IP address",
	"leads to a host that is a number, but not an IPv4 address",
	"has no path",
	"has a name that is not 1 to 32 plain letters and digits",
	"has a path that is not absolute and plain",
	"has a path with a comma, a quotation mark or an invisible character",
	"has a port that is not a number between 1 and 65535",
	"has a user name that cannot be used",
	"has a domain that cannot be used",
}

// refused is a problem with what was chosen, in the window's language as far as it has the words.
func refused(p app.Problem) app.Problem {
	if p.Kind == app.ProblemChoice || p.Kind == app.ProblemConnection {
		p.Where, p.Detail = tr(p.Where), tr(p.Detail)
	}
	return p
}
