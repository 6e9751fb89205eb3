package journal

import "testing"

func TestEachWriterHasAPageAndTheFileHoldsAll(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	left := Entries{CheckOuts: []CheckOut{{Server: "https://w", User: "alice", SecretID: 1}}}
	first := j.Page(Entries{})
	j.Page(left)
	if err := first.Write(Entries{Sessions: []Session{{ID: "a"}}}); err != nil {
		t.Fatal(err)
	}
	die(t, j)
	next := open(t, dir)
	got, err := next.Adopt(Entries{})
	if err != nil || len(got.CheckOuts) != 1 || len(got.Sessions) != 1 {
		t.Fatalf("found %+v, %v", got, err)
	}
	page := next.Page(got.Entries)
	if err := page.Write(Entries{}); err != nil {
		t.Fatal(err)
	}
	die(t, next)
	if again, err := open(t, dir).Adopt(Entries{}); err != nil || !again.Empty() {
		t.Errorf("still there: %+v, %v", again, err)
	}
}
