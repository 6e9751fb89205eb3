package app

// CopyField puts one value of an open secret on the clipboard; "" is its password.
type CopyField struct {
	SecretID int
	Slug     string
}

func (CopyField) intent() {}
