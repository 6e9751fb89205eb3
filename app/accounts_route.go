package app

import (
	"fmt"
	"log/slog"

	"sallyport/app/settings"
	"sallyport/workflow/sealed"
)

// list is what lies over the pane, of all vaults.
type list string

const (
	listNone  list = ""
	listInbox list = "inbox"
	listHeld  list = "held"

	listBatch    list = "batch"
	listSessions list = "sessions"
	listSettings list = "settings"
	listVault    list = "vault"
)

// intend takes an intent to the vaults that it is meant for. What answers
// carries a number that only one of them knows; what is about a secret goes to
// its vault; the rest is the program's.
func (x *Accounts) intend(i Intent) {
	x.logIntent(i)
	to := x.front()
	if in, ok := i.(In); ok {
		if to = x.member(in.Vault); to == nil {
			wipe(in.Intent)
			return
		}
		i = in.Intent
	}
	if x.leaving {
		wipe(i)
		return
	}
	if f, ok := i.(SetFrame); ok {
		x.setFrame(f.To)
		return
	}
	if x.locked != nil {
		x.intendLock(i)
		return
	}
	if x.intendSettings(i) || x.intendFolder(i, to) {
		return
	}
	switch i := i.(type) {
	case Lock:
		x.lock()
	case SessionChanged:
		x.sessionEvent(i.Event)
	case SignIn, SignInDemo, SignInToken, CancelSignIn, OpenTokenPage, AddVault, OpenSignIn, LeaveSignIn, ForgetVault:
		x.intendSignIn(i)
	case SelectVault:
		if m := x.member(i.Vault); m != nil {
			x.show(m)
		}
	case Select, SelectPath:
		x.show(to)
		to.app.Do(i)
	case Search:
		x.search(i)
	case Refresh:
		x.everyone(i)
	case ShowInbox:
		x.openList(listInbox, i.Open)
	case ShowHeld:
		x.openHeld(to, i)
	case ShowBatch:
		x.openList(listBatch, i.Open)
	case ShowSessions:
		x.openList(listSessions, i.Open)
	case ShowVault:
		x.about = to.key()
		x.openList(listVault, i.Open)
	case ConnectMarked:
		i.Given.Lock.Wipe() // each secret asks for its own
		i.Given.Lock = sealed.Secret{}
		x.everyone(i)
	case ClearMarks, CancelBatch, EndAll, Woke, OpenSection:
		x.everyone(i)
	case Quit:
		x.askLeave()
	case QuitNow:
		x.answerLeave(i)
	case Dismiss:
		x.dismiss(i)
	default:
		if m := x.answers(i, to); m != nil {
			m.app.Do(i)
		} else {
			wipe(i)
		}
	}
}

// answers finds whom an intent means by the number it carries; those that
// carry none mean the vault to.
func (x *Accounts) answers(i Intent, to *member) *member {
	prompt, challenge, session := 0, 0, ""
	switch i := i.(type) {
	case Answer:
		prompt = i.PromptID
	case Extend:
		prompt = i.PromptID
	case AnswerQuestion:
		prompt = i.PromptID
	case AllowRun:
		prompt = i.PromptID
	case WriteFile:
		prompt = i.PromptID
	case ChooseMFA:
		challenge = i.ID
	case AnswerMFA:
		challenge = i.ID
	case BrowserMFA:
		challenge = i.ID
	case RetryMFA:
		challenge = i.ID
	case CancelMFA:
		challenge = i.ID
	case Reconnect:
		session = i.SessionID
	case End:
		session = i.SessionID
	default:
		return to
	}
	for _, m := range x.all {
		switch {
		case prompt != 0 && m.asks(prompt), challenge != 0 && m.view.MFA != nil && m.view.MFA.ID == challenge:
			return m
		}
		for _, s := range m.view.Sessions {
			if s.ID == session {
				return m
			}
		}
		for _, e := range m.view.Beside.Ended {
			if e.ID == session {
				return m
			}
		}
	}
	return nil
}

// asks reports whether the question with that number is one of m's.
func (m *member) asks(id int) bool { return m.view.Prompt != nil && m.view.Prompt.ID == id }

