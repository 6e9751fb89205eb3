package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/ui/widgets"
)

// codeRow is the one-time code of a secret: masked, or for a while on the
// screen with a ring of its own.
type codeRow struct {
	root   *fyne.Container
	dots   *widgets.Text
	bare   *widgets.Letters
	ring   *widgets.Ring
	left   *widgets.Text
	copy   *widgets.Button
	look   *widgets.Button
	secret ref
	view   app.CodeView
}

func newCodeRow(e *env) *codeRow {
	c := &codeRow{dots: widgets.NewText("••••••", widgets.Style{}), bare: widgets.NewLetters(), ring: widgets.NewRing(16, 3.5)}
	c.left = widgets.NewText("", widgets.Style{Tone: widgets.Quiet})
	c.copy = e.button(widgets.Link, tr("Copy"), func() { e.to(c.secret.vault, app.CopyCode{SecretID: c.secret.id}) })
	c.look = e.button(widgets.Link, tr("Show"), func() {
		on := !c.view.Shown
		if !on {
			c.cover()
		}
		e.to(c.secret.vault, app.ShowCode{SecretID: c.secret.id, On: on})
	})
	c.root = &fyne.Container{Layout: &codeLayout{}, Objects: []fyne.CanvasObject{
		widgets.NewText(tr("One-time code"), widgets.Style{Tone: widgets.Quiet, Cut: true}), c.dots, c.bare.Box, c.ring, c.left, c.copy, c.look,
	}}
	return c
}

// glimpse shows a code.
func (c *codeRow) glimpse(code []byte) {
	c.bare.Set(code)
	c.lay()
}

// cover takes it away.
func (c *codeRow) cover() {
	if c.bare.Clear() {
		c.lay()
	}
}

func (c *codeRow) render(n *app.PaneView) {
	v := n.Code
	if secret := paneRef(n); secret != c.secret || c.view.Shown && !v.Shown {
		c.secret = secret
		c.cover()
	}
	was := c.view
	c.view = v
	if was == v {
		return
	}
	c.ring.Set(v.Left, v.Whole, codeTone(v.Left))
	c.left.Set(tr("{n} s", "n", int(v.Left/time.Second)))
	c.left.SetTone(codeInk(v.Left))
	label := tr("Show")
	if v.Shown {
		label = tr("Hide")
	}
	c.look.SetLabel(label)
	visible(c.copy, v.Copy)
	visible(c.look, v.Show || v.Shown)
	c.lay()
}

// codeLast is when a code is too old to be typed in peace.
const codeLast = 5 * time.Second

func codeTone(left time.Duration) fyne.ThemeColorName {
	if left <= codeLast {
		return widgets.Red
	}
	return widgets.Accent
}

func codeInk(left time.Duration) fyne.ThemeColorName {
	if left <= codeLast {
		return widgets.Red
	}
	return widgets.Quiet
}

func (c *codeRow) lay() {
	there := c.bare.Len() > 0
	visible(c.dots, !there)
	visible(c.ring, there && c.view.Whole > 0)
	visible(c.left, there && c.view.Whole > 0)
	c.root.Layout.Layout(c.root.Objects, c.root.Size())
}

// codeLayout is that of a field's row, with a ring behind the code.
type codeLayout struct{}

func (l *codeLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	end := s.Width + 4
	for _, b := range o[5:] {
		if b.Visible() {
			w := b.MinSize().Width
			place(b, end-w, (s.Height-26)/2, w, 26)
			end -= w
		}
	}
	place(o[0], 0, 0, 112, s.Height)
	place(o[1], 120, 0, 60, s.Height)
	letters := o[2].(*fyne.Container)
	w := float32(len(letters.Objects)) * letters.MinSize().Width
	h := letters.MinSize().Height
	place(letters, 120, (s.Height-h)/2, w, h)
	place(o[3], 120+w+16, (s.Height-16)/2, 16, 16)
	place(o[4], 120+w+40, 0, max(0, end-160-w), s.Height)
}

func (l *codeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 32) }
