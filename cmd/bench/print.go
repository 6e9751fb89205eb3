package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// line prints one figure; the notes say what it holds.
func line(name, value, notes string) {
	fmt.Printf("%-38s %10s  %s\n", name, value, notes)
}

// spread prints the median of what was measured, and how far it goes.
func spread[T ~int | ~int64](name string, all []T, show func(T) string, notes string) {
	line(name, show(middle(all)), fmt.Sprintf("(%s … %s, n=%d) %s", show(slices.Min(all)), show(slices.Max(all)), len(all), notes))
}

func middle[T ~int | ~int64](all []T) T { return slices.Sorted(slices.Values(all))[len(all)/2] }

// tail prints the median and the 95th of a hundred, which is what counts.
func tail(name string, all []time.Duration, notes string, may time.Duration) {
	last := slices.Sorted(slices.Values(all))[len(all)*95/100]
	spread(name, all, millis, fmt.Sprintf("%s; p95 %s, %s", notes, millis(last), within(last, may)))
}

// within says whether an aim is reached.
func within[T ~int | ~int64](is, may T) string {
	word := "within"
	if is > may {
		word = "ABOVE"
	}
	switch may := any(may).(type) {
	case time.Duration:
		return fmt.Sprintf("%s the aim of %s", word, millis(may))
	case int:
		return fmt.Sprintf("%s the aim of %s", word, mebi(may))
	}
	return word
}

func millis(d time.Duration) string { return fmt.Sprintf("%.0f ms", d.Seconds()*1000) }
func mebi(n int) string             { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

func sum(calls []string) string {
	count := map[string]int{}
	var order []string
	for _, c := range calls {
		if count[c] == 0 {
			order = append(order, c)
		}
		count[c]++
	}
	for i, c := range order {
		if n := count[c]; n > 1 {
			order[i] = fmt.Sprintf("%d× %s", n, c)
		}
	}
	return "(" + strings.Join(order, ", ") + ")"
}
