package demovault

// access is how a read may go about what stands before the secret.
type access struct {
	motive
	lockPassword               string
	force, noCheckOut, checkIn bool
}

// accessOf joins what the body and the query say.
func accessOf(c *call, args accessArgs) access {
	a := access{
		motive:       motive{args.Comment.S, args.TicketNumber.S, args.TicketSystemID.N},
		lockPassword: args.DoubleLockPassword.S,
		force:        args.ForceCheckIn.On || c.query.on("forcecheckin"),
		noCheckOut:   args.NoAutoCheckOut.On || c.query.on("noautocheckout"),
		checkIn:      c.query.on("autocheckin"),
	}
	if a.comment == "" {
		a.comment = c.query.str("autocomment")
	}
	return a
}

// target finds the secret of the call's path, or of secretPath where the id is
// 0, for a user who may view it.
func (v *Vault) target(c *call) (*secret, error) {
	return v.find(c, c.query.on("includeinactive"), rightView)
}

// listable is target for a user who may at least know of the secret.
func (v *Vault) listable(c *call) (*secret, error) {
	return v.find(c, c.query.on("includeinactive"), rightList)
}

// find is target for any right. Only administrators find what is inactive.
func (v *Vault) find(c *call, inactive bool, need right) (*secret, error) {
	id := c.id
	if path := cleanPath(c.query.str("secretpath")); id == 0 && path != "" {
		if s := v.atPath(path); s != nil {
			id = s.ID
		}
	}
	if err := c.query.err(); err != nil {
		return nil, err
	}
	if s := v.secrets[id]; s != nil && inactive && s.Options.Inactive && c.user.admin() && v.rightOn(s, c.user) >= need {
		return s, nil
	}
	return v.secretFor(id, c.user, need)
}

// admit lets the call read the secret, or says what is missing. As on the real
// server it checks the secret out on the way unless told not to.
func (v *Vault) admit(c *call, s *secret, a access) error {
	if err := c.query.err(); err != nil {
		return err
	}
	if a.force && s.CheckOut != nil && !s.heldBy(c.user) {
		if !c.user.admin() {
			return v.denied()
		}
		v.endCheckOut(s, c.user, c.now, "forced")
	}
	if a.given() && v.needsComment(s, c.user, c.now) {
		if err := v.leaveComment(c, s, a.motive); err != nil {
			return err
		}
	}
	state := v.blocker(s, c.user, c.now)
	if state == stateCheckOut && s.CheckOut == nil && !a.noCheckOut {
		v.startCheckOut(s, c.user, c.now)
		state = v.blocker(s, c.user, c.now)
	}
	if state == stateDoubleLock && a.lockPassword != "" {
		var err error
		if c.unlocked, err = v.unlock(s, c.user, a.lockPassword); err != nil {
			return err
		}
		state = stateNone
	}
	switch {
	case state == stateNone, state == stateUndelete && (c.user.admin() || v.recycled(c) == s):
		return nil
	}
	return v.refusalFor(s, state)
}

// done ends a read: it checks in again where the caller asked for that.
func (v *Vault) done(c *call, s *secret, a access) {
	put(&s.Accessed, c.user.id, c.now)
	if a.checkIn && s.heldBy(c.user) {
		v.endCheckOut(s, c.user, c.now, "")
	}
	v.touch(s)
}

// leaveComment takes a reason that fits what the secret wants.
func (v *Vault) leaveComment(c *call, s *secret, given motive) error {
	because, err := v.motiveFor(s, given)
	if err != nil {
		return err
	}
	put(&s.Comments, c.user.id, c.now)
	v.record(c.now, c.user.Name, "view-comment", s.ID, because.comment)
	v.audit(s, c.user, c.now, "COMMENT", "Comment", because.comment, because.ticket)
	v.touch(s)
	return nil
}

// postViewComment answers POST /v1/secret-access-requests/secrets/{id}/view-comment.
func (v *Vault) postViewComment(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return true, v.leaveComment(c, s, accessOf(c, args).motive)
}
