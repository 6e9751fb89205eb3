package app

import "testing"

// manyMarks are as many secrets as a folder's table lists.
func manyMarks() (ids []int) {
	for i := range folderMost {
		ids = append(ids, i+1)
	}
	return ids
}

// BenchmarkMarkAFolder is Shift and End over a large folder, and marking nothing again.
func BenchmarkMarkAFolder(b *testing.B) {
	a, ids := New(Config{}), manyMarks()
	for b.Loop() {
		a.intendBatch(Mark{SecretIDs: ids, On: true})
		a.intendBatch(ClearMarks{})
	}
}

// BenchmarkTickWithMarks is what all that is marked costs a View in which it is what it was.
func BenchmarkTickWithMarks(b *testing.B) {
	a := New(Config{})
	a.intendBatch(Mark{SecretIDs: manyMarks(), On: true})
	x := NewAccounts(Config{})
	x.all = []*member{{app: a, view: View{Batch: a.viewBatch(a.now())}, seen: true}}
	b.ReportAllocs()
	for b.Loop() {
		if v := x.viewBatch(); len(v.Marked) != folderMost {
			b.Fatalf("%d are marked", len(v.Marked))
		}
	}
}
