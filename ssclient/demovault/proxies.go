package demovault

import (
	"net"
	"strconv"
	"strings"
	"time"
)

// proxyLife is how long the credentials of a proxy count. [Not public.]
const proxyLife = 5 * time.Minute

// proxyAccount is a temporary account on the demo's proxies, which are the
// targets themselves.
type proxyAccount struct {
	Password string
	Until    time.Time
}

type proxyArgs struct {
	SecretID     number `json:"secretId"`
	LauncherType number `json:"launcherType"`
	Machine      text   `json:"machine"`
	SiteID       number `json:"siteId"`
}

// openProxy makes credentials for the proxy of a secret whose launcher is kind.
func (v *Vault) openProxy(c *call, kind launcherKind) (name, password string, s *secret, err error) {
	var args proxyArgs
	if err := decode(c.body, &args); err != nil {
		return "", "", nil, err
	}
	s, err = v.secretOf(c, args.SecretID.N)
	if err != nil {
		return "", "", nil, err
	}
	t := v.templates[s.TemplateID]
	switch {
	case t.Launcher != kind, args.LauncherType.Set && args.LauncherType.N != int(kind):
		return "", "", nil, invalid("launcherType", "The secret has no such launcher.")
	case !s.Options.ProxyEnabled:
		return "", "", nil, refuse(codeProxyNotEnabled, "The secret does not use a proxy.")
	case t.prompts() && strings.TrimSpace(args.Machine.S) == "":
		return "", "", nil, invalid("machine", "The machine is required.")
	}
	a := accessOf(c, accessArgs{})
	if err := v.admit(c, s, a); err != nil {
		return "", "", nil, err
	}
	v.startSession(c, s, kind, "proxy")
	v.done(c, s, a)
	v.forgetProxies(c.now)
	name, password = "p"+strings.ToLower(randomText(11, wordChars)), randomText(24, wordChars)
	v.proxies[name] = proxyAccount{Password: password, Until: c.now.Add(proxyLife)}
	return name, password, s, nil
}

func (v *Vault) forgetProxies(now time.Time) {
	for name, p := range v.proxies {
		if !now.Before(p.Until) {
			delete(v.proxies, name)
		}
	}
}

// proxyAt splits the address of a target into what proxies are told by.
func proxyAt(addr string, port int) (string, int) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		return "proxy.demo.example", port
	}
	if n, err := strconv.Atoi(text); err == nil {
		port = n
	}
	return host, port
}

// postSSHProxy answers POST /v1/secrets/sshproxy. The demo's SSH host takes
// these credentials for five minutes.
func (v *Vault) postSSHProxy(c *call) (any, error) {
	name, password, _, err := v.openProxy(c, sshLauncher)
	if err != nil {
		return nil, err
	}
	host, port := proxyAt(v.sshHost, 22)
	return struct {
		extra
		Host     string `json:"host"`
		Port     int    `json:"port"`
		Username string `json:"username"`
		Password string `json:"password"`
	}{Host: host, Port: port, Username: name, Password: password}, nil
}

// postRDPProxy answers POST /v1/secrets/rdpproxy. Its host is host and port in one.
func (v *Vault) postRDPProxy(c *call) (any, error) {
	name, password, s, err := v.openProxy(c, rdpLauncher)
	if err != nil {
		return nil, err
	}
	host, port := proxyAt(v.rdpHost, 3389)
	return struct {
		extra
		Host     string `json:"host"`
		Username string `json:"username"`
		Password string `json:"password"`
		Domain   string `json:"domain"`
	}{Host: net.JoinHostPort(host, strconv.Itoa(port)), Username: name, Password: password, Domain: v.value(s, "domain")}, nil
}

// postSSHTerminal answers POST /v1/secrets/sshterminal: where the user signs
// in with the password of the vault to be led on to the secret. The demo's SSH
// host leads nowhere, but lets them in.
func (v *Vault) postSSHTerminal(c *call) (any, error) {
	var args proxyArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.secretOf(c, args.SecretID.N)
	if err != nil {
		return nil, err
	}
	if v.templates[s.TemplateID].Launcher != sshLauncher || !s.Options.ProxyEnabled {
		return nil, refuse(codeProxyNotEnabled, "The secret does not use a proxy.")
	}
	v.forgetProxies(c.now)
	v.proxies[c.user.Name] = proxyAccount{Password: c.user.Password, Until: c.now.Add(proxyLife)}
	host, port := proxyAt(v.sshHost, 22)
	return struct {
		extra
		Host     string `json:"host"`
		Port     int    `json:"port"`
		SecretID int    `json:"secretId"`
		Username string `json:"username"`
	}{Host: host, Port: port, SecretID: s.ID, Username: c.user.Name}, nil
}
