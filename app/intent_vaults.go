package app

// The intents about several vaults. One App alone takes what is In it and
// ignores the others.
type (
	// In says which vault an intent is meant for. Without it, it is the one
	// whose secret is shown, and for a prompt or a session the one it belongs to.
	In struct {
		Vault  VaultKey
		Intent Intent
	}
	// SelectVault shows a vault in place of another.
	SelectVault struct{ Vault VaultKey }
	// AddVault opens an empty sign-in page.
	AddVault struct{}
	// OpenSignIn opens the sign-in page of a vault that is signed out, or tries one again that did not answer.
	OpenSignIn struct{ Vault VaultKey }
	// CancelSignIn gives up the sign-in that is under way.
	CancelSignIn struct{}
	// LeaveSignIn goes back from the sign-in page to the vaults.
	LeaveSignIn struct{}
	// ForgetVault takes a vault off the list that nobody is signed in to.
	ForgetVault struct{ Vault VaultKey }
	// ShowVault opens the page of the vault it is In, or shuts it.
	ShowVault struct{ Open bool }
	// Lock hides everything until the user signs in anew.
	Lock struct{}
	// SessionChanged tells what happens to the user's session on this machine.
	SessionChanged struct{ Event SessionEvent }
)

func (Lock) intent()           {}
func (SessionChanged) intent() {}

func (In) intent()           {}
func (SelectVault) intent()  {}
func (AddVault) intent()     {}
func (OpenSignIn) intent()   {}
func (CancelSignIn) intent() {}
func (LeaveSignIn) intent()  {}
func (ShowVault) intent()    {}
func (ForgetVault) intent()  {}
