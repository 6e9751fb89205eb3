package app

// InTreeView is a secret that is to be shown in the tree, once per Seq.
type InTreeView struct {
	Vault    VaultKey
	Seq      int // 0: none yet
	SecretID int
	Folders  []int // that lead to it, from the root
}
