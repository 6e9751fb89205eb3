package ui

import (
	"strconv"
	"strings"

	"sallyport/app"
)

// ref names one secret of one vault: numbers mean something only within a vault.
type ref struct {
	vault app.VaultKey
	id    int
}

func paneRef(n *app.PaneView) ref { return ref{n.Vault, n.ID} }

// inVault is an intent for a vault; "": for the only one.
func inVault(vault app.VaultKey, i app.Intent) app.Intent {
	if vault == "" {
		return i
	}
	return app.In{Vault: vault, Intent: i}
}

// to does an intent in a vault.
func (e *env) to(vault app.VaultKey, i app.Intent) { e.do(inVault(vault, i)) }

// vaultName says which vault something belongs to, where there is more than one.
func (e *env) vaultName(k app.VaultKey) string {
	if len(e.vaults) < 2 {
		return ""
	}
	for _, v := range e.vaults {
		if v.Key == k {
			return v.Name
		}
	}
	return ""
}

// Rows have text ids, since folders and secrets have numbers of their own
// each, and each vault has its own: s12 of vault v1 is "s12@v1".
const rootID = "vault"

func at(id string, vault app.VaultKey) string {
	if vault == "" {
		return id
	}
	return id + "@" + string(vault)
}

func rowID(r app.Row, vault app.VaultKey) string {
	if r.Folder {
		return at("f"+strconv.Itoa(r.ID), vault)
	}
	return at("s"+strconv.Itoa(r.ID), vault)
}

func secretID(id string) (ref, bool) { return numberAfter(id, "s") }
func folderID(id string) (ref, bool) { return numberAfter(id, "f") }

func numberAfter(id, prefix string) (ref, bool) {
	id, _, _ = strings.Cut(id, ofSection)
	id, vault, _ := strings.Cut(id, "@")
	rest, ok := strings.CutPrefix(id, prefix)
	if !ok {
		return ref{}, false
	}
	n, err := strconv.Atoi(rest)
	return ref{app.VaultKey(vault), n}, err == nil
}

// vaultOf is the vault whose root, or whose one thing to do next, a row is.
func vaultOf(id, what string) (app.VaultKey, bool) {
	id, vault, _ := strings.Cut(id, "@")
	return app.VaultKey(vault), id == what
}
