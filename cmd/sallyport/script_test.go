package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sallyport/assets"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow"
)

// scripts is a demo vault on a socket of its own, and the program's commands in
// this process.
type scripts struct {
	t     *testing.T
	vault *demovault.Vault
	url   string
	user  demovault.User
	out   string // all that was written to either end
}

func newScripts(t *testing.T) *scripts {
	t.Helper()
	for _, name := range []string{"SALLYPORT_SERVER", "SALLYPORT_USER", "SALLYPORT_CA_FILE", "HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, "")
	}
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, SSHHost: "127.0.0.1:2222"})
	if err != nil {
		t.Fatal(err)
	}
	server, err := v.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = server.Close(), v.Close() }) // the test is over
	s := &scripts{t: t, vault: v, url: server.URL}
	s.user = s.account("alice")
	return s
}

func (s *scripts) account(name string) demovault.User {
	s.t.Helper()
	i := slices.IndexFunc(s.vault.Users(), func(u demovault.User) bool { return u.Name == name })
	if i < 0 {
		s.t.Fatalf("no user %s", name)
	}
	return s.vault.Users()[i]
}

// run runs the command line, as main does.
func (s *scripts) run(input string, args ...string) said {
	s.t.Helper()
	var out, problem bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetIn(strings.NewReader(input))
	c.SetOut(&out)
	c.SetErr(&problem)
	code := 0
	if err := c.ExecuteContext(context.Background()); err != nil {
		end := endOf(err)
		code = end.code
		problem.WriteString("sallyport: " + end.text + "\n")
	}
	s.out += out.String() + problem.String()
	return said{out.String(), problem.String(), code}
}

// asAlice adds how a script signs in; more lines of standard input go after the password.
func (s *scripts) asAlice(args []string, more ...string) said {
	s.t.Helper()
	input := strings.Join(append([]string{s.user.Password}, more...), "\n") + "\n"
	return s.run(input, append(slices.Clone(args), "--server", s.url, "--user", "alice", "--password-stdin")...)
}

func words(line string) []string { return strings.Fields(line) }

// happened counts the ledger's entries of alice.
func (s *scripts) happened(op string, id int) (n int) {
	for _, e := range s.vault.Ledger() {
		if e.User == "alice" && e.Op == op && (id == 0 || e.SecretID == id) {
			n++
		}
	}
	return n
}

