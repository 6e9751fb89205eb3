package demovault

import "time"

// Settings are the vault-wide switches.
type Settings struct {
	CheckInOnLastClose         bool // checkInSecretOnLastLauncherClose
	CloseLauncherOnCheckIn     bool // closeLauncherOnCheckInSecret
	OperatorsReadConfiguration bool // otherwise only administrators may

	AllowSavingCredentials bool
	AllowLocalConnections  bool

	MaxOffline         time.Duration // how long clients may keep what they have read
	SecretViewInterval time.Duration // how long a comment counts
	CheckOutInterval   time.Duration // of secrets without an interval of their own
	ExtensionEnabled   bool
	PasswordChangeTime time.Duration // how long a change takes; 0: none at all
	RequireFolder      bool          // secrets may not lie outside folders
	MaxExtension       time.Duration
	WarnPercent        int // share of a check-out after which to warn

	TokenLife     time.Duration // of an access token; a refresh token lives 15 minutes longer
	RefreshTokens bool          // whether there are any
	MaxRefreshes  int
	MaxFailures   int // sign-ins that fail before the user is locked for LockTime
	LockTime      time.Duration

	PlatformTokenLife time.Duration // of a bearer of the Platform
	SecondFactors     []Factor      // offered after the password on the Platform, and before a secret
	FactorsLater      bool          // shown only after the password, in a package of their own
	ChallengeLife     time.Duration // of an exchange that is not finished
	ChallengeAttempts int           // wrong answers that end an exchange
	MFAInterval       time.Duration // how long a passed challenge opens a secret

	MaskPasswords      bool // calls that return secrets show no passwords; /fields does
	HideVersion        bool
	Version            string // that it says it has; "": the one it plays
	WebServicesOff     bool   // enableWebServices is off: no token, no call
	PreventDirectAuth  bool   // preventDirectApiAuthentication: no token for a password
	AccessDeniedStatus int    // 0: 400
}

func defaultSettings() Settings {
	return Settings{
		AllowSavingCredentials: true, AllowLocalConnections: true,
		MaxOffline: 24 * time.Hour, SecretViewInterval: 5 * time.Minute, CheckOutInterval: 30 * time.Minute,
		ExtensionEnabled: true, MaxExtension: time.Hour, WarnPercent: 80,
		TokenLife: 20*time.Minute - time.Second, RefreshTokens: true, MaxRefreshes: 3,
		MaxFailures: 5, LockTime: 15 * time.Minute,
		PlatformTokenLife: time.Hour, SecondFactors: secondFactors(), ChallengeLife: 10 * time.Minute,
		ChallengeAttempts: 3, MFAInterval: 15 * time.Minute,
	}
}

// SetSettings changes the vault-wide switches.
func (v *Vault) SetSettings(change func(*Settings)) {
	v.enter()
	defer v.leave()
	change(&v.settings)
	v.keep(kindVault, 0, nil) // flush knows what
}

// SetSecret changes the rules of a secret; nothing happens where there is none.
// A QuantumLock is put on if somebody can open it; to take it off needs his password.
func (v *Vault) SetSecret(id int, change func(*SecretOptions)) {
	v.enter()
	defer v.leave()
	if s := v.secrets[id]; s != nil {
		change(&s.Options)
		v.settleLock(s)
		v.touch(s)
		v.reindex()
	}
}

// RemoveSecret deletes a secret for good, checked out or not.
func (v *Vault) RemoveSecret(id int) {
	v.enter()
	defer v.leave()
	delete(v.secrets, id)
	delete(v.held, id)
	delete(v.changes, id)
	v.keep(kindSecret, id, nil)
	v.reindex()
}

// getManagerSettings answers GET /v1/connection-manager-settings.
func (v *Vault) getManagerSettings(*call) (any, error) {
	return struct {
		extra
		AllowLocalConnections  bool   `json:"allowLocalConnections"`
		AllowSavingCredentials bool   `json:"allowSavingCredentials"`
		DownloadURL            string `json:"downloadUrl"`
		HasValidLicense        bool   `json:"hasValidLicense"`
		IsTrialLicense         bool   `json:"isTrialLicense"`
	}{
		AllowLocalConnections: v.settings.AllowLocalConnections, AllowSavingCredentials: v.settings.AllowSavingCredentials,
		HasValidLicense: true,
	}, nil
}

// getMobileConfiguration answers GET /v1/mobile-configuration: how long a
// client may keep what it has read while it is offline.
func (v *Vault) getMobileConfiguration(*call) (any, error) {
	return struct {
		extra
		MaximumTimeOfflineMinutes int `json:"maximumTimeOfflineMinutes"`
	}{MaximumTimeOfflineMinutes: wholeMinutes(v.settings.MaxOffline)}, nil
}

// SetLauncher changes what a custom launcher starts; nothing happens where there is none of that name.
func (v *Vault) SetLauncher(name, process, arguments string) {
	v.enter()
	defer v.leave()
	for _, l := range v.launcherTypes {
		if l.Name == name {
			l.ProcessName, l.ProcessArguments = process, arguments
			v.touchLauncher(l)
		}
	}
}

// SetValue changes a field of a secret that is no password, as an owner would
// by hand; nothing happens where there is none.
func (v *Vault) SetValue(id int, slug, value string) {
	v.enter()
	defer v.leave()
	if s := v.secrets[id]; s != nil {
		v.setValue(s, slug, value)
		v.touch(s)
		v.reindex()
	}
}
