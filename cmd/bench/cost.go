package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"sallyport/cmd/internal/desk"
)

// The most that Sallyport may cost more than an empty window, in points of one core.
const (
	mayIdle  = 0.2
	mayCount = 1.0
)

// watched is a process whose cost is measured, and everything it needs.
type watched struct {
	pid  int
	main string   // its window
	stop []func() // in order
}

func (w *watched) close() {
	for _, stop := range w.stop {
		stop()
	}
}

// costs watches an empty window and Sallyport in three states side by side:
// what else the machine does disturbs all four alike.
func (b *bench) costs() (err error) {
	var all []*watched
	defer func() {
		for _, w := range all {
			w.close()
		}
	}()
	for i, prepare := range []func(*bench) (*watched, error){(*bench).empty, (*bench).field, (*bench).counting, (*bench).idle} {
		other, err := b.desk.As(strconv.Itoa(i))
		if err != nil {
			return err
		}
		w, err := prepare(&bench{desk: other, bin: b.bin})
		if w != nil {
			all = append(all, w)
		}
		if err != nil {
			return err
		}
	}
	// The cursor of a field blinks only where the keyboard is. It ends up
	// there last; nothing in the other windows depends on it.
	if err := b.desk.Focus(all[1].main); err != nil {
		return err
	}
	parts, err := b.observe(all)
	if err != nil {
		return err
	}
	empty, field, count, idle := mean(parts, 0), mean(parts, 1), mean(parts, 2), mean(parts, 3)
	line("cpu-empty", show(empty), fmt.Sprintf("an empty Fyne window, over %v", b.watch))
	line("cpu-idle", show(idle), "signed in, a secret selected: "+verdict(idle-empty, mayIdle))
	line("cpu-countdown", show(count), "a check-out that counts down, selected: "+verdict(count-empty, mayCount))
	tellTick("tick", ticks(parts, 2, 3))
	line("cpu-field", show(field), fmt.Sprintf("a text field has the focus, on the sign-in page: %+.2f points", field-empty))
	return errors.Join(resident("memory-empty", all[0].pid), resident("memory-idle", all[3].pid))
}

func resident(name string, pid int) error {
	rss, err := desk.RSS(pid)
	if err == nil {
		line(name, mebi(rss), "resident, at the end")
	}
	return err
}

func show(points float64) string { return fmt.Sprintf("%.2f %%", points) }

func verdict(more, may float64) string {
	word := "within"
	if more > may {
		word = "ABOVE"
	}
	return fmt.Sprintf("%+.2f points, %s the aim of %+.1f", more, word, may)
}

// watchParts is in how many parts the processor is watched.
const watchParts = 5

// observe tells what share of one core each process used, in points: of each
// part of the time a row.
func (b *bench) observe(all []*watched) (parts [][]float64, err error) {
	before, begun := make([]time.Duration, len(all)), time.Now()
	for i, w := range all {
		if before[i], err = desk.CPU(w.pid); err != nil {
			return nil, err
		}
	}
	for range watchParts {
		time.Sleep(b.watch / watchParts) // the measurement itself
		var points []float64
		for i, w := range all {
			after, err := desk.CPU(w.pid)
			if err != nil {
				return nil, err
			}
			points = append(points, 100*(after-before[i]).Seconds()/time.Since(begun).Seconds())
			before[i] = after
		}
		parts, begun = append(parts, points), time.Now()
	}
	return parts, nil
}

// mean is the share of one process over all parts.
func mean(parts [][]float64, of int) (points float64) {
	for _, p := range parts {
		points += p[of] / float64(len(parts))
	}
	return points
}

// ticks is what counting down costs a second: what the one that does uses more.
func ticks(parts [][]float64, counts, rests int) (all []time.Duration) {
	for _, p := range parts {
		all = append(all, time.Duration((p[counts]-p[rests])/100*float64(time.Second)))
	}
	return all
}

func tellTick(name string, all []time.Duration) {
	spread(name, all, millis, "of all processors for each second that is counted down: "+within(middle(all), mayFrame))
}

// empty is a window of the toolkit alone.
func (b *bench) empty() (*watched, error) {
	if err := desk.Build(b.desk.Dir(), "sallyport/cmd/bench/emptywindow"); err != nil {
		return nil, err
	}
	p, err := b.desk.Run(filepath.Join(b.desk.Dir(), "emptywindow"))
	if err != nil {
		return nil, err
	}
	w := &watched{pid: p.PID(), stop: []func(){p.Kill}}
	if _, err := b.desk.Window("^Empty$"); err != nil {
		return w, fmt.Errorf("%w: %s", err, p.Log())
	}
	return w, b.desk.Still()
}

// field is the sign-in page: its first empty field has the focus, and a cursor that blinks.
func (b *bench) field() (*watched, error) {
	p, demo, err := b.demo()
	if err != nil {
		return nil, err
	}
	s, err := b.desk.Sit(b.bin, demo.URL, "alice")
	if err != nil {
		p.Kill()
		return nil, err
	}
	return &watched{s.PID(), s.Main, []func(){s.Kill, p.Kill}}, nil
}

// selected is a window with a secret shown, on a vault of its own.
func (b *bench) selected(secret string) (*watched, desk.Demo, error) {
	s, err := b.scene()
	if err != nil {
		return nil, desk.Demo{}, err
	}
	return &watched{s.PID(), s.Main, []func(){s.close}}, s.demo, s.Choose(secret)
}

// idle is a window in which nothing counts down.
func (b *bench) idle() (*watched, error) {
	w, _, err := b.selected("web-01")
	return w, err
}

// counting is a window with db-01 checked out and no session.
func (b *bench) counting() (*watched, error) {
	w, demo, err := b.selected("db-01")
	if err != nil {
		return w, err
	}
	if err := b.desk.Key("Tab", "Return"); err != nil { // from the main button to `Check out only`
		return w, err
	}
	if err := demo.Happened(103, "check-out", "*", 1); err != nil {
		return w, err
	}
	return w, b.desk.Still()
}
