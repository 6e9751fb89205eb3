package launcher

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"sallyport/workflow/sealed"
)

// elements takes a list of FreeRDP 3 apart, as its last releases do: a backslash
// escapes outside of quotation marks, a comma separates there, and marks
// around a whole element are taken off.
func elements(list string) (all []string) {
	var now strings.Builder
	quoted, escaped := false, false
	for _, r := range list {
		switch {
		case escaped:
			escaped = false
			now.WriteRune(r)
			continue
		case r == '"':
			quoted = !quoted
		case r == '\\' && !quoted:
			escaped = true
			continue
		case r == ',' && !quoted:
			all = append(all, unquoted(now.String()))
			now.Reset()
			continue
		}
		now.WriteRune(r)
	}
	return append(all, unquoted(now.String()))
}

// firstElements does so as its first releases do: a mark only begins or ends
// an element, a single one counts as well, there is no escape, and the last
// element keeps its closing mark.
func firstElements(list string) (all []string, ok bool) {
	quote, start := rune(0), 0
	for i, r := range list {
		switch {
		case (r == '"' || r == '\'') && quote == 0 && i != start:
			return nil, false // misplaced
		case (r == '"' || r == '\'') && quote == 0:
			quote = r
		case r == quote:
			quote = 0
		case r == ',' && quote == 0:
			all = append(all, unquoted(list[start:i]))
			start = i + 1
		}
	}
	return append(all, strings.TrimPrefix(list[start:], `"`)), quote == 0
}

func unquoted(e string) string {
	if len(e) > 1 && e[0] == '"' && e[len(e)-1] == '"' {
		return e[1 : len(e)-1]
	}
	return e
}

func gatewayTarget(g Gateway) Target {
	return Target{Kind: RDP, Host: "dc-02", User: "alice", Domain: "CORP", RDP: &RDPSettings{Gateway: &g}}
}

func TestAGatewayInThePlan(t *testing.T) {
	tools := Tools{RDP: "/usr/bin/xfreerdp", Pin: "aa", GatewayPin: "bb", Dir: "/run/s"}
	for name, c := range map[string]struct {
		gateway Gateway
		two     []string // options of FreeRDP 2
		three   []string // around the password of 3
	}{
		"the host's user": {Gateway{Host: "GW.example.com"}, []string{"/g:gw.example.com:443", "/gu:alice", "/gd:CORP"}, []string{`/gateway:g:gw.example.com:443,"p:`, `",u:alice,d:CORP`}},
		"another user":    {Gateway{Host: "gw", Port: 8443, User: "bob"}, []string{"/g:gw:8443", "/gu:bob", "/gd:"}, []string{`/gateway:g:gw:8443,"p:`, `",u:bob`}},
		"with a domain":   {Gateway{Host: "::1", User: `EDGE\bob`}, []string{"/g:[::1]:443", "/gu:bob", "/gd:EDGE"}, []string{`/gateway:g:[::1]:443,"p:`, `",u:bob,d:EDGE`}},
	} {
		tools.RDPMajor = 2
		p, err := PlanFor("linux", gatewayTarget(c.gateway), tools)
		must(t, err)
		for _, want := range append(c.two, "/cert:deny,fingerprint:sha256:aa,fingerprint:sha256:bb", "/from-stdin:force") {
			if !slices.Contains(p.Client, want) {
				t.Errorf("%s: %q is not in %q", name, want, p.Client)
			}
		}
		var b bytes.Buffer
		must(t, writeSecret(&b, p, []byte("host's"), []byte("gateway's")))
		if b.String() != "host's\ngateway's\n" {
			t.Errorf("%s: %q", name, b.String())
		}
		tools.RDPMajor = 3
		p, err = PlanFor("linux", gatewayTarget(c.gateway), tools)
		must(t, err)
		if !slices.Equal(p.Gateway, c.three) || len(p.Client) != 2 || slices.ContainsFunc(p.Lines, func(l string) bool { return strings.HasPrefix(l, "/g") }) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestGatewaysThatAreRefused(t *testing.T) {
	for name, g := range map[string]Gateway{
		"a host with an option": {Host: "gw,p:x"}, "no host": {}, "a port beyond all": {Host: "gw", Port: 70000},
		"a user with a comma": {Host: "gw", User: "a,p:x"}, "a user with two domains": {Host: "gw", User: `A\B\c`},
		"a user that is an option": {Host: "gw", User: "/p:x"}, "a line break": {Host: "gw", User: "a\nb"},
		"a domain with a comma": {Host: "gw", User: "a", Domain: "b,c"},
	} {
		var bad *BadTargetError
		if err := gatewayTarget(g).Validate(); !errors.As(err, &bad) || bad.Field != "gateway" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for password, major := range map[string]int{"": 2, "a\nb": 2, `a"b`: 3, strings.Repeat("x", 256): 3} {
		var bad *BadTargetError
		if err := checkGatewayPassword(sealed.New([]byte(password)), major); !errors.As(err, &bad) || bad.Field != "gateway" {
			t.Errorf("%q for %d: %v", password, major, err)
		}
	}
	if err := checkGatewayPassword(sealed.New([]byte(`a"b`)), 2); err != nil {
		t.Errorf("FreeRDP 2 reads a line: %v", err)
	}
}

// FuzzGatewayLine holds the list of FreeRDP 3 to its four elements, in both
// ways in which releases take it apart.
func FuzzGatewayLine(f *testing.F) {
	f.Add("gw", "bob", "EDGE", "a,b'c\\")
	f.Add("::1", `D\u`, "", `,u:x,p:y`)
	f.Add("gw", "b", "", `\`)
	f.Fuzz(func(t *testing.T, host, user, domain, password string) {
		p, err := PlanFor("linux", gatewayTarget(Gateway{Host: host, User: user, Domain: domain}), Tools{RDP: "/x", RDPMajor: 3})
		if err != nil || checkGatewayPassword(sealed.New([]byte(password)), 3) != nil {
			return
		}
		var b bytes.Buffer
		must(t, writeSecret(&b, p, []byte("h"), []byte(password)))
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != len(p.Lines)+2 || lines[len(lines)-1] != "/p:h" {
			t.Fatalf("%q", lines)
		}
		list, ok := strings.CutPrefix(lines[len(lines)-2], "/gateway:")
		first, whole := firstElements(list)
		last := elements(list)
		if !ok || !whole || !slices.Equal(first, last) || last[1] != "p:"+password || !strings.HasPrefix(last[0], "g:") || !strings.HasPrefix(last[2], "u:") || len(last) > 4 {
			t.Fatalf("%q: %q, %q", list, first, last)
		}
	})
}
