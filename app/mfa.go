package app

// challenge opens the MFA window for a secret's way in.
func (a *App) challenge(sec *secret, w *way) {
	_ = sec
	_ = w
}
