package demovault

import (
	"cmp"
	"slices"
	"strings"
)

// launcherKind is the launcher of a template. Its value is the id of the
// launcher type; 1 and 2 are those of a real server.
type launcherKind int

const (
	noLauncher     launcherKind = 0
	rdpLauncher    launcherKind = 1
	sshLauncher    launcherKind = 2
	sqlLauncher    launcherKind = 3
	webLauncher    launcherKind = 4
	customLauncher launcherKind = 20
	oldLauncher    launcherKind = 21
)

// launcherType is one way to open a secret that the administrators offer.
type launcherType struct {
	Kind              launcherKind
	Name, Application string
	CustomID          int    // 0: the vendor's own
	Process, Params   string // of a custom launcher; $SERVER and the like are the secret's fields
	Inactive          bool
}

func (l launcherType) custom() bool { return l.CustomID > 0 }

// launcherTypes are in the order of their names.
func launcherTypes() []launcherType {
	return []launcherType{
		{Kind: customLauncher, Name: "Database Console", Application: "Custom", CustomID: 1, Process: "psql", Params: "--host=$SERVER --username=$USERNAME --dbname=$DATABASE"},
		{Kind: oldLauncher, Name: "Old Terminal", Application: "Custom", CustomID: 2, Process: "telnet", Params: "$MACHINE", Inactive: true},
		{Kind: sshLauncher, Name: "PuTTY", Application: "PuTTY"},
		{Kind: rdpLauncher, Name: "Remote Desktop", Application: "Remote Desktop"},
		{Kind: sqlLauncher, Name: "SQL Server Launcher", Application: "SQL Server Management Studio"},
		{Kind: webLauncher, Name: "Web Password Filler", Application: "Website Login"},
	}
}

// launcher finds a launcher type; ok is false where there is none.
func (k launcherKind) launcher() (l launcherType, ok bool) {
	all := launcherTypes()
	i := slices.IndexFunc(all, func(l launcherType) bool { return l.Kind == k })
	if i < 0 {
		return l, false
	}
	return all[i], true
}

// prompts says whether the user has to name the machine: the account is one of
// a domain.
func (t *template) prompts() bool {
	_, has := t.field("machine")
	return t.Launcher == rdpLauncher && !has
}

// allowedHosts are the machines that the launcher of the secret may go to; nil
// where any will do.
func (v *Vault) allowedHosts(s *secret) []string {
	t := v.templates[s.TemplateID]
	if t.HostsSlug == "" {
		return nil
	}
	return listOf(v.value(s, t.HostsSlug))
}

