package main

import (
	"errors"
	"fmt"
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
	port      string
	jump      string
	tunnels   []string
	ownConfig bool
}

func (f *viaFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.port, "port", "", "the port of the host's sshd, in place of the secret's")
	c.Flags().StringVar(&f.jump, "jump", "", "go by way of this jump host: user@host[:port], or none. It is never given the vault's password")
	c.Flags().StringArrayVar(&f.tunnels, "tunnel", nil, "lead a port of this machine to one that the host reaches: [port:]host:port (repeatable)")
	c.Flags().BoolVar(&f.ownConfig, "own-config", false, "let ssh read your own configuration, too")
}

// settings is what the flags say; nil where they say nothing of the way.
func (f *viaFlags) settings() (*settings.SSHConnection, error) {
	if f.port == "" && f.jump == "" && len(f.tunnels) == 0 {
		return nil, nil
	}
	var via settings.SSHConnection
	var err error
	if f.port != "" {
		if via.Port, err = launcher.ParsePort(f.port); err != nil {
			return nil, wrongFlag("--port", err)
		}
	}
	switch f.jump {
	case "":
	case "none":
		via.Jump = &settings.Jump{}
	default:
		j, err := launcher.ParseJump(f.jump)
		if err != nil {
			return nil, wrongFlag("--jump", err)
		}
		via.Jump = &settings.Jump{Host: j.Host, Port: j.Port, User: j.User}
	}
	for _, text := range f.tunnels {
		t, err := launcher.ParseTunnel(text)
		if err != nil {
			return nil, wrongFlag("--tunnel", err)
		}
		via.Tunnels = append(via.Tunnels, settings.Tunnel(t))
	}
	return &via, nil
}

func wrongFlag(name string, err error) error {
	var bad *launcher.BadTargetError
	if errors.As(err, &bad) {
		return &exitError{exitUsage, fmt.Sprintf("%s: the %s %s", name, bad.Field, bad.Reason)}
	}
	return err
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
