package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sallyport/ssclient/demovault"
)

// exchange is one request of somebody else's client, as it puts it on the
// wire, and what that client needs to find in the answer. Names in braces
// stand for what only a running vault knows.
type exchange struct {
	doing   string
	request string // first line, headers; after an empty line the body
	needs   func(n *need)
}

// need looks at an answer for what a client needs.
type need struct {
	*testing.T
	res   *http.Response
	body  []byte
	names map[string]string // what later requests may use
}

// object is the answer as a JSON object with status 200.
func (n *need) object() map[string]any {
	n.Helper()
	n.ok()
	v, ok := parsed(n.T, n.body).(map[string]any)
	if !ok {
		n.Fatalf("not an object: %s", n.body)
	}
	return v
}

func (n *need) ok() {
	n.Helper()
	if n.res.StatusCode != http.StatusOK {
		n.Fatalf("%d %s", n.res.StatusCode, n.body)
	}
}

// records is a page of at least that many rows.
func (n *need) records(least int) []any {
	n.Helper()
	rows, _ := n.object()["records"].([]any)
	if len(rows) < least {
		n.Fatalf("%d records, want %d or more", len(rows), least)
	}
	return rows
}

// items are the fields of a secret by slug.
func (n *need) items() map[string]map[string]any {
	n.Helper()
	all := map[string]map[string]any{}
	rows, _ := n.object()["items"].([]any)
	for _, row := range rows {
		item, _ := row.(map[string]any)
		slug, _ := item["slug"].(string)
		all[slug] = item
	}
	if len(all) == 0 {
		n.Fatalf("no items: %s", n.body)
	}
	return all
}

// token keeps what a sign-in gave.
func (n *need) token() {
	n.Helper()
	got := n.object()
	access, _ := got["access_token"].(string)
	seconds, _ := got["expires_in"].(float64)
	if access == "" || seconds < 1 || seconds != float64(int(seconds)) {
		n.Fatalf("%s", n.body)
	}
	n.names["token"] = access
	n.names["refresh"], _ = got["refresh_token"].(string)
}

const (
	get      = "GET /SecretServer/api/v1/%s HTTP/1.1\nAuthorization: Bearer {token}\n"
	bare     = "POST /SecretServer/api/v1/%s HTTP/1.1\nAuthorization: Bearer {token}\nContent-Length: 0\n"
	signInAs = "POST /SecretServer/oauth2/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n"
)

func getting(path string) string { return fmt.Sprintf(get, path) }
func posting(path string) string { return fmt.Sprintf(bare, path) }

