package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient/demovault"
)

func TestTheWayOfASecretsSSHSessionsIsChosenInThePane(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101})
		for f, value := range map[app.SettingField]string{app.SSHPort: "22", app.SSHJump: "off", app.SSHTunnels: "off"} {
			if s := shown(h, f); s.Value != value || s.Owner == app.OwnerConnection || !s.Typed {
				t.Errorf("at first %+v", s)
			}
		}
		choose := func(f app.SettingField, v string) app.Intent {
			return app.ChooseSetting{SecretID: 101, Field: f, Value: v}
		}
		h.Do(choose(app.SSHPort, "2022"), choose(app.SSHJump, " me@Jump.example.com:22 "), choose(app.SSHTunnels, "8080:intranet:80,db:5432"))
		want := settings.SSHConnection{
			Port: 2022, Jump: &settings.Jump{Host: "jump.example.com", Port: 22, User: "me"},
			Tunnels: []settings.Tunnel{{Own: 8080, Host: "intranet", Port: 80}, {Host: "db", Port: 5432}},
		}
		kept, err := settings.Store{Path: h.SettingsFile()}.Load()
		if d := cmp.Diff(want, kept.Connection(h.View().Server, 101).SSH); d != "" || err != nil {
			t.Errorf("kept %v (-want +got):\n%s", err, d)
		}
		if s := shown(h, app.SSHTunnels); s.Value != "8080:intranet:80, db:5432" || s.Text != s.Value || s.Owner != app.OwnerConnection || h.View().Pane.Port != 2022 || h.View().Pane.Choices != 3 {
			t.Errorf("shown %+v, port %d, %d choices", s, h.View().Pane.Port, h.View().Pane.Choices)
		}
		h.Do(app.Connect{SecretID: 101})
		got := h.Launcher.Last().Target
		if got.Port != 2022 || *got.SSH.Jump != (launcher.Jump{Host: "jump.example.com", Port: 22, User: "me"}) || len(got.SSH.Tunnels) != 2 {
			t.Errorf("started %+v, %+v", got, got.SSH)
		}
		h.Do(choose(app.SSHPort, ""), choose(app.SSHJump, ""), choose(app.SSHTunnels, ""))
		if s := shown(h, app.SSHPort); s.Value == "2022" || s.Owner == app.OwnerConnection || h.View().Pane.Port == 2022 {
			t.Errorf("taken back: %+v, port %d", s, h.View().Pane.Port)
		}
		kept, _ = settings.Store{Path: h.SettingsFile()}.Load() // it could be read a moment ago
		if c := kept.Connection(h.View().Server, 101).SSH; !cmp.Equal(c, settings.SSHConnection{}) {
			t.Errorf("still kept %+v", c)
		}
	})
}

func TestAWayThatCannotBeIsRefusedWithASentenceAndChangesNothing(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.ChooseSetting{SecretID: 101, Field: app.SSHPort, Value: "2022"})
		for value, c := range map[string]struct {
			field app.SettingField
			where string
		}{
			"70000": {app.SSHPort, "port"}, "ssh": {app.SSHPort, "port"}, "jump.example.com": {app.SSHJump, "jump host"},
			"-l@jump": {app.SSHJump, "jump host's user"}, "me@fe80::1%eth0": {app.SSHJump, "jump host"},
			"db": {app.SSHTunnels, "tunnel"}, "80:a:1, 80:b:2": {app.SSHTunnels, "tunnel"}, "80:a:1,": {app.SSHTunnels, "tunnel"},
			strings.Repeat("a:1,", 16) + "a:1": {app.SSHTunnels, "tunnel"},
		} {
			before := h.View().Pane
			h.Do(app.ChooseSetting{SecretID: 101, Field: c.field, Value: value})
			after := h.View().Pane
			if p := after.Problem; p.Kind != app.ProblemChoice || p.Where != c.where || p.Detail == "" || after.Choices != before.Choices || !cmp.Equal(after.SSH, before.SSH) {
				t.Errorf("%q: %+v, %+v", value, p, after.SSH)
			}
		}
		h.Do(app.ChooseSetting{SecretID: 101, Field: app.SSHJump, Value: "me@jump"})
		if p := h.View().Pane.Problem; !p.None() {
			t.Errorf("after a good one still %+v", p)
		}
	})
}

func TestTheVaultsProxyLeavesNoChoiceOfTheWay(t *testing.T) {
	apptest.Run(t, func(h *apptest.H) {
		h.Vault.SetSecret(101, func(o *demovault.SecretOptions) { o.ProxyEnabled = true })
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 101}, app.ChooseSetting{SecretID: 101, Field: app.SSHJump, Value: "me@jump"}, app.ChooseSetting{SecretID: 101, Field: app.SSHPort, Value: "2022"})
		for _, f := range []app.SettingField{app.SSHPort, app.SSHJump} {
			if s := shown(h, f); s.Owner != app.OwnerForbidden || s.Open() {
				t.Errorf("%+v", s)
			}
		}
		if s := shown(h, app.SSHTunnels); !s.Typed || h.View().Pane.Port == 2022 {
			t.Errorf("%+v, port %d", s, h.View().Pane.Port)
		}
		h.Do(app.Connect{SecretID: 101})
		if got := h.Launcher.Last().Target; got.SSH.Jump != nil || got.Port == 2022 {
			t.Errorf("started %+v", got)
		}
	})
}
