package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/assets"
)

// plans shows the way into every secret of the demo, and that showing it
// changes nothing: `make golden` writes testdata/plans.txt.
func plans(t *testing.T, r *rig) {
	var seed struct {
		Secrets []struct {
			ID    int    `json:"id"`
			Name  string `json:"name"`
			Notes string `json:"notes"`
		} `json:"secrets"`
	}
	if err := json.Unmarshal(assets.DemoSeed, &seed); err != nil || len(seed.Secrets) < 20 {
		t.Fatalf("%d secrets in the seed: %v", len(seed.Secrets), err)
	}
	before, err := r.demo.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, s := range seed.Secrets {
		end := r.asAlice("plan", strconv.Itoa(s.ID))
		fmt.Fprintf(&got, "# %d %s: %s (exit %d)\n%s\n", s.ID, s.Name, s.Notes, end.code, end.out)
	}
	after, err := r.demo.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range after[len(before):] {
		if e.Op != "token" && e.Op != "sign-out" {
			t.Errorf("a plan has changed something: %+v", e)
		}
	}
	path := filepath.Join("testdata", "plans.txt")
	if os.Getenv("SALLYPORT_WRITE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no golden (write it with `make golden`): %v", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the plans are not those of %s; if that is meant, run `make golden` (-want +got):\n%s", path, diff)
	}
}
