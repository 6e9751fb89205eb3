package ssclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// Settings are what the server lets or tells this client do. Members that
// the signed-in user may not read keep the vendor's default.
type Settings struct {
	AllowSavingCredentials  bool // GET /v1/connection-manager-settings
	AllowLocalConnections   bool
	CheckInOnLastClose      bool // GET /v3/configuration/general: checkInSecretOnLastLauncherClose
	CloseOnCheckIn          bool // closeLauncherOnCheckInSecret
	MaxExtensionMinutes     int  // maxCheckOutExtensionInMinutes; 0: unknown
	ViewIntervalMinutes     int  // secretViewIntervalMinutes: how long a comment opens a secret; 0: unknown
	NotifyAtPercent         int  // checkoutNotificationThreshold: of the check-out, when it is spent; 0: unknown
	ConfigurationIsReadable bool // false: the five above are defaults
	// MaxOfflineMinutes is how long names may be kept without the server; nil: unknown.
	// GET /v1/mobile-configuration: maximumTimeOfflineMinutes.
	MaxOfflineMinutes *int
}

// Settings reads what the server lets this client do. A part that the user
// may not read, or that the server does not have, keeps the vendor's default.
// GET /api/v1/connection-manager-settings, GET /api/v1/mobile-configuration and
// GET /api/v3/configuration/general?loadLauncherSettings=true&loadUserExperience=true,
// or /api/v2 where there is no v3.
func (c *Client) Settings(ctx context.Context) (Settings, error) {
	s := Settings{AllowSavingCredentials: true, AllowLocalConnections: true, CheckInOnLastClose: true}
	for _, read := range []func(context.Context, *Settings) error{c.managerSettings, c.generalSettings, c.offlineSettings} {
		if err := read(ctx, &s); err != nil && !unreadable(err) {
			return Settings{}, err
		}
	}
	return s, nil
}

func (c *Client) offlineSettings(ctx context.Context, s *Settings) error {
	var got struct {
		Minutes *int `json:"maximumTimeOfflineMinutes"`
	}
	err := c.do(ctx, call{
		op: "read offline settings", method: http.MethodGet, path: "/api/v1/mobile-configuration", into: &got,
	})
	if err == nil {
		s.MaxOfflineMinutes = got.Minutes
	}
	return err
}

// unreadable: answered, and the answer is no.
func unreadable(err error) bool {
	return errors.Is(err, ErrAccessDenied) || errors.Is(err, ErrRefused) || missing(err)
}

func (c *Client) managerSettings(ctx context.Context, s *Settings) error {
	var got struct {
		Saving *bool `json:"allowSavingCredentials"`
		Local  *bool `json:"allowLocalConnections"`
	}
	k := call{
		op: "read connection manager settings", method: http.MethodGet,
		path: "/api/v1/connection-manager-settings", into: &got,
	}
	k.check = func() string {
		if got.Saving == nil && got.Local == nil {
			return "answer has no settings"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return err
	}
	set(&s.AllowSavingCredentials, got.Saving)
	set(&s.AllowLocalConnections, got.Local)
	return nil
}

func (c *Client) generalSettings(ctx context.Context, s *Settings) error {
	var got struct {
		Launcher *struct {
			CheckIn *bool `json:"checkInSecretOnLastLauncherClose"`
			Close   *bool `json:"closeLauncherOnCheckInSecret"`
		} `json:"launcherSettings"`
		Experience *struct {
			MaxExtension *int `json:"maxCheckOutExtensionInMinutes"`
			ViewInterval *int `json:"secretViewIntervalMinutes"`
			NotifyAt     *int `json:"checkoutNotificationThreshold"`
		} `json:"userExperience"`
	}
	err := c.eitherVersion(ctx, call{
		op: "read configuration", method: http.MethodGet, path: "/api/v3/configuration/general",
		query: url.Values{"loadLauncherSettings": {"true"}, "loadUserExperience": {"true"}},
		into:  &got,
	}, &c.old.configuration, "/api/v2/configuration/general")
	if err != nil {
		return err
	}
	if got.Launcher != nil {
		s.ConfigurationIsReadable = true
		set(&s.CheckInOnLastClose, got.Launcher.CheckIn)
		set(&s.CloseOnCheckIn, got.Launcher.Close)
	}
	if got.Experience != nil {
		s.ConfigurationIsReadable = true
		set(&s.MaxExtensionMinutes, got.Experience.MaxExtension)
		set(&s.ViewIntervalMinutes, got.Experience.ViewInterval)
		set(&s.NotifyAtPercent, got.Experience.NotifyAt)
	}
	return nil
}

// set keeps the default where the server says null.
func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}
