package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// preferences are the page of settings, as the loop of Accounts has them.
type preferences struct {
	version int
	chosen  *Chosen // nil: to be made anew
	problem Problem
}

// viewSettings makes the snapshot anew where something was changed.
func (x *Accounts) viewSettings() SettingsView {
	p := &x.prefs
	if p.chosen == nil {
		p.chosen = chosenOf(x.live.Now())
		p.version++
	}
	return SettingsView{Open: x.list == listSettings, Version: p.version, Chosen: p.chosen, Problem: p.problem, Fresh: x.fresh()}
}

// fresh reports whether this is a first start.
func (x *Accounts) fresh() bool {
	return x.cfg.Demo == nil && x.cfg.Server == "" && len(x.live.Now().Vaults) == 0
}

// LookOf is what settings say of the window, for one that is made before there is a view.
func LookOf(s settings.Settings) GeneralSettings {
	return GeneralSettings{s.Language, s.TextScale, s.Theme, s.KeepOpen, s.ExtendFirst, s.AtOnce}
}

func chosenOf(s settings.Settings) *Chosen {
	c := &Chosen{
		General: LookOf(s),
		SSH:     SSHDefaults{s.SSH, s.Terminal},
		RDP:     s.RDP,
		Safety:  SafetySettings{s.Security, s.ClipboardSeconds},
		Network: NetworkSettings{s.Network, s.LogLevel},
	}
	c.RDP.Drives = slices.Clone(s.RDP.Drives)
	for _, a := range s.Approvals {
		c.Programs = append(c.Programs, Program{a.Server, a.Launcher, a.Program, a.Path})
	}
	return c
}

// intendSettings changes a section; ok is false where the intent is about something else.
func (x *Accounts) intendSettings(i Intent) (ok bool) {
	switch i := i.(type) {
	case ShowSettings:
		x.prefs.problem = Problem{}
		x.openList(listSettings, i.Open)
	case SetGeneral:
		x.set(i.To.check(), func(s *settings.Settings) {
			s.Language, s.TextScale, s.Theme = i.To.Language, i.To.TextScale, i.To.Theme
			s.KeepOpen, s.ExtendFirst, s.AtOnce = i.To.KeepOpen, i.To.ExtendFirst, i.To.AtOnce
		})
	case SetSSH:
		x.set(i.To.check(), func(s *settings.Settings) { s.SSH, s.Terminal = i.To.SSH, i.To.Terminal })
	case SetRDP:
		to := nameDrives(i.To)
		x.set(checkRDP(to), func(s *settings.Settings) { s.RDP = to })
	case SetSafety:
		x.set(i.To.check(), func(s *settings.Settings) { s.Security, s.ClipboardSeconds = i.To.Security, i.To.ClipboardSeconds })
	case SetNetwork:
		x.setNetwork(i.To)
	case ForgetProgram:
		x.set(nil, func(s *settings.Settings) {
			s.Approvals = slices.DeleteFunc(slices.Clone(s.Approvals), func(a settings.Approval) bool {
				return i.Program == Program{a.Server, a.Launcher, a.Program, a.Path}
			})
		})
	default:
		return false
	}
	return true
}

// shutSettings clears the way for a page that was asked for on them.
func (x *Accounts) shutSettings() {
	if x.list == listSettings {
		x.openList(listSettings, false)
	}
}

// set changes the settings, unless what was chosen cannot be used.
func (x *Accounts) set(wrong error, change func(*settings.Settings)) {
	x.prefs.problem = Problem{}
	if wrong != nil {
		x.prefs.problem = choiceProblem(wrong)
		return
	}
	x.prefs.chosen = nil
	if err := x.live.Change(change); err != nil {
		x.warn(Problem{Kind: ProblemSettingsWrite, Where: "the settings file", Detail: err.Error()})
	}
	x.obeyLogLevel()
	x.idleChanged()
	for _, m := range x.all {
		m.app.box.put(func() {}) // shows how sessions will be now
	}
}

// choiceProblem says what is wrong with something that was chosen.
func choiceProblem(wrong error) Problem {
	var bad *launcher.BadTargetError
	if errors.As(wrong, &bad) {
		return Problem{Kind: ProblemChoice, Where: bad.Field, Detail: bad.Reason, Unchanged: true}
	}
	return Problem{Kind: ProblemChoice, Where: "choice", Detail: wrong.Error(), Unchanged: true}
}

// setFrame is no choice that anybody waits for: nothing is checked or shown.
func (x *Accounts) setFrame(to FrameSettings) {
	if x.live.Now().Window == to {
		return
	}
	if err := x.live.Change(func(s *settings.Settings) { s.Window = to }); err != nil {
		x.cfg.Log.Warn("keep the size of the window", "error", err)
	}
}

