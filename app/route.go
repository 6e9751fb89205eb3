package app

import (
	"sallyport/app/settings"
	"sallyport/launcher"
)

// route is how sessions of a secret are opened, as the settings say now.
type route struct {
	ssh      settings.SSH
	own      settings.SSHConnection
	terminal string
	rdp      rdpChoices
}

func (a *App) route(sec *secret) route {
	now := a.seat.live.Now()
	r := route{now.SSH, a.connection(sec).SSH, now.Terminal, a.rdpChoices(sec.id)}
	if via := a.cfg.Via; via != nil {
		r.own = r.own.With(*via)
	}
	r.ssh.OwnConfig = r.ssh.OwnConfig || a.cfg.OwnConfig
	return r
}

// direct is r for a machine that the vault's proxy leads to: it is the way itself.
func (r route) direct() route {
	r.own.Jump, r.own.Port = nil, 0
	return r
}

// dress is t with what r says of its terminal and of SSH.
func (r route) dress(t launcher.Target) launcher.Target {
	t.Terminal = r.terminal
	if t.Kind != launcher.SSH {
		return t
	}
	s := &launcher.SSHSettings{
		Client: launcher.SSHClient(r.ssh.Client), KeepAlive: r.ssh.KeepAlive,
		Charset: r.ssh.Charset, OwnConfig: r.ssh.OwnConfig,
	}
	if s.Client == "openssh" {
		s.Client = launcher.OpenSSH
	}
	if j := r.own.Jump; j != nil {
		s.Jump = &launcher.Jump{Host: j.Host, Port: j.Port, User: j.User}
	}
	for _, tunnel := range r.own.Tunnels {
		s.Tunnels = append(s.Tunnels, launcher.Tunnel(tunnel))
	}
	if r.own.Port != 0 {
		t.Port = r.own.Port
	}
	t.SSH = s
	return t
}

// tunnelled is a session's tunnels for the view.
func tunnelled(all []launcher.Tunnel) []TunnelView {
	shown := make([]TunnelView, 0, len(all))
	for _, t := range all {
		shown = append(shown, TunnelView(t))
	}
	return shown
}
