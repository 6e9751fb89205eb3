package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sallyport/app"
)

// BenchmarkSearchRender is what a window does with the results of a keystroke,
// before Fyne paints: rows that are not seen have no objects.
func BenchmarkSearchRender(b *testing.B) {
	p, queue := &port{}, []func(){}
	u := New(test.NewTempApp(b), p, Options{Variant: Light, Languages: []string{"en"}, Post: func(f func()) { queue = append(queue, f) }})
	u.win.Resize(fyne.NewSize(1280, 800))
	u.win.Show()
	b.Cleanup(u.win.Close)
	views := make([]app.View, 6)
	for i := range views {
		v := mainView()
		v.Search = app.SearchView{Text: fmt.Sprint("web", i), Version: i + 1, Total: 5000}
		for n := range 200 {
			name := fmt.Sprintf("web-%05d", i*37+n)
			v.Search.Rows = append(v.Search.Rows, app.Row{ID: i*37 + n + 1, Name: name, Path: `\Estate\Berlin\Rack 0042`, Kind: "ssh", Marks: app.Marks{Name: "xxx......"}})
		}
		views[i] = v
	}
	views[5] = mainView() // cleared
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		begun := time.Now()
		p.send(views[n%len(views)])
		for ; len(queue) > 0; queue = queue[1:] {
			queue[0]()
		}
		took = append(took, time.Since(begun))
	}
	p.send(views[0])
	queue[0]()
	if n := len(u.main.left.results.rows.Items()); n != 201 {
		b.Fatalf("%d rows were drawn", n)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
