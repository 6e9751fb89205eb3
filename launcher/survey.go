package launcher

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Survey is what a machine has for sessions.
type Survey struct {
	Clients   []Client      `json:"clients"`
	Terminals []Program     `json:"terminals"` // in the order they are looked for
	Terminal  ChosenProgram `json:"terminal"`
}

// Program is a program that was found.
type Program struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// ChosenProgram is the one that would be started.
type ChosenProgram struct {
	Path string `json:"path"` // "": none
	Why  string `json:"why"`  // whose choice it is, or what is missing
}

// Client is a program that can open sessions, and how far it can be trusted with a secret.
type Client struct {
	Program
	Product    string     `json:"product"`
	Version    string     `json:"version"` // "": it does not say
	Can        []string   `json:"can"`     // what it takes without showing it to anybody
	Cannot     string     `json:"cannot"`  // why it is not used; "": it is
	Advisories []Advisory `json:"advisories"`
}

// Advisory is a published fault of a version. It goes by the number alone: a
// distribution may have put the correction into an older one.
type Advisory struct {
	ID       string `json:"id"`
	FixedIn  string `json:"fixedIn"`
	About    string `json:"about"`
	Harmless string `json:"harmless"` // why it does not concern sessions of ours; "": it does
}

// probeLimit is how long a program may take to say its version.
const probeLimit = 5 * time.Second

// product is one make of client, under all its names.
type product struct {
	name    string
	called  []string // on Linux and macOS
	windows []string // on Windows: only names that answer there without a window
	ask     string   // the argument that makes it say its version; "": it does not
	version *regexp.Regexp
	judge   func(release) (can []string, cannot string)
}

var products = []product{
	{"OpenSSH", sshNames("linux"), sshNames("windows"), "-V", regexp.MustCompile(`OpenSSH_(?:for_Windows_)?(\d{1,3}\.\d{1,3}(?:p\d{1,3})?)`), judgeSSH},
	{"FreeRDP", []string{"xfreerdp3", "sdl-freerdp3", "xfreerdp", "sdl-freerdp", "wlfreerdp3", "wlfreerdp"}, []string{"sdl-freerdp"}, "/version", regexp.MustCompile(`FreeRDP version (\d{1,3}\.\d{1,3}\.\d{1,3})`), judgeFreeRDP},
	{"Remmina", []string{"remmina"}, nil, "--version", regexp.MustCompile(`(\d{1,3}\.\d{1,3}\.\d{1,3})`), judgeRemmina},
	{"PuTTY", []string{"plink", "putty"}, []string{"plink"}, "--version", regexp.MustCompile(`Release (\d{1,3}\.\d{1,3})`), judgePuTTY},
	{"Remote Desktop Connection", nil, []string{windowsRDP}, "", nil, judgeMstsc},
}

// unused are clients under names that are never started, and why.
var unused = map[string]string{
	"wlfreerdp":  wlFreeRDP,
	"wlfreerdp3": wlFreeRDP,
}

const wlFreeRDP = "not used: its exit codes do not say why a session failed, and FreeRDP has given it up for sdl-freerdp"

// names are what the product is called on a system.
func (p product) names(goos string) []string {
	if goos == "windows" {
		return p.windows
	}
	return p.called
}

// Look looks at the programs of this machine. It starts those it finds, to ask
// for their versions, and nothing else. chosen is the terminal that the user wants; "": none. Of
// cfg it uses LookPath alone.
func Look(ctx context.Context, cfg Config, chosen string) Survey {
	if cfg.LookPath == nil {
		cfg.LookPath = exec.LookPath
	}
	l := &Launcher{cfg: cfg}
	s := Survey{Clients: l.clients(ctx), Terminals: []Program{}}
	s.Terminals = append(s.Terminals, l.terminals(runtime.GOOS)...)
	path, err := l.findTerminal(chosen)
	s.Terminal = ChosenProgram{path, "the first that was found"}
	switch named := os.Getenv("TERMINAL"); {
	case err != nil:
		s.Terminal.Why = err.Error()
	case path == "":
		s.Terminal.Why = "a console of its own, shown as Windows is set up"
	case chosen != "":
		s.Terminal.Why = "chosen in the settings"
	case named != "":
		if p, err := l.look(named); err == nil && p == path {
			s.Terminal.Why = "chosen by $TERMINAL"
		}
	}
	return s
}

// terminals are the terminals of a system that are here.
func (l *Launcher) terminals(goos string) (found []Program) {
	names := []string{windowsTerminal}
	switch goos {
	case "darwin":
		for _, t := range macTerminals {
			if exists(t.app) {
				found = append(found, Program{t.name, t.app})
			}
		}
		return found
	case "linux":
		names = nil
		for _, t := range terminals {
			names = append(names, t.name)
		}
	}
	for _, name := range names {
		if path, err := l.look(name); err == nil {
			found = append(found, Program{name, path})
		}
	}
	return found
}

