package app

// RevealView is a secret that is to be shown in the tree, once per Seq.
type RevealView struct {
	Vault    VaultKey
	Seq      int // 0: none yet
	SecretID int
	Folders  []int // that lead to it, from the root
}
