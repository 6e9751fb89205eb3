package app

import "cmp"

// viewBatch is what is marked in all vaults, and all their runs, as one: each
// vault begins with its own, within its own limits.
func (x *Accounts) viewBatch() BatchView {
	x.marked.make(x.all, func(v View) int { return v.Batch.Version }, func(v View) []Marked { return v.Batch.Marked },
		func(Marked, Marked) int { return 0 }) // as they were marked, vault after vault
	v := BatchView{Open: x.list == listBatch, Version: x.marked.version, Marked: x.marked.rows}
	asking := 0
	for _, m := range x.all {
		b := &m.view.Batch
		v.Busy, v.Running = v.Busy || b.Busy, v.Running || b.Running
		v.Problem = cmp.Or(v.Problem, b.Problem)
		v.Rows = append(v.Rows, b.Rows...)
		v.Settled, v.Total, v.Failed = v.Settled+b.Settled, v.Total+b.Total, v.Failed+b.Failed
		v.AtOnce = max(v.AtOnce, b.AtOnce)
		if b.Ask.ID != 0 {
			asking++
			v.Ask.ID, v.Ask.Start = max(v.Ask.ID, b.Ask.ID), b.Ask.Start
			v.Ask.Reason, v.Ask.Access = v.Ask.Reason || b.Ask.Reason, v.Ask.Access || b.Ask.Access
			v.Ask.Tickets = b.Ask.Tickets
		}
	}
	if asking > 1 { // their ticket systems are not the same: who wants a ticket asks alone
		v.Ask.Tickets = false
	}
	return v
}

func (x *Accounts) viewBeside() SessionsView {
	v := SessionsView{Open: x.list == listSessions}
	for _, m := range x.all {
		v.Ended = append(v.Ended, m.view.Beside.Ended...)
	}
	return v
}
