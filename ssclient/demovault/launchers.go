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
	scanLauncher   launcherKind = 22
	openLauncher   launcherKind = 23
)

// prompts says whether the user has to name the machine: the account is one of
// a domain.
func (t *template) prompts() bool {
	_, has := t.field("machine")
	return t.Launcher == rdpLauncher && !has
}

// listedHosts are the machines that the launcher of the secret may go to, or
// must not; nil where any will do.
func (v *Vault) listedHosts(s *secret) []string {
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
	all := []launcherModel{}
	for _, k := range append([]launcherKind{t.Launcher}, t.Also...) {
		if l := v.launcherTypes[k]; l != nil && l.Active {
			all = append(all, v.launcherModel(s, t, l))
		}
	}
	return all
}

func (v *Vault) launcherModel(s *secret, t *template, l *launcherType) launcherModel {
	m := launcherModel{
		LauncherID: int(l.kind), LauncherName: l.Name, Application: l.Application, IsCustom: l.customID > 0, CustomLauncherID: l.customID,
		CustomLauncherProcessName: l.ProcessName, CustomParameters: l.ProcessArguments, RestrictedHosts: []restrictedHost{},
	}
	if t.prompts() {
		m.PromptedField = &promptedField{
			Name: "Machine", LauncherTypeFieldID: 1, LauncherTypeID: int(l.kind), PromptableField: true, DefaultType: "None", ConcurrencyID: concurrency,
		}
	}
	if hosts := v.listedHosts(s); hosts != nil {
		m.RestrictedHost, m.ApprovedList = true, !t.HostsDenied
		for _, h := range hosts {
			m.RestrictedHosts = append(m.RestrictedHosts, restrictedHost{Category: t.HostsSlug, Value: h})
		}
	}
	return m
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
