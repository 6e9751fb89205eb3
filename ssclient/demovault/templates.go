package demovault

import (
	"maps"
	"slices"
	"strings"
)

type templateSummary struct {
	extra
	ID                int    `json:"id"`
	Name              string `json:"name"`
	Active            bool   `json:"active"`
	PasswordTypeID    int    `json:"passwordTypeId"`
	PasswordTypeReady bool   `json:"passwordTypeReady"`
	HeartbeatEnabled  bool   `json:"heartbeatEnabled"`
	SecretCount       *int   `json:"secretCount"`
}

type templateField struct {
	extra
	SecretTemplateFieldID        int    `json:"secretTemplateFieldId"`
	Name                         string `json:"name"`
	DisplayName                  string `json:"displayName"`
	FieldSlugName                string `json:"fieldSlugName"`
	Description                  string `json:"description"`
	IsFile                       bool   `json:"isFile"`
	IsList                       bool   `json:"isList"`
	IsNotes                      bool   `json:"isNotes"`
	IsPassword                   bool   `json:"isPassword"`
	IsRequired                   bool   `json:"isRequired"`
	IsURL                        bool   `json:"isUrl"`
	IsIndexable                  bool   `json:"isIndexable"`
	IsExpirationField            bool   `json:"isExpirationField"`
	HideOnView                   bool   `json:"hideOnView"`
	MustEncrypt                  bool   `json:"mustEncrypt"`
	HistoryLength                int    `json:"historyLength"`
	SortOrder                    int    `json:"sortOrder"`
	ListType                     string `json:"listType"`
	EditRequires                 string `json:"editRequires"`
	EditablePermission           int    `json:"editablePermission"`
	PasswordTypeFieldID          int    `json:"passwordTypeFieldId"`
	PasswordRequirementID        int    `json:"passwordRequirementId"`
	GeneratePasswordCharacterSet string `json:"generatePasswordCharacterSet"`
	GeneratePasswordLength       *int   `json:"generatePasswordLength"`
}

type templateModel struct {
	extra
	ID             int             `json:"id"`
	Name           string          `json:"name"`
	PasswordTypeID int             `json:"passwordTypeId"`
	ConcurrencyID  string          `json:"concurrencyId"`
	Fields         []templateField `json:"fields"`
}

func (t *template) model() templateModel {
	m := templateModel{ID: t.ID, Name: t.Name, PasswordTypeID: t.PasswordType, ConcurrencyID: concurrency}
	for i, f := range t.Fields {
		mf := templateField{
			SecretTemplateFieldID: f.ID, Name: f.Name, DisplayName: f.Name, FieldSlugName: f.Slug, Description: f.Description,
			IsFile: f.File, IsNotes: f.Notes, IsPassword: f.Password, IsRequired: f.Required, IsURL: f.URL, IsList: f.List, IsIndexable: f.Exposed,
			MustEncrypt: f.Password, HistoryLength: historyLength, SortOrder: i + 1, ListType: f.listType(), EditRequires: "Edit", EditablePermission: 3,
		}
		if f.Password {
			mf.PasswordRequirementID, mf.GeneratePasswordLength, mf.GeneratePasswordCharacterSet = f.Rule.ID, &f.Rule.Length, f.Rule.Name
		}
		m.Fields = append(m.Fields, mf)
	}
	return m
}

// templateFilter is the filters of GET /v1/secret-templates.
type templateFilter struct {
	text          string
	heartbeat     *bool
	ready         *bool
	passwordTypes map[int]bool
}

func (f templateFilter) fits(t *template) bool {
	changes := t.PasswordType > 0
	switch {
	case !strings.Contains(strings.ToLower(t.Name), f.text),
		f.heartbeat != nil && *f.heartbeat != changes, f.ready != nil && *f.ready != changes,
		f.passwordTypes != nil && !f.passwordTypes[t.PasswordType]:
		return false
	}
	return true
}

