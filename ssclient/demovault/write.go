package demovault

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
)

// writeArgs is the body of a create or update. Vendor SDKs post whole read
// models back, so most members are left to fall on the floor. So is active: the
// vendor's Go SDK always posts false and reads the secret back right after.
type writeArgs struct {
	ID                            number     `json:"id"`
	Name                          text       `json:"name"`
	SecretTemplateID              number     `json:"secretTemplateId"`
	FolderID                      number     `json:"folderId"`
	Items                         *[]argItem `json:"items"`
	RequiresComment               toggle     `json:"requiresComment"`
	CheckOutEnabled               toggle     `json:"checkOutEnabled"`
	CheckOutIntervalMinutes       number     `json:"checkOutIntervalMinutes"`
	CheckOutChangePasswordEnabled toggle     `json:"checkOutChangePasswordEnabled"`
	ProxyEnabled                  toggle     `json:"proxyEnabled"`
	AutoChangeEnabled             toggle     `json:"autoChangeEnabled"`
	SessionRecordingEnabled       toggle     `json:"sessionRecordingEnabled"`
	Incognito                     toggle     `json:"webLauncherRequiresIncognitoMode"`
	EnableInheritPermissions      toggle     `json:"enableInheritPermissions"`
	SSHKeyArgs                    *sshRenew  `json:"sshKeyArgs"`
	accessArgs
}

type argItem struct {
	FieldID   number `json:"fieldId"`
	Slug      text   `json:"slug"`
	FieldName text   `json:"fieldName"`
	ItemValue text   `json:"itemValue"`
	FileName  text   `json:"filename"`
}

// apply writes the options that the body names.
func (w *writeArgs) apply(o *SecretOptions) {
	set := func(t toggle, to *bool) {
		if t.Set {
			*to = t.On
		}
	}
	set(w.RequiresComment, &o.RequiresComment)
	set(w.CheckOutEnabled, &o.CheckOutEnabled)
	set(w.CheckOutChangePasswordEnabled, &o.ChangePasswordOnCheckIn)
	set(w.ProxyEnabled, &o.ProxyEnabled)
	set(w.AutoChangeEnabled, &o.AutoChange)
	set(w.SessionRecordingEnabled, &o.SessionRecording)
	set(w.Incognito, &o.Incognito)
	if n := w.CheckOutIntervalMinutes; n.Set {
		o.Interval = minutes(max(0, n.N))
	}
}

// fill writes the given values into items, and says which field has none that needs one.
func (t *template) fill(items []item, given []argItem) error {
	for _, g := range given {
		i := slices.IndexFunc(t.Fields, func(f field) bool {
			switch {
			case g.FieldID.N > 0:
				return f.ID == g.FieldID.N
			case g.Slug.S != "":
				return strings.EqualFold(f.Slug, g.Slug.S)
			}
			return strings.EqualFold(f.Name, g.FieldName.S)
		})
		if i < 0 {
			return invalid("items", "The template has no such field.")
		}
		if t.Fields[i].File {
			if items[i].FileID == 0 {
				items[i].FileName = g.FileName.S // for a key that will be generated
			}
			continue // its content comes through PUT
		}
		if g.ItemValue.S == notForDisplay {
			continue // a masked value is no change
		}
		items[i].Value = g.ItemValue.S
	}
	return t.complete(items)
}

func (t *template) complete(items []item) error {
	for i, f := range t.Fields {
		if f.Required && !f.File && items[i].Value == "" {
			return refuse(codeFieldMissing, "Secret field is required")
		}
	}
	return nil
}

// createSecret answers POST /v1/secrets. It needs the right
// to add to the folder; the creator owns the secret.
func (v *Vault) createSecret(c *call) (any, error) {
	var args writeArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	t := v.templates[args.SecretTemplateID.N]
	switch {
	case strings.TrimSpace(args.Name.S) == "":
		return nil, invalid("name", "The name is required.")
	case t == nil:
		return nil, invalid("secretTemplateId", "There is no such template.")
	case args.Items == nil:
		return nil, invalid("items", "The items are required.")
	case args.SSHKeyArgs != nil && t.PrivateKey == "":
		return nil, invalid("sshKeyArgs", "The template has no SSH key mapping.")
	}
	folderID, err := v.folderFor(args.FolderID, 0, c.user)
	if err != nil {
		return nil, err
	}
	s := v.newSecret(v.lastID.secret+1, t, folderID, args.Name.S, c.now)
	if err := t.fill(s.Items, *args.Items); err != nil {
		return nil, err
	}
	s.Owner = c.user.id
	if in := args.EnableInheritPermissions; in.Set && !in.On {
		s.Grants = ownedBy(c.user)
	}
	args.apply(&s.Options)
	if k := args.SSHKeyArgs; k != nil {
		if k.GeneratePassphrase.On {
			v.setValue(s, t.Passphrase, phraseRule.make())
		}
		if k.GenerateSSHKeys.On {
			if err := v.generateKeys(s); err != nil {
				return nil, err
			}
		}
	}
	v.file(s)
	v.record(c.now, c.user.Name, "create", s.ID, "")
	v.audit(s, c.user, c.now, "CREATE", "Create", "", "")
	return v.model(s, c), nil
}

