package launcher

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"
	"unsafe"
)

// maxIterations is what PBKDF2 may ask for: some seconds of work.
const maxIterations = 10_000_000

// The algorithms of PKCS#5 that openssl and ssh-keygen use.
var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidSHA1   = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7}
	prfs      = []struct {
		oid asn1.ObjectIdentifier
		new func() hash.Hash
	}{
		{oidSHA1, sha1.New},
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, sha256.New},
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 10}, sha512.New384},
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 11}, sha512.New},
	}
	ciphers = []struct {
		oid asn1.ObjectIdentifier
		len int
		new func([]byte) (cipher.Block, error)
	}{
		{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}, 16, aes.NewCipher},
		{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}, 24, aes.NewCipher},
		{asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, 32, aes.NewCipher},
		{asn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}, 24, des.NewTripleDESCipher},
	}
)

// encryptedKey is EncryptedPrivateKeyInfo of RFC 5958, with the parameters of
// PBES2 and PBKDF2 of RFC 8018 below.
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2 struct{ KDF, Cipher pkix.AlgorithmIdentifier }

type kdf2 struct {
	Salt       []byte
	Iterations int
	Length     int                      `asn1:"optional"`
	PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
}

// decryptPKCS8 opens the content of an ENCRYPTED PRIVATE KEY block. The
// standard library has no call for it.
func decryptPKCS8(der, phrase []byte) ([]byte, error) {
	var info encryptedKey
	var how pbes2
	var with kdf2
	var iv []byte
	unusual := &KeyError{Fault: KeyUnusualCrypt}
	if !parsed(der, &info) {
		return nil, &KeyError{Fault: KeyUnreadable}
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) || !parsed(info.Algorithm.Parameters.FullBytes, &how) ||
		!how.KDF.Algorithm.Equal(oidPBKDF2) || !parsed(how.KDF.Parameters.FullBytes, &with) ||
		!parsed(how.Cipher.Parameters.FullBytes, &iv) || with.Iterations < 1 || with.Iterations > maxIterations {
		return nil, unusual
	}
	if len(with.PRF.Algorithm) == 0 {
		with.PRF.Algorithm = oidSHA1
	}
	for _, c := range ciphers {
		for _, p := range prfs {
			if !how.Cipher.Algorithm.Equal(c.oid) || !with.PRF.Algorithm.Equal(p.oid) {
				continue
			}
			// The same bytes, not a string of their own that nobody could wipe.
			text := unsafe.String(unsafe.SliceData(phrase), len(phrase))
			secret, err := pbkdf2.Key(p.new, text, with.Salt, with.Iterations, c.len)
			if err != nil {
				return nil, unusual
			}
			defer clear(secret)
			block, err := c.new(secret)
			if err != nil || len(iv) != block.BlockSize() || len(info.Data) == 0 || len(info.Data)%block.BlockSize() != 0 {
				return nil, &KeyError{Fault: KeyUnreadable}
			}
			out := make([]byte, len(info.Data))
			cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, info.Data)
			return unpad(out, block.BlockSize())
		}
	}
	return nil, unusual
}

func parsed(der []byte, v any) bool {
	rest, err := asn1.Unmarshal(der, v)
	return err == nil && len(rest) == 0
}

// unpad takes the filling away that the last block must have.
func unpad(out []byte, size int) ([]byte, error) {
	n := int(out[len(out)-1])
	if n < 1 || n > size || !bytes.Equal(out[len(out)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		clear(out)
		return nil, &KeyError{Fault: KeyPassphrase}
	}
	return out[:len(out)-n], nil
}
