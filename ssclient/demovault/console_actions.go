package demovault

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// consoleAction is what one form does: a sentence about what was done, or an
// error that is one about what was wrong.
type consoleAction struct {
	path    string // below the console's
	section string // of the page, which shows how it went
	do      func(*console, form) (string, error)
}

// consoleActions lists the forms with their fields:
//
//	requests/{id}/approve  start, end, comment, as; all may be left away
//	requests/{id}/deny     comment, which must be there; as
//	pushes/{id}/accept  number
//	pushes/{id}/deny
//	secrets/{id}/check-in
//	faults/add      op, kind, times or all=yes; retryAfter, status, delay where the kind has them
//	faults/{id}/clear, faults/clear
//	tokens/expire, tokens/expire-refresh
//	clock/move      direction (forward, back), amount, unit (seconds, minutes, hours, days)
//	clock/reset
func consoleActions() []consoleAction {
	return []consoleAction{
		{"requests/{id}/approve", "requests", (*console).approveRequest},
		{"requests/{id}/deny", "requests", (*console).denyRequest},
		{"pushes/{id}/accept", "pushes", (*console).acceptPush},
		{"pushes/{id}/deny", "pushes", (*console).denyPush},
		{"secrets/{id}/check-in", "held", (*console).checkIn},
		{"faults/add", "faults", (*console).addFault},
		{"faults/{id}/clear", "faults", (*console).dropFault},
		{"faults/clear", "faults", (*console).clearFaults},
		{"tokens/expire", "clock", (*console).expireTokens},
		{"tokens/expire-refresh", "clock", (*console).expireRefresh},
		{"clock/move", "clock", (*console).moveClock},
		{"clock/reset", "clock", (*console).resetClock},
	}
}

// checkIn ends a check-out in the name of the first administrator.
func (c *console) checkIn(f form) (string, error) {
	by := "console"
	for _, u := range c.vault.Users() {
		if u.Role == "administrator" {
			by = u.Name
			break
		}
	}
	if _, holder := c.vault.Left(f.id); holder == "" {
		return "", wrong("", fmt.Sprintf("Nobody holds secret %d any more. Nothing was changed.", f.id))
	}
	c.vault.ForceCheckIn(f.id, by)
	return fmt.Sprintf("Secret %d is checked in, forced by %s.", f.id, by), nil
}

// faultOption is a line of the list of what can go wrong.
type faultOption struct {
	key, text string
	kind      FaultKind
	status    int
}

func faultOptions() []faultOption {
	return []faultOption{
		{"throttled", "429 Too Many Requests, with Retry-After", FaultStatus, http.StatusTooManyRequests},
		{"broken", "500 Internal Server Error", FaultStatus, http.StatusInternalServerError},
		{"status", "Another status", FaultStatus, 0},
		{string(FaultHangBefore), "Hang, nothing done", FaultHangBefore, 0},
		{string(FaultHangAfter), "Hang after it was done", FaultHangAfter, 0},
		{string(FaultDropBefore), "Connection dropped, nothing done", FaultDropBefore, 0},
		{string(FaultDropAfter), "Connection dropped after it was done", FaultDropAfter, 0},
		{string(FaultTruncated), "Half an answer", FaultTruncated, 0},
		{string(FaultHTML), "200 with an HTML page", FaultHTML, 0},
		{string(FaultOtherJSON), "200 with other JSON", FaultOtherJSON, 0},
		{string(FaultSlow), "Slow answer", FaultSlow, 0},
	}
}

// operations names every call that can fail, "*" first.
func (v *Vault) operations() []string {
	seen, out := map[string]bool{}, []string{"*"}
	for _, r := range slices.Concat(v.routes, v.tenant) {
		if !seen[r.op] {
			seen[r.op] = true
			out = append(out, r.op)
		}
	}
	return out
}

func (c *console) addFault(f form) (string, error) {
	op, err := f.choice("op", "The call", c.vault.operations()...)
	if err != nil {
		return "", err
	}
	var option faultOption
	for _, o := range faultOptions() {
		if o.key == f.values.Get("kind") {
			option = o
		}
	}
	fault := Fault{Kind: option.kind, Status: option.status, Times: -1}
	switch option.key {
	case "":
		return "", wrong("kind", "What goes wrong is not one of the list.")
	case "throttled":
		fault.RetryAfter, err = retryAfter(f)
	case "status":
		fault.Status, err = f.whole("status", "The status", 400, 599)
	case string(FaultSlow):
		var seconds int
		seconds, err = f.whole("delay", "The delay", 1, 3600)
		fault.Delay = time.Duration(seconds) * time.Second
	case string(FaultHangBefore), string(FaultHangAfter):
		c.mu.Lock()
		fault.Hold = c.hold
		c.mu.Unlock()
	}
	if err == nil && f.values.Get("all") != "yes" {
		fault.Times, err = f.whole("times", "How many calls", 1, 1000)
	}
	if err != nil {
		return "", err
	}
	c.vault.Fail(op, fault)
	return fmt.Sprintf("%s: %s. It waits for %s.", callName(op), whatFails(fault), callsLeft(fault.Times)), nil
}

