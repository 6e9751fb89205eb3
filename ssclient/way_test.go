package ssclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestAnotherCAFileCountsFromTheNextCall(t *testing.T) {
	one, two := newAuthority(t, "one"), newAuthority(t, "two")
	at := secure(t, &tls.Config{Certificates: []tls.Certificate{two.leaf(t, "127.0.0.1", time.Now().Add(time.Hour))}})
	var way atomic.Pointer[Way]
	way.Store(&Way{CAFile: caFile(t, one.pem())})
	c := dial(t, Config{BaseURL: at, Timeout: 5 * time.Second, Way: func() Way { return *way.Load() }})
	asks := func() error { _, err := c.CurrentUser(context.Background()); return err }
	c.begin(token{access: seal(access1)})
	if err := asks(); !errors.Is(err, ErrCertificate) {
		t.Fatalf("of another authority: %v", err)
	}
	good := caFile(t, two.pem())
	way.Store(&Way{CAFile: good})
	if err := asks(); err != nil {
		t.Fatalf("of the one that was chosen since: %v", err)
	}
	gone := caFile(t, two.pem())
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	way.Store(&Way{CAFile: gone})
	if err := asks(); !errors.Is(err, ErrWay) || !strings.Contains(err.Error(), gone) {
		t.Errorf("by a file that is gone: %v", err)
	}
	if err := c.CheckOut(context.Background(), 7); !errors.Is(err, ErrWay) || Doubtful(err) {
		t.Errorf("a write by a way that is none: %v, doubtful %v", err, Doubtful(err))
	}
	way.Store(&Way{CAFile: good})
	if err := asks(); err != nil {
		t.Errorf("by the old one again: %v", err)
	}
	way.Store(&Way{})
	if err := asks(); !errors.Is(err, ErrCertificate) { // no connection of before is used
		t.Errorf("when nobody vouches any more: %v", err)
	}
}

func TestAnotherProxyCountsFromTheNextCall(t *testing.T) {
	ca := newAuthority(t, "corp")
	at, err := url.Parse(secure(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, vaultHost, time.Now().Add(time.Hour))}}))
	if err != nil {
		t.Fatal(err)
	}
	proxy := func() (address string, tunnels *atomic.Int32) {
		tunnels = &atomic.Int32{}
		c := proxied(t, func(w http.ResponseWriter, _ *http.Request) {
			tunnels.Add(1)
			tunnel(t, w, at.Host)
		})
		c.Close()
		address = os.Getenv("HTTPS_PROXY")
		return address, tunnels
	}
	first, asFirst := proxy()
	second, asSecond := proxy()
	proxyEnv(t, "http://127.0.0.1:1") // nobody is there
	var way atomic.Pointer[Way]
	way.Store(&Way{CAFile: caFile(t, ca.pem()), Proxy: first})
	c := dial(t, Config{BaseURL: "https://" + vaultHost, Timeout: 5 * time.Second, Way: func() Way { return *way.Load() }})
	signIn(t, c)
	by := func(address string) {
		t.Helper()
		to := *way.Load()
		to.Proxy = address
		way.Store(&to)
		if _, err := c.CurrentUser(context.Background()); err != nil {
			t.Errorf("%v", err)
		}
	}
	by(second)
	by(second)
	if a, b := asFirst.Load(), asSecond.Load(); a != 1 || b != 1 {
		t.Errorf("%d tunnels through the first proxy, %d through the second; want one each", a, b)
	}
	by(first)
	if a := asFirst.Load(); a != 2 {
		t.Errorf("%d tunnels through the first proxy: it was not gone back to", a)
	}
	way.Store(&Way{CAFile: way.Load().CAFile})
	if _, err := c.CurrentUser(context.Background()); !errors.Is(err, ErrProxy) {
		t.Errorf("as the environment says, where nobody is: %v", err)
	}
	c.Close()
}
