package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// naive is the search as it is described, one letter after the other, to hold the fast one to.
type naive map[int]Secret

type naiveHit struct {
	id, cost int
	s        Secret
}

func (n naive) search(text string, recent []int) (ids []int) {
	terms := strings.Fields(fold(plain(text)))
	var once []string
	for _, t := range terms {
		if !slices.Contains(once, t) && len(once) < most {
			once = append(once, t)
		}
	}
	var hits []naiveHit
	for id, s := range n {
		sum := 0
		for _, t := range once {
			c := naiveCost(s, t)
			if c == 0 {
				sum = 0
				break
			}
			sum += c
		}
		if sum > 0 {
			hits = append(hits, naiveHit{id, sum, s})
		}
	}
	age := func(id int) int {
		if i := slices.Index(recent, id); i >= 0 {
			return i
		}
		return len(recent)
	}
	slices.SortFunc(hits, func(a, b naiveHit) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(age(a.id), age(b.id)),
			cmp.Compare(fold(a.s.Name), fold(b.s.Name)), cmp.Compare(a.id, b.id))
	})
	for _, h := range hits {
		ids = append(ids, h.id)
	}
	return ids
}

func naiveCost(s Secret, t string) int {
	all := []struct {
		text string
		cost int
	}{{s.Name, 1}, {s.Host, 3}, {s.User, 4}, {s.Template, 6}, {s.Path, 6}}
	best := 0
	keep := func(c int) {
		if best == 0 || c < best {
			best = c
		}
	}
	for _, f := range all {
		text := fold(f.text)
		for i := range text {
			if !strings.HasPrefix(text[i:], t) {
				continue
			}
			switch {
			case text == t:
				keep(f.cost)
			case i == 0:
				keep(f.cost + 1)
			case !inWord(text[i-1]) && inWord(text[i]):
				keep(f.cost + 2)
			default:
				keep(f.cost + 4)
			}
		}
	}
	if best > 0 {
		return best
	}
	letters := utf8.RuneCountInString(strings.Map(notDigit, t))
	forgiven := 0
	switch {
	case letters > tooLong:
	case letters >= twoErrors:
		forgiven = 2
	case letters >= oneError:
		forgiven = 1
	}
	for _, f := range all {
		text := fold(f.text)
		for i := range text {
			if !inWord(text[i]) || i > 0 && inWord(text[i-1]) {
				continue
			}
			for j := i + 1; j <= len(text); j++ {
				if j < len(text) && !utf8.RuneStart(text[j]) || digitsOf(text[i:j]) != digitsOf(t) {
					continue
				}
				if d := distance([]rune(text[i:j]), []rune(t)); d > 0 && d <= forgiven {
					keep(100*d + f.cost)
				}
			}
		}
	}
	return best
}

func notDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if notDigit(r) < 0 {
			return r
		}
		return -1
	}, s)
}

// distance counts letters wrong, missing, too many, or swapped with a neighbour.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			swap := 1
			if a[i-1] == b[j-1] {
				swap = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+swap)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
