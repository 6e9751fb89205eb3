package app

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"sallyport/app/cache"
	"sallyport/app/index"
	"sallyport/workflow/sealed"
)

// large is the vault of the aims: 100,000 secrets in 10,000 folders.
const large = 100_000

func largeIndex() *index.Index {
	x := index.New()
	for i := range 100 {
		x.PutFolder(index.Folder{ID: i + 1, Name: fmt.Sprintf("Site %02d", i), Path: fmt.Sprintf(`\Site %02d`, i)})
	}
	for i := 100; i < large/10; i++ {
		x.PutFolder(index.Folder{ID: i + 1, Parent: i%100 + 1, Name: fmt.Sprintf("Rack %04d", i), Path: fmt.Sprintf(`\Site %02d\Rack %04d`, i%100, i)})
	}
	for i := range large {
		name := fmt.Sprintf("%s-%06d", []string{"app", "web", "db", "cache", "mail", "edge"}[i%6], i)
		x.PutSecret(index.Secret{
			ID: i + 1, Folder: i%(large/10) + 1, Name: name, Host: name + ".estate.example", User: "svc-" + name, Template: "Unix Account (SSH)",
		})
	}
	return x
}

type oneKey struct{ key sealed.Secret }

func (k oneKey) Get(string) (sealed.Secret, error) { return k.key.Clone(), nil }
func (oneKey) Set(string, sealed.Secret) error     { return nil }
func (oneKey) Delete(string) error                 { return nil }

// What the app adds to a start with a remembered vault: the file, the index,
// and the view that shows its tree. The vault is asked at the same time.
func BenchmarkStartRemembered(b *testing.B) {
	key, err := cache.NewKey()
	if err != nil {
		b.Fatal(err)
	}
	store, of := cache.Store{Dir: b.TempDir()}, accountOf("https://vault.example.com", "alice")
	if err := store.Save(of, key, cache.Kept{Saved: time.Now(), Body: largeIndex().Encode()}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		a := New(Config{Cache: store, Keyring: oneKey{key}})
		a.recall(of)
		a.effects.Wait()
		for _, f := range a.box.take() {
			f()
		}
		if v := a.view(); len(v.Vaults[0].Tree.Root) != 100 {
			b.Fatalf("%d folders", len(v.Vaults[0].Tree.Root))
		}
	}
}

// BenchmarkKeystroke is a letter in the search box until the view with its
// results, which is what a window then draws: the 95th of 100 in milliseconds.
func BenchmarkKeystroke(b *testing.B) {
	a := New(Config{})
	a.s.known.index = largeIndex()
	typed := []string{"e", "ed", "edg", "edge-0", "edge-00", "caceh", "caceh-01", "estate rack", "hypervisor", "wbe-000001", ""}
	var took []time.Duration
	for b.Loop() {
		for _, text := range typed {
			begun := time.Now()
			a.searchFor(text)
			a.view()
			took = append(took, time.Since(begun))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// What a remembered vault and a search in it keep in memory.
func BenchmarkKnownMemory(b *testing.B) {
	raw := largeIndex().Encode()
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		a := New(Config{})
		x, err := index.Decode(raw)
		if err != nil {
			b.Fatal(err)
		}
		a.s.known.index = x
		a.searchFor("edge")
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
		runtime.KeepAlive(a)
	}
}