// listOf reads the value of a list field.
func listOf(value string) []string {
	return slices.DeleteFunc(strings.Split(value, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

type launcherSummary struct {
	extra
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Active      bool   `json:"active"`
	Application string `json:"application"`
	IsCustom    bool   `json:"isCustom"`
}

func (l launcherType) summary() launcherSummary {
	return launcherSummary{ID: int(l.Kind), Name: l.Name, Active: !l.Inactive, Application: l.Application, IsCustom: l.custom()}
}

// matchLaunchers applies the filters of GET /v1/launchers.
func matchLaunchers(q *query) []launcherType {
	text, app := strings.ToLower(q.str("filter.searchtext")), q.str("filter.application")
	inactive := q.on("filter.includeinactive")
	out := slices.DeleteFunc(launcherTypes(), func(l launcherType) bool {
		return l.Inactive && !inactive || app != "" && !strings.EqualFold(l.Application, app) || !strings.Contains(strings.ToLower(l.Name), text)
	})
	if sorting(q).Direction == descending {
		slices.Reverse(out)
	}
	return out
}

// listLauncherTypes answers GET /v1/launchers.
func (v *Vault) listLauncherTypes(c *call) (any, error) {
	return paged(c.query, matchLaunchers(c.query), launcherType.summary)
}

// lookupLaunchers answers GET /v1/launchers/lookup.
func (v *Vault) lookupLaunchers(c *call) (any, error) {
	return paged(c.query, matchLaunchers(c.query), func(l launcherType) lookup { return lookup{ID: int(l.Kind), Value: l.Name} })
}

// getLauncher answers GET /v1/launchers/{id}.
func (v *Vault) getLauncher(c *call) (any, error) {
	l, ok := launcherKind(c.id).launcher()
	if !ok {
		return nil, v.denied()
	}
	return struct {
		launcherSummary
		CustomLauncherID          int    `json:"customLauncherId"`
		CustomLauncherProcessName string `json:"customLauncherProcessName"`
		CustomParameters          string `json:"customParameters"`
	}{l.summary(), l.CustomID, l.Process, l.Params}, nil
}

// customModel is how a custom launcher starts its process. A member that the
// demo has no use for keeps what an empty form would send.
type customModel struct {
	extra
	ProcessName                                  string  `json:"processName"`
	ProcessArguments                             string  `json:"processArguments"`
	MacProcessName                               string  `json:"macProcessName"`
	MacProcessArguments                          string  `json:"macProcessArguments"`
	AdditionalProcessesToRecord                  string  `json:"additionalProcessesToRecord"`
	BatchFileData                                *string `json:"batchFileData"`
	BatchFileID                                  *int    `json:"batchFileId"`
	BatchFileName                                string  `json:"batchFileName"`
	CharactersToEscape                           string  `json:"charactersToEscape"`
	ChildLauncherID                              *int    `json:"childLauncherId"`
	EscapeCharacter                              string  `json:"escapeCharacter"`
	LaunchAsSecretCredentials                    bool    `json:"launchAsSecretCredentials"`
	LoadUserProfile                              bool    `json:"loadUserProfile"`
	OverrideDisallowAdditionalParametersInQuotes bool    `json:"overrideDisallowAdditionalParametersInQuotes"`
	PreserveSSHClientProcess                     bool    `json:"preserveSSHClientProcess"`
	RDSCredentialsSecretID                       *int    `json:"rdsCredentialsSecretId"`
	RDSCredentialsSecretName                     string  `json:"rdsCredentialsSecretName"`
	RDSServerHostname                            string  `json:"rdsServerHostname"`
	RDSServerPort                                *int    `json:"rdsServerPort"`
	RecordKeystrokes                             bool    `json:"recordKeystrokes"`
	RecordMultipleWindows                        bool    `json:"recordMultipleWindows"`
	RunType                                      int     `json:"runType"`
	ShellScriptData                              *string `json:"shellScriptData"`
	ShellScriptID                                *int    `json:"shellScriptId"`
	ShellScriptName                              string  `json:"shellScriptName"`
	UseSFTPTunnel                                bool    `json:"useSFTPTunnel"`
	UseShellExecute                              bool    `json:"useShellExecute"`
	UseSSHTunnel                                 bool    `json:"useSSHTunnel"`
}

// getLauncherType answers GET /v1/launchers/types/{launcherTypeId}.
func (v *Vault) getLauncherType(c *call) (any, error) {
	l, ok := launcherKind(c.id).launcher()
	if !ok {
		return nil, v.denied()
	}
	out := struct {
		extra
		Active                       bool         `json:"active"`
		AdditionalPromptField        bool         `json:"additionalPromptField"`
		AdditionalPromptFieldName    string       `json:"additionalPromptFieldName"`
		Application                  string       `json:"application"`
		CanGetProxyCredentials       bool         `json:"canGetProxyCredentials"`
		CanUseSSHKey                 bool         `json:"canUseSSHKey"`
		ConcurrencyID                string       `json:"concurrencyId"`
		CustomLauncher               *customModel `json:"customLauncher"`
		CustomLauncherID             *int         `json:"customLauncherId"`
		IsCustomLauncher             bool         `json:"isCustomLauncher"`
		IsPuttyLauncherType          bool         `json:"isPuttyLauncherType"`
		IsRDPReady                   bool         `json:"isRDPReady"`
		IsSessionConnectorLauncher   bool         `json:"isSessionConnectorLauncher"`
		IsSystemInternalLauncherType bool         `json:"isSystemInternalLauncherType"`
		LastModifiedDate             string       `json:"lastModifiedDate"`
		LauncherTypeID               int          `json:"launcherTypeId"`
		LauncherTypeName             string       `json:"launcherTypeName"`
		MSTSCLauncherOption          bool         `json:"mstscLauncherOption"`
	}{
		Active: !l.Inactive, Application: l.Application, CanGetProxyCredentials: l.Kind == sshLauncher || l.Kind == rdpLauncher,
		CanUseSSHKey: l.Kind == sshLauncher, ConcurrencyID: concurrency, IsCustomLauncher: l.custom(),
		IsPuttyLauncherType: l.Kind == sshLauncher, IsRDPReady: l.Kind == rdpLauncher, IsSystemInternalLauncherType: !l.custom(),
		LastModifiedDate: date(v.born), LauncherTypeID: int(l.Kind), LauncherTypeName: l.Name, MSTSCLauncherOption: l.Kind == rdpLauncher,
	}
	if l.custom() {
		out.CustomLauncherID = &l.CustomID
		out.CustomLauncher = &customModel{ProcessName: l.Process, ProcessArguments: l.Params, UseShellExecute: true, RunType: 1}
	}
	return out, nil
}

type launcherModel struct {
	extra
	LauncherID                int              `json:"launcherId"`
	LauncherName              string           `json:"launcherName"`
	Application               string           `json:"application"`
	IsCustom                  bool             `json:"isCustom"`
	CustomLauncherID          int              `json:"customLauncherId"`
	CustomLauncherProcessName string           `json:"customLauncherProcessName"`
	CustomParameters          string           `json:"customParameters"`
	PromptedField             *promptedField   `json:"promptedField"`
	RestrictedHost            bool             `json:"restrictedHost"`
	RestrictedHosts           []restrictedHost `json:"restrictedHosts"`
	ApprovedList              bool             `json:"approvedList"`
}

type promptedField struct {
	extra
	Name                string `json:"name"`
	LauncherTypeFieldID int    `json:"launcherTypeFieldId"`
	LauncherTypeID      int    `json:"launcherTypeId"`
	PromptableField     bool   `json:"promptableField"`
	AllowDefault        bool   `json:"allowDefault"`
	DefaultType         string `json:"defaultType"`
	DefaultTypeIntMin   *int   `json:"defaultTypeIntMin"`
	DefaultTypeIntMax   *int   `json:"defaultTypeIntMax"`
	ConcurrencyID       string `json:"concurrencyId"`
}

// restrictedHost is a value of a list, with the list's name.
type restrictedHost struct {
	extra
	Category string `json:"category"`
	Value    string `json:"value"`
}

// launchers are the ways to open a secret.
func (v *Vault) launchers(s *secret) []launcherModel {
	t := v.templates[s.TemplateID]
	l, ok := t.Launcher.launcher()
	if !ok {
		return []launcherModel{}
	}
	m := launcherModel{
		LauncherID: int(l.Kind), LauncherName: l.Name, Application: l.Application, IsCustom: l.custom(), CustomLauncherID: l.CustomID,
		CustomLauncherProcessName: l.Process, CustomParameters: l.Params, RestrictedHosts: []restrictedHost{},
	}
	if t.prompts() {
		m.PromptedField = &promptedField{
			Name: "Machine", LauncherTypeFieldID: 1, LauncherTypeID: int(l.Kind), PromptableField: true, DefaultType: "None", ConcurrencyID: concurrency,
		}
	}
	if hosts := v.allowedHosts(s); hosts != nil {
		m.RestrictedHost, m.ApprovedList = true, true
		for _, h := range hosts {
			m.RestrictedHosts = append(m.RestrictedHosts, restrictedHost{Category: t.HostsSlug, Value: h})
		}
	}
	return []launcherModel{m}
}

// listLaunchers answers GET /v2/launchers/secret?filter.secretId=.
func (v *Vault) listLaunchers(c *call) (any, error) {
	s, err := v.secretOf(c, c.query.num("filter.secretid", 0))
	if err != nil {
		return nil, err
	}
	return paged(c.query, v.launchers(s), func(l launcherModel) launcherModel { return l })
}

// secretOf is target for calls that name the secret in their body or filter.
func (v *Vault) secretOf(c *call, id int) (*secret, error) {
	c.id = cmp.Or(id, c.id)
	return v.find(c, false, rightView)
}
