package demovault

import (
	"cmp"
	"strings"
)

// getStub answers GET /v1/secrets/stub: an empty secret of a template to fill in.
func (v *Vault) getStub(c *call) (any, error) {
	q := c.query
	id := q.num("secrettemplateid", q.num("filter.secrettemplateid", 0))
	folderID := q.num("folderid", q.num("filter.folderid", -1))
	if err := q.err(); err != nil {
		return nil, err
	}
	t := v.templates[id]
	if t == nil || (folderID > 0 && v.folders[folderID] == nil) {
		return nil, v.denied()
	}
	s := &secret{TemplateID: t.ID, FolderID: folderID, Items: make([]item, len(t.Fields))}
	m := v.model(s, c)
	for i := range m.Items {
		if m.Items[i].IsFile {
			m.Items[i].ItemValue = ""
		}
	}
	return m, nil
}

// getPreview answers GET /v1/secrets/{id}/preview: what a list shows beside its
// rows. Its members are not public; these are ours.
func (v *Vault) getPreview(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	t := v.templates[s.TemplateID]
	wanted := map[string]bool{}
	for _, f := range t.Fields {
		wanted[strings.ToLower(f.Name)] = true
	}
	sum := v.summary(s, c.user, wanted)
	return struct {
		extra
		ID                 int             `json:"id"`
		Name               string          `json:"name"`
		Active             bool            `json:"active"`
		FolderID           int             `json:"folderId"`
		FolderPath         string          `json:"folderPath"`
		SecretTemplateName string          `json:"secretTemplateName"`
		Fields             []extendedField `json:"fields"`
		IsFavorite         bool            `json:"isFavorite"`
	}{
		ID: s.ID, Name: s.Name, Active: sum.Active, FolderID: s.FolderID, FolderPath: sum.FolderPath,
		SecretTemplateName: t.Name, Fields: sum.ExtendedFields, IsFavorite: s.Favorite[c.user.id],
	}, nil
}

// getSecretSettings answers GET /v1/secrets/{id}/settings. Nothing public says
// who may read it; here whoever may view the secret, as any client has to know
// before it opens a remote desktop.
func (v *Vault) getSecretSettings(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return struct {
		extra
		SendEmailWhenChanged        bool     `json:"sendEmailWhenChanged"`
		SendEmailWhenHeartbeatFails bool     `json:"sendEmailWhenHeartbeatFails"`
		SendEmailWhenViewed         bool     `json:"sendEmailWhenViewed"`
		RDP                         rdpModel `json:"rdpLauncherSettings"`
	}{RDP: s.Options.RDP.model()}, nil
}

// RDPRules are what a secret says about the remote desktops opened with it:
// No, Yes, UsePreferenceNo or UsePreferenceYes; "" is UsePreferenceNo.
type RDPRules struct {
	Clipboard  string `json:"clipboard"`
	Drives     string `json:"drives"`
	Printers   string `json:"printers"`
	SmartCards string `json:"smartCards"`
	Console    string `json:"console"`
	Resolution string `json:"resolution"` // whether the two below count
	Width      int    `json:"width"`
	Height     int    `json:"height"`
}

type rdpModel struct {
	extra
	Clipboard  string `json:"allowClipboard"`
	Drives     string `json:"allowDrives"`
	Printers   string `json:"allowPrinters"`
	SmartCards string `json:"allowSmartCards"`
	Console    string `json:"connectToConsole"`
	Height     int    `json:"launcherHeight"`
	Width      int    `json:"launcherWidth"`
	Resolution string `json:"useCustomLauncherResolution"`
}

func (r RDPRules) model() rdpModel {
	own := func(rule string) string { return cmp.Or(rule, "UsePreferenceNo") }
	return rdpModel{
		Clipboard: own(r.Clipboard), Drives: own(r.Drives), Printers: own(r.Printers), SmartCards: own(r.SmartCards),
		Console: own(r.Console), Resolution: own(r.Resolution), Width: r.Width, Height: r.Height,
	}
}

// listField finds the list field of the call, which is no secret.
func (v *Vault) listField(c *call) (*secret, field, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, field{}, err
	}
	t := v.templates[s.TemplateID]
	i, ok := t.field(c.slug)
	if !ok || !t.Fields[i].List {
		return nil, field{}, invalid("slug", "The secret has no such list field.")
	}
	if err := v.admit(c, s, accessOf(c, accessArgs{})); err != nil {
		return nil, field{}, err
	}
	return s, t.Fields[i], nil
}

// getListField answers GET /v1/secrets/{id}/fields/{slug}/list: the values.
func (v *Vault) getListField(c *call) (any, error) {
	s, f, err := v.listField(c)
	if err != nil {
		return nil, err
	}
	return paged(c.query, listOf(v.value(s, f.Slug)), func(value string) restrictedHost {
		return restrictedHost{Category: f.Name, Value: value}
	})
}

// getListDetails answers GET /v1/secrets/{id}/fields/{slug}/listdetails: which
// lists the values come from. The members are not public; these are ours.
func (v *Vault) getListDetails(c *call) (any, error) {
	s, f, err := v.listField(c)
	if err != nil {
		return nil, err
	}
	type details struct {
		extra
		Name      string `json:"name"`
		Slug      string `json:"slug"`
		ListType  string `json:"listType"`
		ItemCount int    `json:"itemCount"`
	}
	return []details{{Name: f.Name, Slug: f.Slug, ListType: f.listType(), ItemCount: len(listOf(v.value(s, f.Slug)))}}, nil
}

// listType is what models say of a field's list.
func (f field) listType() string {
	if f.List {
		return "Generic"
	}
	return "None"
}

// activate answers PUT /v1/secrets/{id}/undelete and the activate of v1 and v2.
func (v *Vault) activate(c *call) (any, error) {
	s, err := v.find(c, true, rightOwner)
	if err != nil {
		return nil, err
	}
	s.Options.Inactive = false
	v.record(c.now, c.user.Name, "activate", s.ID, "")
	v.audit(s, c.user, c.now, "UNDELETE", "Undelete", "", "")
	v.reindex()
	return v.summary(s, c.user, nil), nil
}
