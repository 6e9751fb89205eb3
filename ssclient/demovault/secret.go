package demovault

import (
	"net"
	"strings"
	"time"
)

// SecretOptions are the rules of one secret.
type SecretOptions struct {
	RequiresComment     bool
	RequiresTicket      bool  // the reason must fit a ticket system, the default one if none is named
	RequiresApproval    bool  // of those who may only view it, and of more:
	EditorsNeedApproval bool  // of those who may edit it
	OwnersNeedApproval  bool  // of its owners and of approvers too
	Workflow            int   // the steps of an approval; 0: one step, any approver
	Approvers           []int // without a workflow: ids of the groups and users who review; none: every approver
	RequiresMFA         bool
	LockedTo            []string // users for whom the QuantumLock is; none: all who may view the secret
	QuantumLock         bool

	CheckOutEnabled         bool
	Interval                time.Duration // of a check-out; 0: Settings.CheckOutInterval
	ChangePasswordOnCheckIn bool
	WarnPercent             int           // elapsed share at which to warn; 0: Settings.WarnPercent
	ExtensionEnabled        bool          // and Settings.ExtensionEnabled
	MaxExtension            time.Duration // in all; 0: Settings.MaxExtension

	PasswordChangePending bool
	PasswordChangeFailed  bool
	HidePassword          bool // to be used by launchers, not seen
	PasswordChangeFails   bool // the next ones do
	ProxyEnabled          bool
	AutoChange            bool // autoChangeEnabled
	SessionRecording      bool
	Incognito             bool // webLauncherRequiresIncognitoMode
	ConnectAs             int  // launcherConnectAsSecretId; 0: none
	Inactive              bool
	Heartbeat             string   // lastHeartBeatStatus; "": Success
	RDP                   RDPRules `json:",omitzero"`
	DeniedTo              []string // users who may not even know that it exists
}

// secret is one secret with all that the vault remembers about it. Exported
// members are what the store keeps.
type secret struct {
	ID, TemplateID, FolderID int
	Name                     string
	Options                  SecretOptions
	Items                    []item  // one for each field of the template, in its order
	FollowsHost              bool    // Machine and Port are those of the demo's target
	Owner                    int     // user id of who created it; 0: nobody
	Grants                   []grant `json:",omitempty"` // nil: those of the folder
	KeySeed                  []byte  `json:",omitempty"` // ed25519, until its file is first read
	CreatedAt                time.Time
	HeartbeatAt              time.Time
	ChangedAt                time.Time

	Beat     string    `json:",omitempty"` // what the last heartbeat found
	Drifted  string    `json:",omitempty"` // the password of the target, where it is another; see Drift
	Rotation *rotation `json:",omitempty"`
	Failures int       `json:",omitempty"` // password changes in a row
	Expired  bool      `json:",omitempty"`
	OTPKey   string    `json:",omitempty"` // base32; "" for no one-time passwords

	Locked   *lockedFields     `json:",omitempty"` // QuantumLock: the values that Items lack
	CheckOut *checkOut         `json:",omitempty"`
	Comments map[int]time.Time `json:",omitempty"` // user id: when the last comment was left
	MFAUntil map[int]time.Time `json:",omitempty"` // user id: how long the challenge counts
	Accessed map[int]time.Time `json:",omitempty"`
	Favorite map[int]bool      `json:",omitempty"`
	Audits   []audit           `json:",omitempty"`

	lower    string // the name in lower case
	haystack string // what searchText looks through
}

type item struct {
	ID       int
	Value    string
	FileID   int    `json:",omitempty"`
	FileName string `json:",omitempty"`
	File     []byte `json:",omitempty"`
}

// checkOut is one check-out. Expiry is End by the vault's clock.
type checkOut struct {
	User       int
	Start, End time.Time
	Interval   time.Duration
	Extended   time.Duration
}

// notForDisplay stands where the value of a file field would be.
const notForDisplay = "*** Not Valid For Display ***"

// newSecret makes an empty secret of a template; the caller fills and files it.
func (v *Vault) newSecret(id int, t *template, folderID int, name string, now time.Time) *secret {
	s := &secret{ID: id, TemplateID: t.ID, FolderID: folderID, Name: name, CreatedAt: now, Items: make([]item, len(t.Fields))}
	for i := range s.Items {
		v.lastID.item++
		s.Items[i].ID = v.lastID.item
	}
	v.lastID.secret = max(v.lastID.secret, id)
	return s
}

