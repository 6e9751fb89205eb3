package demovault

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// consolePage is all that the console shows.
type consolePage struct {
	Root  string // the console's path
	Title string
	CSRF  string
	Note  note
	Now   time.Time
	Skew  string // "": right

	Requests []requestRow
	Pushes   []pushRow
	Sent     []Message // newest first
	Held     []holding
	Faults   []faultRow
	Users    []userRow
	Ledger   ledgerPage

	Operations, FaultKinds, Directions, Units []option
}

// Refresh is none: a page that reloads by itself would eat what is being typed.
func (consolePage) Refresh() string { return "" }

// holding is one row of who holds what.
type holding struct {
	ID         int
	Path, User string
	End        time.Time
	Left       int
}

type faultRow struct {
	ID             int
	Op, What, Left string
}

type userRow struct {
	User
	Code string // of now
}

// anchor is a section that the page's head leads to.
type anchor struct {
	ID, Title string
	Count     int
	Urgent    bool // somebody waits
}

func (c *console) page(v visit, query url.Values) consolePage {
	p := consolePage{
		Root: c.path, Title: "Demo vault", CSRF: v.csrf, Note: v.note,
		Now: c.vault.Now().UTC(), Requests: c.vault.requestRows(), Pushes: c.vault.pushRows(), Sent: c.vault.sentRows(), Held: c.vault.holdings(), Faults: c.vault.faultRows(), Users: c.vault.userRows(),
		Ledger:     c.vault.ledgerPage(query),
		Directions: []option{{"forward", "forward"}, {"back", "back"}},
		Units:      []option{{"seconds", "seconds"}, {"minutes", "minutes"}, {"hours", "hours"}, {"days", "days"}},
	}
	if skew := c.vault.Skew(); skew != 0 {
		p.Skew = skewText(skew)
	}
	for _, op := range c.vault.operations() {
		p.Operations = append(p.Operations, option{op, callName(op)})
	}
	for _, o := range faultOptions() {
		p.FaultKinds = append(p.FaultKinds, option{o.key, o.text})
	}
	return p
}

func (v *Vault) holdings() []holding {
	now := v.enter()
	defer v.leave()
	out := make([]holding, 0, len(v.held))
	for s := range maps.Values(v.held) {
		h := holding{ID: s.ID, Path: v.pathOf(s), End: s.CheckOut.End.UTC(), Left: wholeMinutes(s.CheckOut.End.Sub(now))}
		if u := v.userByID(s.CheckOut.User); u != nil {
			h.User = u.DisplayName
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b holding) int { return a.End.Compare(b.End) })
	return out
}

func (v *Vault) faultRows() []faultRow {
	out := []faultRow{}
	for _, f := range v.Faults() {
		out = append(out, faultRow{f.ID, callName(f.Op), whatFails(f.Fault), callsLeft(f.Times)})
	}
	return out
}

func (v *Vault) userRows() []userRow {
	out, now := []userRow{}, v.Now()
	for _, u := range v.Users() {
		code, _ := totp.GenerateCode(u.TOTPSecret, now) // the key is one of totp's own
		out = append(out, userRow{u, code})
	}
	return out
}

// Places are the sections, those with somebody waiting first.
func (p consolePage) Places() []anchor {
	return []anchor{
		{"requests", "Requests", len(p.Requests), true},
		{"pushes", "Phones", len(p.Pushes), true},
		{"codes", "Codes", len(p.Sent), false},
		{"held", "Checked out", len(p.Held), false},
		{"faults", "Faults", len(p.Faults), false},
		{"clock", "Tokens and clock", 0, false},
		{"users", "Users", 0, false},
		{"ledger", "Ledger", 0, false},
	}
}

// NoteOf is the note where it belongs to the section.
func (p consolePage) NoteOf(section string) note { return p.Note.in(section) }

// Typed is what a field of a form held when it was wrong.
func (p consolePage) Typed(form, name string) string { return p.Note.typed(form, name, "") }

// Text, Code, Number, Time and Select are the fields of a form: what was typed
// last time if something was wrong, otherwise the value given.
func (p consolePage) Text(form, name, label, value string) input {
	return p.Note.input("text", form, name, label, value)
}

// Code is digits that somebody copies.
func (p consolePage) Code(form, name, label string) input {
	i := p.Note.input("text", form, name, label, "")
	i.Mode, i.Complete = "numeric", "one-time-code"
	return i
}

// Number is a whole number in bounds.
func (p consolePage) Number(form, name, label, value string, least, most int) input {
	i := p.Note.input("number", form, name, label, value)
	i.Least, i.Most = least, most
	return i
}

// Time is a date and time in UTC, written as everywhere on the page: a picker
// would write it in the order of the browser's country.
func (p consolePage) Time(form, name, label string, value time.Time) input {
	text := ""
	if !value.IsZero() {
		text = value.UTC().Format(time.DateTime)
	}
	return p.Note.input("text", form, name, label, text)
}

// Select is one of a list.
func (p consolePage) Select(form, name, label, value string, options []option) input {
	i := p.Note.input("select", form, name, label, value)
	i.Options = options
	return i
}

type option struct{ Value, Text string }

// input is a field with its label, as the template "input" draws it.
type input struct {
	ID, Name, Label, Type, Value string
	Hint, Class, Mode, Complete  string
	Least, Most                  int
	Required, Wrong              bool
	Options                      []option
}

