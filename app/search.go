package app

import (
	"context"
	"runtime/debug"
	"strings"
	"time"

	"sallyport/app/index"
	"sallyport/ssclient"
)

// searchRows is how many results a search shows of all it counts.
const searchRows = 200

// searchAsked is how many the vault is asked for: what was listed before is found without it.
const searchAsked = 50

// searchDelay lets a word be typed before the server is asked.
const searchDelay = 150 * time.Millisecond

// searchRest is how long after a search its memory is given back: long enough
// for the next one to find it still there.
const searchRest = 10 * time.Second

// search is what is looked for, and what was found.
type search struct {
	text    string
	busy    bool // the vault has not answered
	version int
	seq     int
	rows    []Row
	total   int
	problem Problem
	cancel  context.CancelFunc
	stop    func() bool
	rest    func() bool // stops the timer of searchRest; nil: nothing was looked for
}

// searchFor shows at once what is known, and asks the server a moment after the last key.
func (a *App) searchFor(text string) {
	q := &a.s.search
	if q.cancel != nil {
		q.cancel()
	}
	if q.stop != nil {
		q.stop()
	}
	used := q.text != "" || q.rest != nil
	if q.rest != nil {
		q.rest()
		q.rest = nil
	}
	q.seq++
	q.version++
	q.text, q.problem, q.busy = text, Problem{}, false
	q.rows, q.total = nil, 0
	words := strings.TrimSpace(text)
	if words == "" {
		if used {
			q.rest = a.after(searchRest, a.restSearch)
		}
		q.text = ""
		return
	}
	found := a.s.known.index.Search(words, searchRows, a.s.known.recent)
	q.total = found.Total
	for _, h := range found.Hits {
		q.rows = append(q.rows, a.found(h))
	}
	if a.s.vault == nil {
		return
	}
	q.busy = true
	seq := q.seq
	q.stop = a.after(searchDelay, func() {
		if a.s.search.seq == seq {
			a.askSearch(seq, words)
		}
	})
}

// restSearch gives what a burst of keys has left back to the system: a third of
// what the program itself holds.
func (a *App) restSearch() {
	a.s.search.rest = nil
	a.async(a.ctx, func(context.Context) func() {
		debug.FreeOSMemory()
		return nil
	})
}

// found is a hit as a row.
func (a *App) found(h index.Hit) Row {
	r := a.rowOf(h.Secret)
	r.Guess = h.Typo
	r.Marks = Marks{
		Name: h.Marks[index.Name], Host: h.Marks[index.Host], User: h.Marks[index.User],
		Template: h.Marks[index.Template], Path: h.Marks[index.Path],
	}
	return r
}

func (a *App) askSearch(seq int, text string) {
	vault := a.s.vault
	if vault == nil {
		a.s.search.busy = false
		return
	}
	ctx, cancel := context.WithCancel(a.ctx)
	a.s.search.cancel = cancel
	a.async(ctx, func(ctx context.Context) func() {
		defer cancel()
		list, err := vault.Secrets(ctx, ssclient.SecretFilter{Text: text, SubFolders: true}, searchAsked)
		return func() {
			q := &a.s.search
			if q.seq != seq {
				return // a newer search runs
			}
			q.busy = false
			q.version++
			if err != nil {
				q.problem = a.failed(err)
				return
			}
			a.mergeFound(text, list)
		}
	})
}

// mergeFound puts what only the vault has found below what stands there
// already: nothing moves that somebody is about to choose.
func (a *App) mergeFound(text string, list ssclient.SecretList) {
	q := &a.s.search
	here := make(map[int]int, len(q.rows))
	for i, r := range q.rows {
		here[r.ID] = i
	}
	rows := append([]Row{}, q.rows...) // views hold the old ones
	hidden := q.total - len(q.rows)    // known, and not among those shown
	for _, s := range list.Records {
		row := a.learn(s)
		h, ok := a.s.known.index.Hit(s.ID, text)
		if ok {
			row = a.found(h)
			row.Guess = false // the vault says so
		}
		if i, ok := here[s.ID]; ok {
			rows[i] = row
			continue
		}
		rows = append(rows, row)
		if hidden == 0 {
			q.total++ // else it may be one of those that were counted
		}
	}
	q.rows, q.total = rows, max(q.total, list.Total, len(rows))
}