func TestScriptsEndWithTheCodeOfWhatWentWrong(t *testing.T) {
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>sign in</html>"))
	}))
	defer html.Close()
	tlsServer := httptest.NewUnstartedServer(http.NotFoundHandler())
	tlsServer.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused: that is the test
	tlsServer.StartTLS()
	defer tlsServer.Close()
	noCA := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(noCA, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args  string
		input string // instead of alice's password
		fault string // op:status, with a Retry-After of a long time
		code  int
		says  string
	}{
		"a number that is none":           {args: "secret get abc", code: exitUsage, says: "Action 'Get_secret' failed: \"abc\" is neither a secret's number nor a path like \\Folder\\Name. Verify the secret id entered"},
		"the number zero":                 {args: "secret get 0", code: exitUsage, says: "Verify the secret id entered"},
		"a number too big":                {args: "secret state 99999999999999999999", code: exitUsage, says: "not the number of a secret. Nothing was sent"},
		"no argument":                     {args: "secret get", code: exitUsage, says: "takes one argument"},
		"two arguments":                   {args: "audit 1 2", code: exitUsage, says: "takes one argument, the secret's number; there are 2"},
		"no verb":                         {args: "secret", code: exitUsage, says: "followed by get, search or state"},
		"a misspelt verb":                 {args: "secret gte 101", code: exitUsage, says: `not by "gte"`},
		"a misspelt verb of template":     {args: "template show 6007", code: exitUsage, says: `followed by get, not by "show"`},
		"an unknown format":               {args: "secret get 101 -o xml", code: exitUsage, says: "json, table or template=GOTEMPLATE"},
		"a template that is none":         {args: "secret get 101 -o template={{", code: exitUsage, says: "cannot be understood"},
		"a template for other members":    {args: "secret get 101 -o template={{.none}}", code: exitUsage, says: "does not fit the answer"},
		"a field and a format":            {args: "secret get 101 --field password -o table", code: exitUsage, says: "field output"},
		"a field that is not there":       {args: "secret get 101 --field pin", code: exitUsage, says: `web-01 has no field "pin". It has machine, username, password`},
		"a ticket system without ticket":  {args: "secret get 101 --ticket-system 1", code: exitUsage, says: "goes with --ticket"},
		"a negative limit":                {args: "secret search x --limit -1", code: exitUsage, says: "--limit is a number of rows"},
		"no password":                     {args: "token", input: "\n", code: exitUsage, says: "the password is missing on standard input. Nothing was sent"},
		"no one-time code":                {args: "token --otp-stdin", code: exitUsage, says: "the one-time code is missing"},
		"no CA file":                      {args: "token --ca-file /no/such/file", code: exitUsage, says: "--ca-file cannot be used"},
		"a CA file without a certificate": {args: "token --ca-file " + noCA, code: exitUsage, says: "no certificate in it"},
		"plain http to elsewhere":         {args: "token --server http://vault.example", code: exitUsage, says: "It needs an https address"},
		"a password as a flag":            {args: "token --password x", code: exitUsage, says: "unknown flag: --password"},
		"a host that is an address":       {args: "connector-definition --host https://vault.example", code: exitUsage, says: "scheme"},
		"a wrong password":                {args: "token", input: "wrong\n", code: exitSignIn, says: "The API receives an invalid response: the sign-in of alice was refused (Login failed). Check the credentials of the application account created in Secret Server"},
		"a secret that is not there":      {args: "secret get 999999", code: exitRefused, says: "Action 'Get_secret' failed: API_AccessDenied, there is nothing of that name or number that alice may see. Verify the secret id entered, and check that the secret gives permission to the application account"},
		"a path that is not there":        {args: `secret get \Linux\nope`, code: exitRefused, says: "API_AccessDenied"},
		"a state that is not there":       {args: "secret state 999999", code: exitRefused, says: "API_AccessDenied"},
		"a template that is not there":    {args: "template get 999999", code: exitRefused, says: "Action 'Get_secret_template' failed: API_AccessDenied"},
		"audits of what is not there":     {args: "audit 999999", code: exitRefused, says: "API_AccessDenied"},
		"a folder that is not there":      {args: `secret search x --folder \Nope`, code: exitRefused, says: `no folder \Nope`},
		"nobody there":                    {args: "token --server http://127.0.0.1:1", code: exitUnreachable, says: "The vault does not answer"},
		"a page instead of a vault":       {args: "token --server " + html.URL, code: exitUnreachable, says: "The API receives an invalid response: " + html.URL + " answers, but not as a Secret Server does"},
		"a strange certificate":           {args: "token --server " + tlsServer.URL, code: exitUnreachable, says: "--ca-file"},
		"a vault with a fault":            {args: "secret get 101", fault: "read:500", code: exitUnreachable, says: "The vault has a fault of its own"},
		"a vault with too many calls":     {args: "secret get 101", fault: "read:429", code: exitThrottled, says: "Action 'Get_secret' failed: the vault has had too many calls. Try again in 120 seconds. Nothing was changed."},
		"a throttled sign-in":             {args: "token", fault: "token:429", code: exitThrottled, says: "too many calls"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripts(t)
			if op, status, ok := strings.Cut(c.fault, ":"); ok {
				code := map[string]int{"429": 429, "500": 500}[status]
				f := demovault.Fault{Kind: demovault.FaultStatus, Status: code, Times: -1}
				if code == 429 {
					f.RetryAfter = "120"
				}
				s.vault.Fail(op, f)
			}
			args := words(c.args)
			if args[0] != "connector-definition" {
				args = append(args, "--user", "alice", "--password-stdin")
				if !slices.Contains(args, "--server") {
					args = append(args, "--server", s.url)
				}
			}
			input := c.input
			if input == "" {
				input = s.user.Password + "\n"
			}
			got := s.run(input, args...)
			got.want(t, c.code, "", c.says)
			if got.out != "" {
				t.Errorf("a command that failed printed %q", got.out)
			}
			if strings.Contains(s.out, s.user.Password) {
				t.Error("the password was written")
			}
			if text := strings.TrimPrefix(got.err, "sallyport: "); strings.Count(text, "\n") != 1 {
				t.Errorf("not one line: %q", got.err)
			}
		})
	}
}

