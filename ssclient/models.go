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
}

// Folder is one folder of the tree. GET /v1/folders.
type Folder struct {
	ID       int    `json:"id"`
	Name     string `json:"folderName"`
	Path     string `json:"folderPath"` // leading backslash: \IT\DB
	ParentID int    `json:"parentFolderId"`
}

// SecretSummary is one secret in a list: names and flags, never a value that
// would count as a view. GET /v2/secrets.
type SecretSummary struct {
	ID                  int             `json:"id"`
	Name                string          `json:"name"`
	TemplateID          int             `json:"secretTemplateId"`
	TemplateName        string          `json:"secretTemplateName"`
	FolderID            int             `json:"folderId"`
	FolderPath          string          `json:"folderPath"`
	SiteID              int             `json:"siteId"`
	Active              bool            `json:"active"`
	CheckedOut          bool            `json:"checkedOut"`
	CheckOutEnabled     bool            `json:"checkOutEnabled"`
	CheckOutUserID      int             `json:"checkOutUserId"`
	CheckOutUserName    string          `json:"checkOutUserName"`
	IsRestricted        bool            `json:"isRestricted"`
	IsOutOfSync         bool            `json:"isOutOfSync"`
	OutOfSyncReason     string          `json:"outOfSyncReason"`
	LastHeartBeatStatus string          `json:"lastHeartBeatStatus"`
	DoubleLockEnabled   bool            `json:"doubleLockEnabled"`
	RequiresApproval    bool            `json:"requiresApproval"`
	RequiresComment     bool            `json:"requiresComment"`
	HasLauncher         bool            `json:"hasLauncher"`
	LastAccessed        string          `json:"lastAccessed"`
	ExtendedFields      []ExtendedField `json:"extendedFields"`
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

// Secret is one secret with its fields. GET /v2/secrets/{id}.
type Secret struct {
	ID                  int          `json:"id"`
	Name                string       `json:"name"`
	TemplateID          int          `json:"secretTemplateId"`
	TemplateName        string       `json:"secretTemplateName"`
	FolderID            int          `json:"folderId"`
	Active              bool         `json:"active"`
	CheckedOut          bool         `json:"checkedOut"`
	CheckOutEnabled     bool         `json:"checkOutEnabled"`
	ProxyEnabled        bool         `json:"proxyEnabled"`
	RequiresComment     bool         `json:"requiresComment"`
	ChangesOnCheckIn    bool         `json:"checkOutChangePasswordEnabled"`
	LastHeartBeatStatus string       `json:"lastHeartBeatStatus"`
	Items               []SecretItem `json:"items"`
}

// SecretItem is one field of a secret. Its value is sealed whether or not it is a password.
type SecretItem struct {
	ItemID           int           `json:"itemId"`
	FieldID          int           `json:"fieldId"`
	FieldName        string        `json:"fieldName"`
	Slug             string        `json:"slug"`
	Value            sealed.Secret `json:"itemValue"`
	FileName         string        `json:"filename"`
	FileAttachmentID int           `json:"fileAttachmentId"`
	IsFile           bool          `json:"isFile"`
	IsNotes          bool          `json:"isNotes"`
	IsPassword       bool          `json:"isPassword"`
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

// Wipe clears every field value.
func (s Secret) Wipe() {
	for _, i := range s.Items {
		i.Value.Wipe()
	}
}

// Launcher is one way to open a secret. GET /v2/launchers/secret.
type Launcher struct {
	ID              int              `json:"launcherId"`
	Name            string           `json:"launcherName"`
	Application     string           `json:"application"`
	IsCustom        bool             `json:"isCustom"`
	RestrictedHost  bool             `json:"restrictedHost"`
	RestrictedHosts []RestrictedHost `json:"restrictedHosts"`
}

// RestrictedHost is one machine of a launcher's allow-list.
type RestrictedHost struct {
	Category string `json:"category"`
	Value    string `json:"value"`
}

// Comment answers "require comment". POST …/view-comment.
type Comment struct {
	Comment        string `json:"comment"`
	TicketNumber   string `json:"ticketNumber,omitempty"`
	TicketSystemID int    `json:"ticketSystemId,omitempty"`
}

// Settings are what the server lets or tells this client do. Members that
// the signed-in user may not read keep the vendor's default.
type Settings struct {
	AllowSavingCredentials  bool // GET /v1/connection-manager-settings
	AllowLocalConnections   bool
	CheckInOnLastClose      bool // GET /v3/configuration/general: checkInSecretOnLastLauncherClose
	CloseOnCheckIn          bool // closeLauncherOnCheckInSecret
	MaxExtensionMinutes     int  // maxCheckOutExtensionInMinutes; 0: unknown
	ConfigurationIsReadable bool // false: the three above are defaults
}

// SecretFilter narrows a list of secrets. The zero filter lists all that may be listed.
type SecretFilter struct {
	Text       string
	FolderID   int  // 0: any
	SubFolders bool // also below FolderID
	Mine       bool // only secrets checked out by the current user
}
