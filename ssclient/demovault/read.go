package demovault

import (
	"cmp"
	"mime"
	"strings"
)

type itemModel struct {
	extra
	ItemID           int     `json:"itemId"`
	FieldID          int     `json:"fieldId"`
	FieldName        string  `json:"fieldName"`
	Slug             string  `json:"slug"`
	ItemValue        string  `json:"itemValue"`
	FieldDescription string  `json:"fieldDescription"`
	Filename         *string `json:"filename"`
	FileAttachmentID *int    `json:"fileAttachmentId"`
	IsFile           bool    `json:"isFile"`
	IsNotes          bool    `json:"isNotes"`
	IsPassword       bool    `json:"isPassword"`
	IsList           bool    `json:"isList"`
	ListType         string  `json:"listType"`
}

type secretModel struct {
	extra
	ID                                 int         `json:"id"`
	Name                               string      `json:"name"`
	SecretTemplateID                   int         `json:"secretTemplateId"`
	SecretTemplateName                 string      `json:"secretTemplateName"`
	FolderID                           int         `json:"folderId"`
	SiteID                             int         `json:"siteId"`
	Active                             bool        `json:"active"`
	Items                              []itemModel `json:"items"`
	CheckedOut                         bool        `json:"checkedOut"`
	CheckOutEnabled                    bool        `json:"checkOutEnabled"`
	CheckOutIntervalMinutes            int         `json:"checkOutIntervalMinutes"`
	CheckOutMinutesRemaining           int         `json:"checkOutMinutesRemaining"`
	CheckOutUserID                     int         `json:"checkOutUserId"`
	CheckOutUserDisplayName            string      `json:"checkOutUserDisplayName"`
	CheckOutChangePasswordEnabled      bool        `json:"checkOutChangePasswordEnabled"`
	IsRestricted                       bool        `json:"isRestricted"`
	RequiresApprovalForAccess          bool        `json:"requiresApprovalForAccess"`
	RequiresComment                    bool        `json:"requiresComment"`
	AccessRequestWorkflowMapID         int         `json:"accessRequestWorkflowMapId"`
	IsDoubleLock                       bool        `json:"isDoubleLock"`
	DoubleLockID                       int         `json:"doubleLockId"`
	IsOutOfSync                        bool        `json:"isOutOfSync"`
	OutOfSyncReason                    string      `json:"outOfSyncReason"`
	LastHeartBeatStatus                string      `json:"lastHeartBeatStatus"`
	LastHeartBeatCheck                 string      `json:"lastHeartBeatCheck"`
	LastPasswordChangeAttempt          string      `json:"lastPasswordChangeAttempt"`
	FailedPasswordChangeAttempts       int         `json:"failedPasswordChangeAttempts"`
	AutoChangeEnabled                  bool        `json:"autoChangeEnabled"`
	AutoChangeNextPassword             string      `json:"autoChangeNextPassword"`
	EnableInheritPermissions           bool        `json:"enableInheritPermissions"`
	EnableInheritSecretPolicy          bool        `json:"enableInheritSecretPolicy"`
	SecretPolicyID                     int         `json:"secretPolicyId"`
	LauncherConnectAsSecretID          int         `json:"launcherConnectAsSecretId"`
	PasswordTypeWebScriptID            int         `json:"passwordTypeWebScriptId"`
	ProxyEnabled                       bool        `json:"proxyEnabled"`
	SessionRecordingEnabled            bool        `json:"sessionRecordingEnabled"`
	RestrictSSHCommands                bool        `json:"restrictSshCommands"`
	AllowOwnersUnrestrictedSSHCommands bool        `json:"allowOwnersUnrestrictedSshCommands"`
	JumpboxRouteID                     *string     `json:"jumpboxRouteId"`
	WebLauncherRequiresIncognitoMode   bool        `json:"webLauncherRequiresIncognitoMode"`
	ResponseCodes                      []string    `json:"responseCodes"`
}

