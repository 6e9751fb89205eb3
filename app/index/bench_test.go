package index

import (
	"fmt"
	"runtime"
	"testing"
)

// estate is a large vault: n secrets in n/10 folders, named as administrators name.
func estate(n int) *Index {
	x := New()
	roles := []string{"app", "web", "db", "cache", "mail", "ci", "log", "edge"}
	sites := []string{"Amsterdam", "Berlin", "Chicago", "Dublin", "Osaka"}
	templates := []string{"Unix Account (SSH)", "Windows Account", "SQL Server Account", "Web Password", "Active Directory Account"}
	folders := max(1, n/10)
	for i := range folders {
		name := fmt.Sprintf("Rack %04d", i)
		x.PutFolder(Folder{ID: i + 1, Name: name, Path: fmt.Sprintf(`\Estate\%s\Production\%s`, sites[i%len(sites)], name)})
	}
	for i := range n {
		name := fmt.Sprintf("%s-%06d", roles[i%len(roles)], i)
		x.PutSecret(Secret{
			ID: 10_000 + i, Folder: i%folders + 1, Name: name, Host: name + ".estate.example", User: "svc-" + name,
			Template: templates[i%len(templates)], Flags: uint32(i % 64),
		})
	}
	return x
}

const large = 100_000

// What a keystroke costs, by what has been typed: ns/op must stay far below 50 ms.
func BenchmarkSearch(b *testing.B) {
	x := estate(large)
	for _, c := range []struct{ name, text string }{
		{"one letter", "e"},
		{"prefix of many", "we"},
		{"in every row", "estate.example"},
		{"one row", "web-000001"},
		{"one error", "cahce"},
		{"two errors", "amstredma"},
		{"nothing", "hypervisor"},
		{"three words", "osaka edge prodcution"},
		{"word and number", "databsae 0042"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				x.Search(c.text, 200, []int{10_001, 10_002})
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	x := estate(large)
	for b.Loop() {
		b.SetBytes(int64(len(x.Encode())))
	}
}

func BenchmarkDecode(b *testing.B) {
	raw := estate(large).Encode()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// A listing that changes nothing is the usual refresh.
func BenchmarkListedAgain(b *testing.B) {
	x := estate(large)
	_, secrets := x.In(17)
	for b.Loop() {
		if x.Listed(17, nil, secrets, false) {
			b.Fatal("changed")
		}
	}
}

func BenchmarkFolder(b *testing.B) {
	x := estate(large)
	for b.Loop() {
		x.In(17)
	}
}

// What a hundred thousand secrets keep in memory, in MB.
func BenchmarkMemory(b *testing.B) {
	raw := estate(large).Encode()
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		x, err := Decode(raw)
		if err != nil {
			b.Fatal(err)
		}
		x.Search("amstredma", 200, nil) // with what a search keeps
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		runtime.KeepAlive(x)
	}
}

func TestALargeVaultTakesLittleMemory(t *testing.T) {
	x := estate(large)
	if n := len(x.Encode()); n > 12<<20 {
		t.Errorf("%d bytes for %d secrets", n, large)
	}
}

// What forgiving errors costs before the search itself: an automaton for each word that changed.
func BenchmarkAutomaton(b *testing.B) {
	for _, word := range []string{"cahce", "databsae", "amstredma-production"} {
		b.Run(word, func(b *testing.B) {
			x := New()
			for b.Loop() {
				x.forgive([]term{{text: []byte(word)}})
				x.typo.last = nil
			}
		})
	}
}
