package demovault

import "strings"

// searchText is what plain searches look through, of all secrets in one piece:
// running through one long text is much faster than through many short ones.
type searchText struct {
	all  string // the haystack of each secret in the order of sorted, and a zero byte
	ends []int  // where each of them ends
}

// textOf builds the text, or gives the one that is there. The secrets keep
// parts of it in the place of their own.
func (v *Vault) textOf(all []*secret) *searchText {
	if v.text != nil {
		return v.text
	}
	var b strings.Builder
	size := 0
	for _, s := range all {
		size += len(s.haystack) + 1
	}
	b.Grow(size)
	t := &searchText{ends: make([]int, len(all))}
	for i, s := range all {
		b.WriteString(s.haystack)
		t.ends[i] = b.Len()
		b.WriteByte(0)
	}
	t.all = b.String()
	start := 0
	for i, s := range all {
		s.haystack = t.all[start:t.ends[i]]
		start = t.ends[i] + 1
	}
	v.text = t
	return t
}

// containing lists the secrets with text somewhere in their haystack, in the
// order of sorted.
func (v *Vault) containing(text string) []*secret {
	out := []*secret{}
	if strings.ContainsRune(text, 0) {
		return out
	}
	all := v.sorted()
	t := v.textOf(all)
	for i, at := 0, 0; ; {
		hit := strings.Index(t.all[at:], text)
		if hit < 0 {
			return out
		}
		at += hit
		for t.ends[i] < at {
			i++
		}
		out = append(out, all[i])
		at = t.ends[i] + 1
	}
}
