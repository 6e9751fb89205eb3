package index

import (
	"bytes"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"
)

// From how many letters on a term may have one typing error, and two. Digits
// do not count and are never forgiven: db-01 and db-02 are two machines.
const (
	oneError  = 4
	twoErrors = 8
	tooLong   = 40 // letters: beyond, what was typed is meant
)

// typo makes automata that know a word with up to two letters wrong, left
// out, too many, or swapped with their neighbour.
type typo struct {
	one, two *levenshtein.LevenshteinAutomatonBuilder
	last     []term // of the last search: the next one mostly changes one word
}

// matcher finds one term with typing errors, from the beginning of any word on.
type matcher struct {
	digits []byte // of the term, in order
	dfa    *levenshtein.DFA
	begins [256][256 / 8]byte // the two bytes with which a match may begin, a bit for each second one
}

func newMatcher(digits []byte, dfa *levenshtein.DFA) *matcher {
	m := &matcher{digits: digits, dfa: dfa}
	for a := range 256 {
		first := dfa.Accept(dfa.Start(), byte(a))
		if !dfa.CanMatch(first) {
			continue
		}
		for b := range 256 {
			if dfa.CanMatch(dfa.Accept(first, byte(b))) {
				m.begins[a][b/8] |= 1 << (b % 8)
			}
		}
	}
	return m
}

// mayBegin rules out most words at their first two bytes, which is four times
// as quick as to ask the automaton. No match is shorter: a term that one error
// is forgiven in has four letters.
func (m *matcher) mayBegin(a, b byte) bool { return m.begins[a][b/8]&(1<<(b%8)) != 0 }

// forgive gives the terms their matchers.
func (x *Index) forgive(terms []term) {
	if x.typo == nil {
		one, err1 := levenshtein.NewLevenshteinAutomatonBuilder(1, true)
		two, err2 := levenshtein.NewLevenshteinAutomatonBuilder(2, true)
		if err1 != nil || err2 != nil {
			return // the library cannot build its tables: nothing is forgiven
		}
		x.typo = &typo{one: one, two: two}
	}
	for i, t := range terms {
		terms[i].wrong = x.typo.matcher(t.text)
	}
	x.typo.last = terms
}

// matcher of a folded term; nil where no error is forgiven.
func (y *typo) matcher(t []byte) *matcher {
	for _, old := range y.last {
		if bytes.Equal(old.text, t) {
			return old.wrong
		}
	}
	letters, digits := 0, []byte(nil)
	for _, r := range string(t) {
		if r < utf8.RuneSelf && isDigit(byte(r)) {
			digits = append(digits, byte(r))
		} else {
			letters++
		}
	}
	if letters < oneError || letters > tooLong {
		return nil
	}
	build, errors := y.one, uint8(1)
	if letters >= twoErrors {
		build, errors = y.two, 2
	}
	dfa, err := build.BuildDfa(string(t), errors)
	if err != nil {
		return nil // it would need too many states
	}
	return newMatcher(digits, dfa)
}

// slot is the cost of the best match in the fields of a slot; 0: none.
func (m *matcher) slot(b []byte) (best uint8) {
	f, within := Name, false
	for i, c := range b {
		word := inWord(c)
		if word && !within && m.mayBegin(c, b[i+1]) { // a NUL at least comes after it
			if d, _ := m.walk(b[i:]); d > 0 && (best == 0 || d*errCost+costIn[f] < best) {
				best = d*errCost + costIn[f]
			}
		}
		if within = word; c == 0 {
			f++
		}
	}
	return best
}

// field is the cost of the best match in one text, without its field's; noMatch: none.
func (m *matcher) field(b []byte) uint8 {
	if d, _, _ := m.find(b); d > 0 {
		return d * errCost
	}
	return noMatch
}

// find is the best match in one text: how many errors, 0 for none, and where.
func (m *matcher) find(b []byte) (errors uint8, from, to int) {
	within := false
	for i, c := range b {
		word := inWord(c)
		if word && !within {
			if d, n := m.walk(b[i:]); d > 0 && (errors == 0 || d < errors) {
				errors, from, to = d, i, i+n
			}
		}
		within = word
	}
	return errors, from, to
}

// walk goes through b as long as it may still become the term, and gives the
// fewest errors with which a beginning of it is, and how long that is.
func (m *matcher) walk(b []byte) (errors uint8, length int) {
	state, digits := m.dfa.Start(), 0
	for i, c := range b {
		if c == 0 {
			break
		}
		if isDigit(c) {
			if digits == len(m.digits) || m.digits[digits] != c {
				break
			}
			digits++
		}
		if state = m.dfa.Accept(state, c); !m.dfa.CanMatch(state) {
			break
		}
		if digits == len(m.digits) && m.dfa.IsMatch(state) {
			if d := m.dfa.EditDistance(state); errors == 0 || d < errors {
				errors, length = d, i+1
			}
		}
	}
	return errors, length
}

// markTypo marks the letters of the best match with an error that were typed right.
func (h *Hit) markTypo(marks *[fields][]byte, t term) {
	m := t.wrong
	if m == nil {
		return
	}
	best, at, from, to := uint8(0), Name, 0, 0
	for f, s := range [fields]string{h.Name, h.Host, h.User, h.Template, h.Path} {
		folded := []byte(fold(s))
		if p, _ := bestPlace(folded, t.text); p >= 0 {
			return // it is there as it was typed
		}
		if d, i, j := m.find(folded); d > 0 && (best == 0 || d < best) {
			best, at, from, to = d, Field(f), i, j
		}
	}
	if best > 0 {
		folded := []byte(fold([fields]string{h.Name, h.Host, h.User, h.Template, h.Path}[at]))
		marks[at] = mark(marks[at], folded, from, to, common([]rune(string(folded[from:to])), []rune(string(t.text))))
	}
}

// common says which runes of a are also in b, in the same order, as many as there can be.
func common(a, b []rune) []bool {
	n := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range n {
		n[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if n[i][j] = max(n[i+1][j], n[i][j+1]); a[i] == b[j] {
				n[i][j] = n[i+1][j+1] + 1
			}
		}
	}
	keep := make([]bool, len(a))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			keep[i] = true
			i, j = i+1, j+1
		case n[i+1][j] >= n[i][j+1]:
			i++
		default:
			j++
		}
	}
	return keep
}
