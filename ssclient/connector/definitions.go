package connector

// Kind is what a member of a definition holds.
type Kind string

// The kinds of member.
const (
	Text    Kind = "string"
	Integer Kind = "integer"
	Boolean Kind = "boolean"
	Moment  Kind = "date-time"
	Choice  Kind = "choice" // one of the values of another definition
	List    Kind = "list"   // of another definition, or of texts
)

// Member is one member of an object.
type Member struct {
	Name  string
	Kind  Kind
	Of    string // the definition of a Choice, or of a List's elements; "": texts
	About string
}

// Definition is one object, with members, or one enumeration, with values.
type Definition struct {
	Name    string
	About   string
	Members []Member
	Always  []string // members that are never left out
	Values  []string
}

// Definitions are all definitions, in the order in which they are written.
func Definitions() []Definition { return definitions }

// Find finds a definition by its name.
func Find(name string) (Definition, bool) {
	for _, d := range definitions {
		if d.Name == name {
			return d, true
		}
	}
	return Definition{}, false
}

var definitions = []Definition{
	{
		Name: "TokenResponse", About: "What signing in, or renewing a sign-in, gives.",
		Always: []string{"access_token", "token_type", "expires_in"},
		Members: []Member{
			{"access_token", Text, "", "Goes with every further call, after the word Bearer, until it expires."},
			{"token_type", Text, "", "How the token is presented: bearer."},
			{"expires_in", Integer, "", "How many seconds the access token lives."},
			{"refresh_token", Text, "", "Renews the sign-in, once. Missing unless the server hands out refresh tokens to web services and lets sessions end."},
		},
	},
	{Name: "SecretModel", About: "A secret with its settings and its fields.", Members: secretMembers},
	{Name: "RestSecretItem", About: "One field of a secret.", Members: itemMembers},
	{
		Name: "HeartbeatStatus", About: "How the last check of the credential against its machine went.",
		Values: []string{
			"Failed", "Success", "Pending", "Disabled", "UnableToConnect", "UnknownError", "IncompatibleHost", "AccountLockedOut",
			"DnsMismatch", "UnableToValidateServerPublicKey", "Processing", "ArgumentError", "AccessDenied", "NeedsImmediateRetry",
		},
	},
	{Name: "SecretFieldListType", About: "What the lists of a list field hold: None where it is no list.", Values: []string{"Generic", "URL", "None"}},
	{
		Name: "SecretTemplateModel", About: "A template: which fields its secrets have.",
		Members: []Member{
			{"fields", List, "ISecretTemplateField", "The fields that a secret of this template has."},
			{"id", Integer, "", "The template's number."},
			{"name", Text, "", "The template's name."},
			{"passwordTypeId", Integer, "", "The way in which passwords of this template are changed on their machines, by number."},
		},
	},
	{Name: "ISecretTemplateField", About: "One field of a template.", Members: templateFieldMembers},
	{Name: "EditRequiresOptions", About: "The permission that is needed to change the field.", Values: []string{"Edit", "Owner", "NotEditable"}},
	{Name: "ListType", About: "What the lists of the field hold: None where it is no list.", Values: []string{"None", "Generic", "URL"}},
}