func TestASignInEndsWithItsCommand(t *testing.T) {
	s := newScripts(t)
	s.asAlice(words("secret state 101")).want(t, 0, `"secretState": "None"`, "")
	if n := s.happened("sign-out", 0); n != 1 {
		t.Errorf("%d sign-outs, want one", n)
	}
	s.asAlice(words("secret get 999999")).want(t, exitRefused, "", "")
	if n := s.happened("sign-out", 0); n != 2 {
		t.Errorf("%d sign-outs after an error, want two", n)
	}
}

func TestAOneTimeCodeFollowsThePassword(t *testing.T) {
	s := newScripts(t)
	s.vault.SetUser("alice", func(u *demovault.User) { u.RequiresOTP = true })
	s.asAlice(words("secret state 101")).want(t, exitSignIn, "", "one-time code")
	code, err := totp.GenerateCode(s.user.TOTPSecret, s.vault.Now())
	if err != nil {
		t.Fatal(err)
	}
	s.asAlice(words("secret state 101 --otp-stdin"), code).want(t, 0, "None", "")
}

func TestNothingIsDoneThatNoFlagAllows(t *testing.T) {
	for name, c := range map[string]struct {
		args string
		says string
	}{
		"a comment":                 {"102", "web-02 needs a comment: give --reason"},
		"a check-out":               {"103", "db-01 needs a check-out: give --check-out; it stays checked out for 30 minutes, give it back with `sallyport check-in 103`"},
		"a comment and a check-out": {"104", "db-02 needs a comment and a check-out: give --reason and --check-out"},
		"a check-out, with reason":  {"104 --reason x", "db-02 needs a check-out: give --check-out"},
		"a comment, with check-out": {"104 --check-out", "db-02 needs a comment: give --reason"},
		"a ticket":                  {"106 --reason x", "core-sw turned the comment down"},
		"another ticket":            {"106 --reason x --ticket 12", "core-sw turned the comment down ("},
		"an approval":               {"107 --reason x --check-out", "edge-fw needs an approved access request"},
		"multifactor":               {"108 --reason x --check-out", "dc-01 needs a multifactor challenge"},
		"a QuantumLock":             {"110 --reason x --check-out", "hsm-01 needs your QuantumLock password: give it with --quantum-lock-stdin"},
		"another's check-out":       {"115 --check-out", "bobs-01 is checked out by Bob Baker, for up to"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripts(t)
			before := len(s.vault.Ledger())
			s.asAlice(words("secret get "+c.args)).want(t, exitRefused, "", "Action 'Get_secret' failed: "+c.says)
			for _, e := range s.vault.Ledger()[before:] {
				if e.Op == "check-out" || e.Op == "view-comment" || e.Op == "read" {
					t.Errorf("the vault says %+v", e)
				}
			}
		})
	}
}

func TestEveryStateHasItsWords(t *testing.T) {
	satisfied := []workflow.SecretState{
		workflow.StateNone, workflow.StateComment, workflow.StateCheckOut, workflow.StateCheckOutAndComment, workflow.StateQuantumLock,
	}
	for _, state := range workflow.States {
		if (why(state) == "") != slices.Contains(satisfied, state) {
			t.Errorf("%s: %q", state, why(state))
		}
	}
	w := &way{script: &script{action: actionGetSecret}, id: 7}
	err := w.step(context.Background(), ssclient.SecretState{SecretName: "x", State: "RequiresMoonlight"}, "RequiresMoonlight")
	if err == nil || !strings.Contains(err.Error(), "RequiresMoonlight, which this version does not know") {
		t.Error(err)
	}
}

