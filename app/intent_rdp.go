package app

// ChooseRDP sets one thing about a secret's remote desktops, for this user; ""
// takes the choice back. Value is one of RDPSetting.Choices.
type ChooseRDP struct {
	SecretID int
	Field    RDPField
	Value    string
}

func (ChooseRDP) intent() {}
