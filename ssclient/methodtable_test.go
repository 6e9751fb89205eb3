package ssclient

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sallyport/workflow/sealed"
)

// method is one API call: what it must send, and what it must make of a good answer.
type method struct {
	name  string
	call  func(ctx context.Context, c *Client) (any, error)
	verb  string
	path  string
	query string // decoded and sorted form of what is expected, "" for none
	body  string
	good  string // a good answer
	want  any
	anon  bool
	// defaults: a refusal of any kind gives the vendor's defaults instead of an error.
	defaults bool
	// fine are the answers to failures and the wrong types that are values of this call.
	fine []string
	// other are the good answers of further routes that it calls.
	other map[string]string
}

func (m method) write() bool { return m.verb != http.MethodGet }

// answers gives each route its good answer.
func (m method) answers(_ int, r *http.Request) (*http.Response, error) {
	return jsonOf(200, m.goodOf(r)), nil
}

func (m method) goodOf(r *http.Request) string {
	if good, ok := m.other[strings.TrimPrefix(r.URL.EscapedPath(), "/SecretServer")]; ok {
		return good
	}
	return m.good
}

// collect is what is left of an iterator, or its error.
func collect[T any](rows iter.Seq2[T, error]) (any, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

func methods() []method {
	return slices.Concat(accountMethods(), listMethods(), secretMethods(), templateMethods(), launcherMethods(),
		ticketMethods(), requestMethods(), checkoutMethods())
}

// nine is for members that may be null.
var nine = 9

func accountMethods() []method {
	return []method{
		{
			name: "CurrentUser", verb: "GET", path: "/api/v1/users/current",
			call: func(ctx context.Context, c *Client) (any, error) { return c.CurrentUser(ctx) },
			good: `{"id":2,"userName":"bob","displayName":"Bob","emailAddress":"bob@example.test","permissions":[{"name":"View Secret"}],"new":1}`,
			want: User{ID: 2, UserName: "bob", DisplayName: "Bob", Email: "bob@example.test"},
		},
		{
			name: "Settings", verb: "GET", path: "/api/v1/connection-manager-settings", defaults: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Settings(ctx) },
			good: `{"allowSavingCredentials":false,"allowLocalConnections":false,"launcherSettings":null,"userExperience":null,"maximumTimeOfflineMinutes":9}`,
			want: Settings{CheckInOnLastClose: true, MaxOfflineMinutes: &nine},
		},
		{
			name: "Health", verb: "GET", path: "/api/v1/healthcheck", anon: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Health(ctx) },
			good: `{"Healthy":true,"databaseHealthy":null,"readOnlyMode":true}`, want: Health{Healthy: true, ReadOnly: true},
		},
		{
			name: "Version", verb: "GET", path: "/api/v1/version", anon: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Version(ctx) },
			good: `{"model":{"version":"11.7.2"}}`, want: "11.7.2",
		},
		{
			name: "CheckVersion", verb: "GET", path: "/api/v1/version", anon: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.CheckVersion(ctx) },
			good: `{"model":{"version":"11.7.2"}}`, want: "11.7.2",
		},
	}
}

