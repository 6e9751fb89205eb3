package demovault

import "time"

// configuration is the answer of GET /v3/configuration/general: a block is null
// where it was not asked for.
type configuration struct {
	extra
	ApplicationSettings     *applicationSettings     `json:"applicationSettings"`
	Email                   *emailSettings           `json:"email"`
	Folders                 *folderSettings          `json:"folders"`
	LauncherSettings        *launcherSettings        `json:"launcherSettings"`
	LocalUserPasswords      *localUserPasswords      `json:"localUserPasswords"`
	Login                   *loginSettings           `json:"login"`
	PermissionOptions       *permissionOptions       `json:"permissionOptions"`
	ProtocolHandlerSettings *protocolHandlerSettings `json:"protocolHandlerSettings"`
	Security                *securitySettings        `json:"security"`
	SessionRecording        *recordingSettings       `json:"sessionRecording"`
	UnlimitedAdmin          *unlimitedAdmin          `json:"unlimitedAdmin"`
	UserExperience          *userExperience          `json:"userExperience"`
	UserInterface           *userInterface           `json:"userInterface"`
}

// getConfiguration answers GET /v3/configuration/general: the blocks that are
// asked for. Operators get 403 unless the settings let them.
func (v *Vault) getConfiguration(c *call) (any, error) {
	if !v.mayConfigure(c.user) {
		return nil, forbidden()
	}
	q, whole, out := c.query, v.settings.configuration(), configuration{}
	all := q.on("loadall")
	for _, block := range []struct {
		name string
		take func()
	}{
		{"loadapplicationsettings", func() { out.ApplicationSettings = whole.ApplicationSettings }},
		{"loademail", func() { out.Email = whole.Email }},
		{"loadfolders", func() { out.Folders = whole.Folders }},
		{"loadlaunchersettings", func() { out.LauncherSettings = whole.LauncherSettings }},
		{"loadlocaluserpasswords", func() { out.LocalUserPasswords = whole.LocalUserPasswords }},
		{"loadlogin", func() { out.Login = whole.Login }},
		{"loadpermissionoptions", func() { out.PermissionOptions = whole.PermissionOptions }},
		{"loadprotocolhandlersettings", func() { out.ProtocolHandlerSettings = whole.ProtocolHandlerSettings }},
		{"loadsecurity", func() { out.Security = whole.Security }},
		{"loadsessionrecording", func() { out.SessionRecording = whole.SessionRecording }},
		{"loadunlimitedadmin", func() { out.UnlimitedAdmin = whole.UnlimitedAdmin }},
		{"loaduserexperience", func() { out.UserExperience = whole.UserExperience }},
		{"loaduserinterface", func() { out.UserInterface = whole.UserInterface }},
	} {
		if q.on(block.name) || all {
			block.take()
		}
	}
	return out, q.err()
}

// configuration is what the settings mean in the words of the real server.
func (s Settings) configuration() configuration {
	most, locked := wholeMinutes(s.MaxExtension), wholeMinutes(s.LockTime)
	return configuration{
		ApplicationSettings: &applicationSettings{
			APIRefreshTokensEnabled: s.RefreshTokens, APISessionTimeoutMinutes: wholeMinutes(s.TokenLife + time.Second),
			EnableWebServices: !s.WebServicesOff, MaximumTokenRefreshesAllowed: s.MaxRefreshes, PreventDirectAPIAuthentication: s.PreventDirectAuth,
			MobileMaxOfflineDays: int(s.MaxOffline / (24 * time.Hour)), MobileMaxOfflineHours: int(s.MaxOffline % (24 * time.Hour) / time.Hour),
			PIIObfuscationLevel: "None",
		},
		Email: &emailSettings{FromEmailAddress: "secret-server@demo.example"},
		Folders: &folderSettings{
			PersonalFolderName: "Personal Folders", PersonalFolderNameOption: "DisplayName", RequireViewFolderPermission: true,
		},
		LauncherSettings: &launcherSettings{
			CheckInSecretOnLastLauncherClose: &s.CheckInOnLastClose, CloseLauncherOnCheckInSecret: &s.CloseLauncherOnCheckIn, EnableLauncher: true,
		},
		LocalUserPasswords: &localUserPasswords{},
		Login:              &loginSettings{MaximumLoginFailures: s.MaxFailures, UserLockoutTimeMinutes: &locked},
		PermissionOptions: &permissionOptions{
			AllowDuplicateSecretNames: true, DefaultSecretPermissions: "InheritsPermissions",
		},
		ProtocolHandlerSettings: &protocolHandlerSettings{},
		Security:                &securitySettings{HideVersionNumber: s.HideVersion},
		SessionRecording:        &recordingSettings{ArchivePathMappings: []string{}},
		UnlimitedAdmin:          &unlimitedAdmin{Enabled: true},
		UserExperience: &userExperience{
			SecretViewIntervalMinutes: wholeMinutes(s.SecretViewInterval), EnableSecretCheckOutExtension: s.ExtensionEnabled,
			MaxCheckOutExtensionInMinutes: &most, CheckoutNotificationThreshold: s.WarnPercent, RequireFolderForSecret: s.RequireFolder,
			ApplicationLanguage: 1033, DefaultDateFormat: 1, DefaultTimeFormat: 1, ServerTimeZoneID: "UTC",
		},
		UserInterface: &userInterface{},
	}
}

