package demovault

import (
	"encoding/json"
	"strings"
	"time"
)

// session is one use of a launcher.
type session struct {
	ID       int
	GUID     string
	Request  string // the guid of what prepared it; "" for none
	SecretID int
	Launcher launcherKind
	User     int
	Start    time.Time
	End      time.Time // zero while it runs
}

func (s *session) active() bool { return s.End.IsZero() }

func (v *Vault) touchSession(s *session) { v.keep(kindSession, s.ID, s) }

func (v *Vault) restoreSession(raw []byte) error {
	s := &session{}
	err := json.Unmarshal(raw, s)
	v.sessions = append(v.sessions, s)
	return err
}

// startSession notes that u starts the launcher of the secret.
func (v *Vault) startSession(c *call, s *secret, k launcherKind, notes string) *session {
	n := &session{ID: len(v.sessions) + 1, GUID: newGUID(), SecretID: s.ID, Launcher: k, User: c.user.id, Start: c.now}
	v.sessions = append(v.sessions, n)
	v.touchSession(n)
	v.record(c.now, c.user.Name, "launch", s.ID, notes)
	v.audit(s, c.user, c.now, "LAUNCH", "Launch", notes, "")
	v.touch(s)
	return n
}

// endSession ends a session, and with the last of its user on a secret the
// check-out where the settings say so.
func (v *Vault) endSession(n *session, at time.Time) {
	n.End = at
	v.touchSession(n)
	s := v.secrets[n.SecretID]
	if s == nil || !v.settings.CheckInOnLastClose || s.CheckOut == nil || s.CheckOut.User != n.User {
		return
	}
	for _, other := range v.sessions {
		if other.active() && other.SecretID == n.SecretID && other.User == n.User {
			return
		}
	}
	v.endCheckOut(s, v.userByID(n.User), at, "")
}

// closeLaunchers ends the sessions of a secret that is checked in, where the
// settings say so.
func (v *Vault) closeLaunchers(s *secret, at time.Time) {
	if !v.settings.CloseLauncherOnCheckIn {
		return
	}
	for _, n := range v.sessions {
		if n.active() && n.SecretID == s.ID {
			n.End = at
			v.touchSession(n)
		}
	}
}

type sessionModel struct {
	extra
	Active          bool    `json:"active"`
	StartDate       string  `json:"startDate"`
	EndDate         *string `json:"endDate"`
	LauncherTypeID  int     `json:"launcherTypeId"`
	SecretID        int     `json:"secretId"`
	SecretSessionID int     `json:"secretSessionId"`
	UserName        string  `json:"userName"`
}

// listSessions answers GET /v1/secrets/launcher-sessions?filter.secretId=, the
// newest first: of everybody for an administrator, else the user's own.
func (v *Vault) listSessions(c *call) (any, error) {
	id := c.query.num("filter.secretid", 0)
	if id > 0 {
		if _, err := v.secretOf(c, id); err != nil {
			return nil, err
		}
	}
	found := []*session{}
	for i := len(v.sessions) - 1; i >= 0; i-- {
		if n := v.sessions[i]; (id == 0 || n.SecretID == id) && (n.User == c.user.id || c.user.admin()) {
			found = append(found, n)
		}
	}
	return paged(c.query, found, func(n *session) sessionModel {
		m := sessionModel{
			Active: n.active(), StartDate: date(n.Start), LauncherTypeID: int(n.Launcher), SecretID: n.SecretID, SecretSessionID: n.ID,
		}
		if u := v.userByID(n.User); u != nil {
			m.UserName = u.Name
		}
		if !n.active() {
			end := date(n.End)
			m.EndDate = &end
		}
		return m
	})
}

// patchSession answers PATCH /v1/secrets/launcher-sessions. Terminate ends the
// session; the other two actions only reach the launcher, which the demo has none of.
func (v *Vault) patchSession(c *call) (any, error) {
	var args struct {
		Action           text   `json:"action"`
		Message          text   `json:"message"`
		SecretID         number `json:"secretId"`
		SecretSessionID  number `json:"secretSessionId"`
		SecretSessionKey text   `json:"secretSessionKey"`
		SessionGUID      text   `json:"sessionGuid"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	action := strings.ToLower(args.Action.S)
	switch action {
	case "terminate", "limitsession", "messageonly":
	default:
		return nil, invalid("action", "Must be Terminate, LimitSession or MessageOnly.")
	}
	if _, err := v.secretOf(c, args.SecretID.N); err != nil {
		return nil, err
	}
	guid := args.SessionGUID.S
	if guid == "" {
		guid = args.SecretSessionKey.S
	}
	done := false
	for _, n := range v.sessions {
		named := args.SecretSessionID.N == n.ID || strings.EqualFold(guid, n.GUID)
		if !n.active() || !named || n.SecretID != c.id || (n.User != c.user.id && !c.user.admin()) {
			continue
		}
		done = true
		v.record(c.now, c.user.Name, "session", n.SecretID, action)
		if action == "terminate" {
			v.endSession(n, c.now)
		}
	}
	return succeeded{Success: done}, nil
}

type succeeded struct {
	extra
	Success bool `json:"success"`
}
