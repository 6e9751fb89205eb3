package ssclient

import (
	"strings"
	"time"

	"sallyport/workflow/sealed"
)

// User is who the token belongs to. GET /v1/users/current.
type User struct {
	ID          int    `json:"id"`
	UserName    string `json:"userName"`
	DisplayName string `json:"displayName"`
	Email       string `json:"emailAddress"`
}

// Folder is one folder of the tree. GET /v1/folders.
type Folder struct {
	ID       int    `json:"id"`
	Name     string `json:"folderName"`
	Path     string `json:"folderPath"` // leading backslash: \IT\DB
	ParentID int    `json:"parentFolderId"`
}

// SecretSummary is one secret in a list: names and flags, never a value that
// would count as a view. GET /v2/secrets. A flag that the server leaves open is false.
type SecretSummary struct {
	ID                        int             `json:"id"`
	Name                      string          `json:"name"`
	TemplateID                int             `json:"secretTemplateId"`
	TemplateName              string          `json:"secretTemplateName"`
	FolderID                  int             `json:"folderId"`
	FolderPath                string          `json:"folderPath"` // "" before 11.7
	SiteID                    int             `json:"siteId"`
	Active                    bool            `json:"active"`
	CheckedOut                bool            `json:"checkedOut"`
	CheckOutEnabled           bool            `json:"checkOutEnabled"`
	CheckOutUserID            int             `json:"checkOutUserId"`
	CheckOutUserName          string          `json:"checkOutUserName"`
	IsRestricted              bool            `json:"isRestricted"`
	IsOutOfSync               bool            `json:"isOutOfSync"`
	OutOfSyncReason           string          `json:"outOfSyncReason"`
	LastHeartBeatStatus       HeartbeatStatus `json:"lastHeartBeatStatus"`
	LastPasswordChangeAttempt Time            `json:"lastPasswordChangeAttempt"`
	AutoChangeEnabled         bool            `json:"autoChangeEnabled"`
	DoubleLockEnabled         bool            `json:"doubleLockEnabled"`
	RequiresApproval          bool            `json:"requiresApproval"`
	RequiresComment           bool            `json:"requiresComment"`
	InheritsPermissions       bool            `json:"inheritsPermissions"`
	HidePassword              bool            `json:"hidePassword"` // launch only, do not show
	HasLauncher               bool            `json:"hasLauncher"`
	CreateDate                Time            `json:"createDate"`
	LastAccessed              Time            `json:"lastAccessed"`        // by this user
	DaysUntilExpiration       *int            `json:"daysUntilExpiration"` // nil: never
	ResponseCodes             []string        `json:"responseCodes"`       // to show; no source says which there are
	ExtendedFields            []ExtendedField `json:"extendedFields"`
}

