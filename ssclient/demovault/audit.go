package demovault

import (
	"slices"
	"time"
)

type audit struct {
	ID     int
	User   int
	Name   string
	At     time.Time
	Action string
	Shown  string
	Notes  string
	Ticket string
}

func (v *Vault) audit(s *secret, u *user, at time.Time, action, shown, notes, ticket string) {
	v.lastID.audit++
	a := audit{ID: v.lastID.audit, At: at, Action: action, Shown: shown, Notes: notes, Ticket: ticket}
	if u != nil {
		a.User, a.Name = u.id, u.Name
	}
	s.Audits = append(s.Audits, a)
	v.touch(s)
}

type auditModel struct {
	extra
	ID                  int     `json:"id"`
	Action              string  `json:"action"`
	ActionForDisplay    string  `json:"actionForDisplay"`
	Application         *string `json:"application"`
	Username            string  `json:"username"`
	ByUserDisplayName   string  `json:"byUserDisplayName"`
	DateRecorded        string  `json:"dateRecorded"`
	Notes               string  `json:"notes"`
	TicketNumber        *string `json:"ticketNumber"`
	Status              string  `json:"status"`
	DatabaseName        string  `json:"databaseName"`
	HasProxySessionData bool    `json:"hasProxySessionData"`
	RecordingMessage    *string `json:"recordingMessage"`
	RecordingSessionID  *string `json:"recordingSessionId"`
	RecordingStatus     int     `json:"recordingStatus"`
}

// listAudits answers GET /v1/secrets/{id}/audits, newest first unless asked otherwise.
func (v *Vault) listAudits(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	c.query.on("isexporting")
	c.query.on("filter.includepasswordchangelog") // these are audits of their own in any case
	all := slices.Clone(s.Audits)
	if c.query.str("sortby[0].name") == "" || sorting(c.query).Direction == descending {
		slices.Reverse(all)
	}
	return paged(c.query, all, func(a audit) auditModel {
		m := auditModel{
			ID: a.ID, Action: a.Action, ActionForDisplay: a.Shown, Username: a.Name, ByUserDisplayName: a.Name,
			DateRecorded: date(a.At), Notes: a.Notes,
		}
		if u := v.userByID(a.User); u != nil {
			m.ByUserDisplayName = u.DisplayName
		}
		if a.Ticket != "" {
			m.TicketNumber = &a.Ticket
		}
		return m
	})
}
