package desktop

import "errors"

// ErrNoClipboard says that this desktop has no clipboard that could keep a
// copied secret from its history: another way to copy must be found.
var ErrNoClipboard = errors.New("desktop: no clipboard that conceals")

// maxCopied is far more than a password or a key has, and goes to X in one piece.
const maxCopied = 60_000
