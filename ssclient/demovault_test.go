package ssclient_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/assets"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// The demo vault was written apart from this package, from the same
// reference: where the two disagree, one of them has misread it.

const (
	plain, commented, lent = 101, 102, 103 // of the seed: nothing in the way, a comment, a check-out
)

func demo(t *testing.T, more int) *demovault.Vault {
	t.Helper()
	v, err := demovault.New(demovault.Config{Seed: assets.DemoSeed, SSHHost: "127.0.0.1:2222", Secrets: more})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func account(t *testing.T, v *demovault.Vault, name string) demovault.User {
	t.Helper()
	for _, u := range v.Users() {
		if u.Name == name {
			return u
		}
	}
	t.Fatalf("no user %s", name)
	return demovault.User{}
}

// enter signs name in over the in-memory transport.
func enter(t *testing.T, v *demovault.Vault, name string, edit ...func(*ssclient.Config)) *ssclient.Client {
	t.Helper()
	cfg := ssclient.Config{BaseURL: "https://vault.test/SecretServer", Transport: v.Transport(), Throttle: ssclient.Throttle{Calls: -1}}
	for _, e := range edit {
		e(&cfg)
	}
	c, err := ssclient.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	u := account(t, v, name)
	cr := ssclient.Credentials{User: name, Password: sealed.New([]byte(u.Password))}
	if u.RequiresOTP {
		code, err := totp.GenerateCode(u.TOTPSecret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		cr.OTP = sealed.New([]byte(code))
	}
	if err := c.SignIn(context.Background(), cr); err != nil {
		t.Fatal(err)
	}
	return c
}

// happened counts the ledger's entries.
func happened(v *demovault.Vault, op string, id int) (n int) {
	for _, e := range v.Ledger() {
		if e.Op == op && e.SecretID == id {
			n++
		}
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAWholeVisitToTheDemoVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := demo(t, 0)
		defer v.Close() //nolint:errcheck // in memory
		c := enter(t, v, "alice")
		defer c.Close()
		ctx := context.Background()

		u, err := c.CurrentUser(ctx)
		must(t, err)
		h, err := c.Health(ctx)
		must(t, err)
		version, err := c.Version(ctx)
		must(t, err)
		if u.UserName != "alice" || !h.Healthy || version == "" {
			t.Errorf("user %+v, health %+v, version %q", u, h, version)
		}
		found, err := c.SecretByPath(ctx, "/linux/DB-01")
		must(t, err)
		if found.ID != lent || !found.CheckOutEnabled || found.Extended("Machine") == "" {
			t.Errorf("found %+v", found)
		}
		ways, err := c.Launchers(ctx, lent)
		must(t, err)
		if len(ways) == 0 {
			t.Error("no launcher")
		}
		s, err := c.SecretState(ctx, lent)
		must(t, err)
		if s.State != "RequiresCheckout" || !s.May("Checkout") {
			t.Errorf("state %+v", s)
		}
		if _, err := c.Secret(ctx, lent); err == nil || ssclient.Doubtful(err) {
			t.Errorf("read before the check-out: %v", err)
		}
		if n := happened(v, "check-out", lent); n != 0 {
			t.Error("a read checked the secret out")
		}
		must(t, c.CheckOut(ctx, lent))
		s, err = c.SecretState(ctx, lent)
		must(t, err)
		if s.State != "None" || s.CheckedOutByCurrentUser == nil || !*s.CheckedOutByCurrentUser {
			t.Errorf("state %+v", s)
		}
		readLent(t, c, v)
		x, err := c.ExtendCheckOut(ctx, lent, 15, "still patching")
		must(t, err)
		want := time.Now().Add(45 * time.Minute)
		if late := x.End.Sub(want); late > 0 || late < -2*time.Second {
			t.Errorf("extended to %v, want just before %v", x.End, want)
		}
		must(t, c.CheckIn(ctx, lent))
		if n := happened(v, "check-in", lent); n != 1 {
			t.Errorf("%d check-ins", n)
		}
		must(t, c.SignOut(ctx))
		if _, err := c.CurrentUser(ctx); !errors.Is(err, ssclient.ErrSignedOut) {
			t.Errorf("after sign-out: %v", err)
		}
	})
}

// readLent reads the checked-out secret in both ways.
func readLent(t *testing.T, c *ssclient.Client, v *demovault.Vault) {
	t.Helper()
	for _, mask := range []bool{false, true} {
		v.SetSettings(func(s *demovault.Settings) { s.MaskPasswords = mask })
		secret, err := c.Secret(context.Background(), lent)
		must(t, err)
		item, ok := secret.Item("password")
		field, err := c.SecretField(context.Background(), lent, "password")
		must(t, err)
		if !ok || field.Empty() || item.Value.Equal(field) == mask {
			t.Errorf("masked %v: item there %v, same as the field %v", mask, ok, item.Value.Equal(field))
		}
	}
}

func TestTheDemoVaultsTreeAndLists(t *testing.T) {
	v := demo(t, 450)
	defer v.Close() //nolint:errcheck // in memory
	c := enter(t, v, "alice")
	defer c.Close()
	ctx := context.Background()
	roots, err := c.Folders(ctx, -1)
	must(t, err)
	if len(roots) < 3 {
		t.Errorf("roots %+v", roots)
	}
	folders := 0
	for f, err := range c.AllFolders(ctx) {
		must(t, err)
		if f.ID <= 0 || f.Path == "" {
			t.Errorf("folder %+v", f)
		}
		folders++
	}
	if folders <= len(roots) {
		t.Errorf("%d folders in all, %d roots", folders, len(roots))
	}
	many, err := c.SecretsByID(ctx, []int{lent, 99999, plain})
	must(t, err)
	if len(many) != 2 || many[0].ID != lent || many[1].ID != plain || !many[0].CheckOutEnabled {
		t.Errorf("by id: %+v", many)
	}
	list, err := c.Secrets(ctx, ssclient.SecretFilter{}, 250)
	must(t, err)
	if len(list.Records) != 250 || list.Total < 450 {
		t.Errorf("%d of %d", len(list.Records), list.Total)
	}
	n := 0
	for s, err := range c.AllSecrets(ctx, ssclient.SecretFilter{}) {
		must(t, err)
		if s.ID == commented && !s.RequiresComment {
			t.Errorf("summary %+v", s)
		}
		n++
	}
	if n != list.Total {
		t.Errorf("%d rows, the server says %d", n, list.Total)
	}
	must(t, c.CheckOut(ctx, lent))
	mine, err := c.Secrets(ctx, ssclient.SecretFilter{Mine: true}, 0)
	must(t, err)
	if len(mine.Records) != 1 || mine.Records[0].ID != lent {
		t.Errorf("mine: %+v", mine)
	}
}

func TestTheDemoVaultsCommentAndSettings(t *testing.T) {
	v := demo(t, 0)
	defer v.Close() //nolint:errcheck // in memory
	v.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = true })
	c := enter(t, v, "bob") // with a one-time code
	defer c.Close()
	ctx := context.Background()
	if _, err := c.Secret(ctx, commented); err == nil {
		t.Error("read without the comment")
	}
	must(t, c.ViewComment(ctx, commented, ssclient.Comment{Comment: "why"}))
	if _, err := c.Secret(ctx, commented); err != nil {
		t.Error(err)
	}
	s, err := c.Settings(ctx)
	must(t, err)
	if s.ConfigurationIsReadable || !s.CheckInOnLastClose || !s.AllowSavingCredentials {
		t.Errorf("for an operator: %+v", s)
	}
	root := enter(t, v, "root")
	defer root.Close()
	s, err = root.Settings(ctx)
	must(t, err)
	if !s.ConfigurationIsReadable || s.MaxExtensionMinutes != 60 {
		t.Errorf("for an administrator: %+v", s)
	}
	for _, status := range []int{400, 403} {
		v.SetSettings(func(s *demovault.Settings) { s.AccessDeniedStatus = status })
		if _, err := c.Secret(ctx, 99999); !errors.Is(err, ssclient.ErrAccessDenied) {
			t.Errorf("%d: %v", status, err)
		}
	}
	v.SetSettings(func(s *demovault.Settings) { s.HideVersion = true })
	if version, err := c.Version(ctx); err == nil {
		t.Errorf("hidden version: %q", version)
	}
}