// wipe clears what was typed into an intent that nobody takes.
func wipe(i Intent) {
	switch i := i.(type) {
	case SignIn:
		i.wipe()
	case SignInToken:
		i.Token.Wipe()
	case AnswerMFA:
		i.Answer.Wipe()
	case AnswerQuestion:
		i.Text.Wipe()
	case Connect:
		i.Given.Lock.Wipe()
	case ConnectMarked:
		i.Given.Lock.Wipe()
	case CheckOutOnly:
		i.Given.Lock.Wipe()
	}
}

func (x *Accounts) everyone(i Intent) {
	for _, m := range x.all {
		m.app.Do(i)
	}
}

// show makes m the vault whose secret is shown. Lists that lie over it go.
func (x *Accounts) show(m *member) {
	if x.shown != nil && x.shown != m {
		x.shown.app.Do(ShowField{})
		x.shown.app.Do(ShowCode{})
	}
	x.shown, x.page = m, nil
	if x.list != listNone {
		x.openList(x.list, false)
	}
}

// openList opens or closes a list that is gathered from all vaults.
func (x *Accounts) openList(l list, open bool) {
	x.everyone(ShowInbox{Open: open && l == listInbox})
	if l == listHeld {
		x.everyone(ShowHeld{Open: open})
	}
	x.everyone(ShowBatch{Open: open && l == listBatch})
	x.list = listNone
	if open {
		x.list = l
	}
}

// openHeld is openList for who holds what: of all vaults, or of one folder of one.
func (x *Accounts) openHeld(to *member, i ShowHeld) {
	ofFolder := i.Open && i.FolderID != 0
	x.openList(listHeld, i.Open && !ofFolder)
	if ofFolder {
		to.app.Do(i)
		x.list = listHeld
	}
}

// search looks in all vaults; each answers when it can.
func (x *Accounts) search(i Search) {
	x.found.begin(i.Text)
	x.everyone(i)
}

// catchUp asks a vault that has just been signed in to what the others were asked before.
func (x *Accounts) catchUp(m *member) {
	if x.found.text != "" {
		m.app.Do(Search{Text: x.found.text})
	}
	switch x.list {
	case listInbox:
		m.app.Do(ShowInbox{Open: true})
	case listHeld:
		m.app.Do(ShowHeld{Open: true})
	}
}

// intendSignIn is about which vaults there are.
func (x *Accounts) intendSignIn(i Intent) {
	page := x.signInPage()
	if page == nil {
		page = x.front()
	}
	switch i := i.(type) {
	case SignIn:
		m := x.pageFor(page, settings.Vault{Server: normalServer(i.Server), User: i.User})
		m.app.Do(i)
	case SignInDemo:
		m := x.pageFor(page, settings.Vault{Server: page.view.SignIn.Server, User: i.User})
		m.app.Do(i)
	case SignInToken: // whose it is will be known when the vault has told
		if page.user == "" {
			x.page = page
		} else {
			x.page = x.emptyPage()
		}
		x.page.app.Do(i)
	case CancelSignIn, OpenTokenPage:
		page.app.Do(i)
	case AddVault:
		x.shutSettings()
		x.page = x.emptyPage()
	case OpenSignIn:
		x.shutSettings()
		x.openSignIn(x.member(i.Vault))
	case LeaveSignIn:
		x.leaveSignIn()
	case ForgetVault:
		x.forget(x.member(i.Vault))
	}
}

// pageFor is where a user signs in to a vault: on the page of that user, if
// there is one; on the page where it was typed, if it is nobody's yet; on a new one.
func (x *Accounts) pageFor(typed *member, v settings.Vault) *member {
	switch m := x.of(v.Server, v.User); {
	case m != nil:
		x.page = m
		if typed.draft && !typed.busy() && typed != m {
			x.drop(typed)
		}
	case typed.user == "":
		x.page = typed
	default:
		v.Remember = false
		x.page = x.addDraft(settings.Vault{Server: v.Server})
	}
	return x.page
}

