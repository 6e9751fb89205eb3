package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	vendor "github.com/DelineaXPM/tss-sdk-go/v3/server"
	"golang.org/x/crypto/ssh"

	"sallyport/ssclient/demovault"
)

// sdk is the vendor's own client, unmodified, at an address and as a user who
// may write. It shares tokens among all of a process by address and
// credentials, so each test gives it a server of its own.
type sdk struct {
	*vendor.Server
	t *testing.T
}

func newSDK(t *testing.T, url, user, password string) *sdk {
	t.Helper()
	s, err := vendor.New(vendor.Configuration{
		ServerURL: url, Credentials: vendor.UserCredential{Username: user, Password: password},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.CloseIdleConnections)
	return &sdk{s, t}
}

// served is the SDK against a demo vault on a real socket.
func served(t *testing.T) (*sdk, *demovault.Vault) {
	t.Helper()
	r := newRig(t)
	server, err := r.vault.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return newSDK(t, server.URL, "root", r.user("root").Password), r.vault
}

// withheld is all that the SDK says of a refusal where secrets are near.
const withheld = "400 Bad Request"

// visits are what the SDK can do, each on its own.
var visits = []struct {
	name string
	do   func(s *sdk) error
}{
	{"get by id", (*sdk).getByID},
	{"get by path", (*sdk).getByPath},
	{"search without a field", (*sdk).searchAnywhere},
	{"search with a field", (*sdk).searchField},
	{"template", (*sdk).template},
	{"generate a password", (*sdk).generate},
	{"create with an attachment, update, delete", (*sdk).attachment},
	{"create with a generated SSH key", (*sdk).keyPair},
	{"create without what is required", (*sdk).incomplete},
	{"SSH keys for a template without them", (*sdk).keysNowhere},
	{"unknown id", (*sdk).unknown},
}

func TestTheVendorsSDKWorksUnmodified(t *testing.T) {
	s, _ := served(t)
	for _, v := range visits {
		t.Run(v.name, func(t *testing.T) {
			s.t = t
			if err := v.do(s); err != nil {
				t.Error(err)
			}
		})
	}
}

// value is a field of a secret that must be there.
func value(s *vendor.Secret, slug string) (string, error) {
	v, ok := s.Field(slug)
	if !ok || v == "" {
		return "", fmt.Errorf("secret %d has no %s", s.ID, slug)
	}
	return v, nil
}

func (s *sdk) getByID() error {
	got, err := s.Secret(101)
	if err != nil {
		return err
	}
	if got.Name != "web-01" || got.SecretTemplateID != 6007 || !got.Active {
		return fmt.Errorf("got %+v", got)
	}
	for _, slug := range []string{"machine", "username", "password"} {
		if _, err := value(got, slug); err != nil {
			return err
		}
	}
	return nil
}

func (s *sdk) getByPath() error {
	for _, path := range []string{`\Linux\web-01`, `Linux\web-01`, `/linux/WEB-01`} {
		got, err := s.SecretByPath(path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if got.ID != 101 {
			return fmt.Errorf("%s is %d", path, got.ID)
		}
	}
	return nil
}

func (s *sdk) searchAnywhere() error {
	found, err := s.Secrets("web", "")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(found, func(f vendor.Secret) bool { return f.ID == 101 }) {
		return fmt.Errorf("web-01 is not among %d", len(found))
	}
	return nil
}

func (s *sdk) searchField() error {
	one, err := s.Secret(109)
	if err != nil {
		return err
	}
	user, err := value(one, "username")
	if err != nil {
		return err
	}
	found, err := s.Secrets(user, "username")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].ID != 109 {
		return fmt.Errorf("username %s is of %d secrets", user, len(found))
	}
	if found, err = s.Secrets(user[:5], "username"); err != nil || len(found) != 0 {
		return fmt.Errorf("a part of a user name found %d (%w); with a field the match is exact", len(found), err)
	}
	return nil
}

func (s *sdk) template() error {
	got, err := s.SecretTemplate(6007)
	if err != nil {
		return err
	}
	if f, ok := got.GetField("password"); !ok || !f.IsPassword || !f.IsRequired || got.Name != "Unix Account (SSH)" {
		return fmt.Errorf("got %+v", got)
	}
	_, err = s.SecretTemplate(99999)
	return refusedWith(err, "Access denied")
}

func (s *sdk) generate() error {
	t, err := s.SecretTemplate(6007)
	if err != nil {
		return err
	}
	one, err := s.GeneratePassword("password", t)
	if err != nil {
		return err
	}
	two, err := s.GeneratePassword("password", t)
	if err != nil || len(one) < 8 || one == two {
		return fmt.Errorf("%d characters, the same again: %v (%w)", len(one), one == two, err)
	}
	return nil
}

// account is a secret to create; slugs only, as the SDK's own tests do.
func account(name string) vendor.Secret {
	return vendor.Secret{
		Name: name, FolderID: 1, SiteID: 1, SecretTemplateID: 6007,
		Fields: []vendor.SecretField{
			{Slug: "machine", ItemValue: "127.0.0.1"},
			{Slug: "username", ItemValue: "svc"},
			{Slug: "password", ItemValue: "ours!"},
			{Slug: "private-key", Filename: "id.pem", ItemValue: "a file of ours\n"},
		},
	}
}

func (s *sdk) attachment() error {
	made, err := s.CreateSecret(account("made-by-the-sdk"))
	if err != nil {
		return err
	}
	if file, _ := made.Field("private-key"); file != "a file of ours\n" || made.Name != "made-by-the-sdk" {
		return fmt.Errorf("the file came back as %q", file)
	}
	for i := range made.Fields {
		switch made.Fields[i].Slug {
		case "password":
			made.Fields[i].ItemValue = "another!"
		case "private-key":
			made.Fields[i].ItemValue = "" // takes the file away
		}
	}
	made.Name = "renamed-by-the-sdk"
	changed, err := s.UpdateSecret(*made)
	if err != nil {
		return err
	}
	file, _ := changed.Field("private-key")
	password, _ := changed.Field("password")
	if file == "a file of ours\n" || password != "another!" || changed.Name != made.Name {
		return fmt.Errorf("after the update: file %q, password %q, name %q", file, password, changed.Name)
	}
	if err := s.DeleteSecret(made.ID); err != nil {
		return err
	}
	_, err = s.Secret(made.ID)
	return refusedWith(err, withheld)
}

func (s *sdk) keyPair() error {
	secret := account("key-by-the-sdk")
	secret.SecretTemplateID = 6026
	secret.Fields = []vendor.SecretField{{Slug: "private-key", Filename: "mine.pem"}, {Slug: "notes", ItemValue: "made"}}
	secret.SshKeyArgs = &vendor.SshKeyArgs{GeneratePassphrase: true, GenerateSshKeys: true}
	made, err := s.CreateSecret(secret)
	if err != nil {
		return err
	}
	private, _ := made.Field("private-key")
	phrase, _ := made.Field("private-key-passphrase")
	public, _ := made.Field("public-key")
	key, err := ssh.ParsePrivateKeyWithPassphrase([]byte(private), []byte(phrase))
	if err != nil || len(phrase) <= 10 {
		return fmt.Errorf("private key with a passphrase of %d characters: %w", len(phrase), err)
	}
	if want := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key.PublicKey()))); !strings.HasPrefix(public, want) {
		return fmt.Errorf("the public key is another's: %q", public)
	}
	for _, f := range made.Fields {
		if want := map[string]string{"private-key": "mine.pem", "public-key": f.FieldName}[f.Slug]; f.IsFile && f.Filename != want {
			return fmt.Errorf("%s is called %q, want %q", f.Slug, f.Filename, want)
		}
	}
	return s.DeleteSecret(made.ID)
}

