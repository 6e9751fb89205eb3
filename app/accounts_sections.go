package app

import "cmp"

// viewSections are the sections of all vaults, each as one list.
func (x *Accounts) viewSections() (v SectionsView) {
	for _, k := range Sections {
		order := byName
		if k == SectionRecent { // of earlier runs it is not known when
			order = func(a, b Row) int { return b.Opened.Compare(a.Opened) }
		}
		l := x.lists[k]
		if l == nil {
			l = &merged[Row]{}
			x.lists[k] = l
		}
		l.make(x.all, func(v View) int { return v.Sections.Of(k).Version }, func(v View) []Row { return v.Sections.Of(k).Rows }, order)
		out := v.Of(k)
		out.Version, out.Rows = l.version, l.rows
		for _, m := range x.all {
			s := m.view.Sections.Of(k)
			out.Known, out.Loading = out.Known || s.Known, out.Loading || s.Loading
			out.Total += s.Total
			out.Set, out.ToSet = out.Set+s.Set, out.ToSet+s.ToSet
			out.Problem = cmp.Or(out.Problem, s.Problem)
		}
	}
	return v
}
