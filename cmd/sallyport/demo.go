package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/ssclient/demovault"
)

// demoFlags are those of `sallyport demo`.
type demoFlags struct {
	addr         string
	platformAddr string // "": any port of addr's host
	tls          bool
	allowRemote  bool
	speed        int
	secrets      int
	folders      int    // of those; 0: the usual
	rdpHost      string // where the Windows secrets lead
	stateDir     string
	clock        app.Clock // of another demo; nil: one of its own
}

func demoCommand() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Serve a demo Secret Server and a demo SSH host on this machine",
		Long: "Serve a demo Secret Server, a demo Delinea Platform before it and a demo SSH host on the loopback\n" +
			"interface until interrupted. The first line on standard output is a JSON object: url, platformUrl,\n" +
			"caFile (with --tls), sshHost, sshHostKey, consoleUrl, users, platform.\n" +
			"It is for trying and testing: passwords are random and printed.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.speed < 1 || f.secrets < 0 || f.folders < 0 {
				return &exitError{exitUsage, "--speed must be at least 1, --secrets and --folders not negative"}
			}
			if err := f.checkAddresses(c.ErrOrStderr()); err != nil {
				return &exitError{exitUsage, err.Error()}
			}
			d, err := startDemo(f)
			if err != nil {
				return &exitError{exitFailed, err.Error()}
			}
			defer d.close()
			if err := d.describe(c.OutOrStdout()); err != nil {
				return &exitError{exitFailed, err.Error()}
			}
			<-c.Context().Done()
			return nil
		},
	}
	c.Flags().StringVar(&f.addr, "addr", "127.0.0.1:0", "loopback address to serve on")
	c.Flags().StringVar(&f.platformAddr, "platform-addr", "", "address to serve the Platform on (default: any port of the host of --addr)")
	c.Flags().BoolVar(&f.tls, "tls", false, "serve HTTPS with a certificate of an authority made for this start")
	c.Flags().BoolVar(&f.allowRemote, "allow-remote", false, "let --addr be reached by other machines")
	c.Flags().IntVar(&f.speed, "speed", 1, "how much faster than real time the vault's minutes pass")
	c.Flags().IntVar(&f.secrets, "secrets", 0, "add this many plain secrets in a folder tree")
	c.Flags().IntVar(&f.folders, "folders", 0, "how many folders hold them (default 60)")
	c.Flags().StringVar(&f.rdpHost, "rdp-host", "", "host:port where the Windows secrets of the demo lead")
	c.Flags().StringVar(&f.stateDir, "state-dir", "", "keep the vault's state in this folder, encrypted with the key file in it")
	return c
}

// checkAddresses wants a word for addresses that other machines can reach, and
// says on w what it means to serve them.
func (f demoFlags) checkAddresses(w io.Writer) error {
	remote := false
	for _, addr := range []string{f.addr, cmp.Or(f.platformAddr, f.addr)} {
		host, _, err := net.SplitHostPort(addr)
		if err != nil {
			return fmt.Errorf("%q is no address: host:port is", addr)
		}
		remote = remote || !demovault.Loopback(host)
	}
	switch {
	case !remote:
		return nil
	case !f.allowRemote:
		return errors.New("other machines could reach that address: give --allow-remote as well if they may")
	}
	fmt.Fprintln(w, "Warning: other machines can reach this demo. Whoever knows its passwords can read its secrets, and its console lets anybody in who knows the address.")
	if !f.tls {
		fmt.Fprintln(w, "Warning: without --tls, passwords can be read on the way.")
	}
	return nil
}
