package ui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// A secret may stand in the tree and in a section. Its rows there are called
// after the section, too: "s12@v1#favorites".
const ofSection = "#"

// headID begins the ids of the heads of sections.
const headID = "section" + ofSection

// sessionsID is the row that opens the list of all sessions.
const sessionsID = "sessions"

// sectionRows is how many secrets of one section are shown; more are counted and found by search.
const sectionRows = 500

// copies are the ids of all rows that a secret may have.
func copies(r app.Row, vault app.VaultKey) []string {
	id := rowID(r, vault)
	ids := []string{id}
	for _, k := range app.Sections {
		ids = append(ids, inSection(id, k))
	}
	return ids
}

func inSection(id string, k app.Section) string { return id + ofSection + string(k) }

func sectionID(k app.Section) string { return headID + string(k) }

// sectionOf is the section whose head a row is.
func sectionOf(id string) (app.Section, bool) {
	k, ok := strings.CutPrefix(id, headID)
	return app.Section(k), ok
}

// addSections appends the lists above the vaults.
func (t *tree) addSections(items []widgets.RowItem) []widgets.RowItem {
	t.opened = t.opened[:0]
	for _, k := range app.Sections {
		if k == app.SectionPinned && t.last.Sections.Pinned.Total == 0 {
			continue // who pins nothing need not look at it
		}
		if t.isOpen(sectionID(k)) {
			t.opened = append(t.opened, k)
		}
		items = t.addSection(items, k)
	}
	return append(items, t.sessionsRow())
}

func (t *tree) sessionsRow() widgets.RowItem {
	it := widgets.RowItem{ID: sessionsID, Name: tr("Sessions"), Icon: t.env.icon("play"), Right: strconv.Itoa(len(t.last.Sessions))}
	if n := failures(&t.last); n > 0 {
		it.Right, it.Mark, it.Tone = tr("{n} failed", "n", n), t.env.icon("warning"), widgets.Red
	}
	return it
}

func (t *tree) addSection(items []widgets.RowItem, k app.Section) []widgets.RowItem {
	s, id := t.last.Sections.Of(k), sectionID(k)
	head := widgets.RowItem{ID: id, Name: SectionText(k), Branch: branch(t.isOpen(id)), Icon: t.env.icon(sectionIcon(k))}
	if s.Known {
		head.Right = strconv.Itoa(s.Total)
	}
	if s.ToSet > 0 {
		head.Right = tr("{n} of {of}", "n", s.Set, "of", s.ToSet)
	}
	if !s.Problem.None() {
		head.Mark, head.Tone = t.env.icon("warning"), widgets.Amber
		if head.Right == "" {
			head.Right = tr("not known")
		}
	}
	items = append(items, head)
	if !t.isOpen(id) {
		return items
	}
	rows := s.Rows[:min(len(s.Rows), sectionRows)]
	for _, r := range rows {
		it := t.env.secretRow(r, r.Vault, 1, &t.last)
		if r.Folder {
			it = widgets.RowItem{ID: rowID(r, r.Vault), Depth: 1, Name: r.Name, Icon: t.env.icon("folder")}
		}
		it.ID = inSection(it.ID, k)
		it.Note = t.env.vaultName(r.Vault)
		items = append(items, it)
	}
	return t.addSectionNote(items, id, k, s, s.Total-len(rows))
}

// addSectionNote says what a section has no rows for.
func (t *tree) addSectionNote(items []widgets.RowItem, id string, k app.Section, s *app.SectionView, more int) []widgets.RowItem {
	switch {
	case !s.Problem.None():
		n := note(id, 1, Sentence(s.Problem).Title)
		n.Icon = t.env.icon("warning")
		return append(items, n)
	case !s.Known || s.Loading && len(s.Rows) == 0:
		return append(items, note(id, 1, tr("Loading…")))
	case more > 0:
		return append(items, note(id, 1, trn(more, "{n} more: search finds it", "{n} more: search finds them")))
	case len(s.Rows) == 0:
		return append(items, note(id, 1, SectionEmpty(k)))
	}
	return items
}

func sectionIcon(k app.Section) string {
	switch k {
	case app.SectionPinned:
		return "folder"
	case app.SectionFavorites:
		return "star-full"
	case app.SectionRecent:
		return "clock"
	}
	return "share"
}

// star is the button that marks the shown secret, or takes the mark away.
type star struct {
	env    *env
	button *widgets.Button
	shown  ref
	now    app.Favorite
}

func newStar(e *env) *star {
	s := &star{env: e}
	s.button = keyed(e.button(widgets.Plain, "", s.flip).WithIcon(e.icon("star")), actFavorite)
	s.button.Hide()
	return s
}

// flip marks the secret, or takes the mark away. What is not known is left alone.
func (s *star) flip() {
	if s.now != app.FavoriteUnknown && s.shown.id != 0 {
		s.env.to(s.shown.vault, app.SetFavorite{SecretID: s.shown.id, On: s.now == app.FavoriteNo})
	}
}

func (s *star) render(n *app.PaneView) (changed bool) {
	s.shown = paneRef(n)
	if s.now != n.Favorite {
		s.now, changed = n.Favorite, true
		label, icon := tr("Favorite"), "star-full"
		if n.Favorite == app.FavoriteNo {
			label, icon = tr("Add to favorites"), "star"
		}
		s.button.SetLabel(label)
		s.button.SetIcon(s.env.icon(icon))
	}
	return visible(s.button, n.Favorite != app.FavoriteUnknown) || changed
}

// badgeIcon is the picture before the word of a badge, and its colour where it warns.
func (e *env) badgeIcon(b app.Badge) (icon fyne.Resource, tone fyne.ThemeColorName) {
	switch b {
	case app.BadgeComment:
		return e.icon("message"), ""
	case app.BadgeCheckOut:
		return e.icon("clock"), ""
	case app.BadgeApproval:
		return e.icon("mail"), ""
	case app.BadgeLock:
		return e.icon("lock"), ""
	case app.BadgeMFA:
		return e.icon("device"), ""
	case app.BadgeHeld:
		return e.icon("person"), ""
	case app.BadgeSync, app.BadgeBeat:
		return e.icon("warning"), widgets.Amber
	}
	return nil, ""
}
