package main

import (
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sallyport/app"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ui"
	"sallyport/workflow/sealed"
)

// viaFlags say how `sallyport connect` goes to the host.
type viaFlags struct {
	jump      string
	tunnels   []string
	ownConfig bool
}

func (f *viaFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.jump, "jump", "", "go by way of this jump host: user@host[:port]. It is never given the vault's password")
	c.Flags().StringArrayVar(&f.tunnels, "tunnel", nil, "lead a port of this machine to one that the host reaches: [port:]host:port (repeatable)")
	c.Flags().BoolVar(&f.ownConfig, "own-config", false, "let ssh read your own configuration, too")
}

// settings is what the flags say; nil where they say nothing of the way.
func (f *viaFlags) settings() (*settings.SSHConnection, error) {
	if f.jump == "" && len(f.tunnels) == 0 {
		return nil, nil
	}
	var via settings.SSHConnection
	if f.jump != "" {
		at := strings.LastIndexByte(f.jump, '@')
		if at < 0 {
			return nil, &exitError{exitUsage, "--jump takes user@host or user@host:port"}
		}
		host, port, err := launcher.SplitHostPort(f.jump[at+1:], 0)
		if err != nil {
			return nil, &exitError{exitUsage, "--jump: the " + err.Error()}
		}
		via.Jump = &settings.Jump{Host: host, Port: port, User: f.jump[:at]}
	}
	for _, text := range f.tunnels {
		t, err := parseTunnel(text)
		if err != nil {
			return nil, err
		}
		via.Tunnels = append(via.Tunnels, t)
	}
	return &via, nil
}

// parseTunnel reads [port:]host:port; an IPv6 host stands in brackets.
func parseTunnel(text string) (settings.Tunnel, error) {
	own, to := 0, text
	if before, rest, ok := strings.Cut(text, ":"); ok && before != "" && strings.Trim(before, "0123456789") == "" && strings.Contains(strings.TrimPrefix(rest, "["), ":") {
		n, err := strconv.Atoi(before)
		if err != nil || n > 65535 {
			return settings.Tunnel{}, &exitError{exitUsage, "--tunnel begins at a port between 1 and 65535"}
		}
		own, to = n, rest
	}
	host, port, err := launcher.SplitHostPort(to, 0)
	if err != nil {
		return settings.Tunnel{}, &exitError{exitUsage, "--tunnel: the " + err.Error()}
	}
	if port == 0 {
		return settings.Tunnel{}, &exitError{exitUsage, "--tunnel takes host:port or port:host:port"}
	}
	return settings.Tunnel{Own: own, Host: host, Port: port}, nil
}

// question passes on what a host asks, on the terminal.
func (p *projection) question(q *app.PromptView) {
	words := ui.QuestionWords(q)
	p.say("%s. %s", words.Title, words.Body)
	if q.Question.Text != "" {
		p.say("%s:", words.Who)
		for line := range strings.SplitSeq(q.Question.Text, "\n") {
			p.say("  | %s", line)
		}
	}
	var text sealed.Secret
	var err error
	if q.Question.Echo {
		var line string
		line, err = p.tty.readLine(words.Label + ": ")
		text = sealed.New([]byte(strings.TrimRight(line, "\r\n")))
	} else {
		text, err = p.tty.readSecret(words.Label + ": ")
	}
	if err != nil {
		text.Wipe()
		p.core.Do(app.Dismiss{PromptID: q.ID})
		return
	}
	p.core.Do(app.AnswerQuestion{PromptID: q.ID, Text: text})
}

// sayTunnels tells where the tunnels begin.
func (p *projection) sayTunnels(all []app.TunnelView) {
	for _, t := range all {
		p.say("127.0.0.1:%d leads to %s", t.Own, net.JoinHostPort(t.Host, strconv.Itoa(t.Port)))
	}
}
