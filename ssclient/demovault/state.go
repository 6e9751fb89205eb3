package demovault

import (
	"cmp"
	"time"
)

// The values of secretState.
const (
	stateNone             = "None"
	stateApproval         = "RequiresApproval"
	stateCheckOut         = "RequiresCheckout"
	stateComment          = "RequiresComment"
	stateCheckOutComment  = "RequiresCheckoutAndComment"
	stateDoubleLock       = "RequiresDoubleLockPassword"
	stateCreateDoubleLock = "CreateDoubleLockPassword"
	stateUndelete         = "RequiresUndelete"
	statePending          = "RequiresCheckoutPendingRPC"
	stateMFA              = "RequiresMfaChallenge"
	stateNoAccess         = "DoubleLockNoAccess"
	stateCannotView       = "CannotView"
)

// blocker names the one thing that stands between u and the secret now. The
// order of several is not public; this is ours.
func (v *Vault) blocker(s *secret, u *user, now time.Time) string {
	o := s.Options
	holds := s.heldBy(u)
	switch {
	case v.rightOn(s, u) < rightView:
		return stateCannotView
	case o.Inactive:
		return stateUndelete
	case o.RequiresMFA && !now.Before(s.MFAUntil[u.id]):
		return stateMFA
	case v.needsApproval(s, u) && v.approval(s, u, now) == nil:
		return stateApproval
	case s.changing() && o.CheckOutEnabled && !holds:
		return statePending
	case o.CheckOutEnabled && !holds && v.needsComment(s, u, now):
		return stateCheckOutComment
	case o.CheckOutEnabled && !holds:
		return stateCheckOut
	case !o.CheckOutEnabled && v.needsComment(s, u, now):
		return stateComment
	}
	return v.lockState(s, u)
}

// needsComment says whether the last comment is too old, or was never left.
func (v *Vault) needsComment(s *secret, u *user, now time.Time) bool {
	left, ok := s.Comments[u.id]
	return s.Options.RequiresComment && !(ok && now.Before(left.Add(v.settings.SecretViewInterval)))
}

// refusalFor is the answer to a read or check-out in that state.
func (v *Vault) refusalFor(s *secret, state string) error {
	switch state {
	case stateMFA:
		return refuse(codeMFARequired, "The requested Secret requires multifactor authentication.")
	case stateApproval:
		return refuse(codeApprovalRequired, "The requested Secret requires approval to be viewed.")
	case stateComment, stateCheckOutComment:
		return refuse(codeCommentRequired, "The requested Secret requires a comment when viewed.")
	case stateNoAccess:
		return refuse(codeDoubleLockNoAccess, "The DoubleLock of the requested Secret is not for this user.")
	case stateDoubleLock, stateCreateDoubleLock:
		return refuse(codeDoubleLockRequired, "The requested Secret requires a DoubleLock password.")
	case statePending:
		return refuse(codePasswordPending, "The password of the requested Secret is being changed.")
	case stateCheckOut:
		if s.CheckOut != nil {
			return refuse(codeCheckedOutByOther, "The requested Secret is checked out by another user.")
		}
		return refuse(codeCheckOutRequired, "The requested Secret requires check out.")
	}
	return v.denied()
}

type stateModel struct {
	extra
	ID                               int              `json:"id"`
	SecretName                       string           `json:"secretName"`
	FolderID                         *int             `json:"folderId"`
	FolderName                       *string          `json:"folderName"`
	SecretState                      string           `json:"secretState"`
	IsActive                         bool             `json:"isActive"`
	InheritPermissions               bool             `json:"inheritPermissions"`
	IsCheckedOut                     *bool            `json:"isCheckedOut"`
	CheckedOutUserID                 *int             `json:"checkedOutUserId"`
	CheckedOutUserDisplayName        *string          `json:"checkedOutUserDisplayName"`
	IsCheckedOutByCurrentUser        *bool            `json:"isCheckedOutByCurrentUser"`
	CheckOutIntervalMinutes          *int             `json:"checkOutIntervalMinutes"`
	CheckOutMinutesRemaining         *int             `json:"checkOutMinutesRemaining"`
	RemainingTimeWarningMinuteMarker *int             `json:"remainingTimeWarningMinuteMarker"`
	WarningMinutesRemaining          *int             `json:"warningMinutesRemaining"`
	ApprovalEnd                      *string          `json:"approvalEnd"`
	PasswordChangePending            bool             `json:"passwordChangePending"`
	PasswordChangeFailed             bool             `json:"passwordChangeFailed"`
	Role                             *string          `json:"role"`
	AvailableActions                 availableActions `json:"availableActions"`
	Actions                          []string         `json:"actions"`
}