func (v *Vault) mayConfigure(u *user) bool { return u.admin() || v.settings.OperatorsReadConfiguration }

// getRPCConfiguration answers GET /v1/configuration/rpc.
func (v *Vault) getRPCConfiguration(c *call) (any, error) {
	if !v.mayConfigure(c.user) {
		return nil, forbidden()
	}
	d := v.settings.CheckOutInterval
	return struct {
		extra
		CheckOutIntervalDays          int  `json:"checkOutIntervalDays"`
		CheckOutIntervalHours         int  `json:"checkOutIntervalHours"`
		CheckOutIntervalMinutes       int  `json:"checkOutIntervalMinutes"`
		DaysToKeepLogs                int  `json:"daysToKeepLogs"`
		EnableHeartbeat               bool `json:"enableHeartbeat"`
		EnableHeartbeatSMBFallback    bool `json:"enableHeartbeatSmbFallback"`
		EnablePasswordChangeOnCheckIn bool `json:"enablePasswordChangeOnCheckIn"`
		EnableRPC                     bool `json:"enableRpc"`
	}{
		CheckOutIntervalDays: int(d / (24 * time.Hour)), CheckOutIntervalHours: int(d % (24 * time.Hour) / time.Hour),
		CheckOutIntervalMinutes: int(d % time.Hour / time.Minute), DaysToKeepLogs: 30, EnableHeartbeat: true,
		EnablePasswordChangeOnCheckIn: true, EnableRPC: true,
	}, nil
}

// The blocks of the configuration, with all their members. Most of them are
// about what the demo does not have, and stay at nothing.

type applicationSettings struct {
	extra
	AllowSendTelemetry                         *bool   `json:"allowSendTelemetry"`
	AllowSoftwareUpdateChecks                  *bool   `json:"allowSoftwareUpdateChecks"`
	APIRefreshTokensEnabled                    bool    `json:"apiRefreshTokensEnabled"`
	APISessionTimeoutDays                      int     `json:"apiSessionTimeoutDays"`
	APISessionTimeoutHours                     int     `json:"apiSessionTimeoutHours"`
	APISessionTimeoutMinutes                   int     `json:"apiSessionTimeoutMinutes"`
	APISessionTimeoutUnlimited                 bool    `json:"apiSessionTimeoutUnlimited"`
	ConfigurationEarlyAdopterEnabled           *bool   `json:"configurationEarlyAdopterEnabled"`
	CustomURL                                  string  `json:"customUrl"`
	DisplayDowntimeMessageToAdminsOnly         *bool   `json:"displayDowntimeMessageToAdminsOnly"`
	EnableCredSsp                              bool    `json:"enableCredSsp"`
	EnableSyslogCEFLogging                     bool    `json:"enableSyslogCefLogging"`
	EnableWebServices                          bool    `json:"enableWebServices"`
	MaxSecretLogLength                         int     `json:"maxSecretLogLength"`
	MaximumTokenRefreshesAllowed               int     `json:"maximumTokenRefreshesAllowed"`
	MobileMaxOfflineDays                       int     `json:"mobileMaxOfflineDays"`
	MobileMaxOfflineHours                      int     `json:"mobileMaxOfflineHours"`
	ObfuscatePersonallyIdentifiableInformation bool    `json:"obfuscatePersonallyIdentifiableInformation"`
	PIIObfuscationLevel                        string  `json:"piiObfuscationLevel"`
	PreventApplicationFromSleeping             *bool   `json:"preventApplicationFromSleeping"`
	PreventDirectAPIAuthentication             bool    `json:"preventDirectApiAuthentication"`
	SyslogCEFDateTimeFormat                    *string `json:"syslogCefDateTimeFormat"`
	SyslogCEFLogSite                           *int    `json:"syslogCefLogSite"`
	SyslogCEFPort                              *int    `json:"syslogCefPort"`
	SyslogCEFProtocol                          *string `json:"syslogCefProtocol"`
	SyslogCEFServer                            string  `json:"syslogCefServer"`
	SyslogCEFTimeZone                          *string `json:"syslogCefTimeZone"`
	TmsInstallationPath                        string  `json:"tmsInstallationPath"`
	WinRmEndpointURL                           string  `json:"winRmEndpointUrl"`
	WriteSyslogToEventLog                      *bool   `json:"writeSyslogToEventLog"`
}

