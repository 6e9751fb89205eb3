package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"sallyport/app/trail"
)

func TestTheTrailIsShownAndExported(t *testing.T) {
	all := []trail.Entry{
		{At: time.Date(2026, 1, 1, 10, 0, 1, 0, time.UTC), User: "alice", SecretID: 103, Name: "db-01", Step: "check-in", Outcome: "done"},
		{At: time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC), User: "alice", SecretID: 103, Name: "db-01", Step: "check-out", Outcome: "done"},
	}
	var table, lines bytes.Buffer
	if err := writeTrail(&table, all, "table"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSpace(table.String()), "\n"); len(got) != 3 || !strings.Contains(got[1], "check-in") || !strings.HasPrefix(got[0], "TIME") {
		t.Errorf("table: %q", got)
	}
	if err := writeTrail(&lines, all, "json"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSpace(lines.String()), "\n"); len(got) != 2 || !strings.Contains(got[0], `"step":"check-in"`) {
		t.Errorf("json: %q", got)
	}
}
