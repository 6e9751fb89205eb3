package ui

import (
	"fmt"
	"strings"
	"time"

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

const nothingChanged = "Nothing was changed on the vault."

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
	app.ProblemNoTerminal:         {"There is no terminal program", "Sallyport found none to open the session in.", "Install one ({detail}), then connect again."},
	app.ProblemNoClient:           {"{where} is missing", "Sallyport opens the session with it, and it is not installed.", "Install it ({detail}), then connect again."},
	app.ProblemBadTarget:          {"The secret's machine or user cannot be used", "Machine or user name of {secret} holds characters that a connection must not have. No session was started.", "Ask the owner to correct the secret."},
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
	app.ProblemDropped:            {"The connection broke off", "The session on {where} ended without a sign-off.", "Connect again if you were not done."},
	app.ProblemVanished:           {"The session's window disappeared", "Its terminal or its helper was ended from outside.", "Connect again if you were not done."},
	app.ProblemLaunch:             {"The session did not start", "The program for it ended at once.", "Look at the details, then connect again."},
	app.ProblemJournal:            {"Sallyport cannot write its journal", "{where} cannot be written. Sessions work, but a crash of Sallyport could now leave a check-out behind.", "Free space or correct the rights of the folder; until then, check in before you close."},
	app.ProblemTooOld:             {"This vault is too old for Sallyport", "It is version {detail}; before 11.0 a secret is checked out by looking at it.", "Do not connect to secrets that others may need; ask for an upgrade of the vault."},
	app.ProblemTrail:              {"Sallyport cannot write its trail", "What it does with secrets is not written down on this machine; the vault's own audit goes on.", "Free space or correct the rights of its folder."},
	app.ProblemJournalDamaged:     {"The journal was damaged", "It was set aside as {where}; what it knew of earlier sessions is lost. The vault was asked what is still checked out.", "Look through your check-outs once."},
	app.ProblemSettings:           {"The settings were damaged", "They were set aside as {where}; Sallyport runs with its defaults.", "Set what you need again."},
	app.ProblemSettingsWrite:      {"The settings could not be saved", "They hold until Sallyport closes.", "Free space or correct the rights of {where}."},
	app.ProblemKeyring:            {"The sign-in is not remembered", "The system's keyring did not take it. You are signed in all the same.", "Next time you will be asked for your password."},
	app.ProblemFile:               {"A file for the session cannot be written", "{where} keeps the keys of known machines, and cannot be written. No session was started.", "Free space or correct the rights of its folder, then connect again."},
	app.ProblemBrowser:            {"No browser opened", "The page is {where}.", "Open it in a browser yourself."},
	app.ProblemAnswer:             {"The vault did not take the answer", "It gave no reason.", "Try again, or choose another way."},
	app.ProblemNoChallenge:        {"This vault poses the challenge in the browser only", "It has no call that Sallyport could make for it.", "Open the secret in the browser and pass it there; Sallyport goes on by itself."},
	app.ProblemFederated:          {"You sign in with another service", "{where} knows who you are, and only a browser can ask it.", "Sign in to the vault in the browser, and paste a token from your user preferences."},
	app.ProblemRecovered:          {"Recovered after a crash", "Sallyport found {sessions} from before and asked the vault what is still checked out.", "Look at the sessions below."},
}

// Sentence is the message of a problem.
func Sentence(p app.Problem) Message {
	m, ok := sentences[p.Kind]
	if !ok {
		if p.None() {
			return Message{}
		}
		m = Message{"Something went wrong", "{detail}", "Try again."}
	}
	if p.Kind == app.ProblemNotYet {
		p.Detail = stepNeed(p.Detail)
	}
	fill := strings.NewReplacer(
		"{secret}", or(p.Secret, "the secret"),
		"{who}", or(p.Who, "somebody else"),
		"{where}", or(p.Where, "it"),
		"{detail}", or(strings.TrimSpace(p.Detail), "It gave no reason."),
		"{minutes}", minutes(p.Minutes),
		"{sessions}", count(p.Minutes, "session", "sessions"))
	m = Message{upper(fill.Replace(m.Title)), upper(fill.Replace(m.Body)), fill.Replace(m.Next)}
	if p.Unchanged && !strings.Contains(strings.ToLower(m.Body), "nothing was") {
		m.Body = strings.TrimSpace(m.Body + " " + nothingChanged)
	}
	return m
}

