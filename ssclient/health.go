package ssclient

import (
	"context"
	"net/http"
)

// Health is what a server says of itself to anyone.
type Health struct {
	Healthy  bool
	ReadOnly bool // it will refuse every write
}

// Health asks without signing in. GET /api/v1/healthcheck.
func (c *Client) Health(ctx context.Context) (Health, error) {
	var got struct {
		Healthy  *bool `json:"healthy"`
		ReadOnly bool  `json:"readOnlyMode"`
	}
	k := call{op: "check health", method: http.MethodGet, path: "/api/v1/healthcheck", anon: true, into: &got}
	k.check = func() string {
		if got.Healthy == nil {
			return "answer says nothing about health"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return Health{}, err
	}
	return Health{Healthy: *got.Healthy, ReadOnly: got.ReadOnly}, nil
}

// Version asks without signing in. ErrAccessDenied: the server hides it.
// GET /api/v1/version.
func (c *Client) Version(ctx context.Context) (string, error) {
	var got struct {
		Version string `json:"version"`
		Model   struct {
			Version string `json:"version"`
		} `json:"model"`
	}
	version := ""
	k := call{op: "read version", method: http.MethodGet, path: "/api/v1/version", anon: true, into: &got}
	k.check = func() string {
		if version = got.Version; version == "" {
			version = got.Model.Version
		}
		if version = clean(version, 40); version == "" {
			return "answer has no version"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return "", err
	}
	return version, nil
}
