package demovault

import (
	"maps"
	"slices"
	"strings"
)

// fieldPlace is a field and where it is.
type fieldPlace struct {
	field
	template *template
	order    int
}

// places lists the fields of a template, or of all where id is 0, by template and order.
func (v *Vault) places(id int) []fieldPlace {
	out := []fieldPlace{}
	for _, n := range slices.Sorted(maps.Keys(v.templates)) {
		if id != 0 && n != id {
			continue
		}
		for i, f := range v.templates[n].Fields {
			out = append(out, fieldPlace{field: f, template: v.templates[n], order: i + 1})
		}
	}
	return out
}

// place finds a field by its id, which is the same in no other template.
func (v *Vault) place(id int) (fieldPlace, bool) {
	all := v.places(0)
	i := slices.IndexFunc(all, func(p fieldPlace) bool { return p.ID == id })
	if i < 0 {
		return fieldPlace{}, false
	}
	return all[i], true
}

// dataType is the field's kind, as v1 fields have it.
func (f field) dataType() string {
	switch {
	case f.Password:
		return "Password"
	case f.File:
		return "File"
	case f.Notes:
		return "Notes"
	case f.List:
		return "List"
	case f.URL:
		return "Url"
	}
	return "Text"
}

// historyLength is how many old values of a field are kept.
const historyLength = 5

type fieldSummary struct {
	extra
	ID                     int    `json:"id"`
	Name                   string `json:"name"`
	SlugName               string `json:"slugName"`
	Description            string `json:"description"`
	Active                 bool   `json:"active"`
	EditRequiresPermission string `json:"editRequiresPermission"`
	ExposeForDisplay       bool   `json:"exposeForDisplay"`
	HistoryLength          int    `json:"historyLength"`
	Required               bool   `json:"required"`
	Searchable             bool   `json:"searchable"`
	SortOrder              int    `json:"sortOrder"`
	Type                   string `json:"type"`
	ViewingRequiresEdit    bool   `json:"viewingRequiresEdit"`
}

// listFields answers GET /v1/secret-templates/fields/search.
func (v *Vault) listFields(c *call) (any, error) {
	id := c.query.num("filter.secrettemplateid", 0)
	c.query.on("filter.includeinactive")
	all := v.places(id)
	if by := sorting(c.query); strings.EqualFold(by.Name, "name") && c.query.str("sortby[0].name") != "" {
		slices.SortStableFunc(all, func(a, b fieldPlace) int { return strings.Compare(a.Name, b.Name) })
	}
	if sorting(c.query).Direction == descending {
		slices.Reverse(all)
	}
	return paged(c.query, all, func(p fieldPlace) fieldSummary {
		return fieldSummary{
			ID: p.ID, Name: p.Name, SlugName: p.Slug, Description: p.Description, Active: true, EditRequiresPermission: "Edit",
			ExposeForDisplay: p.Exposed, HistoryLength: historyLength, Required: p.Required, Searchable: p.Exposed,
			SortOrder: p.order, Type: p.dataType(),
		}
	})
}

// getTemplateField answers GET /v1/secret-templates/fields/{secretFieldId}.
func (v *Vault) getTemplateField(c *call) (any, error) {
	p, ok := v.place(c.id)
	if !ok {
		return nil, v.denied()
	}
	type option struct {
		extra
		ID    int    `json:"id"`
		Value string `json:"value"`
	}
	out := struct {
		extra
		ID                     int      `json:"id"`
		Name                   string   `json:"name"`
		SlugName               string   `json:"slugName"`
		Description            string   `json:"description"`
		Active                 bool     `json:"active"`
		DataType               string   `json:"dataType"`
		DropdownOptions        []option `json:"dropdownOptions"`
		EditRequiresPermission string   `json:"editRequiresPermission"`
		ExposeForDisplay       bool     `json:"exposeForDisplay"`
		HistoryLength          int      `json:"historyLength"`
		PasswordRequirement    *int     `json:"passwordRequirement"`
		Required               bool     `json:"required"`
		SaveAllHistory         bool     `json:"saveAllHistory"`
		Searchable             bool     `json:"searchable"`
		SortOrder              int      `json:"sortOrder"`
		ViewingRequiresEdit    bool     `json:"viewingRequiresEdit"`
	}{
		ID: p.ID, Name: p.Name, SlugName: p.Slug, Description: p.Description, Active: true, DataType: p.dataType(),
		DropdownOptions: []option{}, EditRequiresPermission: "Edit", ExposeForDisplay: p.Exposed,
		HistoryLength: historyLength, Required: p.Required, Searchable: p.Exposed, SortOrder: p.order,
	}
	if p.Password {
		out.PasswordRequirement = &p.Rule.ID
	}
	return out, nil
}

// generatePassword answers POST /v1/secret-templates/generate-password/{fieldId}
// with a value that keeps the rule of the field.
func (v *Vault) generatePassword(c *call) (any, error) {
	p, ok := v.place(c.id)
	if !ok || !p.Password {
		return nil, v.denied()
	}
	return p.Rule.make(), nil
}
