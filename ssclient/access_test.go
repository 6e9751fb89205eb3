package ssclient

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestARequestIsReadWithoutItsReviewersWhereTheyAreNotForThisUser(t *testing.T) {
	for _, status := range []int{400, 403, 404} {
		s := &server{reply: always(func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.URL.Path, "/pending") {
				return jsonOf(status, `{"message":"Access denied"}`)
			}
			return jsonOf(200, `{"secretAccessRequestId":5,"status":"Approved"}`)
		})}
		r, err := signedIn(t, s).AccessRequest(context.Background(), 5)
		if err != nil || r.Status != RequestApproved || len(s.requests()) != 2 {
			t.Errorf("%d: %+v, %v", status, r, err)
		}
	}
	s := &server{reply: always(func(*http.Request) *http.Response { return jsonOf(401, `{}`) })}
	if _, err := signedIn(t, s).AccessRequest(context.Background(), 5); !isKind(err, ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}

func TestWhatIsNoRequestOrNoAnswerIsNotSent(t *testing.T) {
	s := &server{reply: ok(`{"secretAccessRequestId":5,"secretId":7}`)}
	c := signedIn(t, s)
	ctx := context.Background()
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	for name, d := range map[string]AccessRequestDraft{
		"ends before it begins": {SecretID: 7, Start: now, End: now.Add(-time.Hour)}, "ends at once": {SecretID: 7, Start: now, End: now},
	} {
		if _, err := c.RequestAccess(ctx, d); !isKind(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, status := range []AccessRequestStatus{"", RequestExpired, WaitingForRequest, "Maybe"} {
		if _, err := c.DecideAccessRequest(ctx, Decision{RequestID: 5, Status: status}); !isKind(err, ErrRefused) {
			t.Errorf("%q: %v", status, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := c.RequestAccess(ctx, AccessRequestDraft{SecretID: 7, Comment: "now"}); err != nil || s.requests()[0].Body != `{"secretId":7,"requestComment":"now"}` {
		t.Errorf("without times: %v, %s", err, s.requests()[0].Body)
	}
}

func TestOptionsSayHowLongACheckOutLasts(t *testing.T) {
	for _, tt := range []struct {
		o    AccessOptions
		want time.Duration
	}{
		{AccessOptions{DefaultInterval: true, CheckOutMinutes: 30}, 0},
		{AccessOptions{CheckOutMinutes: 30}, 30 * time.Minute},
		{AccessOptions{CheckOutDays: 1, CheckOutHours: 2, CheckOutMinutes: 3}, 26*time.Hour + 3*time.Minute},
	} {
		if got := tt.o.Interval(); got != tt.want {
			t.Errorf("%+v: %v", tt.o, got)
		}
	}
}

func TestATicketIsRefusedInTheServersWords(t *testing.T) {
	for body, want := range map[string]string{
		`{"success":false,"errorMessage":"INC and six\ndigits"}`: "test a ticket of system 1: refused: INC and six digits",
		`{"success":false,"errorMessage":null}`:                  "test a ticket of system 1: refused: the ticket number is not accepted",
	} {
		err := signedIn(t, &server{reply: ok(body)}).TestTicket(context.Background(), 1, "x")
		if !isKind(err, ErrRefused) || Doubtful(err) || err.Error() != want {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestAProxyIsAHostAndAPort(t *testing.T) {
	for host, want := range map[string]ProxyTarget{
		"proxy:3390":     {Host: "proxy", Port: 3390},
		"proxy":          {Host: "proxy"},
		"10.0.0.1:65535": {Host: "10.0.0.1", Port: 65535},
		"[fd00::1]:3389": {Host: "fd00::1", Port: 3389},
		"fd00::1":        {Host: "fd00::1"},
		"proxy:ms-wbt":   {Host: "proxy:ms-wbt"},
		"proxy:70000":    {Host: "proxy:70000"},
	} {
		got, err := signedIn(t, &server{reply: ok(`{"host":"` + host + `","password":null}`)}).RDPProxy(context.Background(), ProxyRequest{SecretID: 7})
		if diff := cmp.Diff(want, got, sameSecrets); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", host, err, diff)
		}
	}
	for _, body := range []string{`{"host":""}`, `{"host":"h","port":-1}`, `{"host":"h","port":65536}`, `{"host":"h","port":22,"secretId":8}`} {
		if _, err := signedIn(t, &server{reply: ok(body)}).SSHProxy(context.Background(), ProxyRequest{SecretID: 7}); !isKind(err, ErrNotAPI) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
