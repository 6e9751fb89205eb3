package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// line is one thing of a list: its name, what more there is to say, and what can be done.
func (p *settingsPage) line(name, note string, buttons ...fyne.CanvasObject) {
	words := widgets.NewColumn(2, widgets.NewText(name, widgets.Style{Cut: true}),
		widgets.NewText(note, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet, Cut: true}))
	p.body.Add(widgets.NewLine(8, words, append([]fyne.CanvasObject{words}, buttons...)...))
}

func (p *settingsPage) lead(text string) {
	p.body.Add(widgets.NewParagraph(text, widgets.Style{Size: widgets.Small, Tone: widgets.Quiet}))
}

// drawPrograms lists what vaults' launchers may run here.
func (p *settingsPage) drawPrograms() {
	p.lead(tr("Programs that you let a vault's launcher start on this machine. What is removed is asked about again."))
	for _, x := range p.chosen.Programs {
		p.line(x.Launcher, dotted(x.Path, app.HostOf(x.Server)), p.env.button(widgets.Plain, tr("Remove"), func() { p.env.do(app.ForgetProgram{Program: x}) }))
	}
	if len(p.chosen.Programs) == 0 {
		p.body.Add(widgets.NewText(tr("None yet."), widgets.Style{}))
	}
}

// drawVaults lists the vaults, with what can be done about each.
func (p *settingsPage) drawVaults() {
	p.lead(tr("The accounts of this window. Removing one forgets its sign-in and the names that are remembered of it; nothing changes on the vault."))
	for _, v := range p.vaults {
		state := or(VaultText(v.State), tr("signed in"))
		if !v.Problem.None() {
			state += " · " + VaultWhy(v.Problem)
		}
		var do []fyne.CanvasObject
		switch {
		case v.State == app.VaultSignedIn:
			do = append(do, p.env.button(widgets.Plain, tr("Sign out"), func() { p.env.to(v.Key, app.SignOut{}) }))
		case v.State != app.VaultSigningIn:
			do = append(do, p.env.button(widgets.Plain, VaultNext(v.State), func() { p.env.do(app.OpenSignIn{Vault: v.Key}) }))
		}
		if v.State.Removable() {
			do = append(do, p.env.button(widgets.Plain, tr("Remove"), func() { p.env.do(app.ForgetVault{Vault: v.Key}) }))
		}
		p.line(v.Name, dotted(state, v.User), do...)
	}
	p.body.Add(widgets.NewLine(8, nil, p.env.button(widgets.Plain, tr("Add a vault…"), func() { p.env.do(app.AddVault{}) })))
}

// drawFolders lists the folders that remote desktops may use.
func (p *settingsPage) drawFolders() {
	list := widgets.NewColumn(8)
	for i, d := range p.chosen.RDP.Drives {
		words := widgets.NewText(d.Name+" · "+d.Path, widgets.Style{Cut: true})
		list.Add(widgets.NewLine(8, words, words, p.env.button(widgets.Plain, tr("Remove"), func() {
			to := *p.chosen
			to.RDP.Drives = slices.Delete(slices.Clone(to.RDP.Drives), i, i+1)
			p.env.do(setDesktops(&to))
		})))
	}
	path := widgets.NewEntry(p.env.keys, tr("path of a folder"))
	add := func() {
		if path.Text == "" {
			return
		}
		to := *p.chosen
		to.RDP.Drives = append(slices.Clone(to.RDP.Drives), app.FolderOfDesktops{Path: path.Text})
		p.env.do(setDesktops(&to))
	}
	path.OnSubmitted = func(string) { add() }
	list.Add(widgets.NewLine(8, path, path, p.env.button(widgets.Plain, tr("Add"), add)))
	note := widgets.NewParagraph(tr("Folders of this machine that hosts may read and write. A secret may forbid it."), widgets.Style{Size: widgets.Small, Tone: widgets.Quiet})
	p.body.Add(widgets.NewLabelled(settingsW, widgets.NewText(tr("Folders"), widgets.Style{Cut: true}), widgets.NewColumn(4, list, note)))
}
