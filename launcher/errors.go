package launcher

import (
	"fmt"
)

// UnsupportedError says that this kind of session cannot be started on this system yet.
type UnsupportedError struct {
	Kind Kind
	OS   string // as in runtime.GOOS
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s sessions are not supported on %s", e.Kind, e.OS)
}

// StartError says which program was started and did not come far enough to run
// a session. There is no session then, and the Handler is not called.
type StartError struct {
	Tool   string // "xterm", "ssh", "session helper"
	Reason string // may hold the tool's last line; no control characters
}

func (e *StartError) Error() string { return fmt.Sprintf("start %s: %s", e.Tool, e.Reason) }

// FileError says which file that a session needs cannot be made.
type FileError struct {
	Name string // "known_hosts"
	Err  error
}

func (e *FileError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }
func (e *FileError) Unwrap() error { return e.Err }
