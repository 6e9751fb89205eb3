package ui

import "sallyport/app"

// newSSHLine says how an SSH session will be.
func newSSHLine(e *env, relayout func()) *choiceLine {
	l := newChoiceLine(e, tr("SSH session"), relayout)
	l.summary = SSHSummary
	l.intent = func(secret int, f app.SettingField, value string) app.Intent {
		return app.ChooseSSH{SecretID: secret, Field: f, Value: value}
	}
	return l
}
