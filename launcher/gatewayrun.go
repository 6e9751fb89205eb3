package launcher

import (
	"net"
	"time"

	"sallyport/workflow/sealed"
)

// admitBehind is admit for a host behind a gateway, which nobody can look at
// before the sign-in there: its certificate has to be known. The gateway's own
// is looked at and asked about as a host's.
//
// FreeRDP takes both for either: a gateway that is trusted could show its own
// certificate in the host's place.
func (s *session) admitBehind(c net.Conn) {
	t := s.door.target
	g := t.RDP.Gateway
	known, err := s.l.trusted(pinName(t.Host, t.Port))
	switch {
	case err != nil:
		s.turnAway(Failed, "rdp_certificates: "+err.Error())
		return
	case known == "":
		s.turnAway(CertificateDenied, "behind a gateway the certificate of "+pinName(t.Host, t.Port)+
			" cannot be looked at before the password is sent: connect once without the gateway, or write it into rdp_certificates")
		return
	}
	seen, err := probeTLS(s.ctx, g.Host, g.Port)
	if err != nil {
		s.turnAway(whyNoCertificate(err), "the gateway: "+err.Error())
		return
	}
	if !s.trusts(seen) {
		return
	}
	password, ok := s.gatewayPassword(t)
	defer password.Wipe()
	if !ok {
		return
	}
	tools := s.door.tools
	tools.Pin, tools.GatewayPin = known, seen.fingerprint
	s.letIn(c, tools, password)
}

// gatewayPassword is the host's, or what the user types; not ok where the session has ended over it.
func (s *session) gatewayPassword(t Target) (password sealed.Secret, ok bool) {
	g := t.RDP.Gateway
	if g.User == "" {
		password = s.broker.copied() // the gateway takes the same
	} else if password, ok = s.askGateway(g); !ok {
		return password, false
	}
	if err := checkGatewayPassword(password, s.door.tools.RDPMajor); err != nil {
		s.turnAway(Failed, err.Error())
		return password, false
	}
	return password, true
}

// askGateway asks the user for the password of the gateway.
func (s *session) askGateway(g *Gateway) (sealed.Secret, bool) {
	said := newReply()
	limit := time.NewTimer(s.l.patience)
	defer limit.Stop()
	s.broker.asking()
	if s.on.Question == nil || !s.call(func() { s.on.Question(Question{From: g.User + "@" + g.Host, Jump: true}, said.set) }) {
		s.turnAway(Failed, "nobody is there to be asked for the gateway's password")
		return sealed.Secret{}, false
	}
	late := false
	select {
	case <-said.said:
	case <-limit.C:
		late = true
	case <-s.over:
	case <-s.ctx.Done():
	}
	text, given := said.get()
	s.broker.settled(given, late)
	if !given {
		s.turnAway(Failed, "the gateway's password was not given")
	}
	return text, given
}
