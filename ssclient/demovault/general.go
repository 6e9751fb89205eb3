package demovault

import (
	"slices"
	"strings"
)

// generalLauncher is a launcher as the general page shows it.
type generalLauncher struct {
	extra
	TypeID              int    `json:"typeId"`
	Name                string `json:"name"`
	ImagePath           string `json:"imagePath"`
	IsRecorded          bool   `json:"isRecorded"`
	HasProxyCredentials bool   `json:"hasProxyCredentials"`
	ShowLauncher        bool   `json:"showLauncher"`
}

// generalFacts are what both general models have in common.
type generalFacts struct {
	extra
	ID                        int               `json:"id"`
	Active                    bool              `json:"active"`
	AutoChangePassword        bool              `json:"autoChangePassword"`
	CanGenerateSSHKey         bool              `json:"canGenerateSshKey"`
	EnableInheritSecretPolicy bool              `json:"enableInheritSecretPolicy"`
	HeartbeatEnabled          bool              `json:"heartbeatEnabled"`
	IsFavorite                bool              `json:"isFavorite"`
	IsOutOfSync               bool              `json:"isOutOfSync"`
	IsTOTPEnabled             bool              `json:"isTotpEnabled"`
	LastHeartBeatCheck        *string           `json:"lastHeartBeatCheck"`
	LastHeartBeatStatus       string            `json:"lastHeartBeatStatus"`
	OutOfSyncReason           string            `json:"outOfSyncReason"`
	PasswordCompliance        string            `json:"passwordCompliance"`
	SlugPrivateKey            string            `json:"slugPrivateKey"`
	SlugPublicKey             string            `json:"slugPublicKey"`
	TOTPPasswordSlug          string            `json:"totpPasswordSlug"`
	Launchers                 []generalLauncher `json:"launchers"`
}

func (v *Vault) generalFacts(s *secret, u *user) generalFacts {
	t, o := v.templates[s.TemplateID], &s.Options
	m := generalFacts{
		ID: s.ID, Active: !o.Inactive, AutoChangePassword: o.AutoChange, CanGenerateSSHKey: t.PublicKey != "",
		EnableInheritSecretPolicy: true, HeartbeatEnabled: t.PasswordType > 0, IsFavorite: s.Favorite[u.id],
		IsOutOfSync: s.changeFailed(), IsTOTPEnabled: s.OTPKey != "", LastHeartBeatStatus: s.heartbeat(),
		OutOfSyncReason: s.outOfSync(), PasswordCompliance: compliance, SlugPrivateKey: t.PrivateKey, SlugPublicKey: t.PublicKey,
		Launchers: []generalLauncher{},
	}
	if !s.HeartbeatAt.IsZero() {
		at := date(s.HeartbeatAt)
		m.LastHeartBeatCheck = &at
	}
	for _, l := range v.launchers(s) {
		m.Launchers = append(m.Launchers, generalLauncher{
			TypeID: l.LauncherID, Name: l.LauncherName, IsRecorded: o.SessionRecording, HasProxyCredentials: o.ProxyEnabled, ShowLauncher: true,
		})
	}
	return m
}

// getGeneral answers GET /v1/secrets/secret-detail/{id}/general. There is no
// value in it, so nothing has to be satisfied to look at it. What its fields
// name is not public: here it is the slugs.
func (v *Vault) getGeneral(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	c.query.on("iseditmode")
	c.query.on("loadreadonlyflags")
	t := v.templates[s.TemplateID]
	out := struct {
		generalFacts
		Name         string   `json:"name"`
		Expiration   string   `json:"expiration"`
		Folder       *int     `json:"folder"`
		Site         int      `json:"site"`
		Template     int      `json:"template"`
		SecretPolicy *int     `json:"secretPolicy"`
		Fields       []string `json:"fields"`
	}{generalFacts: v.generalFacts(s, c.user), Name: s.Name, Site: siteID, Template: t.ID}
	if s.FolderID > 0 {
		out.Folder = &s.FolderID
	}
	for _, f := range t.Fields {
		out.Fields = append(out.Fields, f.Slug)
	}
	return out, c.query.err()
}

// fieldView is how the general view shows a value.
type fieldView struct {
	extra
	Value      any    `json:"value"`
	Label      string `json:"label"`
	Name       string `json:"name"`
	ReadOnly   bool   `json:"readOnly"`
	Hidden     bool   `json:"hidden"`
	IsRequired bool   `json:"isRequired"`
}

// generalModel is what PATCH …/general answers.
type generalModel struct {
	generalFacts
	Name         fieldView   `json:"name"`
	Folder       fieldView   `json:"folder"`
	Site         fieldView   `json:"site"`
	Template     fieldView   `json:"template"`
	SecretPolicy fieldView   `json:"secretPolicy"`
	Expiration   fieldView   `json:"expiration"`
	Fields       []fieldView `json:"fields"`
}

