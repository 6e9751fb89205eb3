package demovault

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"
	"golang.org/x/crypto/scrypt"
)

// QuantumLock (DoubleLock in the API): each user has a key pair, whose private
// half is encrypted with his QuantumLock password. The fields of a locked
// secret are encrypted to the key pairs of those who have access and are
// nowhere else, not in memory either; fields that a template exposes for
// display stay readable, as on the real server. The vault can encrypt anew
// without a password, but decrypt only with the one that a call brings.
//
// Not public, so ours: somebody who makes his password after a secret was
// locked has no access to it (DoubleLockNoAccess) until a user who has opens it
// once; a password is changed with the member currentPassword, which the web
// page asks for and the record's body does not have. Only while the vault still
// knows a password, because it made it up and the demo printed it, may that
// member be left out.

// lockKey is a user's key pair.
type lockKey struct {
	Recipient string // the public half
	Identity  []byte // the private half, encrypted with the password
}

// How much work it is to try a password, as a power of two: hardly any for
// those of the seed, which cannot be guessed, a tenth of a second for others.
const (
	lockWorkRandom = 2
	lockWorkChosen = 14
)

func newLockKey(password string, work int) (*lockKey, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make QuantumLock key: %w", err)
	}
	k := &lockKey{Recipient: id.Recipient().String()}
	return k, k.seal(id, password, work)
}

func (k *lockKey) seal(id *age.X25519Identity, password string, work int) error {
	r, err := age.NewScryptRecipient(password)
	if err != nil {
		return fmt.Errorf("encrypt QuantumLock key: %w", err)
	}
	r.SetWorkFactor(work)
	k.Identity, err = encrypted([]byte(id.String()), r)
	return err
}

// open gives the private half; nil for a wrong password.
func (k *lockKey) open(password string) *age.X25519Identity {
	by, err := age.NewScryptIdentity(password)
	if err != nil {
		return nil // an empty password
	}
	raw, err := decrypted(k.Identity, by)
	if err != nil {
		return nil
	}
	id, err := age.ParseX25519Identity(string(raw))
	if err != nil {
		return nil
	}
	return id
}

func encrypted(raw []byte, to ...age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

func decrypted(sealed []byte, by age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), by)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// lockedFields stands for the values of a locked secret.
type lockedFields struct {
	Users  []int  // who can open them
	Sealed []byte // lockedValues
	Shadow shadow // of the password, as the target itself keeps it
	Public []byte `json:",omitempty"` // the public key, which the target keeps too
}

type lockedValues struct {
	Values []string // by item; "" for those that are exposed
	Files  [][]byte
}

// members are the users to whom a secret is to be locked.
func (v *Vault) lockMembers(s *secret) []*user {
	return slices.DeleteFunc(slices.Clone(v.users), func(u *user) bool { return u.lock == nil || !v.mayUnlock(s, u) })
}

// mayUnlock says whether u is one of those for whom the secret's lock is.
func (v *Vault) mayUnlock(s *secret, u *user) bool {
	to := s.Options.LockedTo
	return v.rightOn(s, u) >= rightView && (len(to) == 0 || indexNamed(to, u.Name) >= 0)
}

var errNobodyCanOpen = errors.New("no user who may view the secret has a QuantumLock password")

// lock encrypts the values in items to the present members and puts the rest
// into the secret.
func (v *Vault) lock(s *secret, items []item) error {
	t, members := v.templates[s.TemplateID], v.lockMembers(s)
	if len(members) == 0 {
		return errNobodyCanOpen
	}
	to, ids := []age.Recipient{}, []int{}
	for _, u := range members {
		r, err := age.ParseX25519Recipient(u.lock.Recipient)
		if err != nil {
			return fmt.Errorf("lock secret %d: %w", s.ID, err)
		}
		to, ids = append(to, r), append(ids, u.id)
	}
	plain := lockedValues{Values: make([]string, len(items)), Files: make([][]byte, len(items))}
	rest, password, public := slices.Clone(items), "", []byte(nil)
	for i, f := range t.Fields {
		if f.Exposed {
			continue
		}
		if f.Slug == "password" {
			password = items[i].Value
		}
		if f.Slug == t.PublicKey && f.File {
			public = items[i].File
		}
		plain.Values[i], plain.Files[i] = items[i].Value, items[i].File
		rest[i].Value, rest[i].File = "", nil
	}
	raw, err := json.Marshal(plain)
	if err != nil {
		return fmt.Errorf("lock secret %d: %w", s.ID, err)
	}
	sealed, err := encrypted(raw, to...)
	if err != nil {
		return fmt.Errorf("lock secret %d: %w", s.ID, err)
	}
	s.Items, s.Locked = rest, &lockedFields{Users: ids, Sealed: sealed, Shadow: newShadow(password), Public: public}
	v.touch(s)
	return nil
}

// lockAnew is lock for a secret that is readable now. A password change that
// is under way ends: a locked secret has none.
func (v *Vault) lockAnew(s *secret) error {
	if err := v.material(s); err != nil {
		return err
	}
	if err := v.lock(s, s.Items); err != nil {
		return err
	}
	s.Rotation, s.Drifted = nil, ""
	delete(v.changes, s.ID)
	return nil
}

