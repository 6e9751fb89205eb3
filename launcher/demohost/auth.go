package demohost

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"

	"golang.org/x/crypto/ssh"
)

// errRefused is all that a client learns: not whether the user exists.
var errRefused = errors.New("permission denied")

func (h *Host) serverConfig() *ssh.ServerConfig {
	cfg := &ssh.ServerConfig{
		ServerVersion: "SSH-2.0-SallyportDemo",
		MaxAuthTries:  6,
		PasswordCallback: func(m ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			return nil, h.checkPassword(m.User(), password)
		},
		KeyboardInteractiveCallback: func(m ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			answers, err := ask("", "", []string{"Password: "}, []bool{false})
			if err != nil || len(answers) != 1 {
				return nil, errRefused
			}
			return nil, h.checkPassword(m.User(), []byte(answers[0]))
		},
		PublicKeyCallback: func(m ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			return nil, h.checkKey(m.User(), key)
		},
	}
	if h.config.Banner != "" {
		banner := strings.TrimRight(h.config.Banner, "\n") + "\n"
		cfg.BannerCallback = func(ssh.ConnMetadata) string { return banner }
	}
	cfg.AddHostKey(h.key)
	return cfg
}

func (h *Host) checkPassword(user string, given []byte) error {
	if h.config.Opens != nil {
		if !h.config.Opens(user, given) {
			return errRefused
		}
		return nil
	}
	want, _, ok := h.config.Account(user)
	a, b := sha256.Sum256(given), sha256.Sum256(want) // one length, whatever was given
	if subtle.ConstantTimeCompare(a[:], b[:]) != 1 || !ok || len(want) == 0 {
		return errRefused
	}
	return nil
}

func (h *Host) checkKey(user string, given ssh.PublicKey) error {
	_, keys, ok := h.config.Account(user)
	wire, found := given.Marshal(), 0
	for _, k := range keys {
		found |= subtle.ConstantTimeCompare(wire, k)
	}
	if !ok || found != 1 {
		return errRefused
	}
	return nil
}
