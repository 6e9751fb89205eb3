package output

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"sallyport/workflow/sealed"
)

// Table is rows of cells for people. The first row is the heading.
type Table [][]Cell

// Cell is a text, or a secret that is shown; its table does not wipe it.
type Cell struct {
	Text   string
	Secret sealed.Secret
}

// Row makes a row of texts.
func Row(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, s := range texts {
		row[i].Text = s
	}
	return row
}

// write lines the columns up, two spaces apart.
func (t Table) write(p *page) {
	var widths []int
	cells := make([][]*page, len(t))
	for i, row := range t {
		for k, c := range row {
			var one page
			one.visible([]byte(c.Text))
			c.Secret.Reveal(one.visible)
			cells[i] = append(cells[i], &one)
			if k == len(widths) {
				widths = append(widths, 0)
			}
			widths[k] = max(widths[k], utf8.RuneCount(one.b))
		}
	}
	for _, row := range cells {
		for k, one := range row {
			_, _ = p.Write(one.b)
			if k < len(row)-1 {
				for n := utf8.RuneCount(one.b); n < widths[k]+2; n++ {
					p.text(" ")
				}
			}
			one.wipe()
		}
		p.text("\n")
	}
}

// visible writes text for a terminal: what a terminal would obey is shown
// escaped, as in a Go string.
func (p *page) visible(b []byte) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			p.text(fmt.Sprintf(`\x%02x`, b[0]))
		case r == '\n':
			p.text(`\n`)
		case r == '\t':
			p.text(`\t`)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			p.text(fmt.Sprintf(`\u%04x`, r))
		default:
			_, _ = p.Write(b[:n])
		}
		b = b[n:]
	}
}

// Members shows the plain members of an object, one a row.
func Members(n *Node) Table {
	t := Table{Row("MEMBER", "VALUE")}
	for i, name := range n.names {
		inside := n.inside[i]
		if inside.kind == object || inside.kind == array && len(inside.inside) > 0 && inside.inside[0].kind >= array {
			continue
		}
		c := Cell{Text: inside.Text()}
		switch {
		case secrets[name] || inside.kind == putText:
			c = Cell{Text: Hidden}
		case inside.kind == array:
			c.Text = ""
			for k, e := range inside.inside {
				if k > 0 {
					c.Text += ", "
				}
				c.Text += e.Text()
			}
		}
		t = append(t, append(Row(name), c))
	}
	return t
}

// Hidden stands where a password is not shown.
const Hidden = "••••••"
