package app

import (
	"context"
	"slices"
	"strings"

	"sallyport/ssclient"
)

// FieldsView are the fields of the secret in the pane beside its machine, user,
// port, password and files: what its template has beyond those.
type FieldsView struct {
	All     []FieldView
	Open    bool // they can be copied and shown now
	Secrets bool // so can those that are passwords
	Shown   string
}

// FieldView is one of them.
type FieldView struct {
	Slug, Name string
	Secret     bool // a password
	Lines      bool // notes: it may have several lines
}

// templateFields are what a template has beside what the pane shows of every secret.
type templateFields struct {
	files []FileView
	rest  []FieldView
}

// listFields learns which fields the secret in the pane has: a template is read
// once, and no secret for it.
func (a *App) listFields(sec *secret) {
	id, vault := sec.summary.TemplateID, a.s.vault
	if _, known := a.s.templates[id]; known || id <= 0 || vault == nil || a.cfg.Downloads == "" || a.s.selected != sec.id {
		return
	}
	if a.s.templates == nil {
		a.s.templates = map[int]templateFields{}
	}
	a.s.templates[id] = templateFields{} // asked
	a.async(a.ctx, func(ctx context.Context) func() {
		t, err := vault.Template(ctx, id)
		return func() {
			switch {
			case err == nil:
				a.s.templates[id] = fieldsOf(t)
			case !unanswered(err):
				delete(a.s.templates, id) // the next time
			}
		}
	})
}

// fieldsOf sorts a template's fields, in its own order.
func fieldsOf(t ssclient.Template) (all templateFields) {
	password := slices.IndexFunc(t.Fields, func(f ssclient.TemplateField) bool {
		return f.IsPassword && !isPassphrase(f.Slug)
	})
	for i, f := range t.Fields {
		switch {
		case f.IsFile:
			all.files = append(all.files, FileView{Slug: f.Slug, Name: f.Name})
		case f.Slug == "", i == password, hasRow(f.Slug), f.HideOnView: // the pane has it, or the vault's own pages do not
		default:
			all.rest = append(all.rest, FieldView{Slug: f.Slug, Name: f.Name, Secret: f.IsPassword, Lines: f.IsNotes})
		}
	}
	return all
}

// hasRow reports whether the pane shows a field to everybody, as what it is for.
func hasRow(slug string) bool {
	slug = strings.ToLower(slug)
	return slug == "port" || slices.Contains(hostSlugs, slug) || slices.Contains(userSlugs, slug)
}

// viewFields are those that the pane has no other row for.
func (a *App) viewFields(sec *secret) FieldsView {
	v := FieldsView{All: a.s.templates[sec.summary.TemplateID].rest}
	if a.s.vault != nil && a.cfg.Copy != nil && a.cfg.Show != nil {
		v.Open, v.Secrets = sec.closed(false).None(), sec.closed(true).None()
	}
	if b := a.s.bare; b != nil && b.sec == sec {
		v.Shown = b.slug
	}
	return v
}
