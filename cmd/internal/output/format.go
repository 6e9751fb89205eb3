package output

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/template"
)

// Format is how an answer is printed. It is a flag; the zero Format is JSON.
type Format struct {
	name string
	tmpl *template.Template
}

const (
	jsonName     = "json"
	tableName    = "table"
	templateName = "template="
)

// Set implements pflag.Value.
func (f *Format) Set(s string) error {
	source, isTemplate := strings.CutPrefix(s, templateName)
	switch {
	case s == jsonName || s == tableName:
		*f = Format{name: s}
		return nil
	case !isTemplate:
		return errors.New("an output format is json, table or template=GOTEMPLATE")
	case source == "":
		return errors.New("the template is empty; write it after template=, like template={{.name}}")
	}
	t, err := template.New("output").Option("missingkey=error").Funcs(template.FuncMap{"field": field}).Parse(source)
	if err != nil {
		return fmt.Errorf("the template cannot be understood: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	*f = Format{templateName + source, t}
	return nil
}

// String implements pflag.Value.
func (f *Format) String() string {
	if f.name == "" {
		return jsonName
	}
	return f.name
}

// Type implements pflag.Value.
func (f *Format) Type() string { return "FORMAT" }

// Table reports whether it is a table that is printed.
func (f *Format) Table() bool { return f.name == tableName }

// ErrTemplate is the kind of an error that the template is to blame for.
var ErrTemplate = errors.New("the template does not fit the answer")

// Write prints n at once, or not at all; table makes what the table shows.
// It does not wipe n.
func (f *Format) Write(w io.Writer, n *Node, table func(*Node) Table) error {
	var p page
	defer p.wipe()
	switch {
	case f.tmpl != nil:
		if err := f.tmpl.Execute(&p, n.plain("")); err != nil {
			return fmt.Errorf("%w: %s", ErrTemplate, strings.TrimPrefix(err.Error(), "template: "))
		}
	case f.name == tableName:
		table(n).write(&p)
	default:
		n.write(&p, 0)
		p.text("\n")
	}
	_, err := w.Write(p.b)
	return err
}

// write prints JSON, two spaces deeper for each level.
func (n *Node) write(p *page, depth int) {
	line := func(depth int) { p.text("\n" + strings.Repeat("  ", depth)) }
	switch n.kind {
	case word, text:
		_, _ = p.Write(n.raw)
	case putText:
		n.put.Reveal(p.quote)
	case array, object:
		ends := "[]"
		if n.kind == object {
			ends = "{}"
		}
		p.text(ends[:1])
		for i, inside := range n.inside {
			if i > 0 {
				p.text(",")
			}
			line(depth + 1)
			if n.kind == object {
				p.quote([]byte(n.names[i]))
				p.text(": ")
			}
			inside.write(p, depth+1)
		}
		if len(n.inside) > 0 {
			line(depth)
		}
		p.text(ends[1:])
	}
}

// secrets are the members whose strings are never made Go strings.
var secrets = map[string]bool{"itemValue": true, "autoChangeNextPassword": true, "access_token": true, "refresh_token": true}

// plain is what a template sees: maps by the members' JSON names, lists,
// numbers (whole ones; others as they are written), and "" for null.
func (n *Node) plain(name string) any {
	switch n.kind {
	case object:
		m := make(map[string]any, len(n.inside))
		for i, inside := range n.inside {
			m[n.names[i]] = inside.plain(n.names[i])
		}
		return m
	case array:
		all := make([]any, len(n.inside))
		for i, inside := range n.inside {
			all[i] = inside.plain(name)
		}
		return all
	case putText:
		return shown{n}
	case text:
		if secrets[name] {
			return shown{n}
		}
	case word:
		switch string(n.raw) {
		case "true":
			return true
		case "false":
			return false
		}
		if i, err := strconv.ParseInt(string(n.raw), 10, 64); err == nil {
			return i
		}
	}
	return n.Text()
}

// shown is a secret value that prints as it is, in a template and nowhere else.
type shown struct{ n *Node }

// Format implements fmt.Formatter.
func (s shown) Format(f fmt.State, _ rune) {
	v := s.n.Secret()
	defer v.Wipe()
	v.Reveal(func(b []byte) { _, _ = f.Write(b) })
}

// field is a function of templates: the value of a secret's field by its slug.
func field(secret any, slug string) (any, error) {
	m, _ := secret.(map[string]any)
	items, _ := m["items"].([]any)
	for _, i := range items {
		if item, ok := i.(map[string]any); ok && strings.EqualFold(fmt.Sprint(item["slug"]), slug) {
			return item["itemValue"], nil
		}
	}
	return nil, fmt.Errorf("there is no field %q", slug)
}
