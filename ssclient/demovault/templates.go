package demovault

import (
	"maps"
	"slices"
	"strings"
)

// template is a secret template: its fields in order, and what can be started with it.
type template struct {
	ID           int
	Name         string
	PasswordType int
	Fields       []field
	Launcher     launcherKind
	// The slugs that a generated key pair fills; "" where the template has none.
	PrivateKey, Passphrase, PublicKey string
}

type field struct {
	ID          int
	Name, Slug  string
	Description string
	Required    bool
	Password    bool
	Notes       bool
	URL         bool
	File        bool
	Exposed     bool // may be returned as an extended field, and is searched
}

// launcherKind is the launcher of a template.
type launcherKind int

const (
	noLauncher launcherKind = iota
	rdpLauncher
	sshLauncher
)

const (
	sshTemplate    = "Unix Account (SSH)"
	sshKeyTemplate = "Unix Account (SSH Key Rotation - No Password)"
	winTemplate    = "Windows Account"
	adTemplate     = "Active Directory Account"
	sqlTemplate    = "SQL Server Account"
	webTemplate    = "Web Password"
	keyTemplate    = "SSH Key"
)

// builtinTemplates are the vendor's templates that the demo uses, with the
// field ids of the public record where there is one. Port is the field that
// the vendor's manual tells administrators to add for other ports than 22.
func builtinTemplates() []*template {
	host := func(id int) field {
		return field{ID: id, Name: "Machine", Slug: "machine", Required: true, Exposed: true, Description: "The server or location."}
	}
	user := func(id int) field {
		return field{ID: id, Name: "Username", Slug: "username", Required: true, Exposed: true, Description: "The name of the account."}
	}
	pass := func(id int) field {
		return field{ID: id, Name: "Password", Slug: "password", Required: true, Password: true, Description: "The password of the account."}
	}
	notes := func(id int) field {
		return field{ID: id, Name: "Notes", Slug: "notes", Notes: true, Description: "Anything else."}
	}
	port := func(id int) field {
		return field{ID: id, Name: "Port", Slug: "port", Exposed: true, Description: "The SSH port, 22 if empty."}
	}
	key := func(id int) field {
		return field{ID: id, Name: "Private Key", Slug: "private-key", File: true, Description: "The SSH private key."}
	}
	phrase := func(id int) field {
		return field{ID: id, Name: "Private Key Passphrase", Slug: "private-key-passphrase", Password: true, Description: "Decrypts the private key."}
	}
	public := func(id int) field {
		return field{ID: id, Name: "Public Key", Slug: "public-key", File: true, Description: "The SSH public key."}
	}
	const privateSlug, phraseSlug, publicSlug = "private-key", "private-key-passphrase", "public-key"
	return []*template{
		{ID: 9, Name: webTemplate, PasswordType: 0, Fields: []field{
			{ID: 38, Name: "URL", Slug: "url", Required: true, URL: true, Exposed: true}, user(39), pass(40), notes(41),
		}},
		{ID: 6001, Name: adTemplate, PasswordType: 1, Launcher: rdpLauncher, Fields: []field{
			{ID: 83, Name: "Domain", Slug: "domain", Required: true, Exposed: true}, user(86), pass(85), notes(84),
		}},
		{ID: 6003, Name: winTemplate, PasswordType: 2, Launcher: rdpLauncher, Fields: []field{host(87), user(89), pass(90), notes(88)}},
		{ID: 6004, Name: sqlTemplate, PasswordType: 3, Fields: []field{
			{ID: 91, Name: "Server", Slug: "server", Required: true, Exposed: true}, user(92), pass(93), notes(94),
		}},
		{
			ID: 6007, Name: sshTemplate, PasswordType: 4, Launcher: sshLauncher, PrivateKey: privateSlug, Passphrase: phraseSlug,
			Fields: []field{host(108), user(111), pass(110), notes(109), key(189), phrase(190), port(412)},
		},
		{
			ID: 6026, Name: keyTemplate, PasswordType: 0, PrivateKey: privateSlug, Passphrase: phraseSlug, PublicKey: publicSlug,
			Fields: []field{key(245), phrase(246), public(247), notes(248)},
		},
		{
			ID: 6052, Name: sshKeyTemplate, PasswordType: 5, Launcher: sshLauncher, PrivateKey: privateSlug, Passphrase: phraseSlug,
			PublicKey: publicSlug, Fields: []field{host(301), user(302), notes(303), key(304), phrase(305), public(306), port(413)},
		},
	}
}

