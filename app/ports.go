package app

import (
	"context"
	"iter"
	"time"

	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// Vault is the part of a Secret Server that the app uses; *ssclient.Client is one.
// Every call is a single answer of the server: the app never asks for a write twice.
type Vault interface {
	Access

	SignIn(ctx context.Context, c ssclient.Credentials) error
	SignInToken(ctx context.Context, pasted sealed.Secret) error
	Resume(ctx context.Context, refresh sealed.Secret) error
	SignOut(ctx context.Context) error
	RefreshToken() sealed.Secret // a clone; empty where the server gives none
	Close()                      // forgets the tokens without telling the server

	TokenPage() string        // where a user makes a token in the browser
	SecretPage(id int) string // the vault's own page of a secret

	CheckVersion(ctx context.Context) (string, error)
	CurrentUser(ctx context.Context) (ssclient.User, error)
	Settings(ctx context.Context) (ssclient.Settings, error)
	Folders(ctx context.Context, parentID int) ([]ssclient.Folder, error)
	Folder(ctx context.Context, id int) (ssclient.Folder, error)
	Secrets(ctx context.Context, f ssclient.SecretFilter, limit int) (ssclient.SecretList, error)
	SecretSummary(ctx context.Context, id int) (ssclient.SecretSummary, error)
	SecretsByID(ctx context.Context, ids []int) ([]ssclient.SecretSummary, error) // those that are there
	SecretByPath(ctx context.Context, path string) (ssclient.SecretSummary, error)
	Favorites(ctx context.Context) ([]ssclient.Favorite, error)
	SetFavorite(ctx context.Context, id int, favorite bool) error
	PinnedFolders(ctx context.Context) ([]ssclient.PinnedFolder, error)
	PinFolder(ctx context.Context, id int, pinned bool) error
	Audits(ctx context.Context, id int) iter.Seq2[ssclient.Audit, error]
	Template(ctx context.Context, id int) (ssclient.Template, error)
	SecretFile(ctx context.Context, id int, slug string) (ssclient.File, error) // the caller wipes it
	SecretDetail(ctx context.Context, id int) (ssclient.SecretDetail, error)
	Heartbeat(ctx context.Context, id int) (ssclient.SecretSummary, error)
	ChangePassword(ctx context.Context, id int) (ssclient.SecretSummary, error)
	OneTimeCodes(ctx context.Context, id, n int) ([]ssclient.OneTimeCode, error) // the caller wipes them
	StartSecretChallenge(ctx context.Context, secretID int) (*ssclient.Exchange, error)
	AccessRequests(ctx context.Context, f ssclient.AccessRequestFilter) iter.Seq2[ssclient.AccessRequest, error]
}

// Access is what a way in and a check-out need of a vault.
type Access interface {
	SecretState(ctx context.Context, id int) (ssclient.SecretState, error)
	ViewComment(ctx context.Context, id int, c ssclient.Comment) error
	CheckOut(ctx context.Context, id int) error
	CheckIn(ctx context.Context, id int) error
	ExtendCheckOut(ctx context.Context, id, minutes int, notes string) (ssclient.Extension, error)
	// Secret reads the fields without checking anything out. The caller wipes the result.
	Secret(ctx context.Context, id int) (ssclient.Secret, error)
	// SecretField reads one field's value, for servers that mask passwords in Secret.
	SecretField(ctx context.Context, id int, slug string) (sealed.Secret, error)
	// SecretRestricted and SecretFieldRestricted are the same with a QuantumLock password.
	SecretRestricted(ctx context.Context, id int, with ssclient.Access) (ssclient.Secret, error)
	SecretFieldRestricted(ctx context.Context, id int, slug string, with ssclient.Access) (sealed.Secret, error)
	SetQuantumLockPassword(ctx context.Context, password sealed.Secret) error
	Launchers(ctx context.Context, secretID int) ([]ssclient.Launcher, error)
	// RDPLauncherSettings is what the secret says about its remote desktops.
	RDPLauncherSettings(ctx context.Context, id int) (ssclient.RDPLauncherSettings, error)
	// SSHProxy and RDPProxy make credentials for one session through the vault's proxy. The caller wipes the password.
	SSHProxy(ctx context.Context, r ssclient.ProxyRequest) (ssclient.ProxyTarget, error)
	RDPProxy(ctx context.Context, r ssclient.ProxyRequest) (ssclient.ProxyTarget, error)

	AccessOptions(ctx context.Context, id int) (ssclient.AccessOptions, error)
	TicketSystems(ctx context.Context) ([]ssclient.TicketSystem, error)
	TicketSystem(ctx context.Context, id int) (ssclient.TicketSystem, error)
	RequestAccess(ctx context.Context, d ssclient.AccessRequestDraft) (ssclient.AccessRequest, error)
	SecretAccessRequests(ctx context.Context, id int) iter.Seq2[ssclient.AccessRequest, error]
	AccessRequest(ctx context.Context, requestID int) (ssclient.AccessRequest, error)
	DecideAccessRequest(ctx context.Context, d ssclient.Decision) (ssclient.AccessRequest, error)
	ForceCheckIn(ctx context.Context, id int) error
}

// signedOut answers every call with ErrSignedOut, so that what was under way
// when the token ended goes through its ordinary ends.
type signedOut struct{}

func refuse[T any]() (none T, err error) { return none, ssclient.ErrSignedOut }

func (signedOut) SecretState(context.Context, int) (ssclient.SecretState, error) {
	return refuse[ssclient.SecretState]()
}

func (signedOut) ViewComment(context.Context, int, ssclient.Comment) error {
	return ssclient.ErrSignedOut
}
func (signedOut) CheckOut(context.Context, int) error     { return ssclient.ErrSignedOut }
func (signedOut) CheckIn(context.Context, int) error      { return ssclient.ErrSignedOut }
func (signedOut) ForceCheckIn(context.Context, int) error { return ssclient.ErrSignedOut }

func (signedOut) ExtendCheckOut(context.Context, int, int, string) (ssclient.Extension, error) {
	return refuse[ssclient.Extension]()
}

func (signedOut) Secret(context.Context, int) (ssclient.Secret, error) {
	return refuse[ssclient.Secret]()
}

func (signedOut) SecretField(context.Context, int, string) (sealed.Secret, error) {
	return refuse[sealed.Secret]()
}

func (signedOut) SecretRestricted(context.Context, int, ssclient.Access) (ssclient.Secret, error) {
	return refuse[ssclient.Secret]()
}

func (signedOut) SecretFieldRestricted(context.Context, int, string, ssclient.Access) (sealed.Secret, error) {
	return refuse[sealed.Secret]()
}

func (signedOut) Launchers(context.Context, int) ([]ssclient.Launcher, error) {
	return refuse[[]ssclient.Launcher]()
}

func (signedOut) SSHProxy(context.Context, ssclient.ProxyRequest) (ssclient.ProxyTarget, error) {
	return refuse[ssclient.ProxyTarget]()
}

func (signedOut) RDPProxy(context.Context, ssclient.ProxyRequest) (ssclient.ProxyTarget, error) {
	return refuse[ssclient.ProxyTarget]()
}

func (signedOut) RDPLauncherSettings(context.Context, int) (ssclient.RDPLauncherSettings, error) {
	return refuse[ssclient.RDPLauncherSettings]()
}

func (signedOut) SetQuantumLockPassword(context.Context, sealed.Secret) error {
	return ssclient.ErrSignedOut
}

func (signedOut) AccessOptions(context.Context, int) (ssclient.AccessOptions, error) {
	return refuse[ssclient.AccessOptions]()
}

func (signedOut) TicketSystems(context.Context) ([]ssclient.TicketSystem, error) {
	return refuse[[]ssclient.TicketSystem]()
}

func (signedOut) TicketSystem(context.Context, int) (ssclient.TicketSystem, error) {
	return refuse[ssclient.TicketSystem]()
}

func (signedOut) RequestAccess(context.Context, ssclient.AccessRequestDraft) (ssclient.AccessRequest, error) {
	return refuse[ssclient.AccessRequest]()
}

func (signedOut) SecretAccessRequests(context.Context, int) iter.Seq2[ssclient.AccessRequest, error] {
	return func(yield func(ssclient.AccessRequest, error) bool) { yield(refuse[ssclient.AccessRequest]()) }
}

func (signedOut) AccessRequest(context.Context, int) (ssclient.AccessRequest, error) {
	return refuse[ssclient.AccessRequest]()
}

func (signedOut) DecideAccessRequest(context.Context, ssclient.Decision) (ssclient.AccessRequest, error) {
	return refuse[ssclient.AccessRequest]()
}

// Launcher starts native clients; *launcher.Launcher is one.
type Launcher interface {
	// Find is the absolute path of a program that a vault names.
	Find(program string) (string, error)
	// Check reports, before anything is asked of the vault, why t could not be started here.
	Check(t launcher.Target) error
	// Start hands cred to the client and returns once the client process runs, or cannot.
	Start(ctx context.Context, t launcher.Target, cred launcher.Credential, on launcher.Handler) (launcher.Session, error)
	// Reattach finds a session that an earlier process of this app started, by its id.
	// ErrSessionOver says it has ended.
	Reattach(ctx context.Context, id string, on launcher.Handler) (launcher.Session, error)
	// Sweep removes what sessions left that are over and not among the ids to keep.
	Sweep(keep []string) error
}

// Keyring is the OS credential store; every call may block on the user and is given a time limit by its owner.
type Keyring interface {
	Get(key string) (sealed.Secret, error)
	Set(key string, s sealed.Secret) error
	Delete(key string) error
}

// Clock is the only source of time in the app.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in its own goroutine after d, unless stop is called first.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}
