package demovault

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type folder struct {
	ID, Parent int
	Name, Path string
	lower      string // the path in lower case
}

func (v *Vault) addFolders(seeds []seedFolder) error {
	for _, s := range seeds {
		parent := s.ParentID
		if parent == 0 {
			parent = -1
		}
		if s.ID <= 0 || s.Name == "" || v.folders[s.ID] != nil || (parent > 0 && v.folders[parent] == nil) {
			return fmt.Errorf("demo seed: folder %d %q: no id or name, there twice, or before its parent", s.ID, s.Name)
		}
		v.addFolder(s.ID, s.Name, parent)
	}
	v.orderFolders()
	return nil
}

func (v *Vault) addFolder(id int, name string, parent int) *folder {
	f := &folder{ID: id, Parent: parent, Name: name, Path: `\` + name}
	if p := v.folders[parent]; p != nil {
		f.Path = p.Path + f.Path
	}
	f.lower = strings.ToLower(f.Path)
	v.folders[id] = f
	return f
}

func (v *Vault) orderFolders() {
	v.folderIDs = slices.SortedFunc(maps.Keys(v.folders), func(a, b int) int {
		return cmp.Compare(v.folders[a].lower, v.folders[b].lower)
	})
}

// under says whether id is below parent, at any depth.
func (v *Vault) under(id, parent int) bool {
	for f := v.folders[id]; f != nil; f = v.folders[f.Parent] {
		if f.Parent == parent {
			return true
		}
	}
	return false
}

type folderModel struct {
	extra
	ID                  int    `json:"id"`
	FolderName          string `json:"folderName"`
	FolderPath          string `json:"folderPath"`
	ParentFolderID      int    `json:"parentFolderId"`
	FolderTypeID        int    `json:"folderTypeId"`
	SecretPolicyID      int    `json:"secretPolicyId"`
	InheritSecretPolicy bool   `json:"inheritSecretPolicy"`
	InheritPermissions  bool   `json:"inheritPermissions"`
}

func (f *folder) model() folderModel {
	return folderModel{
		ID: f.ID, FolderName: f.Name, FolderPath: f.Path, ParentFolderID: f.Parent, FolderTypeID: 1,
		SecretPolicyID: -1, InheritSecretPolicy: f.Parent > 0, InheritPermissions: f.Parent > 0,
	}
}

// matchFolders applies the filters of GET /v1/folders.
func (v *Vault) matchFolders(q *query) []*folder {
	text := strings.ToLower(q.str("filter.searchtext"))
	roots := q.on("filter.onlyincluderootfolders")
	direct := q.on("filter.limittodirectdescendents")
	parent := q.num("filter.parentfolderid", 0)
	level := strings.ToLower(q.str("filter.permissionrequired"))
	out := []*folder{}
	for _, id := range v.folderIDs {
		f := v.folders[id]
		switch {
		case roots && f.Parent > 0,
			!roots && parent > 0 && direct && f.Parent != parent,
			!roots && parent > 0 && !direct && !v.under(f.ID, parent),
			!roots && parent < 0 && direct && f.Parent > 0,
			level == "owner" || level == "edit",
			!strings.Contains(strings.ToLower(f.Name), text):
			continue
		}
		out = append(out, f)
	}
	if sorting(q).Direction == descending {
		slices.Reverse(out)
	}
	return out
}

// listFolders answers GET /v1/folders.
func (v *Vault) listFolders(c *call) (any, error) {
	return paged(c.query, v.matchFolders(c.query), (*folder).model)
}

type lookup struct {
	extra
	ID    int    `json:"id"`
	Value string `json:"value"`
}

// lookupFolders answers GET /v1/folders/lookup.
func (v *Vault) lookupFolders(c *call) (any, error) {
	return paged(c.query, v.matchFolders(c.query), func(f *folder) lookup { return lookup{ID: f.ID, Value: f.Name} })
}

type folderDetail struct {
	folderModel
	ChildFolders    []folderDetail    `json:"childFolders"`
	SecretTemplates []templateSummary `json:"secretTemplates"`
}

// getFolder answers GET /v1/folders/{id}, and by folderPath where the id is 0.
func (v *Vault) getFolder(c *call) (any, error) {
	q := c.query
	f := v.folders[c.id]
	if path := cleanPath(q.str("folderpath")); c.id == 0 && path != "" {
		for _, other := range v.folders {
			if other.lower == path {
				f = other
			}
		}
	}
	if f == nil {
		return nil, v.denied()
	}
	d := folderDetail{folderModel: f.model()}
	if all := q.flag("getallchildren"); all != nil {
		d = v.detail(f, *all)
	}
	if q.on("includeassociatedtemplates") {
		d.SecretTemplates = v.templatesIn(f.ID)
	}
	return d, q.err()
}

// detail gives a folder with its children, and theirs if deep.
func (v *Vault) detail(f *folder, deep bool) folderDetail {
	d := folderDetail{folderModel: f.model(), ChildFolders: []folderDetail{}}
	for _, id := range v.folderIDs {
		child := v.folders[id]
		switch {
		case child.Parent != f.ID:
		case deep:
			d.ChildFolders = append(d.ChildFolders, v.detail(child, true))
		default:
			d.ChildFolders = append(d.ChildFolders, folderDetail{folderModel: child.model()})
		}
	}
	return d
}

func (v *Vault) templatesIn(folderID int) []templateSummary {
	counts := map[int]int{}
	for _, s := range v.secrets {
		if s.FolderID == folderID {
			counts[s.TemplateID]++
		}
	}
	out := []templateSummary{}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		n := counts[id]
		m := v.templates[id].summary()
		m.SecretCount = &n
		out = append(out, m)
	}
	return out
}

// cleanPath brings \A\B, A\B and /A/B to \a\b.
func cleanPath(p string) string {
	p = strings.Trim(strings.ReplaceAll(p, "/", `\`), `\`)
	if p == "" {
		return ""
	}
	return `\` + strings.ToLower(p)
}
