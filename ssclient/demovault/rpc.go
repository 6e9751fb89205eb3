package demovault

import (
	"cmp"
	"time"

	"golang.org/x/crypto/ssh"
)

// rotation is a password change under way.
type rotation struct {
	By       string
	Start    time.Time
	Due      time.Time
	Password string    // to change to; "": one by the rule of its field
	Keys     *sshRenew `json:"-"` // nil: a new pair; a restart forgets it
}

// sshRenew is what a change of an SSH key is to do.
type sshRenew struct {
	GeneratePassphrase toggle `json:"generatePassphrase"`
	GenerateSSHKeys    toggle `json:"generateSshKeys"`
	Passphrase         text   `json:"passphrase"`
	PrivateKey         text   `json:"privateKey"`
}

// changing says whether a password change is under way.
func (s *secret) changing() bool { return s.Options.PasswordChangePending || s.Rotation != nil }

// changeFailed says whether the last password change went wrong.
func (s *secret) changeFailed() bool { return s.Options.PasswordChangeFailed || s.Failures > 0 }

// outOfSync says why the password of the vault is not that of the target; "" if it is.
func (s *secret) outOfSync() string {
	if s.changeFailed() {
		return "Password change failed"
	}
	return ""
}

// rotate starts a change of the password or key, as remote password changing
// does: it takes Settings.PasswordChangeTime.
func (v *Vault) rotate(s *secret, r rotation) {
	if !v.templates[s.TemplateID].rotates() || s.Locked != nil {
		return
	}
	r.Due = r.Start.Add(v.settings.PasswordChangeTime)
	s.Rotation = &r
	v.changes[s.ID] = s
	v.touch(s)
	if v.settings.PasswordChangeTime == 0 {
		v.endRotation(s)
	}
}

// rotates says whether the template has a password changer and something to change.
func (t *template) rotates() bool {
	_, has := t.field("password")
	return t.PasswordType > 0 && (has || t.PublicKey != "")
}

// endRotation does what the change was for, at the time it was due: it fails
// where the switch says so, or where the target no longer takes the old password.
func (v *Vault) endRotation(s *secret) {
	r := s.Rotation
	s.Rotation, s.ChangedAt = nil, r.Due
	delete(v.changes, s.ID)
	v.touch(s)
	by := v.userNamed(r.By)
	if s.Options.PasswordChangeFails || s.Drifted != "" {
		s.Failures++
		v.record(r.Due, r.By, "rotate", s.ID, "failed")
		v.audit(s, by, r.Due, "PASSWORD CHANGE FAILED", "Password Change Failed", "", "")
		return
	}
	t := v.templates[s.TemplateID]
	if i, ok := t.field("password"); ok {
		s.Items[i].Value = cmp.Or(r.Password, t.Fields[i].Rule.make())
	}
	if t.PublicKey != "" {
		if err := v.renewKeys(s, r.Keys); err != nil {
			v.log.Error("demo vault: key not renewed", "secret", s.ID, "error", err)
		}
	}
	s.Failures, s.Expired = 0, false
	v.record(r.Due, r.By, "rotate", s.ID, "")
	v.audit(s, by, r.Due, "PASSWORD CHANGE", "Password Change", "", "")
}

// check says whether a key that was handed in can be used.
func (k *sshRenew) check() error {
	if k == nil || k.PrivateKey.S == "" {
		return nil
	}
	if _, err := k.parse(); err != nil {
		return invalid("sshKeyArgs.privateKey", "The key and its passphrase cannot be read.")
	}
	return nil
}

func (k *sshRenew) parse() (ssh.Signer, error) {
	if k.Passphrase.S == "" {
		return ssh.ParsePrivateKey([]byte(k.PrivateKey.S))
	}
	return ssh.ParsePrivateKeyWithPassphrase([]byte(k.PrivateKey.S), []byte(k.Passphrase.S))
}

