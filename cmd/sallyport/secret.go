package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/cmd/internal/output"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

func secretCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "secret",
		Short: "Get, find and look at secrets, for scripts",
		Args:  cobra.ArbitraryArgs,
		RunE:  needsVerb("get, search or state"),
		// A misspelt verb comes with its flags.
		FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
	}
	c.AddCommand(secretGetCommand(), secretSearchCommand(), secretStateCommand())
	return c
}

// needsVerb is what a command that only holds others says for itself.
func needsVerb(verbs string) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		what := "it is followed by " + verbs
		if len(args) > 0 {
			what = fmt.Sprintf("it is followed by %s, not by %q", verbs, args[0])
		}
		return &exitError{exitUsage, c.CommandPath() + ": " + what + ". Nothing was sent"}
	}
}

// takes is the one argument of a command.
func takes(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return &exitError{exitUsage, fmt.Sprintf("%s takes one argument, %s; there are %d. Nothing was sent", c.CommandPath(), what, len(args))}
	}
}

// getFlags are those of `sallyport secret get`.
type getFlags struct {
	scriptFlags
	wayFlags
	field string
	code  bool
	show  bool
}

func secretGetCommand() *cobra.Command {
	var f getFlags
	c := &cobra.Command{
		Use:   `get ID|\Folder\Name`,
		Short: "Print a secret with all its values",
		Long: "Print a secret with all its values: as JSON, in the members and order of the Secret Server connector,\n" +
			"unless --output says otherwise. A table hides passwords; --show shows them.\n" +
			"What the vault wants first is left undone unless a flag allows it: --reason, --ticket, --check-out,\n" +
			"--quantum-lock-stdin. Without it the command ends with code 4 and names the flag.",
		Example: `  sallyport secret get 101 --field password
  sallyport secret get '\Linux\web-01' -o 'template={{field . "username"}}@{{field . "machine"}}'`,
		Args: takes(`the secret's number, or its path like \Folder\Name`),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.wayFlags.check(c); err != nil {
				return err
			}
			return f.run(c, actionGetSecret, f.lockInput(), func(ctx context.Context, s *script) error {
				return s.getSecret(ctx, &f, args[0])
			})
		},
	}
	f.scriptFlags.add(c)
	f.addToken(c)
	f.wayFlags.add(c)
	c.Flags().StringVar(&f.field, "field", "", "print the value of this field alone (its slug, like password); of a file, its bytes")
	c.Flags().BoolVar(&f.show, "show", false, "with --output table: show passwords")
	c.Flags().BoolVar(&f.code, "one-time-code", false, "print the one-time code of now alone, and no other value; --verbose says how long it counts")
	c.MarkFlagsMutuallyExclusive("field", "one-time-code", "output")
	return c
}

func (s *script) getSecret(ctx context.Context, f *getFlags, what string) error {
	if err := checkSecretName(what); err != nil {
		return s.exit(err)
	}
	if err := s.signIn(ctx); err != nil {
		return err
	}
	id, err := s.find(ctx, what)
	if err != nil {
		return err
	}
	access, err := s.wayIn(ctx, id, f.wayFlags)
	if err != nil {
		return err
	}
	if f.code {
		return s.printCode(ctx, id, f.verbose)
	}
	reading, said := ssclient.Verbatim(ctx)
	defer said.Wipe()
	secret, err := s.readSecret(reading, id, access)
	if err != nil {
		return err
	}
	defer secret.Wipe()
	if f.field != "" {
		return s.printField(ctx, secret, f.field, access)
	}
	return s.printSecret(ctx, secret, said, f, access)
}

// checkSecretName finds out what can be known without a vault.
func checkSecretName(what string) error {
	id, err := strconv.Atoi(what)
	switch {
	case err == nil && id > 0:
		return nil
	case err == nil || !strings.ContainsAny(what, `\/`):
		return &exitError{exitUsage, fmt.Sprintf(`Action '%s' failed: %q is neither a secret's number nor a path like \Folder\Name. %s. Nothing was sent.`, actionGetSecret, what, verifyID)}
	}
	return nil
}

