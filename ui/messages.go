package ui

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
	"sallyport/workflow"
)

// Message is a problem for people: what happened, whether anything was
// changed, what to do next.
type Message struct{ Title, Body, Next string }

// String is the message in one line, for a terminal.
func (m Message) String() string {
	parts := []string{m.Title + "."}
	for _, s := range []string{m.Body, m.Next} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// sentences has a message for each kind. {secret}, {who}, {where}, {minutes} and {detail} are filled in.
var sentences = map[app.ProblemKind]Message{
	app.ProblemUnreachable:        {"The vault does not answer", "There is no connection to {where}.", "Check the address, the network or the VPN, then try again."},
	app.ProblemNotAVault:          {"This is not a Secret Server", "{where} answers, but not as a Secret Server does. Nothing was sent but the sign-in page's question.", "Check the address: it usually ends in /SecretServer or is your Platform's name. A proxy's login page answers like this, too."},
	app.ProblemBadServerURL:       {"This is not an address Sallyport can use", "It needs an https address. Nothing was sent.", "Write it like https://vault.example.com/SecretServer."},
	app.ProblemCertificate:        {"The vault's certificate is not trusted", "{where} showed a certificate that this machine does not trust. Your password was not sent.", "Ask your administrator for the right certificate, and do not sign in until it is."},
	app.ProblemSignInRefused:      {"The vault refused the sign-in", "Name, password, domain or one-time code is wrong, or the account is locked.", "Try again. Several wrong tries can lock an account."},
	app.ProblemSignedOut:          {"You were signed out", "The vault ended your sign-in. Check-outs stay yours until their time ends.", "Sign in again; Sallyport goes on where it was."},
	app.ProblemServerError:        {"The vault has a fault of its own", "{where} answered with an error.", "Try again in a minute; if it stays, give the details to your vault's administrator."},
	app.ProblemTimeout:            {"The vault took too long", "No answer came in time. Sallyport read the secret's state again, and shows it as it is now.", "Look at the steps above and try again."},
	app.ProblemThrottled:          {"The vault asks us to wait", "Too many requests reached it in a short time.", "Wait a minute and try again."},
	app.ProblemGone:               {"The secret is not there for you", "{secret} does not exist any more, or you have no right to it.", "Look for it anew. If you should have it, ask the owner of its folder."},
	app.ProblemHeld:               {"{who} has it checked out", "{secret} can be used by one person at a time; {minutes} left.", "Wait, or ask {who} to check it in."},
	app.ProblemRefused:            {"The vault said no", "{detail}", "Change what it names and try again, or ask the owner of the folder."},
	app.ProblemNotYet:             {"Sallyport cannot do this step yet", "{secret} asks for {detail}, which this version cannot satisfy.", "Open the secret in the browser this time."},
	app.ProblemNoProgress:         {"The vault keeps asking the same", "Sallyport did what it asked and it asked again. It stopped, so as not to go round for ever.", "Try once more; then give the details to your vault's administrator."},
	app.ProblemLock:               {"The QuantumLock password is wrong", "{detail}", "Type it again. Nobody can recover it: only whoever gave you access can give it anew."},
	app.ProblemNoLock:             {"QuantumLock keeps you out", "{secret} is locked for others than you; not even an administrator can open it for you.", "Ask somebody who can open it to add you to its QuantumLock."},
	app.ProblemExtendTooLong:      {"That is longer than the vault allows", "The check-out of {secret} was not extended; its time is as before.", "Ask for at most {minutes}."},
	app.ProblemExtendRefused:      {"The check-out was not extended", "The vault refused; the time of {secret} is as before.", "Try a shorter time or another reason, or finish before it ends."},
	app.ProblemCheckInFailed:      {"The check-in did not reach the vault", "{secret} may still be checked out in your name.", "Sallyport tries again by itself. You can also check it in in the browser."},
	app.ProblemCommand:            {"This launcher cannot be used", "“{where}” is written in a way that Sallyport does not run: {detail}.", "Choose another launcher, or ask whoever runs the vault to correct its parameters."},
	app.ProblemSecretToken:        {"This launcher would show the password to everybody", "“{where}” puts {detail} into a command line, which every program on this computer can read. Sallyport does not do that.", "Choose another launcher, or check the secret out and copy its password. Ask whoever runs the vault for a launcher without {detail}."},
	app.ProblemNoProgram:          {"{where} is missing", "The launcher “{detail}” starts it, and it is not on this computer, or not in the PATH.", "Install it, or choose another launcher."},
	app.ProblemConnectAs:          {"Another secret signs in first", "The vault lets another account sign in to {where} and change to that of {secret}. Only its SSH proxy does that, and {secret} does not go through it. No session was started.", "Ask the owner to turn the proxy on for {secret}, or open the other secret."},
	app.ProblemNotApproved:        {"The program was not started", "You have not let {where} run.", "Connect again to look at it once more, or choose another launcher."},
	app.ProblemExited:             {"The program ended with an error", "The last that it said: {detail}.", "Connect again if you were not done."},
	app.ProblemWebAddress:         {"The secret's address is not one of the web", "{secret} has no address that begins with https:// or http:// and a name. Nothing was opened.", "Ask the owner to correct it."},
	app.ProblemWindowOnly:         {"This needs Sallyport's window", "{secret} is opened with its password on the clipboard, which a command line has not.", "Open it in the window."},
	app.ProblemNotOpen:            {"The secret is not open yet", "{secret} asks for something first, so nothing was copied.", "Check it out, or give what it asks for; then copy again."},
	app.ProblemHidden:             {"This password is not to be seen", "The vault lets {secret} be used and hides its password, so nothing was copied or shown.", "Connect with it, or ask its owner."},
	app.ProblemNoField:            {"There is nothing to copy", "{secret} has no such value.", "Look at the secret in the browser."},
	app.ProblemClipboard:          {"Nothing was copied", "The desktop's clipboard did not take it.", "Try again, or look at the secret in the browser."},
	app.ProblemNoTerminal:         {"There is no terminal program", "Sallyport found none to open the session in.", "Install one ({detail}), then connect again."},
	app.ProblemNoClient:           {"{where} is missing", "Sallyport opens the session with it, and it is not installed.", "Install it ({detail}), then connect again."},
	app.ProblemManualClient:       {"Sallyport cannot sign in with {where}", "{where} takes no password from another program and does not tell when a session ends. No session was started.", "Install FreeRDP ({detail}). Or check {secret} out, copy its password into {where} yourself, and check it in when your session is over: its end is yours to tell."},
	app.ProblemBadTarget:          {"The secret's machine or user cannot be used", "Machine or user name of {secret} holds characters that a connection must not have. No session was started.", "Ask the owner to correct the secret."},
	app.ProblemNoLauncher:         {"The vault offers no launcher for it", "{secret} has no launcher, so there is nothing to connect with.", "Look at it in the browser, or ask the owner of its template for a launcher."},
	app.ProblemOtherLauncher:      {"Sallyport cannot start this launcher", "The vault opens {secret} with “{where}”, which Sallyport does not know.", "Choose another launcher if there is one, or open the secret in the browser."},
	app.ProblemTarget:             {"This {where} cannot be used", "What was given is not acceptable: it {detail}.", "Correct it and connect again."},
	app.ProblemNotAllowed:         {"The vault keeps the secret from this machine", "{secret} must not be used on {where}. No session was started.", "Choose a machine that it is meant for, or ask the owner to change its list."},
	app.ProblemConnection:         {"What was chosen for this session cannot be used", "The {where} {detail}. No session was started.", "Correct it in the settings, then connect again."},
	app.ProblemNoHost:             {"The secret names no machine", "{secret} has no host to connect to. No session was started.", "Ask the owner to fill in the machine."},
	app.ProblemNoCredential:       {"The secret has nothing to sign in with", "{secret} holds neither a password nor a private key. No session was started.", "Ask the owner to fill it in."},
	app.ProblemKey:                {"The secret's private key cannot be read", "{secret} has a file that is no private key, or a damaged one. No session was started.", "Ask the owner to attach the key anew, in OpenSSH's format."},
	app.ProblemKeyPassphrase:      {"The passphrase does not open the private key", "The key in {secret} is encrypted, and the passphrase beside it is missing or another key's. No session was started.", "Ask the owner to correct the passphrase in the secret."},
	app.ProblemKeyPuTTY:           {"The private key is in PuTTY's format", "{secret} has a .ppk file, which ssh does not read. No session was started.", "Ask the owner to convert it to OpenSSH's format with PuTTYgen, and to attach that."},
	app.ProblemKeyKind:            {"The private key cannot be used", "The key in {secret} is of a kind that ssh does not use any more, or encrypted in an unusual way. No session was started.", "Ask the owner for a new key in OpenSSH's format: Ed25519, ECDSA, or RSA with 2048 bits or more."},
	app.ProblemProxy:              {"There is no way through the vault's proxy", "{secret} is to be reached through the vault's SSH proxy, and the vault gave no way. Sallyport did not connect to {where} past it.", "Try again; if it stays, give the details to your vault's administrator."},
	app.ProblemHostDown:           {"The machine does not answer", "{where} cannot be reached from here.", "Check that the machine runs and that your network reaches it."},
	app.ProblemHostUnknown:        {"The machine's name is not known", "The name {where} does not resolve here.", "Check the name in the secret, and your DNS or VPN."},
	app.ProblemHostKeyChanged:     {"The machine is not the one you trusted", "{where} shows another host key than before. The password was not sent. It may have been reinstalled, or somebody may be listening.", "Ask its administrator. If the change is right, remove the old key from known_hosts."},
	app.ProblemHostKeyDenied:      {"The host key was not trusted", "You did not trust the key of {where}. The password was not sent.", "Compare the fingerprint with the machine's administrator, then connect again."},
	app.ProblemCertificateChanged: {"The machine is not the one you trusted", "{where} shows another certificate than before. The password was not sent. Its certificate may have been renewed, or somebody may be listening.", "Ask its administrator. If the change is right, remove its line from rdp_certificates, beside known_hosts."},
	app.ProblemCertificateDenied:  {"The certificate was not trusted", "You did not trust the certificate of {where}. The password was not sent.", "Compare the fingerprint with the machine's administrator, then connect again."},
	app.ProblemHostRefused:        {"The machine refused what the vault holds", "{where} did not accept the password or key: that in {secret} and that on the machine differ.", "Ask the owner to start a password change or a heartbeat for the secret."},
	app.ProblemJumpRefused:        {"The jump host did not let you through", "{where}, on the way to the machine of {secret}, did not accept the answer. The vault's password was not sent.", "Connect again, and answer with your own password or a new code for {where}."},
	app.ProblemUnanswered:         {"A question was not answered", "{where} asked something that only you can answer, and got no answer in time. The session was given up.", "Connect again when you are at hand to answer."},
	app.ProblemDropped:            {"The connection broke off", "The session on {where} ended without a sign-off.", "Connect again if you were not done."},
	app.ProblemVanished:           {"The session's window disappeared", "Its terminal or its helper was ended from outside.", "Connect again if you were not done."},
	app.ProblemLaunch:             {"The session did not start", "The program for it ended at once.", "Look at the details, then connect again."},
	app.ProblemJournal:            {"Sallyport cannot write its journal", "{where} cannot be written. Sessions work, but a crash of Sallyport could now leave a check-out behind.", "Free space or correct the rights of the folder; until then, check in before you close."},
	app.ProblemTooOld:             {"This vault is too old for Sallyport", "It is version {detail}; before 11.0 a secret is checked out by looking at it.", "Do not connect to secrets that others may need; ask for an upgrade of the vault."},
	app.ProblemTrail:              {"Sallyport cannot write its trail", "What it does with secrets is not written down on this machine; the vault's own audit goes on.", "Free space or correct the rights of its folder."},
	app.ProblemJournalDamaged:     {"The journal was damaged", "It was set aside as {where}; what it knew of earlier sessions is lost. The vault was asked what is still checked out.", "Look through your check-outs once."},
	app.ProblemSettings:           {"The settings were damaged", "They were set aside as {where}; Sallyport runs with its defaults.", "Set what you need again."},
	app.ProblemSettingsWrite:      {"The settings could not be saved", "They hold until Sallyport closes.", "Free space or correct the rights of {where}."},
	app.ProblemChoice:             {"That cannot be used", "The {where} {detail}. What was set before still holds.", "Correct it, or leave it as it was."},
	app.ProblemKeyring:            {"The sign-in is not remembered", "The system's keyring did not take it. You are signed in all the same.", "Next time you will be asked for your password."},
	app.ProblemFile:               {"A file for the session cannot be written", "{where} keeps the keys of known machines, and cannot be written. No session was started.", "Free space or correct the rights of its folder, then connect again."},
	app.ProblemBrowser:            {"No browser opened", "The page is {where}.", "Open it in a browser yourself."},
	app.ProblemAnswer:             {"The vault did not take the answer", "It gave no reason.", "Try again, or choose another way."},
	app.ProblemNoChallenge:        {"This vault poses the challenge in the browser only", "It has no call that Sallyport could make for it.", "Open the secret in the browser and pass it there; Sallyport goes on by itself."},
	app.ProblemFederated:          {"You sign in with another service", "{where} knows who you are, and only a browser can ask it.", "Sign in to the vault in the browser, and paste a token from your user preferences."},
	app.ProblemRecovered:          {"Recovered after a crash", "Sallyport found {sessions} from before and asked the vault what is still checked out.", "Look at the sessions below."},
}

// unforeseen is the message of a kind without one.
var unforeseen = Message{"Something went wrong", "{detail}", "Try again."}

// Sentence is the message of a problem.
func Sentence(p app.Problem) Message {
	m, ok := sentences[p.Kind]
	if !ok {
		if p.None() {
			return Message{}
		}
		m = unforeseen
	}
	if p.Kind == app.ProblemNotYet {
		p.Detail = stepNeed(p.Detail)
	}
	unsaid := !strings.Contains(strings.ToLower(m.Body), "nothing was")
	args := []any{
		"secret", or(p.Secret, tr("the secret")),
		"who", or(p.Who, tr("somebody else")),
		"where", or(p.Where, tr("it")),
		"detail", or(strings.TrimSpace(p.Detail), tr("It gave no reason.")),
		"minutes", minutes(p.Minutes),
		"sessions", trn(p.Minutes, "{n} session", "{n} sessions"),
	}
	m = Message{upper(tr(m.Title, args...)), upper(tr(m.Body, args...)), tr(m.Next, args...)}
	if p.Unchanged && unsaid {
		m.Body = join(m.Body, tr("Nothing was changed on the vault."))
	}
	return m
}

// stepNeed names what a secret asks for that this version cannot do.
func stepNeed(id string) string {
	if id == "rdp" {
		return tr("an RDP session")
	}
	return tr("“{text}”", "text", id)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// upper begins a sentence with a capital letter if it begins with words of
// ours. A name keeps the letters it has.
func upper(s string) string {
	for _, ours := range []string{tr("the secret"), tr("somebody else"), tr("it") + " "} {
		if strings.HasPrefix(s, ours) {
			r, size := utf8.DecodeRuneInString(s)
			return string(unicode.ToUpper(r)) + s[size:]
		}
	}
	return s
}

func minutes(n int) string {
	if n <= 0 {
		return tr("some time")
	}
	return trn(n, "{n} minute", "{n} minutes")
}

// BusyText is what a wait is for.
func BusyText(k app.BusyKind) string {
	switch k {
	case app.BusyReading:
		return tr("Asking the vault what is needed…")
	case app.BusyComment:
		return tr("Giving the vault your reason…")
	case app.BusyCheckOut:
		return tr("Checking out…")
	case app.BusyLaunching:
		return tr("Starting the session…")
	case app.BusyCheckIn:
		return tr("Checking in…")
	case app.BusyExtending:
		return tr("Extending…")
	case app.BusyRequest:
		return tr("Sending the request…")
	case app.BusyLock:
		return tr("Setting your QuantumLock password…")
	case app.BusyForcing:
		return tr("Ending the other check-out…")
	case app.BusyThrottled:
		return tr("The vault asks us to wait a moment…")
	}
	return ""
}

// PrimaryText is the main button.
func PrimaryText(p app.Primary) string {
	switch p {
	case app.PrimaryConnect, app.PrimaryUnavailable:
		return tr("Connect")
	case app.PrimaryCheckOutAndConnect:
		return tr("Check out and connect")
	case app.PrimaryOpen:
		return tr("Open")
	case app.PrimaryCheckOutAndOpen:
		return tr("Check out and open")
	case app.PrimaryChallenge:
		return tr("Challenge…")
	case app.PrimaryRequest:
		return tr("Request access")
	case app.PrimaryWait:
		return tr("Connect when it is free")
	}
	return ""
}

// BadgeText is the word at the right of a row.
func BadgeText(b app.Badge, holder string) string {
	switch b {
	case app.BadgeComment:
		return tr("reason")
	case app.BadgeCheckOut:
		return tr("check-out")
	case app.BadgeApproval:
		return tr("approval")
	case app.BadgeLock:
		return tr("QuantumLock")
	case app.BadgeHeld:
		return tr("held by {who}", "who", or(holder, tr("another")))
	case app.BadgeSync:
		return tr("out of sync")
	case app.BadgeBeat:
		return tr("heartbeat failed")
	}
	return ""
}

// EndText says how a check-out ended.
func EndText(k app.EndKind) string {
	switch k {
	case app.EndedByUser:
		return tr("You checked it in.")
	case app.EndedLast:
		return tr("Checked in when its last session ended.")
	case app.EndedExpiry:
		return tr("Its time ran out and the vault took it back.")
	case app.EndedForced:
		return tr("Somebody else checked it in on the vault.")
	case app.EndedQuit:
		return tr("Checked in when Sallyport closed.")
	case app.EndedRecover:
		return tr("Checked in after a crash.")
	}
	return ""
}

// QuietText is the quiet line of the dock.
func QuietText(k app.QuietKind, name string) string {
	switch k {
	case app.QuietCheckedIn:
		return tr("Checked in {secret} when its last session ended", "secret", name)
	case app.QuietCopied:
		return tr("Copied from {secret}; Sallyport takes it off the clipboard by itself", "secret", name)
	case app.QuietKept:
		return tr("Kept {secret} checked out after its last session", "secret", name)
	case app.QuietRecoveredIn:
		return tr("Checked in {secret} after a crash", "secret", name)
	}
	return ""
}

// SessionText is the state of a session, "" while all is well.
func SessionText(s app.SessionState) string {
	switch s {
	case app.SessionStarting:
		return tr("starting")
	case app.SessionEnding:
		return tr("ending")
	case app.SessionFailed:
		return tr("failed")
	}
	return ""
}

// BehindText is what a locked window says.
func BehindText(b app.Behind) string {
	said := tr("Sallyport is locked.")
	switch {
	case b.CheckOuts+b.Sessions == 0:
		return said
	case b.Sessions == 0:
		return join(said, trn(b.CheckOuts, "Behind it {n} check-out keeps counting.", "Behind it {n} check-outs keep counting."))
	case b.CheckOuts == 0:
		return join(said, trn(b.Sessions, "Behind it {n} session goes on.", "Behind it {n} sessions go on."))
	}
	return join(said, tr("Behind it {checkouts} and {sessions} go on.", "checkouts", trn(b.CheckOuts, "{n} check-out", "{n} check-outs"), "sessions", trn(b.Sessions, "{n} session", "{n} sessions")))
}

// NoticeText is a desktop notification.
func NoticeText(n app.Notice) (title, body string) {
	if n.Secret == "" {
		n.Secret = tr("A secret") // the window is locked
	}
	switch n.Kind {
	case app.NoticeRunningOut:
		return tr("{secret} runs out soon", "secret", n.Secret), tr("{time} left. Extend it in Sallyport, or finish.", "time", inWords(n.Left))
	case app.NoticeExpired:
		return tr("{secret} is no longer checked out", "secret", n.Secret), tr("Its time ran out and the vault took it back.")
	case app.NoticeGranted:
		return tr("Access to {secret} was granted", "secret", n.Secret), tr("Sallyport goes on where it waited.")
	case app.NoticeDenied:
		return tr("Access to {secret} was denied", "secret", n.Secret), tr("Sallyport shows who denied it, and why.")
	case app.NoticeLapsed:
		return tr("The request for {secret} is over", "secret", n.Secret), tr("It was taken back, or its time ran out before anybody decided.")
	case app.NoticeBarred:
		return tr("Access to {secret} is over", "secret", n.Secret), tr("Its approval ended or was taken back. The vault would not open it again; what runs is listed in Sallyport.")
	case app.NoticeFree:
		return tr("{secret} is free", "secret", n.Secret), tr("Nobody has it checked out any more.")
	case app.NoticeForced:
		return tr("{secret} was checked in by somebody else", "secret", n.Secret), tr("Your check-out ended before its time.")
	case app.NoticeCheckInFailed:
		return tr("{secret} may still be checked out", "secret", n.Secret), tr("The check-in did not reach the vault. Sallyport tries again.")
	}
	return "", ""
}

// inWords is a remaining time in words.
func inWords(d time.Duration) string {
	if d < time.Minute {
		return trn(int(d/time.Second), "{n} second", "{n} seconds")
	}
	return trn(int(d/time.Minute), "{n} minute", "{n} minutes")
}

// warn says in words what the red ring says in colour.
func warn(d time.Duration) string {
	switch {
	case d == 0:
		return tr("Its time is over")
	case d < time.Minute:
		return tr("Less than a minute left")
	}
	return trn(int(d/time.Minute)+1, "Less than {n} minute left", "Less than {n} minutes left")
}

// StepText is one line of the way in.
func StepText(s workflow.PlanStep, p *app.PaneView) (name, detail string) {
	switch s.ID {
	case workflow.MFA:
		return tr("MFA challenge"), progressText(s, tr("passed"), tr("in a window of its own"), tr("not possible now"))
	case workflow.Approval:
		return tr("Approval"), approvalStep(s, p)
	case workflow.Comment:
		open := tr("the vault asks why, and writes it down")
		if p.Ask.Tickets && !p.Ask.Insists {
			open = tr("the vault asks why, and may want a ticket")
		}
		return reasonName(p), progressText(s, tr("given"), open, tr("cannot be given now"))
	case workflow.PendingChange:
		return tr("Password change"), progressText(s, tr("finished"), tr("the vault finishes it first"), tr("cannot be waited for"))
	case workflow.CheckOut:
		return checkOutStep(s)
	case workflow.QuantumLock:
		return tr("QuantumLock"), progressText(s, tr("password given"), tr("your own password for it, each time"), tr("not for you"))
	case workflow.CreateLock:
		return tr("QuantumLock"), progressText(s, tr("password set"), tr("you choose your password for it now"), tr("not possible now"))
	case workflow.Connect:
		return tr("Connect"), connectStep(s, p)
	}
	return string(s.ID), ""
}

func progressText(s workflow.PlanStep, done, open, blocked string) string {
	switch s.Progress {
	case workflow.Done:
		return done
	case workflow.Waiting:
		return tr("running; Sallyport goes on when it has ended")
	case workflow.Blocked:
		return blocked
	}
	return open
}

// reasonName is what the vault wants to be told.
func reasonName(p *app.PaneView) string {
	if p.Ask.Insists {
		return tr("Reason and ticket")
	}
	return tr("Reason")
}

// approvalStep says who is asked, since when, or what was decided.
func approvalStep(s workflow.PlanStep, p *app.PaneView) string {
	r := p.Wait.Request
	switch {
	case s.Progress == workflow.Done && !p.ApprovalEnd.IsZero():
		return tr("granted until {time}", "time", moment(p.ApprovalEnd))
	case s.Progress != workflow.Waiting:
		return progressText(s, tr("granted"), tr("somebody must allow it first"), tr("not possible now"))
	case r.Status == workflow.RequestApproved:
		return tr("granted from {time}", "time", moment(r.From))
	case r.Reviewers != "":
		return tr("asked {who} at {time}", "who", r.Reviewers, "time", moment(r.Asked))
	}
	return tr("asked for at {time}", "time", moment(r.Asked))
}

// RequestText says how an access request stands, "" where there is nothing to say.
func RequestText(w app.WaitView) string {
	r := w.Request
	if w.Row == "" && r.Status != workflow.RequestDenied {
		return ""
	}
	answer := ""
	if r.Response != "" {
		answer = tr("“{text}”", "text", r.Response)
	}
	by, window := or(r.DecidedBy, tr("Somebody")), WindowText(r.From, r.Until)
	switch {
	case w.Row == workflow.PendingChange:
		return tr("The vault is changing the password. Sallyport looks every few seconds and goes on by itself.")
	case w.Row == workflow.Approval && r.Status == workflow.RequestPending:
		return tr("You asked at {time} for access {window}. {who} must allow it. Sallyport goes on by itself when that has happened, and tells you.",
			"time", moment(r.Asked), "window", window, "who", or(r.Reviewers, tr("Somebody")))
	case w.Row == workflow.Approval && r.Status == workflow.RequestApproved:
		granted := tr("{who} granted access {window}.", "who", by, "window", window)
		return join(join(granted, answer), tr("Sallyport goes on by itself then."))
	case r.Status == workflow.RequestDenied:
		return join(tr("{who} denied your request.", "who", by), answer)
	}
	return ""
}

func checkOutStep(s workflow.PlanStep) (name, detail string) {
	name, detail = tr("Check out"), tr("for you alone")
	if s.Minutes > 0 {
		detail = tr("{span}, for you alone", "span", span(time.Duration(s.Minutes)*time.Minute))
	}
	if s.Extend {
		detail += tr(", can be extended")
	}
	switch {
	case s.Progress == workflow.Done:
		name = tr("Checked out")
	case s.Holder != "":
		detail = tr("held by {who}", "who", s.Holder)
	}
	return name, detail
}

func connectStep(s workflow.PlanStep, p *app.PaneView) string {
	kind := KindText(p.Kind)
	switch {
	case s.Progress == workflow.Blocked:
		return tr("not possible now")
	case p.Kind == "web":
		return tr("its page in the browser, the password on the clipboard")
	case p.Kind == "custom":
		return tr("starts “{launcher}” on this computer", "launcher", launcherName(p))
	case p.Ask.Target != nil && p.Ask.Target.What == app.TargetHost && len(p.Ask.Target.Only) > 0:
		return strings.TrimSpace(trn(len(p.Ask.Target.Only), "{protocol} to the {n} machine that it is for", "{protocol} to one of {n} machines, your choice", "protocol", kind))
	case p.Ask.Target != nil && p.Ask.Target.What == app.TargetHost:
		return strings.TrimSpace(tr("{protocol} to the machine that you name", "protocol", kind))
	case p.Host == "":
		return strings.TrimSpace(tr("{protocol} to the machine in the secret", "protocol", kind))
	}
	to := p.Host
	if p.Port > 0 {
		to = p.Host + ":" + strconv.Itoa(p.Port)
	}
	if p.User != "" {
		to = tr("{host} as {user}", "host", to, "user", p.User)
	}
	return strings.TrimSpace(tr("{protocol} to {host}", "protocol", kind, "host", to))
}

// KindText is the name of a protocol.
func KindText(kind string) string {
	switch kind {
	case "custom":
		return tr("Program")
	case "web":
		return tr("Web page")
	}
	return strings.ToUpper(kind)
}

// MFALead says what a challenge is for.
func MFALead(v *app.View) string {
	if v.Screen == app.ScreenSignIn {
		return tr("{vault} asks you to confirm that it is you before you are signed in.", "vault", or(host(v.SignIn.Server), tr("The vault")))
	}
	return tr("{vault} asks you to confirm that it is you before {secret} opens.", "vault", or(vaultHost(v), tr("The vault")), "secret", v.MFA.For)
}

// vaultHost is the machine of the vault that poses the challenge.
func vaultHost(v *app.View) string {
	for _, x := range v.Vaults {
		if x.Key == v.MFA.Vault {
			return host(x.Server)
		}
	}
	return ""
}

// VaultText is how a vault stands, in a word; "" where all is well.
func VaultText(s app.VaultState) string {
	switch s {
	case app.VaultSignedOut:
		return tr("signed out")
	case app.VaultSigningIn:
		return tr("signing in…")
	case app.VaultLocked:
		return tr("locked")
	case app.VaultOffline:
		return tr("offline")
	case app.VaultFailed:
		return tr("failed")
	}
	return ""
}

// VaultWhy is why a vault is not as it should be, short enough for a row; its sign-in page says it in full.
func VaultWhy(p app.Problem) string {
	switch p.Kind {
	case app.ProblemCertificate:
		return tr("Certificate not trusted")
	case app.ProblemSignInRefused:
		return tr("Sign-in refused")
	}
	return Sentence(p).Title
}

// VaultNext is the one thing to do next about a vault that is not signed in to; "" where there is none.
func VaultNext(s app.VaultState) string {
	switch s {
	case app.VaultSignedOut, app.VaultLocked, app.VaultFailed:
		return tr("Sign in…")
	case app.VaultOffline:
		return tr("Try again")
	}
	return ""
}

// StepOf counts the steps of a challenge that has several.
func StepOf(n, of int) string {
	if of < 2 {
		return ""
	}
	return tr("Step {n} of {total}", "n", n, "total", of)
}

// MFAText says where a challenge stands, with the vault's own words about the last answer.
func MFAText(v app.MFAView) string { return join(v.Message, MFAAsks(v, v.State)) }

func chosenMethod(v app.MFAView) app.MFAMethod {
	if v.Chosen >= 0 && v.Chosen < len(v.Methods) {
		return v.Methods[v.Chosen]
	}
	return app.MFAMethod{}
}

// MFAAsks says what to do in a state of a challenge.
func MFAAsks(v app.MFAView, s app.MFAState) string {
	method := chosenMethod(v)
	to := sentTo(method)
	switch s {
	case app.MFAType:
		switch method.Kind {
		case app.MFAEmail, app.MFAText:
			return tr("A code was sent{to}. Type it here.", "to", spaced(to))
		case app.MFAPassword:
			return or(method.Prompt, tr("Type your password."))
		case app.MFAQuestion:
			return or(method.Prompt, tr("Answer your security question."))
		}
		if method.Kind == app.MFAOther {
			return or(method.Prompt, tr("Type the answer for {way}.", "way", or(method.Name, tr("this way"))))
		}
		return or(method.Prompt, tr("Type the code your app shows."))
	case app.MFAApprove:
		switch {
		case method.Kind == app.MFAPhone:
			return tr("Your phone rings. Answer the call{to} and do what it says.", "to", spaced(to))
		case method.Kind == app.MFAEmail || method.Kind == app.MFAText:
			return tr("A message was sent{to}. Do what it says.", "to", spaced(to))
		case v.Number != "":
			return tr("Choose this number on {device}.", "device", or(method.Masked, tr("your device")))
		}
		return tr("Allow it on {device}.", "device", or(method.Masked, tr("your device")))
	case app.MFABrowser:
		return tr("Pass the challenge in the browser. Sallyport goes on by itself when the vault says that you have.")
	case app.MFAFailed:
		if !v.Problem.None() {
			return "" // it says more
		}
		return tr("The challenge is over. Nothing was changed on the vault.")
	}
	return ""
}

// sentTo says where a method sends something; of a number the vault may show its end alone.
func sentTo(m app.MFAMethod) string {
	switch {
	case m.Masked == "":
		return ""
	case strings.Trim(m.Masked, "0123456789") == "":
		return tr("to the number ending in {digits}", "digits", m.Masked)
	}
	return tr("to {address}", "address", m.Masked)
}

// spaced sets words apart from what stands before them, if there are any.
func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// MFABusy is what a challenge waits for.
func MFABusy(s app.MFAState) string {
	switch s {
	case app.MFAStarting:
		return tr("Asking the vault…")
	case app.MFAChecking:
		return tr("Checking…")
	case app.MFAApprove:
		return tr("Waiting for your device…")
	case app.MFABrowser:
		return tr("Waiting for the browser…")
	}
	return ""
}

// MethodText is one way to answer a challenge, in one line.
func MethodText(m app.MFAMethod) string { return join(MethodName(m), sentTo(m)) }

// methodNames are ours: the vault's own are its administrator's, and stand beside.
var methodNames = map[app.MFAKind]string{
	app.MFAPassword: "Password", app.MFACode: "Code from an authenticator app",
	app.MFAPush: "Notification on your device", app.MFAPhone: "Phone call",
	app.MFAEmail: "Code by e-mail", app.MFAText: "Code by text message",
	app.MFAQuestion: "Security question",
}

// MethodName is what a way to answer is called.
func MethodName(m app.MFAMethod) string {
	return or(tr(methodNames[m.Kind]), or(m.Name, tr("Another way")))
}

// MethodNote is what more there is to say: where it sends something, or the vault's own name for it.
func MethodNote(m app.MFAMethod) string {
	if to := sentTo(m); to != "" {
		return to
	}
	if strings.EqualFold(m.Name, MethodName(m)) {
		return "" // said already
	}
	return m.Name
}

// InboxItem is the way to the approvals inbox in a menu.
func InboxItem(waiting int) string {
	if waiting == 0 {
		return tr("Approvals")
	}
	return tr("Approvals ({n})", "n", waiting)
}

// WaitingText counts what waits for an approver.
func WaitingText(n int) string {
	if n == 0 {
		return ""
	}
	return trn(n, "{n} request waits for you", "{n} requests wait for you, the oldest first")
}

// AskedText says when somebody asked an approver, and who else is asked.
func AskedText(r app.RequestView) string {
	if r.Reviewers != "" {
		return tr("asked at {time} of {who}", "time", moment(r.Asked), "who", r.Reviewers)
	}
	return tr("asked at {time}", "time", moment(r.Asked))
}

// WindowText is a stretch of time and how long it is: the day is said once.
func WindowText(from, until time.Time) string {
	end := moment(until)
	if y, m, d := from.Local().Date(); until.Local().Year() == y && until.Local().Month() == m && until.Local().Day() == d {
		end = wall(until.Local())
	}
	return tr("from {from} until {until} ({span})", "from", moment(from), "until", end, "span", span(until.Sub(from)))
}

// ourSteps are the steps of this machine's trail in words.
var ourSteps = map[string]string{
	"view-comment": "Reason given", "check-out": "Checked out", "request-access": "Access requested",
	"set-quantum-lock": "QuantumLock password set", "check-in": "Checked in", "check-out-ended": "Check-out ended",
	"extend": "Check-out extended", "force-check-in": "Another check-out ended", "challenge": "Challenge",
	"session-started": "Session started", "session-ended": "Session ended",
}

// trailNotes are the trail's words for how a step ended.
var trailNotes = map[string]string{"refused": "refused", "doubtful": "doubtful"}

// HistoryText is one line of a timeline, and the colour of its words.
func HistoryText(r app.HistoryRow) (string, fyne.ThemeColorName) {
	text := r.What
	if !r.Ours {
		for _, s := range []string{r.Note, r.Ticket} {
			if s != "" {
				text += " · " + s
			}
		}
		return text, widgets.Ink
	}
	text = tr("Sallyport: {step}", "step", or(tr(ourSteps[r.What]), r.What))
	if r.Note != "done" && r.Note != "" {
		text += " · " + or(tr(trailNotes[r.Note]), r.Note)
	}
	if r.Note == "refused" || r.Note == "doubtful" {
		return text, widgets.Amber
	}
	return text, widgets.Quiet
}

// HeldText says how many check-outs there are.
func HeldText(h *app.HeldView) string {
	mine := 0
	for _, r := range h.Rows {
		if r.Mine {
			mine++
		}
	}
	text := trn(h.Total, "{n} check-out that you may see", "{n} check-outs that you may see")
	if mine > 0 {
		text = tr("{all}, {n} of them yours", "all", text, "n", mine)
	}
	if h.Folder != "" {
		text = tr("In {folder}: {text}", "folder", h.Folder, "text", text)
	}
	return text
}

// HolderText names who holds a secret.
func HolderText(r app.HeldRow) string {
	if r.Mine {
		return tr("you")
	}
	return or(r.Holder, tr("somebody else"))
}

// LeftText is how long a check-out still lasts at least, "" where it was not asked for.
func LeftText(minutes int) string {
	switch {
	case minutes < 0:
		return ""
	case minutes == 0:
		return tr("under 1 min")
	}
	return tr("{n} min left", "n", minutes)
}
