package demovault

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// page is the envelope of every list.
type page[T any] struct {
	extra
	Filter      map[string]any `json:"filter"`
	Skip        int            `json:"skip"`
	Take        int            `json:"take"`
	Total       int            `json:"total"`
	PageCount   int            `json:"pageCount"`
	CurrentPage int            `json:"currentPage"`
	BatchCount  int            `json:"batchCount"`
	PrevSkip    int            `json:"prevSkip"`
	NextSkip    int            `json:"nextSkip"`
	HasPrev     bool           `json:"hasPrev"`
	HasNext     bool           `json:"hasNext"`
	Records     []T            `json:"records"`
	SortBy      []sortBy       `json:"sortBy"`
	Success     bool           `json:"success"`
	Severity    string         `json:"severity"`
}

type sortBy struct {
	Name      string `json:"name"`
	Direction string `json:"direction"`
	Priority  int    `json:"priority"`
}

// defaultTake is how many records a list gives that was not asked for a number.
const defaultTake = 10

// The directions of a sort.
const (
	ascending  = "Asc"
	descending = "Desc"
)

// sorts reads sortBy[0], sortBy[1] and so on; those of lower priority numbers
// come first. There is always one: by name.
func sorts(q *query) []sortBy {
	var out []sortBy
	for i := 0; ; i++ {
		key := fmt.Sprintf("sortby[%d].", i)
		s := sortBy{Name: q.str(key + "name"), Direction: ascending, Priority: q.num(key+"priority", i)}
		if strings.EqualFold(q.str(key+"direction"), descending) {
			s.Direction = descending
		}
		if s.Name == "" {
			if i > 0 {
				break
			}
			s.Name = "Name"
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b sortBy) int { return cmp.Compare(a.Priority, b.Priority) })
	return out
}

// sorting is the first of sorts, for lists that know only their own order.
func sorting(q *query) sortBy { return sorts(q)[0] }

// paged cuts the asked part out of all and renders only that.
func paged[S, T any](q *query, all []S, render func(S) T) (page[T], error) {
	skip, take := q.num("skip", 0), q.num("take", defaultTake)
	if skip < 0 {
		return page[T]{}, invalid("skip", "Must not be negative.")
	}
	if take < 0 {
		return page[T]{}, invalid("take", "Must not be negative.")
	}
	p := page[T]{
		Filter: map[string]any{}, Skip: skip, Take: take, Total: len(all), Records: []T{},
		SortBy: sorts(q), Success: true, Severity: "None",
	}
	if err := q.err(); err != nil {
		return page[T]{}, err
	}
	from, to := min(skip, len(all)), min(skip+take, len(all))
	for _, s := range all[from:to] {
		p.Records = append(p.Records, render(s))
	}
	p.CurrentPage = 1
	if take > 0 {
		p.PageCount = (len(all) + take - 1) / take
		p.CurrentPage = skip/take + 1
	}
	p.BatchCount = p.PageCount
	p.HasPrev, p.PrevSkip = skip > 0, max(0, skip-take)
	p.HasNext, p.NextSkip = to < len(all), skip+take
	if q.on("filter.donotcalculatetotal") {
		p.Total, p.PageCount, p.BatchCount = 0, 0, 0
	}
	return p, nil
}
