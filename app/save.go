package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"sallyport/app/savefile"
	"sallyport/ssclient"
)

type (
	// SaveFile reads the file of a field and asks where it shall be written.
	SaveFile struct {
		SecretID int
		Slug     string
	}
	// CancelFile stops the reading.
	CancelFile struct{ SecretID int }
	// WriteFile answers where. Replace: in the place of the file that is there.
	WriteFile struct {
		PromptID int
		Path     string
		Replace  bool
	}
)

func (SaveFile) intent()   {}
func (CancelFile) intent() {}
func (WriteFile) intent()  {}

// FileView is a field of the secret in the pane that may hold a file.
type FileView struct{ Slug, Name string }

// SavePrompt asks where a file shall be written that was read.
type SavePrompt struct {
	SecretID int
	Name     string // as it was attached, made safe
	Folder   string // to start from
	Size     int    // bytes
	Exists   bool   // what was last answered is there already
	Busy     bool
	Problem  Problem
}

// download is the reading of one file, and then the file until it is written.
type download struct {
	sec    *secret
	slug   string
	since  time.Time
	cancel context.CancelFunc
	file   ssclient.File
	asked  *prompt // where to write it; nil: it is being read
}

// viewFiles are the secret's fields with files, and the one that is being read for a moment now.
func (a *App) viewFiles(sec *secret, now time.Time) (files []FileView, reading string) {
	if d := a.s.download; d != nil && d.sec == sec && d.asked == nil && now.Sub(d.since) >= busyDelay {
		reading = d.slug
	}
	if a.cfg.Downloads == "" {
		return nil, "" // nowhere to write one
	}
	return a.s.templates[sec.summary.TemplateID].files, reading
}

// saveFile reads a file, which the vault audits as a view, and asks where to write it.
func (a *App) saveFile(i SaveFile) {
	sec, vault := a.s.secrets[i.SecretID], a.s.vault
	if sec == nil || vault == nil || a.s.download != nil || a.cfg.Downloads == "" {
		return
	}
	if sec.problem = sec.closed(holdsKey(i.Slug)); !sec.problem.None() {
		return
	}
	ctx, cancel := context.WithCancel(a.ctx)
	d := &download{sec: sec, slug: i.Slug, since: a.now(), cancel: cancel}
	a.s.download = d
	a.after(busyDelay, func() {}) // publishes
	a.async(ctx, func(ctx context.Context) func() {
		file, err := vault.SecretFile(ctx, sec.id, i.Slug)
		return func() {
			cancel()
			switch {
			case a.s.download != d: // cancelled, or the secret was left
				file.Content.Wipe()
			case err != nil:
				a.s.download = nil
				sec.problem = a.fileProblem(err)
				sec.problem.Secret = sec.name()
			default:
				d.file = file
				a.askWhere(d)
			}
		}
	})
}

// fileProblem says why a file was not read.
func (a *App) fileProblem(err error) Problem {
	p := a.failed(err)
	var api *ssclient.APIError
	switch {
	case errors.Is(err, ssclient.ErrTooBig):
		p.Kind = ProblemTooBig
	case errors.As(err, &api) && api.Status == 0 && errors.Is(err, ssclient.ErrRefused):
		p.Kind = ProblemNoFile // the client found nothing to ask for
	}
	return p
}

func (a *App) askWhere(d *download) {
	d.asked = a.ask(PromptView{
		Kind: PromptSave, Secret: d.sec.name(),
		Save: SavePrompt{SecretID: d.sec.id, Name: d.file.Name, Folder: a.folderToSave(), Size: d.file.Content.Len()},
	}, func(bool) { a.dropFile() })
}

// folderToSave is where the last file went, else where such things go.
func (a *App) folderToSave() string {
	if a.s.savedIn != "" {
		return a.s.savedIn
	}
	return a.cfg.Downloads
}

// writeFile writes the file where the user wants it.
func (a *App) writeFile(i WriteFile) {
	d := a.s.download
	if d == nil || d.asked == nil || a.open(i.PromptID) != d.asked || d.asked.view.Save.Busy {
		return
	}
	ask := &d.asked.view.Save
	path := filepath.Clean(strings.TrimSpace(i.Path))
	ask.Busy, ask.Exists, ask.Problem = true, false, Problem{}
	content := d.file.Content.Clone()
	a.async(a.ctx, func(context.Context) func() {
		err := savefile.Write(path, content, i.Replace)
		content.Wipe()
		return func() {
			ask.Busy = false
			switch {
			case errors.Is(err, savefile.ErrExists):
				ask.Exists = true
			case errors.Is(err, savefile.ErrPath):
				ask.Problem = Problem{Kind: ProblemSavePath, Where: path, Unchanged: true}
			case err != nil:
				ask.Problem = Problem{Kind: ProblemSave, Where: path, Detail: err.Error(), Unchanged: true}
			default:
				a.fileSaved(d, path)
			}
		}
	})
}

func (a *App) fileSaved(d *download, path string) {
	a.wrote(d.sec.id, d.sec.name(), stepSave, d.slug)
	a.s.savedIn = filepath.Dir(path)
	a.s.quiet, a.s.quietKind = d.sec.name(), QuietSaved
	if a.s.download == d {
		a.dropFile()
	}
}

// cancelFile stops the reading of a file.
func (a *App) cancelFile(id int) {
	if d := a.s.download; d != nil && d.sec.id == id && d.asked == nil {
		a.dropFile()
	}
}

// dropFile ends what is going on with a file, and wipes it. What is being
// written just now is written to its end.
func (a *App) dropFile() {
	d := a.s.download
	if d == nil {
		return
	}
	a.s.download = nil
	d.cancel()
	d.file.Content.Wipe()
	if d.asked != nil {
		a.closePrompt(d.asked)
	}
}
