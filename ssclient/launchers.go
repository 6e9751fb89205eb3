package ssclient

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Launcher is one way to open a secret. GET /v2/launchers/secret.
type Launcher struct {
	ID                int              `json:"launcherId"` // the type, as LauncherType and ProxyRequest take it
	Name              string           `json:"launcherName"`
	Application       string           `json:"application"`
	IsCustom          bool             `json:"isCustom"`
	CustomID          int              `json:"customLauncherId"`
	CustomProcessName string           `json:"customLauncherProcessName"`
	CustomParameters  string           `json:"customParameters"`
	PromptedField     *PromptedField   `json:"promptedField"`   // nil: nothing to ask
	RestrictedHost    bool             `json:"restrictedHost"`  // only machines of a list, or none of it
	ApprovedList      bool             `json:"approvedList"`    // true: RestrictedHosts are the allowed ones
	RestrictedHosts   []RestrictedHost `json:"restrictedHosts"` // the list
}

// PromptedField is what the user is asked for before a launcher starts, as a
// rule the machine.
type PromptedField struct {
	ID             int    `json:"launcherTypeFieldId"`
	LauncherTypeID int    `json:"launcherTypeId"`
	Name           string `json:"name"`
	Promptable     bool   `json:"promptableField"`
	AllowDefault   bool   `json:"allowDefault"` // the secret may suggest a value
	DefaultType    string `json:"defaultType"`
	DefaultMin     *int   `json:"defaultTypeIntMin"`
	DefaultMax     *int   `json:"defaultTypeIntMax"`
}

// RestrictedHost is one machine of a launcher's list.
type RestrictedHost struct {
	Category string `json:"category"`
	Value    string `json:"value"`
}

// LauncherType is how a launcher works. GET /v1/launchers/types/{id}.
type LauncherType struct {
	ID                        int             `json:"launcherTypeId"`
	Name                      string          `json:"launcherTypeName"`
	Active                    bool            `json:"active"`
	Application               string          `json:"application"`
	AdditionalPromptField     bool            `json:"additionalPromptField"`
	AdditionalPromptFieldName string          `json:"additionalPromptFieldName"`
	CanGetProxyCredentials    bool            `json:"canGetProxyCredentials"`
	CanUseSSHKey              bool            `json:"canUseSSHKey"`
	IsCustom                  bool            `json:"isCustomLauncher"`
	IsPutty                   bool            `json:"isPuttyLauncherType"`
	IsRDPReady                bool            `json:"isRDPReady"`
	IsSessionConnector        bool            `json:"isSessionConnectorLauncher"`
	IsSystem                  bool            `json:"isSystemInternalLauncherType"`
	MSTSC                     bool            `json:"mstscLauncherOption"`
	LastModified              Time            `json:"lastModifiedDate"`
	CustomID                  int             `json:"customLauncherId"`
	Custom                    *CustomLauncher `json:"customLauncher"` // nil: not a custom one
}

// CustomLauncher is the program a custom launcher starts, in the words of Windows.
// Batch files and scripts are not read: nothing of a server's is run here.
type CustomLauncher struct {
	ProcessName         string `json:"processName"`
	ProcessArguments    string `json:"processArguments"` // with $USERNAME and the like in it
	MacProcessName      string `json:"macProcessName"`
	MacProcessArguments string `json:"macProcessArguments"`
	RunType             int    `json:"runType"`
	ChildLauncherID     int    `json:"childLauncherId"`

	EscapeCharacter       string `json:"escapeCharacter"`
	CharactersToEscape    string `json:"charactersToEscape"`
	AllowQuotedParameters bool   `json:"overrideDisallowAdditionalParametersInQuotes"`

	UseShellExecute      bool `json:"useShellExecute"`
	AsSecretCredentials  bool `json:"launchAsSecretCredentials"`
	LoadUserProfile      bool `json:"loadUserProfile"`
	UseSSHTunnel         bool `json:"useSSHTunnel"`
	UseSFTPTunnel        bool `json:"useSFTPTunnel"`
	PreserveSSHClient    bool `json:"preserveSSHClientProcess"`
	RecordMultipleWindow bool `json:"recordMultipleWindows"`
	RecordKeystrokes     bool `json:"recordKeystrokes"`

	ProcessesToRecord string `json:"additionalProcessesToRecord"`
	BatchFileName     string `json:"batchFileName"`
	ShellScriptName   string `json:"shellScriptName"`
	RDSServerHostname string `json:"rdsServerHostname"`
	RDSServerPort     int    `json:"rdsServerPort"`
	RDSSecretID       int    `json:"rdsCredentialsSecretId"`
	RDSSecretName     string `json:"rdsCredentialsSecretName"`
}

// LauncherSession is a session that was begun through the server.
// GET /v1/secrets/launcher-sessions.
type LauncherSession struct {
	ID             int    `json:"secretSessionId"` // 0: the server does not say
	SecretID       int    `json:"secretId"`
	LauncherTypeID int    `json:"launcherTypeId"`
	UserName       string `json:"userName"` // whose session it is, as shown to people
	Active         bool   `json:"active"`
	Start          Time   `json:"startDate"`
	End            Time   `json:"endDate"` // zero: not ended
}

// Launchers lists the ways to open a secret. GET /api/v2/launchers/secret.
func (c *Client) Launchers(ctx context.Context, secretID int) ([]Launcher, error) {
	return all(ctx, c, listing[Launcher]{
		op: fmt.Sprintf("list launchers of secret %d", secretID), ids: []int{secretID},
		path: "/api/v2/launchers/secret", take: pageSize,
		query: url.Values{"filter.secretId": {strconv.Itoa(secretID)}},
		key:   func(l Launcher) any { return byID(l.ID) },
	})
}

// LauncherType reads how a launcher works. GET /api/v1/launchers/types/{id}.
func (c *Client) LauncherType(ctx context.Context, id int) (LauncherType, error) {
	var t LauncherType
	k := call{
		op: fmt.Sprintf("read launcher %d", id), ids: []int{id}, method: http.MethodGet,
		path: "/api/v1/launchers/types/" + strconv.Itoa(id), into: &t, check: about("launcher", &t.ID, id),
	}
	if err := c.do(ctx, k); err != nil {
		return LauncherType{}, err
	}
	return t, nil
}

// LauncherSessions goes through the sessions of a secret, page by page as the
// loop asks for more. An error is the last thing it yields.
// GET /api/v1/secrets/launcher-sessions.
func (c *Client) LauncherSessions(ctx context.Context, secretID int) iter.Seq2[LauncherSession, error] {
	return each(ctx, c, listing[LauncherSession]{
		op: fmt.Sprintf("list sessions of secret %d", secretID), ids: []int{secretID},
		path: "/api/v1/secrets/launcher-sessions", take: pageSize,
		query: url.Values{"filter.secretId": {strconv.Itoa(secretID)}},
		key: func(s LauncherSession) any {
			if s.ID > 0 {
				return s.ID
			}
			return byValue(s)
		},
	})
}
