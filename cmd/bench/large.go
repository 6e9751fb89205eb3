package main

import (
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"time"

	"sallyport/cmd/internal/desk"
)

// The most that is aimed at.
const (
	mayStart  = 500 * time.Millisecond
	maySearch = 50 * time.Millisecond
	mayOpen   = 100 * time.Millisecond
	mayFrame  = 16 * time.Millisecond
	mayKeep   = 60 << 20 // bytes more than an empty window
)

// Where the window has its parts, on a desk of 1280x800: inside its frame.
func leftPart() image.Rectangle { return image.Rect(12, 80, 276, 740) }  // the tree, or what a search has found
func treePart() image.Rectangle { return image.Rect(12, 215, 276, 600) } // below the sections: the folders of the vault

// large measures a window on a large vault that is remembered.
func (b *bench) large() error {
	e, err := b.estate(manySecrets, manyFolders)
	defer e.close()
	if err != nil {
		return err
	}
	if err := desk.Build(e.Dir(), "-tags", "no_animations", "sallyport/cmd/bench/emptywindow"); err != nil {
		return err
	}
	p, err := b.begin(e)
	if err != nil {
		return err
	}
	defer p.Kill()
	return errors.Join(b.search(e, p), b.countLarge(e, p))
}

// countLarge measures the same window before and while a check-out counts down in it.
func (b *bench) countLarge(e *estate, p *desk.Program) error {
	window, err := e.Window("alice @")
	if err == nil {
		err = errors.Join(e.Focus(window), e.Key("ctrl+k", "ctrl+a"), e.Type("db-01"), e.Still(), e.Key("Return"), e.Still())
	}
	if err != nil {
		return err
	}
	w := []*watched{{pid: p.PID(), main: window}}
	rests, err := b.observe(w)
	if err != nil {
		return err
	}
	if err := errors.Join(e.Key("Tab", "Return"), e.demo.Happened(103, "check-out", "*", 1), e.Still()); err != nil { // `Check out only`
		return err
	}
	counts, err := b.observe(w)
	if err != nil {
		return err
	}
	for i := range counts {
		counts[i] = append(counts[i], rests[i]...)
	}
	tellTick("tick-large", ticks(counts, 0, 1))
	return nil
}

// begin measures starts, each beside one of an empty window: what else the
// machine does disturbs both alike. The last program goes on running.
func (b *bench) begin(e *estate) (p *desk.Program, err error) {
	var took, empty []time.Duration
	var more, size []int
	bare := filepath.Join(e.Dir(), "emptywindow")
	for range b.times {
		if p != nil {
			p.Kill()
		}
		var d time.Duration
		var least, most int
		if p, d, least, err = e.run(bare, "a window", func() bool { return e.screen.Plain(leftPart(), 0x20) }); err != nil {
			return p, err
		}
		empty = append(empty, d)
		p.Kill()
		if err := e.admit(); err != nil {
			return p, err
		}
		e.between.Slow(far) // what is seen first is what was remembered
		if p, d, most, err = e.run(b.bin, "the remembered tree", func() bool { return e.screen.Text(treePart()) }); err != nil {
			return p, err
		}
		e.between.Slow(0)
		took, size, more, b.least = append(took, d), append(size, most), append(more, most-least), least
	}
	spread("start", took, millis, fmt.Sprintf("process start until the tree of %d remembered secrets in %d folders is on the screen: %s", manySecrets, manyFolders, within(middle(took), mayStart)))
	spread("start-empty", empty, millis, "the same for an empty window of the toolkit")
	spread("memory", size, mebi, "proportional set size, a few seconds after the start")
	spread("memory-more", more, mebi, "of that: more than the empty window beside it: "+within(middle(more), mayKeep))
	return p, nil
}

// run starts a program and measures how long it takes to show something, and
// how much memory it has some seconds later.
func (e *estate) run(bin, what string, shown func() bool) (p *desk.Program, took time.Duration, pss int, err error) {
	if err := desk.Until("an empty desk", func() bool { return !shown() }); err != nil {
		return nil, 0, 0, err
	}
	begun := time.Now()
	if p, err = e.Run(bin); err != nil {
		return nil, 0, 0, err
	}
	if took, err = soon(begun, what, shown); err == nil {
		err = e.screen.Rest(leftPart(), 3*time.Second)
	}
	if err == nil {
		pss, err = desk.PSS(p.PID())
	}
	if err != nil {
		p.Kill()
		return nil, 0, 0, fmt.Errorf("%w; the program said:\n%s", err, p.Log())
	}
	return p, took, pss, nil
}

// typed is what is looked for: what many have in their names, what one has,
// and what was typed wrong.
var typed = []string{"edge-00", "osaka web", "caceh-01", "prodcution"}

// searches is how often all of that is looked for.
const searches = 3

// search types and erases, and measures each key until what it finds is on the
// screen, and the memory of each time.
func (b *bench) search(e *estate, p *desk.Program) error {
	window, err := e.Window("alice @")
	if err != nil {
		return err
	}
	before, err := desk.PSS(p.PID())
	if err := errors.Join(err, e.Focus(window)); err != nil {
		return err
	}
	var took, cleared []time.Duration
	var added, more []int
	for range searches {
		for _, text := range typed {
			keys, last, err := e.looksFor(text)
			if err != nil {
				return err
			}
			took, cleared = append(took, keys...), append(cleared, last)
		}
		// Some seconds after the last search the program gives back what it took.
		if err := e.screen.Rest(leftPart(), 12*time.Second); err != nil {
			return err
		}
		after, err := desk.PSS(p.PID())
		if err != nil {
			return err
		}
		added, more = append(added, after-before), append(more, after-b.least)
	}
	tail("search", took, "a key in the search box until its first result is on the screen", maySearch)
	tail("search-clear", cleared, "Escape in the search box until the tree is on the screen", maySearch)
	spread("memory-search", added, mebi, "what searching has added so far, some seconds after the last")
	spread("memory-searched", more, mebi, "more than the empty window: "+within(middle(more), mayKeep))
	return nil
}

// looksFor types a text, erases a letter of it, and clears it.
func (e *estate) looksFor(text string) (keys []time.Duration, cleared time.Duration, err error) {
	if err := errors.Join(e.keys.Press(desk.KeyControl, 'k'), e.screen.Rest(leftPart(), calm)); err != nil {
		return nil, 0, err
	}
	for _, letter := range append([]rune(text), desk.KeyBackSpace) {
		if letter == ' ' { // finds what is found already
			if err := e.keys.Press(letter); err != nil {
				return nil, 0, err
			}
			continue
		}
		d, err := e.changed(leftPart(), letter)
		if err != nil {
			return nil, 0, fmt.Errorf("%q of %q: %w", letter, text, err)
		}
		keys = append(keys, d)
	}
	if cleared, err = e.changed(leftPart(), desk.KeyEscape); err != nil {
		err = fmt.Errorf("clear %q: %w", text, err)
	}
	return keys, cleared, err
}

// calm is how long nothing may have changed before a key is measured. The
// vault is asked a moment after the last key, and its answer is drawn as well.
const calm = 400 * time.Millisecond

// changed presses a key, measures until a part changes, and lets it come to rest.
func (e *estate) changed(part image.Rectangle, key rune) (time.Duration, error) {
	d, err := e.screen.Changed(part, func() error { return e.keys.Press(key) })
	return d, errors.Join(err, e.screen.Rest(part, calm))
}
