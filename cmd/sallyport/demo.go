package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/assets"
	"sallyport/launcher/demohost"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// demoFlags are those of `sallyport demo`.
type demoFlags struct {
	addr     string
	speed    int
	secrets  int
	stateDir string
}

func demoCommand() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Serve a demo Secret Server and a demo SSH host on this machine",
		Long: "Serve a demo Secret Server and a demo SSH host on the loopback interface until interrupted.\n" +
			"The first line on standard output is a JSON object: url, sshHost, sshHostKey, consoleUrl, users.\n" +
			"It is for trying and testing: passwords are random and printed.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.speed < 1 || f.secrets < 0 {
				return &exitError{exitUsage, "--speed must be at least 1 and --secrets not negative"}
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
	c.Flags().IntVar(&f.speed, "speed", 1, "how much faster than real time the vault's minutes pass")
	c.Flags().IntVar(&f.secrets, "secrets", 0, "add this many plain secrets in a folder tree")
	c.Flags().StringVar(&f.stateDir, "state-dir", "", "keep the vault's state in this folder")
	return c
}

// demo is a running demo vault and SSH host.
type demo struct {
	vault  *demovault.Vault
	server *demovault.Server
	host   *demohost.Host
	clock  app.Clock // of both, and of a window on them
	dir    string    // private files of an embedded demo
}

func startDemo(f demoFlags) (*demo, error) {
	d := &demo{clock: app.RealClock{}}
	if f.speed > 1 {
		d.clock = app.FastClock{Start: time.Now(), Speed: f.speed}
	}
	var err error
	d.vault, err = demovault.New(demovault.Config{
		Seed: assets.DemoSeed, Now: d.clock.Now, Secrets: f.secrets, StateDir: f.stateDir,
		Logins: func() any { return d.host.Logins() },
	})
	if err != nil {
		return nil, err
	}
	d.host, err = demohost.Start(demohost.Config{Account: d.vault.Account, Now: d.clock.Now})
	if err != nil {
		d.close()
		return nil, err
	}
	d.vault.SetSSHHost(d.host.Addr())
	d.server, err = d.vault.Listen(f.addr)
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *demo) close() {
	if d.server != nil {
		_ = d.server.Close()
	}
	if d.host != nil {
		_ = d.host.Close()
	}
	if d.vault != nil {
		_ = d.vault.Close()
	}
	if d.dir != "" {
		_ = os.RemoveAll(d.dir)
	}
}

// description is the first line of a demo. Others parse it: members are only added.
type description struct {
	URL        string     `json:"url"`
	SSHHost    string     `json:"sshHost"`
	SSHHostKey string     `json:"sshHostKey"`
	ConsoleURL string     `json:"consoleUrl"`
	Users      []demoUser `json:"users"`
}

type demoUser struct {
	Name       string `json:"name"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totpSecret"`
	Role       string `json:"role"`
}

func (d *demo) describe(w io.Writer) error {
	out := description{
		URL: d.server.URL, SSHHost: d.host.Addr(), SSHHostKey: d.host.KnownHostsLine(), ConsoleURL: d.server.ConsoleURL,
	}
	for _, u := range d.vault.Users() {
		out.Users = append(out.Users, demoUser{u.Name, u.Password, u.TOTPSecret, u.Role})
	}
	return json.NewEncoder(w).Encode(out)
}

// embed makes the private files that a window on this demo uses instead of the user's.
func (d *demo) embed() error {
	dir, err := os.MkdirTemp("", "sallyport-demo-")
	if err != nil {
		return fmt.Errorf("make room for the demo: %w", err)
	}
	d.dir = dir
	// This program made the host a moment ago: its key needs no question.
	return os.WriteFile(d.places().knownHosts, []byte(d.host.KnownHostsLine()+"\n"), 0o600)
}

func (d *demo) places() places {
	return places{journal: filepath.Join(d.dir, "journal"), knownHosts: filepath.Join(d.dir, "known_hosts")}
}

// offer lets the sign-in page name the demo's users.
func (d *demo) offer() *app.Demo {
	o := &app.Demo{Password: func(name string) sealed.Secret {
		for _, u := range d.vault.Users() {
			if u.Name == name {
				return sealed.New([]byte(u.Password))
			}
		}
		return sealed.Secret{}
	}}
	for _, u := range d.vault.Users() {
		o.Users = append(o.Users, app.DemoUser{Name: u.Name, Role: u.Role})
	}
	return o
}
