package ssclient

import "context"

// Site is a place whose engines reach machines for the server. GET /v1/sites.
type Site struct {
	ID     int    `json:"siteId"`
	Name   string `json:"siteName"`
	Active bool   `json:"active"`
}

// Sites lists the active sites. GET /api/v1/sites.
func (c *Client) Sites(ctx context.Context) ([]Site, error) {
	return array(ctx, c, call{op: "list sites", path: "/api/v1/sites"}, func(s Site) string {
		if s.ID <= 0 {
			return "a row has no id"
		}
		return ""
	})
}
