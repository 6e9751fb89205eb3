package settings

import "slices"

// Approval is a program that the user allowed a vault's launcher to run. It
// counts for exactly these values: whatever of them changes is asked for again.
type Approval struct {
	Server     string `json:"server"`
	Launcher   string `json:"launcher"`   // its name on the vault
	Program    string `json:"program"`    // as the vault names it
	Path       string `json:"path"`       // what was found under that name
	Parameters string `json:"parameters"` // as the vault wrote them, nothing filled in
	Terminal   bool   `json:"terminal,omitempty"`
}

// Approved finds what was allowed. Whether it runs in a terminal was the user's choice, not what was asked about.
func (s Settings) Approved(a Approval) (Approval, bool) {
	for _, had := range s.Approvals {
		a.Terminal = had.Terminal
		if had == a {
			return had, true
		}
	}
	return Approval{}, false
}

// Approve adds one, in the place of what was allowed before of the same launcher.
func (s *Settings) Approve(a Approval) {
	s.Approvals = append(slices.DeleteFunc(slices.Clone(s.Approvals), func(had Approval) bool {
		return had.Server == a.Server && had.Launcher == a.Launcher && had.Program == a.Program
	}), a)
}