// ExtendedField is a field the administrator exposed for display in lists.
type ExtendedField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Extended returns the exposed field of that name (any case), or "".
func (s SecretSummary) Extended(name string) string {
	for _, f := range s.ExtendedFields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// SecretState says what blocks a secret now. GET /v1/secrets/{id}/state.
// Pointers are null when the server says nothing about that member.
type SecretState struct {
	ID                        int     `json:"id"`
	SecretName                string  `json:"secretName"`
	FolderID                  int     `json:"folderId"`
	FolderName                string  `json:"folderName"`
	State                     string  `json:"secretState"`
	IsActive                  *bool   `json:"isActive"`
	IsCheckedOut              *bool   `json:"isCheckedOut"`
	CheckedOutUserID          *int    `json:"checkedOutUserId"`
	CheckedOutUserDisplayName *string `json:"checkedOutUserDisplayName"`
	CheckedOutByCurrentUser   *bool   `json:"isCheckedOutByCurrentUser"`
	// CheckOutIntervalMinutes is how long a check-out lasts; null or below one where none is needed.
	CheckOutIntervalMinutes *int `json:"checkOutIntervalMinutes"`
	// CheckOutMinutesRemaining is in whole minutes, taken as rounded down.
	CheckOutMinutesRemaining *int `json:"checkOutMinutesRemaining"`
	// RemainingTimeWarningMinuteMarker is how many minutes are left when the timer must turn red.
	RemainingTimeWarningMinuteMarker *int  `json:"remainingTimeWarningMinuteMarker"`
	WarningMinutesRemaining          *int  `json:"warningMinutesRemaining"`
	ApprovalEnd                      *Time `json:"approvalEnd"`
	PasswordChangePending            *bool `json:"passwordChangePending"`
	PasswordChangeFailed             *bool `json:"passwordChangeFailed"`
	AvailableActions                 struct {
		ExtendCheckOut bool `json:"extendCheckOut"`
	} `json:"availableActions"`
	Actions []string `json:"actions"`

	// Sent and Received bound, on this machine's clock, when the server looked.
	Sent, Received time.Time `json:"-"`
}

// May reports whether the server lists the action (Checkin, ForceCheckin, ViewLaunchers, …).
func (s SecretState) May(action string) bool {
	for _, a := range s.Actions {
		if strings.EqualFold(a, action) {
			return true
		}
	}
	return false
}

// Time is a server time: ISO 8601 with or without fraction and offset; without
// an offset it is UTC. The server's "0001-01-01T00:00:00" is the zero Time.
type Time struct{ time.Time }

// Secret is one secret with its fields. GET /v2/secrets/{id}; /v1 has the same
// members. An id of none is 0 or below.
type Secret struct {
	ID           int    `json:"id"`
	Name         string `json:"name"`
	TemplateID   int    `json:"secretTemplateId"`
	TemplateName string `json:"secretTemplateName"`
	FolderID     int    `json:"folderId"` // the folder it is in
	SiteID       int    `json:"siteId"`   // the site whose engines reach its machine
	Active       bool   `json:"active"`   // false: deleted, but not erased

	// Items are the fields, in the order of the template.
	Items []SecretItem `json:"items"`

	CheckedOut               bool   `json:"checkedOut"`              // somebody has it now
	CheckOutEnabled          bool   `json:"checkOutEnabled"`         // it is for one user at a time
	CheckOutIntervalMinutes  int    `json:"checkOutIntervalMinutes"` // how long a check-out lasts; below one: as configured
	CheckOutMinutesRemaining int    `json:"checkOutMinutesRemaining"`
	CheckOutUserID           int    `json:"checkOutUserId"`
	CheckOutUserDisplayName  string `json:"checkOutUserDisplayName"`       // who has it
	ChangesOnCheckIn         bool   `json:"checkOutChangePasswordEnabled"` // its password changes when it comes back

	// IsRestricted: a comment, an approval or a QuantumLock stands before it.
	IsRestricted               bool `json:"isRestricted"`
	RequiresApprovalForAccess  bool `json:"requiresApprovalForAccess"`  // somebody must agree first
	RequiresComment            bool `json:"requiresComment"`            // a reason must be given first
	AccessRequestWorkflowMapID int  `json:"accessRequestWorkflowMapId"` // the approval workflow that applies
	IsDoubleLock               bool `json:"isDoubleLock"`               // it has a QuantumLock
	DoubleLockID               int  `json:"doubleLockId"`

	LastHeartBeatStatus          HeartbeatStatus `json:"lastHeartBeatStatus"`
	LastHeartBeatCheck           Time            `json:"lastHeartBeatCheck"`
	LastPasswordChangeAttempt    Time            `json:"lastPasswordChangeAttempt"`
	FailedPasswordChangeAttempts int             `json:"failedPasswordChangeAttempts"`
	// IsOutOfSync: the machine is believed to have another password, as the
	// last automatic change failed or was tried too often.
	IsOutOfSync     bool   `json:"isOutOfSync"`
	OutOfSyncReason string `json:"outOfSyncReason"`

	AutoChangeEnabled       bool          `json:"autoChangeEnabled"`       // the server changes the password by itself
	AutoChangeNextPassword  sealed.Secret `json:"autoChangeNextPassword"`  // what it will change it to; empty: a random one
	PasswordTypeWebScriptID int           `json:"passwordTypeWebScriptId"` // the script that changes it on a web site

	EnableInheritPermissions  bool `json:"enableInheritPermissions"`  // the folder says who may; false: the secret does
	EnableInheritSecretPolicy bool `json:"enableInheritSecretPolicy"` // the folder says which policy applies
	SecretPolicyID            int  `json:"secretPolicyId"`

	ProxyEnabled              bool `json:"proxyEnabled"`            // launchers go through the server's proxy if there is one
	SessionRecordingEnabled   bool `json:"sessionRecordingEnabled"` // sessions are filmed
	RestrictSSHCommands       bool `json:"restrictSshCommands"`     // a proxied session may run listed commands only
	OwnersUnrestrictedSSH     bool `json:"allowOwnersUnrestrictedSshCommands"`
	LauncherConnectAsSecretID int  `json:"launcherConnectAsSecretId"` // the secret that a launcher signs in with first
	WebLauncherIncognito      bool `json:"webLauncherRequiresIncognitoMode"`

	JumpboxRouteID string `json:"jumpboxRouteId"` // a GUID; since 11.7

	// ResponseCodes say why the fields may be missing. To show: no source says which there are.
	ResponseCodes []string `json:"responseCodes"`
}

// SecretItem is one field of a secret. Its value is sealed whether or not it is a password.
type SecretItem struct {
	ItemID      int    `json:"itemId"`
	FieldID     int    `json:"fieldId"` // of the template's field
	FieldName   string `json:"fieldName"`
	Description string `json:"fieldDescription"`
	Slug        string `json:"slug"` // the field's name in calls
	// Value is the text; for a list the GUIDs of its entries with commas
	// between. A password's may be empty or masked, a file's is a placeholder.
	Value            sealed.Secret `json:"itemValue"`
	FileName         string        `json:"filename"`
	FileAttachmentID int           `json:"fileAttachmentId"` // 0: no file is attached
	IsFile           bool          `json:"isFile"`
	IsNotes          bool          `json:"isNotes"` // text of several lines
	IsPassword       bool          `json:"isPassword"`
	IsList           bool          `json:"isList"`
	ListType         FieldListType `json:"listType"`
}

// Item finds a field by its slug, any case.
func (s Secret) Item(slug string) (SecretItem, bool) {
	for _, i := range s.Items {
		if strings.EqualFold(i.Slug, slug) {
			return i, true
		}
	}
	return SecretItem{}, false
}

// Wipe clears every value.
func (s Secret) Wipe() {
	s.AutoChangeNextPassword.Wipe()
	for _, i := range s.Items {
		i.Value.Wipe()
	}
}
