package app

// Problem is what went wrong, as data; ui/messages.go has the sentence for it.
// The zero Problem is none.
type Problem struct {
	Kind   ProblemKind
	Secret string // name
	Who    string // holder, user
	Where  string // host, server, file
	Detail string // for "Details": the server's or system's own words, never a secret
	// Unchanged: we know that nothing was changed on the vault; Left: something may be left to do.
	Unchanged bool
	Minutes   int

	Why       ProblemKind // ProblemFavorites: of the first that failed
	Count, Of int         // ProblemFavorites: how many, of how many
}

// None reports whether there is nothing to tell.
func (p Problem) None() bool { return p.Kind == "" }

// ProblemKind names a problem. Every kind has a sentence (a test in ui says so).
type ProblemKind string

// The problems of this slice.
const (
	ProblemUnreachable        ProblemKind = "unreachable"         // vault: no answer at all
	ProblemNotAVault          ProblemKind = "not-a-vault"         // answers, but not as a Secret Server
	ProblemBadServerURL       ProblemKind = "bad-server-url"      // not https, not a URL
	ProblemWay                ProblemKind = "way"                 // the CA file or the proxy that is set cannot be used: Detail
	ProblemCertificate        ProblemKind = "certificate"         // TLS not trusted
	ProblemSignInRefused      ProblemKind = "sign-in-refused"     // wrong name or password
	ProblemSignedOut          ProblemKind = "signed-out"          // token over, sign in again
	ProblemNotRenewed         ProblemKind = "not-renewed"         // a remembered sign-in that the vault does not take any more
	ProblemNotKept            ProblemKind = "not-kept"            // a remembered sign-in that the keyring does not have
	ProblemServerError        ProblemKind = "server-error"        // 5xx
	ProblemTimeout            ProblemKind = "timeout"             // no answer in time; state was read after
	ProblemThrottled          ProblemKind = "throttled"           // 429 too long
	ProblemGone               ProblemKind = "gone"                // secret missing or no right to it
	ProblemHeld               ProblemKind = "held"                // checked out by Who, Minutes left
	ProblemRefused            ProblemKind = "refused"             // vault refused, Detail in its words
	ProblemNotYet             ProblemKind = "not-yet"             // a workflow this version cannot do; Detail: which
	ProblemNoProgress         ProblemKind = "no-progress"         // the vault keeps asking the same
	ProblemLock               ProblemKind = "lock"                // wrong QuantumLock password
	ProblemNoLock             ProblemKind = "no-lock"             // QuantumLock was not given to this user
	ProblemExtendTooLong      ProblemKind = "extend-too-long"     // beyond the maximum
	ProblemExtendRefused      ProblemKind = "extend-refused"      //
	ProblemCheckInFailed      ProblemKind = "check-in-failed"     // queued, tried again
	ProblemNoTerminal         ProblemKind = "no-terminal"         //
	ProblemNoClient           ProblemKind = "no-client"           // ssh or FreeRDP missing; Detail: hint
	ProblemManualClient       ProblemKind = "manual-client"       // only Where is here, which takes no password and tells no end; Detail: hint
	ProblemBadTarget          ProblemKind = "bad-target"          // host or user in the secret not acceptable
	ProblemNoLauncher         ProblemKind = "no-launcher"         // the vault offers no way to open the secret
	ProblemOtherLauncher      ProblemKind = "other-launcher"      // it offers one that this program cannot start: Where
	ProblemTarget             ProblemKind = "target"              // what was given for Where is not acceptable: Detail
	ProblemCommand            ProblemKind = "command"             // the launcher Where has parameters that cannot be used: Detail
	ProblemSecretToken        ProblemKind = "secret-token"        // the launcher Where wants a secret in its command line: Detail
	ProblemNoProgram          ProblemKind = "no-program"          // the program Where of the launcher Detail is missing
	ProblemConnectAs          ProblemKind = "connect-as"          // another secret signs in first, which only the vault's proxy does
	ProblemNotApproved        ProblemKind = "not-approved"        // the user did not let the program Where run
	ProblemExited             ProblemKind = "exited"              // a program ended with an error: Detail
	ProblemWebAddress         ProblemKind = "web-address"         // the secret's address is not of the web
	ProblemWindowOnly         ProblemKind = "window-only"         // it needs a clipboard, which a terminal has not
	ProblemNotOpen            ProblemKind = "not-open"            // nothing was copied, shown or saved: the way in comes first
	ProblemHidden             ProblemKind = "hidden"              // the vault lets the password be used, not seen
	ProblemNoField            ProblemKind = "no-field"            // the secret has no such value to copy
	ProblemClipboard          ProblemKind = "clipboard"           // nothing could be copied: Detail
	ProblemNotAllowed         ProblemKind = "not-allowed"         // the secret must not be used on Where
	ProblemConnection         ProblemKind = "connection"          // what was chosen for the session cannot be used: Where, Detail
	ProblemNoHost             ProblemKind = "no-host"             // the secret names no machine
	ProblemNoCredential       ProblemKind = "no-credential"       // the secret holds nothing to sign in with
	ProblemKey                ProblemKind = "key"                 // its private key cannot be read
	ProblemKeyPassphrase      ProblemKind = "key-passphrase"      // the passphrase does not open it, or is missing
	ProblemKeyPuTTY           ProblemKind = "key-putty"           // it is in PuTTY's format
	ProblemKeyKind            ProblemKind = "key-kind"            // of an algorithm or encryption that is not used; Detail: which
	ProblemProxy              ProblemKind = "proxy"               // the vault gave no way through its proxy to Where
	ProblemHostDown           ProblemKind = "host-unreachable"    //
	ProblemHostUnknown        ProblemKind = "host-unknown"        // name does not resolve
	ProblemHostKeyChanged     ProblemKind = "host-key-changed"    //
	ProblemHostKeyDenied      ProblemKind = "host-key-denied"     //
	ProblemCertificateChanged ProblemKind = "certificate-changed" // of a remote desktop host
	ProblemCertificateDenied  ProblemKind = "certificate-denied"  //
	ProblemHostRefused        ProblemKind = "host-refused"        // host refused what the vault holds
	ProblemJumpRefused        ProblemKind = "jump-refused"        // the jump host Where refused the answer
	ProblemUnanswered         ProblemKind = "unanswered"          // nobody answered a host's question in time
	ProblemDropped            ProblemKind = "dropped"             //
	ProblemVanished           ProblemKind = "vanished"            // terminal or helper killed
	ProblemLaunch             ProblemKind = "launch"              // client failed, Detail
	ProblemJournal            ProblemKind = "journal"             // cannot be written: Where, Detail
	ProblemTooOld             ProblemKind = "too-old"             // the vault's version is Detail
	ProblemTrail              ProblemKind = "trail"               // what was done cannot be written down
	ProblemJournalDamaged     ProblemKind = "journal-damaged"     // set aside as Where
	ProblemSettings           ProblemKind = "settings-damaged"    // set aside as Where
	ProblemSettingsWrite      ProblemKind = "settings-write"      //
	ProblemChoice             ProblemKind = "choice"              // a setting Where cannot be used: Detail
	ProblemKeyring            ProblemKind = "keyring"             // not remembered
	ProblemNotForgotten       ProblemKind = "not-forgotten"       // what signs in at Where may still be in the keyring
	ProblemFile               ProblemKind = "file"                // a file that a session needs cannot be written: Where, Detail
	ProblemNoFile             ProblemKind = "no-file"             // no file is attached to the field
	ProblemTooBig             ProblemKind = "too-big"             // the file is larger than is taken
	ProblemSavePath           ProblemKind = "save-path"           // Where is not the whole path of a file
	ProblemSave               ProblemKind = "save"                // a file of a secret could not be written: Where, Detail
	ProblemBrowser            ProblemKind = "browser"             // no browser could be started for Where
	ProblemAnswer             ProblemKind = "answer"              // a challenge was answered wrongly
	ProblemNotConfirmed       ProblemKind = "not-confirmed"       // nobody confirmed a challenge in time
	ProblemNoChallenge        ProblemKind = "no-challenge"        // the vault can be asked in the browser only
	ProblemFederated          ProblemKind = "federated"           // somebody else signs this user in: Where
	ProblemFavorites          ProblemKind = "favorites"           // of several marks some were not set: Count, Of, Why
	ProblemRecovered          ProblemKind = "recovered"           // after a crash: Minutes sessions found again
)

