package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"sallyport/ssclient/connector"
	"sallyport/workflow/sealed"
)

// Node is one value of an answer: an object, an array, a string, or a word
// such as 12, true or null. A nil *Node stands for what is not there.
type Node struct {
	kind   kind
	raw    []byte        // of a string, with its quotes, or of a word: a part of the answer's one buffer
	put    sealed.Secret // a string that was put in place of the server's
	names  []string      // of an object's members
	inside []*Node       // an object's members, an array's elements
}

type kind byte

const (
	word kind = iota
	text
	putText
	array
	object
)

// Answer is one answer of a server, or several joined to an array. Its owner wipes it.
type Answer struct {
	*Node
	buffers [][]byte
}

var errNotJSON = errors.New("the answer is not JSON")

// Parse reads an answer and takes ownership of it.
func Parse(raw sealed.Secret) (Answer, error) {
	var own []byte
	raw.Reveal(func(b []byte) { own = bytes.Clone(b) })
	raw.Wipe()
	if !json.Valid(own) {
		clear(own)
		return Answer{}, errNotJSON
	}
	r := reader{b: own}
	return Answer{Node: r.node(), buffers: [][]byte{own}}, nil
}

// Join makes one array of the records of several pages of a list, at most limit; limit 0 is no limit.
func Join(pages []Answer, limit int) Answer {
	all := Answer{Node: &Node{kind: array}}
	for _, p := range pages {
		all.buffers = append(all.buffers, p.buffers...)
		all.inside = append(all.inside, p.Get("records").All()...)
	}
	if limit > 0 && len(all.inside) > limit {
		all.inside = all.inside[:limit]
	}
	return all
}

// Object makes an answer of texts and numbers that are no secrets, and of
// sealed values, which it takes ownership of. Nil values are left out.
func Object(members ...Field) Answer {
	n := &Node{kind: object}
	for _, m := range members {
		switch v := m.Value.(type) {
		case sealed.Secret:
			n.inside = append(n.inside, &Node{kind: putText, put: v})
		case nil:
			continue
		default:
			raw, err := json.Marshal(v)
			if err != nil {
				panic(err) // only a type that cannot be marshalled can do this
			}
			r := reader{b: raw}
			n.inside = append(n.inside, r.node())
		}
		n.names = append(n.names, m.Name)
	}
	return Answer{Node: n}
}

// Field is one member of Object.
type Field struct {
	Name  string
	Value any
}

// Wipe clears the answer and what was put into it.
func (a Answer) Wipe() {
	for _, b := range a.buffers {
		clear(b)
	}
	a.Node.wipe()
}

func (n *Node) wipe() {
	if n == nil {
		return
	}
	n.put.Wipe()
	for _, i := range n.inside {
		i.wipe()
	}
}

// Get is the member of that name; of several the last, as for encoding/json.
func (n *Node) Get(name string) (found *Node) {
	if n == nil {
		return nil
	}
	for i, own := range n.names {
		if own == name || strings.EqualFold(own, name) && found == nil {
			found = n.inside[i]
		}
	}
	return found
}

// All are the elements of an array.
func (n *Node) All() []*Node {
	if n == nil || n.kind != array {
		return nil
	}
	return n.inside
}

// Text is a string that is no secret, or a word as it is written; "" for null.
func (n *Node) Text() (s string) {
	switch {
	case n == nil || n.Null():
		return ""
	case n.kind == text:
		_ = json.Unmarshal(n.raw, &s) // Parse has checked it
		return s
	}
	return string(n.raw)
}

// True reports the word true.
func (n *Node) True() bool { return n != nil && n.kind == word && string(n.raw) == "true" }

// Null reports null and what is not there.
func (n *Node) Null() bool { return n == nil || n.kind == word && string(n.raw) == "null" }

// Secret is a clone of a string's value.
func (n *Node) Secret() (s sealed.Secret) {
	switch {
	case n == nil:
	case n.kind == putText:
		s = n.put.Clone()
	case n.kind == text:
		_ = s.UnmarshalJSON(n.raw) // Parse has checked it
	}
	return s
}

// Put replaces the value by another, and takes ownership of it.
func (n *Node) Put(s sealed.Secret) {
	n.put.Wipe()
	*n = Node{kind: putText, put: s}
}

// As keeps the members that the connector's definition has, in its order,
// in all objects inside too.
func (n *Node) As(definition string) {
	d, ok := connector.Find(definition)
	switch {
	case !ok || n == nil:
		return
	case n.kind == array:
		for _, e := range n.inside {
			e.As(definition)
		}
		return
	case n.kind != object:
		return
	}
	var names []string
	var inside []*Node
	for _, m := range d.Members {
		own := n.Get(m.Name)
		if own == nil {
			continue // this server does not have it
		}
		own.As(m.Of)
		names, inside = append(names, m.Name), append(inside, own)
	}
	n.names, n.inside = names, inside
}

// reader walks over JSON that is known to be valid.
type reader struct {
	b []byte
	i int
}

func (r *reader) node() *Node {
	r.space()
	switch r.b[r.i] {
	case '{':
		n := &Node{kind: object}
		r.each('}', func() {
			var name string
			_ = json.Unmarshal(r.string(), &name)
			r.space()
			r.i++ // the colon
			n.names, n.inside = append(n.names, name), append(n.inside, r.node())
		})
		return n
	case '[':
		n := &Node{kind: array}
		r.each(']', func() { n.inside = append(n.inside, r.node()) })
		return n
	case '"':
		return &Node{kind: text, raw: r.string()}
	}
	from := r.i
	for r.i < len(r.b) && !bytes.ContainsRune([]byte(",]} \t\r\n"), rune(r.b[r.i])) {
		r.i++
	}
	return &Node{kind: word, raw: r.b[from:r.i]}
}

// each goes from one element to the next until the end.
func (r *reader) each(end byte, element func()) {
	for r.i++; ; r.i++ {
		if r.space(); r.b[r.i] != end {
			element()
			r.space()
		}
		if r.b[r.i] == end {
			r.i++
			return
		}
	}
}

func (r *reader) string() []byte {
	from := r.i
	for r.i++; r.b[r.i] != '"'; r.i++ {
		if r.b[r.i] == '\\' {
			r.i++
		}
	}
	r.i++
	return r.b[from:r.i]
}

func (r *reader) space() {
	for r.i < len(r.b) && (r.b[r.i] == ' ' || r.b[r.i] == '\n' || r.b[r.i] == '\t' || r.b[r.i] == '\r') {
		r.i++
	}
}
