package index

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Field is where a match is.
type Field int

// The fields, the ones that say most about a secret first.
const (
	Name Field = iota
	Host
	User
	Template
	Path
	fields
)

// Hit is one secret that matches. Marks says of each letter of a field
// whether it matched: one byte a letter, MarkOn or MarkOff; "": none did.
type Hit struct {
	Secret
	Marks [fields]string
	Typo  bool // it matches only if its user made a typing error
}

// The bytes of Hit.Marks.
const (
	MarkOn  = 'x'
	MarkOff = '.'
)

// Result is what a search found: the best hits, and how many there are in all.
type Result struct {
	Hits  []Hit
	Total int
}

// A match costs the more the worse it is: by how its text lies in the field,
// by the field, and by typing errors far above both. 0 is no match.
var (
	costOf = [...]uint8{whole: 0, begins: 1, beginsWord: 2, inside: 4}
	costIn = [fields]uint8{Name: 1, Host: 3, User: 4, Template: 6, Path: 6}
)

const (
	errCost = 100
	noMatch = 255 // in one text
)

type place int

const (
	whole place = iota
	begins
	beginsWord
	inside
)

// most is how many words of a search count: nobody types more, and no cost overflows.
const most = 8

// scratch is memory that the next search uses again.
type scratch struct {
	score []uint16 // of each slot, over the terms so far
	best  []uint8  // of each slot, for one term
	rows  []int32
}

// Search finds the secrets in which every word of the text is: as it was
// typed, or with a typing error. The best come first; equals are ordered by
// recent, ids of which the first was used last, and then by name. At most
// limit hits are given, and all are counted.
func (x *Index) Search(text string, limit int, recent []int) Result {
	terms := x.terms(text)
	if len(terms) == 0 || x.Len() == 0 {
		return Result{}
	}
	w := x.scratch()
	for i, t := range terms {
		clear(w.best)
		x.match(t, w.best, func(s int) bool { return i == 0 || w.score[s] != 0 })
		for s, c := range w.best {
			switch {
			case c == 0 || x.slots[s].id == 0:
				w.score[s] = 0
			case i == 0 || w.score[s] != 0:
				w.score[s] += uint16(c)
			}
		}
	}
	total := x.choose(w, max(limit, 0), recent)
	r := Result{Total: total, Hits: make([]Hit, 0, len(w.rows))}
	for _, s := range w.rows {
		r.Hits = append(r.Hits, x.hit(s, terms, w.score[s] >= errCost))
	}
	return r
}

// Hit is a known secret with the letters marked that match, whether or not a
// Search would find it: the vault may have found it by what is not known here.
func (x *Index) Hit(id int, text string) (Hit, bool) {
	i, ok := x.slot(id)
	if !ok {
		return Hit{}, false
	}
	return x.hit(i, x.terms(text), true), true
}

func (x *Index) scratch() *scratch {
	if x.work == nil {
		x.work = &scratch{}
	}
	w, n := x.work, len(x.slots)
	w.score, w.best, w.rows = slices.Grow(w.score[:0], n)[:n], slices.Grow(w.best[:0], n)[:n], w.rows[:0]
	clear(w.score)
	return w
}

// term is one word of a search.
type term struct {
	text  []byte
	wrong *matcher // finds it with typing errors; nil: none is forgiven
}

// terms splits what was typed at its blanks and nowhere else: a colon or a
// dash means itself.
func (x *Index) terms(text string) (terms []term) {
	for _, f := range strings.FieldsFunc(plain(text), unicode.IsSpace) {
		t := []byte(fold(f))
		if len(terms) < most && !slices.ContainsFunc(terms, func(o term) bool { return bytes.Equal(o.text, t) }) {
			terms = append(terms, term{text: t})
		}
	}
	x.forgive(terms)
	return terms
}

// match writes the cost of the best match of each slot; it may leave out those that are not wanted.
func (x *Index) match(t term, best []uint8, wanted func(int) bool) {
	split(len(best), func(from, to int) { x.literal(t.text, best, from, to) })
	text := string(t.text)
	x.shared(best, func(folded string) uint8 { return literalIn(folded, text) })
	m := t.wrong
	if m == nil {
		return
	}
	split(len(best), func(from, to int) {
		for i := from; i < to; i++ {
			if best[i] == 0 && x.slots[i].id != 0 && wanted(i) {
				best[i] = m.slot(x.textOf(int32(i)))
			}
		}
	})
	var b []byte
	x.shared(best, func(folded string) uint8 {
		b = append(b[:0], folded...)
		return m.field(b)
	})
}

// split does something with the parts of 0 to n, on all processors, and returns
// when it is done: a person waits, and looks at a hundred thousand rows.
func split(n int, do func(from, to int)) {
	const worth = 4096 // below, to share costs more than it saves
	parts := max(1, min(runtime.GOMAXPROCS(0), n/worth))
	var all sync.WaitGroup
	for p := range parts {
		all.Go(func() { do(p*n/parts, (p+1)*n/parts) })
	}
	all.Wait()
}

// literal finds a term in the fields that are the slots' own, of those between
// from and to. All their text is one run of bytes.
func (x *Index) literal(t []byte, best []uint8, from, to int) {
	if from == to {
		return
	}
	text := x.text[:x.endOf(to-1)]
	at, end := from-1, 0 // the slot, and where its text ends
	for p := int(x.slots[from].text); ; p++ {
		n := bytes.Index(text[p:], t)
		if n < 0 {
			return
		}
		p += n
		for at+1 < to && p >= end {
			at++
			end = x.endOf(at)
		}
		begin := int(x.slots[at].text)
		f := Field(bytes.Count(text[begin:p], []byte{0}))
		c := costIn[f] + costOf[placeOf(text[begin:end], p-begin, len(t))]
		if best[at] == 0 || c < best[at] {
			best[at] = c
		}
	}
}

