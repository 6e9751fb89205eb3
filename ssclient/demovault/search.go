package demovault

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type extendedField struct {
	extra
	Name  string `json:"name"`
	Value string `json:"value"`
}

type secretSummary struct {
	extra
	ID                        int             `json:"id"`
	Name                      string          `json:"name"`
	SecretTemplateID          int             `json:"secretTemplateId"`
	SecretTemplateName        string          `json:"secretTemplateName"`
	FolderID                  int             `json:"folderId"`
	FolderPath                string          `json:"folderPath"`
	SiteID                    int             `json:"siteId"`
	Active                    bool            `json:"active"`
	CheckedOut                bool            `json:"checkedOut"`
	CheckOutEnabled           bool            `json:"checkOutEnabled"`
	CheckOutUserID            int             `json:"checkOutUserId"`
	CheckOutUserName          *string         `json:"checkOutUserName"`
	IsRestricted              bool            `json:"isRestricted"`
	IsOutOfSync               bool            `json:"isOutOfSync"`
	OutOfSyncReason           string          `json:"outOfSyncReason"`
	LastHeartBeatStatus       string          `json:"lastHeartBeatStatus"`
	LastPasswordChangeAttempt string          `json:"lastPasswordChangeAttempt"`
	ResponseCodes             []string        `json:"responseCodes"`
	LastAccessed              *string         `json:"lastAccessed"`
	ExtendedFields            []extendedField `json:"extendedFields"`
	AutoChangeEnabled         bool            `json:"autoChangeEnabled"`
	DoubleLockEnabled         bool            `json:"doubleLockEnabled"`
	RequiresApproval          bool            `json:"requiresApproval"`
	RequiresComment           bool            `json:"requiresComment"`
	InheritsPermissions       bool            `json:"inheritsPermissions"`
	HidePassword              bool            `json:"hidePassword"`
	CreateDate                string          `json:"createDate"`
	DaysUntilExpiration       *int            `json:"daysUntilExpiration"`
	HasLauncher               bool            `json:"hasLauncher"`
}

// summary is the metadata of a secret: looking at it counts as nothing. The
// extended fields are those of the names in wanted (lower case) that the
// template exposes.
func (v *Vault) summary(s *secret, u *user, wanted map[string]bool) secretSummary {
	t := v.templates[s.TemplateID]
	m := secretSummary{
		ID: s.ID, Name: s.Name, SecretTemplateID: t.ID, SecretTemplateName: t.Name, FolderID: s.FolderID, SiteID: 1,
		Active: !s.Options.Inactive, CheckOutEnabled: s.Options.CheckOutEnabled, IsRestricted: s.restricted(),
		LastHeartBeatStatus: cmp.Or(s.Options.Heartbeat, "Success"), LastPasswordChangeAttempt: date(s.ChangedAt),
		DoubleLockEnabled: s.Options.QuantumLock, RequiresApproval: s.Options.RequiresApproval,
		RequiresComment: s.Options.RequiresComment, InheritsPermissions: true, CreateDate: date(s.CreatedAt),
		HasLauncher: t.Launcher != noLauncher,
	}
	if s.Options.PasswordChangeFailed {
		m.IsOutOfSync, m.OutOfSyncReason = true, "Password change failed"
	}
	if f := v.folders[s.FolderID]; f != nil {
		m.FolderPath = f.Path
	}
	if s.CheckOut != nil {
		m.CheckedOut, m.CheckOutUserID = true, s.CheckOut.User
		if h := v.userByID(s.CheckOut.User); h != nil {
			m.CheckOutUserName = &h.DisplayName
		}
	}
	if at, ok := s.Accessed[u.id]; ok {
		text := date(at)
		m.LastAccessed = &text
	}
	if wanted != nil {
		m.ExtendedFields = []extendedField{}
		for i, f := range t.Fields {
			if f.Exposed && wanted[strings.ToLower(f.Name)] {
				m.ExtendedFields = append(m.ExtendedFields, extendedField{Name: f.Name, Value: s.Items[i].Value})
			}
		}
	}
	return m
}

