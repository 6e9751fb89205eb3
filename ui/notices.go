package ui

import (
	"fyne.io/fyne/v2"

	"sallyport/app"
)

// Notification is a message for the desktop, by whatever shows it.
type Notification struct {
	Title, Body string
	About       string // a later one about the same takes its place
	Urgent      bool   // stays until it is dismissed
	Actions     []NotificationAction
}

// NotificationAction is a button of a notification.
type NotificationAction struct{ Key, Label string }

// answer is what a button of a notification does.
type answer struct {
	label string
	does  func(n app.Notice) []app.Intent
	here  bool // goes on in the window, which comes to the front
}

// The keys of the buttons.
const (
	keyShow     = "show"
	keyRaise    = "raise"
	keyExtend   = "extend"
	keyCheckIn  = "check-in"
	keyCheckOut = "check-out"
	keyConnect  = "connect"
)

// answerTo is what the button of that key is and does.
func answerTo(key string) answer {
	switch key {
	case keyShow:
		return answer{tr("Show"), shows, true}
	case keyRaise:
		return answer{tr("Show"), func(app.Notice) []app.Intent { return nil }, true}
	case keyExtend:
		return answer{tr("Extend…"), func(n app.Notice) []app.Intent { return []app.Intent{app.AskExtend{SecretID: n.SecretID}} }, true}
	case keyCheckIn:
		return answer{tr("Check in"), func(n app.Notice) []app.Intent { return []app.Intent{app.CheckIn{SecretID: n.SecretID}} }, false}
	case keyCheckOut:
		return answer{tr("Check out now"), func(n app.Notice) []app.Intent { return append(shows(n), app.CheckOutOnly{SecretID: n.SecretID}) }, true}
	case keyConnect:
		return answer{tr("Connect"), func(n app.Notice) []app.Intent { return append(shows(n), app.Connect{SecretID: n.SecretID}) }, true}
	}
	return answer{}
}

// offered are the buttons of a notice. Of a locked window there is only one.
func offered(n app.Notice) []string {
	if n.SecretID == 0 {
		return []string{keyRaise}
	}
	switch n.Kind {
	case app.NoticeRunningOut:
		return []string{keyExtend, keyCheckIn}
	case app.NoticeExpired:
		return []string{keyConnect}
	case app.NoticeCheckInFailed:
		return []string{keyCheckIn, keyShow}
	case app.NoticeFree:
		return []string{keyCheckOut, keyShow}
	}
	return []string{keyShow}
}

func shows(n app.Notice) []app.Intent { return []app.Intent{app.Select{SecretID: n.SecretID}} }

// tell sends the notices that came with a View. A window that locks takes back
// what the desktop still shows, and no name is told over a locked one: not even
// one that was on its way.
func (u *UI) tell(all []app.Notice, locked, was bool) {
	if locked && !was && u.opts.TakeBack != nil {
		u.opts.TakeBack()
	}
	for _, n := range all {
		if locked {
			n.Secret, n.SecretID = "", 0
		}
		u.notify(n)
	}
}

// notify shows a notice on the desktop, with buttons where it has some.
func (u *UI) notify(n app.Notice) {
	title, body := NoticeText(n)
	if title == "" {
		return
	}
	title = dotted(title, u.env.vaultName(n.Vault))
	m := Notification{Title: title, Body: body, About: at(n.Secret, n.Vault), Urgent: n.Kind == app.NoticeRunningOut || n.Kind == app.NoticeCheckInFailed}
	for _, key := range offered(n) {
		m.Actions = append(m.Actions, NotificationAction{key, answerTo(key).label})
	}
	plain := func() { u.app.SendNotification(fyne.NewNotification(title, body)) }
	if u.opts.Notify == nil {
		plain()
		return
	}
	u.opts.Notify(m, func(key string) { u.chosen(n, key) }, func() { u.post.later(plain) })
}

// chosen is called from any goroutine.
func (u *UI) chosen(n app.Notice, key string) {
	a := answerTo(key)
	if a.does == nil {
		return
	}
	for _, i := range a.does(n) {
		u.env.to(n.Vault, i)
	}
	if a.here {
		u.Raise()
	}
}

// Raise brings the window to the front. It may be called from any goroutine.
func (u *UI) Raise() {
	u.post.later(func() {
		u.win.Show()
		u.win.RequestFocus()
	})
}
