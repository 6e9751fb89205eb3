package demovault

import (
	"encoding/json"
	"fmt"
	"time"
)

// seedFile is the JSON of Config.Seed.
type seedFile struct {
	Settings seedSettings `json:"settings"`
	Users    []seedUser   `json:"users"`
	Folders  []seedFolder `json:"folders"`
	Secrets  []seedSecret `json:"secrets"`

	Groups        []seedGroup        `json:"groups"`
	Workflows     []seedWorkflow     `json:"workflows"`
	TicketSystems []seedTicketSystem `json:"ticketSystems"`
}

type seedSettings struct {
	ViewMinutes      int  `json:"secretViewIntervalMinutes"`
	CheckOutMinutes  int  `json:"checkOutIntervalMinutes"`
	ExtensionMinutes int  `json:"maxCheckOutExtensionInMinutes"`
	WarnPercent      int  `json:"checkoutNotificationThreshold"`
	CheckInOnClose   bool `json:"checkInSecretOnLastLauncherClose"`
}

type seedUser struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Role        string `json:"role"`
	RequiresOTP bool   `json:"requiresOtp"`
	QuantumLock bool   `json:"quantumLock"`
}

type seedFolder struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	ParentID int    `json:"parentId"` // -1 or 0: a root folder

	Rights []seedGrant `json:"rights"` // none: those of the parent; of a root folder: everybody views and adds
}

