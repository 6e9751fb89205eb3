package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/cmd/internal/output"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

func secretStateCommand() *cobra.Command {
	var f scriptFlags
	c := &cobra.Command{
		Use:   "state ID",
		Short: "Print what stands before a secret now; this opens and audits nothing",
		Args:  takes("the secret's number"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := number(args[0], "a secret")
			if err != nil {
				return err
			}
			return f.run(c, "", nil, func(ctx context.Context, s *script) error {
				if err := s.signIn(ctx); err != nil {
					return err
				}
				return s.one(ctx, "", output.Members, func(ctx context.Context) (any, error) { return s.client.SecretState(ctx, id) })
			})
		},
	}
	f.add(c)
	f.addToken(c)
	return c
}

func templateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "template",
		Short: "Look at secret templates, for scripts",
		Args:  cobra.ArbitraryArgs,
		RunE:  needsVerb("get"),

		FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
	}
	var f scriptFlags
	get := &cobra.Command{
		Use:   "get ID",
		Short: "Print a template with its fields",
		Long:  "Print a template with its fields: as JSON, in the members and order of the Secret Server connector,\nunless --output says otherwise.",
		Args:  takes("the template's number"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := number(args[0], "a template")
			if err != nil {
				return err
			}
			return f.run(c, actionGetTemplate, nil, func(ctx context.Context, s *script) error {
				if err := s.signIn(ctx); err != nil {
					return err
				}
				return s.one(ctx, "SecretTemplateModel", templateTable, func(ctx context.Context) (any, error) { return s.client.Template(ctx, id) })
			})
		},
	}
	f.add(get)
	f.addToken(get)
	c.AddCommand(get)
	return c
}

// one prints the answer to one call. Where the client put it together from
// several, because the server is newer than the call, it prints that.
func (s *script) one(ctx context.Context, definition string, table func(*output.Node) output.Table, read func(context.Context) (any, error)) error {
	ctx, said := ssclient.Verbatim(ctx)
	defer said.Wipe()
	model, err := read(ctx)
	if err != nil {
		return err
	}
	all, err := answers(said)
	if err != nil || len(all) == 0 {
		return errors.Join(err, errNoAnswer)
	}
	a := all[0]
	if len(all) > 1 {
		raw, err := json.Marshal(model) // there is nothing sealed in it
		if err != nil {
			return err
		}
		if a, err = output.Parse(sealed.New(raw)); err != nil {
			return err
		}
	}
	if definition != "" {
		a.As(definition)
	}
	return s.print(a, table)
}

func templateTable(n *output.Node) output.Table {
	t := output.Table{output.Row("SLUG", "NAME", "IS", "REQUIRED")}
	for _, f := range n.Get("fields").All() {
		var is []string
		for _, kind := range []string{"Password", "File", "Notes", "List", "Url"} {
			if f.Get("is" + kind).True() {
				is = append(is, strings.ToLower(kind))
			}
		}
		required := ""
		if f.Get("isRequired").True() {
			required = "yes"
		}
		t = append(t, output.Row(f.Get("fieldSlugName").Text(), f.Get("displayName").Text(), strings.Join(is, ", "), required))
	}
	return t
}
