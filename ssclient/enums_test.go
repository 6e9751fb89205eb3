package ssclient

import (
	"encoding/json"
	"testing"
)

func TestEnumerationsAreReadInEveryForm(t *testing.T) {
	for _, tt := range []struct {
		raw        string
		to         interface{ String() string }
		want, show string
	}{
		{`"Failed"`, new(HeartbeatStatus), "Failed", "Failed"},
		{`"failed"`, new(HeartbeatStatus), "Failed", "Failed"},
		{` "DNSMISMATCH" `, new(HeartbeatStatus), "DnsMismatch", "DnsMismatch"},
		{`0`, new(HeartbeatStatus), "Failed", "Failed"},
		{`12`, new(HeartbeatStatus), "AccessDenied", "AccessDenied"},
		{`13`, new(HeartbeatStatus), "NeedsImmediateRetry", "NeedsImmediateRetry"},
		{`99`, new(HeartbeatStatus), "99", "99"},
		{`-1`, new(HeartbeatStatus), "-1", "-1"},
		{`"OnFire"`, new(HeartbeatStatus), "OnFire", "OnFire"},
		{`null`, new(HeartbeatStatus), "", "Unknown"},
		{`""`, new(HeartbeatStatus), "", "Unknown"},
		{`"url"`, new(FieldListType), "URL", "URL"},
		{`1`, new(FieldListType), "1", "1"}, // its numbers are not public
		{`"owner"`, new(EditRequires), "Owner", "Owner"},
		{`"fail"`, new(PasswordCompliance), "Fail", "Fail"},
		{`"canceled"`, new(AccessRequestStatus), "Canceled", "Canceled"},
		{`3`, new(TicketRule), "TicketNumberOnlyRequired", "TicketNumberOnlyRequired"},
		{`true`, new(TicketRule), "BothRequired", "BothRequired"},
		{`false`, new(TicketRule), "ReasonOnlyRequired", "ReasonOnlyRequired"},
		{`"bothrequired"`, new(TicketRule), "BothRequired", "BothRequired"},
	} {
		if err := json.Unmarshal([]byte(tt.raw), tt.to); err != nil || tt.to.String() != tt.show {
			t.Errorf("%T of %s: %v, %v", tt.to, tt.raw, tt.to, err)
		}
		if raw, err := json.Marshal(tt.to); err != nil || string(raw) != `"`+tt.want+`"` {
			t.Errorf("%T of %s is written as %s, %v", tt.to, tt.raw, raw, err)
		}
	}
	for _, raw := range []string{`{}`, `[1]`, `true`, `1.5`} {
		for _, to := range []any{new(HeartbeatStatus), new(FieldListType), new(EditRequires), new(PasswordCompliance), new(AccessRequestStatus)} {
			if err := json.Unmarshal([]byte(raw), to); err == nil {
				t.Errorf("%T of %s is accepted", to, raw)
			}
		}
	}
}