func TestTheDemoVaultsExpiredTokens(t *testing.T) {
	v := demo(t, 0)
	defer v.Close() //nolint:errcheck // in memory
	var kept sealed.Secret
	c := enter(t, v, "alice", func(cfg *ssclient.Config) { cfg.OnRefresh = func(r sealed.Secret) { kept = r } })
	defer c.Close()
	ctx := context.Background()
	v.ExpireTokens()
	if _, err := c.CurrentUser(ctx); err != nil {
		t.Errorf("a read: %v", err)
	}
	v.ExpireTokens()
	if err := c.CheckOut(ctx, lent); !errors.Is(err, ssclient.ErrRenewed) || ssclient.Doubtful(err) || !ssclient.Retryable(err) {
		t.Errorf("a write: %v", err)
	}
	must(t, c.CheckOut(ctx, lent))
	if n := happened(v, "check-out", lent); n != 1 {
		t.Errorf("%d check-outs", n)
	}
	again, err := ssclient.New(ssclient.Config{BaseURL: "https://vault.test/SecretServer", Transport: v.Transport()})
	must(t, err)
	defer again.Close()
	must(t, again.Resume(ctx, kept))
	if u, err := again.CurrentUser(ctx); err != nil || u.UserName != "alice" {
		t.Errorf("resumed as %+v, %v", u, err)
	}
	if err := again.Resume(ctx, kept); !errors.Is(err, ssclient.ErrSignedOut) {
		t.Errorf("with a spent token: %v", err)
	}
}

