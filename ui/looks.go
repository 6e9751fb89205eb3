package ui

import (
	"os"

	"sallyport/app"
)

// build makes all that the window shows, in the language that is spoken.
func (u *UI) build() {
	clear(u.env.spinning)
	u.signIn = newSignIn(u.env, u)
	u.main = newMainPage(u.env, u)
	u.dialogs = newDialogs(u.env)
	u.mfa = newMFAWindow(u.app, u.env, u.room)
	u.env.raise = u.mfa.raise
	u.env.keys.Focused = u.intoSight
	u.win.SetContent(u.env.keys.Tips.Over(u.signIn.root, u.main.root))
	u.signIn.root.Hide()
	u.main.root.Hide()
}

// dress makes the window look and speak as the user has chosen, at the start
// and whenever that changes. It reports whether everything is new.
func (u *UI) dress(to app.GeneralSettings) (rebuilt bool) {
	was := u.look
	u.look = to
	if to.TextScale != was.TextScale {
		_ = os.Setenv("FYNE_SCALE", u.scale)
		enlarge(to.TextScale)
	}
	if to.Theme != was.Theme || to.TextScale != was.TextScale {
		u.app.Settings().SetTheme(NewTheme(u.variant()))
	}
	if to.TextScale != was.TextScale {
		u.fitScreen()
	}
	if to.Language == was.Language || u.dialogs.open() || u.cur.MFA != nil {
		u.look.Language = was.Language
		return false
	}
	at, tree, typed := u.prefs().section, u.main.split.width, u.signIn
	u.speak()
	u.build()
	u.main.split.width = tree
	u.signIn.take(typed)
	u.prefs().turn(at)
	return true
}

// prefs is the page of settings of the screen that is shown.
func (u *UI) prefs() *settingsPage {
	if u.cur.Screen == app.ScreenMain {
		return u.main.prefs
	}
	return u.signIn.prefs
}

func (u *UI) speak() {
	if u.look.Language != "" {
		speak(u.look.Language)
		return
	}
	speak(u.opts.Languages...)
}

// variant is light or dark: as chosen, else as the window was made for.
func (u *UI) variant() Variant {
	switch u.look.Theme {
	case lightTheme:
		return Light
	case darkTheme:
		return Dark
	}
	return u.opts.Variant
}