// stepNeed names what a secret asks for that this version cannot do.
func stepNeed(id string) string {
	if id == "rdp" {
		return "an RDP session"
	}
	return "“" + id + "”"
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
	for _, ours := range []string{"the secret", "somebody else", "it "} {
		if strings.HasPrefix(s, ours) {
			return strings.ToUpper(s[:1]) + s[1:]
		}
	}
	return s
}

func minutes(n int) string {
	if n <= 0 {
		return "some time"
	}
	return count(n, "minute", "minutes")
}

// BusyText is what a wait is for.
func BusyText(k app.BusyKind) string {
	switch k {
	case app.BusyReading:
		return "Asking the vault what is needed…"
	case app.BusyComment:
		return "Giving the vault your reason…"
	case app.BusyCheckOut:
		return "Checking out…"
	case app.BusyLaunching:
		return "Starting the session…"
	case app.BusyCheckIn:
		return "Checking in…"
	case app.BusyExtending:
		return "Extending…"
	case app.BusyRequest:
		return "Sending the request…"
	case app.BusyLock:
		return "Setting your QuantumLock password…"
	case app.BusyForcing:
		return "Ending the other check-out…"
	case app.BusyThrottled:
		return "The vault asks us to wait a moment…"
	}
	return ""
}

// PrimaryText is the main button.
func PrimaryText(p app.Primary) string {
	switch p {
	case app.PrimaryConnect, app.PrimaryUnavailable:
		return "Connect"
	case app.PrimaryCheckOutAndConnect:
		return "Check out and connect"
	case app.PrimaryChallenge:
		return "Challenge…"
	case app.PrimaryRequest:
		return "Request access"
	case app.PrimaryWait:
		return "Connect when it is free"
	}
	return ""
}

// BadgeText is the word at the right of a row.
func BadgeText(b app.Badge, holder string) string {
	switch b {
	case app.BadgeComment:
		return "reason"
	case app.BadgeCheckOut:
		return "check-out"
	case app.BadgeApproval:
		return "approval"
	case app.BadgeLock:
		return "QuantumLock"
	case app.BadgeHeld:
		return "held by " + or(holder, "another")
	}
	return ""
}

// EndText says how a check-out ended.
func EndText(k app.EndKind) string {
	switch k {
	case app.EndedByUser:
		return "You checked it in."
	case app.EndedLast:
		return "Checked in when its last session ended."
	case app.EndedExpiry:
		return "Its time ran out and the vault took it back."
	case app.EndedForced:
		return "Somebody else checked it in on the vault."
	case app.EndedQuit:
		return "Checked in when Sallyport closed."
	case app.EndedRecover:
		return "Checked in after a crash."
	}
	return ""
}

// QuietText is the quiet line of the dock.
func QuietText(k app.QuietKind, name string) string {
	switch k {
	case app.QuietCheckedIn:
		return "Checked in " + name + " when its last session ended"
	case app.QuietKept:
		return "Kept " + name + " checked out after its last session"
	case app.QuietRecoveredIn:
		return "Checked in " + name + " after a crash"
	}
	return ""
}

// SessionText is the state of a session, "" while all is well.
func SessionText(s app.SessionState) string {
	switch s {
	case app.SessionStarting:
		return "starting"
	case app.SessionEnding:
		return "ending"
	case app.SessionFailed:
		return "failed"
	}
	return ""
}