// general is the view of a secret after a change; passwords are left out.
func (v *Vault) general(s *secret, u *user) generalModel {
	t := v.templates[s.TemplateID]
	m := generalModel{
		generalFacts: v.generalFacts(s, u),
		Name:         fieldView{Value: s.Name, Label: "Secret Name", Name: "name", IsRequired: true},
		Folder:       fieldView{Value: s.FolderID, Label: "Folder", Name: "folder"},
		Site:         fieldView{Value: siteID, Label: "Site", Name: "site"},
		Template:     fieldView{Value: t.ID, Label: "Template", Name: "template", ReadOnly: true},
		SecretPolicy: fieldView{Label: "Secret Policy", Name: "secretPolicy"},
		Expiration:   fieldView{Label: "Expiration", Name: "expiration"},
	}
	for i, f := range t.Fields {
		view := fieldView{Label: f.Name, Name: f.Slug, Hidden: f.Password, IsRequired: f.Required}
		switch {
		case f.File:
			view.Value = s.Items[i].FileName
		case !f.Password:
			view.Value = s.Items[i].Value
		}
		m.Fields = append(m.Fields, view)
	}
	return m
}

// generalArgs is the body of PATCH …/general.
type generalArgs struct {
	Data *struct {
		Name         dirtyText   `json:"name"`
		Active       dirtyToggle `json:"active"`
		Folder       dirtyNumber `json:"folder"`
		AutoChange   dirtyToggle `json:"autoChangePassword"`
		SecretFields []struct {
			dirtyText
			Slug text `json:"slug"`
		} `json:"secretFields"`
	} `json:"data"`
	accessArgs
}

type dirtyText struct {
	Dirty toggle `json:"dirty"`
	Value text   `json:"value"`
}

type dirtyToggle struct {
	Dirty toggle `json:"dirty"`
	Value toggle `json:"value"`
}

type dirtyNumber struct {
	Dirty toggle `json:"dirty"`
	Value number `json:"value"`
}

// patchGeneral answers PATCH /v1/secrets/{id}/general and its v2 twin: the
// members marked dirty; a field set to null loses its value or file.
func (v *Vault) patchGeneral(c *call) (any, error) {
	var args generalArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	d := args.Data
	switch {
	case d == nil:
		return nil, invalid("data", "The member is required.")
	case d.Active.Dirty.On && v.rightOn(s, c.user) < rightOwner:
		return nil, v.denied()
	}
	a := accessOf(c, args.accessArgs)
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	items, name, folderID := slices.Clone(c.items(s)), s.Name, s.FolderID
	if d.Name.Dirty.On {
		if name = d.Name.Value.S; strings.TrimSpace(name) == "" {
			return nil, invalid("name", "The name is required.")
		}
	}
	if d.Folder.Dirty.On {
		if folderID, err = v.folderFor(d.Folder.Value, folderID, c.user); err != nil {
			return nil, err
		}
	}
	if err := v.patchFields(s, items, args); err != nil {
		return nil, err
	}
	if err := v.setItems(s, items); err != nil {
		return nil, err
	}
	s.Name, s.FolderID = name, folderID
	if d.AutoChange.Dirty.On {
		s.Options.AutoChange = d.AutoChange.Value.On
	}
	v.updated(c, s)
	if d.Active.Dirty.On && !d.Active.Value.On {
		v.deactivate(c, s)
	}
	v.done(c, s, a)
	return v.general(s, c.user), nil
}

func (v *Vault) patchFields(s *secret, items []item, args generalArgs) error {
	t := v.templates[s.TemplateID]
	for _, f := range args.Data.SecretFields {
		i, ok := t.field(f.Slug.S)
		if !ok {
			return invalid("secretFields", "The template has no such field.")
		}
		switch {
		case !f.Dirty.On:
		case t.Fields[i].File && !f.Value.Set:
			detach(&items[i])
			if t.Fields[i].Slug == t.PrivateKey {
				s.KeySeed = nil
			}
		case t.Fields[i].File:
			return invalid("secretFields", "A file cannot be set here.")
		default:
			items[i].Value = f.Value.S
		}
	}
	return t.complete(items)
}

// folderFor reads where a secret of was is to be: -1, 0 and null mean outside
// all folders. Elsewhere than it was it needs the right to add there.
func (v *Vault) folderFor(n number, was int, u *user) (int, error) {
	switch {
	case n.N > 0 && n.N == was:
		return was, nil
	case n.N > 0 && (v.folders[n.N] == nil || v.rightsIn(n.N, u).folder < folderAddSecret):
		return 0, v.denied()
	case n.N > 0:
		return n.N, nil
	case v.settings.RequireFolder:
		return 0, refuse(codeFolderRequired, "A folder is required.")
	}
	return -1, nil
}
