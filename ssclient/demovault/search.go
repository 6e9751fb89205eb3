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
		ID: s.ID, Name: s.Name, SecretTemplateID: t.ID, SecretTemplateName: t.Name, FolderID: s.FolderID, SiteID: siteID,
		Active: !s.Options.Inactive, CheckOutEnabled: s.Options.CheckOutEnabled, IsRestricted: s.restricted(),
		LastHeartBeatStatus: s.heartbeat(), LastPasswordChangeAttempt: date(s.ChangedAt),
		DoubleLockEnabled: s.Options.QuantumLock, RequiresApproval: s.Options.RequiresApproval,
		RequiresComment: s.Options.RequiresComment, InheritsPermissions: s.Grants == nil, CreateDate: date(s.CreatedAt),
		HidePassword: s.Options.HidePassword,
		HasLauncher:  t.Launcher != noLauncher, FolderPath: v.folderPath(s), AutoChangeEnabled: s.Options.AutoChange,
		IsOutOfSync: s.changeFailed(), OutOfSyncReason: s.outOfSync(),
	}
	if s.Expired {
		m.DaysUntilExpiration = new(int)
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
	text, field, slug, scope, beat      string
	need                                right
	exact, restricted, active, inactive bool
	subFolders, doubleLocks, rpcOnly    bool
	shared                              bool
	launcher, checkedOut, mine          *bool
	folder, site                        int
	templates, ids, passwordTypes       map[int]bool
	extendedType, doubleLock            int
}

// The values of filters that are enumerations; each may come as its number too.
var (
	scopes     = []string{"", "All", "Recent", "Favorites"}
	heartbeats = []string{"Failed", "Success", "Pending", "Disabled", "UnableToConnect", "UnknownError", "IncompatibleHost", "AccountLockedOut", "DnsMismatch", "UnableToValidateServerPublicKey", "Processing", "ArgumentError", "AccessDenied", "NeedsImmediateRetry"}
)