// renewKeys gives the secret the key pair that was handed in, or a new one.
func (v *Vault) renewKeys(s *secret, k *sshRenew) error {
	t := v.templates[s.TemplateID]
	if k == nil {
		k = &sshRenew{GeneratePassphrase: toggle{true, true}, GenerateSSHKeys: toggle{true, true}}
	}
	switch {
	case k.GeneratePassphrase.On:
		v.setValue(s, t.Passphrase, phraseRule.make())
	case k.Passphrase.Set:
		v.setValue(s, t.Passphrase, k.Passphrase.S)
	}
	if k.PrivateKey.S == "" {
		return v.generateKeys(s)
	}
	signer, err := k.parse()
	if err != nil {
		return err
	}
	s.KeySeed = nil
	if i, ok := t.field(t.PrivateKey); ok {
		v.attach(&s.Items[i], cmp.Or(s.Items[i].FileName, "id_rsa"), []byte(k.PrivateKey.S))
	}
	if i, ok := t.field(t.PublicKey); ok {
		v.attach(&s.Items[i], t.Fields[i].Name, ssh.MarshalAuthorizedKey(signer.PublicKey()))
	}
	return nil
}

type changeArgs struct {
	SSHKeyArgs *sshRenew `json:"sshKeyArgs"`
	accessArgs
}

// postChangePassword answers POST /v1/secrets/{id}/change-password: to
// newPassword, or to a generated one. It needs the right to edit.
func (v *Vault) postChangePassword(c *call) (any, error) {
	var args changeArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	t := v.templates[s.TemplateID]
	switch {
	case !t.rotates(), s.Locked != nil: // QuantumLock turns password changing off
		return nil, invalid("id", "The secret has no password to change.")
	case args.SSHKeyArgs != nil && t.PublicKey == "":
		return nil, invalid("sshKeyArgs", "The template has no SSH key mapping.")
	case s.changing():
		return nil, v.refusalFor(s, statePending)
	}
	if err := args.SSHKeyArgs.check(); err != nil {
		return nil, err
	}
	a := accessOf(c, args.accessArgs)
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	v.rotate(s, rotation{By: c.user.Name, Start: c.now, Password: args.NewPassword.S, Keys: args.SSHKeyArgs})
	v.done(c, s, a)
	return v.summary(s, c.user, nil), nil
}

// postStopChange answers POST /v1/secrets/{id}/stop-password-change.
func (v *Vault) postStopChange(c *call) (any, error) {
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	if !s.changing() {
		return succeeded{}, nil
	}
	s.Rotation, s.Options.PasswordChangePending = nil, false
	delete(v.changes, s.ID)
	v.record(c.now, c.user.Name, "rotate", s.ID, "stopped")
	v.audit(s, c.user, c.now, "PASSWORD CHANGE STOPPED", "Password Change Stopped", "", "")
	return succeeded{Success: true}, nil
}

// postExpireSecret answers POST /v1/secrets/{id}/expire: until its password
// changes, the secret is one that should have changed it.
func (v *Vault) postExpireSecret(c *call) (any, error) {
	var args accessArgs
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.editable(c)
	if err != nil {
		return nil, err
	}
	a := accessOf(c, args)
	if err := v.admit(c, s, a); err != nil {
		return nil, err
	}
	s.Expired = true
	v.record(c.now, c.user.Name, "expire", s.ID, "")
	v.audit(s, c.user, c.now, "EXPIRE", "Expire", "", "")
	v.done(c, s, a)
	return v.summary(s, c.user, nil), nil
}

// Drift changes the password of a secret's account on the demo's target behind
// the vault's back: heartbeats and password changes then fail, and so do
// sign-ins with what the vault says. "" brings both together again.
func (v *Vault) Drift(secretID int, password string) {
	v.enter()
	defer v.leave()
	if s := v.secrets[secretID]; s != nil {
		s.Drifted = password
		v.touch(s)
	}
}

