package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sallyport/app"
	"sallyport/ssclient"
)

// The connector's names for what is done: its users know them from its
// errors, and find the remedies under them.
const (
	actionGetSecret   = "Get_secret"
	actionGetTemplate = "Get_secret_template"
	actionToken       = "Retrieve_or_Refresh_Access_Token"
)

const (
	invalidResponse  = "The API receives an invalid response"
	checkCredentials = "Check the credentials of the application account created in Secret Server"
	checkPermission  = "check that the secret gives permission to the application account in Secret Server"
	verifyID         = "Verify the secret id entered"
)

// exit is the end of a script: a sentence in the connector's words, its
// remedy, whether anything was changed, and the code.
func (s *script) exit(err error) error {
	var done *exitError
	if err == nil || errors.As(err, &done) {
		return err
	}
	code, text := s.explain(err)
	if !strings.Contains(text, "Nothing was") {
		text += " " + s.left(err)
	}
	return &exitError{code, text}
}

// left says whether anything is different on the vault now.
func (s *script) left(err error) string {
	switch {
	case ssclient.Doubtful(err):
		return strings.TrimSpace(strings.Join(s.changed, " ") + " The last call may have been performed all the same: look with `sallyport secret state` before you repeat it.")
	case len(s.changed) > 0:
		return strings.Join(s.changed, " ")
	}
	return "Nothing was changed."
}

func (s *script) explain(err error) (code int, text string) {
	said := vaultWords(err)
	var api *ssclient.APIError
	errors.As(err, &api)
	switch {
	case errors.Is(err, context.Canceled):
		return exitFailed, s.failed("it was interrupted.")
	case errors.Is(err, ssclient.ErrBadURL):
		return ended(app.Problem{Kind: app.ProblemBadServerURL})
	case errors.Is(err, ssclient.ErrWay):
		return ended(app.Problem{Kind: app.ProblemWay, Detail: err.Error()})
	case errors.Is(err, ssclient.ErrAuth) && !s.f.tokenStdin:
		return exitSignIn, fmt.Sprintf("%s: the sign-in of %s was refused%s. %s: name, password, domain and one-time code. Several wrong tries can lock it.", invalidResponse, s.f.user, said, checkCredentials)
	case errors.Is(err, ssclient.ErrSignedOut), errors.Is(err, ssclient.ErrAuth):
		return exitSignIn, fmt.Sprintf("%s: the token is over, spent, or none of this server's%s. %s, and get a new one with `sallyport token`.", invalidResponse, said, checkCredentials)
	case errors.Is(err, ssclient.ErrThrottled):
		return exitThrottled, s.failed("the vault has had too many calls. " + whenAgain(api))
	case errors.Is(err, ssclient.ErrCertificate):
		_, text = ended(app.Problem{Kind: app.ProblemCertificate, Where: s.f.server, Detail: said})
		return exitUnreachable, text + " Where the vault has an authority of its own, name its file with --ca-file."
	case errors.Is(err, ssclient.ErrProxy):
		return exitUnreachable, s.failed("there is no way through the proxy" + said + ". Check HTTPS_PROXY and NO_PROXY, or ask who runs the proxy.")
	case errors.Is(err, ssclient.ErrNoVault):
		return exitUnreachable, s.failed("there is no vault behind " + s.f.server + " that may be used" + said + ". Ask the Platform's administrator, or allow its host with --allow-vault.")
	case errors.Is(err, ssclient.ErrRenewed):
		return exitSignIn, s.failed("the sign-in ended in the middle of it, and the call was not performed. Try again.")
	case errors.Is(err, ssclient.ErrTimeout):
		return exitUnreachable, s.failed("the vault did not answer in time. Try again in a minute; if it stays, check the network or the VPN.")
	case errors.Is(err, ssclient.ErrTransport):
		return ended(app.Problem{Kind: app.ProblemUnreachable, Where: s.f.server})
	case errors.Is(err, ssclient.ErrServer):
		return ended(app.Problem{Kind: app.ProblemServerError, Where: s.f.server})
	case errors.Is(err, ssclient.ErrTooBig):
		return exitRefused, s.failed("the vault's answer is larger than Sallyport takes. Get it in the browser.")
	case errors.Is(err, ssclient.ErrNotAPI):
		return exitUnreachable, fmt.Sprintf("%s: %s answers, but not as a Secret Server does%s. Check the address, which usually ends in /SecretServer; a proxy's sign-in page answers like this, too.", invalidResponse, s.f.server, said)
	case errors.Is(err, ssclient.ErrAccessDenied):
		return exitRefused, s.denied()
	}
	// ErrRefused, and what else a vault may turn down.
	return exitRefused, s.failed("the vault said no" + said + ". Change what it names and try again, or ask the owner of the folder.")
}

// failed names the action, where the connector has a name for it.
func (s *script) failed(why string) string {
	if s.action == "" {
		return strings.ToUpper(why[:1]) + why[1:]
	}
	return fmt.Sprintf("Action '%s' failed: %s", s.action, why)
}

// denied is what the server says of what is not there and of what may not be
// seen: it does not tell which.
func (s *script) denied() string {
	what := "there is nothing of that name or number that " + s.f.user + " may see"
	switch s.action {
	case actionGetSecret:
		return s.failed("API_AccessDenied, " + what + ". " + verifyID + ", and " + checkPermission + ".")
	case actionGetTemplate:
		return s.failed("API_AccessDenied, " + what + ". Verify the template id entered: it is the secretTemplateId of a secret.")
	}
	return "API_AccessDenied: " + what + ". " + verifyID + ", and " + checkPermission + "."
}

func whenAgain(e *ssclient.APIError) string {
	if e == nil || e.RetryAfter <= 0 {
		return "Wait a minute and try again."
	}
	return fmt.Sprintf("Try again in %d seconds.", int((e.RetryAfter+time.Second-1)/time.Second))
}

// vaultWords is what the server said itself, in brackets.
func vaultWords(err error) string {
	var e *ssclient.APIError
	if !errors.As(err, &e) {
		return ""
	}
	var words []string
	for _, w := range []string{e.Message, e.Detail} {
		if w != "" {
			words = append(words, strings.TrimRight(w, ". "))
		}
	}
	if e.Code != "" {
		words = append(words, e.Code)
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, "; ") + ")"
}

// ended is a problem that the window has words for.
func ended(p app.Problem) (code int, text string) {
	var exit *exitError
	errors.As(problemExit(p), &exit)
	return exit.code, exit.text
}
