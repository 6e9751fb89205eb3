package ssclient

import (
	"context"
	"time"
)

func secretMethods() []method {
	return []method{
		{
			name: "Secret", verb: "GET", path: "/api/v2/secrets/7", query: "noAutoCheckout=true",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Secret(ctx, 7) },
			good: wholeSecret, want: wantSecret(),
		},
		{
			name: "SecretAt", verb: "GET", path: "/api/v2/secrets/0", query: `noAutoCheckout=true&secretPath=\IT\DB\sql01 sa`,
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretAt(ctx, "IT/DB/sql01 sa/") },
			good: wholeSecret, want: wantSecret(),
		},
		{
			name: "SecretRestricted", verb: "POST", path: "/api/v1/secrets/7/restricted",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.SecretRestricted(ctx, 7, Access{Comment: "why", TicketNumber: "INC1", TicketSystemID: 1, QuantumLock: seal(password)})
			},
			body: `{"comment":"why","ticketNumber":"INC1","ticketSystemId":1,"noAutoCheckout":true,"doubleLockPassword":"` + password + `"}`,
			good: wholeSecret, want: wantSecret(),
		},
		{
			name: "SecretFieldRestricted", verb: "POST", path: "/api/v1/secrets/7/restricted/fields/private-key",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.SecretFieldRestricted(ctx, 7, "private-key", Access{CheckOut: true, ForceCheckIn: true, Inactive: true})
			},
			body: `{"forceCheckIn":true,"includeInactive":true,"noAutoCheckout":false}`,
			good: `"` + hiddenFields + `"`, fine: []string{"null", `"x"`}, want: seal(hiddenFields),
		},
		{
			name: "SecretFile", verb: "GET", path: "/api/v2/secrets/7", query: "noAutoCheckout=true",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.SecretFile(ctx, 7, "Private-Key") },
			good:  `{"id":7,"items":[{"slug":"private-key","isFile":true,"fileAttachmentId":3,"filename":"C:\\keys\\id_rsa","itemValue":"*** Not Valid For Display ***"}]}`,
			other: map[string]string{"/api/v1/secrets/7/fields/private-key": `"` + hiddenFields + `"`},
			want:  File{Name: "id_rsa", Content: seal(hiddenFields)},
		},
		{
			name: "SecretDetail", verb: "GET", path: "/api/v1/secrets/secret-detail/7/general",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretDetail(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","active":true,"folder":3,"site":null,"template":{"label":"Template","value":6003},"secretPolicy":null,
				"fields":["x"],"expiration":null,"isFavorite":true,"isTotpEnabled":true,"totpPasswordSlug":"otp","slugPrivateKey":null,"slugPublicKey":null,
				"canGenerateSshKey":true,"heartbeatEnabled":true,"lastHeartBeatCheck":null,"lastHeartBeatStatus":"Success","isOutOfSync":true,
				"outOfSyncReason":"moved","autoChangePassword":true,"enableInheritSecretPolicy":true,"passwordCompliance":"Pass",
				"launchers":[{"typeId":1,"name":"RDP Launcher","imagePath":"/i.png","isRecorded":true,"hasProxyCredentials":true,"showLauncher":true}]}`,
			want: SecretDetail{
				ID: 7, Name: "sql01 sa", Active: true, FolderID: 3, TemplateID: 6003, IsFavorite: true, IsTOTPEnabled: true, TOTPSlug: "otp",
				CanGenerateSSHKey: true, HeartbeatEnabled: true, LastHeartBeatStatus: HeartbeatSuccess, IsOutOfSync: true, OutOfSyncReason: "moved",
				AutoChangePassword: true, InheritsPolicy: true, Compliance: CompliancePass,
				Launchers: []DetailLauncher{{TypeID: 1, Name: "RDP Launcher", ImagePath: "/i.png", IsRecorded: true, HasProxyCredentials: true, Shown: true}},
			},
		},
		{
			name: "Audits", verb: "GET", path: "/api/v1/secrets/7/audits", query: "skip=0&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return collect(c.Audits(ctx, 7)) },
			good: `{"records":[{"id":1,"action":"VIEW","actionForDisplay":"View","application":null,"username":"dom\\bob","byUserDisplayName":"Bob",
				"dateRecorded":"2026-01-01T10:00:00.123","notes":"why","ticketNumber":"INC1","status":"","databaseName":"","hasProxySessionData":null,
				"recordingMessage":null,"recordingSessionId":null,"recordingStatus":0}],"total":1,"hasNext":false}`,
			want: []Audit{{
				ID: 1, Action: "VIEW", ActionForDisplay: "View", UserName: `dom\bob`, ByUserDisplayName: "Bob", Notes: "why", TicketNumber: "INC1",
				DateRecorded: Time{time.Date(2026, 1, 1, 10, 0, 0, 123e6, time.UTC)},
			}},
		},
		{
			name: "Favorites", verb: "GET", path: "/api/v1/secrets/favorite",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Favorites(ctx) },
			good: `[{"id":7,"secretName":"sql01 sa","folderId":3,"folderPath":"\\IT\\DB"}]`,
			want: []Favorite{{ID: 7, Name: "sql01 sa", FolderID: 3, FolderPath: `\IT\DB`}},
		},
		{
			name: "SetFavorite", verb: "POST", path: "/api/v1/secrets/7/favorite", body: `{"isFavorite":false}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.SetFavorite(ctx, 7, false) },
			good: `false`,
		},
		{
			name: "OneTimeCodes", verb: "GET", path: "/api/v1/one-time-password-code/7", query: "numberOfCodesToGenerate=2",
			call: func(ctx context.Context, c *Client) (any, error) { return c.OneTimeCodes(ctx, 7, 2) },
			good: `[{"code":"` + hiddenFields + `","durationSeconds":30,"remainingSeconds":12},{"code":"2","durationSeconds":30,"remainingSeconds":30}]`,
			want: []OneTimeCode{{Code: seal(hiddenFields), DurationSeconds: 30, RemainingSeconds: 12}, {Code: seal("2"), DurationSeconds: 30, RemainingSeconds: 30}},
		},
		{
			name: "Heartbeat", verb: "POST", path: "/api/v1/secrets/7/heartbeat",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Heartbeat(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","lastHeartBeatStatus":"Pending"}`,
			want: SecretSummary{ID: 7, Name: "sql01 sa", LastHeartBeatStatus: HeartbeatPending},
		},
		{
			name: "ChangePassword", verb: "POST", path: "/api/v1/secrets/7/change-password", body: `{"noAutoCheckout":true}`,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ChangePassword(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa"}`, want: SecretSummary{ID: 7, Name: "sql01 sa"},
		},
		{
			name: "SecretField", verb: "GET", path: "/api/v1/secrets/7/fields/pass%20word%3F", query: "noAutoCheckout=true",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretField(ctx, 7, "pass word?") },
			good: `"` + hiddenFields + `"`, fine: []string{"null", `"x"`}, want: seal(hiddenFields),
		},
	}
}