func (s *sdk) incomplete() error {
	secret := account("incomplete")
	secret.Fields = secret.Fields[:1]
	_, err := s.CreateSecret(secret)
	return refusedWith(err, withheld)
}

func (s *sdk) keysNowhere() error {
	secret := account("no-keys")
	secret.SecretTemplateID = 6003
	secret.Fields = secret.Fields[:3]
	secret.SshKeyArgs = &vendor.SshKeyArgs{GenerateSshKeys: true}
	_, err := s.CreateSecret(secret)
	return refusedWith(err, withheld)
}

func (s *sdk) unknown() error {
	_, err := s.Secret(99999)
	if err := refusedWith(err, withheld); err != nil {
		return err
	}
	_, err = s.SecretByPath(`\Linux\nobody`)
	return refusedWith(err, withheld)
}

// refusedWith wants a refusal that carries the server's words.
func refusedWith(err error, words string) error {
	if err == nil || !strings.Contains(err.Error(), words) {
		return fmt.Errorf("got %w, want %q", err, words)
	}
	return nil
}

func TestTheVendorsSDKFindsItsWayBackAfterAnExpiredToken(t *testing.T) {
	s, v := served(t)
	if err := s.getByID(); err != nil {
		t.Fatal(err)
	}
	v.ExpireTokens()
	if err := s.getByID(); err != nil {
		t.Errorf("a read is not repeated with a new token: %v", err)
	}
	v.ExpireTokens()
	if err := s.DeleteSecret(109); err == nil {
		t.Error("a write went through with an expired token")
	}
	if err := s.DeleteSecret(109); err != nil {
		t.Errorf("the next write: %v", err)
	}
	tokens, deleted := 0, 0
	for _, e := range v.Ledger() {
		switch {
		case e.Op == "token" && e.Note == "password":
			tokens++
		case e.Op == "token":
			t.Errorf("a sign-in with note %q", e.Note)
		case e.Op == "delete":
			deleted++
		}
	}
	if tokens != 3 || deleted != 1 {
		t.Errorf("%d sign-ins, %d deletions; want 3 and 1", tokens, deleted)
	}
}
