package app

import (
	"slices"
	"testing"

	"sallyport/ssclient"
)

// Whatever the pane has no row for has to be among the fields: a value that
// stands nowhere cannot be had.
func TestEveryFieldOfATemplateHasARowOrIsListed(t *testing.T) {
	plain := func(slugs ...string) (all []ssclient.TemplateField) {
		for _, s := range slugs {
			all = append(all, ssclient.TemplateField{Slug: s, Name: s, IsPassword: s == "password"})
		}
		return all
	}
	slugs := func(all []FieldView) (s []string) {
		for _, f := range all {
			s = append(s, f.Slug)
		}
		return s
	}
	for name, c := range map[string]struct {
		fields     []ssclient.TemplateField
		rest, page []string
	}{
		"the usual":                    {plain("machine", "username", "password", "port"), nil, []string{"machine", "port"}},
		"two names of the machine":     {plain("ip-address", "server", "username", "password"), []string{"ip-address"}, []string{"ip-address", "server"}},
		"two names of the user":        {plain("machine", "login", "user", "password"), []string{"login"}, []string{"machine", "login"}},
		"a web page on a server":       {plain("url", "server", "port", "username", "password"), []string{"url"}, []string{"url", "server", "port"}},
		"any case":                     {plain("Machine", "UserName", "Port", "password"), nil, []string{"Machine", "Port"}},
		"a password that is called so": {append(plain("password"), ssclient.TemplateField{Slug: "login", Name: "login", IsPassword: true}), []string{"login"}, []string{"login"}},
	} {
		got := fieldsOf(ssclient.Template{Fields: c.fields})
		if !slices.Equal(slugs(got.rest), c.rest) || !slices.Equal(slugs(got.page), c.page) {
			t.Errorf("%s: %v, of a page %v; want %v and %v", name, slugs(got.rest), slugs(got.page), c.rest, c.page)
		}
	}
}