// emptyPage is a page to add a vault on.
func (x *Accounts) emptyPage() *member {
	for _, m := range x.all {
		if m.draft && !m.busy() {
			return m
		}
	}
	return x.addDraft(settings.Vault{})
}

// openSignIn goes on with a vault that is not signed in to.
func (x *Accounts) openSignIn(m *member) {
	switch {
	case m == nil || m.busy():
	case m.vault().State == VaultOffline:
		m.app.box.put(m.app.tryAgain)
	case !m.usable():
		x.page = m
	}
}

// leaveSignIn goes back to the vaults. A sign-in that is under way goes on.
func (x *Accounts) leaveSignIn() {
	m := x.page
	if m == nil || !x.somethingUsable() {
		return
	}
	x.page = nil
	if m.draft && !m.busy() {
		x.drop(m)
	}
}

// forget takes a vault off the list. What is still held there keeps it: it
// would be out of sight, and given back by nobody.
func (x *Accounts) forget(m *member) {
	if m == nil || m.usable() || m.busy() || len(m.view.CheckOuts)+len(m.view.Sessions) > 0 {
		return
	}
	if err := x.live.Change(func(s *settings.Settings) { s.Forget(m.server, m.user) }); err != nil {
		x.warn(Problem{Kind: ProblemSettingsWrite, Where: "the settings file", Detail: err.Error()})
	}
	m.app.box.put(m.app.forgotten)
	x.drop(m)
	if len(x.all) == 0 {
		x.page = x.addDraft(settings.Vault{})
	}
}

// dismiss closes a question, or with no number the banner. All vaults may have
// met the same problem: it is seen once.
func (x *Accounts) dismiss(i Dismiss) {
	if i.PromptID == 0 {
		shown := x.banner()
		if len(x.banners) > 0 {
			x.banners = x.banners[1:]
			return
		}
		for _, m := range x.all {
			if b := m.view.Banner; b == shown || b.Kind == ProblemRecovered && shown.Kind == ProblemRecovered {
				m.app.Do(i)
			}
		}
		return
	}
	if x.prompt != nil && x.prompt.ID == i.PromptID {
		x.prompt = nil
		return
	}
	for _, m := range x.all {
		if m.asks(i.PromptID) {
			m.app.Do(i)
			return
		}
	}
}

// askLeave asks what becomes of the check-outs of all vaults before the program closes.
func (x *Accounts) askLeave() {
	if x.prompt != nil {
		return
	}
	q := x.quitPrompt()
	if len(q.CheckOuts)+q.Sessions == 0 {
		x.leave(QuitCheckIn)
		return
	}
	x.prompt = &PromptView{ID: x.ids.next(), Kind: PromptQuit, Quit: q}
}

// answerLeave takes the answer of that question, of one vault's about signing
// out, or of a signal that does not ask.
func (x *Accounts) answerLeave(i QuitNow) {
	switch {
	case i.PromptID == 0 || x.prompt != nil && x.prompt.ID == i.PromptID:
		x.leave(i.How)
	default:
		for _, m := range x.all {
			if m.asks(i.PromptID) {
				m.app.Do(i)
			}
		}
	}
}

// leave lets every vault end in its own way, all at the same time.
func (x *Accounts) leave(how QuitHow) {
	x.leaving = true
	if x.prompt != nil {
		busy := *x.prompt
		busy.Quit.Busy = true
		x.prompt = &busy
	}
	x.everyone(QuitNow{How: how})
	x.settleLeaving()
}

func (x *Accounts) settleLeaving() {
	if !x.leaving {
		return
	}
	for _, m := range x.all {
		if !m.view.Closing {
			return
		}
	}
	x.closed = true
}

// logIntent says what kind of thing the user wants; what is in it is the user's.
func (x *Accounts) logIntent(i Intent) {
	if !x.cfg.Log.Enabled(x.ctx, slog.LevelDebug) {
		return
	}
	if in, ok := i.(In); ok {
		i = in.Intent
	}
	x.cfg.Log.Debug("intent", "kind", fmt.Sprintf("%T", i))
}
