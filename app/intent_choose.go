package app

type (
	// ChooseRDP sets one thing about a secret's remote desktops, for this user;
	// "" takes the choice back. Value is one of SessionSetting.Choices, or what
	// was typed.
	ChooseRDP struct {
		SecretID int
		Field    SettingField
		Value    string
	}
	// ChooseSSH does so for its SSH sessions.
	ChooseSSH struct {
		SecretID int
		Field    SettingField
		Value    string
	}
)

func (ChooseRDP) intent() {}
func (ChooseSSH) intent() {}