func TestACheckOutIsAnnouncedAndKept(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("secret get 103 --check-out --field username"))
	until := regexp.MustCompile("^sallyport: db-01 is checked out to you until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d; give it back with `sallyport check-in 103`\n$")
	if got.code != 0 || got.out != "svc-db-01\n" || !until.MatchString(got.err) {
		t.Fatalf("code %d, output %q, errors %q", got.code, got.out, got.err)
	}
	if _, holder := s.vault.Left(103); holder != "alice" {
		t.Errorf("held by %q", holder)
	}
	// It is ours: nothing is needed any more, and nothing is done.
	again := s.asAlice(words("secret get 103 --check-out --reason why -v --field username"))
	again.want(t, 0, "svc-db-01\n", "sallyport: no comment was asked for; none was left\nsallyport: no check-out was needed; none was made\n")
	if quiet := s.asAlice(words("secret get 103 --reason why --field username")); quiet.err != "" {
		t.Errorf("without -v it said %q", quiet.err)
	}
	if n := s.happened("check-out", 103); n != 1 {
		t.Errorf("%d check-outs", n)
	}
	if n := s.happened("check-in", 103); n != 0 {
		t.Errorf("%d check-ins", n)
	}
}

func TestWhatWasDoneIsSaidWhenTheRestFails(t *testing.T) {
	s := newScripts(t)
	s.vault.Fail("read", demovault.Fault{Kind: demovault.FaultStatus, Status: 500, Times: -1})
	got := s.asAlice(words("secret get 104 --reason why --check-out"))
	got.want(t, exitUnreachable, "", "The comment was left with db-02. db-02 is checked out to you until ")
	if strings.Contains(got.err, "Nothing was changed") || !strings.Contains(got.err, "`sallyport check-in 104`.") {
		t.Error(got.err)
	}
}

func TestADoubtfulCheckOutIsLookedUp(t *testing.T) {
	s := newScripts(t)
	s.vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultDropAfter})
	s.asAlice(words("secret get 103 --check-out --field username")).want(t, 0, "svc-db-01\n", "db-01 is checked out to you until ")
	if n := s.happened("check-out", 103); n != 1 {
		t.Errorf("%d check-outs", n)
	}
	other := newScripts(t)
	other.vault.Fail("check-out", demovault.Fault{Kind: demovault.FaultDropBefore})
	other.asAlice(words("secret get 103 --check-out")).want(t, exitUnreachable, "", "The last call may have been performed all the same")
	if n := other.happened("check-out", 103); n != 0 {
		t.Errorf("%d check-outs", n)
	}
}

func TestATicketGoesToTheDefaultSystem(t *testing.T) {
	s := newScripts(t)
	s.asAlice(words("secret get 106 --reason patch --ticket INC123456 --field username")).want(t, 0, "svc-core-sw\n", "")
	s.asAlice(words("audit 106 -o table")).want(t, 0, "INC123456  patch", "")
}

func TestAQuantumLockOpensWithItsPassword(t *testing.T) {
	s := newScripts(t)
	lock := s.user.QuantumLockPassword
	s.asAlice(words("secret get 110 --quantum-lock-stdin --field username"), lock).want(t, 0, "svc-hsm-01\n", "")
	s.asAlice(words("secret get 110 --quantum-lock-stdin -o template={{.name}}"), lock).want(t, 0, "hsm-01", "")
	s.asAlice(words("secret get 110 --quantum-lock-stdin"), "wrong").want(t, exitRefused, "", "DoubleLock password is not valid")
	s.asAlice(words("secret get 110 --quantum-lock-stdin")).want(t, exitUsage, "", "the QuantumLock password is missing")
	s.asAlice(words("secret get 101 --quantum-lock-stdin -v --field username"), lock).want(t, 0, "svc-web-01\n", "no QuantumLock password was needed")
}