// NoticeText is a desktop notification.
func NoticeText(n app.Notice) (title, body string) {
	switch n.Kind {
	case app.NoticeRunningOut:
		return n.Secret + " runs out soon", fmt.Sprintf("%s left. Extend it in Sallyport, or finish.", inWords(n.Left))
	case app.NoticeExpired:
		return n.Secret + " is no longer checked out", "Its time ran out and the vault took it back."
	case app.NoticeGranted:
		return "Access to " + n.Secret + " was granted", "Sallyport goes on where it waited."
	case app.NoticeDenied:
		return "Access to " + n.Secret + " was denied", "Sallyport shows who denied it, and why."
	case app.NoticeLapsed:
		return "The request for " + n.Secret + " is over", "It was taken back, or its time ran out before anybody decided."
	case app.NoticeFree:
		return n.Secret + " is free", "Nobody has it checked out any more."
	case app.NoticeForced:
		return n.Secret + " was checked in by somebody else", "Your check-out ended before its time."
	case app.NoticeCheckInFailed:
		return n.Secret + " may still be checked out", "The check-in did not reach the vault. Sallyport tries again."
	}
	return "", ""
}

// inWords is a remaining time in words.
func inWords(d time.Duration) string {
	if d < time.Minute {
		return count(int(d/time.Second), "second", "seconds")
	}
	return count(int(d/time.Minute), "minute", "minutes")
}

// warn says in words what the red ring says in colour.
func warn(d time.Duration) string {
	if d < time.Minute {
		return "Less than a minute left"
	}
	return "Less than " + count(int(d/time.Minute)+1, "minute", "minutes") + " left"
}

// StepText is one line of the way in.
func StepText(s workflow.PlanStep, p *app.PaneView) (name, detail string) {
	switch s.ID {
	case workflow.MFA:
		return "MFA challenge", progressText(s, "passed", "in a window of its own", "not possible now")
	case workflow.Approval:
		return "Approval", approvalStep(s, p)
	case workflow.Comment:
		open := "the vault asks why, and writes it down"
		if p.Ask.Tickets && !p.Ask.Insists {
			open = "the vault asks why, and may want a ticket"
		}
		return reasonName(p), progressText(s, "given", open, "cannot be given now")
	case workflow.PendingChange:
		return "Password change", progressText(s, "finished", "the vault finishes it first", "cannot be waited for")
	case workflow.CheckOut:
		return checkOutStep(s)
	case workflow.QuantumLock:
		return "QuantumLock", progressText(s, "password given", "your own password for it, each time", "not for you")
	case workflow.CreateLock:
		return "QuantumLock", progressText(s, "password set", "you choose your password for it now", "not possible now")
	case workflow.Connect:
		return "Connect", connectStep(s, p)
	}
	return string(s.ID), ""
}

func progressText(s workflow.PlanStep, done, open, blocked string) string {
	switch s.Progress {
	case workflow.Done:
		return done
	case workflow.Waiting:
		return "running; Sallyport goes on when it has ended"
	case workflow.Blocked:
		return blocked
	}
	return open
}

// reasonName is what the vault wants to be told.
func reasonName(p *app.PaneView) string {
	if p.Ask.Insists {
		return "Reason and ticket"
	}
	return "Reason"
}

// approvalStep says who is asked, since when, or what was decided.
func approvalStep(s workflow.PlanStep, p *app.PaneView) string {
	r := p.Wait.Request
	switch {
	case s.Progress == workflow.Done && !p.ApprovalEnd.IsZero():
		return "granted until " + moment(p.ApprovalEnd)
	case s.Progress != workflow.Waiting:
		return progressText(s, "granted", "somebody must allow it first", "not possible now")
	case r.Status == workflow.RequestApproved:
		return "granted from " + moment(r.From)
	case r.Reviewers != "":
		return "asked " + r.Reviewers + " at " + moment(r.Asked)
	}
	return "asked for at " + moment(r.Asked)
}

