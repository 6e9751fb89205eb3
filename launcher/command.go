package launcher

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Command is a program that the vault's administrators chose. It is run as it
// stands, argument by argument: no shell reads any of it.
type Command struct {
	Path     string   // absolute, from Find
	Args     []string // from SplitParameters and Fill
	Terminal bool     // it has no window of its own
}

const (
	maxParameters = 8 << 10 // bytes, all together
	maxArgs       = 128
	maxValue      = 512 // bytes that a field may put into an argument
)

// SplitParameters takes the parameters of a vault's launcher apart, once and
// before anything is filled in. They are written for Windows, so its rule holds:
// blanks separate, double quotes keep blanks together, a backslash before a
// quote makes it an ordinary one (2n backslashes before a quote are n and the
// quote, 2n+1 are n and an ordinary quote). Other than there, a quote that
// is never closed is refused. The error is a *BadTargetError.
func SplitParameters(s string) ([]string, error) {
	if len(s) > maxParameters || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r != '\t' && invisible(r) }) {
		return nil, &BadTargetError{"parameters", "are too long, or hold an invisible character"}
	}
	var args []string
	var arg strings.Builder
	inside, begun := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], `\`))
			i += n - 1
			begun = true
			if i+1 == len(s) || s[i+1] != '"' {
				arg.WriteString(strings.Repeat(`\`, n))
				continue
			}
			arg.WriteString(strings.Repeat(`\`, n/2))
			if n%2 == 1 {
				arg.WriteByte('"')
				i++
			}
		case c == '"':
			inside, begun = !inside, true
		case !inside && (c == ' ' || c == '\t'):
			if begun {
				args = append(args, arg.String())
				arg.Reset()
				begun = false
			}
		default:
			arg.WriteByte(c)
			begun = true
		}
	}
	if inside {
		return nil, &BadTargetError{"parameters", "have a quotation mark that is never closed"}
	}
	if begun {
		args = append(args, arg.String())
	}
	if len(args) > maxArgs {
		return nil, &BadTargetError{"parameters", "are too many"}
	}
	return args, nil
}

// Tokens is what the names after a $ stand for; names count without their
// case. Secret ones have no value: what is in a command line, everybody on the
// machine can read.
type Tokens struct {
	Values map[string]string
	Secret []string
}

// SecretTokenError says that a parameter asks for something that must not be
// in a command line.
type SecretTokenError struct{ Token string }

func (e *SecretTokenError) Error() string { return "the parameters ask for " + e.Token }

// alwaysSecret are names that stand for secrets whatever the fields are called.
var alwaysSecret = []string{"password", "passphrase", "private-key", "privatekey", "private-key-passphrase", "pin"}

// HasSecret reports, as a *SecretTokenError, what in args would be a secret, as
// far as that can be told without knowing the fields.
func HasSecret(args []string) error {
	for _, arg := range args {
		for rest := arg; ; {
			_, after, found := strings.Cut(rest, "$")
			if !found {
				break
			}
			if n, ok := longest(alwaysSecret, after); ok {
				return &SecretTokenError{"$" + after[:n]}
			}
			rest = after
		}
	}
	return nil
}

// Fill puts values in the place of tokens: $NAME, and $$ for a dollar. Every
// token must be known; a value never becomes a second argument, and never an
// option of its own. The error is a *BadTargetError or a *SecretTokenError.
func (t Tokens) Fill(args []string) ([]string, error) {
	out := make([]string, 0, len(args))
	for _, arg := range args {
		filled, err := t.fill(arg)
		if err != nil {
			return nil, err
		}
		out = append(out, filled)
	}
	return out, nil
}

func (t Tokens) fill(arg string) (string, error) {
	names := slices.Concat(t.Secret, alwaysSecret)
	for n := range t.Values {
		names = append(names, n)
	}
	var b strings.Builder
	for rest, first := arg, true; ; first = false {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if strings.HasPrefix(after, "$") {
			b.WriteByte('$')
			rest = after[1:]
			continue
		}
		n, ok := longest(names, after)
		if !ok {
			return "", &BadTargetError{"parameters", "hold " + cleanLine("$"+after, 40) + ", which is no field of the secret"}
		}
		value, err := t.value(after[:n])
		if err != nil {
			return "", err
		}
		if first && before == "" && value != "" && strings.ContainsAny(value[:1], "-/@+") {
			return "", &BadTargetError{cleanLine(after[:n], 40), "begins with " + value[:1] + ", which the program could take for an option"}
		}
		b.WriteString(value)
		rest = after[n:]
	}
}

func (t Tokens) value(name string) (string, error) {
	if same := func(s string) bool { return strings.EqualFold(s, name) }; slices.ContainsFunc(t.Secret, same) || slices.ContainsFunc(alwaysSecret, same) {
		return "", &SecretTokenError{"$" + name}
	}
	for n, v := range t.Values {
		if !strings.EqualFold(n, name) {
			continue
		}
		if err := CheckValue(v); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		return v, nil
	}
	return "", &BadTargetError{"parameters", "hold $" + cleanLine(name, 40) + ", which is no field of the secret"}
}

// longest is the length of the longest of names that s begins with, where no
// letter or digit goes on after it: $USER2 is not $USER.
func longest(names []string, s string) (n int, ok bool) {
	for _, name := range names {
		if len(name) == 0 || len(name) > len(s) || len(name) <= n || !strings.EqualFold(s[:len(name)], name) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[len(name):])
		if len(name) < len(s) && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '_') {
			continue
		}
		n, ok = len(name), true
	}
	return n, ok
}

// valueForbidden are what a shell, a batch file or a script behind the program
// could take for more than a value.
const valueForbidden = "'`\"$;&|<>(){}[]*?!%^~#"

