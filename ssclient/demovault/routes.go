package demovault

import "strings"

// adder adds one endpoint to the table.
type adder func(method, path, op string, h handler)

// routes lists every endpoint, literal segments before {id} ones.
func routes() []route {
	var all []route
	to := func(open bool, prefix string) adder {
		return func(method, path, op string, h handler) {
			all = append(all, route{method, op, strings.Split(prefix+path, "/"), open, h})
		}
	}
	openRoutes(to(true, ""))
	for _, area := range []func(adder){
		userRoutes, folderRoutes, listRoutes, secretRoutes, checkOutRoutes, requestRoutes, ticketRoutes, lockRoutes, securityRoutes,
		templateRoutes, launcherRoutes, settingRoutes,
	} {
		area(to(false, "api/"))
	}
	secretMFARoutes(to(false, secretMFAPrefix))
	internalRoutes(to(false, ""))
	return all
}

// openRoutes need no token.
func openRoutes(open adder) {
	open("POST", "oauth2/token", "token", (*Vault).postToken)
	open("GET", "api/v1/healthcheck", "healthcheck", (*Vault).getHealth)
	open("GET", "api/v1/version", "version", (*Vault).getVersion)
	open("GET", "healthcheck.aspx", "healthcheck", (*Vault).getHealthText)
	open("GET", "healthcheck.ashx", "healthcheck", (*Vault).getHealthText)
}

// internalRoutes are what the web page of a real server calls for itself. They
// are no part of the contract.
func internalRoutes(page adder) {
	page("GET", "internals/secret-detail/{id}/heartbeat-status", "state", (*Vault).heartbeatStatus)
	page("GET", "internals/secret-detail/{id}/password-status", "state", (*Vault).passwordStatus)
}

func userRoutes(api adder) {
	api("POST", "v1/oauth-expiration", "sign-out", (*Vault).postExpire)
	api("GET", "v1/api-token/generate-token", "api-token", (*Vault).generateToken)
	api("GET", "v1/users/current", "user", (*Vault).currentUser)
	api("GET", "v1/users/current-summary", "user", (*Vault).currentUserSummary)
}

func folderRoutes(api adder) {
	api("GET", "v1/folders", "folders", (*Vault).listFolders)
	api("GET", "v1/folders/lookup", "folders", (*Vault).lookupFolders)
	api("GET", "v1/folders/stub", "folder", (*Vault).stubFolder)
	api("GET", "v1/folders/pinned", "folders", (*Vault).listPinned)
	api("POST", "v1/folders", "folder-write", (*Vault).createFolder)
	api("PUT", "v1/folders/{id}", "folder-write", (*Vault).updateFolder)
	api("DELETE", "v1/folders/{id}", "folder-write", (*Vault).deleteFolder)
	api("PATCH", "v1/folder/{id}/pinned", "folder-write", (*Vault).pinFolder)
	api("DELETE", "v1/folder/{id}/pinned", "folder-write", (*Vault).unpinFolder)
	api("GET", "v1/folders/{id}", "folder", (*Vault).getFolder)
}

func listRoutes(api adder) {
	for _, version := range []string{"v1/", "v2/"} {
		api("GET", version+"secrets", "secrets", (*Vault).listSecrets)
		api("GET", version+"secrets/search-total", "secrets", (*Vault).searchTotal)
	}
	api("GET", "v1/secrets/lookup", "secrets", (*Vault).lookupSecrets)
	api("GET", "v1/secrets/lookup/{id}", "summary", (*Vault).lookupSecret)
	api("GET", "v1/secrets/favorite", "favorites", (*Vault).listFavorites)
	api("GET", "v1/secrets/stub", "template", (*Vault).getStub)
}

