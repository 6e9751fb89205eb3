package demovault

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// launchArgs is the body of both calls that start a launcher.
type launchArgs struct {
	SecretID         number `json:"secretId"`
	LauncherID       number `json:"launcherId"`
	LauncherTypeID   number `json:"launcherTypeId"`
	PromptFieldValue text   `json:"promptFieldValue"`
	SiteID           number `json:"siteId"`
}

// launch checks what stands before the secret and starts a session.
func (v *Vault) launch(c *call, args launchArgs, launcherID int) (*session, error) {
	s, err := v.secretOf(c, args.SecretID.N)
	if err != nil {
		return nil, err
	}
	all := v.launchers(s)
	i := slices.IndexFunc(all, func(l launcherModel) bool { return l.LauncherID == launcherID })
	if i < 0 {
		return nil, invalid("launcherTypeId", "The secret has no such launcher.")
	}
	host := strings.TrimSpace(args.PromptFieldValue.S)
	if all[i].PromptedField != nil && host == "" {
		return nil, invalid("promptFieldValue", "A value for "+all[i].PromptedField.Name+" is required.")
	}
	listed := slices.ContainsFunc(all[i].RestrictedHosts, func(r restrictedHost) bool { return strings.EqualFold(r.Value, host) })
	if all[i].RestrictedHost && listed != all[i].ApprovedList {
		return nil, refuse(codeHostNotAllowed, "The launcher may not go to this machine.")
	}
	a := accessOf(c, accessArgs{})
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	n := v.startSession(c, s, launcherKind(launcherID), host)
	v.done(c, s, a)
	return n, nil
}

// launcherURL is what a real server hands to its protocol handler. The demo
// has no handler: the address names the session and nothing else.
func launcherURL(n *session) string {
	return "sslauncher:///" + base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(n.ID)+"/"+n.GUID))
}

// postLaunch answers POST /v1/launchers/secret.
func (v *Vault) postLaunch(c *call) (any, error) {
	var args launchArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	n, err := v.launch(c, args, args.LauncherID.N)
	if err != nil {
		return nil, err
	}
	l := v.launcherTypes[n.Launcher]
	return struct {
		extra
		APIVersion     int    `json:"apiVersion"`
		BaseURL        string `json:"baseUrl"`
		EncodedURL     string `json:"encodedUrl"`
		GUID           string `json:"guid"`
		LauncherType   string `json:"launcherType"`
		LauncherTypeID int    `json:"launcherTypeId"`
		SessionGUID    string `json:"sessionGuid"`
		SSURL          string `json:"ssUrl"`
	}{
		APIVersion: 1, BaseURL: c.base, EncodedURL: launcherURL(n), GUID: newGUID(), LauncherType: l.Name,
		LauncherTypeID: int(n.Launcher), SessionGUID: n.GUID, SSURL: c.base,
	}, nil
}

type launchURL struct {
	extra
	APIVersion           int     `json:"apiVersion"`
	AutoUpdateEnabled    bool    `json:"autoUpdateEnabled"`
	BaseURL              string  `json:"baseUrl"`
	EncodedURL           string  `json:"encodedUrl"`
	LauncherFileDownload *string `json:"launcherFileDownload"`
	RequestGUID          string  `json:"requestGuid"`
	SecretSessionID      int     `json:"secretSessionId"`
	SessionGUID          string  `json:"sessionGuid"`
	SSURL                string  `json:"ssUrl"`
	Type                 string  `json:"type"`
}

// postPrepare answers POST /v1/launchers/prepare.
func (v *Vault) postPrepare(c *call) (any, error) {
	var args launchArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	n, err := v.launch(c, args, args.LauncherTypeID.N)
	if err != nil {
		return nil, err
	}
	l := v.launcherTypes[n.Launcher]
	n.Request = newGUID()
	v.touchSession(n)
	return struct {
		extra
		Success                     bool      `json:"success"`
		ErrorMessage                *string   `json:"errorMessage"`
		LauncherURL                 launchURL `json:"launcherUrl"`
		RedirectURL                 *string   `json:"redirectUrl"`
		ShouldDownload              bool      `json:"shouldDownload"`
		ShouldRedirect              bool      `json:"shouldRedirect"`
		FileDownload                *string   `json:"fileDownload"`
		LauncherPopupTimeoutSeconds int       `json:"launcherPopupTimeoutSeconds"`
	}{
		Success: true, LauncherPopupTimeoutSeconds: 30,
		LauncherURL: launchURL{
			APIVersion: 1, BaseURL: c.base, EncodedURL: launcherURL(n), RequestGUID: n.Request, SecretSessionID: n.ID,
			SessionGUID: n.GUID, SSURL: c.base, Type: l.Name,
		},
	}, nil
}

// getPrepared answers GET /v1/launchers/prepare/{guid}/result: whether this
// user's launcher was prepared a short while ago.
func (v *Vault) getPrepared(c *call) (any, error) {
	const fresh = 10 * time.Minute
	ok := slices.ContainsFunc(v.sessions, func(n *session) bool {
		return n.Request != "" && strings.EqualFold(n.Request, c.slug) && n.User == c.user.id && c.now.Sub(n.Start) < fresh
	})
	return succeeded{Success: ok}, nil
}

// getProtocolHandler answers GET /v1/launchers/protocol-handler, which on a real
// server is a download. The demo has none to offer: 200 and nothing.
func (v *Vault) getProtocolHandler(c *call) (any, error) {
	for _, name := range []string{"forcemsi", "is32bit", "isrds"} {
		c.query.on(name)
	}
	return rawBytes{disposition: disposition("SSProtocolHandler.msi")}, c.query.err()
}
