package demovault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// pushRow is a prompt on somebody's device. Which number it wants is not shown:
// the program that asks shows it, and reading it there is the point.
type pushRow struct {
	Form              string
	Device, User, For string
	At                time.Time
	Numbered          bool
}

func (v *Vault) pushRows() []pushRow {
	out := []pushRow{}
	for _, p := range v.Pushes() {
		out = append(out, pushRow{
			Form: fmt.Sprintf("pushes/%d", p.ID), Device: p.Device, User: v.shownName(p.User), For: p.For,
			At: p.At.UTC(), Numbered: p.Number != "",
		})
	}
	return out
}

// outboxRows is how many sent codes the page shows.
const outboxRows = 10

// sentRows are the last codes, newest first.
func (v *Vault) sentRows() []Message {
	all := v.Outbox()
	all = slices.Clone(all[max(0, len(all)-outboxRows):])
	slices.Reverse(all)
	for i := range all {
		all[i].At, all[i].User = all[i].At.UTC(), v.shownName(all[i].User)
	}
	return all
}

// shownName is the display name of a user.
func (v *Vault) shownName(name string) string {
	for _, u := range v.Users() {
		if strings.EqualFold(u.Name, name) {
			return u.DisplayName
		}
	}
	return name
}

func (c *console) acceptPush(f form) (string, error) {
	number, err := f.text("number", "The number", 10)
	if err != nil {
		return "", err
	}
	pushes := c.vault.Pushes()
	i := slices.IndexFunc(pushes, func(p Push) bool { return p.ID == f.id })
	digits := strings.Trim(number, "0123456789") == ""
	switch {
	case i < 0:
		return "", pushGone(f.id)
	case pushes[i].Number != "" && number == "":
		return "", wrong("number", "Type the number that the program shows.")
	case pushes[i].Number != "" && !digits:
		return "", wrong("number", "The number is digits only.")
	}
	switch err := c.vault.AnswerPush(f.id, true, number); {
	case errors.Is(err, ErrWrongNumber):
		return "", wrong("", number+" is not the number that the program shows, so "+c.vault.shownName(pushes[i].User)+" has declined.")
	case err != nil:
		return "", pushGone(f.id)
	}
	return c.vault.shownName(pushes[i].User) + " has accepted.", nil
}

func (c *console) denyPush(f form) (string, error) {
	if err := c.vault.AnswerPush(f.id, false, ""); err != nil {
		return "", pushGone(f.id)
	}
	return "Declined. Whoever asked is not let in.", nil
}

func pushGone(id int) error {
	return wrong("", fmt.Sprintf("Phone prompt %d does not wait: it has been answered, it ran out of time, or whoever asked chose another way.", id))
}

// pushList are the prompts for scripts, which see no program and need the number.
func (v *Vault) pushList() any {
	type push struct {
		ID     int       `json:"id"`
		At     time.Time `json:"at"`
		User   string    `json:"user"`
		Device string    `json:"device"`
		Number string    `json:"number"`
		For    string    `json:"for"`
	}
	out := []push{}
	for _, p := range v.Pushes() {
		out = append(out, push{p.ID, p.At, p.User, p.Device, p.Number, p.For})
	}
	return out
}

// sentList are the codes for scripts, oldest first.
func (v *Vault) sentList() any {
	type message struct {
		At      time.Time `json:"at"`
		User    string    `json:"user"`
		Channel string    `json:"channel"`
		Text    string    `json:"text"`
	}
	out := []message{}
	for _, m := range v.Outbox() {
		out = append(out, message(m))
	}
	return out
}