func TestTheDemoVaultsFaultsAreDoubtfulExactlyWhenTheyMustBe(t *testing.T) {
	for _, tt := range []struct {
		fault   demovault.Fault
		kind    error
		doubt   bool
		happens int
	}{
		{demovault.Fault{Kind: demovault.FaultStatus, Status: 400}, ssclient.ErrRefused, false, 0},
		{demovault.Fault{Kind: demovault.FaultStatus, Status: 429, RetryAfter: "5"}, ssclient.ErrThrottled, false, 0},
		{demovault.Fault{Kind: demovault.FaultStatus, Status: 500}, ssclient.ErrServer, true, 0},
		{demovault.Fault{Kind: demovault.FaultHangBefore}, ssclient.ErrTimeout, true, 0},
		{demovault.Fault{Kind: demovault.FaultHangAfter}, ssclient.ErrTimeout, true, 1},
		{demovault.Fault{Kind: demovault.FaultDropBefore}, ssclient.ErrTransport, true, 0},
		{demovault.Fault{Kind: demovault.FaultDropAfter}, ssclient.ErrTransport, true, 1},
		{demovault.Fault{Kind: demovault.FaultTruncated}, ssclient.ErrNotAPI, true, 1},
		{demovault.Fault{Kind: demovault.FaultHTML}, ssclient.ErrNotAPI, true, 0},
		{demovault.Fault{Kind: demovault.FaultOtherJSON}, ssclient.ErrNotAPI, true, 0},
	} {
		t.Run(strings.TrimSpace(string(tt.fault.Kind)+" "+http.StatusText(tt.fault.Status)), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := demo(t, 0)
				defer v.Close() //nolint:errcheck // in memory
				c := enter(t, v, "alice")
				defer c.Close()
				v.Fail("check-out", tt.fault)
				err := c.CheckOut(context.Background(), lent)
				if !errors.Is(err, tt.kind) || ssclient.Doubtful(err) != tt.doubt {
					t.Errorf("%v, doubtful %v; want %v, %v", err, ssclient.Doubtful(err), tt.kind, tt.doubt)
				}
				if n := happened(v, "check-out", lent); n != tt.happens {
					t.Errorf("%d check-outs, want %d", n, tt.happens)
				}
				v.Fail("state", tt.fault) // and the read that clears the doubt is tried again
				s, err := c.SecretState(context.Background(), lent)
				passing := tt.fault.Status >= 429 || strings.HasPrefix(string(tt.fault.Kind), "drop")
				if passing != (err == nil) {
					t.Errorf("the state: %v", err)
				}
				if held := s.CheckedOutByCurrentUser != nil && *s.CheckedOutByCurrentUser; err == nil && held != (tt.happens == 1) {
					t.Errorf("the state says held %v after %d check-outs", held, tt.happens)
				}
			})
		})
	}
}