func TestMaskedPasswordsAreReadOneByOne(t *testing.T) {
	s := newScripts(t)
	whole := s.asAlice(words("secret get 101 --field password")).out
	s.vault.SetSettings(func(set *demovault.Settings) { set.MaskPasswords = true })
	for _, args := range [][]string{
		words("secret get 101 --field password"),
		{"secret", "get", "101", "-o", `template={{field . "password"}}` + "\n"},
	} {
		s.asAlice(args).want(t, 0, whole, "")
	}
	if n := s.happened("field", 101); n < 2 {
		t.Errorf("%d fields were read alone", n)
	}
	before := s.happened("field", 101)
	s.asAlice(words("secret get 101 -o table")).want(t, 0, "••••••", "")
	if n := s.happened("field", 101); n != before {
		t.Error("passwords were read that nobody sees")
	}
}

func TestAFileIsWrittenByteByByte(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("secret get 112 --field private-key"))
	if got.code != 0 || !strings.HasPrefix(got.out, "-----BEGIN OPENSSH PRIVATE KEY-----\n") || !strings.HasSuffix(got.out, "-----END OPENSSH PRIVATE KEY-----\n") {
		t.Errorf("code %d, %q, %s", got.code, got.out, got.err)
	}
	s.asAlice(words("secret get 101 --field private-key")).want(t, exitRefused, "", "The field private-key of web-01 has no file attached")
	s.asAlice(words("secret get 112 -o table")).want(t, 0, "private-key             id_ed25519", "")
}

func TestListsArePrinted(t *testing.T) {
	s := newScripts(t)
	s.asAlice(words("secret search web-0 -o table")).want(t, 0, "101  web-01  \\Linux  Unix Account (SSH)", "")
	s.asAlice([]string{"secret", "search", "", "--folder", `\Network`, "-o", "template={{range .}}{{.id}} {{end}}"}).want(t, 0, "106 107 110 ", "")
	few := s.asAlice([]string{"secret", "search", "", "--limit", "2"})
	few.want(t, 0, "[", "there are more than 2; --limit 0 prints all")
	var rows []map[string]any
	if err := json.Unmarshal([]byte(few.out), &rows); err != nil || len(rows) != 2 {
		t.Errorf("%d rows (%v)", len(rows), err)
	}
	s.asAlice(words("secret search no-such-thing")).want(t, 0, "[]\n", "")
	if n := s.happened("read", 0); n != 0 {
		t.Errorf("a search left %d views", n)
	}
	s.asAlice(words("secret get 101 --field username"))
	audits := s.asAlice(words("audit 101 --limit 0"))
	audits.want(t, 0, `"actionForDisplay": "View"`, "")
	s.asAlice(words("secret state 103 -o table")).want(t, 0, "secretState                       RequiresCheckout", "")
}

// TestNoCommandTakesASecretAsAnArgument: every flag that a secret could be
// given by is one that reads standard input, or says nothing secret.
func TestNoCommandTakesASecretAsAnArgument(t *testing.T) {
	suspect := regexp.MustCompile(`password|token|otp|secret|lock|code|key`)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if suspect.MatchString(f.Name) && f.Value.Type() != "bool" && f.Name != "secrets" {
				t.Errorf("%s --%s takes a %s", c.CommandPath(), f.Name, f.Value.Type())
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root())
}

