package ui

import (
	"strings"

	"sallyport/app"
)

var columnWords = map[app.Column]string{
	app.ColumnName:     "Name",
	app.ColumnHost:     "Machine",
	app.ColumnUser:     "User",
	app.ColumnTemplate: "Template",
	app.ColumnWorkflow: "Workflow",
	app.ColumnBeat:     "Heartbeat",
	app.ColumnAccessed: "Last access",
}

// ColumnText is the title of a column.
func ColumnText(c app.Column) string { return tr(columnWords[c]) }

var shortBeats = map[app.Beat]string{
	app.BeatUnknown: "not told",
	app.BeatWorks:   "works",
	app.BeatFailed:  "failed",
	app.BeatLocked:  "locked out",
	app.BeatAway:    "not reached",
	app.BeatPending: "pending",
	app.BeatOff:     "off",
	app.BeatNothing: "no result",
}

// BeatWord is what became of the vault's last try of a password.
func BeatWord(b app.Beat) string { return tr(shortBeats[b]) }

// DemandsText is what a secret asks, the hardest first; nothing where it asks nothing.
func DemandsText(d app.Demands) string {
	var all []string
	for _, x := range []struct {
		on   bool
		text string
	}{{d.Approval, tr("approval")}, {d.Lock, tr("QuantumLock")}, {d.MFA, tr("MFA")}, {d.CheckOut, tr("check-out")}, {d.Comment, tr("reason")}} {
		if x.on {
			all = append(all, x.text)
		}
	}
	return strings.Join(all, ", ")
}

// folderName is the heading: of the vault itself its host.
func folderName(n *app.FolderView) string {
	if len(n.Above) == 0 {
		return ""
	}
	return or(n.Above[len(n.Above)-1].Name, tr("folder {id}", "id", n.ID))
}

// FolderText is how much a folder holds, and what is still on its way.
func FolderText(n *app.FolderView) string {
	if len(n.Rows) == 0 {
		return ""
	}
	text := trn(n.Total, "{n} secret", "{n} secrets")
	if n.Total > n.Secrets {
		text = tr("{n} of {total} secrets", "n", n.Secrets, "total", n.Total)
	}
	if n.Folders > 0 {
		folders := trn(n.Folders, "{n} folder", "{n} folders")
		if text = dotted(text, folders); n.Total == 0 {
			text = folders
		}
	}
	if !n.From.IsZero() {
		at := moment(n.From)
		if n.Today {
			at = wall(n.From.Local())
		}
		text = dotted(text, tr("from {time}", "time", at))
	}
	switch {
	case n.Loading:
		return dotted(text, tr("loading"))
	case n.Sorting:
		return dotted(text, tr("putting them in order"))
	case n.Total > n.Secrets && n.Problem.None():
		return dotted(text, tr("search finds the others"))
	}
	return text
}

// FolderEmpty is what stands in the place of a table without rows.
func FolderEmpty(n *app.FolderView) (icon, title, text string) {
	m := Sentence(n.Problem)
	switch {
	case n.Problem.Kind == app.ProblemGone:
		return "lock", tr("This folder is not open to you"), tr("The vault does not show it to you, or it is gone. If you should see what it holds, ask its owner. Alt+↑ goes to the folder above.")
	case !n.Problem.None():
		return "warning", m.Title, join(join(m.Body, m.Next), tr("F5 asks again."))
	case n.Loading:
		return "dots", tr("Reading {folder}", "folder", folderName(n)), tr("Asking the vault what is in it.")
	}
	return "folder", tr("Nothing in here is open to you"), tr("The folder is empty, or the vault shows you none of it. Alt+↑ goes to the folder above.")
}
