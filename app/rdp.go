package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// rdpRow is one field of a remote desktop, and who may say what it is: first
// the vault, if it forbids; then the connection; then the user; then the
// vault, if it only suggests; else it stays as the zero value has it.
type rdpRow struct {
	field SettingField
	rule  func(ssclient.RDPLauncherSettings) ssclient.Preference // nil: the vault has no word in it
	// forbids: the rule's No is a ban. Without one it only suggests nothing.
	forbids bool
	// take copies what somebody has chosen; false: nothing, or nothing that can be.
	take func(to *launcher.RDPSettings, from settings.RDP) bool
	// grant is what the rule's yes means; nil: nothing by itself.
	grant func(to *launcher.RDPSettings, rules ssclient.RDPLauncherSettings) bool
	shows func(launcher.RDPSettings) string // "": not spoken of
	// choices may be chosen for a single secret; choose does so, "" takes it back.
	choices []string
	choose  func(to *settings.RDP, value string)
	// typed takes beside what somebody wrote; text is how it would be written
	// to have it as it is. nil: only choices.
	typed func(to *settings.RDP, value string) error
	text  func(launcher.RDPSettings) string
}

// rdpRows are all fields, in the order they are shown.
var rdpRows = []rdpRow{
	{
		field: RDPScreen, take: takeScreen, shows: showScreen,
		choices: []string{"window", "full", "all"}, choose: func(to *settings.RDP, v string) { to.Screen = v },
	},
	{
		field: RDPSize, take: func(to *launcher.RDPSettings, from settings.RDP) bool { return takeSize(to, from.Width, from.Height) },
		rule: func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.Resolution },
		grant: func(to *launcher.RDPSettings, r ssclient.RDPLauncherSettings) bool {
			return takeSize(to, r.Width, r.Height)
		},
		shows: showSize, choices: []string{"1024×768", "1280×800", "1600×1000", "1920×1080"}, choose: chooseSize,
	},
	{
		field: RDPResize, take: takeResize, shows: func(s launcher.RDPSettings) string { return onOff(!s.FixedSize) },
		choices: onOrOff, choose: func(to *settings.RDP, v string) { to.Resize = settings.Switch(v) },
	},
	rdpSwitch(RDPClipboard, func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.Clipboard },
		func(s *launcher.RDPSettings) *bool { return &s.Clipboard }, func(u *settings.RDP) *settings.Switch { return &u.Clipboard }),
	{
		field: RDPDrives, rule: func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.Drives }, forbids: true,
		take: takeDrives, shows: showDrives, choices: []string{settingNone}, choose: chooseDrives, typed: typeDrives, text: textDrives,
	},
	rdpSwitch(RDPPrinters, func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.Printers },
		func(s *launcher.RDPSettings) *bool { return &s.Printers }, func(u *settings.RDP) *settings.Switch { return &u.Printers }),
	rdpSwitch(RDPSmartCards, func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.SmartCards },
		func(s *launcher.RDPSettings) *bool { return &s.SmartCards }, func(u *settings.RDP) *settings.Switch { return &u.SmartCards }),
	{
		field: RDPSound, take: takeSound, shows: showSound,
		choices: []string{"off", "here", "host"}, choose: func(to *settings.RDP, v string) { to.Sound = v },
	},
	rdpSwitch(RDPAdmin, func(r ssclient.RDPLauncherSettings) ssclient.Preference { return r.Console },
		func(s *launcher.RDPSettings) *bool { return &s.Admin }, func(u *settings.RDP) *settings.Switch { return &u.Admin }),
	{
		field: RDPGateway, take: takeGateway, shows: showGateway,
		choices: []string{settingNone}, choose: chooseGateway, typed: typeGateway, text: textGateway,
	},
	{
		field: RDPGatewayUser, take: takeGatewayUser, shows: showGatewayUser,
		choices: []string{asOnHost}, choose: chooseGatewayUser, typed: typeGatewayUser, text: textGatewayUser,
	},
	{
		field: RDPClient, take: takeClient, shows: showClient,
		choices: []string{usualClient, string(launcher.Remmina)}, choose: func(to *settings.RDP, v string) { to.Client = v },
	},
}

