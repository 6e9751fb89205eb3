package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRealTour plays what `make tour` plays, on a program with the race detector in it.
func TestRealTour(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "tour")
	out, err := exec.Command(built(t, "tour"), "-bin", built(t, "sallyport"), "-out", pictures).CombinedOutput()
	if err != nil {
		t.Fatalf("the tour did not come to its end: %v\n%s", err, out)
	}
	kept, err := filepath.Glob(filepath.Join(pictures, "*.png"))
	if err != nil || len(kept) < 8 {
		t.Errorf("the tour kept %d pictures, want at least 8 (%v)\n%s", len(kept), err, out)
	}
}