type emailSettings struct {
	extra
	FromEmailAddress               string `json:"fromEmailAddress"`
	FromEmailName                  string `json:"fromEmailName"`
	SendLegacyEmails               *bool  `json:"sendLegacyEmails"`
	SMTPCheckCertificateRevocation *bool  `json:"smtpCheckCertificateRevocation"`
	SMTPDomain                     string `json:"smtpDomain"`
	SMTPPassword                   string `json:"smtpPassword"`
	SMTPPort                       *int   `json:"smtpPort"`
	SMTPServer                     string `json:"smtpServer"`
	SMTPUseCredentials             *bool  `json:"smtpUseCredentials"`
	SMTPUseImplicitSSL             *bool  `json:"smtpUseImplicitSSL"`
	SMTPUseSSL                     *bool  `json:"smtpUseSSL"`
	SMTPUserName                   string `json:"smtpUserName"`
}

type folderSettings struct {
	extra
	EnablePersonalFolders       bool   `json:"enablePersonalFolders"`
	PersonalFolderName          string `json:"personalFolderName"`
	PersonalFolderNameOption    string `json:"personalFolderNameOption"`
	PersonalFolderWarning       string `json:"personalFolderWarning"`
	RequireViewFolderPermission bool   `json:"requireViewFolderPermission"`
	ShowPersonalFolderWarning   bool   `json:"showPersonalFolderWarning"`
}

type launcherSettings struct {
	extra
	CheckInSecretOnLastLauncherClose *bool   `json:"checkInSecretOnLastLauncherClose"`
	CloseLauncherOnCheckInSecret     *bool   `json:"closeLauncherOnCheckInSecret"`
	EnableDomainDownload             bool    `json:"enableDomainDownload"`
	EnableDomainUpload               bool    `json:"enableDomainUpload"`
	EnableLauncher                   bool    `json:"enableLauncher"`
	EnableLauncherAutoUpdate         bool    `json:"enableLauncherAutoUpdate"`
	EnableWebParsing                 bool    `json:"enableWebParsing"`
	LauncherDeploymentType           *string `json:"launcherDeploymentType"`
	SendSecretURLToLauncher          bool    `json:"sendSecretUrlToLauncher"`
}

type localUserPasswords struct {
	extra
	AllowUsersToResetForgottenPasswords bool `json:"allowUsersToResetForgottenPasswords"`
	EnableLocalUserPasswordExpiration   bool `json:"enableLocalUserPasswordExpiration"`
	EnableMinimumPasswordAge            bool `json:"enableMinimumPasswordAge"`
	EnablePasswordHistory               bool `json:"enablePasswordHistory"`
	LocalUserPasswordExpirationDays     *int `json:"localUserPasswordExpirationDays"`
	LocalUserPasswordExpirationHours    *int `json:"localUserPasswordExpirationHours"`
	LocalUserPasswordExpirationMinutes  *int `json:"localUserPasswordExpirationMinutes"`
	MinimumPasswordAgeDays              *int `json:"minimumPasswordAgeDays"`
	MinimumPasswordAgeHours             *int `json:"minimumPasswordAgeHours"`
	MinimumPasswordAgeMinutes           *int `json:"minimumPasswordAgeMinutes"`
	PasswordHistoryItems                *int `json:"passwordHistoryItems"`
	PasswordMinimumLength               *int `json:"passwordMinimumLength"`
	PasswordRequireLowercase            bool `json:"passwordRequireLowercase"`
	PasswordRequireNumbers              bool `json:"passwordRequireNumbers"`
	PasswordRequireSymbols              bool `json:"passwordRequireSymbols"`
	PasswordRequireUppercase            bool `json:"passwordRequireUppercase"`
}

