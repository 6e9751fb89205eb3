package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"sallyport/app/settings"
	"sallyport/cmd/internal/output"
	"sallyport/ssclient"
)

const (
	signOutLimit = 5 * time.Second // a token that outlives it ends by itself
	shownWait    = 2 * time.Second // the shortest wait for the vault that is worth a line
)

// scriptFlags are those of the commands for scripts, beside the sign-in.
type scriptFlags struct {
	signInFlags
	otp, otpStdin, tokenStdin bool
	clientID                  string // a service account of the Platform
	clientSecretStdin         bool
	allowVaults               []string
	format                    output.Format
}

func (f *scriptFlags) add(c *cobra.Command) {
	f.signInFlags.add(c)
	f.addFormat(c)
	c.Flags().BoolVar(&f.otp, "otp", false, "ask for a one-time code as well")
	c.Flags().BoolVar(&f.otpStdin, "otp-stdin", false, "read a one-time code from standard input, on the line after the password")
	c.Flags().StringVar(&f.clientID, "client-id", "", "sign in as this service account of a Delinea Platform, whose address --server is")
	c.Flags().BoolVar(&f.clientSecretStdin, "client-secret-stdin", false, "read the service account's secret from standard input instead of asking for it")
	c.Flags().StringSliceVar(&f.allowVaults, "allow-vault", nil, "with --client-id: a `host` where the Platform's vault may be, beside the Platform's own and Delinea's cloud")
	c.MarkFlagsMutuallyExclusive("otp", "otp-stdin")
	for _, person := range []string{"password-stdin", "otp", "otp-stdin", "domain"} {
		c.MarkFlagsMutuallyExclusive("client-id", person)
		c.MarkFlagsMutuallyExclusive("client-secret-stdin", person)
	}
}

// addToken is for the commands that can use a token instead of signing in.
func (f *scriptFlags) addToken(c *cobra.Command) {
	c.Flags().BoolVar(&f.tokenStdin, "token-stdin", false, "use the access token on standard input instead of signing in; it is not ended")
	c.MarkFlagsMutuallyExclusive("token-stdin", "password-stdin")
	c.MarkFlagsMutuallyExclusive("token-stdin", "otp")
	c.MarkFlagsMutuallyExclusive("token-stdin", "otp-stdin")
	c.MarkFlagsMutuallyExclusive("token-stdin", "client-id")
}

func (f *scriptFlags) addFormat(c *cobra.Command) {
	c.Flags().VarP(&f.format, "output", "o", "json, table or template=GOTEMPLATE")
}

func (f *scriptFlags) check() error {
	switch {
	case f.clientID != "":
		f.user = f.clientID
	case f.clientSecretStdin || len(f.allowVaults) > 0:
		return &exitError{exitUsage, "which service account? --client-secret-stdin and --allow-vault go with --client-id. Nothing was sent"}
	case f.tokenStdin && f.user == "":
		f.user = "this account" // only named in sentences
	}
	return f.signInFlags.check()
}

// script is one run of a command for scripts.
type script struct {
	f        *scriptFlags
	cmd      *cobra.Command
	client   *ssclient.Client
	platform *ssclient.Platform // nil: a person signs in, or a token is used
	action   string             // the connector's name of what is done; "": it has none
	inputs

	ours    bool     // signed in here, so signed out here
	changed []string // sentences: what is different on the vault now
}

// run makes the client, does the work with it and says in words what went wrong.
func (f *scriptFlags) run(c *cobra.Command, action string, more []input, do func(context.Context, *script) error) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	s := &script{f: f, cmd: c, action: action}
	if err := s.read(c.InOrStdin(), append(f.wanted(), more...)); err != nil {
		return err
	}
	defer s.inputs.wipe()
	if err := s.connect(); err != nil {
		return s.exit(err)
	}
	defer s.close()
	err = do(c.Context(), s)
	if s.ours {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), signOutLimit)
		defer cancel()
		_ = s.client.SignOut(ctx) // what was asked for is done; the token ends by itself
	}
	return s.exit(err)
}

func (s *script) config() ssclient.Config {
	chosen, _ := settings.Store{Path: userPlaces().settings}.Load() // without it, as the environment says
	cfg := configure(s.f.server, s.f.caFile, func() settings.Network { return chosen.Network })
	cfg.OnWait, cfg.AllowedVaults = s.waits, s.f.allowVaults
	return cfg
}

