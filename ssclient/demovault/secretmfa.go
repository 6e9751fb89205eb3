package demovault

import "strings"

// The calls of this file are inventions, and so is their prefix: the state
// RequiresMfaChallenge is public, the call that starts its challenge is not.
// They take and give the bodies of the Platform's pair.

// secretMFARoutes are the challenge before a secret.
func secretMFARoutes(demo adder) {
	demo("POST", "secrets/{id}/StartAuthentication", "mfa-start", (*Vault).postSecretStart)
	demo("POST", "secrets/{id}/AdvanceAuthentication", "mfa-advance", (*Vault).postSecretAdvance)
}

// secretMFAPrefix is where the routes are.
const secretMFAPrefix = "demo/secret-mfa/v1/"

// postSecretStart answers POST /demo/secret-mfa/v1/secrets/{id}/StartAuthentication.
// The user is that of the token, whatever the body says.
func (v *Vault) postSecretStart(c *call) (any, error) {
	var args startArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	if v.blocker(s, c.user, c.now) != stateMFA {
		return nil, invalid("id", "The secret asks for no challenge now.")
	}
	factors := v.settings.SecondFactors
	if len(factors) == 0 {
		factors = []Factor{FactorPassword}
	}
	x := v.challenge(c.user, c.user.Name, reason{secret: s.ID, text: "open " + v.pathOf(s)}, [][]Factor{factors}, c.now)
	return v.started(x, c.user.Name), nil
}

// postSecretAdvance answers POST /demo/secret-mfa/v1/secrets/{id}/AdvanceAuthentication.
// A passed challenge opens the secret to its user for Settings.MFAInterval.
func (v *Vault) postSecretAdvance(c *call) (any, error) {
	var args advanceArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	x := v.exchangeOf(args.SessionID.S, s.ID, c.now)
	if x == nil || x.user != c.user || (args.TenantID.S != "" && !strings.EqualFold(args.TenantID.S, tenantID)) {
		return failure(errChallengeGone), nil
	}
	out, err := v.advanceAll(x, args.operations(), c.now)
	switch {
	case err != nil:
		v.record(c.now, c.user.Name, "mfa", s.ID, "failed")
		return failure(err), nil
	case out.summary == summarySuccess:
		put(&s.MFAUntil, c.user.id, c.now.Add(v.settings.MFAInterval))
		v.record(c.now, c.user.Name, "mfa", s.ID, "")
		v.audit(s, c.user, c.now, "MFA", "Multifactor Authentication", "", "")
		v.touch(s)
	}
	return success(v.advanceResult(out)), nil
}
