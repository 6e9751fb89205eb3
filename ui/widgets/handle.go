package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Handle is an invisible strip to drag between two panes.
type Handle struct {
	base
	OnDrag func(dx float32)
}

// NewHandle is a strip that tells how far it was dragged.
func NewHandle(drag func(dx float32)) *Handle {
	h := &Handle{OnDrag: drag}
	h.ExtendBaseWidget(h)
	return h
}

// Dragged implements fyne.Draggable.
func (h *Handle) Dragged(e *fyne.DragEvent) {
	if h.OnDrag != nil {
		h.OnDrag(e.Dragged.DX)
	}
}

// DragEnd implements fyne.Draggable.
func (h *Handle) DragEnd() {}

// Cursor shows that it can be dragged.
func (h *Handle) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer draws nothing.
func (h *Handle) CreateRenderer() fyne.WidgetRenderer {
	return &paint{place: func(fyne.Size) {}, least: func() fyne.Size { return fyne.NewSize(6, 6) }, tone: func() {}}
}
