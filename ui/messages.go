package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sallyport/app"
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
	app.ProblemWay:                {"The way to the vault is not set right", "The CA file or the proxy that is set cannot be used. Nothing was sent.", "Correct it in the settings, under Network."},
	app.ProblemCertificate:        {"The vault's certificate is not trusted", "{where} showed a certificate that this machine does not trust. Your password was not sent.", "Ask your administrator for the right certificate, and do not sign in until it is. The authority behind it can be named in the settings, under Network."},
	app.ProblemSignInRefused:      {"The vault refused the sign-in", "Name, password, domain or one-time code is wrong, or the account is locked.", "Try again. Several wrong tries can lock an account."},
	app.ProblemSignedOut:          {"You were signed out", "The vault ended your sign-in. Check-outs stay yours until their time ends.", "Sign in again; Sallyport goes on where it was."},
	app.ProblemNotRenewed:         {"Your remembered sign-in has ended", "{where} does not renew it any more: vaults allow that for some time, or a number of times. Nothing was changed; check-outs stay yours until their time ends.", "Sign in once more. It is remembered again if you wish."},
	app.ProblemNotKept:            {"Your sign-in is not on this machine any more", "It was to be remembered, and the system's keyring does not have it, or did not give it.", "Sign in with your password. If this comes back at each start, look whether a keyring runs on this machine and is unlocked."},
	app.ProblemServerError:        {"The vault has a fault of its own", "{where} answered with an error.", "Try again in a minute; if it persists, give the details to your vault's administrator."},
	app.ProblemTimeout:            {"The vault took too long", "No answer came in time. Sallyport read the secret's state again, and shows it as it is now.", "Look at the steps above and try again."},
	app.ProblemThrottled:          {"The vault asks us to wait", "Too many requests reached it in a short time.", "Wait a minute and try again."},
	app.ProblemGone:               {"The secret is not there for you", "{secret} does not exist any more, or you have no right to it.", "Search again. If you should have it, ask the owner of its folder."},
	app.ProblemHeld:               {"{who} has it checked out", "{secret} can be used by one person at a time; {minutes} left.", "Wait, or ask {who} to check it in."},
	app.ProblemRefused:            {"The vault said no", "{detail}", "Change what it names and try again, or ask the owner of the folder."},
	app.ProblemNotYet:             {"Sallyport cannot do this step yet", "{secret} asks for {detail}, which this version cannot satisfy.", "Open the secret in the browser this time."},
	app.ProblemNoProgress:         {"The vault keeps asking the same", "Sallyport did what it asked and it asked again. It stopped, so as not to go round for ever.", "Try once more; then give the details to your vault's administrator."},
	app.ProblemLock:               {"The QuantumLock password is wrong", "{detail}", "Type it again. Nobody can recover it: only whoever gave you access can give it again."},
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
	app.ProblemNotOpen:            {"The secret is not open yet", "{secret} asks for something first, so nothing was copied, shown or saved.", "Check it out, or give what it asks for; then try again."},
	app.ProblemHidden:             {"This password is not to be seen", "The vault lets {secret} be used and hides its password, so nothing was copied or shown.", "Connect with it, or ask its owner."},
	app.ProblemNoField:            {"There is nothing in it", "{secret} has no such value.", "Look at the secret in the browser."},
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
	app.ProblemProxy:              {"There is no way through the vault's proxy", "{secret} is to be reached through the vault's SSH proxy, and the vault gave no way. Sallyport did not connect to {where} past it.", "Try again; if it persists, give the details to your vault's administrator."},
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
	app.ProblemNotForgotten:       {"The keyring did not forget your sign-in", "What signs you in to {where} may still be in the system's keyring. Sallyport does not use it any more.", "Remove its entry “Sallyport” when the keyring can be opened."},
	app.ProblemFile:               {"A file for the session cannot be written", "{where} keeps the keys of known machines, and cannot be written. No session was started.", "Free space or correct the rights of its folder, then connect again."},
	app.ProblemNoFile:             {"There is no file", "No file is attached to this field of {secret}.", "Look at the secret in the browser, or ask its owner."},
	app.ProblemTooBig:             {"The file is too large", "Sallyport takes files of up to 64 MB from a vault. Nothing was saved.", "Save it in the browser."},
	app.ProblemSavePath:           {"That is not the whole path of a file", "“{where}” does not begin at the root of a disk, or names a folder. Nothing was saved.", "Write the folder and the name, as it stood there before."},
	app.ProblemSave:               {"The file was not saved", "{where} cannot be written. What was there before is as it was.", "Choose another folder, or free space."},
	app.ProblemBrowser:            {"No browser opened", "The page is {where}.", "Open it in a browser yourself."},
	app.ProblemNotConfirmed:       {"Nobody confirmed it in time", "What was sent is not waited for any more.", "Choose a way again."},
	app.ProblemAnswer:             {"The vault did not take the answer", "It gave no reason.", "Try again, or choose another way."},
	app.ProblemNoChallenge:        {"This vault poses the challenge in the browser only", "It has no call that Sallyport could make for it.", "Open the secret in the browser and pass it there; Sallyport goes on by itself."},
	app.ProblemFederated:          {"You sign in with another service", "{where} knows who you are, and only a browser can ask it.", "Sign in to the vault in the browser, and paste a token from your user preferences."},
	app.ProblemFavorites:          {"Not all favorites are as you wanted", "The vault did not confirm {n} of {of}, {secret} among them: “{why}”. Those were sent once or not at all.", "Look at the favorites, which show what holds now, and set the others again."},
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
	p = refused(p)
	unsaid := !strings.Contains(strings.ToLower(m.Body), "nothing was")
	args := []any{
		"secret", or(p.Secret, tr("the secret")),
		"who", or(p.Who, tr("somebody else")),
		"where", or(p.Where, tr("it")),
		"detail", or(strings.TrimSpace(p.Detail), tr("It gave no reason.")),
		"minutes", minutes(p.Minutes), "n", p.Count, "of", p.Of,
		"sessions", trn(p.Minutes, "{n} session", "{n} sessions"),
	}
	args = append(args, []any{"why", tr(sentences[p.Why].Title, args...)}...)
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
