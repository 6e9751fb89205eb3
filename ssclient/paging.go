package ssclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
)

// page is the envelope of every list. A null list of records is an empty one;
// an answer with none of the members is something else.
type page[T any] struct {
	Records *[]T  `json:"records"`
	Total   *int  `json:"total"`
	HasNext *bool `json:"hasNext"`
}

func (p page[T]) records() []T {
	if p.Records == nil {
		return nil
	}
	return *p.Records
}

func (p page[T]) total() int {
	if p.Total == nil {
		return 0
	}
	return *p.Total
}

// more: the server knows best; without its word a full page may have a successor.
func (p page[T]) more(skip, take int) bool {
	n := len(p.records())
	switch {
	case n == 0:
		return false
	case p.HasNext != nil:
		return *p.HasNext
	case p.total() > 0:
		return skip+n < p.total()
	}
	return n >= take
}

// listing is one list of the API.
type listing[T any] struct {
	op, path string
	ids      []int // see call
	query    url.Values
	take     int
	key      func(T) any  // comparable, nil of what is no row; a row that a change between two pages brings twice is dropped
	old      *atomic.Bool // not nil: the list has a /v1 as well
	oldPath  string
}

// byID is the key of a row with an id.
func byID(id int) any {
	if id <= 0 {
		return nil
	}
	return id
}

// byValue is the key of a row without one.
func byValue[T comparable](row T) any {
	var none T
	if row == none {
		return nil
	}
	return row
}

// maxQuery is the longest query that IIS takes; what is longer it answers
// with 404, as if the route were missing.
const maxQuery = 2048

// pages asks for page after page as long as the loop wants more.
func pages[T any](ctx context.Context, c *Client, l listing[T]) iter.Seq2[page[T], error] {
	return func(yield func(page[T], error) bool) {
		seen := map[any]bool{}
		for skip := 0; ; {
			p, err := l.page(ctx, c, skip)
			if err != nil {
				yield(page[T]{}, err)
				return
			}
			rows := p.records()
			fresh := make([]T, 0, len(rows))
			for _, r := range rows {
				if key := l.key(r); !seen[key] {
					seen[key] = true
					fresh = append(fresh, r)
				}
			}
			more := p.more(skip, l.take) && len(fresh) > 0 // a server that ignores skip would go on for ever
			skip += len(rows)
			p.Records = &fresh
			if !yield(p, nil) || !more {
				return
			}
		}
	}
}

func (l listing[T]) page(ctx context.Context, c *Client, skip int) (page[T], error) {
	var p page[T]
	q := url.Values{"take": {strconv.Itoa(l.take)}, "skip": {strconv.Itoa(skip)}}
	for name, values := range l.query {
		q[name] = values
	}
	k := call{op: l.op, ids: l.ids, method: http.MethodGet, path: l.path, query: q, into: &p}
	k.check = func() string {
		if p.Records == nil && p.Total == nil {
			return "answer is not a list"
		}
		for _, r := range p.records() {
			if l.key(r) == nil {
				return "a row has no id"
			}
		}
		return ""
	}
	err := c.eitherVersion(ctx, k, l.old, l.oldPath)
	return p, err
}

// each goes through the rows of a list. An error is the last thing it yields.
func each[T any](ctx context.Context, c *Client, l listing[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for p, err := range pages(ctx, c, l) {
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range p.records() {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// all collects a whole list.
func all[T any](ctx context.Context, c *Client, l listing[T]) ([]T, error) {
	var rows []T
	for p, err := range pages(ctx, c, l) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, p.records()...)
	}
	return rows, nil
}

// array reads an answer that is a bare array; wrong says what a row lacks.
func array[T any](ctx context.Context, c *Client, k call, wrong func(T) string) ([]T, error) {
	var rows []T
	k.method, k.want, k.into = http.MethodGet, "[", &rows
	k.check = func() string {
		for _, r := range rows {
			if reason := wrong(r); reason != "" {
				return reason
			}
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return nil, err
	}
	return rows, nil
}

// digits are what a JSON number may begin with.
const digits = "-0123456789"

// oldRoutes remembers of which routes the server has only the older version.
type oldRoutes struct{ secrets, secret, total, tickets, ticket, configuration atomic.Bool }

// eitherVersion makes the call at its path, or at oldPath on a server that has
// no such path, and remembers which. The route is missing only if the server
// says so with 404 or 405: an unreadable secret is never either.
func (c *Client) eitherVersion(ctx context.Context, k call, old *atomic.Bool, oldPath string) error {
	if len(k.query.Encode()) > maxQuery {
		return k.fail(ErrRefused, "more is asked for than fits into a query")
	}
	if old == nil {
		return c.do(ctx, k)
	}
	if !old.Load() {
		err := c.do(ctx, k)
		if !missing(err) {
			return err
		}
	}
	k.path = oldPath
	err := c.do(ctx, k)
	if !missing(err) {
		old.Store(true)
	}
	return err
}
