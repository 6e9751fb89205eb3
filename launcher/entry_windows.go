package launcher

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/danieljoos/wincred"
	"golang.org/x/sys/windows"
)

// keptPrefix begins the names under which the user's own entries wait until
// ours are gone. They lie in the same store: a crash loses nothing.
const keptPrefix = "Sallyport keeps/"

// entryTag is the comment by which an entry of ours is known, with the session.
const entryTag = "Sallyport session "

// storeEntry is an entry of ours in the credential store.
type storeEntry struct {
	name, id string
	generic  bool // the older kind, which every program of the user can read
}

// putEntry writes the entry for this sign-in session of Windows. The kind that
// only Windows itself can read comes first; with Credential Guard it is of no
// use, and a policy can forbid it.
func putEntry(name, user, id string, blob []byte) (entry, error) {
	if own, err := wincred.GetDomainPassword(name); err == nil && !strings.HasPrefix(own.Comment, entryTag) {
		// Not even we can read its password, so it could not be put back.
		return nil, fmt.Errorf("Windows keeps a password of yours for this host; remove %s in the Credential Manager, or it would be lost", name)
	}
	if !credentialGuard() {
		d := wincred.NewDomainPassword(name)
		d.UserName, d.CredentialBlob, d.Comment, d.Persist = user, blob, entryTag+id, wincred.PersistSession
		if d.Write() == nil {
			return storeEntry{name, id, false}, nil
		}
	}
	e := storeEntry{name, id, true}
	if err := e.keepOwn(); err != nil {
		return nil, fmt.Errorf("put your own %s aside: %w", name, err)
	}
	g := wincred.NewGenericCredential(name)
	g.UserName, g.CredentialBlob, g.Comment, g.Persist = user, blob, entryTag+id, wincred.PersistSession
	if err := g.Write(); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s to the credential store: %w", name, err), e.remove())
	}
	return e, nil
}

// keepOwn puts the user's entry of the same name aside.
func (e storeEntry) keepOwn() error {
	own, err := wincred.GetGenericCredential(e.name)
	if errors.Is(err, wincred.ErrElementNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer clear(own.CredentialBlob)
	if strings.HasPrefix(own.Comment, entryTag) {
		return nil
	}
	own.TargetName = keptPrefix + e.id + "/" + e.name
	return own.Write()
}

// remove deletes our entry, unless the user's own has taken its place since,
// and puts back what was kept.
func (e storeEntry) remove() error {
	var err error
	if !e.generic {
		d, errGet := wincred.GetDomainPassword(e.name)
		if errGet == nil && d.Comment == entryTag+e.id {
			err = d.Delete()
		}
		return err
	}
	if g, errGet := wincred.GetGenericCredential(e.name); errGet == nil {
		clear(g.CredentialBlob)
		if g.Comment != entryTag+e.id {
			return nil
		}
		err = g.Delete()
	}
	return errors.Join(err, restore(keptPrefix+e.id+"/"+e.name))
}

// restore gives an entry that was put aside its name back.
func restore(kept string) error {
	own, err := wincred.GetGenericCredential(kept)
	if errors.Is(err, wincred.ErrElementNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer clear(own.CredentialBlob)
	_, name, _ := strings.Cut(strings.TrimPrefix(kept, keptPrefix), "/")
	old := *own
	own.TargetName = name
	if err := own.Write(); err != nil {
		return err
	}
	return old.Delete()
}

// sweepEntries removes what sessions that are over left in the store.
func sweepEntries(over func(id string) bool) error {
	var errs []error
	ours, err := wincred.FilteredList("TERMSRV/*")
	errs = append(errs, err)
	for _, c := range ours {
		clear(c.CredentialBlob)
		id, tagged := strings.CutPrefix(c.Comment, entryTag)
		if tagged && over(id) {
			errs = append(errs, storeEntry{c.TargetName, id, false}.remove(), storeEntry{c.TargetName, id, true}.remove())
		}
	}
	kept, err := wincred.FilteredList(keptPrefix + "*")
	errs = append(errs, err)
	for _, c := range kept {
		clear(c.CredentialBlob)
		id, _, _ := strings.Cut(strings.TrimPrefix(c.TargetName, keptPrefix), "/")
		if over(id) {
			errs = append(errs, restore(c.TargetName))
		}
	}
	return errors.Join(errs...)
}

// credentialGuard reports whether Windows keeps saved passwords away from
// sign-ins to remote desktops: then its isolated process runs.
func credentialGuard() bool {
	all, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return false
	}
	defer windows.CloseHandle(all)
	p := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(all, &p); err == nil; err = windows.Process32Next(all, &p) {
		if strings.EqualFold(windows.UTF16ToString(p.ExeFile[:]), "LsaIso.exe") {
			return true
		}
	}
	return false
}