type loginSettings struct {
	extra
	AllowRememberMe                 bool      `json:"allowRememberMe"`
	CacheADCredentials              *bool     `json:"cacheADCredentials"`
	DefaultLoginDomain              int       `json:"defaultLoginDomain"`
	EnableDomainSelector            int       `json:"enableDomainSelector"`
	EnableLoginFailureCAPTCHA       bool      `json:"enableLoginFailureCAPTCHA"`
	MaxConcurrentLoginsPerUser      int       `json:"maxConcurrentLoginsPerUser"`
	MaxLoginFailuresBeforeCAPTCHA   int       `json:"maxLoginFailuresBeforeCAPTCHA"`
	MaximumLoginFailures            int       `json:"maximumLoginFailures"`
	RememberMeTimeOutMinutes        int       `json:"rememberMeTimeOutMinutes"`
	SSHKeyIntegration               *struct{} `json:"sshKeyIntegration"`
	TwoFactor                       *struct{} `json:"twoFactor"`
	UserLockoutTimeMinutes          *int      `json:"userLockoutTimeMinutes"`
	VisualEncryptedKeyboardEnabled  bool      `json:"visualEncryptedKeyboardEnabled"`
	VisualEncryptedKeyboardRequired bool      `json:"visualEncryptedKeyboardRequired"`
}

type permissionOptions struct {
	extra
	AllowDuplicateSecretNames                     bool    `json:"allowDuplicateSecretNames"`
	AllowViewUserToRetrieveAutoChangeNextPassword *bool   `json:"allowViewUserToRetrieveAutoChangeNextPassword"`
	DefaultSecretPermissions                      string  `json:"defaultSecretPermissions"`
	EnableApprovalFromEmail                       *bool   `json:"enableApprovalFromEmail"`
	ForceSecretApproval                           *string `json:"forceSecretApproval"`
}

type protocolHandlerSettings struct {
	extra
	ProtocolHandlerInstallTimeAllowedDomains    string `json:"protocolHandlerInstallTimeAllowedDomains"`
	ProtocolHandlerInstallTimeDisableAutoUpdate bool   `json:"protocolHandlerInstallTimeDisableAutoUpdate"`
	ProtocolHandlerInstallTimeSettingsEnabled   bool   `json:"protocolHandlerInstallTimeSettingsEnabled"`
}

type securitySettings struct {
	extra
	AllowFilesWithoutExtension               bool    `json:"allowFilesWithoutExtension"`
	AllowQuantumSafeEncryption               bool    `json:"allowQuantumSafeEncryption"`
	AllowWebServiceHTTPGet                   bool    `json:"allowWebServiceHttpGet"`
	AuditTLSErrors                           bool    `json:"auditTlsErrors"`
	AuditTLSErrorsDebug                      bool    `json:"auditTlsErrorsDebug"`
	CertificateChainPolicyOptions            string  `json:"certificateChainPolicyOptions"`
	ClientCertificateIds                     string  `json:"clientCertificateIds"`
	DatabaseIntegrityMonitoringSymmetricKey  string  `json:"databaseIntegrityMonitoringSymmetricKey"`
	EnableApplicationHardening               bool    `json:"enableApplicationHardening"`
	EnableDatabaseIntegrityMonitoring        *bool   `json:"enableDatabaseIntegrityMonitoring"`
	EnableFileRestrictions                   bool    `json:"enableFileRestrictions"`
	EnableFrameBlocking                      *bool   `json:"enableFrameBlocking"`
	EnableHSTS                               *bool   `json:"enableHSTS"`
	EnableSecretErase                        bool    `json:"enableSecretErase"`
	FileExtensionRestrictions                string  `json:"fileExtensionRestrictions"`
	FIPSEnabled                              *bool   `json:"fipsEnabled"`
	ForceHTTPS                               *bool   `json:"forceHttps"`
	HideVersionNumber                        bool    `json:"hideVersionNumber"`
	HSTSMaxAge                               *int    `json:"hstsMaxAge"`
	IgnoreCertificateRevocationFailures      bool    `json:"ignoreCertificateRevocationFailures"`
	MaximumFileSizeBytes                     string  `json:"maximumFileSizeBytes"`
	MaximumFileSizeSupported                 bool    `json:"maximumFileSizeSupported"`
	MultifactorAuthenticationProfile         *string `json:"multifactorAuthenticationProfile"`
	SecretEraseWorkflow                      *int    `json:"secretEraseWorkflow"`
	WebPasswordFillerRequiresFullDomainMatch bool    `json:"webPasswordFillerRequiresFullDomainMatch"`
}

