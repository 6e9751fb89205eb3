package demovault

import (
	"slices"
	"strings"
)

// template is a secret template: its fields in order, and what can be started with it.
type template struct {
	ID           int
	Name         string
	PasswordType int // which changer sets its passwords; 0: none, so no heartbeat either
	Fields       []field
	Launcher     launcherKind
	// HostsSlug names the list field whose values are the only machines that
	// the launcher may go to; "" where any will do.
	HostsSlug   string
	HostsDenied bool           // they are the ones that it must not go to
	Also        []launcherKind // what else its secrets can be opened with
	// The slugs that a generated key pair fills; "" where the template has none.
	PrivateKey, Passphrase, PublicKey string
}

type field struct {
	ID          int
	Name, Slug  string
	Description string
	Required    bool
	Password    bool
	Notes       bool
	URL         bool
	File        bool
	List        bool // several values, kept as lines
	Exposed     bool // may be returned as an extended field, and is searched
	Rule        passwordRule
}

const (
	sshTemplate    = "Unix Account (SSH)"
	sshKeyTemplate = "Unix Account (SSH Key Rotation - No Password)"
	winTemplate    = "Windows Account"
	adTemplate     = "Active Directory Account"
	sqlTemplate    = "SQL Server Account"
	webTemplate    = "Web Password"
	keyTemplate    = "SSH Key"
)

// stockTemplates are the vendor's templates that the demo uses, with the ids
// of the public record: templates 2, 9, 6001, 6003, 6007 and 6017 and the
// fields 7, 8, 60, 61, 83 to 90 and 108 to 111 have a source, the other ids are
// only likely. Port is the field that the vendor's manual tells administrators
// to add for other ports than 22. The templates from 7001 on are those of the
// demo's administrator.
func stockTemplates() []*template {
	return slices.Concat(accountTemplates(), unixTemplates(), ownTemplates())
}

func textField(id int, name string) field {
	return field{ID: id, Name: name, Slug: slugOf(name), Required: true, Exposed: true}
}

func hostField(id int) field {
	f := textField(id, "Machine")
	f.Description = "The server or location."
	return f
}

func userField(id int) field {
	f := textField(id, "Username")
	f.Description = "The name of the account."
	return f
}

func passwordField(id int) field {
	return field{ID: id, Name: "Password", Slug: "password", Required: true, Password: true, Description: "The password of the account.", Rule: defaultRule}
}

func notesField(id int) field {
	return field{ID: id, Name: "Notes", Slug: "notes", Notes: true, Description: "Anything else."}
}

func portField(id int) field {
	return field{ID: id, Name: "Port", Slug: "port", Exposed: true, Description: "The SSH port, 22 if empty."}
}

const (
	privateSlug = "private-key"
	phraseSlug  = "private-key-passphrase"
	publicSlug  = "public-key"
)

func keyFields(private, phrase int) []field {
	return []field{
		{ID: private, Name: "Private Key", Slug: privateSlug, File: true, Description: "The SSH private key."},
		{ID: phrase, Name: "Private Key Passphrase", Slug: phraseSlug, Password: true, Description: "Decrypts the private key.", Rule: phraseRule},
	}
}

func publicField(id int) field {
	return field{ID: id, Name: "Public Key", Slug: publicSlug, File: true, Description: "The SSH public key."}
}

// slugOf is how a field's name becomes its slug.
func slugOf(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, name)
}

func accountTemplates() []*template {
	return []*template{
		{ID: 2, Name: "Password", Fields: []field{textField(60, "Resource"), userField(61), passwordField(7), notesField(8)}},
		{ID: 4, Name: "Pin", Fields: []field{
			textField(12, "Resource"), {ID: 13, Name: "Pin", Slug: "pin", Required: true, Password: true, Rule: pinRule}, notesField(14),
		}},
		{ID: 9, Name: webTemplate, Launcher: webLauncher, Fields: []field{
			{ID: 38, Name: "URL", Slug: "url", Required: true, URL: true, Exposed: true}, userField(39), passwordField(40), notesField(41),
		}},
		{ID: 6001, Name: adTemplate, PasswordType: 1, Launcher: rdpLauncher, Fields: []field{
			textField(83, "Domain"), userField(86), passwordField(85), notesField(84),
		}},
		{ID: 6003, Name: winTemplate, PasswordType: 2, Launcher: rdpLauncher, Fields: []field{hostField(87), userField(89), passwordField(90), notesField(88)}},
		{ID: 6004, Name: sqlTemplate, PasswordType: 3, Launcher: sqlLauncher, Fields: []field{
			textField(91, "Server"), userField(92), passwordField(93), notesField(94),
		}},
		{ID: 6005, Name: "Oracle Account", PasswordType: 6, Fields: []field{
			textField(95, "Server"), textField(96, "Database"), textField(97, "Port"), userField(98), passwordField(99), notesField(100),
		}},
		{ID: 6017, Name: "MySql Account", PasswordType: 7, Fields: []field{
			textField(164, "Server"), userField(165), passwordField(166), notesField(167),
		}},
	}
}

