package app

// The intents that connect many secrets together.
type (
	// Mark marks secrets to be connected together, or no longer.
	Mark struct {
		SecretIDs []int
		On        bool
	}
	// MarkAll marks every secret right in a folder.
	MarkAll struct{ FolderID int }
	// MarkFolder is MarkAll for a folder that is named by its path (\Linux\Web).
	MarkFolder struct{ Path string }
	// ClearMarks marks nothing any more.
	ClearMarks struct{}
	// ShowBatch opens or closes what is marked, with the form it shares and how far it is.
	ShowBatch struct{ Open bool }
	// ConnectMarked connects all that is marked, a few at a time. Given answers
	// BatchView.Ask; what else a secret asks, it asks alone.
	ConnectMarked struct{ Given Given }
	// CancelBatch stops what is not connected yet.
	CancelBatch struct{}
)

func (Mark) intent()          {}
func (MarkAll) intent()       {}
func (MarkFolder) intent()    {}
func (ClearMarks) intent()    {}
func (ShowBatch) intent()     {}
func (ConnectMarked) intent() {}
func (CancelBatch) intent()   {}

// intendBatch does what concerns many secrets together.
func (a *App) intendBatch(i Intent) {
	switch i := i.(type) {
	case Mark:
		a.mark(i.SecretIDs, i.On)
	case MarkAll:
		a.markAll(i.FolderID)
	case MarkFolder:
		a.markFolder(i.Path)
	case ClearMarks:
		a.mark(a.s.batch.marks, false)
	case ShowBatch:
		a.showBatch(i.Open)
	case ConnectMarked:
		a.connectMarked(i.Given)
	case CancelBatch:
		a.cancelBatch()
	default:
		a.intendFolder(i)
	}
}
