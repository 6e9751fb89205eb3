package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sallyport/app/settings"
	"sallyport/launcher"
	"sallyport/ssclient"
)

// find is the setting of one field.
func find(all []SessionSetting, f SettingField) SessionSetting {
	for _, s := range all {
		if s.Field == f {
			return s
		}
	}
	return SessionSetting{}
}

// Every combination of what connection, user and vault say about a switch.
func TestWhoseWordCountsForASwitch(t *testing.T) {
	switches := []settings.Switch{settings.Unset, settings.On, settings.Off, "banana"}
	chosen := func(s settings.Switch) bool { return s == settings.On || s == settings.Off }
	for _, connection := range switches {
		for _, user := range switches {
			for _, rule := range []ssclient.Preference{"", ssclient.PreferenceNo, ssclient.PreferenceYes, ssclient.PreferenceOwnNo, ssclient.PreferenceOwnYes, "Maybe"} {
				want, owner := false, OwnerDefault
				switch {
				case rule == ssclient.PreferenceNo:
					owner = OwnerForbidden
				case chosen(connection):
					want, owner = connection == settings.On, OwnerConnection
				case chosen(user):
					want, owner = user == settings.On, OwnerUser
				case rule == ssclient.PreferenceYes || rule == ssclient.PreferenceOwnYes:
					want, owner = true, OwnerVault
				}
				rules := ssclient.RDPLauncherSettings{Clipboard: rule, Printers: rule, SmartCards: rule, Console: rule}
				all := func(s settings.Switch) settings.RDP {
					return settings.RDP{Clipboard: s, Printers: s, SmartCards: s, Admin: s}
				}
				s, shown := mergeRDP(all(connection), all(user), rules)
				for f, got := range map[SettingField]bool{RDPClipboard: s.Clipboard, RDPPrinters: s.Printers, RDPSmartCards: s.SmartCards, RDPAdmin: s.Admin} {
					line := find(shown, f)
					if got != want || line.Value != onOff(want) || line.Owner != owner || (line.Choices == nil) != (owner == OwnerForbidden) {
						t.Errorf("%s: connection %q, user %q, rule %q: %v by %q, want %v by %q; shown %+v", f, connection, user, rule, got, line.Owner, want, owner, line)
					}
				}
			}
		}
	}
}