// endOf is where the text of a slot ends.
func (x *Index) endOf(slot int) int {
	if slot+1 < len(x.slots) {
		return int(x.slots[slot+1].text)
	}
	return len(x.text)
}

// placeOf says how b[at:at+n] lies in its field, which NULs or the ends of b bound.
func placeOf(b []byte, at, n int) place {
	start := at == 0 || b[at-1] == 0
	switch {
	case start && (at+n == len(b) || b[at+n] == 0):
		return whole
	case start:
		return begins
	case !inWord(b[at-1]) && inWord(b[at]):
		return beginsWord
	}
	return inside
}

// literalIn is the cost of the best place in one text, without its field's; noMatch: none.
func literalIn(folded, t string) uint8 {
	best := uint8(noMatch)
	for p := 0; ; p++ {
		n := strings.Index(folded[p:], t)
		if n < 0 {
			return best
		}
		p += n
		best = min(best, costOf[placeOf([]byte(folded), p, len(t))])
	}
}

// shared looks once at each template and folder, and then gives their slots the better cost.
func (x *Index) shared(best []uint8, cost func(folded string) uint8) {
	templates, folders, any := x.sharedCosts(cost)
	if !any {
		return
	}
	for i, s := range x.slots {
		c := templates[s.template]
		if s.folder >= 0 {
			c = min(c, folders[s.folder])
		}
		if c != noMatch && (best[i] == 0 || c < best[i]) {
			best[i] = c
		}
	}
}

func (x *Index) sharedCosts(cost func(string) uint8) (templates, folders []uint8, any bool) {
	templates, folders = make([]uint8, len(x.templates.all)), make([]uint8, len(x.folders))
	for i, s := range x.templates.folded {
		if templates[i] = cost(s); templates[i] != noMatch {
			templates[i] += costIn[Template]
			any = true
		}
	}
	for i, f := range x.folders {
		if folders[i] = cost(f.folded); folders[i] != noMatch {
			folders[i] += costIn[Path]
			any = true
		}
	}
	return templates, folders, any
}

// choose fills rows with the best slots, in order, and counts all.
func (x *Index) choose(w *scratch, limit int, recent []int) (total int) {
	age := make(map[int32]int, len(recent))
	for i, id := range recent {
		if s, ok := x.slot(id); ok {
			if _, twice := age[s]; !twice {
				age[s] = i - len(recent) // below 0, the rest is 0
			}
		}
	}
	order := func(a, b int32) int {
		if c := int(w.score[a]) - int(w.score[b]); c != 0 {
			return c
		}
		if c := age[a] - age[b]; c != 0 {
			return c
		}
		if c := bytes.Compare(x.nameOf(a), x.nameOf(b)); c != 0 {
			return c
		}
		return int(x.slots[a].id - x.slots[b].id)
	}
	worst := int32(-1) // of the best so far, once they are as many as are wanted
	for i, score := range w.score {
		if score == 0 {
			continue
		}
		total++
		if limit == 0 || worst >= 0 && order(int32(i), worst) > 0 {
			continue
		}
		w.rows = append(w.rows, int32(i))
		if len(w.rows) >= 2*limit+64 {
			slices.SortFunc(w.rows, order)
			w.rows = w.rows[:limit]
			worst = w.rows[limit-1]
		}
	}
	slices.SortFunc(w.rows, order)
	w.rows = w.rows[:min(limit, len(w.rows))]
	return total
}

// nameOf is the folded name of a slot.
func (x *Index) nameOf(i int32) []byte {
	b := x.text[x.slots[i].text:]
	return b[:bytes.IndexByte(b, 0)]
}

// hit is a slot with the letters that matched.
func (x *Index) hit(i int32, terms []term, typo bool) Hit {
	h := Hit{Secret: x.secretAt(i), Typo: typo}
	var marks [fields][]byte
	for f, s := range [fields]string{h.Name, h.Host, h.User, h.Template, h.Path} {
		folded := []byte(fold(s))
		for _, t := range terms {
			from, to := bestPlace(folded, t.text)
			if from < 0 {
				continue
			}
			marks[f] = mark(marks[f], folded, from, to, nil)
		}
	}
	for _, t := range terms {
		if typo {
			h.markTypo(&marks, t)
		}
	}
	for f, m := range marks {
		h.Marks[f] = string(m)
	}
	return h
}

// bestPlace is where a term lies best in a text; below 0: nowhere.
func bestPlace(b, t []byte) (from, to int) {
	best, found := inside+1, -1
	for p := 0; ; p++ {
		n := bytes.Index(b[p:], t)
		if n < 0 {
			return found, found + len(t)
		}
		p += n
		if at := placeOf(b, p, len(t)); at < best {
			best, found = at, p
		}
	}
}

// mark turns on the letters of b[from:to] that keep wants; nil: all.
func mark(marks, b []byte, from, to int, keep []bool) []byte {
	if marks == nil {
		marks = bytes.Repeat([]byte{MarkOff}, utf8.RuneCount(b))
	}
	first := utf8.RuneCount(b[:from])
	for i := range utf8.RuneCount(b[from:to]) {
		if keep == nil || keep[i] {
			marks[first+i] = MarkOn
		}
	}
	return marks
}
