package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sallyport/workflow/sealed"
)

// Template says which fields the secrets made from it have.
// GET /v1/secret-templates/{id}.
type Template struct {
	ID             int             `json:"id"`
	Name           string          `json:"name"`
	PasswordTypeID int             `json:"passwordTypeId"` // how its passwords are changed; 0: not at all
	Fields         []TemplateField `json:"fields"`
}

// TemplateField is one field of a template.
type TemplateField struct {
	ID          int    `json:"secretTemplateFieldId"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Slug        string `json:"fieldSlugName"` // its name in calls
	Description string `json:"description"`
	SortOrder   int    `json:"sortOrder"` // its place when a secret is shown

	IsFile     bool          `json:"isFile"`
	IsList     bool          `json:"isList"`
	IsNotes    bool          `json:"isNotes"`
	IsPassword bool          `json:"isPassword"`
	IsURL      bool          `json:"isUrl"`
	ListType   FieldListType `json:"listType"`

	IsRequired         bool         `json:"isRequired"`        // a secret cannot be without it
	IsIndexable        bool         `json:"isIndexable"`       // the search looks at it
	IsExpirationField  bool         `json:"isExpirationField"` // the secret expires unless it changes
	HideOnView         bool         `json:"hideOnView"`
	EditRequires       EditRequires `json:"editRequires"`
	EditablePermission int          `json:"editablePermission"` // the same as the vendor's number
	HistoryLength      int          `json:"historyLength"`      // how many old values are kept
	MustEncrypt        bool         `json:"mustEncrypt"`        // administrators of templates only, as the two of GeneratePassword

	GeneratePasswordCharacterSet string `json:"generatePasswordCharacterSet"`
	GeneratePasswordLength       int    `json:"generatePasswordLength"`
	PasswordRequirementID        int    `json:"passwordRequirementId"` // the rules for its values
	PasswordTypeFieldID          int    `json:"passwordTypeFieldId"`   // the part it has in changing the password
}

// Field finds a field by its slug, any case.
func (t Template) Field(slug string) (TemplateField, bool) {
	for _, f := range t.Fields {
		if strings.EqualFold(f.Slug, slug) {
			return f, true
		}
	}
	return TemplateField{}, false
}

// TemplateSummary is a template in the list. GET /v1/secret-templates.
type TemplateSummary struct {
	ID                int    `json:"id"`
	Name              string `json:"name"`
	Active            bool   `json:"active"`
	PasswordTypeID    int    `json:"passwordTypeId"`
	PasswordTypeReady bool   `json:"passwordTypeReady"` // since 11.7
	HeartbeatEnabled  bool   `json:"heartbeatEnabled"`  // since 11.7
}

// Template reads a template with its fields. A server that has /v2 only knows
// less of them. GET /api/v1/secret-templates/{id}, or where that is missing
// /api/v2/secret-templates/{id} and /api/v1/secret-templates/fields/search.
func (c *Client) Template(ctx context.Context, id int) (Template, error) {
	var t Template
	k := call{
		op: fmt.Sprintf("read template %d", id), ids: []int{id}, method: http.MethodGet,
		path: "/api/v1/secret-templates/" + strconv.Itoa(id), into: &t, check: about("template", &t.ID, id),
	}
	err := c.do(ctx, k)
	if !missing(err) {
		return t, err
	}
	k.path = "/api/v2/secret-templates/" + strconv.Itoa(id)
	if err := c.do(ctx, k); err != nil {
		return Template{}, err
	}
	t.Fields, err = c.templateFields(ctx, id)
	return t, err
}

// templateFields lists the fields as the search for fields knows them.
func (c *Client) templateFields(ctx context.Context, id int) ([]TemplateField, error) {
	type summary struct {
		ID            int          `json:"id"`
		Name          string       `json:"name"`
		Slug          string       `json:"slugName"`
		Description   string       `json:"description"`
		Type          string       `json:"type"`
		Required      bool         `json:"required"`
		Searchable    bool         `json:"searchable"`
		HistoryLength int          `json:"historyLength"`
		SortOrder     int          `json:"sortOrder"`
		EditRequires  EditRequires `json:"editRequiresPermission"`
	}
	rows, err := all(ctx, c, listing[summary]{
		op: fmt.Sprintf("list fields of template %d", id), path: "/api/v1/secret-templates/fields/search", take: pageSize,
		query: url.Values{"filter.secretTemplateId": {strconv.Itoa(id)}},
		key:   func(s summary) any { return byID(s.ID) },
	})
	var fields []TemplateField
	for _, r := range rows {
		is := func(name string) bool { return strings.EqualFold(r.Type, name) }
		fields = append(fields, TemplateField{
			ID: r.ID, Name: r.Name, DisplayName: r.Name, Slug: r.Slug, Description: r.Description, SortOrder: r.SortOrder,
			IsFile: is("File"), IsList: is("List") || is("UrlList"), IsNotes: is("Notes"), IsPassword: is("Password"), IsURL: is("Url"),
			IsRequired: r.Required, IsIndexable: r.Searchable, EditRequires: r.EditRequires, HistoryLength: r.HistoryLength,
		})
	}
	return fields, err
}

// Templates lists the templates. GET /api/v1/secret-templates.
func (c *Client) Templates(ctx context.Context) ([]TemplateSummary, error) {
	return all(ctx, c, listing[TemplateSummary]{
		op: "list templates", path: "/api/v1/secret-templates", take: pageSize,
		query: url.Values{"sortBy[0].name": {"Name"}, "sortBy[0].direction": {"asc"}},
		key:   func(t TemplateSummary) any { return byID(t.ID) },
	})
}

// GeneratePassword makes a password by the rules of a template's field, and
// keeps it nowhere. The caller wipes it.
// POST /api/v1/secret-templates/generate-password/{fieldId}.
func (c *Client) GeneratePassword(ctx context.Context, fieldID int) (sealed.Secret, error) {
	var p sealed.Secret
	k := call{
		op: fmt.Sprintf("generate a password for field %d", fieldID), ids: []int{fieldID}, method: http.MethodPost,
		path: "/api/v1/secret-templates/generate-password/" + strconv.Itoa(fieldID),
		want: `"`, into: &p,
	}
	k.check = func() string {
		if p.Empty() {
			return "answer has no password"
		}
		return ""
	}
	if err := c.do(ctx, k); err != nil {
		p.Wipe()
		return sealed.Secret{}, err
	}
	return p, nil
}
