package app

// ChooseSetting sets one thing about the sessions of a secret, for this user;
// "" takes the choice back. Value is one of SessionSetting.Choices, or what was
// typed.
type ChooseSetting struct {
	SecretID int
	Field    SettingField
	Value    string
}

func (ChooseSetting) intent() {}
