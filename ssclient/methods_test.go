package ssclient

import (
	"context"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachMethodSendsAndReadsWhatTheContractSays(t *testing.T) {
	for _, m := range methods() {
		t.Run(m.name, func(t *testing.T) {
			s := &server{reply: m.answers}
			c := signedIn(t, s)
			got, err := m.call(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(m.want, got, sameSecrets); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			first := s.requests()[0]
			if q, err := url.QueryUnescape(first.Query); err != nil || q != m.query {
				t.Errorf("query %q (%v)\nwant  %q", q, err, m.query)
			}
			first.Query = ""
			want := seen{Method: m.verb, Path: m.path, Body: m.body, Auth: "Bearer " + access1}
			if m.body != "" {
				want.Type = "application/json"
			}
			if m.anon {
				want.Auth = ""
			}
			if diff := cmp.Diff(want, first); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if n := len(s.requests()); n != 1+len(m.other) && m.name != "Settings" {
				t.Errorf("%d requests, want %d", n, 1+len(m.other))
			}
			if c.Calls() != uint64(len(s.requests()))+1 { // the sign-in is counted as well
				t.Errorf("Calls() = %d, server saw %d and the sign-in", c.Calls(), len(s.requests()))
			}
		})
	}
}

func TestNoSecretIsReadWithAnIDThatMeansAPath(t *testing.T) {
	s := &server{reply: ok(`{}`)}
	c := signedIn(t, s)
	ctx := context.Background()
	for _, id := range []int{0, -1} {
		errs := map[string]error{}
		_, errs["Secret"] = c.Secret(ctx, id)
		_, errs["SecretSummary"] = c.SecretSummary(ctx, id)
		_, errs["SecretState"] = c.SecretState(ctx, id)
		_, errs["SecretField"] = c.SecretField(ctx, id, "password")
		_, errs["Launchers"] = c.Launchers(ctx, id)
		_, errs["Folder"] = c.Folder(ctx, id)
		_, errs["ExtendCheckOut"] = c.ExtendCheckOut(ctx, id, 1, "")
		errs["CheckOut"] = c.CheckOut(ctx, id)
		errs["CheckIn"] = c.CheckIn(ctx, id)
		errs["ViewComment"] = c.ViewComment(ctx, id, Comment{})
		errs["ForceCheckIn"] = c.ForceCheckIn(ctx, id)
		errs["SetFavorite"] = c.SetFavorite(ctx, id, true)
		errs["TestTicket"] = c.TestTicket(ctx, id, "1")
		_, errs["SecretRestricted"] = c.SecretRestricted(ctx, id, Access{})
		_, errs["SecretFieldRestricted"] = c.SecretFieldRestricted(ctx, id, "password", Access{})
		_, errs["SecretFile"] = c.SecretFile(ctx, id, "key")
		_, errs["SecretDetail"] = c.SecretDetail(ctx, id)
		_, errs["Audits"] = collect(c.Audits(ctx, id))
		_, errs["OneTimeCodes"] = c.OneTimeCodes(ctx, id, 1)
		_, errs["Heartbeat"] = c.Heartbeat(ctx, id)
		_, errs["ChangePassword"] = c.ChangePassword(ctx, id)
		_, errs["Template"] = c.Template(ctx, id)
		_, errs["GeneratePassword"] = c.GeneratePassword(ctx, id)
		_, errs["LauncherType"] = c.LauncherType(ctx, id)
		_, errs["LauncherSessions"] = collect(c.LauncherSessions(ctx, id))
		_, errs["SSHProxy"] = c.SSHProxy(ctx, ProxyRequest{SecretID: id})
		_, errs["RDPProxy"] = c.RDPProxy(ctx, ProxyRequest{SecretID: id})
		_, errs["SSHTerminal"] = c.SSHTerminal(ctx, id)
		_, errs["TicketSystem"] = c.TicketSystem(ctx, id)
		_, errs["AccessOptions"] = c.AccessOptions(ctx, id)
		_, errs["RequestAccess"] = c.RequestAccess(ctx, AccessRequestDraft{SecretID: id})
		_, errs["SecretAccessRequests"] = collect(c.SecretAccessRequests(ctx, id))
		_, errs["AccessRequest"] = c.AccessRequest(ctx, id)
		_, errs["AccessRequestHistory"] = c.AccessRequestHistory(ctx, id)
		_, errs["DecideAccessRequest"] = c.DecideAccessRequest(ctx, Decision{RequestID: id, Status: RequestApproved})
		for name, err := range errs {
			if err == nil || Doubtful(err) {
				t.Errorf("%s(%d): %v, want a certain refusal", name, id, err)
			}
		}
	}
	for _, slug := range []string{"", ".", "..", "a/b", `a\b`} {
		if _, err := c.SecretField(ctx, 7, slug); err == nil {
			t.Errorf("field %q: accepted", slug)
		}
		if _, err := c.SecretFieldRestricted(ctx, 7, slug, Access{}); err == nil {
			t.Errorf("restricted field %q: accepted", slug)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests were sent all the same", n)
	}
}

func TestAnAnswerAboutAnotherSecretIsNotBelieved(t *testing.T) {
	for _, m := range methods() {
		switch m.name {
		case "SecretSummary", "Secret", "SecretAt", "SecretRestricted", "SecretState", "SecretDetail", "SecretFile", "CheckIn", "ForceCheckIn",
			"Heartbeat", "ChangePassword", "Folder", "Template", "TicketSystem", "LauncherType", "RequestAccess", "AccessRequest",
			"DecideAccessRequest", "SSHTerminal":
		default:
			continue
		}
		s := &server{reply: ok(`{"id":8,"name":"other","secretState":"None","host":"h","secretId":8,"secretAccessRequestId":8,"launcherTypeId":8,"ticketSystemId":8,"items":[{"itemValue":"` + hiddenFields + `"}]}`)}
		_, err := m.call(context.Background(), signedIn(t, s))
		if !isKind(err, ErrNotAPI) || Doubtful(err) != m.write() {
			t.Errorf("%s: %v, doubtful %v", m.name, err, Doubtful(err))
		}
	}
}
