package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// TicketSystem is where the tickets are that give reasons. The list leaves out
// what only TicketSystem reads. GET /v2/ticket-systems.
type TicketSystem struct {
	ID          int        `json:"ticketSystemId"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Active      bool       `json:"active"`
	IsDefault   bool       `json:"isDefault"`      // preselect this one
	Title       string     `json:"displayMessage"` // what to call the ticket when asking for it
	ViewURL     string     `json:"viewTicketUrl"`  // pattern of a ticket's page
	Rule        TicketRule `json:"forceRequireTicketNumber"`
	HideComment bool       `json:"hideComment"` // ask for the ticket alone

	// One ticket system only.
	Pattern      string `json:"ticketNumberValidation,omitempty"`   // a regular expression of .NET that a number must match
	ErrorMessage string `json:"ticketNumberErrorMessage,omitempty"` // what to say when it does not
	Type         string `json:"ticketSystemType,omitempty"`
	AddsComments bool   `json:"addCommentsToTicket,omitempty"` // the reason is written into the ticket
}

// TicketSystems lists the active ticket systems.
// GET /api/v2/ticket-systems, or /api/v1 where there is no v2.
func (c *Client) TicketSystems(ctx context.Context) ([]TicketSystem, error) {
	op := "list ticket systems"
	if !c.old.tickets.Load() {
		rows, err := all(ctx, c, listing[TicketSystem]{
			op: op, path: "/api/v2/ticket-systems", take: pageSize, key: func(t TicketSystem) any { return byID(t.ID) },
		})
		if !missing(err) {
			return rows, err
		}
	}
	rows, err := array(ctx, c, call{op: op, path: "/api/v1/ticket-systems"}, func(t TicketSystem) string {
		if t.ID <= 0 {
			return "a row has no id"
		}
		return ""
	})
	if err == nil {
		c.old.tickets.Store(true)
	}
	return rows, err
}

// TicketSystem reads one ticket system; a server without v2 knows no pattern.
// GET /api/v2/ticket-systems/{id}, or /api/v1.
func (c *Client) TicketSystem(ctx context.Context, id int) (TicketSystem, error) {
	var t TicketSystem
	tail := "/ticket-systems/" + strconv.Itoa(id)
	k := call{
		op: fmt.Sprintf("read ticket system %d", id), ids: []int{id}, method: http.MethodGet, path: "/api/v2" + tail, into: &t, check: about("ticket system", &t.ID, id),
	}
	if err := c.eitherVersion(ctx, k, &c.old.ticket, "/api/v1"+tail); err != nil {
		return TicketSystem{}, err
	}
	return t, nil
}

// TestTicket asks whether a ticket number would do. ErrRefused says why not,
// in the server's words. POST /api/v1/ticket-systems/{id}/test.
func (c *Client) TestTicket(ctx context.Context, systemID int, number string) error {
	type ticket struct {
		Number string `json:"ticketNumber"`
	}
	var got struct {
		Success *bool  `json:"success"`
		Message string `json:"errorMessage"`
	}
	k := call{
		op: fmt.Sprintf("test a ticket of system %d", systemID), ids: []int{systemID}, method: http.MethodPost,
		path: "/api/v1/ticket-systems/" + strconv.Itoa(systemID) + "/test",
		body: jsonBody(struct {
			Data ticket `json:"data"`
		}{ticket{number}}),
		into: &got,
	}
	k.check = func() string {
		if got.Success == nil {
			return "answer says nothing about the ticket"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return err
	}
	if !*got.Success {
		e := k.fail(ErrRefused, "")
		if e.Message = clean(got.Message, maxText); e.Message == "" {
			e.Detail = "the ticket number is not accepted"
		}
		return e
	}
	return nil
}
