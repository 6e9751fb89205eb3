package ui

import "sallyport/app"

// VaultStateText is how a vault stands, in a line.
func VaultStateText(v *app.VaultView) string {
	text := or(VaultText(v.State), tr("signed in"))
	if v.Throttled {
		text = dotted(text, tr("calls wait for the vault's limit"))
	}
	return text
}

// VaultKindText is what kind of vault it is.
func VaultKindText(v *app.VaultView) string {
	if v.Platform {
		return tr("Delinea Platform")
	}
	return tr("Secret Server")
}

// RememberedText says how the next start signs in.
func RememberedText(v *app.VaultView) string {
	switch {
	case v.Remembered:
		return tr("remembered in the system's keyring")
	case v.ForbidsSaving:
		return tr("asked for at each start: the vault wants it so")
	}
	return tr("asked for at each start")
}

// NamesText says how old what the tree shows is.
func NamesText(v *app.VaultView) string {
	if v.Tree == nil {
		return tr("none yet")
	}
	root, listed := v.Tree.Children[0]
	switch {
	case !root.From.IsZero():
		at := moment(root.From)
		if root.Today {
			at = wall(root.From.Local())
		}
		if root.Loading {
			return tr("from {time}, refreshing", "time", at)
		}
		return tr("remembered, from {time}", "time", at)
	case !listed:
		return tr("none yet")
	case root.Loading:
		return tr("being read")
	}
	return tr("read since this start")
}

// UseText is what this user has under way in a vault.
func UseText(checkOuts, sessions int) string {
	if checkOuts+sessions == 0 {
		return tr("nothing")
	}
	var out, runs string
	if checkOuts > 0 {
		out = trn(checkOuts, "{n} check-out", "{n} check-outs")
	}
	if sessions > 0 {
		runs = trn(sessions, "{n} session", "{n} sessions")
	}
	return dotted(out, runs)
}
