package demovault

import (
	"strings"
	"time"
)

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
	x, err := v.startSecretChallenge(s, c.user, c.now)
	if err != nil {
		return nil, err
	}
	return v.started(x, c.user.Name), nil
}

// startSecretChallenge starts the exchange that opens a secret to u.
func (v *Vault) startSecretChallenge(s *secret, u *user, now time.Time) (*exchange, error) {
	if v.blocker(s, u, now) != stateMFA {
		return nil, invalid("id", "The secret asks for no challenge now.")
	}
	factors := v.settings.SecondFactors
	if len(factors) == 0 {
		factors = []Factor{FactorPassword}
	}
	return v.challenge(u, u.Name, reason{secret: s.ID, text: "open " + v.pathOf(s)}, [][]Factor{factors}, now), nil
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
	out, err := v.advanceSecretChallenge(x, s, args.operations(), c.now)
	if err != nil {
		return failure(err), nil
	}
	return success(v.advanceResult(out)), nil
}

// advanceSecretChallenge goes on with the exchange before a secret, which opens
// to the user for a while when the last challenge is passed.
func (v *Vault) advanceSecretChallenge(x *exchange, s *secret, ops []operation, now time.Time) (advanced, error) {
	out, err := v.advanceAll(x, ops, now)
	switch {
	case err != nil:
		v.record(now, x.user.Name, "mfa", s.ID, "failed")
	case out.summary == summarySuccess:
		put(&s.MFAUntil, x.user.id, now.Add(v.settings.MFAInterval))
		v.record(now, x.user.Name, "mfa", s.ID, "")
		v.audit(s, x.user, now, "MFA", "Multifactor Authentication", "", "")
		v.touch(s)
	}
	return out, err
}