// file puts a secret into the vault, or back after a change of its values.
func (v *Vault) file(s *secret) {
	v.secrets[s.ID] = s
	if s.CheckOut != nil {
		v.held[s.ID] = s
	}
	if s.Rotation != nil {
		v.changes[s.ID] = s
	}
	v.digest(s)
	v.touch(s)
	v.reindex()
}

// digest renews what a search looks through: name, folder and exposed fields.
func (v *Vault) digest(s *secret) {
	s.lower = strings.ToLower(s.Name)
	var b strings.Builder
	b.WriteString(s.lower)
	if f := v.folders[s.FolderID]; f != nil {
		b.WriteString("\n" + f.lower)
	}
	for i, f := range v.templates[s.TemplateID].Fields {
		if f.Exposed {
			b.WriteString("\n" + strings.ToLower(s.Items[i].Value))
		}
	}
	s.haystack = b.String()
	v.text = nil
}

func (v *Vault) folderPath(s *secret) string {
	if f := v.folders[s.FolderID]; f != nil {
		return f.Path
	}
	return ""
}

func (v *Vault) pathOf(s *secret) string {
	if f := v.folders[s.FolderID]; f != nil {
		return f.Path + `\` + s.Name
	}
	return `\` + s.Name
}

// value is a field's value by its slug; "" where the template has no such field.
func (v *Vault) value(s *secret, slug string) string {
	if i, ok := v.templates[s.TemplateID].field(slug); ok {
		return s.Items[i].Value
	}
	return ""
}

func (v *Vault) setValue(s *secret, slug, value string) {
	if i, ok := v.templates[s.TemplateID].field(slug); ok {
		s.Items[i].Value = value
	}
}

// SetSSHHost changes the target of the SSH secrets: its host goes into Machine, its port into Port.
func (v *Vault) SetSSHHost(addr string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sshHost = addr
	v.pointSecrets()
}

// SetRDPHost changes the target of the Windows secrets; a port other than 3389 becomes part of Machine.
func (v *Vault) SetRDPHost(addr string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.rdpHost = addr
	v.pointSecrets()
}

// pointSecrets writes the targets into the secrets that follow them. The store
// does not care: the next start points them anew.
func (v *Vault) pointSecrets() {
	for _, s := range v.secrets {
		if s.FollowsHost {
			v.point(s)
		}
	}
}

func (v *Vault) point(s *secret) {
	switch v.templates[s.TemplateID].Launcher {
	case sshLauncher:
		host, port, err := net.SplitHostPort(v.sshHost)
		if err != nil {
			host, port = v.sshHost, ""
		}
		if host == "" {
			host = s.lower + ".demo.example"
		}
		v.setValue(s, "machine", host)
		v.setValue(s, "port", port)
	case rdpLauncher:
		v.setValue(s, "machine", strings.TrimSuffix(v.rdpHost, ":3389"))
	}
	v.digest(s)
}

// secretFor finds an active secret on which u has a right; the refusal says
// nothing about why not.
func (v *Vault) secretFor(id int, u *user, need right) (*secret, error) {
	s := v.secrets[id]
	if s == nil || s.Options.Inactive || v.rightOn(s, u) < need {
		return nil, v.denied()
	}
	return s, nil
}

// restricted says whether anything stands before the secret.
func (s *secret) restricted() bool {
	o := s.Options
	return o.RequiresComment || o.RequiresApproval || o.QuantumLock || o.CheckOutEnabled || o.RequiresMFA
}

// unlisted says whether a search leaves the secret out unless asked for
// restricted ones: check-out alone does not count.
func (s *secret) unlisted() bool {
	return s.Options.RequiresComment || s.Options.RequiresApproval || s.Options.QuantumLock
}

// put stores a time in a map that may not exist yet.
func put[V any](m *map[int]V, key int, value V) {
	if *m == nil {
		*m = map[int]V{}
	}
	(*m)[key] = value
}

// connectAs is the secret that signs in first, as the API says it.
func (o SecretOptions) connectAs() int {
	if o.ConnectAs == 0 {
		return -1
	}
	return o.ConnectAs
}
