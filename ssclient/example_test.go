package ssclient_test

import (
	"context"
	"fmt"
	"log"

	"sallyport/assets"
	"sallyport/ssclient"
	"sallyport/ssclient/demovault"
	"sallyport/workflow/sealed"
)

// A program reads a secret by its number. Values are sealed: Reveal lends the
// bytes, and nothing prints them by accident.
func Example_secret() {
	client := signedIn()
	defer client.Close()

	secret, err := client.Secret(context.Background(), 101)
	if err != nil {
		log.Fatal(err)
	}
	defer secret.Wipe()

	fmt.Println(secret.Name, "is a", secret.TemplateName)
	if user, ok := secret.Item("username"); ok {
		user.Value.Reveal(func(b []byte) { fmt.Printf("user %s\n", b) })
	}
	if password, ok := secret.Item("password"); ok {
		fmt.Println("password", password.Value)
	}
	// Output:
	// web-01 is a Unix Account (SSH)
	// user svc-web-01
	// password [sealed]
}

// A program reads a template to know which fields its secrets have.
func Example_template() {
	client := signedIn()
	defer client.Close()

	template, err := client.Template(context.Background(), 6007)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(template.Name)
	for _, f := range template.Fields {
		if f.IsRequired {
			fmt.Println("-", f.Slug)
		}
	}
	// Output:
	// Unix Account (SSH)
	// - machine
	// - username
	// - password
}

// A program gets a token for other programs, and later renews it. A refresh
// token works once: the new one takes its place.
func Example_token() {
	ctx := context.Background()
	client := signedIn()
	defer client.Close()

	token, err := client.Token(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer token.Wipe()
	fmt.Println(token.Type, token.Access, !token.Refresh.Empty())

	if err := client.Resume(ctx, token.Refresh); err != nil {
		log.Fatal(err)
	}
	renewed, err := client.Token(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer renewed.Wipe()
	fmt.Println("the same:", renewed.Access.Equal(token.Access))
	// Output:
	// bearer [sealed] true
	// the same: false
}

// signedIn is a client of a demo vault in memory. A real one needs no
// Transport, and the address of a Secret Server.
func signedIn() *ssclient.Client {
	vault, err := demovault.New(demovault.Config{Seed: assets.DemoSeed})
	if err != nil {
		log.Fatal(err)
	}
	client, err := ssclient.New(ssclient.Config{
		BaseURL:   "https://vault.example.com/SecretServer",
		Transport: vault.Transport(),
	})
	if err != nil {
		log.Fatal(err)
	}
	alice := vault.Users()[0]
	err = client.SignIn(context.Background(), ssclient.Credentials{
		User: alice.Name, Password: sealed.New([]byte(alice.Password)),
	})
	if err != nil {
		log.Fatal(err)
	}
	return client
}
