package app

// The intents about settings. Each replaces a section, holds at once and is
// written down at once; what cannot be used is not taken (SettingsView.Problem).
// An App that is alone has no part in them.
type (
	// ShowSettings opens or closes the page.
	ShowSettings struct{ Open bool }
	// SetGeneral is about the window.
	SetGeneral struct{ To GeneralSettings }
	// SetSSH is about SSH sessions.
	SetSSH struct{ To SSHDefaults }
	// SetRDP is about remote desktops.
	SetRDP struct{ To RDPDefaults }
	// SetSafety is about a window that nobody is at.
	SetSafety struct{ To SafetySettings }
	// SetNetwork is about the way to vaults.
	SetNetwork struct{ To NetworkSettings }
	// SetFrame keeps how large the window is; it says nothing of any vault.
	SetFrame struct{ To FrameSettings }
	// ForgetProgram takes back that a program may run.
	ForgetProgram struct{ Program Program }
)

func (ShowSettings) intent()  {}
func (SetGeneral) intent()    {}
func (SetSSH) intent()        {}
func (SetRDP) intent()        {}
func (SetSafety) intent()     {}
func (SetNetwork) intent()    {}
func (SetFrame) intent()      {}
func (ForgetProgram) intent() {}
