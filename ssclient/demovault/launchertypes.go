package demovault

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// launcherType is one way to open a secret that the administrators offer.
type launcherType struct {
	kind     launcherKind
	customID int // 0: the vendor's own
	changed  time.Time
	launcherForm
}

// launcherDoc is a launcher type in the store.
type launcherDoc struct {
	CustomID int
	Changed  time.Time
	Form     launcherForm
}

func (v *Vault) touchLauncher(l *launcherType) {
	v.keep(kindLauncher, int(l.kind), launcherDoc{l.customID, l.changed, l.launcherForm})
}

func (v *Vault) restoreLauncher(id int, raw []byte) error {
	var doc launcherDoc
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	k := launcherKind(id)
	v.launcherTypes[k] = &launcherType{kind: k, customID: doc.CustomID, changed: doc.Changed, launcherForm: doc.Form}
	return nil
}

// launcherForm is what administrators say of a launcher. $SERVER and the like
// in the arguments are the fields of a secret.
type launcherForm struct {
	Name                  string `json:"launcherTypeName"`
	Active                bool   `json:"active"`
	Application           string `json:"application"`
	AdditionalPrompt      bool   `json:"additionalPromptField"`
	AdditionalPromptName  string `json:"additionalPromptFieldName"`
	CanUseSSHKey          bool   `json:"canUseSSHKey"`
	RemoteDesktopFallback bool   `json:"mstscLauncherOption"`
	customModel
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

// stockLaunchers are those of the vendor, and those of the demo's administrator.
func stockLaunchers(at time.Time) map[launcherKind]*launcherType {
	out := map[launcherKind]*launcherType{}
	add := func(k launcherKind, custom int, f launcherForm) {
		out[k] = &launcherType{kind: k, customID: custom, changed: at, launcherForm: f}
	}
	add(rdpLauncher, 0, launcherForm{Name: "Remote Desktop", Application: "Remote Desktop", Active: true, RemoteDesktopFallback: true})
	add(sshLauncher, 0, launcherForm{Name: "PuTTY", Application: "PuTTY", Active: true, CanUseSSHKey: true})
	add(sqlLauncher, 0, launcherForm{Name: "SQL Server Launcher", Application: "SQL Server Management Studio", Active: true})
	add(webLauncher, 0, launcherForm{Name: "Web Password Filler", Application: "Website Login", Active: true})
	add(customLauncher, 1, launcherForm{Name: "Database Console", Application: "Custom", Active: true, customModel: customModel{
		ProcessName: "psql", ProcessArguments: "--host=$SERVER --username=$USERNAME --dbname=$DATABASE", UseShellExecute: true, RunType: 1,
	}})
	add(oldLauncher, 2, launcherForm{Name: "Old Terminal", Application: "Custom", customModel: customModel{
		ProcessName: "telnet", ProcessArguments: "$MACHINE", UseShellExecute: true, RunType: 1,
	}})
	add(scanLauncher, 3, launcherForm{Name: "Key Scan", Application: "Custom", Active: true, customModel: customModel{
		ProcessName: "ssh-keyscan", ProcessArguments: `-p $PORT "$MACHINE"`, RunType: 1,
	}})
	// As administrators write it, whatever the manual says: the password in the arguments.
	add(openLauncher, 4, launcherForm{Name: "Legacy Console", Application: "Custom", Active: true, customModel: customModel{
		ProcessName: "legacy-console.exe", ProcessArguments: "-s $SERVER -u $USERNAME -pw $PASSWORD", RunType: 1,
	}})
	return out
}

type launcherSummary struct {
	extra
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Active      bool   `json:"active"`
	Application string `json:"application"`
	IsCustom    bool   `json:"isCustom"`
}

func (l *launcherType) summary() launcherSummary {
	return launcherSummary{ID: int(l.kind), Name: l.Name, Active: l.Active, Application: l.Application, IsCustom: l.customID > 0}
}

// matchLaunchers applies the filters of GET /v1/launchers; the order is by name.
func (v *Vault) matchLaunchers(q *query) []*launcherType {
	text, app := strings.ToLower(q.str("filter.searchtext")), q.str("filter.application")
	inactive := q.on("filter.includeinactive")
	out := slices.SortedFunc(maps.Values(v.launcherTypes), func(a, b *launcherType) int { return strings.Compare(a.Name, b.Name) })
	out = slices.DeleteFunc(out, func(l *launcherType) bool {
		return !l.Active && !inactive || app != "" && !strings.EqualFold(l.Application, app) || !strings.Contains(strings.ToLower(l.Name), text)
	})
	if sorting(q).Direction == descending {
		slices.Reverse(out)
	}
	return out
}

// listLauncherTypes answers GET /v1/launchers.
func (v *Vault) listLauncherTypes(c *call) (any, error) {
	return paged(c.query, v.matchLaunchers(c.query), (*launcherType).summary)
}

// lookupLaunchers answers GET /v1/launchers/lookup.
func (v *Vault) lookupLaunchers(c *call) (any, error) {
	return paged(c.query, v.matchLaunchers(c.query), func(l *launcherType) lookup { return lookup{ID: int(l.kind), Value: l.Name} })
}

// getLauncher answers GET /v1/launchers/{id}.
func (v *Vault) getLauncher(c *call) (any, error) {
	l := v.launcherTypes[launcherKind(c.id)]
	if l == nil {
		return nil, v.denied()
	}
	return struct {
		launcherSummary
		CustomLauncherID          int    `json:"customLauncherId"`
		CustomLauncherProcessName string `json:"customLauncherProcessName"`
		CustomParameters          string `json:"customParameters"`
	}{l.summary(), l.customID, l.ProcessName, l.ProcessArguments}, nil
}

type launcherTypeModel struct {
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
}

func (l *launcherType) model() launcherTypeModel {
	m := launcherTypeModel{
		Active: l.Active, AdditionalPromptField: l.AdditionalPrompt, AdditionalPromptFieldName: l.AdditionalPromptName, Application: l.Application,
		CanGetProxyCredentials: l.kind == sshLauncher || l.kind == rdpLauncher, CanUseSSHKey: l.CanUseSSHKey, ConcurrencyID: concurrency,
		IsCustomLauncher: l.customID > 0, IsPuttyLauncherType: l.kind == sshLauncher, IsRDPReady: l.kind == rdpLauncher,
		IsSystemInternalLauncherType: l.customID == 0, LastModifiedDate: date(l.changed), LauncherTypeID: int(l.kind),
		LauncherTypeName: l.Name, MSTSCLauncherOption: l.RemoteDesktopFallback,
	}
	if l.customID > 0 {
		id, custom := l.customID, l.customModel
		m.CustomLauncherID, m.CustomLauncher = &id, &custom
	}
	return m
}

// getLauncherType answers GET /v1/launchers/types/{launcherTypeId}.
func (v *Vault) getLauncherType(c *call) (any, error) {
	l := v.launcherTypes[launcherKind(c.id)]
	if l == nil {
		return nil, v.denied()
	}
	return l.model(), nil
}

// createLauncherType answers POST /v1/launchers/types. It takes an administrator.
func (v *Vault) createLauncherType(c *call) (any, error) {
	if !c.user.admin() {
		return nil, forbidden()
	}
	args := struct {
		Data *launcherForm `json:"data"`
	}{}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	if args.Data == nil || strings.TrimSpace(args.Data.Name) == "" {
		return nil, invalid("data.launcherTypeName", "The name is required.")
	}
	last := slices.Max(slices.Collect(maps.Keys(v.launcherTypes)))
	l := &launcherType{kind: last + 1, customID: int(last + 1), changed: c.now, launcherForm: *args.Data}
	v.launcherTypes[l.kind] = l
	v.touchLauncher(l)
	v.record(c.now, c.user.Name, "launcher-type", 0, l.Name)
	return l.model(), nil
}

// patchLauncherType answers PATCH /v1/launchers/types/{launcherTypeId}: the
// members marked dirty. It takes an administrator.
func (v *Vault) patchLauncherType(c *call) (any, error) {
	if !c.user.admin() {
		return nil, forbidden()
	}
	l := v.launcherTypes[launcherKind(c.id)]
	if l == nil {
		return nil, v.denied()
	}
	var args struct {
		Data map[string]struct {
			Dirty toggle          `json:"dirty"`
			Value json.RawMessage `json:"value"`
		} `json:"data"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	dirty := map[string]json.RawMessage{}
	for name, member := range args.Data {
		if member.Dirty.On {
			dirty[name] = member.Value
		}
	}
	body, err := json.Marshal(dirty)
	if err != nil {
		return nil, invalid("data", "The body is not what this call takes.")
	}
	form := l.launcherForm
	if err := decode(body, &form); err != nil {
		return nil, err
	}
	if strings.TrimSpace(form.Name) == "" {
		return nil, invalid("data.launcherTypeName", "The name is required.")
	}
	l.launcherForm, l.changed = form, c.now
	v.touchLauncher(l)
	v.record(c.now, c.user.Name, "launcher-type", 0, l.Name)
	return l.model(), nil
}

// attachLauncherFile answers POST /v1/launchers/types/file-attachments. The demo
// starts no scripts: it looks at the form and forgets the file.
func (v *Vault) attachLauncherFile(c *call) (any, error) {
	if !c.user.admin() {
		return nil, forbidden()
	}
	args, err := readFieldArgs(c)
	if err != nil {
		return nil, err
	}
	if !args.FileAttachment.Set {
		return nil, invalid("file", "A file is required.")
	}
	v.lastID.file++
	return struct {
		extra
		FileAttachmentID int `json:"fileAttachmentId"`
	}{FileAttachmentID: v.lastID.file}, nil
}
