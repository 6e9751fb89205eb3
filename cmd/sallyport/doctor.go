package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"

	"sallyport/app/settings"
	"sallyport/launcher"
)

// diagnosis is what `sallyport doctor` found. It holds no secret.
type diagnosis struct {
	Version string          `json:"version"`
	System  string          `json:"system"`
	Ways    []readiness     `json:"ways"`
	Tools   launcher.Survey `json:"tools"`
	Desktop screen          `json:"desktop"`
	Places  []ownFile       `json:"places"`
	Proxy   []setting       `json:"proxy"`
	CAFile  certificate     `json:"caFile"`
}

// readiness is of one kind of session.
type readiness struct {
	Kind  string `json:"kind"`
	Ready bool   `json:"ready"`
	Why   string `json:"why"` // why it is not; "": it is
}

// ownFile is a file or folder of ours.
type ownFile struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Mode    string `json:"mode"` // "": not there yet
	Problem string `json:"problem"`
}

type setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Note  string `json:"note"` // why it does not count; "": it does
}

type certificate struct {
	Path    string `json:"path"`
	From    string `json:"from"` // whose choice it is; "": nobody's
	Problem string `json:"problem"`
}

func doctorCommand() *cobra.Command {
	var format, caFile string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Show what this machine has for sessions, and what is missing",
		Long: "Show the clients and terminals of this machine, what each can be trusted with, known faults of\n" +
			"its version, the keyring, the display, the files of Sallyport and the way to the vault.\n" +
			"No vault is asked. Ends with 1 where no session could be started.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "table" && format != "json" {
				return &exitError{exitUsage, "--output is table or json"}
			}
			d := diagnose(c.Context(), caFile)
			if err := d.write(c.OutOrStdout(), format); err != nil {
				return &exitError{exitFailed, "write what was found: " + err.Error()}
			}
			for _, w := range d.Ways {
				if w.Ready {
					return nil
				}
			}
			return &exitError{exitFailed, "no session can be started on this machine"}
		},
	}
	c.Flags().StringVarP(&format, "output", "o", "table", "table or json")
	addCAFile(c, &caFile)
	return c
}

// diagnose looks at everything; what is missing does not stop it.
func diagnose(ctx context.Context, caFile string) diagnosis {
	at := userPlaces()
	chosen, settingsErr := settings.Store{Path: at.settings}.Load()
	cfg := launcher.Config{KnownHosts: at.knownHosts}
	d := diagnosis{
		Version: version(), System: runtime.GOOS + "/" + runtime.GOARCH, Tools: launcher.Look(ctx, cfg, chosen.Terminal),
		Desktop: lookAtDesktop(ctx), Proxy: proxies(chosen.Network.Proxy, os.Getenv), CAFile: chosenCAFile(caFile, chosen.Network.CAFile),
	}
	runtimeDir := ""
	d.Ways, runtimeDir = ways(cfg, chosen.Terminal)
	d.Places = []ownFile{
		look("settings", at.settings), look("journal", at.journal), look("trail", at.trail),
		look("log", at.log), look("known hosts", at.knownHosts), look("sessions", runtimeDir),
	}
	if settingsErr != nil {
		d.Places[0].Problem = settingsErr.Error()
	}
	return d
}

// chosenCAFile is the one that would be used: that of the command line wins.
func chosenCAFile(flag, chosen string) certificate {
	c := certificate{Path: cmp.Or(flag, chosen)}
	switch {
	case flag != "":
		c.From = "the command line"
	case chosen != "":
		c.From = inSettings
	}
	if err := checkCAFile(c.Path); err != nil {
		c.Problem = err.Error()
	}
	return c
}

// inSettings says that something was chosen there.
const inSettings = "the settings"

// ways says which kinds of session could be started, and where they are looked after.
func ways(cfg launcher.Config, chosen string) (all []readiness, runtimeDir string) {
	here := cfg
	here.Foreground = true
	window, windowErr := launcher.New(cfg)
	terminal, terminalErr := launcher.New(here)
	if err := cmp.Or(windowErr, terminalErr); err != nil {
		return []readiness{{Kind: string(launcher.SSH), Why: err.Error()}, {Kind: string(launcher.RDP), Why: err.Error()}}, ""
	}
	defer window.Close()
	defer terminal.Close()
	display := runtime.GOOS != "linux" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	for _, kind := range []launcher.Kind{launcher.SSH, launcher.RDP} {
		r, t := readiness{Kind: string(kind), Ready: true}, launcher.Target{Kind: kind, Host: "unknown.invalid", User: "unknown", Terminal: chosen}
		err := window.Check(t)
		if err == nil && !display {
			err = errors.New("there is no display")
		}
		if err != nil {
			r.Ready, r.Why = false, err.Error()
		}
		if err != nil && kind == launcher.SSH && terminal.Check(t) == nil {
			r.Ready, r.Why = true, "in a terminal only, by `sallyport connect`: "+r.Why
		}
		all = append(all, r)
	}
	return all, window.Dir()
}

