package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/ssclient/connector"
	"sallyport/ssclient/demovault"
)

func TestASecretIsPrintedAsTheConnectorGivesIt(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("secret get 101"))
	if got.code != 0 || got.err != "" {
		t.Fatalf("code %d, %s", got.code, got.err)
	}
	holdToDefinition(t, got.out, "SecretModel", "RestSecretItem", "items")
	var secret struct {
		Name  string
		Items []struct {
			Slug, ItemValue  string
			FileAttachmentID *int
		}
	}
	if err := json.Unmarshal([]byte(got.out), &secret); err != nil {
		t.Fatal(err)
	}
	password := ""
	for _, i := range secret.Items {
		if i.FileAttachmentID != nil {
			t.Errorf("%s: the vault said null, and %d was printed", i.Slug, *i.FileAttachmentID)
		}
		if i.Slug == "password" {
			password = i.ItemValue
		}
	}
	if secret.Name != "web-01" || password == "" {
		t.Errorf("%q with password %q", secret.Name, password)
	}
	if one := s.asAlice(words("secret get 101 --field PASSWORD")); one.out != password+"\n" {
		t.Errorf("--field printed %q, the secret has %q", one.out, password)
	}
	if one := s.asAlice([]string{"secret", "get", `\Linux\web-01`, "-o", `template={{field . "password"}}`}); one.out != password {
		t.Errorf("the template printed %q, the secret has %q", one.out, password)
	}
	table := s.asAlice(words("secret get 101 -o table"))
	if strings.Contains(table.out, password) || !strings.Contains(table.out, "svc-web-01") {
		t.Errorf("the table without --show: %s", table.out)
	}
	if shown := s.asAlice(words("secret get 101 -o table --show")); !strings.Contains(shown.out, password) {
		t.Errorf("the table with --show: %s", shown.out)
	}
}

// holdToDefinition compares what was printed with the connector's definition, member by member, in order.
func holdToDefinition(t *testing.T, printed, definition, inside, member string) {
	t.Helper()
	names := func(raw string) (all []string) {
		d := json.NewDecoder(strings.NewReader(raw))
		depth := 0
		key := false
		for {
			tok, err := d.Token()
			if err != nil {
				return all
			}
			switch v := tok.(type) {
			case json.Delim:
				if v == '{' || v == '[' {
					depth++
				} else {
					depth--
				}
				key = depth == 1
			case string:
				if depth == 1 && key {
					all = append(all, v)
					key = false
					continue
				}
				key = depth == 1
			default:
				key = depth == 1
			}
		}
	}
	want := func(of string) (all []string) {
		d, ok := connector.Find(of)
		if !ok {
			t.Fatalf("no definition %s", of)
		}
		for _, m := range d.Members {
			all = append(all, m.Name)
		}
		return all
	}
	if diff := cmp.Diff(want(definition), names(printed)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", definition, diff)
	}
	if inside == "" {
		return
	}
	var all map[string]json.RawMessage
	var elements []json.RawMessage
	if err := json.Unmarshal([]byte(printed), &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(all[member], &elements); err != nil || len(elements) == 0 {
		t.Fatalf("%d %s (%v)", len(elements), member, err)
	}
	for _, e := range elements {
		if diff := cmp.Diff(want(inside), names(string(e))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", inside, diff)
		}
	}
}

func TestATemplateIsPrintedAsTheConnectorGivesIt(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("template get 6007"))
	got.want(t, 0, "Unix Account (SSH)", "")
	holdToDefinition(t, got.out, "SecretTemplateModel", "ISecretTemplateField", "fields")
	s.asAlice(words("template get 6007 -o table")).want(t, 0, "private-key-passphrase  Private Key Passphrase", "")
}

func TestATokenIsPrintedAsTheConnectorGivesIt(t *testing.T) {
	s := newScripts(t)
	got := s.asAlice(words("token"))
	holdToDefinition(t, got.out, "TokenResponse", "", "")
	var token struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	if err := json.Unmarshal([]byte(got.out), &token); err != nil {
		t.Fatal(err)
	}
	// It lives on: the command did not sign out, and neither does one that uses it.
	for range 2 {
		s.run(token.Access+"\n", words("secret get 101 --field username --token-stdin --server "+s.url)...).want(t, 0, "svc-web-01\n", "")
	}
	renewed := s.run(token.Refresh, words("token --refresh --server "+s.url)...)
	renewed.want(t, 0, "access_token", "")
	holdToDefinition(t, renewed.out, "TokenResponse", "", "")
	s.run(token.Refresh, words("token --refresh --server "+s.url)...).want(t, exitSignIn, "", "the token is over, spent, or none of this server's")
	s.run("AgNoSuchToken", words("secret state 101 --token-stdin --server "+s.url)...).want(t, exitSignIn, "", "the token is over, spent, or none of this server's")
	s.run("", words("token --refresh --server "+s.url)...).want(t, exitUsage, "", "the refresh token is missing")

	if hidden := s.asAlice(words("token -o table")); strings.Contains(hidden.out, "Ag") || hidden.code != 0 {
		t.Errorf("the table: %q", hidden.out)
	}
	if n := s.happened("sign-out", 0); n != 0 {
		t.Errorf("%d tokens were ended that others use", n)
	}
}

func TestAServerWithoutRefreshTokensGivesNone(t *testing.T) {
	s := newScripts(t)
	s.vault.SetSettings(func(set *demovault.Settings) { set.RefreshTokens = false })
	got := s.asAlice(words("token"))
	if got.code != 0 || strings.Contains(got.out, "refresh_token") {
		t.Errorf("code %d, %s", got.code, got.out)
	}
}

func TestTheConnectorIsDescribedOnRequest(t *testing.T) {
	s := newScripts(t)
	for golden, args := range map[string]string{
		"vault.example.json": "connector-definition --host vault.example --base-path /SecretServer",
		"properties.json":    "connector-definition --properties",
	} {
		want, err := os.ReadFile(filepath.Join("../../ssclient/connector/testdata", golden))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.run("", words(args)...); got.code != 0 || got.err != "" || got.out != string(want) {
			t.Errorf("%s: code %d, %s%s", args, got.code, got.err, cmp.Diff(string(want), got.out))
		}
	}
}
