package demovault

import (
	"fmt"
	"slices"
	"strings"
)

// right is what somebody may do with a secret; each includes those before it.
type right int

const (
	rightNone  right = iota
	rightList        // see that it is there
	rightView        // read its fields, after whatever its rules demand
	rightEdit        // change its fields
	rightOwner       // change its rules, delete it
)

var rightNames = []string{"None", "List", "View", "Edit", "Owner"}

func (r right) String() string { return rightNames[r] }

// folderRight is what somebody may do with a folder itself.
type folderRight int

const (
	folderNone folderRight = iota
	folderView
	folderAddSecret
	folderEdit
	folderOwner
)

var folderRightNames = []string{"None", "View", "AddSecret", "Edit", "Owner"}

func (r folderRight) String() string { return folderRightNames[r] }

// indexNamed finds a name in any case; -1 where it is none of them.
func indexNamed(all []string, name string) int {
	return slices.IndexFunc(all, func(n string) bool { return strings.EqualFold(n, name) })
}

// grant gives a group or a user rights: on a folder, or on one secret that
// does not inherit from its folder.
type grant struct {
	Group   int `json:",omitempty"`
	User    int `json:",omitempty"`
	Secrets right
	Folder  folderRight
}

// standing is the most that all grants together give.
type standing struct {
	secrets right
	folder  folderRight
}

// group is some users, who get rights or review requests together.
type group struct {
	ID      int
	Name    string
	Members []string // names of users
}

func (g *group) has(name string) bool { return indexNamed(g.Members, name) >= 0 }

// workflow is a chain of groups; one member of each must approve a request.
type workflow struct {
	ID    int
	Name  string
	Steps []*group
}

func (v *Vault) addGroups(f seedFile) error {
	for _, s := range f.Groups {
		if s.ID <= 0 || s.Name == "" || v.groupNamed(s.Name) != nil {
			return fmt.Errorf("demo seed: group %q: no id, no name, or there twice", s.Name)
		}
		for _, m := range s.Members {
			if v.userNamed(m) == nil && m != v.service.user.Name {
				return fmt.Errorf("demo seed: group %q: unknown user %q", s.Name, m)
			}
		}
		v.groups = append(v.groups, &group{ID: s.ID, Name: s.Name, Members: s.Members})
	}
	for _, s := range f.Workflows {
		w := &workflow{ID: s.ID, Name: s.Name}
		for _, name := range s.Steps {
			g := v.groupNamed(name)
			if g == nil {
				return fmt.Errorf("demo seed: workflow %q: unknown group %q", s.Name, name)
			}
			w.Steps = append(w.Steps, g)
		}
		if s.ID <= 0 || len(w.Steps) == 0 || v.workflows[s.ID] != nil {
			return fmt.Errorf("demo seed: workflow %q: no id, no steps, or there twice", s.Name)
		}
		v.workflows[s.ID] = w
	}
	return nil
}

func (v *Vault) groupNamed(name string) *group {
	i := slices.IndexFunc(v.groups, func(g *group) bool { return strings.EqualFold(g.Name, name) })
	if i < 0 {
		return nil
	}
	return v.groups[i]
}

func (v *Vault) inGroup(id int, u *user) bool {
	return slices.ContainsFunc(v.groups, func(g *group) bool { return g.ID == id && g.has(u.Name) })
}

// grants reads the rights of a folder or secret of the seed.
func (v *Vault) grants(of string, seeds []seedGrant) ([]grant, error) {
	var out []grant
	for _, s := range seeds {
		g := grant{Secrets: right(max(0, indexNamed(rightNames, s.Secrets))), Folder: folderRight(max(0, indexNamed(folderRightNames, s.Folder)))}
		if s.Secrets != "" && g.Secrets == rightNone || s.Folder != "" && g.Folder == folderNone {
			return nil, fmt.Errorf("demo seed: %s: unknown right %q or %q", of, s.Secrets, s.Folder)
		}
		if found := v.groupNamed(s.Group); found != nil {
			g.Group = found.ID
		} else if u := v.userNamed(s.User); u != nil {
			g.User = u.id
		} else {
			return nil, fmt.Errorf("demo seed: %s: rights of unknown group %q or user %q", of, s.Group, s.User)
		}
		out = append(out, g)
	}
	return out, nil
}

// ownedBy are the rights on something that inherits none: its maker's.
func ownedBy(u *user) []grant {
	return []grant{{User: u.id, Secrets: rightOwner, Folder: folderOwner}}
}

// best joins what the grants give this user.
func (v *Vault) best(all []grant, u *user) standing {
	var out standing
	for _, g := range all {
		member := g.User == u.id && g.User != 0
		if !member && g.Group != 0 {
			member = v.inGroup(g.Group, u)
		}
		if member {
			out.secrets, out.folder = max(out.secrets, g.Secrets), max(out.folder, g.Folder)
		}
	}
	return out
}

// rightsIn is what u may do in a folder, from its own grants or those of the
// nearest folder above that has any. Where none has, everybody may view and
// add. Outside all folders everybody may add, and sees but his own.
func (v *Vault) rightsIn(folderID int, u *user) standing {
	if u.admin() {
		return standing{rightOwner, folderOwner}
	}
	f := v.folders[folderID]
	if f == nil {
		return standing{rightNone, folderAddSecret}
	}
	key := [2]int{folderID, u.id}
	if known, ok := v.standings[key]; ok {
		return known
	}
	var out standing
	switch {
	case f.Grants != nil:
		out = v.best(f.Grants, u)
	case v.folders[f.Parent] != nil:
		out = v.rightsIn(f.Parent, u)
	default:
		out = standing{rightView, folderAddSecret}
	}
	v.standings[key] = out
	return out
}

// rightOn is what u may do with a secret. Administrators are unlimited, and
// who made a secret owns it.
func (v *Vault) rightOn(s *secret, u *user) right {
	switch {
	case len(s.Options.DeniedTo) > 0 && indexNamed(s.Options.DeniedTo, u.Name) >= 0:
		return rightNone
	case u.admin(), s.Owner == u.id:
		return rightOwner
	case s.Grants != nil:
		return v.best(s.Grants, u).secrets
	}
	return v.rightsIn(s.FolderID, u).secrets
}

// seesFolder says whether u may know of the folder: because of a right on it
// or on secrets in it, or because it leads to one that he may know of.
func (v *Vault) seesFolder(f *folder, u *user) bool {
	if in := v.rightsIn(f.ID, u); in.secrets > rightNone || in.folder > folderNone {
		return true
	}
	for _, id := range v.folderIDs {
		if o := v.folders[id]; o.Grants != nil && v.under(id, f.ID) && v.best(o.Grants, u) != (standing{}) {
			return true
		}
	}
	return false
}

// forgetRights must be called when folders, their grants or groups have changed.
func (v *Vault) forgetRights() { clear(v.standings) }
