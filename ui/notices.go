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

// answers are the buttons by their keys; offered says which a notification has.
var (
	answers = map[string]answer{
		"show":      {"Show", shows, true},
		"extend":    {"Extend…", func(n app.Notice) []app.Intent { return []app.Intent{app.AskExtend{SecretID: n.SecretID}} }, true},
		"check-in":  {"Check in", func(n app.Notice) []app.Intent { return []app.Intent{app.CheckIn{SecretID: n.SecretID}} }, false},
		"check-out": {"Check out now", func(n app.Notice) []app.Intent { return append(shows(n), app.CheckOutOnly{SecretID: n.SecretID}) }, true},
		"connect":   {"Connect", func(n app.Notice) []app.Intent { return append(shows(n), app.Connect{SecretID: n.SecretID}) }, true},
	}
	offered = map[app.NoticeKind][]string{
		app.NoticeRunningOut:    {"extend", "check-in"},
		app.NoticeExpired:       {"connect"},
		app.NoticeCheckInFailed: {"check-in", "show"},
		app.NoticeGranted:       {"show"},
		app.NoticeDenied:        {"show"},
		app.NoticeLapsed:        {"show"},
		app.NoticeFree:          {"check-out", "show"},
		app.NoticeForced:        {"show"},
	}
)

func shows(n app.Notice) []app.Intent { return []app.Intent{app.Select{SecretID: n.SecretID}} }

// notify shows a notice on the desktop, with buttons where it has some.
func (u *UI) notify(n app.Notice) {
	title, body := NoticeText(n)
	if title == "" {
		return
	}
	m := Notification{Title: title, Body: body, About: n.Secret, Urgent: n.Kind == app.NoticeRunningOut || n.Kind == app.NoticeCheckInFailed}
	for _, key := range offered[n.Kind] {
		m.Actions = append(m.Actions, NotificationAction{key, answers[key].label})
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
	a, ok := answers[key]
	if !ok {
		return
	}
	for _, i := range a.does(n) {
		u.env.do(i)
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