// wantedFields reads filter.extFieldsCombined or filter.extendedFields.
func wantedFields(q *query) map[string]bool {
	names := q.list("filter.extfieldscombined")
	if len(names) == 0 {
		names = q.list("filter.extendedfields")
	}
	if len(names) == 0 {
		return nil
	}
	out := map[string]bool{}
	for _, n := range names {
		out[strings.ToLower(n)] = true
	}
	return out
}

// search is the filters of a list of secrets, read once.
type search struct {
	text, field, slug, scope, beat, level string
	exact, restricted, active, inactive   bool
	subFolders, doubleLocks, rpcOnly      bool
	launcher, checkedOut, mine            *bool
	folder, site                          int
	templates, ids                        map[int]bool
	doubleLock                            int
}

func readSearch(q *query) search {
	f := search{
		text: strings.ToLower(q.str("filter.searchtext")), field: q.str("filter.searchfield"), slug: q.str("filter.searchfieldslug"),
		scope: q.named("filter.scope", 1, "all", "recent", "favorites"), beat: q.str("filter.heartbeatstatus"),
		level: q.named("filter.permissionrequired", 1, "list", "view", "edit", "owner"),
		exact: q.on("filter.isexactmatch"), restricted: q.on("filter.includerestricted"),
		active: true, inactive: q.on("filter.includeinactive"), subFolders: q.on("filter.includesubfolders"),
		doubleLocks: true, rpcOnly: q.on("filter.onlyrpcenabled"), launcher: q.flag("filter.haslauncher"),
		checkedOut: q.flag("filter.onlycheckedoutsecrets"), mine: q.flag("filter.onlysecretscheckedoutbyuser"),
		folder: q.num("filter.folderid", 0), site: q.num("filter.siteid", 0), ids: q.nums("filter.secretids"),
		doubleLock: q.num("filter.doublelockid", 0),
	}
	if on := q.flag("filter.includeactive"); on != nil {
		f.active = *on
	}
	if on := q.flag("filter.allowdoublelocks"); on != nil {
		f.doubleLocks = *on
	}
	f.templates = q.nums("filter.secrettemplateidscombined")
	if f.templates == nil {
		f.templates = q.nums("filter.secrettemplateids")
	}
	if one := q.num("filter.secrettemplateid", 0); one > 0 {
		f.templates = map[int]bool{one: true}
	}
	return f
}

// found lists what matches, sorted as asked.
func (v *Vault) found(c *call) ([]*secret, error) {
	f := readSearch(c.query)
	if err := c.query.err(); err != nil {
		return nil, err
	}
	out := []*secret{}
	for _, s := range v.sorted() {
		if v.listed(s, f, c.user) && v.inFolder(s, f) && v.matches(s, f) {
			out = append(out, s)
		}
	}
	v.order(out, sorting(c.query), c.user)
	return out, nil
}

// listed applies the filters on what a secret is.
func (v *Vault) listed(s *secret, f search, u *user) bool {
	t, o := v.templates[s.TemplateID], s.Options
	byMe := s.CheckOut != nil && s.CheckOut.User == u.id
	_, accessed := s.Accessed[u.id]
	switch {
	case !s.visibleTo(u),
		o.Inactive && !(f.inactive && u.admin()), !o.Inactive && !f.active,
		!f.restricted && s.unlisted(), o.QuantumLock && !f.doubleLocks, f.doubleLock > 0 && !o.QuantumLock,
		f.ids != nil && !f.ids[s.ID], f.templates != nil && !f.templates[t.ID], f.site > 1,
		f.launcher != nil && *f.launcher != (t.Launcher != noLauncher), f.rpcOnly && t.PasswordType == 0,
		f.checkedOut != nil && *f.checkedOut != (s.CheckOut != nil), f.mine != nil && *f.mine != byMe,
		(f.level == "edit" || f.level == "owner") && !s.editableBy(u),
		f.beat != "" && !strings.EqualFold(f.beat, cmp.Or(o.Heartbeat, "Success")),
		f.scope == "recent" && !accessed, f.scope == "favorites" && !s.Favorite[u.id]:
		return false
	}
	return true
}