func secretRoutes(api adder) {
	api("POST", "v1/secrets/{id}/favorite", "favorite", (*Vault).postFavorite)
	for _, version := range []string{"v1/", "v2/"} {
		api("GET", version+"secrets/{id}", "read", (*Vault).getSecret)
		api("PATCH", version+"secrets/{id}/general", "update", (*Vault).patchGeneral)
		api("PUT", version+"secrets/{id}/activate", "update", (*Vault).activate)
	}
	api("POST", "v1/secrets", "create", (*Vault).createSecret)
	api("PUT", "v1/secrets/{id}", "update", (*Vault).updateSecret)
	api("DELETE", "v1/secrets/{id}", "delete", (*Vault).deleteSecret)
	api("POST", "v1/secrets/{id}/restricted", "read", (*Vault).postRestricted)
	api("GET", "v1/secrets/{id}/fields/{slug}", "field", (*Vault).getField)
	api("POST", "v1/secrets/{id}/restricted/fields/{slug}", "field", (*Vault).postRestrictedField)
	api("PUT", "v1/secrets/{id}/fields/{slug}", "update", (*Vault).putField)
	api("GET", "v1/secrets/{id}/summary", "summary", (*Vault).getSummary)
	api("GET", "v1/secrets/{id}/state", "state", (*Vault).getState)
	api("GET", "v1/secrets/{id}/state/flags", "state", (*Vault).stateFlags)
	api("GET", "v1/secrets/{id}/settings", "secret settings", (*Vault).getSecretSettings)
	api("GET", "v1/secrets/{id}/preview", "summary", (*Vault).getPreview)
	api("GET", "v1/secrets/{id}/fields/{slug}/list", "field", (*Vault).getListField)
	api("GET", "v1/secrets/{id}/fields/{slug}/listdetails", "field", (*Vault).getListDetails)
	api("GET", "v1/secrets/secret-detail/{id}/general", "summary", (*Vault).getGeneral)
	api("GET", "v1/one-time-password-code/{id}", "one-time-password", (*Vault).getOTP)
	api("PUT", "v1/secrets/{id}/undelete", "update", (*Vault).activate)
	api("POST", "v1/secrets/{id}/expire", "update", (*Vault).postExpireSecret)
	api("POST", "v1/secrets/{id}/stop-password-change", "rotate", (*Vault).postStopChange)
	api("GET", "v1/secrets/{id}/audits", "audits", (*Vault).listAudits)
	api("POST", "v1/secrets/{id}/heartbeat", "heartbeat", (*Vault).postHeartbeat)
	api("POST", "v1/secrets/{id}/change-password", "rotate", (*Vault).postChangePassword)
}

func checkOutRoutes(api adder) {
	api("POST", "v1/secrets/{id}/check-out", "check-out", (*Vault).postCheckOut)
	api("POST", "v1/secrets/{id}/check-in", "check-in", (*Vault).postCheckIn)
	api("POST", "v1/secrets/{id}/extend-check-out", "extend", (*Vault).postExtend)
}

func requestRoutes(api adder) {
	api("POST", "v1/secret-access-requests/secrets/{id}/view-comment", "view-comment", (*Vault).postViewComment)
	api("GET", "v1/secret-access-requests", "requests", (*Vault).listRequests)
	api("POST", "v1/secret-access-requests", "request", (*Vault).postRequest)
	api("PUT", "v1/secret-access-requests", "review", (*Vault).putRequest)
	api("GET", "v1/secret-access-requests/secrets/{id}", "requests", (*Vault).listSecretRequests)
	api("GET", "v1/secret-access-requests/secrets/{id}/options", "request-options", (*Vault).getRequestOptions)
	api("GET", "v1/secret-access-requests/{id}", "request-status", (*Vault).getRequest)
	api("GET", "v1/secret-access-requests/{id}/pending", "request-status", (*Vault).getPendingRequest)
	api("GET", "v1/secret-access-requests/{id}/history", "request-history", (*Vault).getRequestHistory)
}

