package demovault

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"golang.org/x/crypto/chacha20poly1305"
)

// vaultKey seals the documents of the store, as the encryption key file of a
// real Secret Server does: whoever has the database alone reads nothing.
type vaultKey struct{ aead cipher.AEAD }

// readKey reads the key file, or makes it where the store is new. A key that
// has gone missing is never replaced: what it sealed would be lost silently.
func readKey(path string, fresh bool) (vaultKey, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && fresh {
		raw = make([]byte, chacha20poly1305.KeySize)
		_, _ = rand.Read(raw) // never fails
		err = os.WriteFile(path, raw, 0o600)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return vaultKey{}, fmt.Errorf("%s is missing: without it the demo's state cannot be read", path)
	case err != nil:
		return vaultKey{}, err
	}
	aead, err := chacha20poly1305.NewX(raw)
	if err != nil {
		return vaultKey{}, fmt.Errorf("%s is no key of the demo", path)
	}
	return vaultKey{aead}, nil
}

// bound is what a document is sealed to, so that none can be put in another's place.
func (p docKey) bound() []byte { return strconv.AppendInt([]byte(p.kind+"/"), int64(p.id), 10) }

func (k vaultKey) seal(at docKey, raw []byte) []byte {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(raw)+k.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return k.aead.Seal(nonce, nonce, raw, at.bound())
}

func (k vaultKey) open(at docKey, sealed []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("%s %d is cut short", at.kind, at.id)
	}
	raw, err := k.aead.Open(nil, sealed[:n], sealed[n:], at.bound())
	if err != nil {
		return nil, fmt.Errorf("%s %d cannot be read with %s: another key, or a damaged file", at.kind, at.id, keyFile)
	}
	return raw, nil
}
