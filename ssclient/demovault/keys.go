package demovault

import (
	"cmp"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"
)

// generateKeys gives a secret a key pair under its passphrase. The public key
// is there at once; encrypting the private key takes long, so material does it
// when the file is first read.
func (v *Vault) generateKeys(s *secret) error {
	t := v.templates[s.TemplateID]
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make key pair: %w", err)
	}
	line, err := ssh.NewPublicKey(public)
	if err != nil {
		return fmt.Errorf("make key pair: %w", err)
	}
	s.KeySeed = private.Seed()
	if i, ok := t.field(t.PrivateKey); ok { // which may have been given a name
		v.attach(&s.Items[i], cmp.Or(s.Items[i].FileName, "id_ed25519"), nil)
	}
	if i, ok := t.field(t.PublicKey); ok {
		text := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(line))) + " " + strings.ReplaceAll(s.Name, " ", "-") + "@secret-server.demo.example\n"
		v.attach(&s.Items[i], t.Fields[i].Name, []byte(text))
	}
	return nil
}

func (v *Vault) attach(it *item, name string, data []byte) {
	v.lastID.file++
	it.FileID, it.FileName, it.File, it.Value = v.lastID.file, name, data, ""
}

func detach(it *item) { it.FileID, it.FileName, it.File, it.Value = 0, "", nil, "" }

// material writes the private key of generateKeys into its file.
func (v *Vault) material(s *secret) error {
	if s.KeySeed == nil {
		return nil
	}
	t := v.templates[s.TemplateID]
	i, ok := t.field(t.PrivateKey)
	if !ok {
		return nil
	}
	key, phrase := ed25519.NewKeyFromSeed(s.KeySeed), v.value(s, t.Passphrase)
	var block *pem.Block
	var err error
	if phrase == "" {
		block, err = ssh.MarshalPrivateKey(key, s.Name)
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, s.Name, []byte(phrase))
	}
	if err != nil {
		return fmt.Errorf("write private key: %w", err)
	}
	s.Items[i].File, s.KeySeed = pem.EncodeToMemory(block), nil
	v.touch(s)
	return nil
}

// Account is the account that the SSH secret with this user name opens: its
// current password (nil where it has none) and its public keys in wire format,
// both copies. The credentials of a proxy are an account too, while they
// count. It is what the demo SSH host asks at every login.
func (v *Vault) Account(name string) (password []byte, publicKeys [][]byte, ok bool) {
	now := v.enter()
	defer v.leave()
	if v.accounts == nil {
		v.accounts = map[string]*secret{}
		for _, s := range v.sorted() {
			if v.templates[s.TemplateID].Launcher == sshLauncher && !s.Options.Inactive {
				v.accounts[v.value(s, "username")] = s
			}
		}
	}
	if p, there := v.proxies[name]; there && now.Before(p.Until) {
		return []byte(p.Password), nil, true
	}
	s := v.accounts[name]
	if s == nil || name == "" {
		return nil, nil, false
	}
	if p := cmp.Or(s.Drifted, v.value(s, "password")); p != "" {
		password = []byte(p)
	}
	t := v.templates[s.TemplateID]
	if i, found := t.field(t.PublicKey); found {
		line := s.Items[i].File
		if s.Locked != nil {
			line = s.Locked.Public
		}
		if key, _, _, _, err := ssh.ParseAuthorizedKey(line); err == nil {
			publicKeys = append(publicKeys, key.Marshal())
		}
	}
	return password, publicKeys, true
}
