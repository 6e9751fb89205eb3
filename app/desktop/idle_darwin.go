package desktop

import (
	"errors"
	"time"
)

// Idle cannot tell anything on this system.
type Idle struct{}

var errNoIdle = errors.New("desktop: idleness is not known on this system")

// OpenIdle fails: nobody here can tell.
func OpenIdle() (*Idle, error) { return nil, errNoIdle }

// For is how long nobody did anything.
func (*Idle) For() (time.Duration, error) { return 0, errNoIdle }

// Close does nothing.
func (*Idle) Close() {}
