package demovault

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ticketMode says what a ticket system wants of somebody who gives a reason.
// The numbers are its place in the record's list of names; what v1 sends is a
// number, and which is not public.
type ticketMode int

const (
	ticketReasonOnly     ticketMode = iota // a comment; a number may be given
	ticketBoth                             // a comment and a number
	ticketNumberOrReason                   // one of them
	ticketNumberOnly                       // a number; a comment may be given
)

var ticketModeNames = []string{"ReasonOnlyRequired", "BothRequired", "TicketNumberOrReasonRequired", "TicketNumberOnlyRequired"}

func (m ticketMode) String() string { return ticketModeNames[m] }

// UnmarshalJSON reads a mode by its name.
func (m *ticketMode) UnmarshalJSON(b []byte) error {
	var name string
	if err := json.Unmarshal(b, &name); err != nil {
		return err
	}
	i := indexNamed(ticketModeNames, name)
	if i < 0 {
		return fmt.Errorf("unknown ticket mode %q", name)
	}
	*m = ticketMode(i)
	return nil
}

// ticketSystem checks ticket numbers by a pattern; it talks to nothing.
type ticketSystem struct {
	ID                int
	Name, Description string
	Label             string // what a form calls the number
	Pattern           *regexp.Regexp
	Wrong             string // said of a number that does not fit
	ViewURL           string // where a ticket can be seen; $TICKETID stands for its number
	Mode              ticketMode
	Default, Active   bool
	HideComment       bool
}

func (v *Vault) addTicketSystems(f seedFile) error {
	for _, s := range f.TicketSystems {
		if s.ID <= 0 || s.Name == "" || v.ticketSystem(s.ID) != nil {
			return fmt.Errorf("demo seed: ticket system %q: no id, no name, or there twice", s.Name)
		}
		pattern, err := regexp.Compile(s.Pattern)
		if err != nil {
			return fmt.Errorf("demo seed: ticket system %q: %w", s.Name, err)
		}
		v.tickets = append(v.tickets, &ticketSystem{
			ID: s.ID, Name: s.Name, Description: s.Description, Label: s.Label, Pattern: pattern, Wrong: s.ErrorMessage,
			ViewURL: s.ViewURL, Mode: s.Mode, Default: s.Default, Active: !s.Inactive, HideComment: s.HideComment,
		})
	}
	return nil
}

