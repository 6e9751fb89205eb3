package demovault

type launcherModel struct {
	extra
	LauncherID                int              `json:"launcherId"`
	LauncherName              string           `json:"launcherName"`
	Application               string           `json:"application"`
	IsCustom                  bool             `json:"isCustom"`
	CustomLauncherID          int              `json:"customLauncherId"`
	CustomLauncherProcessName *string          `json:"customLauncherProcessName"`
	CustomParameters          *string          `json:"customParameters"`
	PromptedField             *promptedField   `json:"promptedField"`
	RestrictedHost            bool             `json:"restrictedHost"`
	RestrictedHosts           []restrictedHost `json:"restrictedHosts"`
	ApprovedList              bool             `json:"approvedList"`
}

type promptedField struct {
	extra
	Name                string `json:"name"`
	LauncherTypeFieldID int    `json:"launcherTypeFieldId"`
	LauncherTypeID      int    `json:"launcherTypeId"`
	PromptableField     bool   `json:"promptableField"`
	AllowDefault        bool   `json:"allowDefault"`
	DefaultType         string `json:"defaultType"`
}

type restrictedHost struct {
	extra
	Category string `json:"category"`
	Value    string `json:"value"`
}

func (t *template) launchers() []launcherModel {
	switch t.Launcher {
	case sshLauncher:
		return []launcherModel{{LauncherID: 2, LauncherName: "PuTTY", Application: "PuTTY", RestrictedHosts: []restrictedHost{}}}
	case rdpLauncher:
		m := launcherModel{LauncherID: 1, LauncherName: "Remote Desktop", Application: "Remote Desktop", RestrictedHosts: []restrictedHost{}}
		if _, ok := t.field("machine"); !ok { // a domain account: the user says where to
			m.PromptedField = &promptedField{Name: "Machine", LauncherTypeFieldID: 1, LauncherTypeID: 1, PromptableField: true, DefaultType: "None"}
		}
		return []launcherModel{m}
	}
	return []launcherModel{}
}

// listLaunchers answers GET /v2/launchers/secret?filter.secretId=.
func (v *Vault) listLaunchers(c *call) (any, error) {
	id := c.query.num("filter.secretid", 0)
	if err := c.query.err(); err != nil {
		return nil, err
	}
	s := v.readable(id, c.user, false)
	if s == nil {
		return nil, v.denied()
	}
	return paged(c.query, v.templates[s.TemplateID].launchers(), func(l launcherModel) launcherModel { return l })
}
