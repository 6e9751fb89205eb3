package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// unknown stands where the vault's list says nothing.
const unknown = "—"

// folderRows are a folder's rows as they come into sight.
type folderRows struct {
	env  *env
	view *app.View
	n    *app.FolderView
}

func (s *folderRows) Len() int { return len(s.n.Rows) }

func (s *folderRows) ID(i int) string { return rowID(s.n.Rows[i].Row, s.n.Vault) }

func (s *folderRows) Find(id string) int {
	n, secret := secretID(id)
	if !secret {
		var ok bool
		if n, ok = folderID(id); !ok {
			return -1
		}
	}
	if n.vault != s.n.Vault {
		return -1
	}
	return slices.IndexFunc(s.n.Rows, func(r app.FolderRow) bool { return r.ID == n.id && r.Folder != secret })
}

func (s *folderRows) Row(i int) widgets.TableRow {
	r := &s.n.Rows[i]
	row := widgets.TableRow{Icon: s.env.icon("folder"), Cells: make([]widgets.Cell, 0, len(s.n.Table.Columns))}
	if !r.Folder {
		row.Icon = s.env.kindIcon(r.Kind)
		row.Marked = s.env.marks.has(app.Marked{Vault: s.n.Vault, SecretID: r.ID})
		if row.Marked {
			row.Icon = s.env.icon("check")
		}
	}
	for _, c := range s.n.Table.Columns {
		row.Cells = append(row.Cells, s.cell(r, c.Column))
	}
	return row
}

func (s *folderRows) cell(r *app.FolderRow, c app.Column) widgets.Cell {
	switch {
	case c == app.ColumnName:
		return widgets.Cell{Text: r.Name}
	case r.Folder:
		return widgets.Cell{}
	case c == app.ColumnHost:
		return known(r.Host)
	case c == app.ColumnUser:
		return known(r.User)
	case c == app.ColumnTemplate:
		return known(r.Template)
	case c == app.ColumnWorkflow:
		return s.workflow(r)
	case c == app.ColumnBeat:
		return s.beat(r)
	case r.Accessed.IsZero():
		return known("")
	}
	return widgets.Cell{Text: r.Accessed.Local().Format(time.DateOnly + " 15:04")}
}

func known(text string) widgets.Cell {
	if text == "" {
		return widgets.Cell{Text: unknown, Tone: widgets.Quiet}
	}
	return widgets.Cell{Text: text}
}

// workflow is who holds it and for how long, else what it asks.
func (s *folderRows) workflow(r *app.FolderRow) widgets.Cell {
	if c, ok := checkOutOf(s.view, ref{s.n.Vault, r.ID}); ok {
		var it widgets.RowItem
		s.env.held(&it, c)
		return widgets.Cell{Text: it.Right, Icon: it.Mark, Tone: it.Tone}
	}
	icon, tone := s.env.badgeIcon(r.Badge)
	if r.Badge == app.BadgeHeld {
		return widgets.Cell{Text: BadgeText(r.Badge, r.Holder), Icon: icon, Tone: tone}
	}
	if r.Badge == app.BadgeSync || r.Badge == app.BadgeBeat { // said beside it
		icon = s.demandIcon(r.Demands)
	}
	return widgets.Cell{Text: DemandsText(r.Demands), Icon: icon}
}

func (s *folderRows) demandIcon(d app.Demands) fyne.Resource {
	for _, x := range []struct {
		on    bool
		badge app.Badge
	}{{d.Approval, app.BadgeApproval}, {d.Lock, app.BadgeLock}, {d.MFA, app.BadgeMFA}, {d.CheckOut, app.BadgeCheckOut}, {d.Comment, app.BadgeComment}} {
		if x.on {
			icon, _ := s.env.badgeIcon(x.badge)
			return icon
		}
	}
	return nil
}

func (s *folderRows) beat(r *app.FolderRow) widgets.Cell {
	warn := func(text string) widgets.Cell {
		return widgets.Cell{Text: text, Icon: s.env.icon("warning"), Tone: widgets.Amber}
	}
	switch {
	case r.Badge == app.BadgeSync:
		return warn(BadgeText(r.Badge, ""))
	case r.Beat == app.BeatUnknown:
		return known("")
	case r.Beat == app.BeatWorks:
		return widgets.Cell{Text: BeatWord(r.Beat), Icon: s.env.icon("check")}
	case r.Beat == app.BeatFailed, r.Beat == app.BeatLocked:
		return warn(BeatWord(r.Beat))
	}
	return widgets.Cell{Text: BeatWord(r.Beat), Tone: widgets.Quiet}
}
