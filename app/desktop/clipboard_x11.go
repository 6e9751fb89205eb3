//go:build !windows && !darwin

package desktop

import (
	"fmt"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"sallyport/workflow/sealed"
)

// CopySecret offers s on the clipboard, marked for clipboard managers as
// nothing to keep. The program serves it itself: it never becomes a string,
// and it is gone with the program, however that ends. clear takes it back and
// wipes it, unless something else has been copied since, which it leaves alone.
// s is CopySecret's to wipe. ErrNoClipboard says that there is no X server.
func CopySecret(s sealed.Secret) (clear func(), err error) {
	o, err := newOwner(s)
	if err != nil {
		s.Wipe()
		return nil, err
	}
	go o.serve()
	return o.close, nil
}

// owner holds the clipboard for one secret.
type owner struct {
	conn   *xgb.Conn
	win    xproto.Window
	atoms  map[string]xproto.Atom
	since  xproto.Timestamp
	secret sealed.Secret
	once   sync.Once
	gone   chan struct{}
}

// hint is what KDE's and other clipboard managers ask for before they keep anything.
const hint = "x-kde-passwordManagerHint"

// texts are the forms in which the secret is given away.
var texts = []string{"UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT", "STRING"}

func newOwner(s sealed.Secret) (*owner, error) {
	size := 0
	s.Reveal(func(b []byte) { size = len(b) })
	if size > maxCopied {
		return nil, fmt.Errorf("copy: longer than %d bytes", maxCopied)
	}
	conn, err := connectX()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	o := &owner{conn: conn, secret: s, atoms: map[string]xproto.Atom{}, gone: make(chan struct{})}
	if err := o.take(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("copy: %w", err)
	}
	return o, nil
}

// take becomes the owner, at a time that the server says (ICCCM 2.1).
func (o *owner) take() error {
	for _, name := range append([]string{"CLIPBOARD", "TARGETS", "TIMESTAMP", hint}, texts...) {
		a, err := xproto.InternAtom(o.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return err
		}
		o.atoms[name] = a.Atom
	}
	screen := xproto.Setup(o.conn).DefaultScreen(o.conn)
	win, err := xproto.NewWindowId(o.conn)
	if err != nil {
		return err
	}
	o.win = win
	if err := xproto.CreateWindowChecked(o.conn, 0, win, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, screen.RootVisual,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check(); err != nil {
		return err
	}
	if err := xproto.ChangePropertyChecked(o.conn, xproto.PropModeAppend, win, o.atoms["TIMESTAMP"], xproto.AtomInteger, 32, 0, nil).Check(); err != nil {
		return err
	}
	for o.since == 0 {
		e, err := o.conn.WaitForEvent()
		if e == nil && err == nil {
			return ErrNoClipboard // the connection has ended
		}
		if p, ok := e.(xproto.PropertyNotifyEvent); ok {
			o.since = p.Time
		}
	}
	if err := xproto.SetSelectionOwnerChecked(o.conn, win, o.atoms["CLIPBOARD"], o.since).Check(); err != nil {
		return err
	}
	now, err := xproto.GetSelectionOwner(o.conn, o.atoms["CLIPBOARD"]).Reply()
	if err == nil && now.Owner != win {
		err = fmt.Errorf("another program took the clipboard")
	}
	return err
}

// serve answers who pastes, until something else is copied or the secret is taken back.
func (o *owner) serve() {
	defer close(o.gone)
	defer o.secret.Wipe()
	for {
		e, err := o.conn.WaitForEvent()
		switch e := e.(type) {
		case nil:
			if err == nil {
				return // closed
			}
		case xproto.SelectionClearEvent:
			go o.close() // waits for this function
		case xproto.SelectionRequestEvent:
			o.answer(e)
		}
	}
}

func (o *owner) close() {
	o.once.Do(o.conn.Close) // the server forgets a selection whose owner has left
	<-o.gone
}

func (o *owner) answer(e xproto.SelectionRequestEvent) {
	property := e.Property
	if property == xproto.AtomNone {
		property = e.Target // as old programs ask (ICCCM 2.2)
	}
	if e.Selection != o.atoms["CLIPBOARD"] || !o.give(e.Requestor, property, e.Target) {
		property = xproto.AtomNone
	}
	n := xproto.SelectionNotifyEvent{Time: e.Time, Requestor: e.Requestor, Selection: e.Selection, Target: e.Target, Property: property}
	xproto.SendEvent(o.conn, false, e.Requestor, 0, string(n.Bytes()))
}

// give puts the clipboard's content in one form where its reader wants it.
func (o *owner) give(to xproto.Window, property, target xproto.Atom) bool {
	switch target {
	case o.atoms["TARGETS"]:
		all := []string{"TARGETS", "TIMESTAMP", hint}
		list := make([]byte, 0, 4*(len(all)+len(texts)))
		for _, name := range append(all, texts...) {
			list = append(list, 0, 0, 0, 0)
			xgb.Put32(list[len(list)-4:], uint32(o.atoms[name]))
		}
		return o.put(to, property, xproto.AtomAtom, 32, list)
	case o.atoms["TIMESTAMP"]:
		at := make([]byte, 4)
		xgb.Put32(at, uint32(o.since))
		return o.put(to, property, xproto.AtomInteger, 32, at)
	case o.atoms[hint]:
		return o.put(to, property, o.atoms[hint], 8, []byte("secret"))
	}
	for _, name := range texts {
		if target == o.atoms[name] {
			ok := false
			o.secret.Reveal(func(b []byte) { ok = o.put(to, property, target, 8, b) })
			return ok
		}
	}
	return false
}

// put is ChangeProperty with a buffer of our own: the library's could not be wiped.
func (o *owner) put(to xproto.Window, property, kind xproto.Atom, format byte, data []byte) bool {
	const head = 24
	buf := make([]byte, xgb.Pad(head+len(data)))
	defer clear(buf)
	buf[0], buf[1] = 18, xproto.PropModeReplace
	xgb.Put16(buf[2:], uint16(len(buf)/4))
	xgb.Put32(buf[4:], uint32(to))
	xgb.Put32(buf[8:], uint32(property))
	xgb.Put32(buf[12:], uint32(kind))
	buf[16] = format
	xgb.Put32(buf[20:], uint32(len(data)/int(format/8)))
	copy(buf[head:], data)
	cookie := o.conn.NewCookie(true, false)
	o.conn.NewRequest(buf, cookie)
	return cookie.Check() == nil // by then it has been written
}
