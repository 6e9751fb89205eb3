package ui

import "sallyport/app"

// newRDPLine says how a remote desktop will be.
func newRDPLine(e *env, relayout func()) *choiceLine {
	l := newChoiceLine(e, tr("Remote desktop"), relayout)
	l.summary = RDPSummary
	l.intent = func(secret int, f app.SettingField, value string) app.Intent {
		return app.ChooseRDP{SecretID: secret, Field: f, Value: value}
	}
	return l
}
