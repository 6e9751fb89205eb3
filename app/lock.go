package app

// needsVault reports whether something goes on behind a locked window that the
// vault has to be told of, or asked about.
func (a *App) needsVault() bool {
	if a.s.leaving != nil || a.s.batch.busy {
		return true
	}
	for _, sec := range a.s.secrets {
		if sec.way != nil || sec.hold != nil || sec.claimed || a.s.liveSessions(sec.id) > 0 {
			return true
		}
	}
	return false
}

// settleCovered forgets the tokens behind a locked window as soon as nothing
// needs them: who opens it signs in anew.
func (a *App) settleCovered() {
	if a.s.covered && a.s.vault != nil && !a.needsVault() {
		a.closeVault()
	}
}

// uncovered is called when the window is open again. The vault whose user
// opened it signs in by that; another one only where its sign-in is remembered.
func (a *App) uncovered() {
	a.s.covered = false
	if a.s.vault == nil {
		a.resume()
	}
}
