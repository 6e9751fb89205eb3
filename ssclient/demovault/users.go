package demovault

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// User is somebody who can sign in to the demo vault. Its secrets are made at
// random by New, or come from StateDir.
type User struct {
	Name        string
	DisplayName string
	Password    string
	TOTPSecret  string // base32; the code is asked for only where RequiresOTP
	RequiresOTP bool
	// QuantumLockPassword opens QuantumLock secrets. It is known only as long as
	// it is the one that New made up: "" where the user has none, has changed it,
	// or comes from StateDir, which does not hold it.
	QuantumLockPassword string
	// SecurityAnswer answers the security question of the Platform.
	SecurityAnswer string
	Role           string // "operator", "approver" or "administrator"
}

type user struct {
	User
	id          int
	failures    int
	lockedUntil time.Time
	lock        *lockKey // for QuantumLock; nil: no password yet
}

// userDoc is what the store keeps of a user.
type userDoc struct {
	User
	ID          int
	Failures    int
	LockedUntil time.Time
	Lock        *lockKey
}

// MarshalJSON writes the user for the store.
func (u *user) MarshalJSON() ([]byte, error) {
	doc := userDoc{User: u.User, ID: u.id, Failures: u.failures, LockedUntil: u.lockedUntil, Lock: u.lock}
	doc.QuantumLockPassword = "" // who has the state must not be able to open its locks
	return json.Marshal(doc)
}

// restoreUser brings a user of the seed back to what the store kept of it.
func (v *Vault) restoreUser(raw []byte) error {
	var doc userDoc
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	if u := v.userByID(doc.ID); u != nil && u.Name == doc.Name {
		u.User, u.failures, u.lockedUntil, u.lock = doc.User, doc.Failures, doc.LockedUntil, doc.Lock
	}
	return nil
}

// touchUser marks a user as changed.
func (v *Vault) touchUser(u *user) { v.keep(kindUser, u.id, u) }

// approver says whether u answers access requests: approvers do, and administrators.
func (u *user) approver() bool { return u.Role == "approver" || u.admin() }

func (u *user) admin() bool { return u.Role == "administrator" }

// Users lists the demo's users with their passwords.
func (v *Vault) Users() []User {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := make([]User, 0, len(v.users))
	for _, u := range v.users {
		out = append(out, u.User)
	}
	return out
}

// SetUser changes a user, such as RequiresOTP. The name and role stay.
func (v *Vault) SetUser(name string, change func(*User)) {
	v.enter()
	defer v.leave()
	if u := v.userNamed(name); u != nil {
		kept := u.User
		change(&u.User)
		u.Name, u.Role = kept.Name, kept.Role
		if next := u.QuantumLockPassword; next != kept.QuantumLockPassword && (next == "" || !u.changeLockPassword(kept.QuantumLockPassword, next)) {
			u.lock = nil
		}
		v.touchUser(u)
	}
}

func (v *Vault) addUsers(seeds []seedUser) error {
	for _, s := range seeds {
		if s.ID <= 0 || s.Name == "" || v.userNamed(s.Name) != nil {
			return fmt.Errorf("demo seed: user %q: no id, no name, or there twice", s.Name)
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: "Secret Server demo", AccountName: s.Name})
		if err != nil {
			return fmt.Errorf("demo seed: user %q: %w", s.Name, err)
		}
		u := &user{id: s.ID, User: User{
			Name: s.Name, DisplayName: s.DisplayName, Role: s.Role,
			Password: randomText(20, wordChars), TOTPSecret: key.Secret(), RequiresOTP: s.RequiresOTP,
			SecurityAnswer: randomText(8, wordChars),
		}}
		if s.QuantumLock {
			u.QuantumLockPassword = randomText(12, wordChars)
			if u.lock, err = newLockKey(u.QuantumLockPassword, lockWorkRandom); err != nil {
				return err
			}
		}
		v.users = append(v.users, u)
	}
	return nil
}

// userNamed finds a user, or the service user of the Platform, which is in no list.
func (v *Vault) userNamed(name string) *user {
	if strings.EqualFold(name, v.service.user.Name) {
		return v.service.user
	}
	for _, u := range v.users {
		if strings.EqualFold(u.Name, name) {
			return u
		}
	}
	return nil
}

func (v *Vault) userByID(id int) *user {
	if id == v.service.user.id {
		return v.service.user
	}
	for _, u := range v.users {
		if u.id == id {
			return u
		}
	}
	if v.service.user.id == id {
		return v.service.user
	}
	return nil
}

// currentUser answers GET /v1/users/current.
func (v *Vault) currentUser(c *call) (any, error) {
	u := c.user
	perms := []named{{Name: "View Secret"}, {Name: "Add Secret"}, {Name: "Edit Secret"}, {Name: "Own Secret"}, {Name: "View Launcher Sessions"}}
	if u.approver() {
		perms = append(perms, named{Name: "Approve Secret Access Requests"})
	}
	if u.admin() {
		perms = append(perms, named{Name: "Force Check In"}, named{Name: "Administer Configuration"}, named{Name: "View Inactive Secrets"})
	}
	return struct {
		extra
		ID                      int     `json:"id"`
		UserName                string  `json:"userName"`
		DisplayName             string  `json:"displayName"`
		EmailAddress            string  `json:"emailAddress"`
		DateOptionID            int     `json:"dateOptionId"`
		TimeOptionID            int     `json:"timeOptionId"`
		UserLCID                int     `json:"userLcid"`
		UserTheme               string  `json:"userTheme"`
		PlatformIntegrationType string  `json:"platformIntegrationType"`
		Permissions             []named `json:"permissions"`
		AdminLinks              []named `json:"adminLinks"`
		ProfileLinks            []named `json:"profileLinks"`
	}{
		ID: u.id, UserName: u.Name, DisplayName: u.DisplayName, EmailAddress: u.Name + "@demo.example",
		DateOptionID: 1, TimeOptionID: 1, UserLCID: 1033, PlatformIntegrationType: "None",
		Permissions: perms, AdminLinks: []named{}, ProfileLinks: []named{},
	}, nil
}

// currentUserSummary answers GET /v1/users/current-summary.
func (v *Vault) currentUserSummary(c *call) (any, error) {
	return struct {
		extra
		ID int `json:"id"`
	}{ID: c.user.id}, nil
}

type named struct {
	Name string `json:"name"`
}
