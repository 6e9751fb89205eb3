package demovault_test

import (
	"strings"
	"testing"
	"time"
)

// newRule is what the requests of these tests ask for: two hours from now on.
func newRule() map[string]any {
	return map[string]any{"requestComment": "A <new> rule", "startDate": "2026-03-02T09:00:00", "expirationDate": "2026-03-02T11:00:00"}
}

func TestARequestIsDecidedOnTheConsole(t *testing.T) {
	const gone = "wrong: Request 1 does not wait: it has been decided, canceled, it has expired, or it never was."
	for name, tc := range map[string]struct{ path, form, want, state, end string }{
		"approved as asked for":       {"approve", "", "done: Ann Abbot has approved request 1, until 2026-03-02 11:00 UTC.", "None", "2026-03-02T11:00:00.000"},
		"approved with its own times": {"approve", "start=2026-03-02+09%3A00%3A00&end=2026-03-02+11%3A00%3A00&as=ann&comment=Go+on", "done: Ann Abbot has approved request 1, until 2026-03-02 11:00 UTC.", "None", "2026-03-02T11:00:00.000"},
		"approved for less time":      {"approve", "end=2026-03-02T09%3A30", "done: Ann Abbot has approved request 1, until 2026-03-02 09:30 UTC.", "None", "2026-03-02T09:30:00.000"},
		"denied":                      {"deny", "comment=Not+today", "done: Ann Abbot has denied request 1.", "RequiresApproval", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			alice := r.signIn("alice")
			alice.ask(107, newRule())
			b := r.open()
			b.says("A <new> rule")
			diff(t, tc.want, b.submit("requests/1/"+tc.path, tc.form))
			b.says("Nobody waits for an approval.")
			state := alice.state("107")
			diff(t, tc.state, state["secretState"])
			if tc.end != "" {
				diff(t, tc.end, state["approvalEnd"])
			}
			diff(t, gone, b.submit("requests/1/"+tc.path, "comment=again"))
		})
	}
}

func TestAMistakeInADecisionIsASentenceAndDecidesNothing(t *testing.T) {
	r := newRig(t)
	r.signIn("alice").ask(107, newRule())
	b := r.open()
	for _, tc := range []struct{ path, form, want, kept string }{
		{"1/deny", "comment=+", "Say why it is denied.", `aria-invalid="true" autofocus`},
		{"1/approve", "end=tomorrow&comment=fine%22", "Until is not a date and time like 2026-03-02 09:30.", `value="fine&#34;"`},
		{"1/approve", "start=2026-13-02+09%3A30", "From is not a date and time like 2026-03-02 09:30.", `value="2026-13-02 09:30"`},
		{"1/approve", "end=2026-03-02+11%3A01", "Until may not be later than what was asked for: time can only be taken away.", `value="2026-03-02 11:01"`},
		{"1/approve", "start=2026-03-02+08%3A00", "From may not be earlier than what was asked for: time can only be taken away.", ""},
		{"1/approve", "start=2026-03-02+10%3A00&end=2026-03-02+10%3A00", "Until must be after From.", ""},
		{"1/approve", "as=alice", "Who decides is not one of the list.", ""},
		{"1/approve", "comment=" + strings.Repeat("x", 1001), "The comment is longer than 1000 characters.", strings.Repeat("x", 1001)},
		{"1/approve", "comment=%01", "The comment has characters that are not text.", ""},
		{"2/approve", "", "Request 2 does not wait: it has been decided, canceled, it has expired, or it never was.", ""},
		{"99999999999/approve", "", `The address names no number: "99999999999".`, ""},
	} {
		diff(t, "wrong: "+tc.want, b.submit("requests/"+tc.path, tc.form))
		if !strings.Contains(b.page, tc.kept) {
			t.Errorf("%s %s: the page has lost %s", tc.path, tc.form, tc.kept)
		}
	}
	diff(t, 1, len(r.vault.PendingRequests()))
	b.get("requests.json")
	diff(t, `[{"id":1,"secretId":107,"secretPath":"\\Network\\edge-fw","user":"alice","comment":"A \u003cnew\u003e rule","ticket":"","made":"2026-03-02T09:00:00Z","start":"2026-03-02T09:00:00Z","end":"2026-03-02T11:00:00Z","step":1,"steps":1,"reviewers":["ann","root"]}]`, b.page)
	r.clock.add(90 * time.Minute)
	diff(t, "wrong: Until is over already.", b.submit("requests/1/approve", "end=2026-03-02+10%3A00"))
}
