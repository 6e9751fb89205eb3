package main

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"sallyport/app"
	"sallyport/assets"
	"sallyport/launcher/demohost"
	"sallyport/ssclient/demovault"
)

// demo is a running demo vault, Platform and SSH host.
type demo struct {
	vault    *demovault.Vault
	server   *demovault.Server
	platform *demovault.Server
	host     *demohost.Host
	clock    app.Clock // of all, and of a window on them
	dir      string    // private files, gone with the demo; "": none
	caFile   string    // "": no TLS
}

func startDemo(f demoFlags) (*demo, error) {
	d := &demo{clock: app.RealClock{}}
	switch {
	case f.clock != nil:
		d.clock = f.clock
	case f.speed > 1:
		d.clock = app.FastClock{Start: time.Now(), Speed: f.speed}
	}
	var err error
	d.vault, err = demovault.New(demovault.Config{
		Seed: assets.DemoSeed, Now: d.clock.Now, Secrets: f.secrets, Folders: f.folders, StateDir: f.stateDir,
		Logins: func() any { return d.host.Logins() },
	})
	if err != nil {
		return nil, err
	}
	// A password change takes a moment, as it does where a machine has to be asked.
	d.vault.SetSettings(func(s *demovault.Settings) { s.PasswordChangeTime = 4 * time.Second })
	d.host, err = demohost.Start(demohost.Config{Account: d.vault.Account, Opens: d.vault.Opens, Now: d.clock.Now})
	if err != nil {
		d.close()
		return nil, err
	}
	d.vault.SetSSHHost(d.host.Addr())
	if f.rdpHost != "" {
		d.vault.SetRDPHost(f.rdpHost)
	}
	if err := d.serve(f); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// serve opens the vault's address and the Platform's.
func (d *demo) serve(f demoFlags) error {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	at := demovault.Binding{Addr: f.addr, AllowRemote: f.allowRemote}
	if f.tls {
		if at.Authority, err = demovault.NewAuthority(host); err != nil {
			return err
		}
		if err := d.writeAuthority(f.stateDir, at.Authority.PEM()); err != nil {
			return err
		}
	}
	if d.server, err = d.vault.ListenOn(at); err != nil {
		return err
	}
	at.Addr, at.Platform = cmp.Or(f.platformAddr, net.JoinHostPort(host, "0")), true
	d.platform, err = d.vault.ListenOn(at)
	return err
}

// writeAuthority writes the certificate that clients are to trust beside the
// state, or into a folder that goes with the demo.
func (d *demo) writeAuthority(stateDir string, pem []byte) error {
	if stateDir == "" {
		if err := d.makeDir(); err != nil {
			return err
		}
	}
	path, err := filepath.Abs(filepath.Join(cmp.Or(stateDir, d.dir), "ca.pem"))
	if err != nil {
		return fmt.Errorf("write the demo's authority: %w", err)
	}
	if err := os.WriteFile(path, pem, 0o600); err != nil {
		return fmt.Errorf("write the demo's authority: %w", err)
	}
	d.caFile = path
	return os.Chmod(path, 0o600)
}

// makeDir makes the demo's private folder, once.
func (d *demo) makeDir() error {
	if d.dir != "" {
		return nil
	}
	dir, err := os.MkdirTemp("", "sallyport-demo-")
	if err != nil {
		return fmt.Errorf("make room for the demo: %w", err)
	}
	d.dir = dir
	return nil
}

func (d *demo) close() {
	for _, s := range []*demovault.Server{d.platform, d.server} {
		if s != nil {
			_ = s.Close()
		}
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