// clients asks all of them at once: one that hangs holds up nobody.
func (l *Launcher) clients(ctx context.Context) []Client {
	found := []Client{}
	var asked sync.WaitGroup
	var makes []product
	for _, p := range products {
		for _, name := range p.names(runtime.GOOS) {
			path, err := l.look(name)
			if err != nil || slices.ContainsFunc(found, func(c Client) bool { return c.Path == path }) {
				continue
			}
			name = name[strings.LastIndexByte(name, '\\')+1:] // without its place on Windows
			found = append(found, Client{Program: Program{name, path}, Product: p.name, Can: []string{}, Advisories: []Advisory{}})
			makes = append(makes, p)
		}
	}
	for i := range found {
		asked.Go(func() { found[i].ask(ctx, makes[i]) })
	}
	asked.Wait()
	return append(found, byHand(runtime.GOOS, exists)...)
}

// byHand are the clients of a system that are opened and nothing more.
func byHand(goos string, exists func(string) bool) []Client {
	app := ""
	if goos == "darwin" {
		app = findWindowsApp(exists)
	}
	if app == "" {
		return nil
	}
	e := onlyByHand(app)
	return []Client{{
		Program: Program{e.Tool, app}, Product: "Windows App", Can: []string{}, Advisories: []Advisory{},
		Cannot: "only by hand, where there is no FreeRDP: it takes no password from another program and does not tell when a session ends",
	}}
}

// ask lets the program say its version, and judges that.
func (c *Client) ask(ctx context.Context, p product) {
	if p.ask == "" {
		c.Can, c.Cannot = p.judge(nil)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Path, p.ask)
	cmd.Env = clientEnv(os.Environ(), Plan{Env: []string{noBus}}) // Remmina would start one, which outlives it
	cmd.WaitDelay = time.Second
	said, err := cmd.CombinedOutput() // many end with an error even where they answer
	m := p.version.FindSubmatch(said)
	if m == nil {
		c.Cannot = "it does not say its version"
		if line := lastLine(strings.Split(string(said), "\n")); line != "" {
			c.Cannot += ": " + line
		} else if err != nil {
			c.Cannot += ": " + err.Error()
		}
		return
	}
	c.Version = string(m[1])
	v := releaseOf(c.Version)
	if can, cannot := p.judge(v); cmp.Or(unused[c.Name], cannot) != "" {
		c.Cannot = cmp.Or(unused[c.Name], cannot)
	} else {
		c.Can = can
	}
	for _, a := range advisories {
		if a.product == p.name && (a.os == "" || a.os == runtime.GOOS) && slices.Compare(v, releaseOf(a.from)) >= 0 && slices.Compare(v, releaseOf(a.FixedIn)) < 0 {
			c.Advisories = append(c.Advisories, a.Advisory)
		}
	}
}

// release is a version as its numbers: 9.2p1 is 9, 2, 1.
type release []int

var number = regexp.MustCompile(`\d+`)

func releaseOf(s string) release {
	var r release
	for _, digits := range number.FindAllString(s, 4) {
		n, _ := strconv.Atoi(digits) // three digits at most
		r = append(r, n)
	}
	return r
}

func (r release) from(first string) bool { return slices.Compare(r, releaseOf(first)) >= 0 }

func judgeSSH(r release) (can []string, cannot string) {
	if !r.from("8.4") {
		return nil, "older than 8.4: it would ask for the password in the terminal"
	}
	can = []string{"password: to its exact question, once", "private key: from an agent of the session's own"}
	if r.from("8.5") {
		can = append(can, "keyboard-interactive: its questions say whose they are")
	}
	if r.from("8.9") {
		can = append(can, "the key signs for the one host alone")
	}
	return can, ""
}

func judgeFreeRDP(r release) (can []string, cannot string) {
	switch {
	case r.from("3"):
		return []string{"password and options: through a pipe"}, ""
	case r.from("2.4"):
		return []string{"password: on its standard input, up to 255 characters"}, ""
	}
	return nil, "older than 2.4: its exit codes do not say why a session failed"
}

func judgeMstsc(release) (can []string, cannot string) {
	return []string{"password: from Windows' credential store, for some seconds"}, ""
}

func judgeRemmina(r release) (can []string, cannot string) {
	if !r.from(remminaFrom) {
		return nil, "older than 1.4: it hands over to the Remmina that runs already"
	}
	return []string{"reduced protection, only where it is chosen: the password is pasted by you, the certificate asked about once more by Remmina"}, ""
}

func judgePuTTY(r release) (can []string, cannot string) {
	if !r.from(puTTYFrom) {
		return nil, "older than 0.77: it takes a password on its command line only"
	}
	return []string{"password: through a pipe, to the one host whose key was trusted"}, ""
}
