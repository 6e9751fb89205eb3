package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"sallyport/app"
	"sallyport/workflow/sealed"
)

// demos are the embedded demo vaults of one window. The first has the files.
type demos []*demo

// startDemos starts n of them, on one clock. What has been started is there to be closed, error or not.
func startDemos(n int, f demoFlags) (all demos, err error) {
	for range n {
		if len(all) > 0 {
			f.clock = all[0].clock
		}
		d, err := startDemo(f)
		if err != nil {
			return all, err
		}
		all = append(all, d)
	}
	return all, nil
}

// embed makes the private files that a window on these demos uses instead of
// the user's, and describes them.
func (all demos) embed(out io.Writer) error {
	if err := all[0].makeDir(); err != nil {
		return err
	}
	var known bytes.Buffer // this program made the hosts a moment ago: their keys need no question
	for _, d := range all {
		known.WriteString(d.host.KnownHostsLine() + "\n")
		if err := d.describe(out); err != nil {
			return err
		}
	}
	return os.WriteFile(all.places().knownHosts, known.Bytes(), 0o600)
}

func (all demos) places() places {
	dir := all[0].dir
	return places{journal: filepath.Join(dir, "journal"), knownHosts: filepath.Join(dir, "known_hosts"), trail: filepath.Join(dir, "trail.jsonl")}
}

// offer lets the sign-in page name the demos' users, who are the same in each.
func (all demos) offer() *app.Demo {
	o := &app.Demo{Password: all.password}
	for _, d := range all {
		o.Servers = append(o.Servers, d.server.URL)
	}
	for _, u := range all[0].vault.Users() {
		o.Users = append(o.Users, app.DemoUser{Name: u.Name, Role: u.Role})
	}
	return o
}

func (all demos) password(server, name string) sealed.Secret {
	for _, d := range all {
		if d.server.URL != server {
			continue
		}
		for _, u := range d.vault.Users() {
			if u.Name == name {
				return sealed.New([]byte(u.Password))
			}
		}
	}
	return sealed.Secret{}
}

func (all demos) close() {
	for _, d := range all {
		d.close()
	}
}
