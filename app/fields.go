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
	page  []FieldView // rest of a secret that is a web page: the pane shows neither its machine nor a port
}

// listFields learns which fields the secret in the pane has: a template is read
// once, and no secret for it.
func (a *App) listFields(sec *secret) {
	id, vault := sec.summary.TemplateID, a.s.vault
	if _, known := a.s.templates[id]; known || id <= 0 || vault == nil || a.s.selected != sec.id || a.cfg.Downloads == "" && a.cfg.Show == nil {
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

// fieldsOf sorts a template's fields, in its own order. The pane has a row for
// the password and for what names the user, the machine and the port: that is
// one field each, and another of such a name is a field like all others. What
// the vault's own pages do not show is not shown here.
func fieldsOf(t ssclient.Template) (all templateFields) {
	password := slices.IndexFunc(t.Fields, func(f ssclient.TemplateField) bool {
		return f.IsPassword && !isPassphrase(f.Slug)
	})
	user, host, port := fieldOfRow(t, userSlugs), fieldOfRow(t, hostSlugs), fieldOfRow(t, []string{"port"})
	for i, f := range t.Fields {
		v := FieldView{Slug: f.Slug, Name: f.Name, Secret: f.IsPassword, Lines: f.IsNotes}
		switch {
		case f.IsFile:
			all.files = append(all.files, FileView{Slug: f.Slug, Name: f.Name})
			continue
		case f.Slug == "", i == password, i == user, f.HideOnView:
			continue
		case i != host && i != port:
			all.rest = append(all.rest, v)
		}
		all.page = append(all.page, v)
	}
	return all
}

// fieldOfRow is which field of a template is looked at first for one of slugs; -1: none.
func fieldOfRow(t ssclient.Template, slugs []string) int {
	for _, slug := range slugs {
		if i := slices.IndexFunc(t.Fields, func(f ssclient.TemplateField) bool {
			return strings.EqualFold(f.Slug, slug) && !f.IsPassword && !f.IsFile
		}); i >= 0 {
			return i
		}
	}
	return -1
}

// viewFields are those that the pane has no other row for.
func (a *App) viewFields(sec *secret) FieldsView {
	of := a.s.templates[sec.summary.TemplateID]
	v := FieldsView{All: of.rest}
	if sec.kind() == WebPage {
		v.All = of.page
	}
	if a.s.vault != nil && a.cfg.Copy != nil && a.cfg.Show != nil {
		v.Open, v.Secrets = sec.closed(false).None(), sec.closed(true).None()
	}
	if b := a.s.bare; b != nil && b.sec == sec {
		v.Shown = b.slug
	}
	return v
}
