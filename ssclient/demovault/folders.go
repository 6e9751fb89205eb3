package demovault

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

type folder struct {
	ID, Parent int
	Name, Path string
	Grants     []grant           // nil: those of the parent
	Pinned     map[int]time.Time `json:",omitempty"` // by user id: since when
	lower      string            // the path in lower case
}

func (v *Vault) addFolders(seed seedFile) error {
	for _, s := range seed.Folders {
		parent := s.ParentID
		if parent == 0 {
			parent = -1
		}
		if s.ID <= 0 || s.Name == "" || v.folders[s.ID] != nil || (parent > 0 && v.folders[parent] == nil) {
			return fmt.Errorf("demo seed: folder %d %q: no id or name, there twice, or before its parent", s.ID, s.Name)
		}
		grants, err := v.grants(fmt.Sprintf("folder %q", s.Name), s.Rights)
		if err != nil {
			return err
		}
		v.addFolder(s.ID, s.Name, parent).Grants = grants
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
	v.forgetRights()
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
		SecretPolicyID: -1, InheritSecretPolicy: f.Parent > 0, InheritPermissions: f.Grants == nil && f.Parent > 0,
	}
}

// matchFolders applies the filters of GET /v1/folders.
func (v *Vault) matchFolders(c *call) []*folder {
	q := c.query
	text := strings.ToLower(q.str("filter.searchtext"))
	roots := q.on("filter.onlyincluderootfolders")
	direct := q.on("filter.limittodirectdescendents")
	parent := q.num("filter.parentfolderid", 0)
	need := folderNone
	if name := q.choice("filter.permissionrequired", folderRightNames); name != "" {
		need = folderRight(indexNamed(folderRightNames, name))
	}
	out := []*folder{}
	for _, id := range v.folderIDs {
		f := v.folders[id]
		switch {
		case roots && f.Parent > 0,
			!roots && parent > 0 && direct && f.Parent != parent,
			!roots && parent > 0 && !direct && !v.under(f.ID, parent),
			!roots && parent < 0 && direct && f.Parent > 0,
			v.rightsIn(id, c.user).folder < need, !v.seesFolder(f, c.user),
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
	return paged(c.query, v.matchFolders(c), (*folder).model)
}

type lookup struct {
	extra
	ID    int    `json:"id"`
	Value string `json:"value"`
}

// lookupFolders answers GET /v1/folders/lookup.
func (v *Vault) lookupFolders(c *call) (any, error) {
	return paged(c.query, v.matchFolders(c), func(f *folder) lookup { return lookup{ID: f.ID, Value: f.Name} })
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
	if f == nil || !v.seesFolder(f, c.user) {
		return nil, v.denied()
	}
	d := folderDetail{folderModel: f.model()}
	if all := q.flag("getallchildren"); all != nil {
		d = v.detail(f, c.user, *all)
	}
	if q.on("includeassociatedtemplates") {
		d.SecretTemplates = v.templatesIn(f.ID, c.user)
	}
	return d, q.err()
}

// detail gives a folder with those of its children that u sees, and theirs if deep.
func (v *Vault) detail(f *folder, u *user, deep bool) folderDetail {
	d := folderDetail{folderModel: f.model(), ChildFolders: []folderDetail{}}
	for _, id := range v.folderIDs {
		child := v.folders[id]
		switch {
		case child.Parent != f.ID, !v.seesFolder(child, u):
		case deep:
			d.ChildFolders = append(d.ChildFolders, v.detail(child, u, true))
		default:
			d.ChildFolders = append(d.ChildFolders, folderDetail{folderModel: child.model()})
		}
	}
	return d
}

func (v *Vault) templatesIn(folderID int, u *user) []templateSummary {
	counts := map[int]int{}
	for _, s := range v.secrets {
		if s.FolderID == folderID && v.rightOn(s, u) >= rightList {
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
