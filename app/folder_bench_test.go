package app

import (
	"fmt"
	"testing"
	"time"

	"sallyport/ssclient"
)

// manyRows are secrets as a vault lists them, in no order.
func manyRows(n int) []ssclient.SecretSummary {
	all := make([]ssclient.SecretSummary, n)
	for i := range all {
		at := i * 7919 % n
		name := fmt.Sprintf("%s-%06d", []string{"App", "web", "DB", "cache", "mail", "edge"}[at%6], at)
		all[i] = ssclient.SecretSummary{
			ID: at + 1, Name: name, FolderID: 7, FolderPath: `\Estate\Rack`, TemplateName: "Unix Account (SSH)", LastHeartBeatStatus: "Success",
			ExtendedFields: []ssclient.ExtendedField{{Name: "Machine", Value: name + ".estate.example"}, {Name: "Username", Value: "svc-" + name}},
		}
	}
	return all
}

// BenchmarkFolderAnswer is what the app does with the answer to what a folder
// of 5,000 holds, until the view that shows it.
func BenchmarkFolderAnswer(b *testing.B) {
	list := manyRows(5000)
	for b.Loop() {
		a := New(Config{})
		a.s.folder = folder{open: true, id: 7}
		for _, s := range list {
			a.learn(s)
			a.s.folder.all = append(a.s.folder.all, s.ID)
		}
		a.view()
		a.effects.Wait()
		for _, f := range a.box.take() {
			f()
		}
		if v := a.view().Folder; len(v.Rows) != len(list) || v.Sorting {
			b.Fatalf("%d rows, sorting %v", len(v.Rows), v.Sorting)
		}
	}
}

// BenchmarkFolderSort is a table of 100,000 rows put in another order: the
// whole of it, and apart how long the loop takes no other mail meanwhile.
func BenchmarkFolderSort(b *testing.B) {
	a := New(Config{})
	a.s.folder = folder{open: true, id: 7}
	for _, s := range manyRows(large) {
		a.learn(s)
		a.s.folder.all = append(a.s.folder.all, s.ID)
	}
	a.view()
	var loop time.Duration
	for b.Loop() {
		a.s.folder.unsorted = true
		begun := time.Now()
		a.view()
		loop += time.Since(begun)
		a.effects.Wait()
		for _, f := range a.box.take() {
			f()
		}
		if v := a.view().Folder; len(v.Rows) != large || v.Sorting {
			b.Fatalf("%d rows, sorting %v", len(v.Rows), v.Sorting)
		}
	}
	b.ReportMetric(float64(loop.Microseconds())/1000/float64(b.N), "loop-ms")
}
