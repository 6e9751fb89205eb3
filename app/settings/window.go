package settings

// Window is how large the window was when it was closed, in the toolkit's
// measure, and the tree in it. 0: as it comes.
type Window struct {
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	Tree   int `json:"tree,omitempty"`
}
