package app

// AllowRun lets a program of the vault's choosing run, now and from now on: in
// a terminal where it has no window of its own. The no is Answer's.
type AllowRun struct {
	PromptID int
	Terminal bool
}

func (AllowRun) intent() {}
