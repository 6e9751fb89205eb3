package connector

import (
	"encoding/json"
	"io"
)

// Write writes the OpenAPI 2.0 document: the file apiDefinition.swagger.json
// of a custom connector, and a description for any other tool.
func Write(w io.Writer, at Target) error { return write(w, document(at)) }

func document(at Target) object {
	return object{
		{"swagger", "2.0"},
		{"info", object{
			{"title", "Secret Server"},
			{"description", "Gets secrets, their templates and access tokens from a Delinea Secret Server."},
			{"version", "1.0"},
			{"contact", object{{"name", "Delinea support"}, {"url", "https://delinea.com/support"}, {"email", "support@delinea.com"}}},
		}},
		{"host", at.host},
		{"basePath", at.basePath},
		{"schemes", []string{"https"}},
		{"consumes", []string{form}},
		{"produces", []string{"application/json"}},
		{"paths", paths()},
		{"definitions", schemas()},
		{"securityDefinitions", object{{accessToken, object{
			{"type", "apiKey"},
			{"in", "header"},
			{"name", "Authorization"},
			{"description", "The word Bearer, a space, and the access_token that " + operations[0].id + " gives."},
		}}}},
		{"x-ms-connector-metadata", []object{
			{{"propertyName", "Website"}, {"propertyValue", "https://www.delinea.com"}},
			{{"propertyName", "Privacy policy"}, {"propertyValue", "https://delinea.com/privacy-policy"}},
			{{"propertyName", "Categories"}, {"propertyValue", "Security"}},
		}},
	}
}

const form = "application/x-www-form-urlencoded"

// important is always shown first by the platform's designers.
const important = "important"

func paths() (all object) {
	for _, o := range operations {
		all = append(all, member{o.path, object{{o.method, o.describe()}}})
	}
	return all
}

func (o operation) describe() object {
	d := object{
		{"tags", []string{o.tag}},
		{"summary", o.summary},
		{"description", o.about},
		{"operationId", o.id},
		{"x-ms-visibility", important},
	}
	if o.method == "post" {
		d = append(d, member{"consumes", []string{form}})
	}
	var parameters []object
	for _, p := range o.parameters {
		parameters = append(parameters, p.describe())
	}
	d = append(d, member{"parameters", parameters}, member{"responses", o.responses()})
	if o.signedIn {
		return append(d, member{"security", []object{{{accessToken, []string{}}}}})
	}
	return append(d, member{"security", []object{}})
}

func (o operation) responses() object {
	all := object{
		{"200", object{{"description", o.good}, {"schema", object{reference(o.gives)}}}},
	}
	if !o.signedIn {
		return append(all, member{"400", object{{"description", "The sign-in was refused: name or password is wrong, or the account is locked."}}})
	}
	return append(
		all,
		member{"400", object{{"description", "Refused. With the code API_AccessDenied: it does not exist, or this account may not see it."}}},
		member{"401", object{{"description", "The token is none of this server."}}},
		member{"403", object{{"description", "The token has expired, or this account may not do this."}}},
		member{"500", object{{"description", "The server has a fault of its own."}}},
	)
}

func (p parameter) describe() object {
	d := object{
		{"name", p.key},
		{"in", p.in},
		{"required", true},
		{"type", string(p.kind)},
	}
	switch {
	case p.kind == Integer:
		d = append(d, member{"format", "int32"})
	case p.secret:
		d = append(d, member{"format", "password"})
	}
	if len(p.values) > 0 {
		d = append(d, member{"enum", p.values}, member{"default", p.values[0]})
	}
	if p.in == "path" {
		d = append(d, member{"x-ms-url-encoding", "single"})
	}
	return append(d, member{"x-ms-summary", p.name}, member{"x-ms-visibility", important}, member{"description", p.about})
}

func schemas() (all object) {
	for _, d := range definitions {
		all = append(all, member{d.Name, d.schema()})
	}
	return all
}

func (d Definition) schema() object {
	if len(d.Values) > 0 {
		return object{{"type", "string"}, {"description", d.About}, {"enum", d.Values}}
	}
	s := object{{"type", "object"}, {"description", d.About}}
	if len(d.Always) > 0 {
		s = append(s, member{"required", d.Always})
	}
	var properties object
	for _, m := range d.Members {
		properties = append(properties, member{m.Name, m.schema()})
	}
	return append(s, member{"properties", properties})
}

func (m Member) schema() object {
	about := member{"description", m.About}
	switch m.Kind {
	case Integer:
		return object{{"type", "integer"}, {"format", "int32"}, about}
	case Boolean:
		return object{{"type", "boolean"}, about}
	case Moment:
		return object{{"type", "string"}, {"format", "date-time"}, about}
	case Choice:
		// Beside a $ref nothing else counts: what it is about stands in the enumeration.
		return object{reference(m.Of)}
	case List:
		element := object{{"type", "string"}}
		if m.Of != "" {
			element = object{reference(m.Of)}
		}
		return object{{"type", "array"}, about, {"items", element}}
	}
	return object{{"type", "string"}, about}
}

func reference(definition string) member { return member{"$ref", "#/definitions/" + definition} }

// WriteProperties writes the second file of a custom connector,
// apiProperties.json: the connection asks for the base URL, calls go there,
// and the parameter Access-Token becomes the header Authorization.
func WriteProperties(w io.Writer) error { return write(w, properties()) }

func properties() object {
	var all, signedIn []string
	for _, o := range operations {
		all = append(all, o.id)
		if o.signedIn {
			signedIn = append(signedIn, o.id)
		}
	}
	baseURL := object{{"type", "string"}, {"uiDefinition", object{
		{"displayName", "Base URL to Secret Server"},
		{"description", "Host and path of Secret Server, without https://"},
		{"tooltip", "Like vault.example.com/SecretServer"},
		{"constraints", object{{"required", "true"}, {"clearText", true}, {"tabIndex", 1}}},
	}}}
	const (
		parameter = "x-ms-apimTemplateParameter."
		policy    = "x-ms-apimTemplate-"
	)
	return object{{"properties", object{
		{"connectionParameters", object{{"baseurl", baseURL}}},
		{"iconBrandColor", "#2f5d8a"},
		{"capabilities", []string{}},
		{"policyTemplateInstances", []object{
			{
				{"templateId", "dynamichosturl"},
				{"title", "Send calls to the base URL of the connection"},
				{"parameters", object{
					{parameter + "urlTemplate", "https://@connectionParameters('baseurl')"},
					{policy + "operationName", all},
				}},
			},
			{
				{"templateId", "setheader"},
				{"title", "Send the access token where Secret Server looks for it"},
				{"parameters", object{
					{parameter + "name", "Authorization"},
					{parameter + "value", "@headers('" + accessToken + "')"},
					{parameter + "existsAction", "override"},
					{policy + "policySection", "Request"},
					{policy + "operationName", signedIn},
				}},
			},
		}},
	}}}
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		for _, v := range []any{m.name, m.value} {
			one, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			b = append(append(b, one...), ':')
		}
		b = b[:len(b)-1]
	}
	return append(b, '}'), nil
}

func write(w io.Writer, o object) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(o)
}
