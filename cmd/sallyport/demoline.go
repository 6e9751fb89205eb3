package main

import (
	"encoding/json"
	"io"

	"sallyport/ssclient/demovault"
)

// description is the first line of a demo. Others parse it: members are only added.
type description struct {
	URL        string     `json:"url"`
	SSHHost    string     `json:"sshHost"`
	SSHHostKey string     `json:"sshHostKey"`
	ConsoleURL string     `json:"consoleUrl"`
	Users      []demoUser `json:"users"`

	PlatformURL string       `json:"platformUrl"`
	Platform    demoPlatform `json:"platform"`
	CAFile      string       `json:"caFile,omitempty"` // PEM of the authority to trust, with --tls
}

type demoUser struct {
	Name       string `json:"name"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totpSecret"`
	Role       string `json:"role"`

	SecurityAnswer string `json:"securityAnswer"`
	PlatformName   string `json:"platformName"`
	// "" for a user without one, and after a restart: --state-dir does not hold it.
	QuantumLockPassword string `json:"quantumLockPassword"`
}

// demoPlatform is how to sign in to the Platform: as a service, with the names
// of users, or as somebody whom it sends to another identity provider.
type demoPlatform struct {
	ClientID      string `json:"clientId"`
	ClientSecret  string `json:"clientSecret"`
	FederatedUser string `json:"federatedUser"`
}

func (d *demo) describe(w io.Writer) error {
	service := d.vault.Service()
	out := description{
		URL: d.server.URL, SSHHost: d.host.Addr(), SSHHostKey: d.host.KnownHostsLine(), ConsoleURL: d.server.ConsoleURL,
		PlatformURL: d.platform.URL, CAFile: d.caFile,
		Platform: demoPlatform{service.ClientID, service.ClientSecret, "anybody@" + demovault.FederatedDomain},
	}
	for _, u := range d.vault.Users() {
		out.Users = append(out.Users, demoUser{
			u.Name, u.Password, u.TOTPSecret, u.Role, u.SecurityAnswer, u.Name + "@" + demovault.TenantDomain, u.QuantumLockPassword,
		})
	}
	return json.NewEncoder(w).Encode(out)
}
