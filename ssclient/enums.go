package ssclient

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The enumerations of the API. On the wire a value is its name; a name that is
// newer than this program stays as it is. The zero value says the server said nothing.

// HeartbeatStatus is what the last check of a password against its machine found.
type HeartbeatStatus string

// The heartbeat results there are, in the vendor's order.
const (
	HeartbeatFailed                          HeartbeatStatus = "Failed" // the password is wrong
	HeartbeatSuccess                         HeartbeatStatus = "Success"
	HeartbeatPending                         HeartbeatStatus = "Pending"
	HeartbeatDisabled                        HeartbeatStatus = "Disabled"
	HeartbeatUnableToConnect                 HeartbeatStatus = "UnableToConnect"
	HeartbeatUnknownError                    HeartbeatStatus = "UnknownError"
	HeartbeatIncompatibleHost                HeartbeatStatus = "IncompatibleHost"
	HeartbeatAccountLockedOut                HeartbeatStatus = "AccountLockedOut"
	HeartbeatDNSMismatch                     HeartbeatStatus = "DnsMismatch"
	HeartbeatUnableToValidateServerPublicKey HeartbeatStatus = "UnableToValidateServerPublicKey"
	HeartbeatProcessing                      HeartbeatStatus = "Processing"
	HeartbeatArgumentError                   HeartbeatStatus = "ArgumentError"
	HeartbeatAccessDenied                    HeartbeatStatus = "AccessDenied"
	HeartbeatNeedsImmediateRetry             HeartbeatStatus = "NeedsImmediateRetry"
)

// heartbeats are numbered by position in the vendor's PowerShell module.
var heartbeats = []string{
	"Failed", "Success", "Pending", "Disabled", "UnableToConnect", "UnknownError", "IncompatibleHost", "AccountLockedOut",
	"DnsMismatch", "UnableToValidateServerPublicKey", "Processing", "ArgumentError", "AccessDenied", "NeedsImmediateRetry",
}

func (h HeartbeatStatus) String() string { return named(string(h)) }

// UnmarshalJSON takes the name in any case, or the vendor's number.
func (h *HeartbeatStatus) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(h), heartbeats, true)
}

// FieldListType is what kind of list a field holds, for an item of a secret and a field of a template alike.
type FieldListType string

// The kinds of list there are.
const (
	ListNone    FieldListType = "None" // not a list
	ListGeneric FieldListType = "Generic"
	ListURL     FieldListType = "URL"
)

func (t FieldListType) String() string { return named(string(t)) }

// UnmarshalJSON takes the name in any case.
func (t *FieldListType) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(t), []string{"None", "Generic", "URL"}, false)
}

// EditRequires is the right that a user needs to change a field.
type EditRequires string

// The rights there are.
const (
	EditRequiresEdit  EditRequires = "Edit"
	EditRequiresOwner EditRequires = "Owner"
	NotEditable       EditRequires = "NotEditable"
)

func (r EditRequires) String() string { return named(string(r)) }

// UnmarshalJSON takes the name in any case.
func (r *EditRequires) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(r), []string{"Edit", "Owner", "NotEditable"}, false)
}

// PasswordCompliance is whether a password meets the rules of its template.
type PasswordCompliance string

// The findings there are.
const (
	CompliancePending PasswordCompliance = "Pending"
	CompliancePass    PasswordCompliance = "Pass"
	ComplianceFail    PasswordCompliance = "Fail"
)

func (p PasswordCompliance) String() string { return named(string(p)) }

// UnmarshalJSON takes the name in any case.
func (p *PasswordCompliance) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(p), []string{"Pending", "Pass", "Fail"}, false)
}

// AccessRequestStatus is where an access request stands.
type AccessRequestStatus string

// The states there are; Pending, Approved, Denied and Canceled can be a Decision.
const (
	WaitingForRequest AccessRequestStatus = "WaitingForRequest"
	RequestPending    AccessRequestStatus = "Pending"
	RequestApproved   AccessRequestStatus = "Approved"
	RequestDenied     AccessRequestStatus = "Denied"
	RequestCanceled   AccessRequestStatus = "Canceled"
	RequestExpired    AccessRequestStatus = "Expired"
)

func (s AccessRequestStatus) String() string { return named(string(s)) }

// UnmarshalJSON takes the name in any case.
func (s *AccessRequestStatus) UnmarshalJSON(raw []byte) error {
	return enumerated(raw, (*string)(s), []string{"WaitingForRequest", "Pending", "Approved", "Denied", "Canceled", "Expired"}, false)
}

// TicketRule is what a ticket system wants of a user.
type TicketRule string

// The rules there are, in the vendor's order.
const (
	ReasonOnlyRequired           TicketRule = "ReasonOnlyRequired"
	BothRequired                 TicketRule = "BothRequired"
	TicketNumberOrReasonRequired TicketRule = "TicketNumberOrReasonRequired"
	TicketNumberOnlyRequired     TicketRule = "TicketNumberOnlyRequired"
)

func (r TicketRule) String() string { return named(string(r)) }

// UnmarshalJSON takes the name, which /v2 sends for one ticket system, or the
// number of the lists, or the boolean of old servers.
func (r *TicketRule) UnmarshalJSON(raw []byte) error {
	switch string(raw) {
	case "false":
		raw = []byte("0")
	case "true":
		raw = []byte("1")
	}
	rules := []string{"ReasonOnlyRequired", "BothRequired", "TicketNumberOrReasonRequired", "TicketNumberOnlyRequired"}
	return enumerated(raw, (*string)(r), rules, true)
}

// Scope is the part of the vault that a list looks at.
type Scope string

// The scopes there are; "" is ScopeAll.
const (
	ScopeAll       Scope = "All"
	ScopeRecent    Scope = "Recent"    // what this user opened last
	ScopeFavorites Scope = "Favorites" // what this user marked
)

// Permission is what a user may do with a secret, each including the ones before.
type Permission string

// The permissions there are; "" is PermissionList.
const (
	PermissionList  Permission = "List"
	PermissionView  Permission = "View"
	PermissionEdit  Permission = "Edit"
	PermissionOwner Permission = "Owner"
)

// named is the text of a value that may be missing.
func named(s string) string {
	if s == "" {
		return "Unknown"
	}
	return s
}

// enumerated reads a name in any case, a number where the names are numbered
// by position, or null. What is not among the names is kept as it came.
func enumerated(raw []byte, to *string, names []string, numbered bool) error {
	*to = ""
	raw = bytes.TrimSpace(raw)
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	if n, err := strconv.Atoi(string(raw)); err == nil {
		*to = strconv.Itoa(n)
		if numbered && n >= 0 && n < len(names) {
			*to = names[n]
		}
		return nil
	}
	s, err := jsonText(raw)
	if err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	if i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, s) }); i >= 0 {
		s = names[i] // not a copy for every row
	}
	*to = s
	return nil
}

// jsonText is json.Unmarshal of a string, quicker for one without escapes:
// a list has a few of them in every row.
func jsonText(raw []byte) (s string, err error) {
	if n := len(raw); n >= 2 && raw[0] == '"' && raw[n-1] == '"' && !bytes.ContainsRune(raw[1:n-1], '\\') && utf8.Valid(raw) {
		return string(raw[1 : n-1]), nil
	}
	err = json.Unmarshal(raw, &s)
	return s, err
}