// listTemplates answers GET /v1/secret-templates.
func (v *Vault) listTemplates(c *call) (any, error) {
	q := c.query
	f := templateFilter{
		text: strings.ToLower(q.str("filter.searchtext")), heartbeat: q.flag("filter.heartbeatenabled"),
		ready: q.flag("filter.passwordtypeready"), passwordTypes: q.nums("filter.passwordtypeids"),
	}
	all := slices.SortedFunc(maps.Values(v.templates), func(a, b *template) int { return strings.Compare(a.Name, b.Name) })
	all = slices.DeleteFunc(all, func(t *template) bool { return !f.fits(t) })
	if sorting(q).Direction == descending {
		slices.Reverse(all)
	}
	counts := map[int]int{}
	if q.on("filter.includesecretcount") {
		counts = v.templateCounts()
	}
	return paged(q, all, func(t *template) templateSummary {
		m := t.summary()
		if n, ok := counts[t.ID]; ok {
			m.SecretCount = &n
		}
		return m
	})
}

func (t *template) summary() templateSummary {
	return templateSummary{
		ID: t.ID, Name: t.Name, Active: true, PasswordTypeID: t.PasswordType,
		PasswordTypeReady: t.PasswordType > 0, HeartbeatEnabled: t.PasswordType > 0,
	}
}

// templateCounts says how many secrets each template has, 0 included.
func (v *Vault) templateCounts() map[int]int {
	counts := map[int]int{}
	for id := range v.templates {
		counts[id] = 0
	}
	for _, s := range v.secrets {
		counts[s.TemplateID]++
	}
	return counts
}

// getTemplate answers GET /v1/secret-templates/{id}: the template with its fields.
func (v *Vault) getTemplate(c *call) (any, error) {
	t := v.templates[c.id]
	if t == nil {
		return nil, v.denied()
	}
	return t.model(), nil
}

type templateDetail struct {
	extra
	ID                                                  int     `json:"id"`
	Name                                                string  `json:"name"`
	Active                                              bool    `json:"active"`
	Description                                         string  `json:"description"`
	NamePattern                                         string  `json:"namePattern"`
	NamePatternErrorMessage                             string  `json:"namePatternErrorMessage"`
	ExpirationDays                                      *int    `json:"expirationDays"`
	ExpirationChangeRequiredOnFieldID                   *int    `json:"expirationChangeRequiredOnFieldId"`
	OneTimePasswordEnabled                              bool    `json:"oneTimePasswordEnabled"`
	OneTimePasswordDuration                             *int    `json:"oneTimePasswordDuration"`
	OneTimePasswordHash                                 *string `json:"oneTimePasswordHash"`
	OneTimePasswordLength                               *int    `json:"oneTimePasswordLength"`
	PermissionRequiredToEditPasswordChangeConfiguration string  `json:"permissionRequiredToEditPasswordChangeConfiguration"`
	SaveAllNameHistory                                  bool    `json:"saveAllNameHistory"`
	SecretCount                                         int     `json:"secretCount"`
	SecretNameHistoryLength                             *int    `json:"secretNameHistoryLength"`
	SSHKeyAlgorithm                                     string  `json:"sshKeyAlgorithm"`
	SSHKeyFormat                                        string  `json:"sshKeyFormat"`
	SSHKeySize                                          *string `json:"sshKeySize"`
	TicketSystemScriptArgs                              string  `json:"ticketSystemScriptArgs"`
	ValidatePasswordRequirementsOnCreate                bool    `json:"validatePasswordRequirementsOnCreate"`
	ValidatePasswordRequirementsOnEdit                  bool    `json:"validatePasswordRequirementsOnEdit"`
}

// getTemplateV2 answers GET /v2/secret-templates/{id}: the settings, without the fields.
func (v *Vault) getTemplateV2(c *call) (any, error) {
	t := v.templates[c.id]
	if t == nil {
		return nil, v.denied()
	}
	m := templateDetail{
		ID: t.ID, Name: t.Name, Active: true, SecretCount: v.templateCounts()[t.ID],
		PermissionRequiredToEditPasswordChangeConfiguration: "Edit",
	}
	if t.Name == webTemplate {
		period, hash, length := otpPeriod, "SHA1", 6
		m.OneTimePasswordEnabled = true
		m.OneTimePasswordDuration, m.OneTimePasswordHash, m.OneTimePasswordLength = &period, &hash, &length
	}
	if t.PrivateKey != "" {
		m.SSHKeyAlgorithm, m.SSHKeyFormat = "ED25519", "OpenSSH"
	}
	return m, nil
}