func TestAServiceAccountSignsInAtThePlatform(t *testing.T) {
	s := newScripts(t)
	tenant, err := s.vault.ListenPlatform("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	service := s.vault.Service()
	at := func(line string, more ...string) []string {
		return append(append(words(line), more...), "--client-id", service.ClientID, "--client-secret-stdin", "--server", tenant.URL)
	}
	token := s.run(service.ClientSecret, at("token")...)
	token.want(t, 0, "access_token", "")
	if strings.Contains(token.out, "scope") {
		t.Errorf("more than the connector's members: %s", token.out)
	}
	s.run(service.ClientSecret, at("secret search web-01", "-o", "template={{range .}}{{.name}}{{end}}")...).want(t, 0, "", "")
	s.run("wrong", at("token")...).want(t, exitSignIn, "", "the sign-in of "+service.ClientID+" was refused")
	s.run("wrong", at("secret get 101")...).want(t, exitSignIn, "", "The API receives an invalid response")

	s.run(s.user.Password, append(words("secret get 101 --user alice --password-stdin"), "--server", tenant.URL)...).
		want(t, exitUsage, "", "is a Delinea Platform. Sign in there with a service account")
	s.run("", words("token --client-secret-stdin --user alice --server "+s.url)...).want(t, exitUsage, "", "which service account?")
	if strings.Contains(s.out, service.ClientSecret) {
		t.Error("the service account's secret was written")
	}
}

// TestEveryFailureHasASentence takes the kinds of failure from the client's
// source: a new one must be looked at here.
func TestEveryFailureHasASentence(t *testing.T) {
	codes := map[string]int{
		"ErrBadURL": exitUsage, "ErrAuth": exitSignIn, "ErrAnswer": exitSignIn, "ErrFederated": exitRefused, "ErrNoVault": exitUnreachable,
		"ErrNoChallenge": exitRefused, "ErrSignedOut": exitSignIn, "ErrRenewed": exitSignIn, "ErrAccessDenied": exitRefused, "ErrRefused": exitRefused,
		"ErrTransport": exitUnreachable, "ErrCertificate": exitUnreachable, "ErrProxy": exitUnreachable, "ErrTimeout": exitUnreachable,
		"ErrThrottled": exitThrottled, "ErrServer": exitUnreachable, "ErrNotAPI": exitUnreachable, "ErrTooBig": exitRefused, "ErrTooOld": exitRefused, "ErrVersionHidden": exitRefused, "ErrWay": exitUnreachable,
	}
	kinds := map[string]error{
		"ErrBadURL": ssclient.ErrBadURL, "ErrAuth": ssclient.ErrAuth, "ErrAnswer": ssclient.ErrAnswer, "ErrFederated": ssclient.ErrFederated, "ErrNoVault": ssclient.ErrNoVault,
		"ErrNoChallenge": ssclient.ErrNoChallenge, "ErrSignedOut": ssclient.ErrSignedOut, "ErrRenewed": ssclient.ErrRenewed, "ErrAccessDenied": ssclient.ErrAccessDenied, "ErrRefused": ssclient.ErrRefused,
		"ErrTransport": ssclient.ErrTransport, "ErrCertificate": ssclient.ErrCertificate, "ErrProxy": ssclient.ErrProxy, "ErrTimeout": ssclient.ErrTimeout,
		"ErrThrottled": ssclient.ErrThrottled, "ErrServer": ssclient.ErrServer, "ErrNotAPI": ssclient.ErrNotAPI, "ErrTooBig": ssclient.ErrTooBig, "ErrTooOld": ssclient.ErrTooOld, "ErrVersionHidden": ssclient.ErrVersionHidden, "ErrWay": ssclient.ErrWay,
	}
	source, err := os.ReadFile("../../ssclient/errors.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^\t(Err\w+) +error = &sentinel`).FindAllSubmatch(source, -1)
	if len(declared) != len(codes) {
		t.Errorf("the client has %d kinds of failure, this test %d", len(declared), len(codes))
	}
	for _, d := range declared {
		name := string(d[1])
		for _, action := range []string{"", actionGetSecret, actionGetTemplate, actionToken} {
			s := &script{f: &scriptFlags{signInFlags: signInFlags{server: "https://vault.example", user: "alice"}}, action: action}
			end := endOf(s.exit(&ssclient.APIError{Op: "read", Kind: kinds[name], Message: "Its words."}))
			if code, ok := codes[name]; !ok || end.code != code {
				t.Errorf("%s ends with %d, want %d", name, end.code, code)
			}
			// What is wrong, what to do next, and whether anything was changed.
			if !strings.Contains(end.text, "Nothing was") || strings.Count(end.text, ". ") < 2 || strings.Contains(end.text, "  ") || strings.Contains(end.text, "..") {
				t.Errorf("%s (%s): %s", name, action, end.text)
			}
		}
	}
	if err := (&script{}).exit(nil); err != nil {
		t.Error(err)
	}
}