// retryAfter takes seconds, a date, or nothing, which leaves the header away.
func retryAfter(f form) (string, error) {
	s, err := f.text("retryAfter", "Retry-After", 40)
	if err != nil || s == "" {
		return s, err
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 86400 {
		return s, nil
	}
	if t, err := http.ParseTime(s); err == nil {
		return t.UTC().Format(http.TimeFormat), nil
	}
	return "", wrong("retryAfter", "Retry-After is neither seconds up to 86400 nor a date like Mon, 02 Mar 2026 09:30:00 GMT.")
}

func callName(op string) string {
	if op == "*" {
		return "Any call"
	}
	return op
}

func callsLeft(n int) string {
	switch {
	case n < 0:
		return "all calls"
	case n == 1:
		return "one call"
	}
	return strconv.Itoa(n) + " calls"
}

// whatFails says what a fault does in the words of the list.
func whatFails(f Fault) string {
	if f.Kind == FaultStatus {
		status := f.Status
		if status == 0 {
			status = http.StatusInternalServerError
		}
		text := strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
		if f.RetryAfter != "" {
			text += ", Retry-After " + f.RetryAfter
		}
		return text
	}
	for _, o := range faultOptions() {
		if o.kind != f.Kind {
			continue
		}
		if f.Kind == FaultSlow {
			return o.text + ", " + spanText(f.Delay)
		}
		return o.text
	}
	return string(f.Kind)
}

func (c *console) dropFault(f form) (string, error) {
	if !c.vault.DropFault(f.id) {
		return "", wrong("", fmt.Sprintf("Fault %d waits no more: it has met its call, or it was cleared.", f.id))
	}
	return "The fault is cleared.", nil
}

// clearFaults also lets go of the calls that hang by order of the console.
func (c *console) clearFaults(form) (string, error) {
	c.vault.ClearFaults()
	c.mu.Lock()
	close(c.hold)
	c.hold = make(chan struct{})
	c.mu.Unlock()
	return "No fault waits any more, and calls that hung go on.", nil
}

func (c *console) expireTokens(form) (string, error) {
	c.vault.ExpireTokens()
	return "Every access token has expired; a refresh still works.", nil
}

func (c *console) expireRefresh(form) (string, error) {
	c.vault.ExpireRefresh()
	return "Every access token and every refresh token has expired: everybody has to sign in again.", nil
}

// farthest is how wrong the clock may be made.
const farthest = 366 * 24 * time.Hour

func clockUnits() map[string]time.Duration {
	return map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}
}

func (c *console) moveClock(f form) (string, error) {
	direction, err := f.choice("direction", "The direction", "forward", "back")
	if err != nil {
		return "", err
	}
	amount, err := f.whole("amount", "The amount", 1, 100000)
	if err != nil {
		return "", err
	}
	unit, err := f.choice("unit", "The unit", "seconds", "minutes", "hours", "days")
	if err != nil {
		return "", err
	}
	by := time.Duration(amount) * clockUnits()[unit]
	if direction == "back" {
		by = -by
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	to := c.vault.Skew() + by
	if to < -farthest || to > farthest {
		return "", wrong("amount", "The clock may be wrong by 366 days at most.")
	}
	c.vault.SetSkew(to)
	return "The vault’s clock is " + skewText(to) + ".", nil
}

func (c *console) resetClock(form) (string, error) {
	c.vault.SetSkew(0)
	return "The vault’s clock is right again.", nil
}

// skewText says how wrong a clock is.
func skewText(d time.Duration) string {
	switch {
	case d > 0:
		return spanText(d) + " ahead"
	case d < 0:
		return spanText(-d) + " behind"
	}
	return "right"
}

// spanText is a span of time in the units that it has, the largest first.
func spanText(d time.Duration) string {
	var parts []string
	for _, u := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		n := int(d / u.size)
		d -= time.Duration(n) * u.size
		switch {
		case n == 1:
			parts = append(parts, "1 "+u.name)
		case n > 1:
			parts = append(parts, strconv.Itoa(n)+" "+u.name+"s")
		}
	}
	if len(parts) == 0 {
		return "less than a second"
	}
	return strings.Join(parts, " ")
}