// heartbeat is lastHeartBeatStatus: what a test has set, or what the last
// heartbeat has found.
func (s *secret) heartbeat() string { return cmp.Or(s.Options.Heartbeat, s.Beat, "Pending") }

// beat finds out whether the vault's password is that of the target.
func (v *Vault) beat(s *secret, now time.Time) {
	if s.Locked != nil {
		return // nobody but its users knows the password to try
	}
	found := "Success"
	if s.Drifted != "" {
		found = "Failed"
	}
	if v.probe != nil && s.Options.Heartbeat == "" && v.templates[s.TemplateID].Launcher == sshLauncher {
		machine, port := v.value(s, "machine"), cmp.Or(v.value(s, "port"), "22")
		user, password := v.value(s, "username"), []byte(v.value(s, "password"))
		v.outside(func() { found = v.probe(machine, port, user, password) })
	}
	s.Beat, s.HeartbeatAt = found, now
	v.touch(s)
}

// outside runs f without the mutex: it may take long and ask the vault in turn.
func (v *Vault) outside(f func()) {
	v.leave()
	defer v.enter()
	f()
}

// postHeartbeat answers POST /v1/secrets/{id}/heartbeat.
func (v *Vault) postHeartbeat(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	if v.templates[s.TemplateID].PasswordType > 0 {
		v.beat(s, c.now)
	}
	v.record(c.now, c.user.Name, "heartbeat", s.ID, "")
	return v.summary(s, c.user, nil), nil
}

// heartbeatStatus answers GET /internals/secret-detail/{id}/heartbeat-status,
// which the web page polls.
func (v *Vault) heartbeatStatus(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return struct {
		extra
		Status             string `json:"status"`
		LastHeartbeatCheck string `json:"lastHeartbeatCheck"`
	}{Status: s.heartbeat(), LastHeartbeatCheck: date(s.HeartbeatAt)}, nil
}

// changeStatus is a word for how the password change stands. [Not public.]
func (s *secret) changeStatus() string {
	switch {
	case s.changing():
		return "Pending"
	case s.changeFailed():
		return "Failed"
	}
	return "Success"
}

// passwordStatus answers GET /internals/secret-detail/{id}/password-status.
func (v *Vault) passwordStatus(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	out := struct {
		extra
		Status         string  `json:"status"`
		LastRPCDate    string  `json:"lastRpcDate"`
		RPCMessage     string  `json:"rpcMessage"`
		FailedAttempts int     `json:"failedAttempts"`
		NextRPCDate    *string `json:"nextRpcDate"`
	}{Status: s.changeStatus(), LastRPCDate: date(s.ChangedAt), RPCMessage: s.outOfSync(), FailedAttempts: s.failures()}
	if s.Rotation != nil {
		due := date(s.Rotation.Due)
		out.NextRPCDate = &due
	}
	return out, nil
}

// failures is failedPasswordChangeAttempts.
func (s *secret) failures() int {
	if s.Options.PasswordChangeFailed {
		return max(1, s.Failures)
	}
	return s.Failures
}

// stateFlags answers GET /v1/secrets/{id}/state/flags.
func (v *Vault) stateFlags(c *call) (any, error) {
	s, err := v.target(c)
	if err != nil {
		return nil, err
	}
	return struct {
		extra
		SecretID            int    `json:"secretId"`
		HeartbeatInUse      bool   `json:"heartbeatInUse"`
		HeartbeatStatus     string `json:"heartbeatStatus"`
		PasswordChangeState string `json:"passwordChangeState"`
		PasswordCompliance  string `json:"passwordCompliance"`
	}{
		SecretID: s.ID, HeartbeatInUse: v.templates[s.TemplateID].PasswordType > 0, HeartbeatStatus: s.heartbeat(),
		PasswordChangeState: s.changeStatus(), PasswordCompliance: compliance,
	}, nil
}

// compliance is passwordCompliance of every secret: the demo makes the passwords.
const compliance = "Pass"
