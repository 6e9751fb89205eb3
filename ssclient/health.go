package ssclient

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
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

// OldestServer is the oldest Secret Server that this package can serve its
// users well with: the first that does not check a secret out when it is read,
// if it is told so.
const OldestServer = "11.0"

// Version asks without signing in. ErrVersionHidden: the administrator has
// hidden it. GET /api/v1/version.
func (c *Client) Version(ctx context.Context) (string, error) {
	var got struct {
		Version *string `json:"version"`
		Model   struct {
			Version *string `json:"version"`
		} `json:"model"`
	}
	k := call{op: "read version", method: http.MethodGet, path: "/api/v1/version", anon: true, into: &got}
	k.check = func() string {
		if got.Version == nil && got.Model.Version == nil {
			return "answer has no version"
		}
		return ""
	}
	err := c.do(ctx, k)
	var e *APIError
	switch {
	case errors.As(err, &e) && e.Kind == ErrAccessDenied:
		e.Kind = ErrVersionHidden
		return "", e
	case err != nil:
		return "", err
	}
	for _, v := range []*string{got.Version, got.Model.Version} {
		if v == nil {
			continue
		}
		if version := clean(*v, 40); version != "" {
			return version, nil
		}
	}
	return "", k.fail(ErrVersionHidden, "")
}

// CheckVersion is Version, with ErrTooOld for a server before OldestServer. A
// version that is no number is taken for a new one. GET /api/v1/version.
func (c *Client) CheckVersion(ctx context.Context) (string, error) {
	v, err := c.Version(ctx)
	if err != nil {
		return "", err
	}
	if older(v, OldestServer) {
		return v, call{op: "check version"}.fail(ErrTooOld,
			"it is "+v+", and before "+OldestServer+" a secret is checked out by looking at it")
	}
	return v, nil
}

// older compares the numbers of two versions.
func older(v, than string) bool {
	parts := strings.Split(v, ".")
	for i, want := range strings.Split(than, ".") {
		if i >= len(parts) {
			return false // 11 is 11.0
		}
		n, err := strconv.Atoi(strings.TrimSpace(parts[i]))
		m, _ := strconv.Atoi(want)
		if err != nil || n != m {
			return err == nil && n < m
		}
	}
	return false
}
