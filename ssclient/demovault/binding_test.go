package demovault_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// raw sends exactly this, with alice's token; contentType may be "".
func (p *person) raw(method, target, contentType, body string) (*http.Response, string) {
	p.t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, "http://vault.test"+target, in)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "bearer "+p.token)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := p.http.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res, string(text)
}

// What section 1 of the record says about how requests may be written.
func TestRequestsMayBeWrittenAsOtherClientsWriteThem(t *testing.T) {
	const jsonType = "application/json"
	for _, tc := range []struct{ name, method, target, contentType, body, want string }{
		{"below the site's name", "GET", "/SecretServer/api/v1/secrets/101/summary", "", "", `"id":101,`},
		{"below another spelling of it", "GET", "/secretserver/API/V1/Secrets/101/Summary", "", "", `"id":101,`},
		{"without it", "GET", "/api/v1/secrets/101/summary", "", "", `"id":101,`},
		{"a slash at the end", "GET", "/api/v1/secrets/101/summary/", "", "", `"id":101,`},
		{"a slash at the end of a create", "POST", "/api/v1/secrets/", jsonType, `{"Name":"n","SecretTemplateID":2,"FolderID":1,"SiteID":1,"Items":[{"FieldID":60,"ItemValue":"r"},{"FieldID":61,"ItemValue":"u"},{"FieldID":7,"ItemValue":"p"}]}`, `"name":"n"`},
		{"two slashes at the start", "GET", "//api/v1/secrets/101/summary", "", "", `"id":101,`},
		{"a query in any case", "GET", "/api/v1/secrets?FILTER.SearchText=WEB-01&Take=1", "", "", `"id":101,`},
		{"the old prefix", "GET", "/api/v1/secrets?paging.filter.searchText=web-01&paging.take=1", "", "", `"id":101,`},
		{"doubled ampersands", "GET", "/api/v1/secrets?&&filter.searchText=web-01&&take=1&", "", "", `"id":101,`},
		{"a key that nobody knows", "GET", "/api/v1/secrets?filter.searchText=web-01&somethingNew=7&flag", "", "", `"id":101,`},
		{"a plus for a space", "GET", "/api/v1/secret-templates?filter.searchText=web+pass", "", "", `"id":9,`},
		{"an array by repetition", "GET", "/api/v1/secrets?filter.secretIds=101&filter.secretIds=103&filter.secretIds=", "", "", `"total":2`},
		{"an array by index", "GET", "/api/v1/secrets?filter.secretIds[0]=101&filter.secretIds[1]=103", "", "", `"total":2`},
		{"a bare check-out", "POST", "/api/v1/secrets/103/check-out", "", "", `"responseCodes":[]`},
		{"a bare check-in", "POST", "/api/v1/secrets/103/check-in", "", "", `"id":103,`},
		{"a bare restricted read", "POST", "/api/v1/secrets/101/restricted", "", "", `"id":101,`},
		{"a body of null", "POST", "/api/v1/secrets/101/restricted", jsonType, "null", `"id":101,`},
		{"a body that is only spaces", "POST", "/api/v1/secrets/101/restricted", jsonType, "  \n", `"id":101,`},
		{"a body with a byte order mark", "POST", "/api/v1/secrets/101/restricted", jsonType, "\xef\xbb\xbf{}", `"id":101,`},
		{"a body in any case, with members that nobody knows", "POST", "/api/v1/secret-access-requests/secrets/102/view-comment", jsonType, `{"COMMENT":"why","Something":{"else":[1]}}`, "true"},
		{"a body without a content type", "POST", "/api/v1/secret-access-requests/secrets/102/view-comment", "", `{"comment":"why"}`, "true"},
		{"numbers and switches as text", "POST", "/api/v1/secrets/101/favorite", jsonType, `{"isFavorite":"True"}`, "true"},
		{"a scalar as it is", "GET", "/api/v1/secrets/101/fields/username", "", "", `"svc-web-01"`},
		{"a number as it is", "GET", "/api/v2/secrets/search-total?filter.searchText=web-01", "", "", "1"},
		{"a slug in any case", "GET", "/api/v1/secrets/101/fields/UserName", "", "", `"svc-web-01"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			alice := newRig(t).signIn("alice")
			res, text := alice.raw(tc.method, tc.target, tc.contentType, tc.body)
			if res.StatusCode != http.StatusOK || !strings.Contains(text, tc.want) {
				t.Errorf("%d %.300s\nwant 200 and %s", res.StatusCode, text, tc.want)
			}
			if got := res.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
				t.Errorf("content type %q", got)
			}
		})
	}
}

func TestWhatIISRefusesIsAPage(t *testing.T) {
	alice := newRig(t).signIn("alice")
	long := strings.Repeat("filter.secretIds=101&", 100)
	for _, tc := range []struct {
		name, target string
		status       int
	}{
		{"a query of 2,049 characters", "/api/v1/secrets?" + long[:2049], http.StatusNotFound},
		{"the twin for Windows", "/SecretServer/winauthwebservices/api/v1/secrets", http.StatusUnauthorized},
		{"the twin at the root", "/WinAuthWebServices/api/v1/users/current", http.StatusUnauthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			res, text := alice.raw("GET", tc.target, "", "")
			if res.StatusCode != tc.status || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") || !strings.HasPrefix(text, "<!DOCTYPE html>") {
				t.Errorf("%d %s %.80s", res.StatusCode, res.Header.Get("Content-Type"), text)
			}
			if res.StatusCode == http.StatusUnauthorized && strings.Join(res.Header.Values("WWW-Authenticate"), " ") != "Negotiate NTLM" {
				t.Errorf("offers %q", res.Header.Values("WWW-Authenticate"))
			}
		})
	}
	if res, text := alice.raw("GET", "/api/v1/secrets?"+long[:2048], "", ""); res.StatusCode != http.StatusOK {
		t.Errorf("2,048 characters: %d %.80s", res.StatusCode, text)
	}
}

func TestAHeadRequestHasTheHeadersAndNoBody(t *testing.T) {
	alice := newRig(t).signIn("alice")
	got, text := alice.raw("GET", "/api/v1/secrets/101/summary", "", "")
	head, none := alice.raw("HEAD", "/api/v1/secrets/101/summary", "", "")
	diff(t, "", none)
	diff(t, http.StatusOK, head.StatusCode)
	diff(t, got.Header.Get("Content-Length"), head.Header.Get("Content-Length"))
	if len(text) == 0 {
		t.Error("GET has no body")
	}
	refused, none := alice.raw("HEAD", "/api/v1/secrets/9999", "", "")
	diff(t, http.StatusBadRequest, refused.StatusCode)
	diff(t, "", none)
}

func TestMalformedRequestsAreToldWhatIsWrong(t *testing.T) {
	alice := newRig(t).signIn("alice")
	for _, tc := range []struct{ name, method, target, body, member string }{
		{"a number that is none", "GET", "/api/v1/secrets?take=ten", "", `"take"`},
		{"a switch that is none", "GET", "/api/v1/secrets/101?noAutoCheckout=maybe", "", `"noautocheckout"`},
		{"a body that is no JSON", "POST", "/api/v1/secrets/101/restricted", "{", `"body"`},
		{"a body of the wrong kind", "POST", "/api/v1/secrets/101/restricted", `[1]`, `"body"`},
		{"a member of the wrong kind", "POST", "/api/v1/secrets/101/favorite", `{"isFavorite":{}}`, `"body"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			res, text := alice.raw(tc.method, tc.target, "application/json", tc.body)
			if res.StatusCode != http.StatusBadRequest || !strings.Contains(text, `"The request is invalid."`) || !strings.Contains(text, tc.member) {
				t.Errorf("%d %s\nwant 400 with %s", res.StatusCode, text, tc.member)
			}
		})
	}
}
