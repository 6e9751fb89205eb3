package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"sallyport/app/trail"
)

func trailCommand() *cobra.Command {
	var secret, limit int
	var format string
	c := &cobra.Command{
		Use:   "trail",
		Short: "Show or export what Sallyport has done with secrets on this machine",
		Long: "Show what Sallyport has done with secrets on this machine, the newest first:\n" +
			"times, names and what came of each step, never a value or a reason. The vault is not asked.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "table" && format != "json" || secret < 0 || limit < 0 {
				return &exitError{exitUsage, "--output is table or json; --id and --limit take numbers that are not negative"}
			}
			keep := func(e trail.Entry) bool { return secret == 0 || e.SecretID == secret }
			all, err := trail.New(userPlaces().trail).Read(keep, limit)
			if err != nil {
				return &exitError{exitFailed, err.Error()}
			}
			return writeTrail(c.OutOrStdout(), all, format)
		},
	}
	c.Flags().IntVar(&secret, "id", 0, "only of the secret with this number")
	c.Flags().IntVar(&limit, "limit", 0, "at most so many steps (0: all there are)")
	c.Flags().StringVarP(&format, "output", "o", "table", "table or json (one object a line)")
	return c
}

func writeTrail(out io.Writer, all []trail.Entry, format string) error {
	if format == "json" {
		lines := json.NewEncoder(out)
		for _, e := range all {
			if err := lines.Encode(e); err != nil {
				return &exitError{exitFailed, "write the trail: " + err.Error()}
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "TIME\tUSER\tID\tNAME\tSTEP\tOUTCOME")
	for _, e := range all {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\n", e.At.Local().Format("2006-01-02 15:04:05"), e.User, e.SecretID, e.Name, e.Step, e.Outcome)
	}
	if err := w.Flush(); err != nil {
		return &exitError{exitFailed, "write the trail: " + err.Error()}
	}
	return nil
}
