package app

// The intents about what a folder holds.
type (
	// ShowFolder shows what a folder holds (0: the vault itself) in the place
	// of the pane, or the pane again.
	ShowFolder struct {
		Open     bool
		FolderID int
	}
	// ShowParent shows the folder above the one that is shown, else that of the secret that is.
	ShowParent struct{}
	// SortFolder orders all tables by a column; by the same again, backwards.
	SortFolder struct{ By Column }
	// SetColumns chooses what all tables show, in which order and how wide;
	// none are the usual ones.
	SetColumns struct{ Columns []FolderColumn }
)

func (ShowFolder) intent() {}
func (ShowParent) intent() {}
func (SortFolder) intent() {}
func (SetColumns) intent() {}

// intendFolder does what concerns one vault's folder.
func (a *App) intendFolder(i Intent) {
	switch i := i.(type) {
	case ShowFolder:
		if i.Open {
			a.showFolder(i.FolderID, FolderAt{})
		} else {
			a.shutFolder()
		}
	case ShowParent:
		a.showParent()
	}
}

// intendFolder is about all vaults' tables, or about which vault is in front;
// ok is false where the intent is about something else.
func (x *Accounts) intendFolder(i Intent, to *member) (ok bool) {
	switch i := i.(type) {
	case ShowFolder, ShowParent:
		x.show(to)
		to.app.Do(i)
	case SortFolder:
		x.sortFolder(i.By)
	case SetColumns:
		x.setColumns(i.Columns)
	default:
		return false
	}
	return true
}
