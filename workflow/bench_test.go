package workflow_test

import (
	"testing"
	"time"

	"sallyport/workflow"
)

// One second of a countdown in the rules: what a tick costs before anything is drawn.
func BenchmarkLeaseTick(b *testing.B) {
	t0 := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	l := workflow.Lease{}.Observe(workflow.Reading{Sent: t0, Received: t0, Left: time.Hour})
	for i := 0; b.Loop(); i++ {
		l = l.At(t0.Add(time.Duration(i) * time.Second))
		if l.Remaining() < 0 {
			b.Fatal("negative")
		}
	}
}

// The whole way in decided anew, as after each answer of the vault.
func BenchmarkPlan(b *testing.B) {
	f := workflow.Facts{State: workflow.StateCheckOutAndComment, ListsComment: true, ListsCheckOut: true, Minutes: 30}
	for b.Loop() {
		if len(workflow.Plan(f, workflow.Answers{})) != 3 {
			b.Fatal("not three steps")
		}
	}
}
