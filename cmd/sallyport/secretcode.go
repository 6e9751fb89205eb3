package main

import (
	"context"
	"fmt"

	"sallyport/cmd/internal/output"
)

// printCode prints the one-time code of now. The secret itself is not read.
func (s *script) printCode(ctx context.Context, id int, verbose bool) error {
	codes, err := s.client.OneTimeCodes(ctx, id, 1)
	if err != nil {
		return err
	}
	defer func() {
		for _, c := range codes {
			c.Code.Wipe()
		}
	}()
	if len(codes) == 0 {
		return &exitError{exitRefused, "The vault gave no one-time code for it. " + s.left(nil)}
	}
	if err := output.WriteValue(s.cmd.OutOrStdout(), codes[0].Code, true); err != nil {
		return unwritable(err)
	}
	if verbose {
		fmt.Fprintf(s.cmd.ErrOrStderr(), "sallyport: the code counts for %d more seconds\n", codes[0].RemainingSeconds)
	}
	return nil
}
