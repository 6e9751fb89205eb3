package demovault

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// decode reads a JSON body into dst. Member names match in any case, unknown
// members are ignored, and no body at all leaves dst as it is.
func decode(body []byte, dst any) error {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 || bytes.Equal(body, []byte("null")) {
		return nil
	}
	if err := json.Unmarshal(body, dst); err != nil {
		return invalid("body", "The body is not what this call takes.")
	}
	return nil
}

// number is a whole number that may come as a string, or as null, as .NET clients send it.
type number struct {
	Set bool
	N   int
}

func (n *number) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "null" || s == "" {
		*n = number{}
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != float64(int32(f)) {
		return &json.UnmarshalTypeError{Value: "number"}
	}
	*n = number{Set: true, N: int(f)}
	return nil
}

// toggle is a switch that may come as a string, or as null.
type toggle struct{ Set, On bool }

func (t *toggle) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(strings.Trim(string(b), `"`)) {
	case "null", "":
		*t = toggle{}
	case "true":
		*t = toggle{true, true}
	case "false":
		*t = toggle{true, false}
	default:
		return &json.UnmarshalTypeError{Value: "boolean"}
	}
	return nil
}

// text is a string that may come as a number or a boolean, or as null.
type text struct {
	Set bool
	S   string
}

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		*t = text{}
		return nil
	case b[0] == '"':
		t.Set = true
		return json.Unmarshal(b, &t.S)
	case b[0] == '{' || b[0] == '[':
		return &json.UnmarshalTypeError{Value: "string"}
	}
	*t = text{Set: true, S: string(b)}
	return nil
}

// moment is a time as clients write it: ISO 8601, UTC where no zone is given,
// or the /Date(ms)/ of old .NET. Null is none.
type moment struct {
	Set bool
	At  time.Time
}

func (m *moment) UnmarshalJSON(b []byte) error {
	if string(b) == "null" || string(b) == `""` {
		*m = moment{}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if inner, ok := strings.CutPrefix(s, "/Date("); ok {
		ms, err := strconv.ParseInt(strings.TrimSuffix(inner, ")/"), 10, 64)
		if err != nil {
			return &json.UnmarshalTypeError{Value: "date"}
		}
		*m = moment{true, time.UnixMilli(ms).UTC()}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			*m = moment{true, t.UTC()}
			return nil
		}
	}
	return &json.UnmarshalTypeError{Value: "date"}
}

// attachment is a file in JSON: base64 in a string, or an array of bytes.
type attachment struct {
	Set  bool
	Data []byte
}

func (a *attachment) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		*a = attachment{}
		return nil
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		data, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return &json.UnmarshalTypeError{Value: "base64"}
		}
		*a = attachment{true, data}
		return nil
	}
	var ints []uint8Number
	if err := json.Unmarshal(b, &ints); err != nil {
		return err
	}
	a.Set, a.Data = true, make([]byte, 0, len(ints))
	for _, n := range ints {
		a.Data = append(a.Data, byte(n))
	}
	return nil
}

// uint8Number keeps encoding/json from reading the array as base64.
type uint8Number uint8

func (n *uint8Number) UnmarshalJSON(b []byte) error {
	u, err := strconv.ParseUint(string(b), 10, 8)
	if err != nil {
		return &json.UnmarshalTypeError{Value: "byte"}
	}
	*n = uint8Number(u)
	return nil
}

// accessArgs are the members that calls on a restricted secret may carry.
type accessArgs struct {
	Comment            text   `json:"comment"`
	DoubleLockPassword text   `json:"doubleLockPassword"`
	TicketNumber       text   `json:"ticketNumber"`
	TicketSystemID     number `json:"ticketSystemId"`
	ForceCheckIn       toggle `json:"forceCheckIn"`
	IncludeInactive    toggle `json:"includeInactive"`
	NoAutoCheckOut     toggle `json:"noAutoCheckout"`
	NewPassword        text   `json:"newPassword"`
}
