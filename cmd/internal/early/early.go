// Package early runs before Fyne does.
//
// Fyne reads the locale while its packages initialise, and complains on
// standard error about C.UTF-8, which is what many servers have: three lines
// in every command and in every session's terminal. Nothing in main comes
// before that. Go initialises packages that do not depend on each other in the
// order of their import paths, so this one has a module path, early.sallyport,
// that sorts before fyne.io (go.mod replaces it by this folder).
//
// Owns: LANGUAGE, where the locale names no language. Imports: os.
package early

import (
	"os"
	"strings"
)

func init() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v := os.Getenv(name)
		if v == "" {
			continue
		}
		if (strings.HasPrefix(v, "C.") || strings.HasPrefix(v, "POSIX.")) && os.Getenv("LANGUAGE") == "" {
			_ = os.Setenv("LANGUAGE", "en") // untranslated, as C is
		}
		return
	}
}
