package main

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/cmd/internal/output"
	"sallyport/ssclient"
)

// listFlags are those of the commands that print many things.
type listFlags struct {
	scriptFlags
	limit int
}

func (f *listFlags) add(c *cobra.Command) {
	f.scriptFlags.add(c)
	f.addToken(c)
	c.Flags().IntVar(&f.limit, "limit", 100, "print at most so many; 0 is all")
}

func (f *listFlags) check() error {
	if f.limit < 0 {
		return &exitError{exitUsage, "--limit is a number of rows, or 0 for all. Nothing was sent"}
	}
	return nil
}

func secretSearchCommand() *cobra.Command {
	var f listFlags
	var folder string
	c := &cobra.Command{
		Use:   "search TEXT",
		Short: "List the secrets in which a text occurs; '' is all",
		Long:  "List the secrets in which a text occurs, by name: no values, and no view in the audit. '' is all.",
		Args:  takes("the text"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return f.run(c, "", nil, func(ctx context.Context, s *script) error {
				if err := s.signIn(ctx); err != nil {
					return err
				}
				filter := ssclient.SecretFilter{Text: args[0]}
				if folder != "" {
					id, err := s.folder(ctx, folder)
					if err != nil {
						return err
					}
					filter.FolderID, filter.SubFolders = id, true
				}
				return list(ctx, s, f.limit, func(ctx context.Context) iter.Seq2[ssclient.SecretSummary, error] {
					return s.client.AllSecrets(ctx, filter)
				}, searchTable)
			})
		},
	}
	f.add(c)
	c.Flags().StringVar(&folder, "folder", "", `only in this folder and below, like \Linux`)
	return c
}

func auditCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "audit ID",
		Short: "Print who did what with a secret, the latest first",
		Args:  takes("the secret's number"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := number(args[0], "a secret")
			if err == nil {
				err = f.check()
			}
			if err != nil {
				return err
			}
			return f.run(c, "", nil, func(ctx context.Context, s *script) error {
				if err := s.signIn(ctx); err != nil {
					return err
				}
				return list(ctx, s, f.limit, func(ctx context.Context) iter.Seq2[ssclient.Audit, error] {
					return s.client.Audits(ctx, id)
				}, auditTable)
			})
		},
	}
	f.add(c)
	return c
}

// list prints the records of as many pages as the limit needs.
func list[T any](ctx context.Context, s *script, limit int, all func(context.Context) iter.Seq2[T, error], table func(*output.Node) output.Table) error {
	ctx, said := ssclient.Verbatim(ctx)
	defer said.Wipe()
	n := 0
	for _, err := range all(ctx) {
		if err != nil {
			return err
		}
		if n++; limit > 0 && n > limit {
			s.say("there are more than %d; --limit 0 prints all", limit)
			break
		}
	}
	pages, err := answers(said)
	if err != nil {
		return err
	}
	return s.print(output.Join(pages, limit), table)
}

// number reads the number of something.
func number(text, of string) (int, error) {
	id, err := strconv.Atoi(text)
	if err != nil || id < 1 {
		return 0, &exitError{exitUsage, fmt.Sprintf("%q is not the number of %s. Nothing was sent", text, of)}
	}
	return id, nil
}

// folder goes down a path of folders.
func (s *script) folder(ctx context.Context, path string) (id int, err error) {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '\\' || r == '/' })
	for i, part := range parts {
		below, err := s.client.Folders(ctx, id)
		if err != nil {
			return 0, err
		}
		found := false
		for _, f := range below {
			if strings.EqualFold(f.Name, part) {
				id, found = f.ID, true
				break
			}
		}
		if !found {
			return 0, &exitError{exitRefused, fmt.Sprintf(`there is no folder \%s that %s may see. Look for its name in the browser. Nothing was changed`, strings.Join(parts[:i+1], `\`), s.f.user)}
		}
	}
	if len(parts) == 0 {
		return 0, &exitError{exitUsage, `--folder is a path like \Linux. Nothing was changed`}
	}
	return id, nil
}

func searchTable(n *output.Node) output.Table {
	t := output.Table{output.Row("ID", "NAME", "FOLDER", "TEMPLATE", "NEEDS")}
	for _, s := range n.All() {
		var needs []string
		for _, need := range []struct{ member, word string }{
			{"requiresApproval", "approval"}, {"requiresComment", "comment"}, {"checkOutEnabled", "check-out"}, {"doubleLockEnabled", "QuantumLock"},
		} {
			if s.Get(need.member).True() {
				needs = append(needs, need.word)
			}
		}
		t = append(t, output.Row(s.Get("id").Text(), s.Get("name").Text(), s.Get("folderPath").Text(), s.Get("secretTemplateName").Text(), strings.Join(needs, ", ")))
	}
	return t
}

func auditTable(n *output.Node) output.Table {
	t := output.Table{output.Row("WHEN", "WHO", "ACTION", "TICKET", "NOTES")}
	for _, a := range n.All() {
		t = append(t, output.Row(a.Get("dateRecorded").Text(), a.Get("byUserDisplayName").Text(), a.Get("actionForDisplay").Text(), a.Get("ticketNumber").Text(), a.Get("notes").Text()))
	}
	return t
}