func securityRoutes(api adder) {
	api("PATCH", "v3/secrets/{id}/security-checkout", "security", (*Vault).patchCheckOutRules)
	api("PUT", "v3/secrets/{id}/security-approval", "security", (*Vault).putApprovalRules)
	api("PATCH", "v2/secrets/{id}/security-general", "security", (*Vault).patchGeneralRules)
	api("PATCH", "v1/secrets/{id}/security-multifactor-authentication", "security", (*Vault).patchMFARules)
}

func lockRoutes(api adder) {
	api("PUT", "v1/users/doublelock-password", "quantum-lock-password", (*Vault).putLockPassword)
}

func ticketRoutes(api adder) {
	api("GET", "v1/ticket-systems", "ticket-systems", (*Vault).listTicketSystems)
	api("GET", "v2/ticket-systems", "ticket-systems", (*Vault).listTicketSystemsV2)
	api("GET", "v1/ticket-systems/{id}", "ticket-system", (*Vault).getTicketSystem)
	api("GET", "v2/ticket-systems/{id}", "ticket-system", (*Vault).getTicketSystemV2)
	api("POST", "v1/ticket-systems/{id}/test", "ticket-test", (*Vault).postTicketTest)
	api("GET", "v1/configuration/ticket-system", "configuration", (*Vault).getTicketConfiguration)
}

func templateRoutes(api adder) {
	api("GET", "v1/secret-templates", "templates", (*Vault).listTemplates)
	api("GET", "v1/secret-templates/{id}", "template", (*Vault).getTemplate)
	api("GET", "v2/secret-templates/{id}", "template", (*Vault).getTemplateV2)
	api("GET", "v1/secret-templates/fields/search", "template", (*Vault).listFields)
	api("GET", "v1/secret-templates/fields/{id}", "template", (*Vault).getTemplateField)
	api("POST", "v1/secret-templates/generate-password/{id}", "generate-password", (*Vault).generatePassword)
}

func launcherRoutes(api adder) {
	api("GET", "v2/launchers/secret", "launchers", (*Vault).listLaunchers)
	api("GET", "v1/launchers", "launchers", (*Vault).listLauncherTypes)
	api("GET", "v1/launchers/lookup", "launchers", (*Vault).lookupLaunchers)
	api("GET", "v1/launchers/protocol-handler", "launchers", (*Vault).getProtocolHandler)
	api("GET", "v1/launchers/{id}", "launchers", (*Vault).getLauncher)
	api("GET", "v1/launchers/types/{id}", "launchers", (*Vault).getLauncherType)
	api("POST", "v1/launchers/types", "launcher-types", (*Vault).createLauncherType)
	api("POST", "v1/launchers/types/file-attachments", "launcher-types", (*Vault).attachLauncherFile)
	api("PATCH", "v1/launchers/types/{id}", "launcher-types", (*Vault).patchLauncherType)
	api("POST", "v1/launchers/secret", "launch", (*Vault).postLaunch)
	api("POST", "v1/launchers/prepare", "launch", (*Vault).postPrepare)
	api("GET", "v1/launchers/prepare/{slug}/result", "launch", (*Vault).getPrepared)
	api("POST", "v1/secrets/sshproxy", "proxy", (*Vault).postSSHProxy)
	api("POST", "v1/secrets/rdpproxy", "proxy", (*Vault).postRDPProxy)
	api("POST", "v1/secrets/sshterminal", "proxy", (*Vault).postSSHTerminal)
	api("GET", "v1/secrets/launcher-sessions", "sessions", (*Vault).listSessions)
	api("PATCH", "v1/secrets/launcher-sessions", "sessions", (*Vault).patchSession)
}

func settingRoutes(api adder) {
	api("GET", "v1/connection-manager-settings", "settings", (*Vault).getManagerSettings)
	api("GET", "v1/mobile-configuration", "settings", (*Vault).getMobileConfiguration)
	api("GET", "v1/sites", "settings", (*Vault).listSites)
	api("GET", "v3/configuration/general", "configuration", (*Vault).getConfiguration)
	api("GET", "v1/configuration/rpc", "configuration", (*Vault).getRPCConfiguration)
}