// RequestText says how an access request stands, "" where there is nothing to say.
func RequestText(w app.WaitView) string {
	r := w.Request
	window := WindowText(r.From, r.Until)
	answer := ""
	if r.Response != "" {
		answer = " “" + r.Response + "”"
	}
	switch {
	case w.Row == workflow.PendingChange:
		return "The vault is changing the password. Sallyport looks every few seconds and goes on by itself."
	case w.Row == workflow.Approval && r.Status == workflow.RequestPending:
		return "You asked at " + moment(r.Asked) + " for access " + window + ". " + or(r.Reviewers, "Somebody") + " must allow it. Sallyport goes on by itself when that has happened, and tells you."
	case w.Row == workflow.Approval && r.Status == workflow.RequestApproved:
		return or(r.DecidedBy, "Somebody") + " granted access " + window + "." + answer + " Sallyport goes on by itself then."
	case r.Status == workflow.RequestDenied:
		return or(r.DecidedBy, "Somebody") + " denied your request." + answer
	}
	return ""
}

func checkOutStep(s workflow.PlanStep) (name, detail string) {
	name, detail = "Check out", "for you alone"
	if s.Minutes > 0 {
		detail = span(time.Duration(s.Minutes)*time.Minute) + ", for you alone"
	}
	if s.Extend {
		detail += ", can be extended"
	}
	switch {
	case s.Progress == workflow.Done:
		name = "Checked out"
	case s.Holder != "":
		detail = "held by " + s.Holder
	}
	return name, detail
}

func connectStep(s workflow.PlanStep, p *app.PaneView) string {
	kind := KindText(p.Kind)
	switch {
	case s.Progress == workflow.Blocked:
		return "not possible now"
	case p.Host == "":
		return strings.TrimSpace(kind + " to the machine in the secret")
	}
	to := p.Host
	if p.Port > 0 {
		to = fmt.Sprintf("%s:%d", p.Host, p.Port)
	}
	if p.User != "" {
		to += " as " + p.User
	}
	return strings.TrimSpace(kind + " to " + to)
}

// KindText is the name of a protocol.
func KindText(kind string) string { return strings.ToUpper(kind) }

// MFALead says what a challenge is for.
func MFALead(v *app.View) string {
	if v.Screen == app.ScreenSignIn {
		return or(host(v.SignIn.Server), "The vault") + " asks you to confirm that it is you before you are signed in."
	}
	return or(host(v.Server), "The vault") + " asks you to confirm that it is you before " + v.MFA.For + " opens."
}

// StepOf counts the steps of a challenge that has several.
func StepOf(n, of int) string {
	if of < 2 {
		return ""
	}
	return fmt.Sprintf("Step %d of %d", n, of)
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
			return "A code was sent" + to + ". Type it here."
		case app.MFAPassword:
			return or(method.Prompt, "Type your password.")
		case app.MFAQuestion:
			return or(method.Prompt, "Answer your security question.")
		}
		if method.Kind == app.MFAOther {
			return or(method.Prompt, "Type the answer for "+or(method.Name, "this way")+".")
		}
		return or(method.Prompt, "Type the code your app shows.")
	case app.MFAApprove:
		switch {
		case method.Kind == app.MFAPhone:
			return "Your phone rings. Answer the call" + to + " and do what it says."
		case method.Kind == app.MFAEmail || method.Kind == app.MFAText:
			return "A message was sent" + to + ". Do what it says."
		case v.Number != "":
			return "Choose this number on " + or(method.Masked, "your device") + "."
		}
		return "Allow it on " + or(method.Masked, "your device") + "."
	case app.MFABrowser:
		return "Pass the challenge in the browser. Sallyport goes on by itself when the vault says that you have."
	case app.MFAFailed:
		if !v.Problem.None() {
			return "" // it says more
		}
		return "The challenge is over. Nothing was changed on the vault."
	}
	return ""
}

