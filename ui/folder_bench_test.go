package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
)

// BenchmarkFolderOpen is what a window does with a folder of 5,000 that has
// just been listed, before Fyne paints; a larger one costs the same.
func BenchmarkFolderOpen(b *testing.B) {
	for _, c := range []struct {
		name string
		rows int
	}{{"5000", 5000}, {"100000", 100_000}} {
		b.Run(c.name, func(b *testing.B) {
			p, queue := &port{}, []func(){}
			u := New(test.NewTempApp(b), p, Options{Variant: Light, Languages: []string{"en"}, Post: func(f func()) { queue = append(queue, f) }})
			u.win.Resize(fyne.NewSize(1280, 800))
			u.win.Show()
			b.Cleanup(u.win.Close)
			rows := manyFolderRows(c.rows)
			var took []time.Duration
			for n := 0; b.Loop(); n++ {
				v := mainView()
				if n%2 == 0 {
					v.Folder = app.FolderView{
						Open: true, ID: 4, Seq: n + 1, Version: n + 1, Table: usualTable, Rows: rows, Secrets: len(rows), Total: len(rows),
						Above: []app.Crumb{{Name: "vault.example.com"}, {ID: 4, Name: "Production"}},
					}
				}
				begun := time.Now()
				p.send(v)
				for ; len(queue) > 0; queue = queue[1:] {
					queue[0]()
				}
				if v.Folder.Open {
					took = append(took, time.Since(begun))
					if n := u.main.folder.table.Drawn(); n == 0 || n > 40 {
						b.Fatalf("%d rows were drawn", n)
					}
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