// others are the clients whose traffic is on record, and a visit of each.
var others = map[string][]exchange{
	"python-tss-sdk": {
		{"probes, and reads Healthy with a capital", "GET /SecretServer/api/v1/healthcheck HTTP/1.1\n", func(n *need) {
			if n.object()["Healthy"] != true {
				n.Errorf("%s", n.body)
			}
		}},
		{"is no Platform", "GET /health HTTP/1.1\n", func(n *need) {
			if n.res.StatusCode != http.StatusNotFound {
				n.Errorf("%d: a Secret Server has no /health", n.res.StatusCode)
			}
		}},
		{"signs in with a wrong password", signInAs + "\nusername=bob&password=wrong&grant_type=password", func(n *need) {
			var got struct{ Message, Error *string }
			if err := json.Unmarshal(n.body, &got); err != nil || n.res.StatusCode != 400 || got.Message == nil && got.Error == nil {
				n.Errorf("%d %s: neither message nor error is text", n.res.StatusCode, n.body)
			}
		}},
		{"signs in", signInAs + "\nusername=alice&password={password}&grant_type=password", (*need).token},
		{"reads a secret", getting("secrets/101"), func(n *need) {
			secret := n.object()
			for _, name := range []string{"lastHeartBeatCheck", "lastPasswordChangeAttempt"} {
				at, _ := secret[name].(string)
				at = regexp.MustCompile(`\.[0-9]+$`).ReplaceAllString(at, "")
				if _, err := time.Parse("2006-01-02T15:04:05", at); err != nil {
					n.Errorf("%s: %v", name, err)
				}
			}
			for slug, item := range n.items() {
				if _, there := item["fileAttachmentId"]; !there || slug == "" {
					n.Errorf("%q has no fileAttachmentId", slug)
				}
			}
		}},
		{"reads a secret by path", getting("secrets/0?secretPath=%5CLinux%5Ckey-01"), func(n *need) {
			if n.object()["id"] != 112.0 || n.items()["private-key"]["fileAttachmentId"] == nil {
				n.Errorf("%s", n.body)
			}
		}},
		{"fetches its file by path, too", getting("secrets/0/fields/private-key?secretPath=%5CLinux%5Ckey-01"), func(n *need) {
			if n.ok(); !bytes.HasPrefix(n.body, []byte("-----BEGIN ")) {
				n.Errorf("%.40q", n.body)
			}
		}},
		{"reads a folder by path", getting("folders/0?folderPath=%5CLinux&getAllChildren=true"), func(n *need) {
			f := n.object()
			if _, list := f["childFolders"].([]any); f["id"] != 1.0 || f["folderPath"] != `\Linux` || !list {
				n.Errorf("%s", n.body)
			}
		}},
		{"counts the secrets of a folder", getting("secrets/search-total?filter.folderId=1"), func(n *need) {
			n.ok()
			if count, err := strconv.Atoi(string(n.body)); err != nil || count < 2 {
				n.Errorf("%q is no number of them", n.body)
			}
			n.names["total"] = string(n.body)
		}},
		{"takes as many as it counted", getting("secrets?filter.folderId=1&take={total}"), func(n *need) {
			if rows := n.records(2); strconv.Itoa(len(rows)) != n.names["total"] {
				n.Errorf("%d of %s", len(rows), n.names["total"])
			}
		}},
		{"counts folders by the total of a lookup", getting("folders/lookup?filter.parentFolderId=1&filter.limitToDirectDescendents=True&take=1"), func(n *need) {
			if _, ok := n.object()["total"].(float64); !ok {
				n.Errorf("%s", n.body)
			}
		}},
		{"is told why not", getting("secrets/99999"), func(n *need) {
			var got struct{ Message string }
			if err := json.Unmarshal(n.body, &got); err != nil || got.Message != "Access denied" || n.res.StatusCode != 400 {
				n.Errorf("%d %s", n.res.StatusCode, n.body)
			}
		}},
	},
	"the vendor's PowerShell module": {
		{"signs in with a code in a lower-case header", signInAs + "otp: {code}\n\nusername=bob&password={otp password}&grant_type=password", (*need).token},
		{"compares the version", getting("version"), func(n *need) {
			model, _ := n.object()["model"].(map[string]any)
			version, _ := model["version"].(string)
			if parts := strings.Split(version, "."); len(parts) != 3 || version < "10.9.000000" {
				n.Errorf("version %q", version)
			}
		}},
		{"searches with brackets as they are and everything at once", getting("secrets?sortBy[0].direction=asc&sortBy[0].name=Name&take=2147483647&filter.includeRestricted=true&filter.searchText=web&filter.isExactmatch=False"), func(n *need) {
			n.records(2)
		}},
		{"searches with numbers for names", getting("secrets?sortBy[0].direction=asc&sortBy[0].name=Name&take=100&filter.includeRestricted=true&filter.permissionRequired=2&filter.scope=1"), func(n *need) {
			n.records(5)
		}},
		{"searches among its favourites, of which it has none", getting("secrets?take=100&filter.includeRestricted=true&filter.scope=3"), func(n *need) {
			if rows := n.records(0); len(rows) != 0 {
				n.Errorf("%d favourites", len(rows))
			}
		}},
		{"comments before it checks out", "POST /SecretServer/api/v1/secret-access-requests/secrets/104/view-comment HTTP/1.1\nAuthorization: Bearer {token}\nContent-Type: application/json\n\n{\r\n  \"comment\": \"CI process\"\r\n}", func(n *need) {
			if n.ok(); string(n.body) != "true" {
				n.Errorf("%s", n.body)
			}
		}},
		{"checks out with nothing in the body", posting("secrets/104/check-out"), func(n *need) { n.object() }},
		{"reads a field as text in quotes", getting("secrets/104/fields/password?noAutoCheckout=True"), func(n *need) {
			if n.ok(); len(n.body) < 3 || n.body[0] != '"' || n.body[len(n.body)-1] != '"' {
				n.Error("no JSON string")
			}
		}},
		{"checks in with a content type and no body", "POST /SecretServer/api/v1/secrets/104/check-in HTTP/1.1\nAuthorization: Bearer {token}\nContent-Type: application/json\nContent-Length: 0\n", func(n *need) {
			if n.object()["checkedOut"] != false {
				n.Errorf("%s", n.body)
			}
		}},
		{"reads by path with the separators as typed", getting(`secrets/0?noAutoCheckout=True&secretPath=%5CLinux%5Cweb-01`), func(n *need) {
			if n.object()["id"] != 101.0 {
				n.Errorf("%s", n.body)
			}
		}},
		{"signs out with nothing in the body", posting("oauth-expiration"), func(n *need) { n.ok() }},
	},
	"royalapps": {
		{"signs in with a code", signInAs + "OTP: {code}\n\ngrant_type=password&username=bob&password={otp password}", (*need).token},
		{"takes a thousand folders", getting("folders?paging.take=1000"), func(n *need) {
			for _, row := range n.records(3) {
				f, _ := row.(map[string]any)
				if path, _ := f["folderPath"].(string); f["id"] == nil || path == "" {
					n.Errorf("%v", row)
				}
			}
		}},
		{"takes a thousand secrets", getting("secrets?paging.take=1000"), func(n *need) { n.records(5) }},
		{"reads restricted with nothing in the body", posting("secrets/101/restricted"), func(n *need) {
			if n.items()["password"]["itemValue"] == "" {
				n.Error("no password")
			}
		}},
		{"does so from Windows, whose PowerShell adds a type", strings.Replace(posting("secrets/101/restricted"), "Content-Length", "Content-Type: application/x-www-form-urlencoded\nContent-Length", 1), func(n *need) { n.items() }},
	},
	"remmina": {
		{"signs in with a code", signInAs + "OTP: {code}\n\nusername=bob&password={otp password}&grant_type=password", (*need).token},
		{"reads a secret", getting("secrets/101"), func(n *need) { n.items() }},
	},
	"mRemoteNG": {
		{"signs in", signInAs + "\ngrant_type=password&username=alice&password={password}", (*need).token},
		{"reads a secret by the names of its fields", getting("secrets/101?noAutoCheckout=true"), func(n *need) {
			names := map[string]bool{}
			for _, item := range n.items() {
				name, _ := item["fieldName"].(string)
				names[strings.ToLower(name)] = true
			}
			if !names["username"] || !names["password"] {
				n.Errorf("fields %v", names)
			}
		}},
		{"does not check out by reading, in the spelling of older clients", getting("secrets/103?args.includeInactive=false&args.noAutoCheckout=true"), func(n *need) {
			if n.res.StatusCode != 400 {
				n.Errorf("%d: the secret was checked out by a read", n.res.StatusCode)
			}
		}},
		{"renews its token", signInAs + "\ngrant_type=refresh_token&refresh_token={refresh}", (*need).token},
	},
	"tss-sdk-go v2 and v3.0": {
		{"probes the old page", "GET /SecretServer/healthcheck.aspx HTTP/1.1\n", func(n *need) {
			if n.ok(); !bytes.Contains(n.body, []byte("Healthy")) {
				n.Errorf("%s", n.body)
			}
		}},
		{"signs in", signInAs + "\ngrant_type=password&password={password}&username=alice", (*need).token},
		{"searches with two ampersands", getting("secrets?paging.filter.searchText=web-0&paging.filter.searchField=&paging.filter.doNotCalculateTotal=true&paging.take=30&&paging.skip=0&paging.filter.extendedFields=Machine&paging.filter.extendedFields=Notes&paging.filter.extendedFields=Username"), func(n *need) {
			row, _ := n.records(1)[0].(map[string]any)
			if row["id"] != 101.0 || row["extendedFields"] == nil {
				n.Errorf("%v", row)
			}
		}},
		{"searches a field with two ampersands", getting("secrets?paging.filter.searchText={machine}&paging.filter.searchField=Machine&paging.filter.doNotCalculateTotal=true&paging.take=30&&paging.skip=0&paging.filter.isExactMatch=true"), func(n *need) {
			n.records(1)
		}},
	},
}

