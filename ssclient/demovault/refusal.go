package demovault

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// extra is embedded in the objects of answers: a member that no client knows,
// so that a client which insists on knowing all members fails here first.
type extra struct {
	Extra mark `json:"x-demoVault"`
}

type mark struct{}

func (mark) MarshalJSON() ([]byte, error) { return []byte("true"), nil }

// UnmarshalJSON lets clients post whole models back.
func (*mark) UnmarshalJSON([]byte) error { return nil }

// Codes with a public source.
const (
	codeAccessDenied    = "API_AccessDenied"
	codeCommentRequired = "API_ValidateSecretAccessCommentRequired"
	codeFieldMissing    = "API_RequiredFieldMissing"
	codeFolderRequired  = "API_FolderIdRequired"
)

// Codes without one: invented here, in the family of the one that is known. A
// client must decide by the state of the secret, not by these.
const (
	codeCheckOutRequired   = "API_ValidateSecretAccessCheckoutRequired"
	codeCheckedOutByOther  = "API_ValidateSecretAccessCheckedOutByOtherUser"
	codeApprovalRequired   = "API_ValidateSecretAccessApprovalRequired"
	codeDoubleLockRequired = "API_ValidateSecretAccessDoubleLockPasswordRequired"
	codeDoubleLockInvalid  = "API_ValidateSecretAccessDoubleLockPasswordInvalid"
	codeDoubleLockNoAccess = "API_ValidateSecretAccessDoubleLockNoAccess"
	codeDoubleLockCheckOut = "API_SecretDoubleLockExcludesCheckOut"
	codeTicketRequired     = "API_ValidateSecretAccessTicketRequired"
	codeMFARequired        = "API_ValidateSecretAccessMfaRequired"
	codePasswordPending    = "API_ValidateSecretAccessPasswordChangePending"
	codeNotCheckOut        = "API_SecretCheckOutNotEnabled"
	codeExtendNotAllowed   = "API_SecretCheckOutExtensionNotAllowed"
	codeExtendTooLong      = "API_SecretCheckOutExtensionTooLong"
	codeFolderExists       = "API_FolderNameExists"
	codeFolderNotEmpty     = "API_FolderNotEmpty"
	codeHostNotAllowed     = "API_LauncherHostNotAllowed"
	codeProxyNotEnabled    = "API_SecretProxyNotEnabled"
	codeRequestNotNeeded   = "API_SecretAccessRequestNotRequired"
	codeRequestPending     = "API_SecretAccessRequestPending"
	codeRequestClosed      = "API_SecretAccessRequestClosed"
	codeNotReviewer        = "API_SecretAccessRequestReviewNotAllowed"
	codeReasonRequired     = "API_SecretCheckOutExtensionReasonRequired"
)

// staleMessage is the only member of the 403 that a stale token gets.
const staleMessage = "Authentication failed or expired token."

// refusal is an answer that is not 200: a status and the object to send with it.
type refusal struct {
	status int
	body   any
}

// text is what the refusal says, for people.
func (r *refusal) text() string {
	b, ok := r.body.(badRequest)
	if !ok {
		return r.Error()
	}
	for _, m := range slices.Sorted(maps.Keys(b.ModelState)) {
		return b.Message + " " + m + ": " + strings.Join(b.ModelState[m], " ")
	}
	return b.Message
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %v", r.status, r.body) }

type badRequest struct {
	Message       string              `json:"message"`
	MessageDetail *string             `json:"messageDetail"`
	ErrorCode     *string             `json:"errorCode"`
	ModelState    map[string][]string `json:"modelState"`
}

type messageOnly struct {
	Message string `json:"message"`
}

// refuse is a refusal with a code, status 400.
func refuse(code, message string) error {
	return &refusal{http.StatusBadRequest, badRequest{Message: message, ErrorCode: &code}}
}

// invalid refuses a malformed request; the member names what is wrong with it.
func invalid(member, why string) error {
	return &refusal{http.StatusBadRequest, badRequest{
		Message: "The request is invalid.", ModelState: map[string][]string{member: {why}},
	}}
}

// denied is the one answer for what is missing and for what may not be read,
// so that nobody learns which.
func (v *Vault) denied() error {
	code := codeAccessDenied
	status := v.settings.AccessDeniedStatus
	if status == 0 {
		status = http.StatusBadRequest
	}
	return &refusal{status, badRequest{Message: "Access denied", ErrorCode: &code}}
}

// forbidden refuses a call for which the role of the user does not suffice.
func forbidden() error {
	code := codeAccessDenied
	return &refusal{http.StatusForbidden, badRequest{
		Message: "The role of this user does not include the needed permission.", ErrorCode: &code,
	}}
}

func staleToken() error { return &refusal{http.StatusForbidden, messageOnly{staleMessage}} }
func bogusToken() error {
	return &refusal{http.StatusUnauthorized, messageOnly{"Authorization has been denied for this request."}}
}