// With adds a class, which says when the field matters, and a hint.
func (i input) With(class, hint string) input {
	i.Class, i.Hint = class, hint
	return i
}

func (n note) in(section string) note {
	if n.Section != section {
		return note{}
	}
	return n
}

func (n note) typed(form, name, value string) string {
	if n.Wrong && n.Form == form && n.Typed.Has(name) {
		return n.Typed.Get(name)
	}
	return value
}

func (n note) input(kind, form, name, label, value string) input {
	return input{
		ID: strings.ReplaceAll(form, "/", "-") + "-" + name, Name: name, Label: label, Type: kind,
		Value: n.typed(form, name, value), Wrong: n.Wrong && n.Form == form && n.Field == name,
	}
}

// ledgerPage is a part of the ledger, newest first.
type ledgerPage struct {
	SecretInput, UserInput input
	Filtered               bool
	Mistake                string
	Rows                   []ledgerRow
	First, Last, Total     int
	Newer, Older           string // links; "": there are none
}

type ledgerRow struct {
	Entry
	Secret string // path; "": it is gone
}

const ledgerRows = 25

// ledgerPage reads the filter of a query: secret (an id, or a part of a path),
// user and page.
func (v *Vault) ledgerPage(query url.Values) ledgerPage {
	f := form{values: query}
	v.enter()
	defer v.leave()
	users := []option{{"", "Everybody"}}
	for _, u := range v.users {
		users = append(users, option{u.Name, u.Name})
	}
	p := ledgerPage{
		SecretInput: input{ID: "ledger-secret", Name: "secret", Label: "Secret, its number or a part of its path", Type: "search", Value: query.Get("secret")},
		UserInput:   input{ID: "ledger-user", Name: "user", Label: "User", Value: query.Get("user"), Options: users},
	}
	keep, err := v.ledgerFilter(f)
	if err == nil {
		var found []Entry
		for _, e := range slices.Backward(v.ledger) {
			if keep(e) {
				found = append(found, e)
			}
		}
		err = p.turn(f, found)
	}
	p.Filtered = query.Get("secret") != "" || query.Get("user") != ""
	if err != nil {
		p.Mistake = err.Error()
		return p
	}
	for i := range p.Rows {
		if s := v.secrets[p.Rows[i].SecretID]; s != nil {
			p.Rows[i].Secret = v.pathOf(s)
		}
		p.Rows[i].At = p.Rows[i].At.UTC()
	}
	return p
}

func (v *Vault) ledgerFilter(f form) (func(Entry) bool, error) {
	wanted, err := f.text("secret", "The secret", 300)
	if err != nil {
		return nil, err
	}
	user, err := f.text("user", "The user", 100)
	if err != nil {
		return nil, err
	}
	ids := map[int]bool{}
	if n, err := strconv.Atoi(wanted); err == nil {
		ids[n] = true
	} else if wanted != "" {
		part := strings.ToLower(wanted)
		for _, s := range v.secrets {
			if strings.Contains(strings.ToLower(v.pathOf(s)), part) {
				ids[s.ID] = true
			}
		}
		if len(ids) == 0 {
			return nil, wrong("secret", "No secret has “"+wanted+"” in its path.")
		}
	}
	return func(e Entry) bool {
		return (wanted == "" || ids[e.SecretID]) && (user == "" || strings.EqualFold(e.User, user))
	}, nil
}

// turn takes the page that the query names from what was found.
func (p *ledgerPage) turn(f form, found []Entry) error {
	pages, page := max(1, (len(found)+ledgerRows-1)/ledgerRows), 1
	if f.values.Get("page") != "" {
		var err error
		if page, err = f.whole("page", "The page", 1, pages); err != nil {
			return err
		}
	}
	p.Total = len(found)
	p.First, p.Last = (page-1)*ledgerRows+1, min(page*ledgerRows, len(found))
	for _, e := range found[p.First-1 : p.Last] {
		p.Rows = append(p.Rows, ledgerRow{Entry: e})
	}
	link := func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		for _, name := range []string{"secret", "user"} {
			if s := f.values.Get(name); s != "" {
				q.Set(name, s)
			}
		}
		return "?" + q.Encode() + "#ledger"
	}
	if page > 1 {
		p.Newer = link(page - 1)
	}
	if page < pages {
		p.Older = link(page + 1)
	}
	return nil
}

// lists are the JSON documents for scripts, by name.
func (c *console) lists() map[string]func() any {
	v := c.vault
	return map[string]func() any{
		"ledger.json": func() any {
			if all := v.Ledger(); all != nil {
				return all
			}
			return []Entry{}
		},
		"logins.json": func() any {
			if v.logins == nil {
				return []struct{}{}
			}
			return v.logins()
		},
		"requests.json": v.requestList,
		"pushes.json":   v.pushList,
		"outbox.json":   v.sentList,
		"faults.json":   v.faultList,
	}
}

// faultList are the waiting faults for scripts.
func (v *Vault) faultList() any {
	type fault struct {
		ID    int       `json:"id"`
		Op    string    `json:"op"`
		Kind  FaultKind `json:"kind"`
		Times int       `json:"times"` // below 0: all
	}
	out := []fault{}
	for _, f := range v.Faults() {
		out = append(out, fault{f.ID, f.Op, f.Kind, f.Times})
	}
	return out
}