type recordingSettings struct {
	extra
	ArchiveLocationBySite         *bool    `json:"archiveLocationBySite"`
	ArchivePath                   string   `json:"archivePath"`
	ArchivePathMappings           []string `json:"archivePathMappings"`
	DaysUntilArchive              *int     `json:"daysUntilArchive"`
	DaysUntilDelete               *int     `json:"daysUntilDelete"`
	EnableArchive                 *bool    `json:"enableArchive"`
	EnableDelete                  bool     `json:"enableDelete"`
	EnableHardwareAcceleration    *bool    `json:"enableHardwareAcceleration"`
	EnableInactivityTimeout       bool     `json:"enableInactivityTimeout"`
	EnableOnDemandVideoProcessing bool     `json:"enableOnDemandVideoProcessing"`
	EnableSessionRecording        bool     `json:"enableSessionRecording"`
	EncryptArchive                bool     `json:"encryptArchive"`
	HideRecordingIndicator        bool     `json:"hideRecordingIndicator"`
	InactivityTimeoutMinutes      *int     `json:"inactivityTimeoutMinutes"`
	MaxSessionLength              int      `json:"maxSessionLength"`
	RDPProxyRecordKeyStrokes      *bool    `json:"rdpProxyRecordKeyStrokes"`
	RDPProxyRecordVideo           *bool    `json:"rdpProxyRecordVideo"`
	SSHProxyRecordKeyStrokes      *bool    `json:"sshProxyRecordKeyStrokes"`
	SSHProxyRecordVideo           *bool    `json:"sshProxyRecordVideo"`
	StoreInDatabase               *bool    `json:"storeInDatabase"`
	UseTemporaryArchives          bool     `json:"useTemporaryArchives"`
	VideoCodecID                  *int     `json:"videoCodecId"`
}

type unlimitedAdmin struct {
	extra
	Enabled bool `json:"enabled"`
}

type userExperience struct {
	extra
	ApplicationLanguage                   int    `json:"applicationLanguage"`
	CheckoutNotificationThreshold         int    `json:"checkoutNotificationThreshold"`
	DefaultDateFormat                     int    `json:"defaultDateFormat"`
	DefaultNewUserRoleID                  *int   `json:"defaultNewUserRoleId"`
	DefaultTimeFormat                     int    `json:"defaultTimeFormat"`
	EnableSecretCheckOutExtension         bool   `json:"enableSecretCheckOutExtension"`
	ForceInactivityTimeout                bool   `json:"forceInactivityTimeout"`
	ForceInactivityTimeoutMinutes         int    `json:"forceInactivityTimeoutMinutes"`
	MaxCheckOutExtensionInMinutes         *int   `json:"maxCheckOutExtensionInMinutes"`
	RequireFolderForSecret                bool   `json:"requireFolderForSecret"`
	SearchDelayMs                         *int   `json:"searchDelayMs"`
	SecretPasswordHistoryRestrictionAll   bool   `json:"secretPasswordHistoryRestrictionAll"`
	SecretPasswordHistoryRestrictionCount *int   `json:"secretPasswordHistoryRestrictionCount"`
	SecretViewIntervalMinutes             int    `json:"secretViewIntervalMinutes"`
	ServerTimeZoneID                      string `json:"serverTimeZoneId"`
	UIInactivitySleepMinutes              int    `json:"uiInactivitySleepMinutes"`
}

type userInterface struct {
	extra
	CustomBannerStyle         string `json:"customBannerStyle"`
	CustomBannerText          string `json:"customBannerText"`
	CustomBannerViewLink      string `json:"customBannerViewLink"`
	CustomBannerViewLinkText  string `json:"customBannerViewLinkText"`
	CustomLogoCollapsed       string `json:"customLogoCollapsed"`
	CustomLogoCollapsedDark   string `json:"customLogoCollapsedDark"`
	CustomLogoFullSize        string `json:"customLogoFullSize"`
	CustomLogoFullSizeDark    string `json:"customLogoFullSizeDark"`
	CustomLogoLogin           string `json:"customLogoLogin"`
	CustomLogoLoginDark       string `json:"customLogoLoginDark"`
	IsCustomBannerDismissable bool   `json:"isCustomBannerDismissable"`
	ShowCustomBanner          bool   `json:"showCustomBanner"`
}
