package app

// RunPrompt asks whether a program that the vault names may run on this
// machine. Args are its arguments one by one; a word after a $ in them is filled in
// from the secret, and never becomes a second argument.
type RunPrompt struct {
	Launcher string
	Server   string
	Path     string // absolute
	Args     []string
	Terminal bool // of the answer
}
