package demovault

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// touchFolder marks a folder as changed.
func (v *Vault) touchFolder(f *folder) { v.keep(kindFolder, f.ID, f) }

// restoreFolders puts the folders of the store in the place of the seed's.
func (v *Vault) restoreFolders(s *store) error {
	kept := map[int]*folder{}
	err := s.each(kindFolder, func(_ int, raw []byte) error {
		f := &folder{}
		if err := json.Unmarshal(raw, f); err != nil {
			return err
		}
		kept[f.ID] = f
		return nil
	})
	if err != nil || len(kept) == 0 {
		return err
	}
	v.folders = kept
	v.pathFolders()
	return nil
}

// pathFolders renews the paths of all folders and of what is searched in their
// secrets, after one was made, renamed, moved or removed.
func (v *Vault) pathFolders() {
	var path func(f *folder) string
	path = func(f *folder) string {
		if p := v.folders[f.Parent]; p != nil {
			return path(p) + `\` + f.Name
		}
		return `\` + f.Name
	}
	moved := map[int]bool{}
	for _, f := range v.folders {
		if p := path(f); p != f.Path || f.lower == "" {
			f.Path, f.lower = p, strings.ToLower(p)
			moved[f.ID] = true
			v.touchFolder(f)
		}
	}
	for _, s := range v.secrets {
		if moved[s.FolderID] {
			v.digest(s)
		}
	}
	v.orderFolders()
	v.reindex()
}

// folderArgs is the body of a create or update of a folder.
type folderArgs struct {
	ID                  number `json:"id"`
	FolderName          text   `json:"folderName"`
	FolderTypeID        number `json:"folderTypeId"`
	InheritPermissions  toggle `json:"inheritPermissions"`
	InheritSecretPolicy toggle `json:"inheritSecretPolicy"`
	ParentFolderID      number `json:"parentFolderId"`
}

// readFolder wants the whole stub back: a body that lacks a member is denied
// without a word why.
func (v *Vault) readFolder(c *call) (folderArgs, error) {
	var args folderArgs
	if err := decode(c.body, &args); err != nil {
		return args, err
	}
	whole := args.FolderName.Set && args.FolderTypeID.Set && args.InheritPermissions.Set && args.InheritSecretPolicy.Set && args.ParentFolderID.Set
	name := strings.TrimSpace(args.FolderName.S)
	switch {
	case !whole:
		return args, v.denied()
	case name == "" || strings.ContainsAny(name, `\/`):
		return args, invalid("folderName", "The name is required, and takes no slash.")
	}
	args.FolderName.S = name
	if args.ParentFolderID.N <= 0 {
		args.ParentFolderID.N = -1
	}
	return args, nil
}

// mayHold says whether u may put a folder of that name under the parent. Only
// administrators make root folders.
func (v *Vault) mayHold(parent int, name string, but *folder, u *user) error {
	switch {
	case parent < 0 && !u.admin(), parent > 0 && v.rightsIn(parent, u).folder < folderEdit:
		return v.denied()
	case parent > 0 && v.folders[parent] == nil:
		return v.denied()
	}
	for _, f := range v.folders {
		if f != but && max(f.Parent, 0) == max(parent, 0) && strings.EqualFold(f.Name, name) {
			return refuse(codeFolderExists, "A folder with this name exists here.")
		}
	}
	return nil
}

// stubFolder answers GET /v1/folders/stub: what a create has to post back.
func (v *Vault) stubFolder(*call) (any, error) {
	m := folderDetail{}
	m.FolderTypeID, m.ParentFolderID, m.SecretPolicyID = 1, -1, -1
	m.InheritPermissions, m.InheritSecretPolicy = true, true
	return m, nil
}

// createFolder answers POST /v1/folders. It needs the right to edit the parent.
func (v *Vault) createFolder(c *call) (any, error) {
	args, err := v.readFolder(c)
	if err != nil {
		return nil, err
	}
	parent := args.ParentFolderID.N
	if err := v.mayHold(parent, args.FolderName.S, nil, c.user); err != nil {
		return nil, err
	}
	f := v.addFolder(slices.Max(append(slices.Collect(maps.Keys(v.folders)), v.lastID.folder))+1, args.FolderName.S, parent)
	v.lastID.folder = f.ID
	if !args.InheritPermissions.On {
		f.Grants = ownedBy(c.user)
	}
	v.folderChanged(c, f, "folder-create")
	return folderDetail{folderModel: f.model()}, nil
}

func (v *Vault) folderChanged(c *call, f *folder, op string) {
	v.touchFolder(f)
	v.pathFolders()
	v.record(c.now, c.user.Name, op, 0, f.Path)
}

// folderWith finds the folder of the call for a user who has that right.
func (v *Vault) folderWith(c *call, need folderRight) (*folder, error) {
	f := v.folders[c.id]
	if f == nil || v.rightsIn(f.ID, c.user).folder < need {
		return nil, v.denied()
	}
	return f, nil
}

// updateFolder answers PUT /v1/folders/{id}: another name, another place, or
// rights of its own, which take an owner.
func (v *Vault) updateFolder(c *call) (any, error) {
	f, err := v.folderWith(c, folderEdit)
	if err != nil {
		return nil, err
	}
	args, err := v.readFolder(c)
	if err != nil {
		return nil, err
	}
	parent, inherits := args.ParentFolderID.N, f.Grants == nil
	switch {
	case args.ID.Set && args.ID.N != f.ID:
		return nil, invalid("id", "Must be the id of the address.")
	case parent == f.ID || parent > 0 && v.under(parent, f.ID):
		return nil, invalid("parentFolderId", "A folder cannot lie in itself.")
	case f.Parent > 0 && args.InheritPermissions.On != inherits && v.rightsIn(f.ID, c.user).folder < folderOwner:
		return nil, v.denied()
	}
	if parent != f.Parent || !strings.EqualFold(args.FolderName.S, f.Name) {
		if err := v.mayHold(parent, args.FolderName.S, f, c.user); err != nil {
			return nil, err
		}
	}
	f.Name, f.Parent = args.FolderName.S, parent
	switch {
	case args.InheritPermissions.On && parent > 0:
		f.Grants = nil
	case !args.InheritPermissions.On && inherits && parent > 0:
		f.Grants = ownedBy(c.user)
	}
	v.folderChanged(c, f, "folder-update")
	return folderDetail{folderModel: f.model()}, nil
}

// deleteFolder answers DELETE /v1/folders/{id}, which must be empty.
func (v *Vault) deleteFolder(c *call) (any, error) {
	f, err := v.folderWith(c, folderOwner)
	if err != nil {
		return nil, err
	}
	full := false
	for _, s := range v.secrets {
		full = full || s.FolderID == f.ID
	}
	for _, o := range v.folders {
		full = full || o.Parent == f.ID
	}
	if full {
		return nil, refuse(codeFolderNotEmpty, "The folder is not empty.")
	}
	delete(v.folders, f.ID)
	v.lastID.folder = max(v.lastID.folder, f.ID)
	v.keep(kindFolder, f.ID, nil)
	v.pathFolders()
	v.record(c.now, c.user.Name, "folder-delete", 0, f.Path)
	return deleted{ID: f.ID, ObjectType: "Folder", ResponseCodes: []string{}}, nil
}

// deleted is what a delete answers.
type deleted struct {
	extra
	ID            int      `json:"id"`
	ObjectType    string   `json:"objectType"`
	ResponseCodes []string `json:"responseCodes"`
}

// pin is a folder that its reader pinned. What a user may set about it beside
// the pin is theirs to look at in the vault's own pages: the demo has none.
type pin struct {
	extra
	FolderID          int     `json:"folderId"`
	DisplayName       string  `json:"displayName"`
	SelectedFolderID  *int    `json:"selectedFolderId"`
	IncludeSubfolders bool    `json:"includeSubfolders"`
	ActiveFilter      *bool   `json:"activeFilter"`
	SearchText        *string `json:"searchText"`
	TemplateFilter    *int    `json:"templateFilter"`
	ShowCards         bool    `json:"showCards"`
	CreateDate        string  `json:"createDate"`
	LastViewed        *string `json:"lastViewed"`
}

// listPinned answers GET /v1/folders/pinned.
func (v *Vault) listPinned(c *call) (any, error) {
	var pinned []*folder
	for _, id := range v.folderIDs {
		if f := v.folders[id]; !f.Pinned[c.user.id].IsZero() && v.seesFolder(f, c.user) {
			pinned = append(pinned, f)
		}
	}
	return paged(c.query, pinned, func(f *folder) pin {
		return pin{FolderID: f.ID, DisplayName: f.Name, CreateDate: date(f.Pinned[c.user.id])}
	})
}

// pinFolder answers PATCH /v1/folder/{id}/pinned.
func (v *Vault) pinFolder(c *call) (any, error) { return v.setPin(c, true) }

// unpinFolder answers DELETE /v1/folder/{id}/pinned.
func (v *Vault) unpinFolder(c *call) (any, error) { return v.setPin(c, false) }

func (v *Vault) setPin(c *call, on bool) (any, error) {
	f := v.folders[c.id]
	if f == nil || !v.seesFolder(f, c.user) {
		return nil, v.denied()
	}
	switch {
	case !on:
		delete(f.Pinned, c.user.id)
	case f.Pinned[c.user.id].IsZero():
		put(&f.Pinned, c.user.id, c.now)
	}
	v.touchFolder(f)
	return pinResult{Success: true}, nil
}

// pinResult says that a folder is pinned, or is not any more.
type pinResult struct {
	extra
	Success bool `json:"success"`
}
