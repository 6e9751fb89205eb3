package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"sallyport/app/cache"
	"sallyport/app/index"
	"sallyport/app/keyring"
	"sallyport/app/settings"
	"sallyport/cmd/internal/desk"
	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// How large the vault is in which starting, searching and memory are measured.
const (
	manySecrets = 100_000
	manyFolders = 10_000
)

// estate is a desk whose user has used a large vault before: its names are
// remembered, and what signs in is in the keyring.
type estate struct {
	*desk.Desk
	demo    desk.Demo
	between *desk.Proxy
	screen  *desk.Screen
	keys    *desk.Keyboard
	stops   []func()
}

func (e *estate) close() {
	for i := len(e.stops) - 1; i >= 0; i-- {
		e.stops[i]()
	}
}

// estate makes the desk and the vault. What has been made is there to be closed, error or not.
func (b *bench) estate(secrets, folders int) (e *estate, err error) {
	e = &estate{}
	if e.Desk, err = desk.Open("1280x800"); err != nil {
		return e, err
	}
	e.stops = append(e.stops, func() { _ = e.Desk.Close() }) // what was measured is printed
	if e.screen, err = e.Screen(); err != nil {
		return e, err
	}
	e.stops = append(e.stops, e.screen.Close)
	if e.keys, err = e.Desk.Keyboard(); err != nil {
		return e, err
	}
	e.stops = append(e.stops, e.keys.Close)
	bus, err := e.Keyring()
	if err != nil {
		return e, err
	}
	p, demo, err := e.RunDemo(b.bin, "demo", "--secrets", strconv.Itoa(secrets), "--folders", strconv.Itoa(folders))
	if err != nil {
		return e, err
	}
	e.demo, e.stops = demo, append(e.stops, p.Kill)
	if e.between, err = desk.Between(demo.URL); err != nil {
		return e, err
	}
	e.stops = append(e.stops, e.between.Close)
	return e, e.remember(bus)
}

// remember leaves what a run leaves that has seen the whole vault: that many
// folders would take it an hour of opening them.
func (e *estate) remember(bus string) error {
	if err := os.Setenv("DBUS_SESSION_BUS_ADDRESS", bus); err != nil {
		return err
	}
	ctx := context.Background()
	c, err := e.signIn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	seen, err := listing(ctx, c)
	if err != nil {
		return err
	}
	key, err := cache.NewKey()
	if err != nil {
		return err
	}
	ring, of := keyring.System{Wait: keyringWait}, e.account()
	err = desk.Until("the keyring", func() bool { return ring.Set(e.keyName()+" names", key) == nil })
	if err != nil {
		return err
	}
	live, err := settings.Open(settings.Store{Path: filepath.Join(e.Home(), ".config/sallyport/settings.json")})
	return errors.Join(err, e.admit(),
		cache.Store{Dir: filepath.Join(e.Home(), ".cache/sallyport/vaults")}.Save(of, key, cache.Kept{Saved: time.Now(), Body: seen.Encode()}),
		live.Change(func(s *settings.Settings) { s.Keep(settings.Vault{Server: of.Server, User: of.User, Remember: true}) }))
}

// keyringWait is how long the keyring may take.
const keyringWait = 20 * time.Second

func (e *estate) account() cache.Account { return cache.Account{Server: e.between.URL, User: "alice"} }

// keyName is under what the app has its token in the keyring.
func (e *estate) keyName() string { return e.account().Server + " " + e.account().User }

func (e *estate) signIn(ctx context.Context) (*ssclient.Client, error) {
	c, err := ssclient.New(ssclient.Config{BaseURL: e.demo.URL, Throttle: ssclient.Throttle{Calls: -1}})
	if err != nil {
		return nil, err
	}
	password := sealed.New([]byte(e.demo.Password("alice")))
	if err := c.SignIn(ctx, ssclient.Credentials{User: "alice", Password: password}); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// admit puts into the keyring what the next start signs in with: a vault lets
// one sign-in be renewed a few times only.
func (e *estate) admit() error {
	c, err := e.signIn(context.Background())
	if err != nil {
		return err
	}
	defer c.Close()
	return keyring.System{Wait: keyringWait}.Set(e.keyName(), c.RefreshToken())
}

// listing is the whole vault as a window would have seen it.
func listing(ctx context.Context, c *ssclient.Client) (*index.Index, error) {
	x := index.New()
	for f, err := range c.AllFolders(ctx) {
		if err != nil {
			return nil, err
		}
		x.PutFolder(index.Folder{ID: f.ID, Parent: max(0, f.ParentID), Name: f.Name, Path: f.Path})
	}
	for s, err := range c.AllSecrets(ctx, ssclient.SecretFilter{NoTotal: true}) {
		if err != nil {
			return nil, err
		}
		x.PutSecret(index.Secret{
			ID: s.ID, Folder: max(0, s.FolderID), Path: s.FolderPath, Name: s.Name, Template: s.TemplateName,
			Host: s.Extended("machine"), User: s.Extended("username"),
		})
	}
	if x.Len() == 0 {
		return nil, fmt.Errorf("the vault lists nothing")
	}
	return x, nil
}