func TestOtherPeoplesClientsFindWhatTheyNeed(t *testing.T) {
	for _, name := range sortedKeys(others) {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			server, err := r.vault.Listen("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close() //nolint:errcheck // end of the test
			r.vault.SetUser("bob", func(u *demovault.User) { u.RequiresOTP = true })
			code, err := totp.GenerateCode(r.user("bob").TOTPSecret, r.clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]string{
				"password": r.user("alice").Password, "otp password": r.user("bob").Password, "code": code, "machine": "127.0.0.1",
			}
			for _, x := range others[name] {
				t.Run(x.doing, func(t *testing.T) {
					n := &need{T: t, names: names}
					n.res, n.body = wire(t, server.URL, x.request, names)
					if n.res.StatusCode == http.StatusInternalServerError {
						t.Fatalf("%s", n.body)
					}
					x.needs(n)
				})
			}
		})
	}
}

// wire sends a request byte for byte over a connection of its own.
func wire(t *testing.T, url, raw string, names map[string]string) (*http.Response, []byte) {
	t.Helper()
	for name, v := range names {
		raw = strings.ReplaceAll(raw, "{"+name+"}", v)
	}
	head, body, _ := strings.Cut(raw, "\n\n")
	lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
	host := strings.TrimPrefix(url, "http://")
	lines = append(lines, "Host: "+host, "Connection: close")
	if body != "" {
		lines = append(lines, "Content-Length: "+strconv.Itoa(len(body)))
	}
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // everything has been read
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s: %v", lines[0], err)
	}
	defer res.Body.Close() //nolint:errcheck // everything has been read
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, got
}