// find is the number of a secret that is named by number or path.
func (s *script) find(ctx context.Context, what string) (int, error) {
	if id, err := strconv.Atoi(what); err == nil {
		return id, nil
	}
	found, err := s.client.SecretByPath(ctx, what)
	return found.ID, err
}

// readSecret reads without checking out. With a QuantumLock password it is another call.
func (s *script) readSecret(ctx context.Context, id int, access *ssclient.Access) (ssclient.Secret, error) {
	if access == nil {
		return s.client.Secret(ctx, id)
	}
	return s.client.SecretRestricted(ctx, id, *access)
}

func (s *script) readField(ctx context.Context, id int, slug string, access *ssclient.Access) (sealed.Secret, error) {
	if access == nil {
		return s.client.SecretField(ctx, id, slug)
	}
	return s.client.SecretFieldRestricted(ctx, id, slug, *access)
}

// printSecret prints what the server wrote. Where it keeps passwords back,
// each is read by a call of its own, unless nobody will see it.
func (s *script) printSecret(ctx context.Context, secret ssclient.Secret, said *ssclient.Answers, f *getFlags, access *ssclient.Access) error {
	all, err := answers(said)
	if err != nil || len(all) == 0 {
		return errors.Join(err, errNoAnswer)
	}
	a := all[len(all)-1]
	a.As("SecretModel")
	hide := f.format.Table() && !f.show
	for i, item := range a.Get("items").All() {
		if i >= len(secret.Items) || hide || !secret.Items[i].IsPassword || !output.Masked(secret.Items[i].Value) {
			continue
		}
		v, err := s.readField(ctx, secret.ID, secret.Items[i].Slug, access)
		if err != nil {
			a.Wipe()
			return err
		}
		if node := item.Get("itemValue"); node != nil && !v.Empty() {
			node.Put(v)
		}
	}
	return s.print(a, func(n *output.Node) output.Table { return fieldTable(n, hide) })
}

var errNoAnswer = errors.New("the vault's answer was lost")

func fieldTable(n *output.Node, hide bool) output.Table {
	t := output.Table{output.Row("FIELD", "VALUE")}
	for _, item := range n.Get("items").All() {
		row := output.Row(item.Get("slug").Text(), "")
		switch {
		case item.Get("isFile").True():
			row[1].Text = item.Get("filename").Text()
		case item.Get("isPassword").True() && hide:
			row[1].Text = output.Hidden
		default:
			row[1].Secret = item.Get("itemValue").Secret()
		}
		t = append(t, row)
	}
	return t
}

// printField prints one value as it is: a text with a line end, a file byte by byte.
func (s *script) printField(ctx context.Context, secret ssclient.Secret, slug string, access *ssclient.Access) error {
	item, ok := secret.Item(slug)
	switch {
	case !ok:
		var slugs []string
		for _, i := range secret.Items {
			slugs = append(slugs, i.Slug)
		}
		return &exitError{exitUsage, fmt.Sprintf("%s has no field %q. It has %s. %s", secret.Name, slug, strings.Join(slugs, ", "), s.left(nil))}
	case item.IsFile && item.FileAttachmentID == 0 && item.FileName == "":
		return &exitError{exitRefused, fmt.Sprintf("The field %s of %s has no file attached. %s", item.Slug, secret.Name, s.left(nil))}
	}
	value := item.Value.Clone()
	if item.IsFile || item.IsPassword && output.Masked(item.Value) {
		var err error
		if value, err = s.readField(ctx, secret.ID, item.Slug, access); err != nil {
			return err
		}
	}
	defer value.Wipe()
	if onTerminal(s.cmd.OutOrStdout()) && !output.Harmless(value) {
		return &exitError{exitUsage, fmt.Sprintf("The value of %s is not text for a terminal; send the output to a file. Nothing was printed. %s", item.Slug, s.left(nil))}
	}
	if err := output.WriteValue(s.cmd.OutOrStdout(), value, !item.IsFile); err != nil {
		return unwritable(err)
	}
	return nil
}
