package main

import (
	"bytes"
	"io"

	"sallyport/workflow/sealed"
)

// inputLimit is of all that is read from standard input: tokens are long.
const inputLimit = 64 << 10

// input is one line of standard input.
type input struct {
	name string
	into func(*inputs) *sealed.Secret
}

// inputs are what a command may read from standard input.
type inputs struct{ password, code, token, refresh, lock sealed.Secret }

func (i *inputs) wipe() {
	for _, s := range []sealed.Secret{i.password, i.code, i.token, i.refresh, i.lock} {
		s.Wipe()
	}
}

// wanted are the lines of the sign-in, in their order.
func (f *scriptFlags) wanted() (lines []input) {
	if f.passwordStdin {
		lines = append(lines, input{"the password", func(i *inputs) *sealed.Secret { return &i.password }})
	}
	if f.clientSecretStdin {
		lines = append(lines, input{"the service account's secret", func(i *inputs) *sealed.Secret { return &i.password }})
	}
	if f.tokenStdin {
		lines = append(lines, input{"the access token", func(i *inputs) *sealed.Secret { return &i.token }})
	}
	if f.otpStdin {
		lines = append(lines, input{"the one-time code", func(i *inputs) *sealed.Secret { return &i.code }})
	}
	return lines
}

// read takes the lines from standard input; what is alone there may be any bytes.
func (i *inputs) read(in io.Reader, wanted []input) error {
	if len(wanted) == 0 {
		return nil
	}
	all, err := sealed.Read(in, inputLimit)
	if err != nil {
		return &exitError{exitUsage, "standard input: " + err.Error() + ". Nothing was sent"}
	}
	all = trimLine(all)
	defer all.Wipe()
	missing := ""
	all.Reveal(func(rest []byte) {
		for n, w := range wanted {
			line := rest
			if n < len(wanted)-1 {
				line, rest, _ = bytes.Cut(rest, []byte("\n"))
				line = bytes.TrimSuffix(line, []byte("\r"))
			}
			if len(line) == 0 && missing == "" {
				missing = w.name
			}
			*w.into(i) = sealed.Copy(line)
		}
	})
	if missing != "" {
		i.wipe()
		return &exitError{exitUsage, missing + " is missing on standard input. Nothing was sent"}
	}
	return nil
}
