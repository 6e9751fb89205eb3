package demovault

import (
	"cmp"
	"slices"
	"time"
)

// approvalTypes are the values of requireApprovalType: nobody asks for
// approval, viewers do, editors too, everybody does.
var approvalTypes = []string{"None", "RequireApproval", "RequireEditorsApproval", "RequireEveryoneApproval"}

func (o *SecretOptions) approvalType() string {
	switch {
	case !o.RequiresApproval:
		return approvalTypes[0]
	case o.OwnersNeedApproval:
		return approvalTypes[3]
	case o.EditorsNeedApproval:
		return approvalTypes[2]
	}
	return approvalTypes[1]
}

func (o *SecretOptions) setApprovalType(i int) {
	o.RequiresApproval, o.EditorsNeedApproval, o.OwnersNeedApproval = i >= 1, i >= 2, i >= 3
}

type workflowModel struct {
	extra
	WorkflowTemplateID int    `json:"workflowTemplateId"`
	Name               string `json:"name"`
	Description        string `json:"description"`
	Active             bool   `json:"active"`
}

type approverModel struct {
	extra
	DisplayName string `json:"displayName"`
	GroupID     int    `json:"groupId"`
	IsGroup     bool   `json:"isGroup"`
}

type securityModel struct {
	extra
	ApprovalWorkflow               *workflowModel  `json:"approvalWorkflow"`
	Approvers                      []approverModel `json:"approvers"`
	CheckOutChangePasswordEnabled  bool            `json:"checkOutChangePasswordEnabled"`
	CheckOutDefaultIntervalDisplay string          `json:"checkOutDefaultIntervalDisplay"`
	CheckOutEnabled                bool            `json:"checkOutEnabled"`
	CheckOutIntervalDisplay        string          `json:"checkOutIntervalDisplay"`
	CheckOutIntervalMinutes        *int            `json:"checkOutIntervalMinutes"`
	DoubleLockID                   int             `json:"doubleLockId"`
	HideLauncherPassword           bool            `json:"hideLauncherPassword"`
	IsDoubleLock                   bool            `json:"isDoubleLock"`
	IsMultiFactorRequired          bool            `json:"isMultiFactorAuthenticationRequired"`
	ProxyEnabled                   bool            `json:"proxyEnabled"`
	RequireApprovalType            string          `json:"requireApprovalType"`
	RequiresComment                bool            `json:"requiresComment"`
	RestrictSSHCommands            bool            `json:"restrictSshCommands"`
	SessionRecordingEnabled        bool            `json:"sessionRecordingEnabled"`
}

// securityModel is the secret's rules as an owner sees them.
func (v *Vault) securityModel(s *secret) securityModel {
	o := &s.Options
	m := securityModel{
		Approvers: []approverModel{}, CheckOutChangePasswordEnabled: o.ChangePasswordOnCheckIn, CheckOutEnabled: o.CheckOutEnabled,
		CheckOutDefaultIntervalDisplay: v.settings.CheckOutInterval.String(), CheckOutIntervalDisplay: v.interval(s).String(),
		IsDoubleLock: o.QuantumLock, IsMultiFactorRequired: o.RequiresMFA, ProxyEnabled: o.ProxyEnabled,
		RequireApprovalType: o.approvalType(), RequiresComment: o.RequiresComment, SessionRecordingEnabled: o.SessionRecording,
	}
	if o.QuantumLock {
		m.DoubleLockID = 1
	}
	if o.Interval > 0 {
		n := wholeMinutes(o.Interval)
		m.CheckOutIntervalMinutes = &n
	}
	if w := v.workflows[o.Workflow]; w != nil {
		m.ApprovalWorkflow = &workflowModel{WorkflowTemplateID: w.ID, Name: w.Name, Active: true}
	}
	for _, id := range o.Approvers {
		name, isGroup := v.approverName(id)
		m.Approvers = append(m.Approvers, approverModel{DisplayName: name, GroupID: id, IsGroup: isGroup})
	}
	return m
}

// approverName finds a group or user by the id that approvers have; "": none.
func (v *Vault) approverName(id int) (name string, isGroup bool) {
	for _, g := range v.groups {
		if g.ID == id {
			return g.Name, true
		}
	}
	if u := v.userByID(id); u != nil {
		return u.DisplayName, false
	}
	return "", false
}

