package ssclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// ServerKind is what answers at an address.
type ServerKind int

// The kinds of servers.
const (
	ServerUnknown  ServerKind = iota
	SecretServer              // New
	PlatformTenant            // NewPlatform
)

func (k ServerKind) String() string {
	switch k {
	case ServerUnknown:
		return "unknown"
	case SecretServer:
		return "Secret Server"
	case PlatformTenant:
		return "Delinea Platform"
	}
	return fmt.Sprintf("ServerKind(%d)", int(k))
}

// Discover asks an address, without any credential, what it is. ErrNotAPI:
// neither of the two. GET /api/v1/healthcheck, then GET /health.
func Discover(ctx context.Context, cfg Config) (ServerKind, error) {
	c, err := New(cfg)
	if err != nil {
		return ServerUnknown, err
	}
	defer c.Close()
	first := c.probe(ctx, "/api/v1/healthcheck")
	if first == nil {
		return SecretServer, nil
	}
	if errors.Is(first, ErrTransport) || errors.Is(first, ErrTimeout) || errors.Is(first, ErrThrottled) || ctx.Err() != nil {
		return ServerUnknown, first // nobody can be asked anything there, now
	}
	second := c.probe(ctx, "/health")
	switch {
	case second == nil:
		return PlatformTenant, nil
	case errors.Is(first, ErrServer) || ctx.Err() != nil:
		return ServerUnknown, first
	}
	return ServerUnknown, call{op: "look at the address"}.fail(ErrNotAPI,
		"neither a Secret Server nor a Delinea Platform answers there; is a part of the address missing, such as /SecretServer?")
}

// probe holds an answer to what the vendor's own clients take for health. A
// server that says it is not healthy is still one.
func (c *Client) probe(ctx context.Context, path string) error {
	var got struct {
		Healthy *bool `json:"healthy"`
	}
	k := call{op: "look at the address", method: http.MethodGet, path: path, anon: true, limit: maxRefusal, into: &got, plain: "Healthy"}
	k.check = func() string {
		if got.Healthy == nil {
			return "answer says nothing about health"
		}
		return ""
	}
	return c.do(ctx, k)
}