// rdpSwitch is the row of a field that is on or off, and that the vault may forbid.
func rdpSwitch(f SettingField, rule func(ssclient.RDPLauncherSettings) ssclient.Preference, at func(*launcher.RDPSettings) *bool, chosen func(*settings.RDP) *settings.Switch) rdpRow {
	return rdpRow{
		field: f, rule: rule, forbids: true,
		take: func(to *launcher.RDPSettings, from settings.RDP) bool {
			s := *chosen(&from)
			*at(to) = s == settings.On
			return s == settings.On || s == settings.Off
		},
		grant:   func(to *launcher.RDPSettings, _ ssclient.RDPLauncherSettings) bool { *at(to) = true; return true },
		shows:   func(s launcher.RDPSettings) string { return onOff(*at(&s)) },
		choices: onOrOff, choose: func(to *settings.RDP, v string) { *chosen(to) = settings.Switch(v) },
	}
}

// mergeRDP makes one of what the connection, the user and the vault say, and
// tells of each field whose word it is.
func mergeRDP(connection, user settings.RDP, rules ssclient.RDPLauncherSettings) (launcher.RDPSettings, []SessionSetting) {
	var s launcher.RDPSettings
	all := make([]SessionSetting, 0, len(rdpRows))
	for _, row := range rdpRows {
		owner := row.merge(&s, connection, user, rules)
		set := SessionSetting{Field: row.field, Value: row.shows(s), Owner: owner}
		if owner != OwnerForbidden {
			set.Choices = row.choices
		}
		if set.Typed = row.typed != nil && owner != OwnerForbidden; set.Typed {
			set.Text = row.text(s)
		}
		if set.Value != "" {
			all = append(all, set)
		}
	}
	return s, all
}

func (row rdpRow) merge(to *launcher.RDPSettings, connection, user settings.RDP, rules ssclient.RDPLauncherSettings) SettingOwner {
	said := ssclient.Preference("")
	if row.rule != nil {
		said = row.rule(rules)
	}
	yes := said == ssclient.PreferenceYes || said == ssclient.PreferenceOwnYes
	switch {
	case row.forbids && said == ssclient.PreferenceNo:
		return OwnerForbidden
	case row.take(to, connection):
		return OwnerConnection
	case row.take(to, user):
		return OwnerUser
	case yes && row.grant != nil && row.grant(to, rules):
		return OwnerVault
	}
	return OwnerDefault
}

var onOrOff = []string{string(settings.On), string(settings.Off)}

func onOff(on bool) string {
	if on {
		return string(settings.On)
	}
	return string(settings.Off)
}

func takeScreen(to *launcher.RDPSettings, from settings.RDP) bool {
	screens := map[string]launcher.Screen{"window": launcher.Window, "full": launcher.FullScreen, "all": launcher.AllMonitors}
	return pick(&to.Screen, screens, from.Screen)
}

// pick takes what a word means, if it is one.
func pick[V any](to *V, meanings map[string]V, word string) bool {
	v, known := meanings[word]
	*to = v
	return known
}

func showScreen(s launcher.RDPSettings) string {
	if s.Screen == launcher.Window {
		return "window"
	}
	return string(s.Screen)
}

func takeSize(to *launcher.RDPSettings, width, height int) bool {
	ok := width != 0 && launcher.RDPSettings{Width: width, Height: height}.Validate() == nil
	if ok {
		to.Width, to.Height = width, height
	}
	return ok
}

func chooseSize(to *settings.RDP, value string) {
	to.Width, to.Height = 0, 0
	_, _ = fmt.Sscanf(value, "%d×%d", &to.Width, &to.Height) // "" is none
}

func showSize(s launcher.RDPSettings) string {
	w, h := s.Size()
	return fmt.Sprintf("%d×%d", w, h)
}

