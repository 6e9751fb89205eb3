package demovault

import (
	"cmp"
	"strings"
	"time"
)

// settle ends the check-outs and password changes that are due by now, in
// their order and with the exact time of each, however late anyone looks.
func (v *Vault) settle(now time.Time) {
	for {
		s, at, end := v.nextDue()
		if s == nil || now.Before(at) {
			return
		}
		end(s)
	}
}

// nextDue is the check-out or password change that ends next; s is nil where
// there is none.
func (v *Vault) nextDue() (s *secret, at time.Time, end func(*secret)) {
	first := func(n *secret, due time.Time, do func(*secret)) {
		if s == nil || cmp.Or(due.Compare(at), cmp.Compare(n.ID, s.ID)) < 0 {
			s, at, end = n, due, do
		}
	}
	for _, n := range v.held {
		first(n, n.CheckOut.End, v.expire)
	}
	for _, n := range v.changes {
		first(n, n.Rotation.Due, v.endRotation)
	}
	return s, at, end
}

func (v *Vault) expire(s *secret) {
	v.endCheckOut(s, v.userByID(s.CheckOut.User), s.CheckOut.End, "expired")
}

func (v *Vault) interval(s *secret) time.Duration {
	return cmp.Or(s.Options.Interval, v.settings.CheckOutInterval)
}

// startCheckOut gives the secret to u, no longer than his approval lasts.
func (v *Vault) startCheckOut(s *secret, u *user, now time.Time) {
	end := v.capped(s, u, now, now.Add(v.interval(s)))
	s.CheckOut = &checkOut{User: u.id, Start: now, End: end, Interval: end.Sub(now)}
	v.held[s.ID] = s
	v.record(now, u.Name, "check-out", s.ID, "")
	v.audit(s, u, now, "CHECKOUT", "Check Out", "", "")
	v.touch(s)
}

// endCheckOut takes the secret back; by is who did, and changes the password
// where the secret says so.
func (v *Vault) endCheckOut(s *secret, by *user, at time.Time, note string) {
	name := ""
	if by != nil {
		name = by.Name
	}
	s.CheckOut = nil
	delete(v.held, s.ID)
	v.record(at, name, "check-in", s.ID, note)
	v.audit(s, by, at, "CHECKIN", "Check In", note, "")
	v.touch(s)
	v.closeLaunchers(s, at)
	if s.Options.ChangePasswordOnCheckIn {
		v.rotate(s, rotation{By: name, Start: at})
	}
}

// ForceCheckIn ends a check-out as an administrator named by would. Nothing
// happens where the secret is not checked out.
func (v *Vault) ForceCheckIn(secretID int, by string) {
	now := v.enter()
	defer v.leave()
	if s := v.secrets[secretID]; s != nil && s.CheckOut != nil {
		u := v.userNamed(by)
		if u == nil {
			u = &user{User: User{Name: by, DisplayName: by}}
		}
		v.endCheckOut(s, u, now, "forced")
	}
}

type responseCodes struct {
	extra
	ResponseCodes []string `json:"responseCodes"`
}

// postCheckOut answers POST /v1/secrets/{id}/check-out.
func (v *Vault) postCheckOut(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	switch {
	case !s.Options.CheckOutEnabled:
		return nil, refuse(codeNotCheckOut, "The secret does not use check-out.")
	case s.heldBy(c.user):
		v.record(c.now, c.user.Name, "check-out", s.ID, "again")
		return responseCodes{ResponseCodes: []string{}}, nil
	}
	switch state := v.blocker(s, c.user, c.now); state {
	case stateCheckOut:
		if s.CheckOut != nil {
			return nil, v.refusalFor(s, state)
		}
		v.startCheckOut(s, c.user, c.now)
		return responseCodes{ResponseCodes: []string{}}, nil
	default:
		return nil, v.refusalFor(s, state)
	}
}

// postCheckIn answers POST /v1/secrets/{id}/check-in. A secret that nobody
// holds stays as it is.
func (v *Vault) postCheckIn(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	force := args.ForceCheckIn.On || c.query.on("forcecheckin")
	if err := c.query.err(); err != nil {
		return nil, err
	}
	switch {
	case s.CheckOut == nil:
	case s.heldBy(c.user):
		v.endCheckOut(s, c.user, c.now, "")
	case !force:
		return nil, v.refusalFor(s, stateCheckOut)
	case !c.user.admin():
		return nil, v.denied()
	default:
		v.endCheckOut(s, c.user, c.now, "forced")
	}
	return v.summary(s, c.user, nil), nil
}

// mayExtend says whether the holder may have more time at all.
func (v *Vault) mayExtend(s *secret, u *user) bool {
	return s.heldBy(u) && v.settings.ExtensionEnabled && s.Options.ExtensionEnabled && s.CheckOut.Extended < v.maxExtension(s)
}

func (v *Vault) maxExtension(s *secret) time.Duration {
	return cmp.Or(s.Options.MaxExtension, v.settings.MaxExtension)
}

// postExtend answers POST /v1/secrets/{id}/extend-check-out. The minutes are
// added to the end; the answer is the new end. [The record has both "adds" and
// "to this duration".]
func (v *Vault) postExtend(c *call) (any, error) {
	var args struct {
		Data *struct {
			MinutesToAdd number `json:"minutesToAdd"`
			Notes        text   `json:"notes"`
		} `json:"data"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	switch {
	case args.Data == nil:
		return nil, invalid("data", "The member is required.")
	case args.Data.MinutesToAdd.N <= 0:
		return nil, invalid("data.minutesToAdd", "Must be more than 0.")
	case !s.heldBy(c.user):
		return nil, refuse(codeCheckOutRequired, "The secret is not checked out by this user.")
	case strings.TrimSpace(args.Data.Notes.S) == "":
		return nil, refuse(codeReasonRequired, "A reason is required to extend a check-out.")
	case !v.mayExtend(s, c.user):
		return nil, refuse(codeExtendNotAllowed, "The check-out cannot be extended.")
	}
	more := minutes(args.Data.MinutesToAdd.N)
	end := s.CheckOut.End.Add(more)
	if s.CheckOut.Extended+more > v.maxExtension(s) || end.After(v.capped(s, c.user, c.now, end)) {
		return nil, refuse(codeExtendTooLong, "The check-out cannot be extended by that much.")
	}
	s.CheckOut.Extended += more
	s.CheckOut.End = end
	v.record(c.now, c.user.Name, "extend", s.ID, args.Data.Notes.S)
	v.audit(s, c.user, c.now, "CHECKOUT EXTENDED", "Check Out Extended", args.Data.Notes.S, "")
	v.touch(s)
	return struct {
		extra
		CheckOutEndTime string `json:"checkOutEndTime"`
	}{CheckOutEndTime: instant(s.CheckOut.End)}, nil
}

func (s *secret) heldBy(u *user) bool { return s.CheckOut != nil && s.CheckOut.User == u.id }

// Left is who has a secret checked out, "" for nobody, and how much longer.
func (v *Vault) Left(secretID int) (left time.Duration, holder string) {
	now := v.enter()
	defer v.leave()
	s := v.held[secretID]
	if s == nil {
		return 0, ""
	}
	return s.CheckOut.End.Sub(now), v.userByID(s.CheckOut.User).Name
}
