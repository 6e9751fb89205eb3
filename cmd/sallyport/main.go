// Command sallyport opens privileged sessions whose passwords stay in Delinea
// Secret Server.
//
// Owns: flags, the order in which the parts are made, signals, exit codes.
// Never: has rules of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	_ "early.sallyport" // before Fyne, see there
	"github.com/spf13/cobra"

	"sallyport/launcher"
)

func main() {
	// ssh starts this program by another name to ask for a password.
	if code, mine := launcher.Dispatch(os.Args); mine {
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := root().ExecuteContext(ctx)
	if err == nil {
		return
	}
	end := endOf(err)
	if end.text != "" {
		fmt.Fprintln(os.Stderr, "sallyport: "+end.text)
	}
	os.Exit(end.code)
}

// endOf is how the program ends with err: what is not ours is cobra's word on the arguments.
func endOf(err error) *exitError {
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{code: exitUsage, text: err.Error()}
	}
	return exit
}

// The exit codes, also listed in README.md.
const (
	exitFailed      = 1 // the session itself failed
	exitUsage       = 2
	exitSignIn      = 3
	exitRefused     = 4 // the vault wants a workflow that was not satisfied
	exitUnreachable = 5
	exitThrottled   = 6
)

// exitError is the end of a command: a sentence and a code.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

func root() *cobra.Command {
	var w windowFlags
	c := &cobra.Command{
		Use:           "sallyport",
		Short:         "Open privileged sessions through Delinea Secret Server",
		Long:          "Sallyport opens SSH and RDP sessions whose passwords stay in Delinea Secret Server.\nWithout a command it opens its window.",
		Version:       version(),
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return runWindow(c.Context(), w) },
	}
	c.Flags().StringVar(&w.server, "server", os.Getenv("SALLYPORT_SERVER"), "URL of the Secret Server (or SALLYPORT_SERVER)")
	c.Flags().StringVar(&w.user, "user", os.Getenv("SALLYPORT_USER"), "user name to sign in with (or SALLYPORT_USER)")
	addCAFile(c, &w.caFile)
	c.Flags().BoolVar(&w.demo, "demo", false, "open on an embedded demo vault with a demo SSH host")
	c.Flags().IntVar(&w.speed, "speed", 1, "with --demo: how much faster than real time the vault's minutes pass")
	c.Flags().IntVar(&w.vaults, "vaults", 1, "with --demo: how many demo vaults")
	c.MarkFlagsMutuallyExclusive("server", "demo")
	c.AddCommand(demoCommand(), connectCommand(), planCommand(), statusCommand(), checkInCommand(), trailCommand(), doctorCommand(), sessionCommand())
	c.AddCommand(tokenCommand(), secretCommand(), templateCommand(), auditCommand(), connectorDefinitionCommand())
	return c
}

// sessionCommand is what runs inside a terminal window beside ssh.
func sessionCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "session DIR",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if code := launcher.RunSession(args[0]); code != 0 {
				return &exitError{code: code}
			}
			return nil
		},
	}
}