func (v *Vault) ticketSystem(id int) *ticketSystem {
	i := slices.IndexFunc(v.tickets, func(t *ticketSystem) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return v.tickets[i]
}

func (v *Vault) defaultTicketSystem() *ticketSystem {
	i := slices.IndexFunc(v.tickets, func(t *ticketSystem) bool { return t.Default && t.Active })
	if i < 0 {
		return nil
	}
	return v.tickets[i]
}

func (v *Vault) ticketSystemName(id int) string {
	if t := v.ticketSystem(id); t != nil {
		return t.Name
	}
	return ""
}

// motive is why somebody wants to see a secret.
type motive struct {
	comment, ticket string
	system          int // 0: none named
}

func (m motive) given() bool {
	return strings.TrimSpace(m.comment) != "" || strings.TrimSpace(m.ticket) != ""
}

// motiveFor checks a motive against what the secret wants and cleans it. A
// secret that wants a ticket takes the default system where none is named; any
// system that is named must be satisfied; otherwise a comment is enough.
func (v *Vault) motiveFor(s *secret, r motive) (motive, error) {
	r.comment, r.ticket = strings.TrimSpace(r.comment), strings.TrimSpace(r.ticket)
	noComment := refuse(codeCommentRequired, "The requested Secret requires a comment when viewed.")
	t := v.ticketSystem(r.system)
	switch {
	case r.system > 0 && (t == nil || !t.Active):
		return r, refuse(codeTicketRequired, "There is no such ticket system.")
	case t == nil && s.Options.RequiresTicket:
		t = v.defaultTicketSystem()
	}
	if t == nil {
		if r.comment == "" {
			return r, noComment
		}
		r.system = 0
		return r, nil
	}
	r.system = t.ID
	wantsComment := t.Mode == ticketReasonOnly || t.Mode == ticketBoth
	wantsTicket := t.Mode == ticketNumberOnly || t.Mode == ticketBoth
	switch {
	case wantsComment && r.comment == "":
		return r, noComment
	case wantsTicket && r.ticket == "":
		return r, refuse(codeTicketRequired, "A ticket number is required. "+t.Wrong)
	case !r.given():
		return r, refuse(codeTicketRequired, "A comment or a ticket number is required.")
	case r.ticket != "" && !t.Pattern.MatchString(r.ticket):
		return r, refuse(codeTicketRequired, t.Wrong)
	}
	return r, nil
}

type ticketSystemModel struct {
	extra
	TicketSystemID           int    `json:"ticketSystemId"`
	Name                     string `json:"name"`
	Description              string `json:"description"`
	Active                   bool   `json:"active"`
	IsDefault                bool   `json:"isDefault"`
	DisplayMessage           string `json:"displayMessage"`
	ForceRequireTicketNumber int    `json:"forceRequireTicketNumber"`
	TicketSystemTypeID       int    `json:"ticketSystemTypeId"`
	ViewTicketURL            string `json:"viewTicketUrl"`
}

// The demo's ticket systems all check numbers themselves. Their type's number
// is not public.
const (
	ticketSystemType   = "TicketNumberValidation"
	ticketSystemTypeID = 1
)

func (t *ticketSystem) model() ticketSystemModel {
	return ticketSystemModel{
		TicketSystemID: t.ID, Name: t.Name, Description: t.Description, Active: t.Active, IsDefault: t.Default, DisplayMessage: t.Label,
		ForceRequireTicketNumber: int(t.Mode), TicketSystemTypeID: ticketSystemTypeID, ViewTicketURL: t.ViewURL,
	}
}

// listed are the ticket systems that a list shows.
func (v *Vault) listedTicketSystems(q *query) []*ticketSystem {
	inactive := q.on("includeinactive")
	return slices.DeleteFunc(slices.Clone(v.tickets), func(t *ticketSystem) bool { return !t.Active && !inactive })
}

// listTicketSystems answers GET /v1/ticket-systems: an array.
func (v *Vault) listTicketSystems(c *call) (any, error) {
	out := []ticketSystemModel{}
	for _, t := range v.listedTicketSystems(c.query) {
		out = append(out, t.model())
	}
	return out, c.query.err()
}

// listTicketSystemsV2 answers GET /v2/ticket-systems.
func (v *Vault) listTicketSystemsV2(c *call) (any, error) {
	type summary struct {
		ticketSystemModel
		HideComment          bool    `json:"hideComment"`
		SiteID               *int    `json:"siteId"`
		SiteName             *string `json:"siteName"`
		TicketSystemTypeName string  `json:"ticketSystemTypeName"`
	}
	return paged(c.query, v.listedTicketSystems(c.query), func(t *ticketSystem) summary {
		return summary{ticketSystemModel: t.model(), HideComment: t.HideComment, TicketSystemTypeName: ticketSystemType}
	})
}

// getTicketSystem answers GET /v1/ticket-systems/{id}.
func (v *Vault) getTicketSystem(c *call) (any, error) {
	t := v.ticketSystem(c.id)
	if t == nil {
		return nil, v.denied()
	}
	return t.model(), nil
}

type ticketSystemDetail struct {
	extra
	TicketSystemID           int    `json:"ticketSystemId"`
	Name                     string `json:"name"`
	Description              string `json:"description"`
	Active                   bool   `json:"active"`
	IsDefault                bool   `json:"isDefault"`
	DisplayMessage           string `json:"displayMessage"`
	HideComment              bool   `json:"hideComment"`
	ForceRequireTicketNumber string `json:"forceRequireTicketNumber"`
	TicketSystemType         string `json:"ticketSystemType"`
	TicketNumberValidation   string `json:"ticketNumberValidation"`
	TicketNumberErrorMessage string `json:"ticketNumberErrorMessage"`
	ViewTicketURL            string `json:"viewTicketUrl"`
	AddCommentsToTicket      bool   `json:"addCommentsToTicket"`
	SiteID                   *int   `json:"siteId"`
}

func (t *ticketSystem) detail() ticketSystemDetail {
	return ticketSystemDetail{
		TicketSystemID: t.ID, Name: t.Name, Description: t.Description, Active: t.Active, IsDefault: t.Default, DisplayMessage: t.Label,
		HideComment: t.HideComment, ForceRequireTicketNumber: t.Mode.String(), TicketSystemType: ticketSystemType,
		TicketNumberValidation: t.Pattern.String(), TicketNumberErrorMessage: t.Wrong, ViewTicketURL: t.ViewURL,
	}
}

// getTicketSystemV2 answers GET /v2/ticket-systems/{id}, with the pattern.
func (v *Vault) getTicketSystemV2(c *call) (any, error) {
	t := v.ticketSystem(c.id)
	if t == nil {
		return nil, v.denied()
	}
	return t.detail(), nil
}

// postTicketTest answers POST /v1/ticket-systems/{ticketSystemId}/test.
func (v *Vault) postTicketTest(c *call) (any, error) {
	var args struct {
		Data *struct {
			TicketNumber text `json:"ticketNumber"`
		} `json:"data"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	t := v.ticketSystem(c.id)
	switch {
	case t == nil:
		return nil, v.denied()
	case args.Data == nil:
		return nil, invalid("data", "The member is required.")
	}
	out := struct {
		extra
		Success      bool    `json:"success"`
		ErrorMessage *string `json:"errorMessage"`
	}{Success: t.Pattern.MatchString(strings.TrimSpace(args.Data.TicketNumber.S))}
	if !out.Success {
		out.ErrorMessage = &t.Wrong
	}
	return out, nil
}

// getTicketConfiguration answers GET /v1/configuration/ticket-system.
func (v *Vault) getTicketConfiguration(c *call) (any, error) {
	if !v.mayConfigure(c.user) {
		return nil, forbidden()
	}
	out := struct {
		extra
		TicketSystemList []ticketSystemDetail `json:"ticketSystemList"`
		Warnings         []string             `json:"warnings"`
	}{TicketSystemList: []ticketSystemDetail{}, Warnings: []string{}}
	for _, t := range v.tickets {
		out.TicketSystemList = append(out.TicketSystemList, t.detail())
	}
	return out, nil
}
