package demovault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// requestRow is an access request that waits.
type requestRow struct {
	Request
	Form string
	Who  []option // may decide it now
}

func (v *Vault) requestRows() []requestRow {
	out := []requestRow{}
	for _, r := range v.PendingRequests() {
		row := requestRow{Request: r, Form: fmt.Sprintf("requests/%d", r.ID)}
		row.Made, row.Start, row.End = r.Made.UTC(), r.Start.UTC(), r.End.UTC()
		for i, name := range r.Reviewers {
			row.Who = append(row.Who, option{name, r.ReviewerNames[i]})
		}
		out = append(out, row)
	}
	return out
}

// mostComment is how long a comment may be.
const mostComment = 1000

// review reads what the forms of both decisions have: the request, and who
// decides, the first reviewer where the form names none.
func (c *console) review(f form) (r Request, by, comment string, err error) {
	all := c.vault.PendingRequests()
	i := slices.IndexFunc(all, func(r Request) bool { return r.ID == f.id })
	if i < 0 {
		return r, "", "", requestGone(f.id)
	}
	r = all[i]
	if len(r.Reviewers) == 0 {
		return r, "", "", wrong("", fmt.Sprintf("Nobody may decide request %d now: nobody answers his own request, or two steps of one.", f.id))
	}
	by = r.Reviewers[0]
	if f.values.Get("as") != "" {
		if by, err = f.choice("as", "Who decides", r.Reviewers...); err != nil {
			return r, "", "", err
		}
	}
	comment, err = f.text("comment", "The comment", mostComment)
	return r, by, comment, err
}

func requestGone(id int) error {
	return wrong("", fmt.Sprintf("Request %d does not wait: it has been decided, canceled, it has expired, or it never was.", id))
}

func (c *console) approveRequest(f form) (string, error) {
	r, by, comment, err := c.review(f)
	if err != nil {
		return "", err
	}
	start, end, err := f.window(r, c.vault.Now())
	if err != nil {
		return "", err
	}
	if err := c.vault.Approve(r.ID, by, comment, start, end); err != nil {
		return "", refusedReview(err)
	}
	if r.Step < r.Steps {
		return fmt.Sprintf("%s has approved step %d of %d of request %d. The next step waits for somebody else.", c.vault.shownName(by), r.Step, r.Steps, r.ID), nil
	}
	if end.IsZero() {
		end = r.End
	}
	return fmt.Sprintf("%s has approved request %d, until %s UTC.", c.vault.shownName(by), r.ID, end.UTC().Format("2006-01-02 15:04")), nil
}

func (c *console) denyRequest(f form) (string, error) {
	r, by, comment, err := c.review(f)
	switch {
	case err != nil:
		return "", err
	case comment == "":
		return "", wrong("comment", "Say why it is denied.")
	}
	if err := c.vault.Deny(r.ID, by, comment); err != nil {
		return "", refusedReview(err)
	}
	return fmt.Sprintf("%s has denied request %d.", c.vault.shownName(by), r.ID), nil
}

// window is the time that a form grants; a zero time is what was asked for.
func (f form) window(r Request, now time.Time) (start, end time.Time, err error) {
	if start, err = f.moment("start", "From"); err != nil {
		return start, end, err
	}
	if end, err = f.moment("end", "Until"); err != nil {
		return start, end, err
	}
	start, end = changed(start, r.Start), changed(end, r.End)
	from, until := r.Start, r.End
	if !start.IsZero() {
		from = start
	}
	if !end.IsZero() {
		until = end
	}
	switch {
	case from.Before(r.Start):
		err = wrong("start", "From may not be earlier than what was asked for: time can only be taken away.")
	case until.After(r.End):
		err = wrong("end", "Until may not be later than what was asked for: time can only be taken away.")
	case !until.After(from):
		err = wrong("end", "Until must be after From.")
	case !until.After(now):
		err = wrong("end", "Until is over already.")
	}
	return start, end, err
}

// changed is zero where a time is the one that the form came with, which has
// no fractions of a second.
func changed(typed, was time.Time) time.Time {
	if typed.Equal(was.Truncate(time.Second)) {
		return time.Time{}
	}
	return typed
}

// refusedReview is the vault's own reason, without the operation before it.
func refusedReview(err error) error {
	text := err.Error()
	if _, reason, ok := strings.Cut(text, ": "); ok {
		text = reason
	}
	return errors.New(text)
}

// requestList are the pending requests for scripts.
func (v *Vault) requestList() any {
	type request struct {
		ID         int       `json:"id"`
		SecretID   int       `json:"secretId"`
		SecretPath string    `json:"secretPath"`
		User       string    `json:"user"`
		Comment    string    `json:"comment"`
		Ticket     string    `json:"ticket"`
		Made       time.Time `json:"made"`
		Start      time.Time `json:"start"`
		End        time.Time `json:"end"`
		Step       int       `json:"step"`
		Steps      int       `json:"steps"`
		Reviewers  []string  `json:"reviewers"`
	}
	out := []request{}
	for _, r := range v.PendingRequests() {
		out = append(out, request{
			r.ID, r.SecretID, r.SecretPath, r.User, r.Comment, r.Ticket, r.Made, r.Start, r.End,
			r.Step, r.Steps, append([]string{}, r.Reviewers...),
		})
	}
	return out
}
