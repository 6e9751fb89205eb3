package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"testing"

	"sallyport/ssclient"
)

// quiet are the methods of the clients that send nothing, or nothing of their own.
var quiet = map[string]string{
	"AllSecrets":           "in more",
	"Calls":                "counts",
	"Close":                "says nothing to the server",
	"RefreshToken":         "hands out what there is",
	"SecretPage":           "an address for a browser",
	"SignOut":              "of the Platform: forgets",
	"StartSecretChallenge": "invented: held by TestASecretsChallengeIsTheSameExchange",
	"Token":                "hands out what there is",
	"TokenPage":            "an address for a browser",
	"Vault":                "makes a client",
	"Resume":               "of the Platform: held by TestAPlatformSessionIsResumedWithBothTokens",
	"SignInToken":          "of the Platform: held by TestAPastedTokenOfThePlatformIsCheckedAtTheBroker",
}

// A method that nobody calls here is one whose requests were never looked at.
func TestEachMethodThatSendsIsCalled(t *testing.T) {
	called := map[string]bool{}
	for _, file := range []string{"client_test.go", "requests_test.go", "platformclient_test.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && (x.Name == "c" || x.Name == "p") {
					called[sel.Sel.Name] = true
				}
			}
			return true
		})
	}
	for _, of := range []reflect.Type{reflect.TypeFor[*ssclient.Client](), reflect.TypeFor[*ssclient.Platform]()} {
		for i := range of.NumMethod() {
			if name := of.Method(i).Name; !called[name] && quiet[name] == "" {
				t.Errorf("%s.%s: give it a row in asks, platformAsks or more", of.Elem().Name(), name)
			}
		}
	}
	for name := range quiet {
		if _, ok := reflect.TypeFor[*ssclient.Client]().MethodByName(name); ok {
			continue
		}
		if _, ok := reflect.TypeFor[*ssclient.Platform]().MethodByName(name); !ok {
			t.Errorf("quiet speaks of %s, which does not exist", name)
		}
	}
}