// model is the secret with its values.
func (v *Vault) model(s *secret, c *call) secretModel {
	o := s.Options
	m := secretModel{
		ID: s.ID, Name: s.Name, SecretTemplateID: s.TemplateID, SecretTemplateName: v.templates[s.TemplateID].Name,
		FolderID: s.FolderID, SiteID: siteID, Active: !o.Inactive, Items: v.items(s, c.items(s)),
		CheckOutEnabled: o.CheckOutEnabled, CheckOutIntervalMinutes: -1, CheckOutChangePasswordEnabled: o.ChangePasswordOnCheckIn,
		IsRestricted: s.restricted(), RequiresApprovalForAccess: o.RequiresApproval, RequiresComment: o.RequiresComment,
		AccessRequestWorkflowMapID: cmp.Or(o.Workflow, -1), IsDoubleLock: o.QuantumLock, LastHeartBeatStatus: s.heartbeat(),
		LastHeartBeatCheck: date(s.HeartbeatAt), LastPasswordChangeAttempt: date(s.ChangedAt),
		EnableInheritPermissions: s.Grants == nil, EnableInheritSecretPolicy: true, SecretPolicyID: -1,
		LauncherConnectAsSecretID: o.connectAs(), PasswordTypeWebScriptID: -1, ProxyEnabled: o.ProxyEnabled, AutoChangeEnabled: o.AutoChange,
		SessionRecordingEnabled: o.SessionRecording, WebLauncherRequiresIncognitoMode: o.Incognito,
		IsOutOfSync: s.changeFailed(), OutOfSyncReason: s.outOfSync(), FailedPasswordChangeAttempts: s.failures(), ResponseCodes: []string{},
	}
	if o.QuantumLock {
		m.DoubleLockID = 1
	}
	if o.Interval > 0 {
		m.CheckOutIntervalMinutes = wholeMinutes(o.Interval)
	}
	if s.CheckOut != nil {
		m.CheckedOut, m.CheckOutUserID = true, s.CheckOut.User
		m.CheckOutMinutesRemaining = wholeMinutes(s.CheckOut.End.Sub(c.now))
		if h := v.userByID(s.CheckOut.User); h != nil {
			m.CheckOutUserDisplayName = h.DisplayName
		}
	}
	return m
}

func (v *Vault) items(s *secret, items []item) []itemModel {
	t := v.templates[s.TemplateID]
	out := make([]itemModel, len(t.Fields))
	for i, f := range t.Fields {
		it := items[i]
		m := itemModel{
			ItemID: it.ID, FieldID: f.ID, FieldName: f.Name, Slug: f.Slug, ItemValue: it.Value, FieldDescription: f.Description,
			IsFile: f.File, IsNotes: f.Notes, IsPassword: f.Password, IsList: f.List, ListType: f.listType(),
		}
		switch {
		case f.File:
			m.ItemValue = notForDisplay
			if it.FileID != 0 {
				m.FileAttachmentID, m.Filename = &it.FileID, &it.FileName
			}
		case f.Password && v.settings.MaskPasswords:
			m.ItemValue = notForDisplay
		}
		out[i] = m
	}
	return out
}

// getSecret answers GET /v1/secrets/{id} and GET /v2/secrets/{id}.
func (v *Vault) getSecret(c *call) (any, error) { return v.readSecret(c, accessArgs{}) }

// postRestricted answers POST /v1/secrets/{id}/restricted.
func (v *Vault) postRestricted(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	return v.readSecret(c, args)
}

// readTarget finds the secret of a read.
func (v *Vault) readTarget(c *call, args accessArgs) (*secret, error) {
	if s := v.recycled(c); s != nil {
		return s, nil
	}
	return v.find(c, args.IncludeInactive.On || c.query.on("includeinactive"), rightView)
}

func (v *Vault) readSecret(c *call, args accessArgs) (any, error) {
	s, err := v.readTarget(c, args)
	if err != nil {
		return nil, err
	}
	a := accessOf(c, args)
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	m := v.model(s, c)
	v.record(c.now, c.user.Name, "read", s.ID, "")
	v.audit(s, c.user, c.now, "VIEW", "View", a.comment, a.ticket)
	if !v.settings.MaskPasswords {
		v.audit(s, c.user, c.now, "WEBSERVICE PASSWORD DISPLAYED", "Webservice Password Displayed", "", "")
	}
	v.done(c, s, a)
	return m, nil
}

// getField answers GET /v1/secrets/{id}/fields/{slug}: the value, or the bytes of a file.
func (v *Vault) getField(c *call) (any, error) { return v.readField(c, accessArgs{}) }

// postRestrictedField answers POST /v1/secrets/{id}/restricted/fields/{slug}.
func (v *Vault) postRestrictedField(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	return v.readField(c, args)
}

func (v *Vault) readField(c *call, args accessArgs) (any, error) {
	s, err := v.readTarget(c, args)
	if err != nil {
		return nil, err
	}
	t := v.templates[s.TemplateID]
	i, ok := t.field(c.slug)
	if !ok {
		return nil, invalid("slug", "The secret has no such field.")
	}
	a := accessOf(c, args)
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	f := t.Fields[i]
	if f.File {
		if err := v.material(s); err != nil {
			return nil, err
		}
	}
	it := c.items(s)[i]
	v.record(c.now, c.user.Name, "field", s.ID, f.Slug)
	if f.Password {
		v.audit(s, c.user, c.now, "WEBSERVICE PASSWORD DISPLAYED", "Webservice Password Displayed", f.Name, a.ticket)
	}
	v.done(c, s, a)
	if !f.File {
		return it.Value, nil
	}
	return rawBytes{data: it.File, disposition: disposition(it.FileName)}, nil
}

// rawBytes is an answer that is not JSON: the content of a file.
type rawBytes struct {
	data        []byte
	disposition string
}

func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)})
}
