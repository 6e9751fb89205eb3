package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// passwordLimit is far above any password a vault accepts.
const passwordLimit = 4096

// signInFlags are how a command signs in. A password is never among them.
type signInFlags struct {
	server, user, domain string
	caFile               string
	passwordStdin        bool
}

func (f *signInFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.server, "server", os.Getenv("SALLYPORT_SERVER"), "URL of the Secret Server (or SALLYPORT_SERVER)")
	c.Flags().StringVar(&f.user, "user", os.Getenv("SALLYPORT_USER"), "user name (or SALLYPORT_USER)")
	c.Flags().StringVar(&f.domain, "domain", "", "Active Directory domain of the user")
	addCAFile(c, &f.caFile)
	c.Flags().BoolVar(&f.passwordStdin, "password-stdin", false, "read the password from standard input instead of asking for it")
}

// addCAFile is for every command that talks to a vault, the window included.
func addCAFile(c *cobra.Command, caFile *string) {
	c.Flags().StringVar(caFile, "ca-file", os.Getenv("SALLYPORT_CA_FILE"), "PEM file with a certificate authority to trust beside the system's (or SALLYPORT_CA_FILE)")
}

// checkCAFile says early and in words what ssclient would say at the first sign-in.
func checkCAFile(path string) error {
	if path == "" {
		return nil
	}
	c, err := ssclient.New(ssclient.Config{BaseURL: "https://localhost", CAFile: path})
	if err != nil {
		return &exitError{exitUsage, "--ca-file cannot be used: " + err.Error() + ". Nothing was sent"}
	}
	c.Close()
	return nil
}

func (f *signInFlags) check() error {
	if f.server == "" {
		return &exitError{exitUsage, "which Secret Server? Give --server URL or set SALLYPORT_SERVER"}
	}
	if f.user == "" {
		return &exitError{exitUsage, "who are you? Give --user NAME or set SALLYPORT_USER"}
	}
	return checkCAFile(f.caFile)
}

// password reads the password from standard input or, without echo, from the terminal.
func (f *signInFlags) password(in io.Reader, tty *terminal) (sealed.Secret, error) {
	if f.passwordStdin {
		s, err := sealed.Read(in, passwordLimit)
		if err != nil {
			return s, &exitError{exitUsage, "the password on standard input: " + err.Error()}
		}
		return trimLine(s), nil
	}
	b, err := tty.readSecret(fmt.Sprintf("Password of %s at %s: ", f.user, f.server))
	if errors.Is(err, errNoTerminal) {
		return sealed.Secret{}, &exitError{exitUsage, "no terminal to ask for the password on; use --password-stdin"}
	}
	if err != nil {
		return sealed.Secret{}, &exitError{exitUsage, "read the password: " + err.Error()}
	}
	return b, nil
}

// trimLine drops the line end that echo and most tools add.
func trimLine(s sealed.Secret) (t sealed.Secret) {
	defer s.Wipe()
	s.Reveal(func(b []byte) {
		n := len(b)
		for n > 0 && (b[n-1] == '\n' || b[n-1] == '\r') {
			n--
		}
		t = sealed.Copy(b[:n])
	})
	return t
}

// errNoTerminal says that there is nobody to ask.
var errNoTerminal = errors.New("no terminal")

// terminal is where a person is asked: the controlling terminal, whatever
// standard input and output are.
type terminal struct{ in, out *os.File }

// openTerminal opens the controlling terminal; without one every question gets errNoTerminal.
func openTerminal() *terminal {
	if f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
		return &terminal{in: f, out: f}
	}
	if term.IsTerminal(int(os.Stdin.Fd())) { // Windows, where /dev/tty is not
		return &terminal{in: os.Stdin, out: os.Stderr}
	}
	return &terminal{}
}

// readSecret asks without echo.
func (t *terminal) readSecret(prompt string) (sealed.Secret, error) {
	if t.in == nil {
		return sealed.Secret{}, errNoTerminal
	}
	fmt.Fprint(t.out, prompt)
	b, err := term.ReadPassword(int(t.in.Fd()))
	fmt.Fprintln(t.out)
	return sealed.New(b), err
}

// readLine asks with echo. It reads byte by byte: what follows the line is ssh's.
func (t *terminal) readLine(prompt string) (string, error) {
	if t.in == nil {
		return "", errNoTerminal
	}
	fmt.Fprint(t.out, prompt)
	var line []byte
	one := make([]byte, 1)
	for len(line) < passwordLimit {
		n, err := t.in.Read(one)
		if n == 1 && one[0] == '\n' {
			break
		}
		if err != nil {
			if errors.Is(err, io.EOF) && len(line) > 0 {
				break
			}
			return "", err
		}
		line = append(line, one[:n]...)
	}
	return string(line), nil
}
