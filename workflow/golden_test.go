package workflow

import (
	stdcmp "cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens instead of comparing with them")

// golden compares got with testdata/name; `make golden` writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no golden (write it with `make golden`): %v", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what the tables say now; if that is meant, run `make golden` (-want +got):\n%s", path, diff)
	}
}

func TestRequirementsGolden(t *testing.T) {
	var b strings.Builder
	b.WriteString("What each state of the vault leads to: held by another user, with nothing said yet, with all said, and with an access request under way.\n\n")
	b.WriteString("| secretState | held by another | nothing said | all said | request pending |\n|---|---|---|---|---|\n")
	for _, s := range append(States, "SomethingNew") {
		f := Facts{State: s, MinutesLeft: -1}
		held, asked := f, f
		held.CheckedOut, held.Holder = true, "Bob"
		asked.Request = RequestPending
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", s, cell(Next(held, everything)),
			cell(Next(f, Answers{})), cell(Next(f, everything)), cell(Next(asked, everything)))
	}
	golden(t, "requirements.md", b.String())
}

func cell(s Step) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s%s", s.Kind, s.Row, prefix(" → ", string(s.Call)+string(s.Refusal))))
}

func prefix(p, s string) string {
	if s == "" {
		return ""
	}
	return p + s
}

func TestPhasesGolden(t *testing.T) {
	edges, labels := map[string]bool{}, map[[2]Phase][]string{}
	for _, p := range Phases {
		for _, s := range sessionsIn(p) {
			for _, e := range eventsOf() {
				next, effects := Apply(s, e)
				if next.Phase != p || len(effects) > 0 {
					edges[fmt.Sprintf("\t%q -> %q [label=%q];", p, next.Phase, e.Kind)] = true
					if way := [2]Phase{p, next.Phase}; !slices.Contains(labels[way], string(e.Kind)) {
						labels[way] = append(labels[way], string(e.Kind))
					}
				}
			}
		}
	}
	lines := make([]string, 0, len(edges))
	for e := range edges {
		lines = append(lines, e)
	}
	sort.Strings(lines)
	golden(t, "phases.dot", "digraph session {\n"+strings.Join(lines, "\n")+"\n}\n")
	picture := mermaid(labels)
	golden(t, "phases.mmd", picture)
	shown, err := os.ReadFile(filepath.Join("..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(shown), "```mermaid\n"+picture+"```") {
		t.Error("the picture in CONTRIBUTING.md is not testdata/phases.mmd: copy it there")
	}
}

// mermaid is the graph as a picture that a reader of CONTRIBUTING.md sees: one
// arrow for each way between two phases.
func mermaid(labels map[[2]Phase][]string) string {
	ways := slices.SortedFunc(maps.Keys(labels), func(a, b [2]Phase) int {
		return stdcmp.Or(stdcmp.Compare(slices.Index(Phases, a[0]), slices.Index(Phases, b[0])), stdcmp.Compare(slices.Index(Phases, a[1]), slices.Index(Phases, b[1])))
	})
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, w := range ways {
		slices.Sort(labels[w])
		name := func(p Phase) string { return strings.ReplaceAll(string(p), "-", "_") }
		fmt.Fprintf(&b, "    %s --> %s: %s\n", name(w[0]), name(w[1]), strings.Join(labels[w], ", "))
	}
	return b.String()
}

// sessionsIn are the variants of a session that a phase tells apart.
func sessionsIn(p Phase) []Session {
	var all []Session
	for _, out := range []bool{false, true} {
		for _, cancelled := range []bool{false, true} {
			for _, launch := range []bool{false, true} {
				all = append(all,
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch},
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch, Step: Step{Kind: Ask, Row: Comment}},
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch, Step: Step{Kind: Call, Row: CheckOut, Call: CallCheckOut}},
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch, Step: Step{Kind: Call, Row: Approval, Call: CallRequest}},
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch, Step: Step{Kind: Wait, Row: Approval}},
					Session{Phase: p, CheckedOut: out, Cancelled: cancelled, Launch: launch, Step: Step{Kind: Call, Row: CheckOut, Call: CallCheckOut}, Doubtful: true},
				)
			}
		}
	}
	return all
}

// eventsOf are the events with every kind of data that makes a difference.
func eventsOf() []Event {
	var all []Event
	for _, k := range EventKinds {
		if k != FactsRead {
			all = append(all, Event{Kind: k, Answers: everything, Launch: true})
			continue
		}
		for _, s := range States {
			all = append(all, Event{Kind: k, Facts: Facts{State: s}}, Event{Kind: k, Facts: Facts{State: s, CheckedOut: true, ByMe: true}})
		}
	}
	return all
}