func templateMethods() []method {
	return []method{
		{
			name: "Template", verb: "GET", path: "/api/v1/secret-templates/6003",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Template(ctx, 6003) },
			good: wholeTemplate, want: wantTemplate,
		},
		{
			name: "Templates", verb: "GET", path: "/api/v1/secret-templates", query: "skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Templates(ctx) },
			good: `{"records":[{"id":6003,"name":"SQL Server Account","active":true,"passwordTypeId":null,"secretCount":null,"heartbeatEnabled":true,"passwordTypeReady":true}],"total":1}`,
			want: []TemplateSummary{{ID: 6003, Name: "SQL Server Account", Active: true, HeartbeatEnabled: true, PasswordTypeReady: true}},
		},
		{
			name: "GeneratePassword", verb: "POST", path: "/api/v1/secret-templates/generate-password/108",
			call: func(ctx context.Context, c *Client) (any, error) { return c.GeneratePassword(ctx, 108) },
			good: `"` + hiddenFields + `"`, fine: []string{`"x"`}, want: seal(hiddenFields),
		},
		{
			name: "Sites", verb: "GET", path: "/api/v1/sites",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Sites(ctx) },
			good: `[{"siteId":1,"siteName":"Local","active":true}]`, want: []Site{{ID: 1, Name: "Local", Active: true}},
		},
	}
}

