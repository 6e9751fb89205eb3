package demovault

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxForm is more than any form of the pages.
const maxForm = 64 << 10

// mistake is something wrong with a form, in a sentence for who filled it in.
type mistake struct {
	Field, Text string
}

func (m *mistake) Error() string { return m.Text }

func wrong(field, text string) error { return &mistake{field, text} }

// form is what a page sent.
type form struct {
	id     int // of the path; 0: it has none
	values url.Values
}

// readPage reads a form of any size and shape that a page may have sent.
func readPage(w http.ResponseWriter, r *http.Request) (form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return form{}, wrong("", "The form could not be read. Reload the page and fill it in again.")
	}
	f := form{values: r.PostForm}
	if raw := r.PathValue("id"); raw != "" {
		n, err := strconv.ParseInt(raw, 10, 32)
		if err != nil || n <= 0 {
			return f, wrong("", "The address names no number: "+strconv.Quote(raw)+".")
		}
		f.id = int(n)
	}
	return f, nil
}

// text is a field without the spaces around it.
func (f form) text(field, label string, most int) (string, error) {
	s := strings.TrimSpace(f.values.Get(field))
	if utf8.RuneCountInString(s) > most {
		return "", wrong(field, label+" is longer than "+strconv.Itoa(most)+" characters.")
	}
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }
	if !utf8.ValidString(s) || strings.ContainsFunc(s, control) {
		return "", wrong(field, label+" has characters that are not text.")
	}
	return s, nil
}

// whole is a whole number between two others.
func (f form) whole(field, label string, least, most int) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(f.values.Get(field)))
	if err != nil || n < least || n > most {
		return 0, wrong(field, label+" must be a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+".")
	}
	return n, nil
}

// choice is one of the values of a list.
func (f form) choice(field, label string, values ...string) (string, error) {
	s := f.values.Get(field)
	for _, v := range values {
		if s == v {
			return s, nil
		}
	}
	return "", wrong(field, label+" is not one of the list.")
}

// moment is a date and time in UTC; the zero time where the field is empty.
func (f form) moment(field, label string) (time.Time, error) {
	s := strings.ToUpper(strings.TrimSpace(f.values.Get(field)))
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, wrong(field, label+" is not a date and time like 2026-03-02 09:30.")
}