func takeResize(to *launcher.RDPSettings, from settings.RDP) bool {
	to.FixedSize = from.Resize == settings.Off
	return from.Resize == settings.On || from.Resize == settings.Off
}

func takeSound(to *launcher.RDPSettings, from settings.RDP) bool {
	sounds := map[string]launcher.Sound{"off": launcher.SoundOff, "here": launcher.SoundHere, "host": launcher.SoundHost}
	return pick(&to.Sound, sounds, from.Sound)
}

func showSound(s launcher.RDPSettings) string {
	if s.Sound == launcher.SoundOff {
		return "off"
	}
	return string(s.Sound)
}

const usualClient = "usual"

func takeClient(to *launcher.RDPSettings, from settings.RDP) bool {
	to.Client = launcher.SystemsRDP
	if from.Client == string(launcher.Remmina) {
		to.Client = launcher.Remmina
	}
	return from.Client == usualClient || to.Client == launcher.Remmina
}

func showClient(s launcher.RDPSettings) string {
	if s.Client == launcher.SystemsRDP {
		return usualClient
	}
	return string(s.Client)
}

// rdpChoices is what was chosen for remote desktops: for the secret, and in general.
type rdpChoices struct{ connection, user settings.RDP }

func (a *App) rdpChoices(id int) rdpChoices {
	s := a.seat.live.Now()
	return rdpChoices{s.Connections[settings.ConnectionKey(a.s.server, id)].RDP, s.RDP}
}

// chooseRDP keeps what the user wants of one secret's remote desktops, if it is about these.
func (a *App) chooseRDP(i ChooseSetting) {
	sec := a.s.secrets[i.SecretID]
	at := slices.IndexFunc(rdpRows, func(r rdpRow) bool { return r.field == i.Field })
	if sec == nil || at < 0 {
		return
	}
	row, value := rdpRows[at], strings.TrimSpace(i.Value)
	c := a.rdpChoices(sec.id)
	var wrong error
	switch {
	case value == "" || slices.Contains(row.choices, value):
		row.choose(&c.connection, value)
	case row.typed == nil:
		return
	default:
		if wrong = row.typed(&c.connection, value); wrong == nil {
			wrong = cmp.Or(checkRDP(c.connection), c.check(sec.rdpRules))
		}
	}
	a.chosen(sec, wrong, func(to *settings.Connection) { to.RDP = c.connection })
}

// check says what the launcher would not take of c.
func (c rdpChoices) check(rules ssclient.RDPLauncherSettings) error {
	s, _ := mergeRDP(c.connection, c.user, rules)
	return s.Validate()
}

// chosen keeps what was chosen for a secret, unless it cannot be used.
func (a *App) chosen(sec *secret, wrong error, keep func(*settings.Connection)) {
	if wrong != nil {
		sec.problem = choiceProblem(wrong)
		return
	}
	if k := sec.problem.Kind; k == ProblemChoice || k == ProblemConnection {
		sec.problem = Problem{}
	}
	sec.choices++
	a.change(func(s *settings.Settings) { s.Choose(a.s.server, sec.id, keep) })
}

// rdpRules asks what the secret says of its remote desktops. A vault that does
// not tell, or has no such call, forbids nothing.
func rdpRules(ctx context.Context, vault Access, id int) (ssclient.RDPLauncherSettings, error) {
	rules, err := vault.RDPLauncherSettings(ctx, id)
	if err != nil && !unanswered(err) {
		return ssclient.RDPLauncherSettings{}, err
	}
	return rules, nil
}

// viewRDP is how a remote desktop of the secret will be.
func (a *App) viewRDP(sec *secret) []SessionSetting {
	if sec.launchers == nil || sec.kind() != launcher.RDP {
		return nil // or not known yet
	}
	c := a.rdpChoices(sec.id)
	_, all := mergeRDP(c.connection, c.user, sec.rdpRules)
	return all
}