func listMethods() []method {
	return []method{
		{
			name: "Folders", verb: "GET", path: "/api/v1/folders",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.Folders(ctx, 3) },
			query: "filter.limitToDirectDescendents=true&filter.parentFolderId=3&skip=0&sortBy[0].direction=asc&sortBy[0].name=FolderName&take=100",
			good: `{"records":[{"id":4,"folderName":"DB","folderPath":"\\IT\\DB","parentFolderId":3},
				{"id":5,"folderName":"Old","folderPath":"\\IT\\DB\\Old","parentFolderId":4}],"total":2,"hasNext":false}`,
			want: []Folder{{ID: 4, Name: "DB", Path: `\IT\DB`, ParentID: 3}},
		},
		{
			name: "Folder", verb: "GET", path: "/api/v1/folders/4",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Folder(ctx, 4) },
			good: `{"id":4,"folderName":"DB","folderPath":"\\IT\\DB","parentFolderId":3,"childFolders":null}`,
			want: Folder{ID: 4, Name: "DB", Path: `\IT\DB`, ParentID: 3},
		},
		{
			name: "PinnedFolders", verb: "GET", path: "/api/v1/folders/pinned", query: "skip=0&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return c.PinnedFolders(ctx) },
			good: `{"records":[{"folderId":3,"displayName":"Ours","lastViewed":null}],"total":1,"hasNext":false}`,
			want: []PinnedFolder{{ID: 3, Name: "Ours"}},
		},
		{
			name: "PinFolder", verb: "PATCH", path: "/api/v1/folder/3/pinned", body: `{"data":{}}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PinFolder(ctx, 3, true) },
			good: `{"success":true}`,
		},
		{
			name: "PinFolder", verb: "DELETE", path: "/api/v1/folder/3/pinned",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PinFolder(ctx, 3, false) },
			good: `{"success":true}`,
		},
		{
			name: "AllFolders", verb: "GET", path: "/api/v1/folders",
			query: "skip=0&sortBy[0].direction=asc&sortBy[0].name=FolderName&take=100",
			call:  func(ctx context.Context, c *Client) (any, error) { return collect(c.AllFolders(ctx)) },
			good:  `{"records":[{"id":3,"folderName":"IT","folderPath":"\\IT","parentFolderId":-1},{"id":4,"folderName":"DB","folderPath":"\\IT\\DB","parentFolderId":3}],"total":2}`,
			want:  []Folder{{ID: 3, Name: "IT", Path: `\IT`, ParentID: -1}, {ID: 4, Name: "DB", Path: `\IT\DB`, ParentID: 3}},
		},
		{
			name: "SecretsByID", verb: "GET", path: "/api/v2/secrets",
			query: "filter.doNotCalculateTotal=true&filter.extendedFields=Machine&filter.extendedFields=Username&filter.extendedFields=Port&filter.includeRestricted=true&filter.secretIds=9&filter.secretIds=7&skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=100",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.SecretsByID(ctx, []int{9, 7, 9}) },
			good:  `{"records":[{"id":7,"name":"a"},{"id":9,"name":"b"}],"total":0,"hasNext":false}`,
			want:  []SecretSummary{{ID: 9, Name: "b"}, {ID: 7, Name: "a"}},
		},
		{
			name: "Secrets", verb: "GET", path: "/api/v2/secrets",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Secrets(ctx, SecretFilter{Text: querySecret, FolderID: 3, SubFolders: true, Mine: true}, 20)
			},
			query: "filter.extendedFields=Machine&filter.extendedFields=Username&filter.extendedFields=Port&filter.folderId=3&filter.includeRestricted=true&filter.includeSubFolders=true&filter.onlySecretsCheckedOutByUser=true&filter.searchText=" + querySecret + "&skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=20",
			good: `{"records":[{"id":7,"name":"sql01 sa","checkOutUserName":null,"folderPath":"\\IT","hasLauncher":true,"responseCodes":null,
				"checkOutEnabled":null,"extendedFields":[{"name":"Machine","value":"sql01"}]}],"total":1,"hasNext":false,"severity":"None"}`,
			want: SecretList{Total: 1, Records: []SecretSummary{{
				ID: 7, Name: "sql01 sa", FolderPath: `\IT`, HasLauncher: true, ExtendedFields: []ExtendedField{{"Machine", "sql01"}},
			}}},
		},
		{
			name: "SecretByPath", verb: "GET", path: "/api/v2/secrets",
			call:  func(ctx context.Context, c *Client) (any, error) { return c.SecretByPath(ctx, `/it/db/SQL01 sa`) },
			query: "filter.extendedFields=Machine&filter.extendedFields=Username&filter.extendedFields=Port&filter.includeRestricted=true&filter.searchText=SQL01 sa&skip=0&sortBy[0].direction=asc&sortBy[0].name=Name&take=100",
			good:  `{"records":[{"id":6,"name":"old sql01 sa","folderPath":"\\IT\\DB"},{"id":7,"name":"sql01 sa","folderPath":"\\IT\\DB"}],"total":2}`,
			want:  SecretSummary{ID: 7, Name: "sql01 sa", FolderPath: `\IT\DB`},
		},
		{
			name: "SecretSummary", verb: "GET", path: "/api/v1/secrets/7/summary",
			call: func(ctx context.Context, c *Client) (any, error) { return c.SecretSummary(ctx, 7) },
			good: `{"id":7,"name":"sql01 sa","requiresComment":true,"extendedFields":null}`,
			want: SecretSummary{ID: 7, Name: "sql01 sa", RequiresComment: true},
		},
		{
			name: "SearchTotal", verb: "GET", path: "/api/v2/secrets/search-total",
			query: "filter.heartbeatStatus=Failed&filter.includeRestricted=true&filter.isExactMatch=true&filter.scope=Favorites&filter.searchFieldSlug=machine&filter.searchText=" + querySecret + "&filter.secretTemplateIds=6003&filter.secretTemplateIds=6007",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.SearchTotal(ctx, SecretFilter{
					Text: querySecret, Exact: true, FieldSlug: "machine", Scope: ScopeFavorites, Heartbeat: HeartbeatFailed, TemplateIDs: []int{6003, 6007},
				})
			},
			good: `42`, want: 42, fine: []string{`12`},
		},
	}
}

func ticketMethods() []method {
	return []method{
		{
			name: "TicketSystems", verb: "GET", path: "/api/v2/ticket-systems", query: "skip=0&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return c.TicketSystems(ctx) },
			good: `{"records":[{"ticketSystemId":1,"name":"ServiceNow","description":"d","active":true,"isDefault":true,"displayMessage":"Incident",
				"forceRequireTicketNumber":1,"ticketSystemTypeId":1,"ticketSystemTypeName":"x","viewTicketUrl":"https://t/$TICKETID","hideComment":true,"siteId":null,"siteName":null}],"total":1}`,
			want: []TicketSystem{{
				ID: 1, Name: "ServiceNow", Description: "d", Active: true, IsDefault: true, Title: "Incident", Rule: BothRequired,
				ViewURL: "https://t/$TICKETID", HideComment: true,
			}},
		},
		{
			name: "TicketSystem", verb: "GET", path: "/api/v2/ticket-systems/1",
			call: func(ctx context.Context, c *Client) (any, error) { return c.TicketSystem(ctx, 1) },
			good: `{"ticketSystemId":1,"name":"ServiceNow","active":true,"forceRequireTicketNumber":"TicketNumberOnlyRequired","ticketNumberValidation":"^INC\\d+$",
				"ticketNumberErrorMessage":"INC and digits","ticketSystemType":"PowerShell","addCommentsToTicket":true,"organizationId":null}`,
			want: TicketSystem{
				ID: 1, Name: "ServiceNow", Active: true, Rule: TicketNumberOnlyRequired, Pattern: `^INC\d+$`, ErrorMessage: "INC and digits",
				Type: "PowerShell", AddsComments: true,
			},
		},
		{
			name: "TestTicket", verb: "POST", path: "/api/v1/ticket-systems/1/test", body: `{"data":{"ticketNumber":"INC1"}}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.TestTicket(ctx, 1, "INC1") },
			good: `{"success":true,"errorMessage":null}`,
		},
		{
			name: "ViewComment", verb: "POST", path: "/api/v1/secret-access-requests/secrets/7/view-comment",
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.ViewComment(ctx, 7, Comment{Comment: "why", TicketNumber: "INC1", TicketSystemID: 1})
			},
			body: `{"comment":"why","ticketNumber":"INC1","ticketSystemId":1}`, good: `true`,
		},
	}
}