func launcherMethods() []method {
	return []method{
		{
			name: "RDPLauncherSettings", verb: "GET", path: "/api/v1/secrets/7/settings",
			call: func(ctx context.Context, c *Client) (any, error) { return c.RDPLauncherSettings(ctx, 7) },
			good: `{"sendEmailWhenViewed":false,"rdpLauncherSettings":{"allowClipboard":"no","allowDrives":"UsePreferenceNo","allowPrinters":"Yes",
				"allowSmartCards":"UsePreferenceYes","connectToConsole":null,"launcherHeight":600,"launcherWidth":800,"useCustomLauncherResolution":"Maybe"}}`,
			want: RDPLauncherSettings{
				Clipboard: PreferenceNo, Drives: PreferenceOwnNo, Printers: PreferenceYes, SmartCards: PreferenceOwnYes,
				Resolution: "Maybe", Width: 800, Height: 600,
			},
		},
		{
			name: "Launchers", verb: "GET", path: "/api/v2/launchers/secret",
			query: "filter.secretId=7&skip=0&take=100",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.Launchers(ctx, 7) },
			good: `{"records":[{"launcherId":1,"launcherName":"RDP","application":"mstsc","isCustom":true,"customLauncherId":4,
				"customLauncherProcessName":"x.exe","customParameters":"/v:$MACHINE","restrictedHost":true,"approvedList":true,
				"restrictedHosts":[{"category":"a","value":"h1"}],"promptedField":{"name":"Machine","launcherTypeFieldId":2,"launcherTypeId":1,
				"promptableField":true,"allowDefault":true,"defaultType":"Field","defaultTypeIntMin":null,"defaultTypeIntMax":9,"concurrencyId":"c"}},
				{"launcherId":2,"launcherName":"PuTTY","promptedField":null,"restrictedHosts":null}],"total":2}`,
			want: []Launcher{{
				ID: 1, Name: "RDP", Application: "mstsc", IsCustom: true, CustomID: 4, CustomProcessName: "x.exe", CustomParameters: "/v:$MACHINE",
				RestrictedHost: true, ApprovedList: true, RestrictedHosts: []RestrictedHost{{"a", "h1"}},
				PromptedField: &PromptedField{
					ID: 2, LauncherTypeID: 1, Name: "Machine", Promptable: true, AllowDefault: true, DefaultType: "Field",
					DefaultMax: &nine,
				},
			}, {ID: 2, Name: "PuTTY"}},
		},
		{
			name: "LauncherType", verb: "GET", path: "/api/v1/launchers/types/9",
			call: func(ctx context.Context, c *Client) (any, error) { return c.LauncherType(ctx, 9) },
			good: `{"launcherTypeId":9,"launcherTypeName":"psql","active":true,"application":"Process","isCustomLauncher":true,"customLauncherId":4,
				"lastModifiedDate":"2026-01-01T10:00:00","canUseSSHKey":true,
				"customLauncher":{"processName":"psql","processArguments":"-U $USERNAME","batchFileData":"AAAA","batchFileId":null,"useSSHTunnel":true,"rdsServerPort":null}}`,
			want: LauncherType{
				ID: 9, Name: "psql", Active: true, Application: "Process", IsCustom: true, CustomID: 4, CanUseSSHKey: true,
				LastModified: Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)},
				Custom:       &CustomLauncher{ProcessName: "psql", ProcessArguments: "-U $USERNAME", UseSSHTunnel: true},
			},
		},
		{
			name: "LauncherSessions", verb: "GET", path: "/api/v1/secrets/launcher-sessions", query: "filter.secretId=7&skip=0&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return collect(c.LauncherSessions(ctx, 7)) },
			good: `{"records":[{"active":true,"startDate":"2026-01-01T10:00:00","endDate":null,"launcherTypeId":1,"secretId":7,"secretSessionId":null,"userName":"Bob"},
				{"active":false,"startDate":"2026-01-01T09:00:00","endDate":"2026-01-01T09:30:00","launcherTypeId":null,"secretId":7,"secretSessionId":5,"userName":"Bob"}],"total":2}`,
			want: []LauncherSession{
				{SecretID: 7, LauncherTypeID: 1, UserName: "Bob", Active: true, Start: Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)}},
				{ID: 5, SecretID: 7, UserName: "Bob", Start: Time{time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}, End: Time{time.Date(2026, 1, 1, 9, 30, 0, 0, time.UTC)}},
			},
		},
		{
			name: "SSHProxy", verb: "POST", path: "/api/v1/secrets/sshproxy", body: `{"secretId":7,"launcherType":2,"machine":"web01"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.SSHProxy(ctx, ProxyRequest{SecretID: 7, LauncherType: 2, Machine: "web01"})
			},
			good: `{"host":"proxy.example","port":22,"username":"u1","password":"` + hiddenFields + `"}`,
			want: ProxyTarget{Host: "proxy.example", Port: 22, User: "u1", Password: seal(hiddenFields)},
		},
		{
			name: "RDPProxy", verb: "POST", path: "/api/v1/secrets/rdpproxy", body: `{"secretId":7,"launcherType":1,"machine":"web01","siteId":3}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RDPProxy(ctx, ProxyRequest{SecretID: 7, LauncherType: 1, Machine: "web01", SiteID: 3})
			},
			good: `{"host":"[fd00::1]:3390","username":"u1","domain":"d","password":"` + hiddenFields + `"}`,
			want: ProxyTarget{Host: "fd00::1", Port: 3390, User: "u1", Domain: "d", Password: seal(hiddenFields)},
		},
		{
			name: "SSHTerminal", verb: "POST", path: "/api/v1/secrets/sshterminal", body: `{"secretId":7}`,
			call: func(ctx context.Context, c *Client) (any, error) { return c.SSHTerminal(ctx, 7) },
			good: `{"host":"terminal.example","port":2222,"secretId":7,"username":"bob"}`,
			want: ProxyTarget{Host: "terminal.example", Port: 2222, User: "bob"},
		},
	}
}

