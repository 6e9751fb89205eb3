package demovault

import "time"

// rotate gives the secret another password, as remote password changing does.
func (v *Vault) rotate(s *secret, by string, at time.Time, password string) {
	i, ok := v.templates[s.TemplateID].field("password")
	if !ok {
		return
	}
	s.Items[i].Value = password
	s.ChangedAt = at
	v.record(at, by, "rotate", s.ID, "")
	v.audit(s, v.userNamed(by), at, "PASSWORD CHANGE", "Password Change", "", "")
	v.touch(s)
}

// postHeartbeat answers POST /v1/secrets/{id}/heartbeat. The demo's accounts
// always fit, so it finds what SecretOptions.Heartbeat says.
func (v *Vault) postHeartbeat(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	s.HeartbeatAt = c.now
	v.record(c.now, c.user.Name, "heartbeat", s.ID, "")
	v.touch(s)
	return v.summary(s, c.user, nil), nil
}

// postChangePassword answers POST /v1/secrets/{id}/change-password: to
// newPassword, or to a generated one. It needs the right to edit.
func (v *Vault) postChangePassword(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	if !s.editableBy(c.user) {
		return nil, v.denied()
	}
	if err := v.admit(c, s, accessOf(c, args)); err != nil {
		return nil, err
	}
	if _, ok := v.templates[s.TemplateID].field("password"); !ok {
		return nil, invalid("id", "The secret has no password to change.")
	}
	password := args.NewPassword.S
	if password == "" {
		password = newPassword()
	}
	v.rotate(s, c.user.Name, c.now, password)
	return v.summary(s, c.user, nil), nil
}
