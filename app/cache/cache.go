package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/natefinch/atomic"

	"sallyport/workflow/sealed"
)

// ErrNothing says that nothing is remembered: there is no file, or none that
// this key, this program or this account can have written.
var ErrNothing = errors.New("nothing is remembered")

// Account is whose memory it is.
type Account struct{ Server, User string }

// Kept is what is remembered of one account.
type Kept struct {
	Saved  time.Time
	Until  time.Time // not to be shown from then on; zero: no limit
	Recent []int     // secrets that were opened, the last one first
	Body   []byte
}

// Store is the folder of the files. An empty Dir keeps nothing.
type Store struct{ Dir string }

// magic begins what is encrypted; its last letter is the version of all that follows.
const magic = "Sallyport vault 1"

// limit bounds what is read: about three million secrets.
const limit = 256 << 20

// header stands before the body.
type header struct {
	Server string    `json:"server"`
	User   string    `json:"user"`
	Saved  time.Time `json:"saved"`
	Until  time.Time `json:"until,omitzero"`
	Recent []int     `json:"recent,omitempty"`
}

// NewKey makes a key for an account. It belongs into the keyring.
func NewKey() (sealed.Secret, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return sealed.Secret{}, fmt.Errorf("make a key for the remembered vault: %w", err)
	}
	return sealed.New([]byte(id.String())), nil
}

// identity is the key as the library wants it, for the length of one call.
func identity(key sealed.Secret) (id *age.X25519Identity, err error) {
	key.Reveal(func(b []byte) { id, err = age.ParseX25519Identity(string(b)) })
	if err != nil {
		return nil, errors.New("the key of the remembered vault is none") // not age's words: they could hold it
	}
	return id, nil
}

// path names the account to nobody who reads the folder.
func (s Store) path(a Account) string {
	sum := sha256.Sum256([]byte(a.Server + "\n" + a.User))
	return filepath.Join(s.Dir, hex.EncodeToString(sum[:16])+".age")
}

// Save replaces what is remembered of the account, all or nothing.
func (s Store) Save(a Account, key sealed.Secret, k Kept) error {
	if s.Dir == "" {
		return nil
	}
	raw, err := encrypt(a, key, k)
	if err != nil {
		return fmt.Errorf("remember the vault: %w", err)
	}
	path := s.path(a)
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("remember the vault: %w", err)
	}
	// The mode of a file that is there would be kept.
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remember the vault: %w", err)
	}
	if err := atomic.WriteFile(path, bytes.NewReader(raw)); err != nil {
		return fmt.Errorf("remember the vault: %w", err)
	}
	return nil
}

func encrypt(a Account, key sealed.Secret, k Kept) ([]byte, error) {
	id, err := identity(key)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(header{a.Server, a.User, k.Saved, k.Until, k.Recent})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(len(k.Body) + len(k.Body)/1024 + 4096)
	w, err := age.Encrypt(&out, id.Recipient())
	if err != nil {
		return nil, err
	}
	head = append(binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(head))), head...)
	for _, part := range [][]byte{head, k.Body} {
		if _, err := w.Write(part); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Load gives what is remembered of the account, or ErrNothing. A file that
// cannot be used is removed: it would never be of use.
func (s Store) Load(a Account, key sealed.Secret) (Kept, error) {
	if s.Dir == "" {
		return Kept{}, ErrNothing
	}
	id, err := identity(key)
	if err != nil {
		return Kept{}, ErrNothing
	}
	f, err := os.Open(s.path(a))
	if errors.Is(err, fs.ErrNotExist) {
		return Kept{}, ErrNothing
	}
	if err != nil {
		return Kept{}, fmt.Errorf("read the remembered vault: %w", err)
	}
	k, err := decrypt(a, id, f)
	_ = f.Close() // nothing was written
	if err != nil {
		return Kept{}, errors.Join(ErrNothing, s.Forget(a))
	}
	return k, nil
}

func decrypt(a Account, id age.Identity, f *os.File) (Kept, error) {
	info, err := f.Stat()
	if err != nil {
		return Kept{}, err
	}
	if info.Size() > limit {
		return Kept{}, errors.New("too large")
	}
	r, err := age.Decrypt(f, id)
	if err != nil {
		return Kept{}, err
	}
	plain := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := plain.ReadFrom(io.LimitReader(r, limit)); err != nil {
		return Kept{}, err
	}
	return parse(a, plain.Bytes())
}

// parse takes the decrypted bytes apart.
func parse(a Account, b []byte) (Kept, error) {
	b, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok || len(b) < 4 {
		return Kept{}, errors.New("another version")
	}
	n := uint64(binary.LittleEndian.Uint32(b))
	if b = b[4:]; n > uint64(len(b)) {
		return Kept{}, errors.New("cut off")
	}
	var h header
	if err := json.Unmarshal(b[:n], &h); err != nil {
		return Kept{}, err
	}
	if h.Server != a.Server || h.User != a.User {
		return Kept{}, errors.New("another account's")
	}
	return Kept{Saved: h.Saved, Until: h.Until, Recent: h.Recent, Body: b[n:]}, nil
}

// Forget removes what is remembered of the account.
func (s Store) Forget(a Account) error {
	if s.Dir == "" {
		return nil
	}
	if err := os.Remove(s.path(a)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the remembered vault: %w", err)
	}
	return nil
}