// connect makes the client, or the Platform that will know of one.
func (s *script) connect() (err error) {
	if s.f.clientID != "" {
		s.platform, err = ssclient.NewPlatform(s.config())
		return err
	}
	s.client, err = ssclient.New(s.config())
	return err
}

func (s *script) close() {
	if s.platform != nil {
		s.platform.Close() // its vault's client as well
		return
	}
	s.client.Close()
}

// signIn signs in as the flags say.
func (s *script) signIn(ctx context.Context) error {
	switch {
	case s.platform != nil:
		return s.signInService(ctx)
	case s.f.tokenStdin:
		return s.notAVault(ctx, s.client.SignInToken(ctx, s.token))
	}
	tty := openTerminal()
	if s.password.Empty() {
		var err error
		if s.password, err = s.f.signInFlags.password(nil, tty); err != nil {
			return err
		}
	}
	if s.f.otp {
		var err error
		if s.code, err = tty.readSecret("One-time code: "); err != nil {
			return &exitError{exitUsage, "no terminal to ask for the one-time code on; use --otp-stdin. Nothing was sent"}
		}
	}
	err := s.client.SignIn(ctx, ssclient.Credentials{User: s.f.user, Domain: s.f.domain, Password: s.password, OTP: s.code})
	s.ours = err == nil
	return s.notAVault(ctx, err)
}

// signInService signs in at the Platform, and goes on to the vault behind it
// unless the token is all that is wanted.
func (s *script) signInService(ctx context.Context) error {
	if !s.f.clientSecretStdin {
		var err error
		if s.password, err = openTerminal().readSecret(fmt.Sprintf("Secret of the service account %s: ", s.f.clientID)); err != nil {
			return &exitError{exitUsage, "no terminal to ask for the service account's secret on; use --client-secret-stdin. Nothing was sent"}
		}
	}
	err := s.platform.SignInService(ctx, ssclient.ServiceAccount{ID: s.f.clientID, Secret: s.password})
	if err != nil || s.action == actionToken {
		return err
	}
	s.client, err = s.platform.Vault(ctx)
	return err
}

// notAVault looks, after a sign-in that met something else, whether that is a Platform.
func (s *script) notAVault(ctx context.Context, err error) error {
	if !errors.Is(err, ssclient.ErrNotAPI) {
		return err
	}
	if kind, e := ssclient.Discover(ctx, s.config()); e != nil || kind != ssclient.PlatformTenant {
		return err
	}
	return &exitError{exitUsage, fmt.Sprintf("%s is a Delinea Platform. Sign in there with a service account, by --client-id and --client-secret-stdin, or name the Secret Server behind it. Nothing was changed.", s.f.server)}
}

func (s *script) say(format string, args ...any) {
	fmt.Fprintf(s.cmd.ErrOrStderr(), "sallyport: "+format+"\n", args...)
}

// waits is told by the client how long a call is held back.
func (s *script) waits(d time.Duration) {
	if d >= shownWait {
		s.say("the vault asks to wait %d seconds", int(d.Round(time.Second)/time.Second))
	}
}

// print writes the answer and wipes it.
func (s *script) print(a output.Answer, table func(*output.Node) output.Table) error {
	defer a.Wipe()
	err := s.f.format.Write(s.cmd.OutOrStdout(), a.Node, table)
	if errors.Is(err, output.ErrTemplate) {
		return &exitError{exitUsage, err.Error() + ". Nothing was printed. Look at the members with --output json"}
	}
	if err != nil {
		return unwritable(err)
	}
	return nil
}

// answers reads what the server wrote, and clears it there.
func answers(said *ssclient.Answers) (all []output.Answer, err error) {
	for _, raw := range said.Take() {
		a, e := output.Parse(raw)
		if e != nil {
			err = e
			continue
		}
		all = append(all, a)
	}
	return all, err
}

// onTerminal reports whether a person is at that end.
func onTerminal(end any) bool {
	f, ok := end.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// deliver writes what a command is for.
func deliver(to io.Writer, b []byte) error {
	if _, err := to.Write(b); err != nil {
		return unwritable(err)
	}
	return nil
}

func unwritable(err error) error {
	return &exitError{exitFailed, fmt.Sprintf("the output could not be written: %v", err)}
}
