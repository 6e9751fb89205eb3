package app

// The intents about sessions as a whole.
type (
	// ShowSessions opens or closes the list of all sessions.
	ShowSessions struct{ Open bool }
	// EndAll ends every session.
	EndAll struct{}
	// Woke says that the machine has slept: what the vault said before may be over.
	Woke struct{}
)

func (ShowSessions) intent() {}
func (EndAll) intent()       {}
func (Woke) intent()         {}

// intendSessions does what concerns sessions as a whole.
func (a *App) intendSessions(i Intent) {
	switch i := i.(type) {
	case ShowSessions:
		a.uncover()
		a.s.listed = i.Open
	case EndAll:
		for _, x := range a.s.sessions {
			if x.alive() {
				a.endSession(x.id)
			}
		}
	case Woke:
		a.woke()
	default:
		a.intendSections(i)
	}
}
