package app

import (
	"context"
	"errors"
	"strings"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// credentialFor is where the client goes for machine, and what it signs in
// with there: the secret's own password and key, or what the vault's proxy
// gives for this one launch. There is no way past a proxy that was offered:
// whoever set it up may watch it.
func (a *App) credentialFor(ctx context.Context, from reader, s ssclient.Secret, machine launcher.Target) (launcher.Target, launcher.Credential, Problem) {
	if from.proxied || s.ProxyEnabled {
		return a.throughProxy(ctx, from, machine)
	}
	cred, err := credentialOf(ctx, from, s, machine.Kind)
	if err != nil {
		return machine, cred, a.readProblem(ctx, from, err)
	}
	if cred.Password.Empty() && cred.Key.Empty() {
		return machine, cred, Problem{Kind: ProblemNoCredential}
	}
	return machine, cred, Problem{}
}

// throughProxy asks the vault for a way through its proxy. What it gives
// counts for one session: it is not kept.
func (a *App) throughProxy(ctx context.Context, from reader, machine launcher.Target) (launcher.Target, launcher.Credential, Problem) {
	t := machine
	if t.RDP != nil && t.RDP.Gateway != nil && t.RDP.Gateway.User == "" {
		// What the proxy gives counts once, and for nobody but the proxy.
		return t, launcher.Credential{}, Problem{Kind: ProblemConnection, Where: "gateway", Detail: "would be given the credentials of the vault's proxy: name a user of its own for it"}
	}
	launchers, err := from.launchers(ctx)
	if err != nil {
		return t, launcher.Credential{}, a.problemOf(err)
	}
	ask := from.vault.SSHProxy
	if t.Kind == launcher.RDP {
		ask = from.vault.RDPProxy
	}
	got, err := ask(ctx, ssclient.ProxyRequest{SecretID: from.id, LauncherType: launcherOf(launchers, t.Kind), Machine: machine.Host})
	if errors.Is(err, ssclient.ErrRefused) || errors.Is(err, ssclient.ErrAccessDenied) || errors.Is(err, ssclient.ErrNotAPI) {
		return t, launcher.Credential{}, Problem{Kind: ProblemProxy, Where: machine.Host, Detail: detail(err)}
	}
	if err != nil {
		return t, launcher.Credential{}, a.problemOf(err)
	}
	cred := launcher.Credential{Password: got.Password}
	t.Host, t.Port, t.User, t.Domain = strings.TrimSpace(got.Host), got.Port, got.User, got.Domain
	if err := t.Validate(); err != nil {
		cred.Wipe()
		return t, launcher.Credential{}, Problem{Kind: ProblemProxy, Where: machine.Host, Detail: "the proxy's " + err.Error()}
	}
	if cred.Password.Empty() {
		return t, cred, Problem{Kind: ProblemProxy, Where: machine.Host, Detail: "the vault gave no password for its proxy"}
	}
	return t, cred, Problem{}
}

// connectsAs reports that another secret is to sign in first. The vault's SSH
// proxy does that and changes to this secret's account itself; nothing public
// says how a client would, so without a proxy the session is not begun as the
// wrong account.
func connectsAs(kind launcher.Kind, from reader, s ssclient.Secret) bool {
	return kind == launcher.SSH && s.LauncherConnectAsSecretID > 0 && !from.proxied && !s.ProxyEnabled
}

// credentialOf is what the secret itself holds.
func credentialOf(ctx context.Context, from reader, s ssclient.Secret, kind launcher.Kind) (launcher.Credential, error) {
	password, err := passwordOf(ctx, from, s)
	cred := launcher.Credential{Password: password}
	key, found := keyItem(s)
	if err != nil || !found || kind != launcher.SSH {
		return cred, err
	}
	// Not SecretFile: that reads the secret a second time, which the vault
	// counts as one more view, and there is none for a QuantumLock.
	if cred.Key, err = from.field(ctx, key.Slug); err == nil {
		cred.Passphrase, err = passphraseOf(ctx, from, s)
	}
	if err != nil {
		cred.Wipe()
		return launcher.Credential{}, err
	}
	return cred, nil
}

// passwordOf is the password field.
func passwordOf(ctx context.Context, from reader, s ssclient.Secret) (sealed.Secret, error) {
	for _, i := range s.Items {
		if i.IsPassword && !isPassphrase(i.Slug) { // a key's passphrase is for the key alone, never for a host
			return from.value(ctx, i)
		}
	}
	return sealed.Secret{}, nil
}

func passphraseOf(ctx context.Context, from reader, s ssclient.Secret) (sealed.Secret, error) {
	for _, i := range s.Items {
		if i.IsPassword && isPassphrase(i.Slug) {
			return from.value(ctx, i)
		}
	}
	return sealed.Secret{}, nil
}

func isPassphrase(slug string) bool {
	return strings.Contains(strings.ToLower(slug), "passphrase")
}

// keyItem is the file field with the private key, where a file is attached to it.
func keyItem(s ssclient.Secret) (ssclient.SecretItem, bool) {
	for _, i := range s.Items {
		attached := i.FileAttachmentID > 0 || i.FileName != ""
		if i.IsFile && attached && holdsKey(i.Slug) {
			return i, true
		}
	}
	return ssclient.SecretItem{}, false
}

// holdsKey reports whether the file of a field is a private key: as good as a password.
func holdsKey(slug string) bool {
	slug = strings.ToLower(slug)
	return strings.Contains(slug, "private") && strings.Contains(slug, "key")
}