// editable is target for a user who may change the secret's fields.
func (v *Vault) editable(c *call) (*secret, error) { return v.targetWith(c, rightEdit) }

// targetWith is target for a user who has that right; without it he is told as
// little as about a secret that is not there.
func (v *Vault) targetWith(c *call, need right) (*secret, error) {
	return v.find(c, c.query.on("includeinactive"), need)
}

// updateSecret answers PUT /v1/secrets/{id}.
func (v *Vault) updateSecret(c *call) (any, error) {
	var args writeArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	switch {
	case args.ID.N != s.ID:
		return nil, invalid("id", "Must be the id of the address.")
	case strings.TrimSpace(args.Name.S) == "":
		return nil, invalid("name", "The name is required.")
	case args.Items == nil:
		return nil, invalid("items", "The items are required.")
	}
	if err := v.admit(c, s, accessOf(c, args.accessArgs)); err != nil {
		return nil, err
	}
	t := v.templates[s.TemplateID]
	items := slices.Clone(c.items(s))
	if err := t.fill(items, *args.Items); err != nil {
		return nil, err
	}
	folderID := s.FolderID
	if args.FolderID.N != 0 {
		if folderID, err = v.folderFor(args.FolderID, folderID, c.user); err != nil {
			return nil, err
		}
	}
	if s.Locked != nil && args.CheckOutEnabled.On {
		return nil, lockExcludesCheckOut()
	}
	if err := v.setItems(s, items); err != nil {
		return nil, err
	}
	s.Name, s.FolderID = args.Name.S, folderID
	args.apply(&s.Options)
	v.updated(c, s)
	return v.model(s, c), nil
}

func (v *Vault) updated(c *call, s *secret) {
	v.file(s)
	v.record(c.now, c.user.Name, "update", s.ID, "")
	v.audit(s, c.user, c.now, "UPDATE", "Update", "", "")
}

// deleteSecret answers DELETE /v1/secrets/{id}: the secret becomes inactive,
// which for its owner is as good as gone.
func (v *Vault) deleteSecret(c *call) (any, error) {
	s, err := v.targetWith(c, rightOwner)
	if err != nil {
		return nil, err
	}
	v.deactivate(c, s)
	return deleted{ID: s.ID, ObjectType: "Secret", ResponseCodes: []string{}}, nil
}

func (v *Vault) deactivate(c *call, s *secret) {
	if s.CheckOut != nil {
		v.endCheckOut(s, c.user, c.now, "forced")
	}
	s.Options.Inactive = true
	v.record(c.now, c.user.Name, "delete", s.ID, "")
	v.audit(s, c.user, c.now, "DELETE", "Delete", "", "")
	v.reindex()
}

// putField answers PUT /v1/secrets/{id}/fields/{slug}: a value, or a file as
// base64 in JSON or as the part "file" of a multipart form.
func (v *Vault) putField(c *call) (any, error) {
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	t := v.templates[s.TemplateID]
	i, ok := t.field(c.slug)
	if !ok {
		return nil, invalid("slug", "The secret has no such field.")
	}
	args, err := readFieldArgs(c)
	if err != nil {
		return nil, err
	}
	if err := v.admit(c, s, accessOf(c, args.accessArgs)); err != nil {
		return nil, err
	}
	items := slices.Clone(c.items(s))
	f, it := t.Fields[i], items[i]
	var answer any = true
	switch {
	case f.File && args.FileAttachment.Set:
		name := args.FileName.S
		if name == "" {
			name = f.Name
		}
		v.attach(&it, name, args.FileAttachment.Data)
		if i, private := t.field(t.PrivateKey); private && f.Slug == t.Fields[i].Slug {
			s.KeySeed = nil
		}
	case f.File:
		return nil, invalid("fileAttachment", "The field takes a file.")
	case f.Required && args.Value.S == "":
		return nil, refuse(codeFieldMissing, "Secret field is required")
	default:
		it.Value, answer = args.Value.S, args.Value.S
	}
	items[i] = it
	if err := v.setItems(s, items); err != nil {
		return nil, err
	}
	v.updated(c, s)
	return answer, nil
}

type fieldArgs struct {
	Value          text       `json:"value"`
	FileName       text       `json:"fileName"`
	FileAttachment attachment `json:"fileAttachment"`
	accessArgs
}

func readFieldArgs(c *call) (fieldArgs, error) {
	var args fieldArgs
	kind, params, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return args, decode(c.body, &args)
	}
	parts := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return args, nil
		}
		if err != nil {
			return args, invalid("file", "The form cannot be read.")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return args, invalid("file", "The form cannot be read.")
		}
		switch {
		case strings.EqualFold(part.FormName(), "file") || part.FileName() != "":
			args.FileName, args.FileAttachment = text{true, part.FileName()}, attachment{true, data}
		case strings.EqualFold(part.FormName(), "value"):
			args.Value = text{true, string(data)}
		case strings.EqualFold(part.FormName(), "fileName"):
			args.FileName = text{true, string(data)}
		}
	}
}

var _ http.Handler = (*Vault)(nil)
