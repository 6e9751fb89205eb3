package conformance

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// platformAsks are the calls of Platform, by the fixture whose request they send.
var platformAsks = map[string]func(ctx context.Context, p *ssclient.Platform) error{
	"platform-service-token": service,
	"platform-vaults": func(ctx context.Context, p *ssclient.Platform) error {
		if err := service(ctx, p); err != nil {
			return err
		}
		vaults, err := p.Vaults(ctx)
		if err == nil && (len(vaults) != 1 || vaults[0].Name != "Default") {
			return fmt.Errorf("vaults %+v", vaults)
		}
		return err
	},
	"platform-start-authentication": func(ctx context.Context, p *ssclient.Platform) error {
		x, err := p.Start(ctx, "alice@example")
		if err != nil {
			return err
		}
		if m := x.Mechanisms(); len(m) != 1 || m[0].ID != "m1" {
			return fmt.Errorf("mechanisms %+v", m)
		}
		return nil
	},
	"platform-advance-authentication": func(ctx context.Context, p *ssclient.Platform) error {
		x, err := p.Start(ctx, "alice@example")
		if err != nil {
			return err
		}
		_, err = x.Answer(ctx, "m1", sealed.New([]byte("a value of ours")))
		return err
	},
}

func service(ctx context.Context, p *ssclient.Platform) error {
	return p.SignInService(ctx, ssclient.ServiceAccount{ID: "robot", Secret: sealed.New([]byte("a value of ours"))})
}

func TestThePlatformsClientSendsEachFixtureAndReadsItsAnswer(t *testing.T) {
	all := fixtures(t)
	for name, a := range platformAsks {
		f, ok := all[name]
		if !ok {
			t.Errorf("%s is no fixture", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			wire := &recorded{answer: f.good()[0], status: http.StatusOK, grants: true, path: f.Request.Path, beside: map[string][]byte{}}
			for _, other := range all {
				wire.beside[other.Request.Method+" "+other.Request.Path] = other.good()[0]
			}
			p, err := ssclient.NewPlatform(ssclient.Config{
				BaseURL: "https://tenant.test", Transport: wire, Throttle: ssclient.Throttle{Calls: -1},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if err := a(context.Background(), p); err != nil {
				t.Fatal(err)
			}
			req, body := wire.find(f)
			if req == nil {
				t.Fatalf("%s was not asked", f.Request.Path)
			}
			sameRequest(t, f, req, body)
		})
	}
}
