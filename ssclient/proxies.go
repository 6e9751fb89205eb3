package ssclient

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"sallyport/workflow/sealed"
)

// ProxyRequest asks for a way to a machine through the server.
type ProxyRequest struct {
	SecretID     int    `json:"secretId"`
	LauncherType int    `json:"launcherType"` // Launcher.ID
	Machine      string `json:"machine"`
	SiteID       int    `json:"siteId,omitempty"` // RDP only; 0: the secret's
}

// ProxyTarget is where to connect instead of the machine, and as whom: the
// credentials work for this one session. The caller wipes the password.
type ProxyTarget struct {
	Host     string
	Port     int // 0: the usual one of the protocol
	User     string
	Domain   string // RDP only
	Password sealed.Secret
}

// SSHProxy makes a way through the server's SSH proxy. Allowed where the state
// has the action ShowSshProxyCredentials. POST /api/v1/secrets/sshproxy.
func (c *Client) SSHProxy(ctx context.Context, r ProxyRequest) (ProxyTarget, error) {
	return c.proxy(ctx, "SSH proxy", "/sshproxy", r.SecretID, jsonBody(r))
}

// RDPProxy makes a way through the server's RDP proxy. Allowed where the state
// has the action ShowRdpProxyCredentials. POST /api/v1/secrets/rdpproxy.
func (c *Client) RDPProxy(ctx context.Context, r ProxyRequest) (ProxyTarget, error) {
	return c.proxy(ctx, "RDP proxy", "/rdpproxy", r.SecretID, jsonBody(r))
}

// SSHTerminal says where the server's own SSH terminal opens a secret; there
// is no password, the user signs in as to the server. Allowed where the state
// has the action ShowSshTerminalDetails. POST /api/v1/secrets/sshterminal.
func (c *Client) SSHTerminal(ctx context.Context, secretID int) (ProxyTarget, error) {
	return c.proxy(ctx, "SSH terminal", "/sshterminal", secretID, jsonBody(struct {
		SecretID int `json:"secretId"`
	}{secretID}))
}

func (c *Client) proxy(ctx context.Context, what, tail string, secretID int, b *body) (ProxyTarget, error) {
	var got struct {
		Host     string        `json:"host"` // for RDP with the port
		Port     int           `json:"port"`
		User     string        `json:"username"`
		Domain   string        `json:"domain"`
		Password sealed.Secret `json:"password"`
		SecretID int           `json:"secretId"` // of the terminal only
	}
	k := call{
		op: fmt.Sprintf("get %s of secret %d", what, secretID), ids: []int{secretID}, method: http.MethodPost,
		path: "/api/v1/secrets" + tail, body: b, into: &got,
	}
	k.check = func() string {
		switch {
		case got.Host == "":
			return "answer has no host"
		case got.Port < 0 || got.Port > 65535:
			return "answer has no such port"
		case got.SecretID != 0:
			return about("secret", &got.SecretID, secretID)()
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		got.Password.Wipe()
		return ProxyTarget{}, err
	}
	t := ProxyTarget{got.Host, got.Port, got.User, got.Domain, got.Password}
	if host, port, err := net.SplitHostPort(got.Host); err == nil && t.Port == 0 {
		if n, err := strconv.ParseUint(port, 10, 16); err == nil {
			t.Host, t.Port = host, int(n)
		}
	}
	return t, nil
}
