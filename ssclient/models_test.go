package ssclient

import "time"

// wholeSecret has every member of the model, each with a value of its own.
const wholeSecret = `{"id":7,"name":"sql01 sa","secretTemplateId":6003,"secretTemplateName":"SQL Server Account","folderId":3,"siteId":2,"active":true,
"items":[{"itemId":11,"fieldId":108,"fieldName":"Password","slug":"password","itemValue":"` + hiddenFields + `","fieldDescription":"the password","filename":null,
	"fileAttachmentId":null,"isFile":false,"isNotes":false,"isPassword":true,"isList":false,"listType":"None"},
	{"itemId":12,"fieldId":109,"fieldName":"Keys","slug":"keys","itemValue":"a,b","fieldDescription":null,"filename":"k.pem","fileAttachmentId":4,
	"isFile":true,"isNotes":true,"isPassword":false,"isList":true,"listType":"URL"}],
"checkedOut":true,"checkOutEnabled":true,"checkOutIntervalMinutes":30,"checkOutMinutesRemaining":12,"checkOutUserId":5,"checkOutUserDisplayName":"Bob",
"checkOutChangePasswordEnabled":true,"isRestricted":true,"requiresApprovalForAccess":true,"requiresComment":true,"accessRequestWorkflowMapId":6,
"isDoubleLock":true,"doubleLockId":8,"isOutOfSync":true,"outOfSyncReason":"moved","lastHeartBeatStatus":"UnableToConnect","lastHeartBeatCheck":"2026-01-01T10:00:00",
"lastPasswordChangeAttempt":"0001-01-01T00:00:00","failedPasswordChangeAttempts":9,"autoChangeEnabled":true,"autoChangeNextPassword":"` + hiddenFields + `2",
"enableInheritPermissions":true,"enableInheritSecretPolicy":true,"secretPolicyId":10,"launcherConnectAsSecretId":13,"passwordTypeWebScriptId":14,
"proxyEnabled":true,"sessionRecordingEnabled":true,"restrictSshCommands":true,"allowOwnersUnrestrictedSshCommands":true,"jumpboxRouteId":"guid",
"webLauncherRequiresIncognitoMode":true,"responseCodes":["X"],"newMember":{"a":1}}`

func wantSecret() Secret {
	return Secret{
		ID: 7, Name: "sql01 sa", TemplateID: 6003, TemplateName: "SQL Server Account", FolderID: 3, SiteID: 2, Active: true,
		Items: []SecretItem{
			{ItemID: 11, FieldID: 108, FieldName: "Password", Slug: "password", Value: seal(hiddenFields), Description: "the password", IsPassword: true, ListType: ListNone},
			{
				ItemID: 12, FieldID: 109, FieldName: "Keys", Slug: "keys", Value: seal("a,b"), FileName: "k.pem", FileAttachmentID: 4,
				IsFile: true, IsNotes: true, IsList: true, ListType: ListURL,
			},
		},
		CheckedOut: true, CheckOutEnabled: true, CheckOutIntervalMinutes: 30, CheckOutMinutesRemaining: 12, CheckOutUserID: 5,
		CheckOutUserDisplayName: "Bob", ChangesOnCheckIn: true, IsRestricted: true, RequiresApprovalForAccess: true, RequiresComment: true,
		AccessRequestWorkflowMapID: 6, IsDoubleLock: true, DoubleLockID: 8, IsOutOfSync: true, OutOfSyncReason: "moved",
		LastHeartBeatStatus: HeartbeatUnableToConnect, LastHeartBeatCheck: Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)},
		FailedPasswordChangeAttempts: 9, AutoChangeEnabled: true, AutoChangeNextPassword: seal(hiddenFields + "2"),
		EnableInheritPermissions: true, EnableInheritSecretPolicy: true, SecretPolicyID: 10, LauncherConnectAsSecretID: 13,
		PasswordTypeWebScriptID: 14, ProxyEnabled: true, SessionRecordingEnabled: true, RestrictSSHCommands: true,
		OwnersUnrestrictedSSH: true, JumpboxRouteID: "guid", WebLauncherIncognito: true, ResponseCodes: []string{"X"},
	}
}

const wholeTemplate = `{"id":6003,"name":"SQL Server Account","passwordTypeId":5,"concurrencyId":"guid","fields":[{"secretTemplateFieldId":108,"name":"Password",
"displayName":"The password","fieldSlugName":"password","description":"d","sortOrder":3,"isFile":true,"isList":true,"isNotes":true,"isPassword":true,"isUrl":true,
"listType":"Generic","isRequired":true,"isIndexable":true,"isExpirationField":true,"hideOnView":true,"editRequires":"NotEditable","editablePermission":2,
"historyLength":4,"mustEncrypt":true,"generatePasswordCharacterSet":"1","generatePasswordLength":12,"passwordRequirementId":6,"passwordTypeFieldId":7},
{"secretTemplateFieldId":109,"name":"Notes","mustEncrypt":null,"generatePasswordLength":null,"listType":null,"editRequires":"Edit"}]}`

var wantTemplate = Template{
	ID: 6003, Name: "SQL Server Account", PasswordTypeID: 5, Fields: []TemplateField{{
		ID: 108, Name: "Password", DisplayName: "The password", Slug: "password", Description: "d", SortOrder: 3, IsFile: true, IsList: true,
		IsNotes: true, IsPassword: true, IsURL: true, ListType: ListGeneric, IsRequired: true, IsIndexable: true, IsExpirationField: true,
		HideOnView: true, EditRequires: NotEditable, EditablePermission: 2, HistoryLength: 4, MustEncrypt: true,
		GeneratePasswordCharacterSet: "1", GeneratePasswordLength: 12, PasswordRequirementID: 6, PasswordTypeFieldID: 7,
	}, {ID: 109, Name: "Notes", EditRequires: EditRequiresEdit}},
}
