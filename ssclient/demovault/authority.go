package demovault

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"time"
)

// Authority is a small certificate authority of one start. Its key never
// leaves the memory; a client trusts it through the file that PEM fills.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

// certificateLife is how long certificates count, by the machine's clock: the
// vault's own may run fast.
const certificateLife = 397 * 24 * time.Hour

// NewAuthority makes an authority for this machine's loopback addresses and for
// hosts, which are names or addresses to be served beside them. It can sign for
// nothing else, whoever trusts it.
func NewAuthority(hosts ...string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	names, ips := subjects(hosts)
	t := certificate("Sallyport demo authority")
	t.IsCA, t.BasicConstraintsValid, t.MaxPathLenZero = true, true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	t.PermittedDNSDomainsCritical, t.PermittedDNSDomains = true, names
	for _, ip := range ips {
		t.PermittedIPRanges = append(t.PermittedIPRanges, &net.IPNet{IP: ip, Mask: net.CIDRMask(len(ip)*8, len(ip)*8)})
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	return &Authority{key, cert}, nil
}

// PEM is the authority's certificate, for clients to trust.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// serverConfig makes a certificate for loopback and host, with a key of its own.
func (a *Authority) serverConfig(host string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	t := certificate("Sallyport demo vault")
	t.DNSNames, t.IPAddresses = subjects([]string{host})
	t.KeyUsage, t.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	raw, err := x509.CreateCertificate(rand.Reader, t, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{{Certificate: [][]byte{raw, a.cert.Raw}, PrivateKey: key}},
		NextProtos:   []string{"http/1.1"},
	}, nil
}

func certificate(name string) *x509.Certificate {
	serial := make([]byte, 16)
	_, _ = rand.Read(serial) // never fails
	serial[0] &= 0x7f
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
	}
}

// subjects are the names and addresses of loopback and of hosts. One that
// stands for all addresses becomes those that the machine has now.
func subjects(hosts []string) (names []string, ips []net.IP) {
	names, ips = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1).To4(), net.IPv6loopback}
	add := func(ip net.IP) {
		if four := ip.To4(); four != nil {
			ip = four
		}
		if !slices.ContainsFunc(ips, ip.Equal) {
			ips = append(ips, ip)
		}
	}
	for _, host := range hosts {
		ip := net.ParseIP(host)
		switch {
		case host == "" || (ip != nil && ip.IsUnspecified()):
			all, _ := net.InterfaceAddrs() // none is not worse than one too few
			for _, a := range all {
				if n, ok := a.(*net.IPNet); ok {
					add(n.IP)
				}
			}
		case ip != nil:
			add(ip)
		case !slices.Contains(names, host):
			names = append(names, host)
		}
	}
	return names, ips
}
