package launcher

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/ssh"

	"sallyport/workflow/sealed"
)

const (
	maxKey    = 64 << 10
	minRSA    = 1024 // ssh itself refuses shorter ones
	maxRounds = 2000 // of the work that a key's file may ask for: some seconds of it
)

// KeyFault is what is wrong with a private key.
type KeyFault string

// The faults of a key.
const (
	KeyUnreadable   KeyFault = "unreadable"       // no private key, or a damaged one
	KeyLocked       KeyFault = "no-passphrase"    // it is encrypted and no passphrase came with it
	KeyPassphrase   KeyFault = "wrong-passphrase" // the passphrase does not open it
	KeyPuTTY        KeyFault = "putty"            // a .ppk file, which only PuTTY reads
	KeyKind         KeyFault = "kind"             // of an algorithm that hosts do not take any more, or bound to a device
	KeyUnusualCrypt KeyFault = "encryption"       // encrypted in a way that is not read here
)

// KeyError says that a private key cannot be used. It holds nothing of the key.
type KeyError struct {
	Fault  KeyFault
	Detail string // "ssh-dss", "RSA with 768 bits"; may be empty
}

func (e *KeyError) Error() string {
	if e.Detail == "" {
		return "private key: " + string(e.Fault)
	}
	return "private key: " + string(e.Fault) + " (" + e.Detail + ")"
}

// privateKey is an opened key.
type privateKey struct {
	signer ssh.AlgorithmSigner
	raw    any
}

// openKey decrypts and checks the key; both secrets stay the caller's to wipe.
// It reads what ssh-keygen and openssl write: OpenSSH, PKCS#1, SEC 1 and
// PKCS#8, encrypted or not. The error is a *KeyError.
func openKey(key, passphrase sealed.Secret) (k *privateKey, err error) {
	key.Reveal(func(text []byte) {
		passphrase.Reveal(func(phrase []byte) {
			k, err = readKey(text, phrase)
		})
	})
	return k, err
}

func readKey(text, phrase []byte) (*privateKey, error) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("PuTTY-User-Key-File-")) {
		return nil, &KeyError{Fault: KeyPuTTY}
	}
	if len(text) > maxKey {
		return nil, &KeyError{KeyUnreadable, "it is too long"}
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, &KeyError{Fault: KeyUnreadable}
	}
	defer clear(block.Bytes)
	raw, err := rawKey(text, block, phrase)
	if err != nil {
		return nil, keyFault(err)
	}
	k := &privateKey{raw: raw}
	if err := k.check(); err != nil {
		k.wipe()
		return nil, err
	}
	return k, nil
}

// rawKey tries the key as one that is not encrypted first: a passphrase may
// have been left behind in the vault by an earlier key.
func rawKey(text []byte, block *pem.Block, phrase []byte) (any, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" {
		if len(phrase) == 0 {
			return nil, &KeyError{Fault: KeyLocked}
		}
		der, err := decryptPKCS8(block.Bytes, phrase)
		if err != nil {
			return nil, err
		}
		defer clear(der)
		raw, err := x509.ParsePKCS8PrivateKey(der)
		if err != nil {
			return nil, &KeyError{Fault: KeyPassphrase} // by one chance in 256 the padding fits all the same
		}
		return raw, nil
	}
	if block.Type == "OPENSSH PRIVATE KEY" && tooMuchWork(block.Bytes) {
		return nil, &KeyError{KeyUnusualCrypt, "too many rounds"}
	}
	raw, err := ssh.ParseRawPrivateKey(text)
	var locked *ssh.PassphraseMissingError
	if !errors.As(err, &locked) {
		return raw, err
	}
	if len(phrase) == 0 {
		return nil, &KeyError{Fault: KeyLocked}
	}
	return ssh.ParseRawPrivateKeyWithPassphrase(text, phrase)
}

// tooMuchWork looks at the head of an OpenSSH key, which is not encrypted:
// its rounds would otherwise be done, however many they are.
func tooMuchWork(b []byte) bool {
	var head struct {
		Cipher, KDF, Options string
		Rest                 []byte `ssh:"rest"`
	}
	var options struct {
		Salt   string
		Rounds uint32
	}
	b, ok := bytes.CutPrefix(b, []byte("openssh-key-v1\x00"))
	if !ok || ssh.Unmarshal(b, &head) != nil || ssh.Unmarshal([]byte(head.Options), &options) != nil {
		return false
	}
	return options.Rounds > maxRounds
}

// keyFault turns an error of the standard parsers into ours. Their texts stay
// out: some quote what they could not read.
func keyFault(err error) error {
	var ours *KeyError
	switch {
	case errors.As(err, &ours):
		return err
	case errors.Is(err, x509.IncorrectPasswordError):
		return &KeyError{Fault: KeyPassphrase}
	}
	return &KeyError{Fault: KeyUnreadable}
}

// check makes the signer, and refuses what no host of today takes.
func (k *privateKey) check() error {
	if raw, ok := k.raw.(*rsa.PrivateKey); ok && raw.N.BitLen() < minRSA {
		return &KeyError{KeyKind, fmt.Sprintf("RSA with %d bits", raw.N.BitLen())}
	}
	signer, err := ssh.NewSignerFromKey(k.raw)
	if err != nil {
		return &KeyError{KeyKind, fmt.Sprintf("%T", k.raw)}
	}
	able, ok := signer.(ssh.AlgorithmSigner)
	if kind := signer.PublicKey().Type(); !ok || kind == "ssh-dss" {
		return &KeyError{KeyKind, kind}
	}
	k.signer = able
	return nil
}

// public is the public part in wire format.
func (k *privateKey) public() []byte { return k.signer.PublicKey().Marshal() }

// wipe clears the numbers that make the key, as far as they can be reached:
// what the standard library derived from them goes with the next collection.
func (k *privateKey) wipe() {
	if k == nil {
		return
	}
	switch raw := k.raw.(type) {
	case *ed25519.PrivateKey:
		clear(*raw)
	case ed25519.PrivateKey:
		clear(raw)
	case *ecdsa.PrivateKey:
		//lint:ignore SA1019 it is cleared, not calculated with
		clearNumber(raw.D)
	case *rsa.PrivateKey:
		for _, n := range append([]*big.Int{raw.D, raw.Precomputed.Dp, raw.Precomputed.Dq, raw.Precomputed.Qinv}, raw.Primes...) {
			clearNumber(n)
		}
	}
	k.raw, k.signer = nil, nil
}

func clearNumber(n *big.Int) {
	if n != nil {
		clear(n.Bits())
	}
}