// CheckValue refuses, as a *BadTargetError, what must not be put into a command
// line: nothing is escaped or repaired.
func CheckValue(v string) error {
	bad := func(reason string) error { return &BadTargetError{"value", reason} }
	switch {
	case len(v) > maxValue:
		return bad("is too long")
	case !utf8.ValidString(v):
		return bad("is not valid text")
	case strings.HasPrefix(v, "-"):
		return bad("begins with a hyphen")
	case strings.Contains(v, " -"):
		return bad("has a hyphen after a space")
	case strings.TrimSpace(v) != v:
		return bad("begins or ends with a space")
	}
	for _, r := range v {
		switch {
		case invisible(r):
			return bad("contains an invisible character")
		case strings.ContainsRune(valueForbidden, r):
			return bad("contains " + string(r))
		}
	}
	return nil
}

// Find is the absolute path of a program that a vault names: a plain name, as
// it is on Windows or here, or an absolute path. The error is a
// *BadTargetError or a *NotFoundError.
func (l *Launcher) Find(program string) (string, error) {
	name := strings.TrimSpace(program)
	switch {
	case name == "" || len(name) > 1024 || !utf8.ValidString(name) || strings.ContainsFunc(name, invisible) || strings.HasPrefix(name, "-"):
		return "", &BadTargetError{"program", "has no name that can be used"}
	case filepath.IsAbs(name) && filepath.Clean(name) != name:
		return "", &BadTargetError{"program", "has a path that is not plain"}
	case !filepath.IsAbs(name) && strings.ContainsAny(name, `/\`):
		return "", &NotFoundError{cleanLine(name, 200), "it is named by a path that is not one of this system"}
	}
	path, err := l.look(name)
	if base, windows := strings.CutSuffix(strings.ToLower(name), ".exe"); err != nil && windows && base != "" {
		if path, err = l.look(name[:len(base)]); err != nil {
			path, err = l.look(base)
		}
	}
	if err != nil || !filepath.IsAbs(path) {
		return "", &NotFoundError{cleanLine(name, 200), "ask whoever runs the vault where to get it"}
	}
	return path, nil
}
