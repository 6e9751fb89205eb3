package launcher

import "context"

// tie is how a client's life hangs on ours.
type tie interface {
	// wait returns when nothing of what the client started runs any more.
	wait() error
	close()
}

// alone is the tie of a client that is one process.
type alone struct{}

func (alone) wait() error { return nil }
func (alone) close()      {}

// process names a process beyond the reuse of its number and across restarts of the machine.
type process struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"` // as the system counts: only compared
	Boot  string `json:"boot"`  // of the machine; "" where Start is unique without it
}

// descends reports whether pid is a child, or a child's child, … of ancestor.
func descends(pid, ancestor int) bool {
	for range 6 {
		parent, err := parentPID(pid)
		if err != nil || ancestor <= 1 {
			return false
		}
		if parent == ancestor {
			return true
		}
		pid = parent
	}
	return false
}

// kill ends p for certain, if it still runs, and waits until it is gone or ctx ends.
func kill(ctx context.Context, p process) {
	w, err := watchProcess(p)
	if err != nil {
		return
	}
	w.Kill()
	_ = w.Wait(ctx)
}
