package app

// Section is one of the lists above the vaults.
type Section string

// The sections.
const (
	SectionPinned    Section = "pinned"    // folders that this user pinned, on the vault
	SectionFavorites Section = "favorites" // what this user favors, on the vault
	SectionRecent    Section = "recent"    // what was opened here, the last one first
	SectionShared    Section = "shared"    // what others share with this user directly
)

// Sections lists them as they stand.
var Sections = []Section{SectionPinned, SectionFavorites, SectionRecent, SectionShared}

// SectionsView is what is in each.
type SectionsView struct{ Pinned, Favorites, Recent, Shared SectionView }

// Of is what is in one.
func (s *SectionsView) Of(k Section) *SectionView {
	switch k {
	case SectionPinned:
		return &s.Pinned
	case SectionFavorites:
		return &s.Favorites
	case SectionRecent:
		return &s.Recent
	}
	return &s.Shared
}

// SectionView is what one section holds.
type SectionView struct {
	Version int
	Known   bool // how many there are
	Total   int
	Rows    []Row // all but of the shared ones: of these those that were listed
	Loading bool
	Problem Problem // why it is not known, or not up to date
	// Of the favorites: how many of ToSet are set, while several are being set.
	Set, ToSet int
}

// Has reports whether a secret, or of the pinned a folder, is in it.
func (s *SectionView) Has(vault VaultKey, id int) bool {
	for i := range s.Rows {
		if s.Rows[i].ID == id && s.Rows[i].Vault == vault {
			return true
		}
	}
	return false
}

// Favorite says whether a secret is one.
type Favorite string

// The answers.
const (
	FavoriteUnknown Favorite = ""
	FavoriteNo      Favorite = "no"
	FavoriteYes     Favorite = "yes"
)