type seedGroup struct {
	ID      int      `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
}

// seedGrant names either a group or a user.
type seedGrant struct {
	Group   string `json:"group"`
	User    string `json:"user"`
	Secrets string `json:"secrets"` // List, View, Edit or Owner
	Folder  string `json:"folder"`  // View, AddSecret, Edit or Owner
}

type seedWorkflow struct {
	ID    int      `json:"id"`
	Name  string   `json:"name"`
	Steps []string `json:"steps"` // names of groups
}

type seedTicketSystem struct {
	ID           int        `json:"id"`
	Name         string     `json:"name"`
	Description  string     `json:"description"`
	Label        string     `json:"label"`
	Pattern      string     `json:"pattern"`
	ErrorMessage string     `json:"errorMessage"`
	ViewURL      string     `json:"viewTicketUrl"`
	Mode         ticketMode `json:"forceRequireTicketNumber"`
	Default      bool       `json:"default"`
	Inactive     bool       `json:"inactive"`
	HideComment  bool       `json:"hideComment"`
}

type seedSecret struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	FolderID int    `json:"folderId"`
	Template string `json:"template"`
	Notes    string `json:"notes"`
	HeldBy   string `json:"heldBy"` // checked out by this user at start

	Comment          bool     `json:"comment"`
	Ticket           bool     `json:"ticket"`
	Approval         bool     `json:"approval"`
	MFA              bool     `json:"mfa"`
	QuantumLock      bool     `json:"quantumLock"`
	LockedTo         []string `json:"lockedTo"`
	CheckOut         bool     `json:"checkOut"`
	Minutes          int      `json:"minutes"`
	ChangeOnCheckIn  bool     `json:"changePasswordOnCheckIn"`
	WarnPercent      int      `json:"warnPercent"`
	Extension        bool     `json:"extension"`
	ExtensionMinutes int      `json:"extensionMinutes"`
	Proxy            bool     `json:"proxy"`
	OneTimePasswords bool     `json:"oneTimePasswords"`
	RDP              RDPRules `json:"rdp"`

	Values map[string]string `json:"values"` // by slug; of a list, its lines

	EditorsNeedApproval bool        `json:"editorsNeedApproval"`
	OwnersNeedApproval  bool        `json:"ownersNeedApproval"`
	Workflow            int         `json:"workflow"`
	Rights              []seedGrant `json:"rights"` // given: the secret does not inherit its folder's
}

func parseSeed(raw []byte) (seedFile, error) {
	var s seedFile
	if len(raw) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("parse demo seed: %w", err)
	}
	return s, nil
}

func (f seedFile) settings() Settings {
	s := defaultSettings()
	set := func(d *time.Duration, n int) {
		if n > 0 {
			*d = minutes(n)
		}
	}
	set(&s.SecretViewInterval, f.Settings.ViewMinutes)
	set(&s.CheckOutInterval, f.Settings.CheckOutMinutes)
	set(&s.MaxExtension, f.Settings.ExtensionMinutes)
	if f.Settings.WarnPercent > 0 {
		s.WarnPercent = f.Settings.WarnPercent
	}
	s.CheckInOnLastClose = f.Settings.CheckInOnClose
	return s
}

func (s seedSecret) options() SecretOptions {
	return SecretOptions{
		RequiresComment: s.Comment, RequiresTicket: s.Ticket, RequiresApproval: s.Approval, RequiresMFA: s.MFA,
		QuantumLock: s.QuantumLock, LockedTo: s.LockedTo, CheckOutEnabled: s.CheckOut, Interval: minutes(s.Minutes),
		ChangePasswordOnCheckIn: s.ChangeOnCheckIn, WarnPercent: s.WarnPercent, ExtensionEnabled: s.Extension,
		MaxExtension: minutes(s.ExtensionMinutes), ProxyEnabled: s.Proxy, RDP: s.RDP,
		EditorsNeedApproval: s.EditorsNeedApproval, OwnersNeedApproval: s.OwnersNeedApproval, Workflow: s.Workflow,
	}
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// addSecrets plants the secrets of the seed with passwords of their own.
func (v *Vault) addSecrets(seed seedFile) error {
	now := v.clock().Round(0)
	for _, s := range seed.Secrets {
		t := v.templateNamed(s.Template)
		switch {
		case s.ID <= 0 || v.secrets[s.ID] != nil:
			return fmt.Errorf("demo seed: secret %q: no id, or one that is taken", s.Name)
		case t == nil:
			return fmt.Errorf("demo seed: secret %q: unknown template %q", s.Name, s.Template)
		case v.folders[s.FolderID] == nil:
			return fmt.Errorf("demo seed: secret %q: unknown folder %d", s.Name, s.FolderID)
		case s.QuantumLock && s.CheckOut:
			return fmt.Errorf("demo seed: secret %q: QuantumLock excludes check-out", s.Name)
		case s.Workflow != 0 && v.workflows[s.Workflow] == nil:
			return fmt.Errorf("demo seed: secret %q: unknown workflow %d", s.Name, s.Workflow)
		}
		n := v.newSecret(s.ID, t, s.FolderID, s.Name, now)
		n.Options, n.FollowsHost = s.options(), true
		var err error
		if n.Grants, err = v.grants(fmt.Sprintf("secret %q", s.Name), s.Rights); err != nil {
			return err
		}
		v.setValue(n, "username", "svc-"+s.Name)
		v.setValue(n, "password", newPassword())
		v.setValue(n, "notes", s.Notes)
		if t.Name == sshKeyTemplate {
			v.setValue(n, t.Passphrase, phraseRule.make())
			if err := v.generateKeys(n); err != nil {
				return err
			}
		}
		for slug, value := range s.Values {
			if _, ok := t.field(slug); !ok {
				return fmt.Errorf("demo seed: secret %q: the template has no field %q", s.Name, slug)
			}
			v.setValue(n, slug, value)
		}
		if s.OneTimePasswords {
			if err := v.plantOTP(n); err != nil {
				return err
			}
		}
		if t.PasswordType > 0 {
			n.Beat, n.HeartbeatAt = "Success", now
		}
		if s.QuantumLock {
			if err := v.lockAnew(n); err != nil {
				return fmt.Errorf("demo seed: secret %q: %w", s.Name, err)
			}
		}
		if s.HeldBy != "" {
			u := v.userNamed(s.HeldBy)
			if u == nil {
				return fmt.Errorf("demo seed: secret %q: held by unknown user %q", s.Name, s.HeldBy)
			}
			v.startCheckOut(n, u, now)
		}
		v.file(n)
	}
	return nil
}
