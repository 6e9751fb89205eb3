package connector

// operation is one call of the connector.
type operation struct {
	id, summary, about string
	method, path       string
	tag                string
	parameters         []parameter
	gives              string // the definition of its answer
	good               string
	signedIn           bool
}

// parameter is one parameter of a call. The name that people see and the key
// are the published connector's.
type parameter struct {
	key, name, in string
	kind          Kind
	secret        bool // shown as dots
	values        []string
	about         string
}

// accessToken is the parameter that carries the token. Power Platform keeps
// the header Authorization to itself, so the published connector takes the
// token in a header of another name, and its properties (see WriteProperties)
// tell the platform to send it as Authorization.
const accessToken = "Access-Token"

var bearer = parameter{
	key: accessToken, name: "Authorization", in: "header", kind: Text, secret: true,
	about: "The word Bearer, a space, and an access token.",
}

var operations = []operation{
	{
		id: "GetToken", summary: "Retrieve or Refresh Access Token", method: "post", path: "/oauth2/token", tag: "Authentication",
		about: "Signs in with a name and a password and gives the access token that all other calls need.",
		parameters: []parameter{
			{
				key: "grant_type", name: "Authentication grant type.", in: "formData", kind: Text, values: []string{"password", "refresh_token"},
				about: "Write password to sign in, or refresh_token to renew a sign-in.",
			},
			{key: "username", name: "Username for access to Secret Server", in: "formData", kind: Text, about: "The name of the application account, to sign in."},
			{key: "password", name: "Password for access to Secret Server", in: "formData", kind: Text, secret: true, about: "Its password, to sign in."},
		},
		gives: "TokenResponse", good: "The token.",
	},
	{
		id: "GetSecretById", summary: "Get secret", method: "get", path: "/api/v1/secrets/{id}", tag: "Secrets",
		about: "Gives one secret, with its fields, by its number.",
		parameters: []parameter{
			{key: "id", name: "Secret ID", in: "path", kind: Integer, about: "The secret's number, as its page in Secret Server has it in its address."},
			bearer,
		},
		gives: "SecretModel", good: "The secret.", signedIn: true,
	},
	{
		id: "GetTemplateById", summary: "Get secret template", method: "get", path: "/api/v1/secret-templates/{id}", tag: "Templates",
		about: "Gives one template, with its fields, by its number.",
		parameters: []parameter{
			{key: "id", name: "Template ID", in: "path", kind: Integer, about: "The template's number: the secretTemplateId of its secrets."},
			bearer,
		},
		gives: "SecretTemplateModel", good: "The template.", signedIn: true,
	},
}
