package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// Preference is what a secret says about something that users may have
// preferences for as well.
type Preference string

// The preferences there are. The last two are the user's own choice, kept by the server.
const (
	PreferenceNo     Preference = "No"
	PreferenceYes    Preference = "Yes"
	PreferenceOwnNo  Preference = "UsePreferenceNo"
	PreferenceOwnYes Preference = "UsePreferenceYes"
)

func (p Preference) String() string { return named(string(p)) }

// UnmarshalJSON takes the name in any case.
func (p *Preference) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(p), []string{"No", "Yes", "UsePreferenceNo", "UsePreferenceYes"}, false)
}

// RDPLauncherSettings is what a secret says about the remote desktops opened
// with it. A member that the server did not send says nothing.
type RDPLauncherSettings struct {
	Clipboard  Preference `json:"allowClipboard"`
	Drives     Preference `json:"allowDrives"`
	Printers   Preference `json:"allowPrinters"`
	SmartCards Preference `json:"allowSmartCards"`
	Console    Preference `json:"connectToConsole"`
	Resolution Preference `json:"useCustomLauncherResolution"` // whether the two below count
	Width      int        `json:"launcherWidth"`
	Height     int        `json:"launcherHeight"`
}

// RDPLauncherSettings reads what a secret says about its remote desktops.
// GET /api/v1/secrets/{id}/settings.
func (c *Client) RDPLauncherSettings(ctx context.Context, id int) (RDPLauncherSettings, error) {
	var got struct {
		RDP *RDPLauncherSettings `json:"rdpLauncherSettings"`
	}
	k := call{
		op: fmt.Sprintf("read settings of secret %d", id), ids: []int{id}, method: http.MethodGet,
		path: "/api/v1/secrets/" + strconv.Itoa(id) + "/settings", into: &got,
	}
	k.check = func() string {
		if got.RDP == nil {
			return "answer has no settings for remote desktops"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		return RDPLauncherSettings{}, err
	}
	return *got.RDP, nil
}