func requestMethods() []method {
	return []method{
		{
			name: "AccessOptions", verb: "GET", path: "/api/v1/secret-access-requests/secrets/7/options",
			call: func(ctx context.Context, c *Client) (any, error) { return c.AccessOptions(ctx, 7) },
			good: `{"enableRequiresApprovalForAccess":true,"editorsAlsoRequireApproval":true,"ownersAndApproversAlsoRequireApproval":true,"requireCheckout":true,
				"requireCommentTicketNumber":true,"enableDoubleLock":true,"isDefaultCheckoutInterval":false,
				"customCheckoutIntervalDays":1,"customCheckoutIntervalHours":2,"customCheckoutIntervalMinutes":30}`,
			want: AccessOptions{
				RequiresApproval: true, EditorsToo: true, OwnersToo: true, RequiresCheckOut: true, RequiresComment: true, QuantumLock: true,
				CheckOutDays: 1, CheckOutHours: 2, CheckOutMinutes: 30,
			},
		},
		{
			name: "RequestAccess", verb: "POST", path: "/api/v1/secret-access-requests",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RequestAccess(ctx, AccessRequestDraft{
					SecretID: 7, Comment: "why", Start: time.Date(2026, 1, 1, 11, 0, 0, 0, time.FixedZone("CET", 3600)),
					End: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), TicketNumber: "INC1", TicketSystemID: 1,
				})
			},
			body: `{"secretId":7,"requestComment":"why","startDate":"2026-01-01T10:00:00Z","expirationDate":"2026-01-01T12:00:00Z","ticketNumber":"INC1","ticketSystemId":1}`,
			good: `{"secretAccessRequestId":5,"secretId":7,"status":"Pending"}`, want: AccessRequest{ID: 5, SecretID: 7, Status: RequestPending},
		},
		{
			name: "AccessRequests", verb: "GET", path: "/api/v1/secret-access-requests",
			query: "filter.isMyRequest=false&filter.status=Pending&skip=0&sortBy[0].direction=desc&sortBy[0].name=startDate&take=100",
			call: func(ctx context.Context, c *Client) (any, error) {
				return collect(c.AccessRequests(ctx, AccessRequestFilter{Status: RequestPending}))
			},
			good: `{"records":[{"secretAccessRequestId":5,"secretId":7,"secretName":"sql01 sa","folderId":3,"requestingUserId":2,"requestUsername":"bob",
				"requestComment":"why","requestDate":"2026-01-01T09:00:00","startDate":"2026-01-01T10:00:00","expirationDate":"2026-01-01T12:00:00","status":"Pending",
				"statusDescription":"Pending","approverDisplayName":null,"responseComment":null,"responseDate":null,"reviewStatusMessage":null,"completed":false,
				"currentUserRestrictedFromReviewing":null,"hasWorkflow":true,"accessRequestWorkflowMapId":null,"ticketNumber":"INC1","ticketSystemId":1}],"total":1}`,
			want: []AccessRequest{{
				ID: 5, SecretID: 7, SecretName: "sql01 sa", FolderID: 3, UserID: 2, UserName: "bob", Comment: "why",
				Requested: Time{time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}, Start: Time{time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)},
				End: Time{time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)}, Status: RequestPending, StatusDescription: "Pending", HasWorkflow: true,
				TicketNumber: "INC1", TicketSystemID: 1,
			}},
		},
		{
			name: "SecretAccessRequests", verb: "GET", path: "/api/v1/secret-access-requests/secrets/7",
			query: "skip=0&sortBy[0].direction=desc&sortBy[0].name=startDate&take=100",
			call:  func(ctx context.Context, c *Client) (any, error) { return collect(c.SecretAccessRequests(ctx, 7)) },
			good:  `{"records":[{"secretAccessRequestId":5,"secretId":7}],"total":1}`, want: []AccessRequest{{ID: 5, SecretID: 7}},
		},
		{
			name: "AccessRequest", verb: "GET", path: "/api/v1/secret-access-requests/5/pending",
			call: func(ctx context.Context, c *Client) (any, error) { return c.AccessRequest(ctx, 5) },
			good: `{"secretAccessRequestId":5,"secretId":7,"status":"Pending","currentStepApprovers":["Ann"],"currentStepReviewers":[{"displayName":"Ops","groupId":4,"isUser":false}]}`,
			want: AccessRequest{ID: 5, SecretID: 7, Status: RequestPending, Approvers: []string{"Ann"}, Reviewers: []Reviewer{{DisplayName: "Ops", GroupID: 4}}},
		},
		{
			name: "AccessRequestHistory", verb: "GET", path: "/api/v1/secret-access-requests/5/history", query: "skip=0&take=100",
			call: func(ctx context.Context, c *Client) (any, error) { return c.AccessRequestHistory(ctx, 5) },
			good: `{"records":[{"action":"Requested","dateRecorded":"2026-01-01T09:00:00","details":"why","fullName":"Bob"}],"total":1}`,
			want: []AccessRequestEvent{{Action: "Requested", Recorded: Time{time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}, Details: "why", FullName: "Bob"}},
		},
		{
			name: "DecideAccessRequest", verb: "PUT", path: "/api/v1/secret-access-requests",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.DecideAccessRequest(ctx, Decision{RequestID: 5, Status: RequestApproved, Comment: "ok", End: time.Date(2026, 1, 1, 11, 0, 0, 0, time.UTC)})
			},
			body: `{"secretAccessRequestId":5,"status":"Approved","responseComment":"ok","expirationDate":"2026-01-01T11:00:00Z"}`,
			good: `{"secretAccessRequestId":5,"secretId":7,"status":"Approved","actionResultMessage":"Approved."}`,
			want: AccessRequest{ID: 5, SecretID: 7, Status: RequestApproved, ResultMessage: "Approved."},
		},
		{
			name: "SetQuantumLockPassword", verb: "PUT", path: "/api/v1/users/doublelock-password", body: `{"password":"` + password + `"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.SetQuantumLockPassword(ctx, seal(password))
			},
			good: `true`,
		},
	}
}

// sameSecrets compares sealed values by what is in them.
var sameSecrets = cmp.Options{
	cmp.Comparer(func(a, b sealed.Secret) bool { return a.Equal(b) }),
	cmpopts.IgnoreFields(SecretState{}, "Sent", "Received"),
}