// rulesOf reads {"data": …} and finds the secret, for an owner of it.
func rulesOf[T any](v *Vault, c *call) (*secret, *T, error) {
	var args struct {
		Data *T `json:"data"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, nil, err
	}
	s, err := v.targetWith(c, rightOwner)
	switch {
	case err != nil:
		return nil, nil, err
	case args.Data == nil:
		return nil, nil, invalid("data", "The member is required.")
	}
	return s, args.Data, nil
}

// changedRules ends a change of rules: what no longer fits them ends too.
func (v *Vault) changedRules(c *call, s *secret) {
	v.settleLock(s)
	if s.CheckOut != nil && !s.Options.CheckOutEnabled {
		v.endCheckOut(s, c.user, c.now, "forced")
	}
	v.record(c.now, c.user.Name, "security", s.ID, "")
	v.audit(s, c.user, c.now, "UPDATE", "Update", "Security", "")
	v.touch(s)
}

type securityAnswer struct {
	extra
	Model   securityModel `json:"model"`
	Success bool          `json:"success"`
}

// patchCheckOutRules answers PATCH /v3/secrets/{id}/security-checkout. An
// interval of null or 0 is the vault's own.
func (v *Vault) patchCheckOutRules(c *call) (any, error) {
	type data struct {
		CheckOutEnabled               dirtyToggle `json:"checkOutEnabled"`
		CheckOutChangePasswordEnabled dirtyToggle `json:"checkOutChangePasswordEnabled"`
		CheckOutIntervalMinutes       dirtyNumber `json:"checkOutIntervalMinutes"`
	}
	s, d, err := rulesOf[data](v, c)
	if err != nil {
		return nil, err
	}
	n := d.CheckOutIntervalMinutes
	switch {
	case d.CheckOutEnabled.Dirty.On && d.CheckOutEnabled.Value.On && s.Locked != nil:
		return nil, lockExcludesCheckOut()
	case n.Dirty.On && (n.Value.N < 0 || n.Value.N > 30*24*60):
		return nil, invalid("checkOutIntervalMinutes", "Must be from 0 to 43200.")
	}
	d.CheckOutEnabled.set(&s.Options.CheckOutEnabled)
	d.CheckOutChangePasswordEnabled.set(&s.Options.ChangePasswordOnCheckIn)
	if n.Dirty.On {
		s.Options.Interval = time.Duration(n.Value.N) * time.Minute
	}
	v.changedRules(c, s)
	return securityAnswer{Model: v.securityModel(s), Success: true}, nil
}

// putApprovalRules answers PUT /v3/secrets/{id}/security-approval.
func (v *Vault) putApprovalRules(c *call) (any, error) {
	type data struct {
		RequireApprovalType dirtyText   `json:"requireApprovalType"`
		WorkflowTemplateID  dirtyNumber `json:"workflowTemplateId"`
		Approvers           struct {
			Dirty toggle   `json:"dirty"`
			Value []number `json:"value"`
		} `json:"approvers"`
	}
	s, d, err := rulesOf[data](v, c)
	if err != nil {
		return nil, err
	}
	kind := indexNamed(approvalTypes, cmp.Or(d.RequireApprovalType.Value.S, approvalTypes[0]))
	if d.RequireApprovalType.Dirty.On && kind < 0 {
		return nil, invalid("requireApprovalType", "There is no such type.")
	}
	w := max(0, d.WorkflowTemplateID.Value.N)
	if d.WorkflowTemplateID.Dirty.On && w > 0 && v.workflows[w] == nil {
		return nil, invalid("workflowTemplateId", "There is no such workflow.")
	}
	approvers := []int{}
	for _, id := range d.Approvers.Value {
		if name, _ := v.approverName(id.N); name == "" {
			return nil, invalid("approvers", "There is no such group or user.")
		}
		approvers = append(approvers, id.N)
	}
	if d.RequireApprovalType.Dirty.On {
		s.Options.setApprovalType(kind)
	}
	if d.WorkflowTemplateID.Dirty.On {
		s.Options.Workflow = w
	}
	if d.Approvers.Dirty.On {
		s.Options.Approvers = approvers
	}
	v.changedRules(c, s)
	return securityAnswer{Model: v.securityModel(s), Success: true}, nil
}

// patchGeneralRules answers PATCH /v2/secrets/{id}/security-general. To take a
// QuantumLock off, the body brings its password beside data, as reads do; the
// record does not say how it is done.
func (v *Vault) patchGeneralRules(c *call) (any, error) {
	type data struct {
		RequiresComment  dirtyToggle `json:"requiresComment"`
		ProxyEnabled     dirtyToggle `json:"proxyEnabled"`
		SessionRecording dirtyToggle `json:"sessionRecordingEnabled"`
		Incognito        dirtyToggle `json:"webLauncherRequiresIncognitoMode"`
		EnableDoubleLock dirtyToggle `json:"enableDoubleLock"`
	}
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, d, err := rulesOf[data](v, c)
	if err != nil {
		return nil, err
	}
	if err := v.changeLock(c, s, d.EnableDoubleLock, args); err != nil {
		return nil, err
	}
	d.RequiresComment.set(&s.Options.RequiresComment)
	d.ProxyEnabled.set(&s.Options.ProxyEnabled)
	d.SessionRecording.set(&s.Options.SessionRecording)
	d.Incognito.set(&s.Options.Incognito)
	v.changedRules(c, s)
	return v.securityModel(s), nil
}

// changeLock puts a QuantumLock on the secret or takes it off.
func (v *Vault) changeLock(c *call, s *secret, to dirtyToggle, args accessArgs) error {
	on := to.Value.On
	switch {
	case !to.Dirty.On || on == (s.Locked != nil):
		return nil
	case on && s.Options.CheckOutEnabled:
		return lockExcludesCheckOut()
	case on && !slices.Contains(v.lockMembers(s), c.user):
		return refuse(codeDoubleLockRequired, "Who puts a DoubleLock on a Secret needs a DoubleLock password.")
	case on:
		if err := v.lockAnew(s); err != nil {
			return err
		}
		s.Options.QuantumLock = true
		return nil
	}
	if err := v.admit(c, s, accessOf(c, args)); err != nil {
		return err
	}
	v.release(c, s)
	s.Options.QuantumLock = false
	return nil
}

// patchMFARules answers PATCH /v1/secrets/{id}/security-multifactor-authentication.
// The request spells the member with a small f, the answer with a capital one.
func (v *Vault) patchMFARules(c *call) (any, error) {
	type data struct {
		Required dirtyToggle `json:"isMultifactorAuthenticationRequired"`
	}
	s, d, err := rulesOf[data](v, c)
	if err != nil {
		return nil, err
	}
	d.Required.set(&s.Options.RequiresMFA)
	v.changedRules(c, s)
	return v.securityModel(s), nil
}

// set writes the value where it is marked dirty.
func (d dirtyToggle) set(to *bool) {
	if d.Dirty.On {
		*to = d.Value.On
	}
}
