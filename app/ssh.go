package app

import (
	"slices"
	"strconv"
	"strings"

	"sallyport/app/settings"
	"sallyport/launcher"
)

// sshRow is one thing that can be said about the SSH sessions of a secret.
type sshRow struct {
	field SettingField
	leads bool // it says where to go: the vault's proxy leaves no choice
	// text is what was chosen, as it is typed; "": nothing. typed takes it, and
	// an empty one takes it back.
	text  func(settings.SSHConnection) string
	typed func(to *settings.SSHConnection, value string) error
}

var sshRows = []sshRow{
	{field: SSHPort, leads: true, text: textPort, typed: typePort},
	{field: SSHJump, leads: true, text: textJump, typed: typeJump},
	{field: SSHTunnels, text: textTunnels, typed: typeTunnels},
}

const (
	sshByProxy   = "proxy"
	sshUsualPort = "22"
)

func textPort(c settings.SSHConnection) string {
	if c.Port == 0 {
		return ""
	}
	return strconv.Itoa(c.Port)
}

func typePort(to *settings.SSHConnection, value string) (err error) {
	if to.Port = 0; value != "" {
		to.Port, err = launcher.ParsePort(value)
	}
	return err
}

func textJump(c settings.SSHConnection) string {
	if c.Jump == nil {
		return ""
	}
	return launcher.Jump(*c.Jump).String()
}

func typeJump(to *settings.SSHConnection, value string) error {
	if to.Jump = nil; value == "" {
		return nil
	}
	j, err := launcher.ParseJump(value)
	to.Jump = &settings.Jump{Host: j.Host, Port: j.Port, User: j.User}
	return err
}

func textTunnels(c settings.SSHConnection) string {
	all := make([]string, len(c.Tunnels))
	for i, t := range c.Tunnels {
		all[i] = launcher.Tunnel(t).String()
	}
	return strings.Join(all, settingComma)
}

func typeTunnels(to *settings.SSHConnection, value string) error {
	if to.Tunnels = nil; value == "" {
		return nil
	}
	for text := range strings.SplitSeq(value, ",") {
		t, err := launcher.ParseTunnel(text)
		if err != nil {
			return err
		}
		to.Tunnels = append(to.Tunnels, settings.Tunnel(t))
	}
	return nil
}

// chooseSSH keeps what the user wants of one secret's SSH sessions, if it is about these.
func (a *App) chooseSSH(i ChooseSetting) {
	sec := a.s.secrets[i.SecretID]
	at := slices.IndexFunc(sshRows, func(r sshRow) bool { return r.field == i.Field })
	if sec == nil || at < 0 {
		return
	}
	own, value := a.connection(sec).SSH, strings.TrimSpace(i.Value)
	err := sshRows[at].typed(&own, value)
	if err == nil && value != "" {
		r := a.route(sec)
		r.own = own
		err = r.dress(probe(launcher.SSH)).Validate()
	}
	a.chosen(sec, err, func(to *settings.Connection) { to.SSH = own })
}

// viewSSH is how an SSH session of the secret will be; port is the secret's own, 0 if not known.
func (a *App) viewSSH(sec *secret, port int) (all []SessionSetting) {
	if sec.launchers == nil || sec.kind() != launcher.SSH {
		return nil // or not known yet
	}
	own, proxied := a.route(sec).own, sec.proxied(launcher.SSH)
	for _, row := range sshRows {
		if row.leads && proxied {
			all = append(all, SessionSetting{Field: row.field, Value: sshByProxy, Owner: OwnerForbidden})
			continue
		}
		s := SessionSetting{Field: row.field, Value: settingNone, Owner: OwnerDefault, Typed: true, Text: row.text(own)}
		switch {
		case s.Text != "":
			s.Value, s.Owner = s.Text, OwnerConnection
		case row.field == SSHPort && port != 0:
			s.Value, s.Owner = strconv.Itoa(port), OwnerVault
		case row.field == SSHPort:
			s.Value = sshUsualPort
		}
		all = append(all, s)
	}
	return all
}

// goesTo is the port at which a session of the secret is begun; port is the secret's own.
func (a *App) goesTo(sec *secret, port int) int {
	if own := a.route(sec).own.Port; own != 0 && sec.kind() == launcher.SSH && !sec.proxied(launcher.SSH) {
		return own
	}
	return port
}