// ProblemKinds lists every kind, for the tests that hold each to a sentence.
var ProblemKinds = []ProblemKind{
	ProblemUnreachable, ProblemNotAVault, ProblemBadServerURL, ProblemWay, ProblemCertificate, ProblemSignInRefused, ProblemSignedOut, ProblemNotRenewed, ProblemNotKept,
	ProblemServerError, ProblemTimeout, ProblemThrottled, ProblemGone, ProblemHeld, ProblemRefused, ProblemNotYet,
	ProblemNoProgress, ProblemLock, ProblemNoLock, ProblemExtendTooLong, ProblemExtendRefused, ProblemCheckInFailed,
	ProblemNoTerminal, ProblemNoClient, ProblemManualClient, ProblemBadTarget, ProblemConnection, ProblemNoHost,
	ProblemNoLauncher, ProblemOtherLauncher, ProblemTarget, ProblemNotAllowed,
	ProblemCommand, ProblemSecretToken, ProblemNoProgram, ProblemNotApproved, ProblemExited, ProblemConnectAs,
	ProblemWebAddress, ProblemWindowOnly, ProblemNotOpen, ProblemHidden, ProblemNoField, ProblemClipboard,
	ProblemNoCredential, ProblemKey, ProblemKeyPassphrase, ProblemKeyPuTTY, ProblemKeyKind, ProblemProxy,
	ProblemHostDown, ProblemHostUnknown, ProblemHostKeyChanged, ProblemHostKeyDenied, ProblemHostRefused,
	ProblemCertificateChanged, ProblemCertificateDenied,
	ProblemJumpRefused, ProblemUnanswered, ProblemDropped, ProblemVanished, ProblemLaunch, ProblemJournal, ProblemJournalDamaged, ProblemSettings,
	ProblemSettingsWrite, ProblemChoice, ProblemKeyring, ProblemNotForgotten, ProblemFile, ProblemBrowser, ProblemRecovered, ProblemTooOld, ProblemTrail, ProblemAnswer, ProblemNotConfirmed, ProblemNoChallenge, ProblemNoFile, ProblemTooBig, ProblemSavePath, ProblemSave, ProblemFederated,
	ProblemFavorites,
}