// unlock gives all values of a locked secret to a user with his password. On
// the way it lets in those who have become members since.
func (v *Vault) unlock(s *secret, u *user, password string) ([]item, error) {
	id := u.lock.open(password)
	if id == nil {
		return nil, refuse(codeDoubleLockInvalid, "The DoubleLock password is not valid.")
	}
	raw, err := decrypted(s.Locked.Sealed, id)
	if err != nil {
		return nil, fmt.Errorf("unlock secret %d: %w", s.ID, err)
	}
	var plain lockedValues
	if err := json.Unmarshal(raw, &plain); err != nil {
		return nil, fmt.Errorf("unlock secret %d: %w", s.ID, err)
	}
	items := slices.Clone(s.Items)
	for i, f := range v.templates[s.TemplateID].Fields {
		if !f.Exposed {
			items[i].Value, items[i].File = plain.Values[i], plain.Files[i]
		}
	}
	for _, m := range v.lockMembers(s) {
		if !slices.Contains(s.Locked.Users, m.id) {
			return items, v.lock(s, items)
		}
	}
	return items, nil
}

// release takes the lock off a secret that the call has opened.
func (v *Vault) release(c *call, s *secret) {
	s.Items, s.Locked = c.items(s), nil
	v.touch(s)
}

// items are the secret's, with the values that the call has unlocked.
func (c *call) items(s *secret) []item {
	if c.unlocked != nil && s.Locked != nil {
		return c.unlocked
	}
	return s.Items
}

// setItems gives a secret other values. Those of a locked one are locked at once.
func (v *Vault) setItems(s *secret, items []item) error {
	if s.Locked == nil {
		s.Items = items
		return nil
	}
	return v.lock(s, items)
}

// lockState is what a QuantumLock says to a user.
func (v *Vault) lockState(s *secret, u *user) string {
	switch {
	case s.Locked == nil:
		return stateNone
	case !v.mayUnlock(s, u):
		return stateNoAccess
	case u.lock == nil:
		return stateCreateDoubleLock
	case !slices.Contains(s.Locked.Users, u.id):
		return stateNoAccess
	}
	return stateDoubleLock
}

// settleLock brings a secret in line with its options after a change of them.
// A lock is not taken off here, for that takes a password, and a locked secret
// does not use check-out.
func (v *Vault) settleLock(s *secret) {
	if s.Options.QuantumLock && s.Locked == nil {
		if err := v.lockAnew(s); err != nil {
			v.log.Error("demo vault: secret not locked", "secret", s.ID, "error", err)
		}
	}
	s.Options.QuantumLock = s.Locked != nil
	if s.Locked != nil {
		s.Options.CheckOutEnabled = false
	}
}

func lockExcludesCheckOut() error {
	return refuse(codeDoubleLockCheckOut, "A DoubleLocked Secret cannot use check out.")
}

// changeLockPassword gives the user another QuantumLock password. Who knows
// the present one keeps his key pair, and with it his access.
func (u *user) changeLockPassword(current, next string) bool {
	if u.lock == nil {
		k, err := newLockKey(next, lockWorkChosen)
		u.lock = k
		return err == nil
	}
	id := u.lock.open(current)
	return id != nil && u.lock.seal(id, next, lockWorkChosen) == nil
}

// putLockPassword answers PUT /v1/users/doublelock-password.
func (v *Vault) putLockPassword(c *call) (any, error) {
	var args struct {
		Password        text `json:"password"`
		CurrentPassword text `json:"currentPassword"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	if strings.TrimSpace(args.Password.S) == "" {
		return nil, invalid("password", "The password is required.")
	}
	u := c.user
	if !u.changeLockPassword(cmp.Or(args.CurrentPassword.S, u.QuantumLockPassword), args.Password.S) {
		return nil, refuse(codeDoubleLockInvalid, "The DoubleLock password is changed with the present one, in currentPassword.")
	}
	u.QuantumLockPassword = "" // from now on known to the user alone
	v.record(c.now, u.Name, "quantum-lock-password", 0, "")
	v.touchUser(u)
	return true, nil
}

// shadow is a password as a target keeps it: enough to check one.
type shadow struct{ Salt, Hash []byte }

func newShadow(password string) shadow {
	s := shadow{Salt: make([]byte, 16)}
	_, _ = rand.Read(s.Salt) // never fails
	s.Hash = s.of([]byte(password))
	return s
}

func (s shadow) of(password []byte) []byte {
	key, err := scrypt.Key(password, s.Salt, 1<<10, 8, 1, 32)
	if err != nil {
		panic(fmt.Sprintf("demovault: scrypt: %v", err)) // bad parameters
	}
	return key
}

func (s shadow) fits(password []byte) bool {
	return len(password) > 0 && subtle.ConstantTimeCompare(s.of(password), s.Hash) == 1
}

// Opens says whether the target of the SSH secret with this user name takes
// the password. It knows that of a QuantumLock secret too, which Account does not.
func (v *Vault) Opens(name string, password []byte) bool {
	want, _, ok := v.Account(name)
	if len(want) > 0 {
		return ok && subtle.ConstantTimeCompare(want, password) == 1
	}
	v.enter()
	defer v.leave()
	s := v.accounts[name]
	return s != nil && s.Locked != nil && s.Locked.Shadow.fits(password)
}