func TestWhatRemoteDesktopsAreMadeOf(t *testing.T) {
	drives := []settings.Drive{{Name: "work", Path: "/srv/work"}}
	for name, c := range map[string]struct {
		connection, user settings.RDP
		rules            ssclient.RDPLauncherSettings
		want             launcher.RDPSettings
		field            SettingField
		shown            SessionSetting // without its choices
	}{
		"nobody says anything": {field: RDPSize, shown: SessionSetting{Value: "1280×800", Owner: OwnerDefault}},
		"the vault's size": {
			rules: ssclient.RDPLauncherSettings{Resolution: ssclient.PreferenceYes, Width: 800, Height: 600},
			want:  launcher.RDPSettings{Width: 800, Height: 600}, field: RDPSize, shown: SessionSetting{Value: "800×600", Owner: OwnerVault},
		},
		"the vault says no to a size, which is no ban": {
			user:  settings.RDP{Width: 1024, Height: 768},
			rules: ssclient.RDPLauncherSettings{Resolution: ssclient.PreferenceNo, Width: 800, Height: 600},
			want:  launcher.RDPSettings{Width: 1024, Height: 768}, field: RDPSize, shown: SessionSetting{Value: "1024×768", Owner: OwnerUser},
		},
		"a size that cannot be": {
			connection: settings.RDP{Width: 10, Height: 99999}, user: settings.RDP{Width: 1024},
			rules: ssclient.RDPLauncherSettings{Resolution: ssclient.PreferenceYes},
			field: RDPSize, shown: SessionSetting{Value: "1280×800", Owner: OwnerDefault},
		},
		"drives": {
			user: settings.RDP{Drives: drives}, want: launcher.RDPSettings{Drives: []launcher.Drive{{Name: "work", Path: "/srv/work"}}},
			field: RDPDrives, shown: SessionSetting{Value: "work", Owner: OwnerUser, Typed: true, Text: "/srv/work"},
		},
		"no drives for this connection": {
			connection: settings.RDP{Drives: []settings.Drive{}}, user: settings.RDP{Drives: drives},
			field: RDPDrives, shown: SessionSetting{Value: "off", Owner: OwnerConnection, Typed: true},
		},
		"drives that are forbidden": {
			connection: settings.RDP{Drives: drives}, rules: ssclient.RDPLauncherSettings{Drives: ssclient.PreferenceNo},
			field: RDPDrives, shown: SessionSetting{Value: "off", Owner: OwnerForbidden},
		},
		"the vault's yes names no drive": {
			rules: ssclient.RDPLauncherSettings{Drives: ssclient.PreferenceYes}, field: RDPDrives, shown: SessionSetting{Value: "off", Owner: OwnerDefault, Typed: true},
		},
		"a gateway": {
			user: settings.RDP{Gateway: "gw.example.com:8443"}, want: launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "gw.example.com", Port: 8443}},
			field: RDPGateway, shown: SessionSetting{Value: "gw.example.com:8443", Owner: OwnerUser, Typed: true, Text: "gw.example.com:8443"},
		},
		"a gateway with a user of its own": {
			connection: settings.RDP{Gateway: "gw", GatewayUser: `EDGE\bob`},
			want:       launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "gw", User: `EDGE\bob`}},
			field:      RDPGateway, shown: SessionSetting{Value: "gw", Owner: OwnerConnection, Typed: true, Text: "gw"},
		},
		"no gateway for this connection": {
			connection: settings.RDP{Gateway: "none"}, user: settings.RDP{Gateway: "gw.example.com"},
			field: RDPGateway, shown: SessionSetting{Value: "off", Owner: OwnerConnection, Typed: true},
		},
		"the user's name at a gateway of this connection": {
			connection: settings.RDP{Gateway: "gw"}, user: settings.RDP{Gateway: "other", GatewayUser: "bob"},
			want:  launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "gw", User: "bob"}},
			field: RDPGatewayUser, shown: SessionSetting{Value: "bob", Owner: OwnerUser, Typed: true, Text: "bob"},
		},
		"the host's user at this connection's gateway": {
			connection: settings.RDP{GatewayUser: "-"}, user: settings.RDP{Gateway: "gw", GatewayUser: "bob"},
			want:  launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "gw"}},
			field: RDPGatewayUser, shown: SessionSetting{Value: "host", Owner: OwnerConnection, Typed: true},
		},
		"a gateway that is none is not gone around": {
			user: settings.RDP{Gateway: "gw example"}, want: launcher.RDPSettings{Gateway: &launcher.Gateway{Host: "gw example"}},
			field: RDPGateway, shown: SessionSetting{Value: "gw example", Owner: OwnerUser, Typed: true, Text: "gw example"},
		},
		"screen and sound": {
			connection: settings.RDP{Screen: "all", Sound: "here", Resize: settings.Off}, user: settings.RDP{Screen: "full", Sound: "host"},
			want:  launcher.RDPSettings{Screen: launcher.AllMonitors, Sound: launcher.SoundHere, FixedSize: true},
			field: RDPScreen, shown: SessionSetting{Value: "all", Owner: OwnerConnection},
		},
		"a screen and a sound that nobody knows": {
			connection: settings.RDP{Screen: "wall", Sound: "loud"}, field: RDPSound, shown: SessionSetting{Value: "off", Owner: OwnerDefault},
		},
	} {
		got, all := mergeRDP(c.connection, c.user, c.rules)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		line := find(all, c.field)
		line.Field, line.Choices = "", nil
		if d := cmp.Diff(c.shown, line); d != "" {
			t.Errorf("%s, shown (-want +got):\n%s", name, d)
		}
		lines := len(rdpRows)
		if got.Gateway == nil {
			lines-- // of who signs in there
		}
		if len(all) != lines {
			t.Errorf("%s: %d lines, want %d", name, len(all), lines)
		}
	}
}

// What may be chosen is what is then in force, and can be taken back.
func TestEveryChoiceForASecretCounts(t *testing.T) {
	for _, row := range rdpRows {
		for _, value := range row.choices {
			var c settings.RDP
			row.choose(&c, value)
			_, all := mergeRDP(c, settings.RDP{Gateway: "gw", GatewayUser: "bob"}, ssclient.RDPLauncherSettings{})
			if s := find(all, row.field); s.Value != value || s.Owner != OwnerConnection {
				t.Errorf("%s chosen as %q: %+v", row.field, value, s)
			}
			if row.choose(&c, ""); !cmp.Equal(c, settings.RDP{}) {
				t.Errorf("%s taken back: %+v", row.field, c)
			}
		}
	}
}
