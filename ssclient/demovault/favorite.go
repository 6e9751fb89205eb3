package demovault

type favorite struct {
	extra
	ID         int    `json:"id"`
	SecretName string `json:"secretName"`
	FolderID   int    `json:"folderId"`
	FolderPath string `json:"folderPath"`
}

// listFavorites answers GET /v1/secrets/favorite.
func (v *Vault) listFavorites(c *call) (any, error) {
	out := []favorite{}
	for _, s := range v.sorted() {
		if !s.Favorite[c.user.id] || s.Options.Inactive || v.rightOn(s, c.user) < rightList {
			continue
		}
		f := favorite{ID: s.ID, SecretName: s.Name, FolderID: s.FolderID}
		if d := v.folders[s.FolderID]; d != nil {
			f.FolderPath = d.Path
		}
		out = append(out, f)
	}
	return out, nil
}

// postFavorite answers POST /v1/secrets/{secretId}/favorite with the mark as it is now.
func (v *Vault) postFavorite(c *call) (any, error) {
	var args struct {
		IsFavorite toggle `json:"isFavorite"`
	}
	if err := decode(c.body, &args); err != nil {
		return nil, err
	}
	s, err := v.listable(c)
	if err != nil {
		return nil, err
	}
	on := args.IsFavorite.On || !args.IsFavorite.Set && !s.Favorite[c.user.id]
	if on {
		put(&s.Favorite, c.user.id, true)
	} else {
		delete(s.Favorite, c.user.id)
	}
	v.record(c.now, c.user.Name, "favorite", s.ID, "")
	v.touch(s)
	return on, nil
}
