package index

import (
	"bytes"
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Secret is what is known of one secret without reading it.
type Secret struct {
	ID       int
	Folder   int    // id of the folder it is in; 0: none
	Path     string // of that folder; in PutSecret "" leaves what is known of it
	Name     string
	Host     string
	User     string
	Template string
	Flags    uint32 // the caller's, kept as they are
}

// Folder is one folder.
type Folder struct {
	ID     int
	Parent int // 0: at the root; Unlisted: known from a secret's path only
	Name   string
	Path   string
}

// Unlisted is the parent of a folder that no listing has named yet.
const Unlisted = -1

// Index is the memory. The text of all secrets lies in one slice of bytes, so
// that a hundred thousand of them cost the garbage collector nothing.
type Index struct {
	slots   []slot
	of      map[int32]int32 // id to slot
	text    []byte          // of each slot: name, host, user folded to small letters, each ended by a NUL
	written []byte          // the same as it was written, for slots where that differs
	dead    int             // slots without a secret

	folders   []folder
	folderOf  map[int32]int32
	templates table

	typo *typo    // made by the first search that needs it
	work *scratch // of the last search, to be used again
}

// slot is one secret.
type slot struct {
	id, folder, template int32 // folder and template by their place; folder -1: none
	flags                uint32
	text                 uint32 // where its text begins; it ends where the next slot's begins
	written              uint32 // likewise, plus one; 0: as in text
}

type folder struct {
	Folder
	folded string // of Path
	gone   bool
}

// table numbers few different texts that many share.
type table struct {
	all, folded []string
	of          map[string]int32
}

func (t *table) put(s string) int32 {
	if i, ok := t.of[s]; ok {
		return i
	}
	i := int32(len(t.all))
	t.all, t.folded = append(t.all, s), append(t.folded, fold(s))
	t.of[s] = i
	return i
}

// New is an empty index.
func New() *Index {
	return &Index{of: map[int32]int32{}, folderOf: map[int32]int32{}, templates: table{of: map[string]int32{}}}
}

// Len is how many secrets are known.
func (x *Index) Len() int { return len(x.slots) - x.dead }

// PutSecret remembers a secret, or what has changed about it, and reports
// whether anything has. An id that does not fit 31 bits is not remembered.
func (x *Index) PutSecret(s Secret) (changed bool) {
	if s.ID <= 0 || s.ID > math.MaxInt32 || s.Folder > math.MaxInt32 {
		return false
	}
	s.Name, s.Host, s.User, s.Template = plain(s.Name), plain(s.Host), plain(s.User), plain(s.Template)
	at := int32(-1)
	if s.Folder > 0 {
		at = x.folderOfSecret(s)
	}
	tpl := x.templates.put(s.Template)
	if i, ok := x.of[int32(s.ID)]; ok {
		old := &x.slots[i]
		if name, host, user := x.fields(i); name == s.Name && host == s.Host && user == s.User {
			changed = old.folder != at || old.template != tpl || old.flags != s.Flags
			old.folder, old.template, old.flags = at, tpl, s.Flags
			return changed
		}
		x.bury(i)
	}
	if len(x.text)+len(x.written) > math.MaxInt32 {
		return false // 2 GiB of names: no vault
	}
	n := slot{id: int32(s.ID), folder: at, template: tpl, flags: s.Flags, text: uint32(len(x.text))}
	differs := false
	for _, f := range []string{s.Name, s.Host, s.User} {
		from := len(x.text)
		x.text = append(appendFolded(x.text, f), 0)
		differs = differs || string(x.text[from:len(x.text)-1]) != f
	}
	if differs {
		n.written = uint32(len(x.written)) + 1
		for _, f := range []string{s.Name, s.Host, s.User} {
			x.written = append(append(x.written, f...), 0)
		}
	}
	x.of[n.id] = int32(len(x.slots))
	x.slots = append(x.slots, n)
	x.tidy()
	return true
}

// folderOfSecret is the place of its folder, made from the path alone where no listing named it.
func (x *Index) folderOfSecret(s Secret) int32 {
	if i, ok := x.folderOf[int32(s.Folder)]; ok {
		if f := x.folders[i]; !f.gone && (s.Path == "" || f.Path == s.Path) {
			return i
		}
	}
	f := Folder{ID: s.Folder, Parent: Unlisted, Path: s.Path, Name: s.Path[strings.LastIndex(s.Path, `\`)+1:]}
	if old, ok := x.Folder(s.Folder); ok {
		f.Parent = old.Parent
	}
	x.PutFolder(f)
	return x.folderOf[int32(s.Folder)]
}

// DropSecret forgets a secret and reports whether it was known.
func (x *Index) DropSecret(id int) bool {
	i, ok := x.slot(id)
	if ok {
		x.bury(i)
		x.tidy()
	}
	return ok
}

func (x *Index) slot(id int) (int32, bool) {
	if id <= 0 || id > math.MaxInt32 {
		return 0, false
	}
	i, ok := x.of[int32(id)]
	return i, ok
}

// bury leaves a slot without a secret: its text stays until tidy.
func (x *Index) bury(i int32) {
	delete(x.of, x.slots[i].id)
	x.slots[i].id = 0
	x.dead++
}

// tidy closes the gaps when they are as many as what lives.
func (x *Index) tidy() {
	if x.dead > 1024 && x.dead > x.Len() {
		x.compact()
	}
}

func (x *Index) compact() {
	slots := make([]slot, 0, x.Len())
	text, written := make([]byte, 0, len(x.text)), make([]byte, 0, len(x.written))
	for i, s := range x.slots {
		if s.id == 0 {
			continue
		}
		from, w := x.textOf(int32(i)), s.written
		s.text = uint32(len(text))
		text = append(text, from...)
		if w > 0 {
			s.written = uint32(len(written)) + 1
			written = append(written, three(x.written[w-1:])...)
		}
		x.of[s.id] = int32(len(slots))
		slots = append(slots, s)
	}
	x.slots, x.text, x.written, x.dead = slots, text, written, 0
}

// textOf is the folded text of a slot: three fields with their NULs.
func (x *Index) textOf(i int32) []byte {
	return x.text[x.slots[i].text:x.endOf(int(i))]
}

// three is what b begins with up to its third NUL.
func three(b []byte) []byte { return b[:threeLong(b)] }

// threeLong is how long that is; 0: there are not so many.
func threeLong(b []byte) (n int) {
	for range 3 {
		i := bytes.IndexByte(b[n:], 0)
		if i < 0 {
			return 0
		}
		n += i + 1
	}
	return n
}

// fields are the texts of a slot as they were written.
func (x *Index) fields(i int32) (name, host, user string) {
	b := x.textOf(i)
	if w := x.slots[i].written; w > 0 {
		b = three(x.written[w-1:])
	}
	parts := bytes.SplitN(b, []byte{0}, 4)
	return string(parts[0]), string(parts[1]), string(parts[2])
}

// Secret is what is known of a secret.
func (x *Index) Secret(id int) (Secret, bool) {
	i, ok := x.slot(id)
	if !ok {
		return Secret{}, false
	}
	return x.secretAt(i), true
}

func (x *Index) secretAt(i int32) Secret {
	s := x.slots[i]
	out := Secret{ID: int(s.id), Template: x.templates.all[s.template], Flags: s.flags}
	out.Name, out.Host, out.User = x.fields(i)
	if s.folder >= 0 {
		f := x.folders[s.folder]
		out.Folder, out.Path = f.ID, f.Path
	}
	return out
}

// PutFolder remembers a folder and reports whether that is news.
func (x *Index) PutFolder(f Folder) (changed bool) {
	if f.ID <= 0 || f.ID > math.MaxInt32 {
		return false
	}
	f.Name, f.Path = plain(f.Name), plain(f.Path)
	n := folder{Folder: f, folded: fold(f.Path)}
	if i, ok := x.folderOf[int32(f.ID)]; ok {
		changed = x.folders[i] != n
		x.folders[i] = n
		return changed
	}
	x.folderOf[int32(f.ID)] = int32(len(x.folders))
	x.folders = append(x.folders, n)
	return true
}

// Folder is what is known of a folder.
func (x *Index) Folder(id int) (Folder, bool) {
	if id <= 0 || id > math.MaxInt32 {
		return Folder{}, false
	}
	i, ok := x.folderOf[int32(id)]
	if !ok || x.folders[i].gone {
		return Folder{}, false
	}
	return x.folders[i].Folder, true
}

// DropFolder forgets a folder with all that is in it and below.
func (x *Index) DropFolder(id int) {
	if _, ok := x.Folder(id); !ok {
		return
	}
	below := map[int]bool{id: true}
	for more := true; more; {
		more = false
		for _, f := range x.folders {
			if !f.gone && !below[f.ID] && below[f.Parent] {
				below[f.ID], more = true, true
			}
		}
	}
	for i, s := range x.slots {
		if s.id != 0 && s.folder >= 0 && below[x.folders[s.folder].ID] {
			x.bury(int32(i))
		}
	}
	for id := range below {
		x.folders[x.folderOf[int32(id)]].gone = true
	}
	x.tidy()
}

// In is what a folder holds as far as it is known, each by name; 0 is the root.
func (x *Index) In(id int) (folders []Folder, secrets []Secret) {
	for _, f := range x.folders {
		if !f.gone && f.Parent == id {
			folders = append(folders, f.Folder)
		}
	}
	if at, ok := x.folderOf[int32(id)]; ok && id > 0 {
		for i, s := range x.slots {
			if s.id != 0 && s.folder == at {
				secrets = append(secrets, x.secretAt(int32(i)))
			}
		}
	}
	slices.SortStableFunc(folders, func(a, b Folder) int { return cmp.Compare(fold(a.Name), fold(b.Name)) })
	slices.SortStableFunc(secrets, func(a, b Secret) int { return cmp.Compare(fold(a.Name), fold(b.Name)) })
	return folders, secrets
}

// Listed takes the whole answer to what a folder holds: what is known there
// and not named any more is forgotten. more says that the answer was cut, so
// that secrets it does not name may still be there.
func (x *Index) Listed(id int, folders []Folder, secrets []Secret, more bool) (changed bool) {
	named := map[int]bool{}
	for _, f := range folders {
		named[f.ID] = true
		changed = x.PutFolder(f) || changed
	}
	for _, f := range x.folders {
		if !f.gone && f.Parent == id && !named[f.ID] {
			x.DropFolder(f.ID)
			changed = true
		}
	}
	clear(named)
	for _, s := range secrets {
		named[s.ID] = true
		changed = x.PutSecret(s) || changed
	}
	at, known := x.folderOf[int32(id)]
	if more || !known || id <= 0 {
		return changed
	}
	for i, s := range x.slots {
		if s.id != 0 && s.folder == at && !named[int(s.id)] {
			x.bury(int32(i))
			changed = true
		}
	}
	x.tidy()
	return changed
}

// plain is s as it can be remembered: valid, and without the byte that ends a field.
func plain(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", " ")
	}
	return strings.ToValidUTF8(s, string(utf8.RuneError))
}

// Secrets are all that are known, in no order that means anything.
func (x *Index) Secrets() iter.Seq[Secret] {
	return func(yield func(Secret) bool) {
		for i, s := range x.slots {
			if s.id != 0 && !yield(x.secretAt(int32(i))) {
				return
			}
		}
	}
}

// Folders are all that are known, likewise.
func (x *Index) Folders() iter.Seq[Folder] {
	return func(yield func(Folder) bool) {
		for _, f := range x.folders {
			if !f.gone && !yield(f.Folder) {
				return
			}
		}
	}
}
