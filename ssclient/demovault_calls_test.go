package ssclient_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// all reads a list to its end.
func all[T any](t *testing.T, rows iter.Seq2[T, error]) (list []T) {
	t.Helper()
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	return list
}

func TestTheDemoVaultShowsASecretFromAllSides(t *testing.T) {
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()

	s, err := c.SecretAt(ctx, "linux/WEB-01")
	if err != nil || s.ID != plain || len(s.Items) < 5 || s.TemplateName != "Unix Account (SSH)" {
		t.Fatalf("by path: %+v, %v", s, err)
	}
	audits := all(t, c.Audits(ctx, plain))
	if len(audits) == 0 || audits[0].UserName == "" || audits[0].DateRecorded.IsZero() {
		t.Errorf("the read left no audit: %+v", audits)
	}
	d, err := c.SecretDetail(ctx, plain)
	if err != nil || d.Name != "web-01" || d.TemplateID != s.TemplateID || len(d.Launchers) == 0 || d.IsFavorite {
		t.Errorf("detail: %+v, %v", d, err)
	}
	tpl, err := c.Template(ctx, s.TemplateID)
	field, ok := tpl.Field("password")
	if err != nil || !ok || !field.IsPassword || len(tpl.Fields) != len(s.Items) {
		t.Errorf("template: %+v, %v", tpl, err)
	}
	if p, err := c.GeneratePassword(ctx, field.ID); err != nil || p.Len() < 8 {
		t.Errorf("a password of %d bytes, %v", p.Len(), err)
	}
	if l, err := c.LauncherType(ctx, d.Launchers[0].TypeID); err != nil || l.Name != d.Launchers[0].Name {
		t.Errorf("launcher type: %+v, %v", l, err)
	}
	list, err := c.Secrets(ctx, ssclient.SecretFilter{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.SearchTotal(ctx, ssclient.SecretFilter{}); err != nil || n != list.Total || n != len(list.Records) {
		t.Errorf("counted %d, listed %d, %v", n, len(list.Records), err)
	}
	if h, err := c.Heartbeat(ctx, plain); err != nil || h.ID != plain {
		t.Errorf("heartbeat: %+v, %v", h, err)
	}
}

func TestTheDemoVaultsFavoritesAreOfOneUser(t *testing.T) {
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()
	if err := c.SetFavorite(ctx, plain, true); err != nil {
		t.Fatal(err)
	}
	if f, err := c.Favorites(ctx); err != nil || len(f) != 1 || f[0] != (ssclient.Favorite{ID: plain, Name: "web-01", FolderID: f[0].FolderID, FolderPath: `\Linux`}) {
		t.Errorf("favorites: %+v, %v", f, err)
	}
	list, err := c.Secrets(ctx, ssclient.SecretFilter{Scope: ssclient.ScopeFavorites}, 0)
	if err != nil || len(list.Records) != 1 {
		t.Errorf("in scope: %+v, %v", list, err)
	}
	if f, err := enter(t, v, "bob").Favorites(ctx); err != nil || len(f) != 0 {
		t.Errorf("of another user: %+v, %v", f, err)
	}
	if err := c.SetFavorite(ctx, plain, false); err != nil {
		t.Error(err)
	}
}

func TestTheDemoVaultsRestrictedReadsCheckNothingOut(t *testing.T) {
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()
	why := ssclient.Access{Comment: "why"}
	if _, err := c.Secret(ctx, commented); !errors.Is(err, ssclient.ErrRefused) {
		t.Errorf("without a comment: %v", err)
	}
	if s, err := c.SecretRestricted(ctx, commented, why); err != nil || s.ID != commented {
		t.Errorf("with a comment: %v", err)
	}
	if p, err := c.SecretFieldRestricted(ctx, commented, "password", why); err != nil || p.Empty() {
		t.Errorf("a field: %v", err)
	}
	if _, err := c.SecretRestricted(ctx, lent, ssclient.Access{}); !errors.Is(err, ssclient.ErrRefused) || happened(v, "check-out", lent) != 0 {
		t.Errorf("a check-out that was not asked for: %v", err)
	}
	if _, err := c.SecretRestricted(ctx, lent, ssclient.Access{CheckOut: true}); err != nil {
		t.Errorf("a check-out that was asked for: %v", err)
	}
	if st, err := c.SecretState(ctx, lent); err != nil || st.CheckedOutByCurrentUser == nil || !*st.CheckedOutByCurrentUser {
		t.Errorf("state: %+v, %v", st, err)
	}
	if _, err := c.SecretRestricted(ctx, 110, ssclient.Access{QuantumLock: sealed.New([]byte("surely wrong"))}); !errors.Is(err, ssclient.ErrRefused) ||
		strings.Contains(err.Error(), "surely") {
		t.Errorf("a wrong QuantumLock password: %v", err)
	}
}

func TestTheDemoVaultsRequestGoesFromUserToApproverAndBack(t *testing.T) {
	const asked = 107
	v := demo(t, 0)
	alice, ann := enter(t, v, "alice"), enter(t, v, "ann")
	ctx := context.Background()
	if o, err := alice.AccessOptions(ctx, asked); err != nil || !o.RequiresApproval {
		t.Fatalf("options: %+v, %v", o, err)
	}
	r, err := alice.RequestAccess(ctx, ssclient.AccessRequestDraft{SecretID: asked, Comment: "patching"})
	if err != nil || r.Status != ssclient.RequestPending {
		t.Fatalf("request: %+v, %v", r, err)
	}
	if whole, err := alice.AccessRequest(ctx, r.ID); err != nil || len(whole.Reviewers) == 0 {
		t.Errorf("nobody to ask: %+v, %v", whole, err)
	}
	mine := all(t, alice.AccessRequests(ctx, ssclient.AccessRequestFilter{Mine: true}))
	inbox := all(t, ann.AccessRequests(ctx, ssclient.AccessRequestFilter{Status: ssclient.RequestPending}))
	ofSecret := all(t, alice.SecretAccessRequests(ctx, asked))
	if len(mine) != 1 || len(inbox) != 1 || len(ofSecret) != 1 || inbox[0].ID != r.ID || inbox[0].Comment != "patching" {
		t.Fatalf("mine %d, to answer %d, of the secret %d", len(mine), len(inbox), len(ofSecret))
	}
	end := inbox[0].End.Time
	got, err := ann.DecideAccessRequest(ctx, ssclient.Decision{RequestID: r.ID, Status: ssclient.RequestApproved, Comment: "go", Start: inbox[0].Start.Time, End: end})
	if err != nil || got.Status != ssclient.RequestApproved || got.End.Sub(end).Abs().Seconds() > 1 {
		t.Fatalf("decision: %+v, %v; the end was %v", got, err, end)
	}
	history, err := alice.AccessRequestHistory(ctx, r.ID)
	if err != nil || len(history) < 2 {
		t.Errorf("history: %+v, %v", history, err)
	}
	if _, err := alice.Secret(ctx, asked); err != nil {
		t.Errorf("after the approval: %v", err)
	}
	if _, err := alice.DecideAccessRequest(ctx, ssclient.Decision{RequestID: r.ID, Status: ssclient.RequestApproved}); err == nil {
		t.Error("a user answers a request of their own")
	}
}

func TestTheDemoVaultsTicketsFilesAndCodes(t *testing.T) {
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()
	systems, err := c.TicketSystems(ctx)
	if err != nil || len(systems) == 0 {
		t.Fatalf("ticket systems: %+v, %v", systems, err)
	}
	one, err := c.TicketSystem(ctx, systems[0].ID)
	if err != nil || one.Pattern == "" || one.Rule != systems[0].Rule {
		t.Errorf("%+v, %v; in the list %v", one, err, systems[0].Rule)
	}
	if err := c.TestTicket(ctx, one.ID, "INC000001"); err != nil {
		t.Error(err)
	}
	if err := c.TestTicket(ctx, one.ID, "x"); !errors.Is(err, ssclient.ErrRefused) || !strings.Contains(err.Error(), one.ErrorMessage) {
		t.Errorf("no ticket: %v", err)
	}
	f, err := c.SecretFile(ctx, 112, "private-key")
	if err != nil || f.Name == "" || f.Content.Len() < 100 {
		t.Errorf("file %q of %d bytes, %v", f.Name, f.Content.Len(), err)
	}
	for s, err := range c.AllSecrets(ctx, ssclient.SecretFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.SecretDetail(ctx, s.ID)
		if err != nil || !d.IsTOTPEnabled {
			continue
		}
		codes, err := c.OneTimeCodes(ctx, s.ID, 2)
		if err != nil || len(codes) != 2 || codes[0].Code.Len() != 6 || codes[0].RemainingSeconds > codes[0].DurationSeconds {
			t.Errorf("codes: %+v, %v", codes, err)
		}
		return
	}
	t.Error("no secret of the seed has one-time codes")
}

func TestTheDemoVaultsProxiesHideTheMachine(t *testing.T) {
	const proxied = 113
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()
	ls, err := c.Launchers(ctx, proxied)
	if err != nil || len(ls) == 0 {
		t.Fatalf("launchers: %+v, %v", ls, err)
	}
	p, err := c.SSHProxy(ctx, ssclient.ProxyRequest{SecretID: proxied, LauncherType: ls[0].ID, Machine: "127.0.0.1"})
	if err != nil || p.Host == "" || p.Port == 0 || p.User == "" || p.Password.Empty() {
		t.Errorf("SSH proxy: %+v, %v", p, err)
	}
	if p, err := c.SSHTerminal(ctx, proxied); err != nil || p.Host == "" || !p.Password.Empty() {
		t.Errorf("SSH terminal: %+v, %v", p, err)
	}
	if s := all(t, c.LauncherSessions(ctx, proxied)); len(s) == 0 || !s[0].Active || s[0].SecretID != proxied {
		t.Errorf("sessions: %+v", s)
	}
}

func TestTheDemoVaultsQuantumLockOpensWithThePasswordJustSet(t *testing.T) {
	const locked = 110
	v := demo(t, 0)
	c := enter(t, v, "alice")
	ctx := context.Background()
	own := func() sealed.Secret { return sealed.New([]byte("Quantum-\"lock\"-1\\ü")) }
	if _, err := c.SecretRestricted(ctx, locked, ssclient.Access{QuantumLock: own()}); !errors.Is(err, ssclient.ErrRefused) {
		t.Errorf("before: %v", err)
	}
	if err := c.SetQuantumLockPassword(ctx, own()); err != nil {
		t.Fatal(err)
	}
	s, err := c.SecretRestricted(ctx, locked, ssclient.Access{QuantumLock: own()})
	if err != nil || len(s.Items) == 0 {
		t.Errorf("after: %d items, %v", len(s.Items), err)
	}
}