// sentTo says where a method sends something; of a number the vault may show its end alone.
func sentTo(m app.MFAMethod) string {
	switch {
	case m.Masked == "":
		return ""
	case strings.Trim(m.Masked, "0123456789") == "":
		return " to the number ending in " + m.Masked
	}
	return " to " + m.Masked
}

// MFABusy is what a challenge waits for.
func MFABusy(s app.MFAState) string {
	switch s {
	case app.MFAStarting:
		return "Asking the vault…"
	case app.MFAChecking:
		return "Checking…"
	case app.MFAApprove:
		return "Waiting for your device…"
	case app.MFABrowser:
		return "Waiting for the browser…"
	}
	return ""
}

// MethodText is one way to answer a challenge, in one line.
func MethodText(m app.MFAMethod) string { return MethodName(m) + sentTo(m) }

// methodNames are ours: the vault's own are its administrator's, and stand beside.
var methodNames = map[app.MFAKind]string{
	app.MFAPassword: "Password", app.MFACode: "Code from an authenticator app",
	app.MFAPush: "Notification on your device", app.MFAPhone: "Phone call",
	app.MFAEmail: "Code by e-mail", app.MFAText: "Code by text message",
	app.MFAQuestion: "Security question",
}

// MethodName is what a way to answer is called.
func MethodName(m app.MFAMethod) string {
	return or(methodNames[m.Kind], or(m.Name, "Another way"))
}

// MethodNote is what more there is to say: where it sends something, or the vault's own name for it.
func MethodNote(m app.MFAMethod) string {
	if to := strings.TrimSpace(sentTo(m)); to != "" {
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
		return "Approvals"
	}
	return fmt.Sprintf("Approvals (%d)", waiting)
}

// WaitingText counts what waits for an approver.
func WaitingText(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 request waits for you"
	}
	return count(n, "", "requests") + " wait for you, the oldest first"
}

// AskedText says when somebody asked an approver, and who else is asked.
func AskedText(r app.RequestView) string {
	text := "asked at " + moment(r.Asked)
	if r.Reviewers != "" {
		text += " of " + r.Reviewers
	}
	return text
}

// WindowText is a stretch of time and how long it is: the day is said once.
func WindowText(from, until time.Time) string {
	end := moment(until)
	if y, m, d := from.Local().Date(); until.Local().Year() == y && until.Local().Month() == m && until.Local().Day() == d {
		end = wall(until.Local())
	}
	return "from " + moment(from) + " until " + end + " (" + span(until.Sub(from)) + ")"
}

// ourSteps are the steps of this machine's trail in words.
var ourSteps = map[string]string{
	"view-comment": "Reason given", "check-out": "Checked out", "request-access": "Access requested",
	"set-quantum-lock": "QuantumLock password set", "check-in": "Checked in", "check-out-ended": "Check-out ended",
	"extend": "Check-out extended", "force-check-in": "Another check-out ended", "challenge": "Challenge",
	"session-started": "Session started", "session-ended": "Session ended",
}

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
	text = "Sallyport: " + or(ourSteps[r.What], r.What)
	if r.Note != "done" && r.Note != "" {
		text += " · " + r.Note
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
	text := count(h.Total, "check-out", "check-outs") + " that you may see"
	if mine > 0 {
		text += ", " + count(mine, "of them yours", "of them yours")
	}
	return text
}

// HolderText names who holds a secret.
func HolderText(r app.HeldRow) string {
	if r.Mine {
		return "you"
	}
	return or(r.Holder, "somebody else")
}

// LeftText is how long a check-out still lasts at least, "" where it was not asked for.
func LeftText(minutes int) string {
	switch {
	case minutes < 0:
		return ""
	case minutes == 0:
		return "under 1 min"
	}
	return fmt.Sprintf("%d min left", minutes)
}
