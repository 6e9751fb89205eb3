package demovault

import (
	"net/url"
	"strconv"
	"strings"
)

// query holds the parameters of a request by lower-case name, without the
// legacy prefixes "paging." and "args.". Reading a number or a switch that cannot be parsed
// is remembered and refused by err.
type query struct {
	values map[string][]string
	bad    error
}

// parseQuery never fails: empty pairs (&&) are skipped, a bad escape is taken literally.
func parseQuery(raw string) *query {
	q := &query{values: map[string][]string{}}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		key, val, _ := strings.Cut(pair, "=")
		key = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(unescape(key)), "paging."), "args.")
		if i := strings.LastIndexByte(key, '['); i > 0 && strings.HasSuffix(key, "]") {
			key = key[:i] // name[0]=a&name[1]=b is an array
		}
		q.values[key] = append(q.values[key], unescape(val))
	}
	return q
}

func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

// err reports the first parameter that could not be read.
func (q *query) err() error { return q.bad }

func (q *query) str(name string) string {
	if v := q.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// list is every value of a repeated or comma-separated parameter.
func (q *query) list(name string) []string {
	var out []string
	for _, v := range q.values[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// num reads a whole number; none says what an absent one counts as.
func (q *query) num(name string, none int) int {
	s := strings.TrimSpace(q.str(name))
	if s == "" || strings.EqualFold(s, "null") {
		return none
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		q.fail(name, s)
		return none
	}
	return int(n)
}

// nums reads an array of whole numbers; nil when absent.
func (q *query) nums(name string) map[int]bool {
	parts := q.list(name)
	if len(parts) == 0 {
		return nil
	}
	out := make(map[int]bool, len(parts))
	for _, p := range parts {
		n, err := strconv.ParseInt(p, 10, 32)
		if err != nil {
			q.fail(name, p)
			continue
		}
		out[int(n)] = true
	}
	return out
}

// flag reads a switch: nil when absent.
func (q *query) flag(name string) *bool {
	var on bool
	switch s := strings.ToLower(strings.TrimSpace(q.str(name))); s {
	case "", "null":
		return nil
	case "true", "1":
		on = true
	case "false", "0":
	default:
		q.fail(name, s)
		return nil
	}
	return &on
}

// choice reads one of values, by name in any case or by its number; "" when absent.
func (q *query) choice(name string, values []string) string {
	s := strings.TrimSpace(q.str(name))
	if s == "" || strings.EqualFold(s, "null") {
		return ""
	}
	for i, v := range values {
		if v != "" && (strings.EqualFold(v, s) || s == strconv.Itoa(i)) {
			return v
		}
	}
	q.fail(name, s)
	return ""
}

// on reads a switch that is off when absent.
func (q *query) on(name string) bool {
	f := q.flag(name)
	return f != nil && *f
}

func (q *query) fail(name, value string) {
	if q.bad == nil {
		q.bad = invalid(name, "The value '"+value+"' is not valid.")
	}
}