// setNetwork looks at the CA file elsewhere: it may lie on another machine.
func (x *Accounts) setNetwork(to NetworkSettings) {
	if err := to.check(); err != nil {
		x.set(err, nil)
		return
	}
	x.running.Go(func() {
		err := to.try()
		x.box.put(func() {
			x.set(err, func(s *settings.Settings) { s.Network, s.LogLevel = to.Network, to.LogLevel })
		})
	})
}

// logLevels are what may be written to the log.
var logLevels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "": slog.LevelWarn, "error": slog.LevelError}

func (x *Accounts) obeyLogLevel() {
	level, known := logLevels[x.live.Now().LogLevel]
	if !known || x.cfg.LogLevel == nil || x.cfg.LogLevel.Level() == level {
		return
	}
	x.cfg.LogLevel.Set(level)
	x.cfg.Log.Info("the log tells more or less from here on", "level", level)
}

func wrong(field, reason string) error { return &launcher.BadTargetError{Field: field, Reason: reason} }

// between checks a number that was chosen; 0 leaves it open.
func between(field string, n, least, most int) error {
	if n != 0 && (n < least || n > most) {
		return wrong(field, fmt.Sprintf("is not between %d and %d", least, most))
	}
	return nil
}

func (g GeneralSettings) check() error {
	if !slices.Contains([]string{"", "light", "dark"}, g.Theme) {
		return wrong("theme", "is none that is known")
	}
	return errors.Join(between("text size", g.TextScale, 100, 200), between("number at once", g.AtOnce, 1, 20), between("minutes to extend first", max(0, g.ExtendFirst), 1, 60))
}

func (s SafetySettings) check() error {
	return errors.Join(between("clipboard", s.ClipboardSeconds, 5, 600), between("minutes until it locks", max(0, s.IdleMinutes), 1, 24*60))
}

func (s SSHDefaults) check() error {
	t := probe(launcher.SSH)
	return route{ssh: s.SSH, terminal: s.Terminal}.dress(t).Validate()
}

// nameDrives gives folders without a name that of their path.
func nameDrives(r RDPDefaults) RDPDefaults {
	r.Drives = slices.Clone(r.Drives)
	for i := range r.Drives {
		if d := &r.Drives[i]; d.Name == "" {
			d.Name = filepath.Base(d.Path)
		}
	}
	return r
}

func checkRDP(r RDPDefaults) error {
	known := func(v string, of ...string) bool { return v == "" || slices.Contains(of, v) }
	switch {
	case !known(r.Screen, "window", "full", "all"):
		return wrong("screen", "is none that is known")
	case !known(r.Client, usualClient, string(launcher.Remmina)):
		return wrong("client", "is none that is known")
	case !known(r.Sound, "off", "here", "host"):
		return wrong("sound", "is none that is known")
	}
	for _, s := range []Switch{r.Resize, r.Clipboard, r.Printers, r.SmartCards, r.Admin} {
		if !known(string(s), onOrOff...) {
			return wrong("choice", "is neither on nor off")
		}
	}
	names := map[string]bool{}
	for _, d := range r.Drives {
		if names[strings.ToLower(d.Name)] {
			return wrong("drive", "has the name of another: "+d.Name)
		}
		names[strings.ToLower(d.Name)] = true
	}
	var to launcher.RDPSettings
	takeDrives(&to, r)
	takeGateway(&to, r)
	takeGatewayUser(&to, r)
	to.Width, to.Height = r.Width, r.Height
	return to.Validate()
}

func (n NetworkSettings) check() error {
	if _, known := logLevels[n.LogLevel]; !known {
		return wrong("log level", "is none that is known")
	}
	if u, err := url.Parse(n.Proxy); n.Proxy != "" && (strings.Contains(n.Proxy, "@") || err == nil && u.User != nil) {
		return wrong("proxy", "has a user or a password in it, which would be kept where others can read it; the environment may have one")
	}
	if n.CAFile != "" && !filepath.IsAbs(n.CAFile) {
		return wrong("CA file", "has a path that is not absolute")
	}
	return between("calls per minute", n.CallsPerMinute, 10, 100)
}

// try makes clients that call nobody.
func (n NetworkSettings) try() error {
	const nowhere = "https://localhost"
	c, err := ssclient.New(ssclient.Config{BaseURL: nowhere, Proxy: n.Proxy})
	if err != nil {
		return wrong("proxy", "is not the address of one, such as http://proxy.example:3128")
	}
	c.Close()
	if c, err = ssclient.New(ssclient.Config{BaseURL: nowhere, CAFile: n.CAFile}); err != nil {
		return wrong("CA file", "cannot be used: "+err.Error())
	}
	c.Close()
	return nil
}
