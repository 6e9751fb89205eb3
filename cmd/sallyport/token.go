package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"sallyport/cmd/internal/output"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

func tokenCommand() *cobra.Command {
	var f scriptFlags
	var refresh bool
	c := &cobra.Command{
		Use:   "token",
		Short: "Sign in, or renew a sign-in, and print the token",
		Long: "Sign in and print the token, as JSON in the members of the Secret Server connector unless --output says\n" +
			"otherwise. With --refresh the command reads a refresh token from standard input, or asks for it, and\n" +
			"renews that sign-in; a refresh token works once. The token is not ended: it lives until it expires.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !refresh {
				return f.run(c, actionToken, nil, func(ctx context.Context, s *script) error {
					return s.printToken(ctx, func(ctx context.Context) error {
						err := s.signIn(ctx)
						s.ours = false // it is what was asked for
						return err
					})
				})
			}
			if f.user == "" {
				f.user = "this account"
			}
			lines := []input{{"the refresh token", func(i *inputs) *sealed.Secret { return &i.refresh }}}
			asks := onTerminal(c.InOrStdin())
			if asks {
				lines = nil
			}
			return f.run(c, actionToken, lines, func(ctx context.Context, s *script) (err error) {
				if asks {
					if s.refresh, err = openTerminal().readSecret("Refresh token: "); err != nil {
						return &exitError{exitUsage, "read the refresh token: " + err.Error() + ". Nothing was sent"}
					}
				}
				return s.printToken(ctx, func(ctx context.Context) error { return s.client.Resume(ctx, s.refresh) })
			})
		},
	}
	f.add(c)
	c.Flags().BoolVar(&refresh, "refresh", false, "renew a sign-in with the refresh token on standard input")
	for _, other := range []string{"password-stdin", "otp", "otp-stdin", "client-id"} {
		c.MarkFlagsMutuallyExclusive("refresh", other)
	}
	return c
}

func (s *script) printToken(ctx context.Context, get func(context.Context) error) error {
	ctx, said := ssclient.Verbatim(ctx)
	defer said.Wipe()
	if err := get(ctx); err != nil {
		return err
	}
	all, err := answers(said)
	if err != nil || len(all) == 0 {
		return errors.Join(err, errNoAnswer)
	}
	a := all[0]
	a.As("TokenResponse")
	return s.print(a, output.Members)
}