func (t *template) field(slug string) (int, bool) {
	i := slices.IndexFunc(t.Fields, func(f field) bool { return strings.EqualFold(f.Slug, slug) })
	return i, i >= 0
}

func (v *Vault) templateNamed(name string) *template {
	for _, t := range v.templates {
		if t.Name == name {
			return t
		}
	}
	return nil
}

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
	m := templateModel{ID: t.ID, Name: t.Name, PasswordTypeID: t.PasswordType, ConcurrencyID: "AAAAAAAAB9E="}
	for i, f := range t.Fields {
		mf := templateField{
			SecretTemplateFieldID: f.ID, Name: f.Name, DisplayName: f.Name, FieldSlugName: f.Slug, Description: f.Description,
			IsFile: f.File, IsNotes: f.Notes, IsPassword: f.Password, IsRequired: f.Required, IsURL: f.URL, IsIndexable: f.Exposed,
			MustEncrypt: f.Password, HistoryLength: 5, SortOrder: i + 1, ListType: "None", EditRequires: "Edit", EditablePermission: 3,
		}
		if f.Password {
			n := len(newPassword())
			mf.PasswordRequirementID, mf.GeneratePasswordLength, mf.GeneratePasswordCharacterSet = 1, &n, "Default"
		}
		m.Fields = append(m.Fields, mf)
	}
	return m
}

// listTemplates answers GET /v1/secret-templates.
func (v *Vault) listTemplates(c *call) (any, error) {
	all := slices.SortedFunc(maps.Values(v.templates), func(a, b *template) int { return strings.Compare(a.Name, b.Name) })
	if text := strings.ToLower(c.query.str("filter.searchtext")); text != "" {
		all = slices.DeleteFunc(all, func(t *template) bool { return !strings.Contains(strings.ToLower(t.Name), text) })
	}
	return paged(c.query, all, func(t *template) templateSummary {
		return templateSummary{
			ID: t.ID, Name: t.Name, Active: true, PasswordTypeID: t.PasswordType,
			PasswordTypeReady: t.PasswordType > 0, HeartbeatEnabled: t.PasswordType > 0,
		}
	})
}

// getTemplate answers GET /v1/secret-templates/{id}: the template with its fields.
func (v *Vault) getTemplate(c *call) (any, error) {
	t := v.templates[c.id]
	if t == nil {
		return nil, v.denied()
	}
	return t.model(), nil
}

// getTemplateV2 answers GET /v2/secret-templates/{id}: the settings, without the fields.
func (v *Vault) getTemplateV2(c *call) (any, error) {
	t := v.templates[c.id]
	if t == nil {
		return nil, v.denied()
	}
	count := 0
	for _, s := range v.secrets {
		if s.TemplateID == t.ID {
			count++
		}
	}
	return struct {
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
		ValidatePasswordRequirementsOnCreate                bool    `json:"validatePasswordRequirementsOnCreate"`
		ValidatePasswordRequirementsOnEdit                  bool    `json:"validatePasswordRequirementsOnEdit"`
	}{ID: t.ID, Name: t.Name, Active: true, SecretCount: count, PermissionRequiredToEditPasswordChangeConfiguration: "Edit"}, nil
}

// generatePassword answers POST /v1/secret-templates/generate-password/{fieldId}.
func (v *Vault) generatePassword(c *call) (any, error) {
	for _, t := range v.templates {
		for _, f := range t.Fields {
			if f.ID == c.id && f.Password {
				return newPassword(), nil
			}
		}
	}
	return nil, v.denied()
}