type availableActions struct {
	extra
	ExtendCheckOut bool `json:"extendCheckOut"`
}

// getState answers GET /v1/secrets/{id}/state. It checks nothing out and
// counts as no view.
func (v *Vault) getState(c *call) (any, error) {
	s, err := v.find(c, true, rightList)
	if err != nil {
		return nil, err
	}
	u := c.user
	m := stateModel{
		ID: s.ID, SecretName: s.Name, SecretState: v.blocker(s, u, c.now), IsActive: !s.Options.Inactive,
		InheritPermissions: s.Grants == nil, PasswordChangePending: s.changing(),
		PasswordChangeFailed: s.changeFailed(),
		AvailableActions:     availableActions{ExtendCheckOut: v.mayExtend(s, u)},
		Actions:              v.actions(s, u, c.now),
	}
	if f := v.folders[s.FolderID]; f != nil {
		m.FolderID, m.FolderName = &f.ID, &f.Name
	}
	role := v.rightOn(s, u).String()
	m.Role = &role
	if r := v.approval(s, u, c.now); r != nil {
		text := date(r.End)
		m.ApprovalEnd = &text
	}
	if s.Options.CheckOutEnabled {
		n := wholeMinutes(v.interval(s))
		m.CheckOutIntervalMinutes = &n
	}
	v.describeCheckOut(&m, s, u, c.now)
	return m, nil
}

// describeCheckOut fills the members that are null before a check-out.
func (v *Vault) describeCheckOut(m *stateModel, s *secret, u *user, now time.Time) {
	if s.CheckOut == nil {
		return
	}
	out, mine := true, s.heldBy(u)
	left := wholeMinutes(s.CheckOut.End.Sub(now))
	percent := cmp.Or(s.Options.WarnPercent, v.settings.WarnPercent)
	marker := wholeMinutes(s.CheckOut.Interval) * (100 - percent) / 100
	before := max(0, left-marker)
	m.IsCheckedOut, m.IsCheckedOutByCurrentUser = &out, &mine
	m.CheckedOutUserID = &s.CheckOut.User
	if h := v.userByID(s.CheckOut.User); h != nil {
		m.CheckedOutUserDisplayName = &h.DisplayName
	}
	m.CheckOutMinutesRemaining, m.RemainingTimeWarningMinuteMarker, m.WarningMinutesRemaining = &left, &marker, &before
}

// actions lists what u may do with the secret now.
func (v *Vault) actions(s *secret, u *user, now time.Time) []string {
	t, o, mine := v.templates[s.TemplateID], s.Options, v.rightOn(s, u)
	if mine < rightView {
		return []string{}
	}
	out := []string{"ViewAudit", "ViewGeneralDetails"}
	add := func(ok bool, names ...string) {
		if ok {
			out = append(out, names...)
		}
	}
	add(o.CheckOutEnabled, "ViewCheckOut")
	add(o.CheckOutEnabled && s.CheckOut == nil && v.blocker(s, u, now) == stateCheckOut, "Checkout")
	add(s.heldBy(u), "Checkin")
	add(s.CheckOut != nil && !s.heldBy(u) && u.admin(), "ForceCheckin")
	add(o.RequiresApproval, "ViewApproval")
	add(o.RequiresMFA, "ViewMfa")
	add(t.Launcher != noLauncher, "ViewLaunchers")
	add(o.ProxyEnabled && t.Launcher == sshLauncher, "ShowSshProxyCredentials", "ShowSshTerminalDetails")
	add(o.ProxyEnabled && t.Launcher == rdpLauncher, "ShowRdpProxyCredentials")
	add(t.PasswordType > 0 && s.Locked == nil, "ViewHeartbeatStatus", "Heartbeat", "ViewRpc")
	add(mine >= rightView, "ViewSettings")
	add(mine >= rightEdit, "Edit", "ViewSecurity")
	add(mine >= rightOwner, "Delete", "EditSecurity")
	add(mine >= rightEdit && t.PasswordType > 0 && s.Locked == nil, "ChangePasswordNow", "Expire")
	add(mine >= rightEdit && s.changing(), "StopChangePasswordNow")
	add(s.OTPKey != "", "GenerateOneTimePassword")
	add(t.HostsSlug != "", "ViewListFields")
	add(o.Inactive && u.admin(), "Undelete")
	return out
}
