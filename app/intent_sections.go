package app

// The intents about the lists above the vaults.
type (
	// OpenSection reads what a section holds, as a folder is listed when it opens.
	OpenSection struct{ Section Section }
	// RefreshFolder lists a folder again.
	RefreshFolder struct{ FolderID int }
	// SetFavorite makes a secret a favorite on the vault, or one no longer. One
	// that comes while another is being set waits for its turn.
	SetFavorite struct {
		SecretID int
		On       bool
	}
	// PinFolder pins a folder on the vault, or takes the pin away.
	PinFolder struct {
		FolderID int
		On       bool
	}
)

func (OpenSection) intent()   {}
func (SetFavorite) intent()   {}
func (PinFolder) intent()     {}
func (RefreshFolder) intent() {}

// intendSections does what concerns those lists.
func (a *App) intendSections(i Intent) {
	switch i := i.(type) {
	case OpenSection:
		a.openSection(i.Section)
	case RefreshFolder:
		if i.FolderID > 0 {
			a.listFolder(i.FolderID)
		}
	case SetFavorite:
		a.setFavorite(i)
	case PinFolder:
		a.pinFolder(i.FolderID, i.On)
	default:
		a.intendBatch(i)
	}
}
