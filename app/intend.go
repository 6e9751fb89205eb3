package app

// intend is the one switch from what the user wants to what the app does.
func (a *App) intend(i Intent) {
	if in, ok := i.(In); ok {
		i = in.Intent
	}
	if l := a.s.leaving; l != nil {
		if q, ok := i.(QuitNow); ok && q.PromptID == 0 {
			l.quit = true
		}
		wipe(i)
		return
	}
	switch i := i.(type) {
	case SignIn:
		a.signIn(i)
	case SignInDemo:
		a.signInDemo(i.User)
	case SignInToken:
		a.signInToken(i)
	case CancelSignIn:
		a.cancelSignIn()
	case OpenTokenPage:
		a.openTokenPage(i.Server)
	case SignOut:
		a.askLeave(true)
	case Expand:
		a.expand(i.FolderID)
	case Refresh:
		a.refresh()
	case Search:
		a.searchFor(i.Text)
	case ShowInTree:
		a.reveal(i.SecretID)
	case Select:
		a.selectSecret(i.SecretID)
	case SelectPath:
		a.selectPath(i.Path)
	case Connect:
		a.begin(i.SecretID, i.Given, true)
	case CheckOutOnly:
		a.begin(i.SecretID, i.Given, false)
	case AllowRun:
		a.allowRun(i)
	case ShowField:
		a.showField(i)
	case ShowCode:
		a.showCode(i)
	case CopyCode:
		a.copyCode(i)
	case Heartbeat:
		a.heartbeat(i.SecretID)
	case AskChange:
		a.askChange(i.SecretID)
	case SaveFile:
		a.saveFile(i)
	case CancelFile:
		a.cancelFile(i.SecretID)
	case WriteFile:
		a.writeFile(i)
	case CopyField:
		a.copyField(i)
	case ChooseLauncher:
		a.chooseLauncher(i)
	case Cancel:
		a.unqueue(i.SecretID)
		a.cancelWay(i.SecretID)
	case AskExtend:
		a.askExtend(i.SecretID)
	case Extend:
		a.extend(i)
	case CheckIn:
		a.checkInNow(i.SecretID)
	case Keep:
		a.keep(i.SecretID, i.Keep)
	case Reconnect:
		a.reconnect(i.SessionID)
	case End:
		a.endSession(i.SessionID)
	case Answer:
		a.answer(i.PromptID, i.Yes)
	case AnswerQuestion:
		a.answerQuestion(i)
	case Dismiss:
		a.dismiss(i.PromptID)
	case OpenInBrowser:
		a.openInBrowser(i.SecretID)
	case OpenTicket:
		a.openTicket(i)
	case Quit:
		a.askLeave(false)
	case QuitNow:
		a.answerLeave(i)
	case ShowHeld:
		a.showHeld(i.Open, i.FolderID)
	case ShowHistory:
		a.showHistory(i.SecretID)
	case ChooseMFA:
		a.chooseMethod(i)
	case AnswerMFA:
		a.answerChallenge(i)
	case BrowserMFA:
		a.challengeInBrowser(i.ID)
	case RetryMFA:
		a.retryChallenge(i.ID)
	case CancelMFA:
		a.cancelChallenge(i.ID)
	case CancelRequest:
		a.cancelRequest(i.SecretID)
	case EditRequest:
		a.editRequest(i)
	case NotifyWhenFree:
		a.watchFree(i.SecretID, i.On)
	case AskForce:
		a.askForce(i.SecretID)
	case ShowInbox:
		a.showInbox(i.Open)
	case ChooseSetting:
		a.chooseSSH(i)
		a.chooseRDP(i)
	case Decide:
		a.decide(i)
	default:
		a.intendSessions(i)
	}
}
