package launcher

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"sallyport/workflow/sealed"
)

// newKey makes a key with the machine's ssh-keygen; the passphrase may be "".
func newKey(t *testing.T, passphrase string, args ...string) (private, public []byte) {
	t.Helper()
	path := filepath.Join(shortDir(t), "key")
	run(t, "", "ssh-keygen", append([]string{"-q", "-N", passphrase, "-f", path}, args...)...)
	private, err := os.ReadFile(path)
	must(t, err)
	line, err := os.ReadFile(path + ".pub")
	must(t, err)
	key, _, _, _, err := ssh.ParseAuthorizedKey(line)
	must(t, err)
	return private, key.Marshal()
}

// keyed is a credential of a key; it takes copies.
func keyed(private []byte, passphrase, password string) Credential {
	return Credential{Password: sealed.New([]byte(password)), Key: sealed.Copy(private), Passphrase: sealed.New([]byte(passphrase))}
}

func faultOf(err error) KeyFault {
	var bad *KeyError
	if errors.As(err, &bad) {
		return bad.Fault
	}
	return ""
}

func TestKeysAsSSHKeygenWritesThem(t *testing.T) {
	const phrase = `päss "phrase' 1`
	for _, args := range [][]string{
		{"-t", "ed25519"},
		{"-t", "rsa", "-b", "2048"},
		{"-t", "rsa", "-b", "2048", "-m", "PEM"},
		{"-t", "rsa", "-b", "2048", "-m", "PKCS8"},
		{"-t", "ecdsa", "-b", "256"},
		{"-t", "ecdsa", "-b", "384", "-m", "PEM"},
		{"-t", "ecdsa", "-b", "521", "-m", "PKCS8"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			open, public := newKey(t, "", args...)
			locked, publicLocked := newKey(t, phrase, args...)
			for name, c := range map[string]struct {
				cred   Credential
				public []byte
				fault  KeyFault
			}{
				"without a passphrase":          {keyed(open, "", ""), public, ""},
				"with one it does not need":     {keyed(open, "left behind", ""), public, ""},
				"with Windows line ends":        {keyed(bytes.ReplaceAll(open, []byte("\n"), []byte("\r\n")), "", ""), public, ""},
				"encrypted":                     {keyed(locked, phrase, ""), publicLocked, ""},
				"encrypted, wrong passphrase":   {keyed(locked, "wrong", ""), nil, KeyPassphrase},
				"encrypted, passphrase missing": {keyed(locked, "", ""), nil, KeyLocked},
				"cut in the middle":             {keyed(open[:len(open)/2], "", ""), nil, KeyUnreadable},
			} {
				got, err := c.cred.PublicKey()
				if faultOf(err) != c.fault || !bytes.Equal(got, c.public) {
					t.Errorf("%s: %v, want %q", name, err, c.fault)
				}
			}
		})
	}
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		fault KeyFault
	}{
		"no key at all":     {"hunter2", KeyUnreadable},
		"a public key":      {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJj bob", KeyUnreadable},
		"a certificate":     {"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", KeyUnreadable},
		"PuTTY's format":    {"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", KeyPuTTY},
		"a file too long":   {strings.Repeat("x", maxKey+1), KeyUnreadable},
		"an empty envelope": {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", KeyUnreadable},
	} {
		cred := Credential{Key: sealed.New([]byte(c.text)), Passphrase: sealed.New([]byte("hunter2"))}
		_, err := cred.PublicKey()
		if faultOf(err) != c.fault {
			t.Errorf("%s: %v, want %s", name, err, c.fault)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error tells the key: %v", name, err)
		}
	}
}

func TestAKeyThatAsksForTooMuchWorkIsRefusedAtOnce(t *testing.T) {
	options := ssh.Marshal(struct {
		Salt   string
		Rounds uint32
	}{"0123456789abcdef", maxRounds + 1})
	head := ssh.Marshal(struct{ Cipher, KDF, Options string }{"aes256-ctr", "bcrypt", string(options)})
	private := pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: append([]byte("openssh-key-v1\x00"), head...)})
	if _, err := keyed(private, "hunter2", "").PublicKey(); faultOf(err) != KeyUnusualCrypt {
		t.Errorf("%v, want %s", err, KeyUnusualCrypt)
	}
}

func TestKeysAsOpenSSLWritesThem(t *testing.T) {
	for name, want := range map[string]KeyFault{"pkcs8-des3.pem": "", "pkcs8-aes192-sha512.pem": "", "pkcs8-sha1.pem": "", "pkcs8-scrypt.pem": KeyUnusualCrypt, "dsa.pem": KeyKind, "rsa-768.pem": KeyKind} {
		text, err := os.ReadFile(filepath.Join("testdata", "keys", name))
		must(t, err)
		got, err := keyed(text, "hunter2", "").PublicKey()
		if faultOf(err) != want || (got != nil) != (want == "") {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		if want == "" {
			if _, err := keyed(text, "hunter3", "").PublicKey(); faultOf(err) != KeyPassphrase {
				t.Errorf("%s with a wrong passphrase: %v", name, err)
			}
		}
	}
}

func TestAWipedKeyHoldsNothing(t *testing.T) {
	for _, args := range [][]string{{"-t", "ed25519"}, {"-t", "rsa"}, {"-t", "ecdsa"}} {
		private, _ := newKey(t, "", args...)
		k, err := openKey(sealed.Copy(private), sealed.Secret{})
		must(t, err)
		left := digitsOf(t, k.raw)
		if !left() {
			t.Fatalf("%v: the look finds nothing even before", args)
		}
		k.wipe()
		if left() {
			t.Errorf("%v: something of the key is left", args)
		}
	}
}

// digitsOf looks at the numbers of a key where they lie, whenever it is asked.
func digitsOf(t *testing.T, raw any) func() bool {
	t.Helper()
	some := func(words []big.Word) func() bool {
		return func() bool { return slices.ContainsFunc(words, func(w big.Word) bool { return w != 0 }) }
	}
	switch k := raw.(type) {
	case *ed25519.PrivateKey:
		return func() bool { return slices.ContainsFunc(*k, func(b byte) bool { return b != 0 }) }
	case *rsa.PrivateKey:
		return some(k.D.Bits())
	case *ecdsa.PrivateKey:
		//lint:ignore SA1019 it is looked at, not calculated with
		return some(k.D.Bits())
	}
	t.Fatalf("a %T", raw)
	return nil
}

func FuzzKey(f *testing.F) {
	files, _ := filepath.Glob("testdata/keys/*.pem")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, []byte("hunter2"))
	}
	f.Add([]byte("PuTTY-User-Key-File-2: ssh-rsa\n"), []byte{})
	f.Fuzz(func(t *testing.T, text, phrase []byte) {
		k, err := readKey(text, phrase)
		if (err == nil) != (k != nil) || err != nil && faultOf(err) == "" {
			t.Fatalf("%v, %v", k, err)
		}
		k.wipe()
	})
}