var secretMembers = []Member{
	{"accessRequestWorkflowMapId", Integer, "", "The workflow by which access is requested and approved, by number."},
	{"active", Boolean, "", "False for a secret that was deleted."},
	{"allowOwnersUnrestrictedSshCommands", Boolean, "", "Whether restrictions of SSH commands spare the owners."},
	{"autoChangeEnabled", Boolean, "", "Whether the server changes the password on the machine by itself."},
	{"autoChangeNextPassword", Text, "", "The password that the next change will set."},
	{"checkedOut", Boolean, "", "Whether somebody has the secret checked out at the moment."},
	{"checkOutChangePasswordEnabled", Boolean, "", "Whether the password is changed at each check-in."},
	{"checkOutEnabled", Boolean, "", "Whether the secret has to be checked out before it can be used."},
	{"checkOutIntervalMinutes", Integer, "", "How many minutes a check-out lasts."},
	{"checkOutMinutesRemaining", Integer, "", "How many minutes are left of the present check-out."},
	{"checkOutUserDisplayName", Text, "", "Who has the secret checked out."},
	{"checkOutUserId", Integer, "", "Who has the secret checked out, by number."},
	{"doubleLockId", Integer, "", "The QuantumLock, once called DoubleLock, that protects the secret, by number."},
	{"enableInheritPermissions", Boolean, "", "Whether permissions are those of the folder, and not the secret's own."},
	{"enableInheritSecretPolicy", Boolean, "", "Whether the secret policy is that of the folder."},
	{"failedPasswordChangeAttempts", Integer, "", "How many password changes have failed in a row."},
	{"folderId", Integer, "", "The folder that holds the secret, by number."},
	{"id", Integer, "", "The secret's number."},
	{"isDoubleLock", Boolean, "", "Whether a QuantumLock, once called DoubleLock, protects the secret."},
	{"isOutOfSync", Boolean, "", "Whether changing the password automatically has gone wrong, the last time or too many times."},
	{"isRestricted", Boolean, "", "Whether something must be done first: a comment, a request, a QuantumLock password."},
	{"items", List, "RestSecretItem", "The fields and their values."},
	{"lastHeartBeatCheck", Moment, "", "When the credential was last checked against its machine."},
	{"lastHeartBeatStatus", Choice, "HeartbeatStatus", "How that check went."},
	{"lastPasswordChangeAttempt", Moment, "", "When a password change was last tried."},
	{"launcherConnectAsSecretId", Integer, "", "The secret with which a launcher connects first, by number."},
	{"name", Text, "", "The secret's name."},
	{"outOfSyncReason", Text, "", "What went wrong, where the secret is out of sync."},
	{"passwordTypeWebScriptId", Integer, "", "The script that changes the password on a web site, by number."},
	{"proxyEnabled", Boolean, "", "Whether launchers go through the server's proxy where there is one."},
	{"requiresApprovalForAccess", Boolean, "", "Whether access has to be requested and approved."},
	{"requiresComment", Boolean, "", "Whether a reason has to be given before the secret is shown."},
	{"responseCodes", List, "", "Why the secret may not be read, where that is so."},
	{"restrictSshCommands", Boolean, "", "Whether launchers through the proxy allow only certain SSH commands."},
	{"secretPolicyId", Integer, "", "The secret policy, by number."},
	{"secretTemplateId", Integer, "", "The template, by number."},
	{"secretTemplateName", Text, "", "The template's name."},
	{"sessionRecordingEnabled", Boolean, "", "Whether sessions are recorded."},
	{"siteId", Integer, "", "The site whose engines reach the machine, by number."},
	{"webLauncherRequiresIncognitoMode", Boolean, "", "Whether web launchers open a private browser window."},
}

var itemMembers = []Member{
	{"fieldDescription", Text, "", "What the field is for, as the template says."},
	{"fieldId", Integer, "", "The field of the template, by number."},
	{"fieldName", Text, "", "The name that people see."},
	{"fileAttachmentId", Integer, "", "The attached file, by number, where the field is a file."},
	{"filename", Text, "", "The attached file's name, where the field is a file."},
	{"isFile", Boolean, "", "Whether the field is an attached file."},
	{"isList", Boolean, "", "Whether the field holds lists."},
	{"isNotes", Boolean, "", "Whether the field is a text of several lines."},
	{"isPassword", Boolean, "", "Whether the field is a password. A server may leave its value out of the secret; it is then read by the field's slug alone."},
	{"itemId", Integer, "", "This field of this secret, by number. Left out when a secret is created."},
	{"itemValue", Text, "", "The value. Of a list field: the GUIDs of its lists, with commas between."},
	{"listType", Choice, "SecretFieldListType", "What the lists hold: None, Generic or URL."},
	{"slug", Text, "", "The field's short name, without spaces: calls name the field by it."},
}

var templateFieldMembers = []Member{
	{"description", Text, "", "What the field is for."},
	{"displayName", Text, "", "The name that people see."},
	{"editablePermission", Integer, "", "The permission that is needed to change the field, by number."},
	{"editRequires", Choice, "EditRequiresOptions", "The permission that is needed to change the field, by name."},
	{"fieldSlugName", Text, "", "The field's short name, without spaces: calls name the field by it."},
	{"generatePasswordCharacterSet", Text, "", "The characters that a generated value is made of."},
	{"generatePasswordLength", Integer, "", "How long a generated value is."},
	{"hideOnView", Boolean, "", "Whether the field is kept out of sight when the secret is shown."},
	{"historyLength", Integer, "", "How many earlier values are kept."},
	{"isExpirationField", Boolean, "", "Whether the secret expires with this field."},
	{"isFile", Boolean, "", "Whether the field is an attached file."},
	{"isIndexable", Boolean, "", "Whether searches look into the field."},
	{"isList", Boolean, "", "Whether the field holds lists."},
	{"isNotes", Boolean, "", "Whether the field is a text of several lines."},
	{"isPassword", Boolean, "", "Whether the field is a password."},
	{"isRequired", Boolean, "", "Whether a secret cannot be saved without it."},
	{"isUrl", Boolean, "", "Whether the field is a web address."},
	{"listType", Choice, "ListType", "What the lists hold: None, Generic or URL."},
	{"mustEncrypt", Boolean, "", "Whether the server's database keeps the field encrypted."},
	{"name", Text, "", "The field's name."},
	{"passwordRequirementId", Integer, "", "The rules that a value has to obey, by number."},
	{"passwordTypeFieldId", Integer, "", "The field's part in changing the password on its machine, by number."},
	{"secretTemplateFieldId", Integer, "", "The field's number."},
	{"sortOrder", Integer, "", "The field's place when the secret is shown."},
}