func checkoutMethods() []method {
	minutes, yes := 5, true
	return []method{
		{
			name: "SecretState", verb: "GET", path: "/api/v1/secrets/7/state",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretState(ctx, 7) },
			good: `{"id":7,"secretName":"Demo","folderId":null,"secretState":"RequiresCheckout","isActive":true,"isCheckedOut":null,
				"checkOutIntervalMinutes":5,"approvalEnd":"2026-01-01T10:00:00","availableActions":{"extendCheckOut":false},"actions":["Checkout"]}`,
			want: SecretState{
				ID: 7, SecretName: "Demo", State: "RequiresCheckout", IsActive: &yes, CheckOutIntervalMinutes: &minutes,
				ApprovalEnd: &Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)}, Actions: []string{"Checkout"},
			},
		},
		{
			name: "CheckOut", verb: "POST", path: "/api/v1/secrets/7/check-out",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CheckOut(ctx, 7) },
			good: `{"responseCodes":[]}`,
		},
		{
			name: "CheckIn", verb: "POST", path: "/api/v1/secrets/7/check-in", body: `{}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CheckIn(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","checkedOut":false}`,
		},
		{
			name: "ForceCheckIn", verb: "POST", path: "/api/v1/secrets/7/check-in", body: `{"forceCheckIn":true}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ForceCheckIn(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","checkedOut":false}`,
		},
		{
			name: "ExtendCheckOut", verb: "POST", path: "/api/v1/secrets/7/extend-check-out",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ExtendCheckOut(ctx, 7, 15, "still patching")
			},
			body: `{"data":{"minutesToAdd":15,"notes":"still patching"}}`,
			good: `{"checkOutEndTime":"2026-01-01T10:45:00Z"}`,
			want: Extension{End: time.Date(2026, 1, 1, 10, 45, 0, 0, time.UTC)},
		},
	}
}
