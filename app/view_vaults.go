package app

import (
	"net/url"
	"time"
)

// VaultKey names one vault of several as long as the program runs: one user's
// account on one server. "": the only one.
type VaultKey string

// VaultView is one vault, signed in to or not.
type VaultView struct {
	Key      VaultKey
	Name     string // its host; with the user's name where the host alone does not tell
	Server   string
	User     string // "": not known yet
	Platform bool   // Server is a Platform in front of it
	State    VaultState
	Problem  Problem   // why it is not what it should be
	Tree     *TreeView // as far as it was listed
	// ForbidsSaving: no sign-in is saved, of any vault, while somebody is signed in to this one.
	ForbidsSaving bool
	// NamesFor is for how long names may be kept without their vault, likewise; 0: it does not say; below: not at all.
	NamesFor   time.Duration
	Version    string // as the vault told; "": it did not, or nobody is signed in
	Remembered bool   // the next start signs in by itself
	Browser    bool   // its address can be opened in the browser
	Throttled  bool   // calls wait for its limit
}

// limits are those that it sets to all vaults.
func (v *VaultView) limits() limits { return limits{v.ForbidsSaving, v.NamesFor} }

// VaultPageView says whether the page of a vault is open, in the place of the pane.
type VaultPageView struct {
	Open  bool
	Vault VaultKey
}

// VaultState is how a vault stands.
type VaultState string

// The states of a vault.
const (
	VaultSignedOut VaultState = "signed-out"
	VaultSigningIn VaultState = "signing-in"
	VaultSignedIn  VaultState = "signed-in"
	VaultLocked    VaultState = "locked"  // its sign-in is over: what is held keeps counting
	VaultOffline   VaultState = "offline" // it does not answer; asked again by itself
	VaultFailed    VaultState = "failed"  // signing in failed, and not for the name or password
)

// Usable reports whether there is something to see and do in it.
func (s VaultState) Usable() bool { return s == VaultSignedIn || s == VaultOffline }

// Removable reports whether it may be taken off the list.
func (s VaultState) Removable() bool { return !s.Usable() && s != VaultSigningIn }

// VaultStates lists every state, for the test that holds each to words.
var VaultStates = []VaultState{VaultSignedOut, VaultSigningIn, VaultSignedIn, VaultLocked, VaultOffline, VaultFailed}

// viewVault is this App's one vault.
func (a *App) viewVault() VaultView {
	v := VaultView{
		Key: a.seat.key, Name: HostOf(a.s.server), Server: a.s.server, User: a.s.user,
		Platform: a.s.tenant != nil || a.seat.remembered.Platform, Tree: a.s.tree,
	}
	if v.Server == "" {
		v.Server, v.User = normalServer(a.s.signIn.Server), a.s.signIn.User
		v.Name = HostOf(v.Server)
	}
	v.State, v.Problem = a.vaultState()
	if a.s.vault != nil {
		demands := limitsOf(a.s.rules)
		v.ForbidsSaving, v.NamesFor = demands.noSaving, demands.names
	}
	v.Version, v.Browser, v.Throttled = a.s.version, a.cfg.OpenURL != nil && v.Server != "", a.s.throttled
	v.Remembered = a.s.remember || a.s.vault == nil && a.seat.remembered.Remember
	return v
}

// vaultState is derived from what is known: no event can forget to change it.
func (a *App) vaultState() (VaultState, Problem) {
	root := a.s.tree.Children[0]
	switch {
	case a.s.vault != nil && !a.s.away.None():
		return VaultOffline, a.s.away
	case a.s.vault != nil:
		return VaultSignedIn, root.Problem
	case a.s.signIn.Busy:
		return VaultSigningIn, Problem{}
	case !a.s.away.None():
		return VaultOffline, a.s.away
	}
	switch p := a.s.signIn.Problem; p.Kind {
	case "", ProblemSignInRefused, ProblemNotRenewed, ProblemNotKept:
		return VaultSignedOut, p
	case ProblemSignedOut:
		return VaultLocked, p
	default:
		return VaultFailed, p
	}
}

// HostOf is the name of a vault's machine in its URL, or what there is instead.
func HostOf(server string) string {
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		return u.Host
	}
	return server
}
