package ssclient

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sallyport/workflow/sealed"
)

func TestAPastedTokenIsCleaned(t *testing.T) {
	for _, pasted := range []string{
		access1, " " + access1 + "\n", "\r\n\t" + access1 + "\u00a0", "\ufeff" + access1, "Bearer " + access1, "bearer\t" + access1,
		"Authorization: Bearer " + access1, `"` + access1 + `"`, "'Bearer " + access1 + "'", "`" + access1 + "`\n",
		access1[:5] + "\n" + access1[5:], access1[:5] + " \r\n   " + access1[5:],
	} {
		s := &server{reply: ok(userBody)}
		c := open(t, s)
		own := seal(pasted)
		if err := c.SignInToken(context.Background(), own); err != nil {
			t.Errorf("%q: %v", pasted, err)
			continue
		}
		own.Wipe() // the caller's; the Client has its own
		if _, err := c.CurrentUser(context.Background()); err != nil {
			t.Errorf("%q: %v", pasted, err)
		}
		for _, r := range s.requests() {
			if r.Auth != "Bearer "+access1 || r.Path != "/api/v1/users/current" {
				t.Errorf("%q was sent as %+v", pasted, r)
			}
		}
	}
}

func TestWhatIsNoTokenIsNotSent(t *testing.T) {
	for pasted, why := range map[string]string{
		"": "nothing", " \n": "nothing", "abc": "too short", "my pass word": "spaces", "Bearer": "", "Bearer ": "",
		"tok\x00en-token": "characters", "t\u00f6ken-token": "characters", `{"access_token":"` + access1 + `"}`: "whole answer",
		strings.Repeat("x", maxPasted+1): "too long",
	} {
		s := &server{reply: always(func(*http.Request) *http.Response { return jsonOf(401, ``) })}
		err := open(t, s).SignInToken(context.Background(), seal(pasted))
		if !isKind(err, ErrAuth) || leaks(err) != "" || !strings.Contains(err.Error(), why) {
			t.Errorf("%.20q: %v, want a word on %q", pasted, err, why)
		}
		if n := len(s.requests()); n != 0 && pasted != "Bearer" && pasted != "Bearer " {
			t.Errorf("%.20q was sent", pasted)
		}
	}
}

func TestAPastedTokenThatIsNotTakenLeavesTheOldSession(t *testing.T) {
	for _, tt := range []struct {
		name string
		res  func() *http.Response
		want error
	}{
		{"bogus", func() *http.Response { return answerOf(401, "text/html", "<html>"+access2) }, ErrAuth},
		{"over", func() *http.Response { return jsonOf(403, expiredBody) }, ErrAuth},
		{"without rights", func() *http.Response { return jsonOf(403, `{"message":"no `+access2+`"}`) }, ErrAccessDenied},
		{"a log-in page", func() *http.Response { return answerOf(200, "text/html", "<html>") }, ErrNotAPI},
		{"nobody", func() *http.Response { return jsonOf(200, `{}`) }, ErrNotAPI},
		{"elsewhere", func() *http.Response { return answerOf(302, "", "", "Location", "https://evil.example") }, ErrNotAPI},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
				if r.Header.Get("Authorization") == "Bearer "+access2 {
					return tt.res(), nil
				}
				return jsonOf(200, userBody), nil
			}}
			c := signedIn(t, s)
			err := c.SignInToken(context.Background(), seal(access2))
			if !isKind(err, tt.want) || leaks(err) != "" || len(s.requests()) != 1 {
				t.Errorf("got %v after %d requests, want %v", err, len(s.requests()), tt.want)
			}
			if _, err := c.CurrentUser(context.Background()); err != nil || s.requests()[1].Auth != "Bearer "+access1 {
				t.Errorf("the old session: %v", err)
			}
		})
	}
}

func TestAPastedTokenIsNeverRenewed(t *testing.T) {
	refuse := false
	s := &server{reply: func(int, *http.Request) (*http.Response, error) {
		if refuse {
			return jsonOf(401, ``), nil
		}
		return jsonOf(200, userBody), nil
	}}
	c := open(t, s)
	if err := c.SignInToken(context.Background(), seal(access1)); err != nil {
		t.Fatal(err)
	}
	got, err := c.Token(context.Background())
	if err != nil || !got.Access.Equal(seal(access1)) || !got.Refresh.Empty() || got.ExpiresIn != 0 || got.Type != "bearer" {
		t.Errorf("%+v, %v", got, err)
	}
	refuse = true
	if _, err := c.CurrentUser(context.Background()); !isKind(err, ErrSignedOut) || s.nTok != 0 {
		t.Errorf("%v after %d grants", err, s.nTok)
	}
	if _, err := c.Token(context.Background()); !isKind(err, ErrSignedOut) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestTokenIsAClonePerCallAndRenewedWhenItIsOver(t *testing.T) {
	now := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	s := &server{}
	c := signedIn(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	now = now.Add(90500 * time.Millisecond)
	got, err := c.Token(context.Background())
	if err != nil || !got.Access.Equal(seal(access1)) || !got.Refresh.Equal(seal(refresh1)) || got.ExpiresIn != 1108 || got.Type != "bearer" {
		t.Errorf("%+v, %v", got, err)
	}
	got.Wipe()
	again, err := c.Token(context.Background())
	if err != nil || !again.Access.Equal(seal(access1)) || s.nTok != 0 {
		t.Errorf("the Client's own was wiped, or asked for: %v", err)
	}
	now = now.Add(time.Hour)
	if got, err = c.Token(context.Background()); err != nil || !got.Access.Equal(seal(access2)) || got.ExpiresIn != 1199 {
		t.Errorf("after its end: %+v, %v", got, err)
	}
}

func TestThePagesOfTheServer(t *testing.T) {
	if got := open(t, &server{}).TokenPage(); got != "https://"+vaultHost+"/SecretServer/app/" {
		t.Error(got)
	}
}

func FuzzTokenIn(f *testing.F) {
	for _, s := range []string{access1, "Bearer x", `"'` + access1, "a\nb c", "Authorization:Bearer:bearer abcd", "\ufeff\u200b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		own := bytes.Clone(raw)
		access, reason := tokenIn(sealed.New(own))
		if !bytes.Equal(own, raw) {
			t.Error("what was pasted is changed")
		}
		if (reason == "") != usable(access) {
			t.Errorf("%q: reason %q, usable %v", raw, reason, usable(access))
		}
		if reason != "" {
			return
		}
		again, reason := tokenIn(access)
		if reason != "" || !again.Equal(access) {
			t.Errorf("%q: cleaning the cleaned one gives another", raw)
		}
	})
}