func unixTemplates() []*template {
	return []*template{
		{
			ID: 6007, Name: sshTemplate, PasswordType: 4, Launcher: sshLauncher, PrivateKey: privateSlug, Passphrase: phraseSlug,
			Fields: slices.Concat([]field{hostField(108), userField(111), passwordField(110), notesField(109)}, keyFields(189, 190), []field{portField(412)}),
		},
		{ID: 6009, Name: "Cisco Account (SSH)", PasswordType: 8, Launcher: sshLauncher, Fields: []field{
			hostField(116), userField(117), passwordField(118), notesField(119), portField(414),
		}},
		{
			ID: 6026, Name: keyTemplate, PrivateKey: privateSlug, Passphrase: phraseSlug, PublicKey: publicSlug,
			Fields: slices.Concat(keyFields(245, 246), []field{publicField(247), notesField(248)}),
		},
		{
			ID: 6051, Name: "Unix Account (SSH Key Rotation)", PasswordType: 9, Launcher: sshLauncher,
			PrivateKey: privateSlug, Passphrase: phraseSlug, PublicKey: publicSlug,
			Fields: slices.Concat([]field{hostField(294), userField(295), passwordField(296), notesField(297)}, keyFields(298, 299), []field{publicField(300), portField(415)}),
		},
		{
			ID: 6052, Name: sshKeyTemplate, PasswordType: 5, Launcher: sshLauncher, PrivateKey: privateSlug, Passphrase: phraseSlug, PublicKey: publicSlug,
			Fields: slices.Concat([]field{hostField(301), userField(302), notesField(303)}, keyFields(304, 305), []field{publicField(306), portField(413)}),
		},
	}
}

// ownTemplates show what administrators make: domain accounts whose launcher
// goes to listed machines only or to all but those, applications with launchers
// of their own, and a machine with several.
func ownTemplates() []*template {
	return []*template{
		{ID: 7001, Name: "Active Directory Account (Restricted Hosts)", PasswordType: 1, Launcher: rdpLauncher, HostsSlug: "allowed-hosts", Fields: []field{
			textField(501, "Domain"), userField(502), passwordField(503), notesField(504),
			{ID: 505, Name: "Allowed Hosts", Slug: "allowed-hosts", List: true, Description: "Where the launcher may go."},
		}},
		{ID: 7002, Name: "Database Console", PasswordType: 3, Launcher: customLauncher, Fields: []field{
			textField(511, "Server"), textField(512, "Database"), userField(513), passwordField(514), notesField(515),
		}},
		{ID: 7003, Name: "Network Appliance", PasswordType: 8, Launcher: sshLauncher, Also: []launcherKind{scanLauncher, webLauncher}, Fields: []field{
			hostField(521), userField(522), passwordField(523), notesField(524), portField(525),
			{ID: 526, Name: "URL", Slug: "url", URL: true, Exposed: true},
		}},
		{ID: 7004, Name: "Legacy Console", PasswordType: 3, Launcher: openLauncher, Fields: []field{
			textField(531, "Server"), userField(532), passwordField(533), notesField(534),
		}},
		{ID: 7005, Name: "Active Directory Account (Kept Away)", PasswordType: 1, Launcher: rdpLauncher, HostsSlug: "denied-hosts", HostsDenied: true, Fields: []field{
			textField(541, "Domain"), userField(542), passwordField(543), notesField(544),
			{ID: 545, Name: "Denied Hosts", Slug: "denied-hosts", List: true, Description: "Where the launcher must not go."},
		}},
	}
}

func (t *template) field(slug string) (int, bool) {
	i := slices.IndexFunc(t.Fields, func(f field) bool { return strings.EqualFold(f.Slug, slug) })
	return i, i >= 0
}

func (v *Vault) templateNamed(name string) *template {
	for _, t := range v.templates {
		if t.Name == name {
			return t
		}
	}
	return nil
}
