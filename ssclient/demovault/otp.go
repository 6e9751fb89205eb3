package demovault

import (
	"fmt"
	"time"

	"github.com/pquerna/otp/totp"
)

// otpPeriod is how long a one-time password counts.
const otpPeriod = 30

// plantOTP gives a secret a key for one-time passwords of its own.
func (v *Vault) plantOTP(s *secret) error {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Demo", AccountName: s.Name})
	if err != nil {
		return fmt.Errorf("make one-time password key: %w", err)
	}
	s.OTPKey = key.Secret()
	return nil
}

type otpCode struct {
	extra
	Code             string `json:"code"`
	DurationSeconds  int    `json:"durationSeconds"`
	RemainingSeconds int    `json:"remainingSeconds"`
}

// getOTP answers GET /v1/one-time-password-code/{id} with the code of now, by
// the vault's clock, and with those that follow if more are asked for.
func (v *Vault) getOTP(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	n := c.query.num("numberofcodestogenerate", 1)
	a := accessOf(c, accessArgs{})
	switch {
	case s.OTPKey == "":
		return nil, invalid("id", "The secret has no one-time passwords.")
	case n < 1 || n > 20:
		return nil, invalid("numberOfCodesToGenerate", "Must be from 1 to 20.")
	}
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	left := otpPeriod - int(c.now.Unix()%otpPeriod)
	out := make([]otpCode, n)
	for i := range out {
		code, err := totp.GenerateCode(s.OTPKey, c.now.Add(time.Duration(i)*otpPeriod*time.Second))
		if err != nil {
			return nil, fmt.Errorf("one-time password of secret %d: %w", s.ID, err)
		}
		out[i] = otpCode{Code: code, DurationSeconds: otpPeriod, RemainingSeconds: left + i*otpPeriod}
	}
	v.record(c.now, c.user.Name, "one-time-password", s.ID, "")
	v.audit(s, c.user, c.now, "VIEW", "View", "One-time password", "")
	v.done(c, s, a)
	return out, nil
}
