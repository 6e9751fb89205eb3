package ssclient

import (
	"iter"
	"net/url"
	"slices"
	"strconv"
)

// SecretFilter narrows a list of secrets. The zero filter lists all that may
// be listed, but not what is deleted.
type SecretFilter struct {
	Text  string
	Exact bool // the whole name or value is Text, not a part of it
	// Field looks for Text in the field of that name only, FieldSlug in that
	// of that slug; where both are given the server takes FieldSlug.
	Field, FieldSlug string

	FolderID   int  // 0: any
	SubFolders bool // also below FolderID
	SiteID     int  // 0: any

	TemplateIDs []int // of any of these; none: all
	IDs         []int // of these only; none: all

	Scope      Scope
	Permission Permission      // that the user must have
	Heartbeat  HeartbeatStatus // "": any

	Mine         bool // only secrets checked out by the current user
	CheckedOut   bool // only secrets checked out by anybody
	HasLauncher  bool // only secrets that can be launched
	SharedWithMe bool // only secrets shared with the current user directly
	Inactive     bool // deleted ones as well

	// ExtendedFields are asked for in each row, if they are exposed for display; nil is Machine, Username, Port.
	ExtendedFields []string
	NoTotal        bool // spare the server the counting
	PerCall        int  // rows of one answer; 0: 100
}

// idsPerQuery keeps a query below the 2,048 characters that IIS takes.
const idsPerQuery = 50

// parts splits a filter with more ids than one query can hold.
func (f SecretFilter) parts() iter.Seq[SecretFilter] {
	return func(yield func(SecretFilter) bool) {
		if len(f.IDs) <= idsPerQuery {
			yield(f)
			return
		}
		for ids := range slices.Chunk(f.IDs, idsPerQuery) {
			part := f
			if part.IDs = ids; !yield(part) {
				return
			}
		}
	}
}

// query is the filter as /secrets and /secrets/search-total take it.
func (f SecretFilter) query() url.Values {
	q := url.Values{
		// Without this the server leaves out what needs a comment, an approval or a DoubleLock.
		"filter.includeRestricted": {"true"},
	}
	for name, value := range map[string]string{
		"searchText": f.Text, "searchField": f.Field, "searchFieldSlug": f.FieldSlug,
		"scope": string(f.Scope), "permissionRequired": string(f.Permission), "heartbeatStatus": string(f.Heartbeat),
	} {
		if value != "" {
			q.Set("filter."+name, value)
		}
	}
	for name, wanted := range map[string]bool{
		"isExactMatch": f.Exact, "onlySecretsCheckedOutByUser": f.Mine, "onlyCheckedOutSecrets": f.CheckedOut,
		"hasLauncher": f.HasLauncher, "onlySharedWithMe": f.SharedWithMe, "includeInactive": f.Inactive,
		"doNotCalculateTotal": f.NoTotal,
	} {
		if wanted {
			q.Set("filter."+name, "true")
		}
	}
	if f.FolderID > 0 {
		q.Set("filter.folderId", strconv.Itoa(f.FolderID))
		q.Set("filter.includeSubFolders", strconv.FormatBool(f.SubFolders))
	}
	if f.SiteID > 0 {
		q.Set("filter.siteId", strconv.Itoa(f.SiteID))
	}
	for name, ids := range map[string][]int{"secretTemplateIds": f.TemplateIDs, "secretIds": f.IDs} {
		for _, id := range ids {
			q.Add("filter."+name, strconv.Itoa(id))
		}
	}
	return q
}

// rows is query with what only a list of rows needs.
func (f SecretFilter) rows() url.Values {
	q := f.query()
	fields := f.ExtendedFields
	if fields == nil {
		fields = []string{"Machine", "Username", "Port"}
	}
	if len(fields) > 0 {
		q["filter.extendedFields"] = fields
	}
	// An order of its own would let rows slip between two pages.
	q.Set("sortBy[0].name", "Name")
	q.Set("sortBy[0].direction", "asc")
	return q
}