// look looks at a file or folder that nobody else may read.
func look(name, path string) ownFile {
	p := ownFile{Name: name, Path: path}
	if path == "" {
		p.Problem = "there is no place for it"
		return p
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		p.Problem = err.Error()
	default:
		p.Mode = info.Mode().String()
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			p.Problem = "others can open it"
		}
	}
	return p
}

// proxies are what leads away from the direct way to the vault: the one that was
// chosen, which wins over the environment's, and those. Who signs in at a proxy
// is not shown, nor the password for it.
func proxies(chosen string, getenv func(string) string) []setting {
	found := []setting{}
	note := ""
	if chosen != "" {
		found = append(found, setting{Name: "proxy", Value: withoutUser(chosen)})
		note = "not used: the settings name one"
	}
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"} {
		for _, n := range []string{name, strings.ToLower(name)} {
			switch v := getenv(n); {
			case v == "":
			case name == "NO_PROXY":
				found = append(found, setting{Name: n, Value: v})
			default:
				found = append(found, setting{n, withoutUser(v), note})
			}
		}
	}
	return found
}

func withoutUser(proxy string) string {
	address := proxy
	if !strings.Contains(proxy, "://") {
		address = "http://" + proxy
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "(not an address)"
	}
	who := ""
	if u.User != nil {
		who = "(hidden)@"
	}
	return u.Scheme + "://" + who + u.Host
}

func (d diagnosis) write(out io.Writer, format string) error {
	if format == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(d)
	}
	t := diagnosisTable{tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)}
	t.row("Sallyport", d.Version, d.System)
	t.head("SESSIONS")
	for _, s := range d.Ways {
		ready := "ready"
		if !s.Ready {
			ready = "cannot be started"
		}
		t.row(s.Kind, ready, s.Why)
	}
	t.head("CLIENTS")
	for _, c := range d.Tools.Clients {
		t.client(c)
	}
	if slices.ContainsFunc(d.Tools.Clients, func(c launcher.Client) bool { return len(c.Advisories) > 0 }) {
		t.row("Faults are those of the version's number; a distribution may have put the correction into an older one.")
	}
	t.head("TERMINALS")
	t.row("chosen", cmp.Or(d.Tools.Terminal.Path, "none"), d.Tools.Terminal.Why)
	for _, p := range d.Tools.Terminals {
		t.row("found", p.Path)
	}
	t.screen(d.Desktop)
	t.head("FILES")
	for _, p := range d.Places {
		t.row(p.Name, cmp.Or(p.Mode, "not there yet"), p.Path, p.Problem)
	}
	t.head("WAY TO THE VAULT")
	for _, s := range d.Proxy {
		t.row(s.Name, s.Value, s.Note)
	}
	t.row("CA file", cmp.Or(d.CAFile.Path, "none"), d.CAFile.From, d.CAFile.Problem)
	return t.w.Flush()
}

// diagnosisTable is rows of columns, under heads.
type diagnosisTable struct{ w *tabwriter.Writer }

func (t diagnosisTable) head(text string) { fmt.Fprintf(t.w, "\n%s\n", text) }

// row writes cells; what tools and the environment say is not to move the cursor.
func (t diagnosisTable) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.Map(func(r rune) rune {
			if unicode.IsPrint(r) {
				return r
			}
			return '?'
		}, c)
	}
	fmt.Fprintln(t.w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

func (t diagnosisTable) client(c launcher.Client) {
	t.row(c.Name, cmp.Or(c.Version, "no version"), c.Path, c.Cannot)
	for _, can := range c.Can {
		t.row("", "can", can)
	}
	for _, a := range c.Advisories {
		why := ""
		if a.Harmless != "" {
			why = "not here: " + a.Harmless
		}
		t.row("", a.ID, "fixed in "+a.FixedIn, a.About, why)
	}
}