func (v *Vault) inFolder(s *secret, f search) bool {
	switch {
	case f.folder == 0, s.FolderID == f.folder, f.folder < 0 && s.FolderID <= 0:
		return true
	case f.folder < 0:
		return f.subFolders
	}
	return f.subFolders && v.under(s.FolderID, f.folder)
}

// matches applies searchText: to one field if one is named, else to name,
// path and exposed fields.
func (v *Vault) matches(s *secret, f search) bool {
	if f.text == "" {
		return true
	}
	hit := func(value string) bool {
		value = strings.ToLower(value)
		return value == f.text || (!f.exact && strings.Contains(value, f.text))
	}
	t := v.templates[s.TemplateID]
	if f.field != "" || f.slug != "" {
		for i, d := range t.Fields {
			named := strings.EqualFold(d.Slug, f.slug)
			if f.slug == "" {
				named = strings.EqualFold(d.Name, f.field) || strings.EqualFold(d.Slug, f.field)
			}
			if named && !d.Password && !d.File && hit(s.Items[i].Value) {
				return true
			}
		}
		return false
	}
	if !f.exact {
		return strings.Contains(s.haystack, f.text)
	}
	if s.lower == f.text {
		return true
	}
	for i, d := range t.Fields {
		if d.Exposed && hit(s.Items[i].Value) {
			return true
		}
	}
	return false
}

func (v *Vault) order(all []*secret, by sortBy, u *user) {
	var key func(a, b *secret) int
	at := func(s *secret) time.Time { return s.Accessed[u.id] }
	switch strings.ToLower(by.Name) {
	case "id", "secretid":
		key = func(a, b *secret) int { return cmp.Compare(a.ID, b.ID) }
	case "folderpath", "folderid":
		key = func(a, b *secret) int { return cmp.Compare(v.pathOf(a), v.pathOf(b)) }
	case "secrettemplatename", "secrettemplateid", "templatename":
		key = func(a, b *secret) int {
			return cmp.Compare(v.templates[a.TemplateID].Name, v.templates[b.TemplateID].Name)
		}
	case "lastaccessed":
		key = func(a, b *secret) int { return at(a).Compare(at(b)) }
	case "createdate":
		key = func(a, b *secret) int { return a.CreatedAt.Compare(b.CreatedAt) }
	}
	if key != nil {
		slices.SortStableFunc(all, key)
	}
	if by.Direction == "Desc" {
		slices.Reverse(all)
	}
}

// listSecrets answers GET /v1/secrets and GET /v2/secrets.
func (v *Vault) listSecrets(c *call) (any, error) {
	all, err := v.found(c)
	if err != nil {
		return nil, err
	}
	wanted := wantedFields(c.query)
	return paged(c.query, all, func(s *secret) secretSummary { return v.summary(s, c.user, wanted) })
}

// searchTotal answers GET /v1/secrets/search-total and its v2 twin.
func (v *Vault) searchTotal(c *call) (any, error) {
	all, err := v.found(c)
	return len(all), err
}

// lookupSecrets answers GET /v1/secrets/lookup.
func (v *Vault) lookupSecrets(c *call) (any, error) {
	all, err := v.found(c)
	if err != nil {
		return nil, err
	}
	return paged(c.query, all, func(s *secret) lookup { return lookup{ID: s.ID, Value: s.Name} })
}

// lookupSecret answers GET /v1/secrets/lookup/{id}.
func (v *Vault) lookupSecret(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return lookup{ID: s.ID, Value: s.Name}, nil
}

// getSummary answers GET /v1/secrets/{id}/summary.
func (v *Vault) getSummary(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return v.summary(s, c.user, wantedFields(c.query)), nil
}