func readSearch(q *query) search {
	f := search{
		text: strings.ToLower(q.str("filter.searchtext")), field: q.str("filter.searchfield"), slug: q.str("filter.searchfieldslug"),
		scope: q.choice("filter.scope", scopes), beat: q.choice("filter.heartbeatstatus", heartbeats),
		need:  rightList,
		exact: q.on("filter.isexactmatch"), restricted: q.on("filter.includerestricted"),
		active: true, inactive: q.on("filter.includeinactive"), subFolders: q.on("filter.includesubfolders"),
		doubleLocks: true, rpcOnly: q.on("filter.onlyrpcenabled"), shared: q.on("filter.onlysharedwithme"),
		launcher:   q.flag("filter.haslauncher"),
		checkedOut: q.flag("filter.onlycheckedoutsecrets"), mine: q.flag("filter.onlysecretscheckedoutbyuser"),
		folder: q.num("filter.folderid", 0), site: q.num("filter.siteid", 0), ids: q.nums("filter.secretids"),
		passwordTypes: q.nums("filter.passwordtypeids"), extendedType: q.num("filter.extendedtypeid", 0),
		doubleLock: q.num("filter.doublelockid", 0),
	}
	if name := q.choice("filter.permissionrequired", rightNames); name != "" {
		f.need = max(rightList, right(indexNamed(rightNames, name)))
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

// readLookup is readSearch for lookups, which have a set of filters of their own.
func readLookup(q *query) search {
	f := readSearch(q)
	f.ids, f.templates, f.launcher, f.checkedOut = nil, nil, nil, nil
	if one := q.num("filter.secrettemplateid", 0); one > 0 {
		f.templates = map[int]bool{one: true}
	}
	return f
}

// found lists what matches, sorted as asked.
func (v *Vault) found(c *call, f search) ([]*secret, error) {
	by := sorts(c.query)
	if err := c.query.err(); err != nil {
		return nil, err
	}
	out, pool, plain := []*secret{}, v.sorted(), f.plain()
	if plain {
		pool = v.containing(f.text)
	}
	inside := v.subtree(&f)
	for _, s := range pool {
		if (plain || v.matches(s, &f)) && (inside == nil || inside[s.FolderID]) && v.listed(s, &f, c.user) {
			out = append(out, s)
		}
	}
	v.order(out, by, c.user)
	return out, nil
}

// listed applies the filters on what a secret is.
func (v *Vault) listed(s *secret, f *search, u *user) bool {
	t, o := v.templates[s.TemplateID], &s.Options
	byMe := s.heldBy(u)
	switch {
	case v.rightOn(s, u) < f.need,
		o.Inactive && !(f.inactive && u.admin()), !o.Inactive && !f.active,
		!f.restricted && s.unlisted(), o.QuantumLock && !f.doubleLocks, f.doubleLock > 0 && !o.QuantumLock,
		f.ids != nil && !f.ids[s.ID], f.templates != nil && !f.templates[t.ID], f.site > siteID,
		f.passwordTypes != nil && !f.passwordTypes[t.PasswordType], f.extendedType > 0 && f.extendedType != t.PasswordType,
		f.launcher != nil && *f.launcher != (t.Launcher != noLauncher), f.rpcOnly && t.PasswordType == 0,
		f.checkedOut != nil && *f.checkedOut != (s.CheckOut != nil), f.mine != nil && *f.mine != byMe,
		f.shared && (s.Owner == 0 || s.Owner == u.id),
		f.beat != "" && f.beat != s.heartbeat(),
		f.scope == "Recent" && s.Accessed[u.id].IsZero(), f.scope == "Favorites" && !s.Favorite[u.id]:
		return false
	}
	return true
}

// subtree is the folders that the filter allows; nil: all of them.
func (v *Vault) subtree(f *search) map[int]bool {
	switch {
	case f.folder == 0, f.folder < 0 && f.subFolders:
		return nil
	case f.folder < 0:
		return map[int]bool{-1: true, 0: true}
	}
	in := map[int]bool{f.folder: true}
	for id := range v.folders {
		if f.subFolders && v.under(id, f.folder) {
			in[id] = true
		}
	}
	return in
}

// plain says whether searchText is looked for in name, path and exposed fields.
func (f *search) plain() bool { return f.text != "" && f.field == "" && f.slug == "" && !f.exact }

// matches applies a searchText that is not plain: to one field if one is
// named, else to the whole of the name or of an exposed field.
func (v *Vault) matches(s *secret, f *search) bool {
	switch {
	case f.text == "":
		return true
	case f.field != "" || f.slug != "":
		return v.fieldMatches(s, f)
	case s.lower == f.text:
		return true
	}
	for i, d := range v.templates[s.TemplateID].Fields {
		if d.Exposed && f.hits(s.Items[i].Value) {
			return true
		}
	}
	return false
}

func (f *search) hits(value string) bool {
	value = strings.ToLower(value)
	return value == f.text || (!f.exact && strings.Contains(value, f.text))
}

func (v *Vault) fieldMatches(s *secret, f *search) bool {
	for i, d := range v.templates[s.TemplateID].Fields {
		named := strings.EqualFold(d.Slug, f.slug)
		if f.slug == "" {
			named = strings.EqualFold(d.Name, f.field) || strings.EqualFold(d.Slug, f.field)
		}
		if named && !d.Password && !d.File && f.hits(s.Items[i].Value) {
			return true
		}
	}
	return false
}

// order sorts by each name in turn; all comes sorted by name.
func (v *Vault) order(all []*secret, by []sortBy, u *user) {
	keys := []func(a, b *secret) int{}
	plain := true
	for _, s := range by {
		key, name := v.sortKey(s.Name, u)
		plain = plain && name && s.Direction == ascending
		if s.Direction == descending {
			up := key
			key = func(a, b *secret) int { return up(b, a) }
		}
		keys = append(keys, key)
	}
	if plain {
		return
	}
	slices.SortStableFunc(all, func(a, b *secret) int {
		for _, key := range keys {
			if n := key(a, b); n != 0 {
				return n
			}
		}
		return 0
	})
}

// sortKey compares by what the name says; an unknown name is as good as Name.
func (v *Vault) sortKey(name string, u *user) (key func(a, b *secret) int, byName bool) {
	at := func(s *secret) time.Time { return s.Accessed[u.id] }
	template := func(s *secret) string { return v.templates[s.TemplateID].Name }
	switch strings.ToLower(name) {
	case "id", "secretid":
		key = func(a, b *secret) int { return cmp.Compare(a.ID, b.ID) }
	case "folderpath", "folderid", "foldername":
		key = func(a, b *secret) int { return cmp.Compare(v.folderPath(a), v.folderPath(b)) }
	case "secrettemplatename", "secrettemplateid", "templatename":
		key = func(a, b *secret) int { return cmp.Compare(template(a), template(b)) }
	case "lastaccessed":
		key = func(a, b *secret) int { return at(a).Compare(at(b)) }
	case "createdate":
		key = func(a, b *secret) int { return a.CreatedAt.Compare(b.CreatedAt) }
	case "lastheartbeatstatus":
		key = func(a, b *secret) int { return cmp.Compare(a.heartbeat(), b.heartbeat()) }
	case "checkedout":
		key = func(a, b *secret) int { return cmp.Compare(bit(a.CheckOut != nil), bit(b.CheckOut != nil)) }
	default:
		return func(a, b *secret) int { return cmp.Compare(a.lower, b.lower) }, true
	}
	return key, false
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

// listSecrets answers GET /v1/secrets and GET /v2/secrets.
func (v *Vault) listSecrets(c *call) (any, error) {
	all, err := v.found(c, readSearch(c.query))
	if err != nil {
		return nil, err
	}
	wanted := wantedFields(c.query)
	return paged(c.query, all, func(s *secret) secretSummary { return v.summary(s, c.user, wanted) })
}

// searchTotal answers GET /v1/secrets/search-total and its v2 twin.
func (v *Vault) searchTotal(c *call) (any, error) {
	all, err := v.found(c, readSearch(c.query))
	return len(all), err
}

// lookupSecrets answers GET /v1/secrets/lookup.
func (v *Vault) lookupSecrets(c *call) (any, error) {
	all, err := v.found(c, readLookup(c.query))
	if err != nil {
		return nil, err
	}
	return paged(c.query, all, func(s *secret) lookup { return lookup{ID: s.ID, Value: s.Name} })
}

// lookupSecret answers GET /v1/secrets/lookup/{id}.
func (v *Vault) lookupSecret(c *call) (any, error) {
	s, err := v.listable(c)
	if err != nil {
		return nil, err
	}
	return lookup{ID: s.ID, Value: s.Name}, nil
}

// getSummary answers GET /v1/secrets/{id}/summary.
func (v *Vault) getSummary(c *call) (any, error) {
	s, err := v.listable(c)
	if err != nil {
		return nil, err
	}
	return v.summary(s, c.user, wantedFields(c.query)), nil
}
