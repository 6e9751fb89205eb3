package ssclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sallyport/workflow/sealed"
)

// gated answers reads with good, each after its gate was opened.
type gated struct {
	*server
	mu    sync.Mutex
	gates []chan struct{}
}

func behindGates(good func(n int, r *http.Request) (*http.Response, error)) *gated {
	g := &gated{server: &server{}}
	g.reply = func(n int, r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet {
			return jsonOf(200, `{"responseCodes":[]}`), nil
		}
		gate := make(chan struct{})
		g.mu.Lock()
		g.gates = append(g.gates, gate)
		g.mu.Unlock()
		select {
		case <-gate:
			return good(n, r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return g
}

// open lets the n-th read be answered, from 1, and waits until all is still.
func (g *gated) open(n int) {
	g.mu.Lock()
	close(g.gates[n-1])
	g.mu.Unlock()
	synctest.Wait()
}

// sharing runs f on a virtual clock.
func sharing(t *testing.T, good func(n int, r *http.Request) (*http.Response, error), f func(g *gated, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := behindGates(good)
		c := signedIn(t, g.server)
		defer c.Close()
		f(g, c)
	})
}

func TestTheSameReadAtTheSameTimeIsOneCall(t *testing.T) {
	good := func(int, *http.Request) (*http.Response, error) { return jsonOf(200, `"`+hiddenFields+`"`), nil }
	sharing(t, good, func(g *gated, c *Client) {
		values := make([]sealed.Secret, 20)
		var all sync.WaitGroup
		for i := range values {
			all.Go(func() {
				var err error
				if values[i], err = c.SecretField(context.Background(), 7, "password"); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		g.open(1)
		all.Wait()
		if g.nAPI != 1 {
			t.Errorf("%d calls, want 1", g.nAPI)
		}
		for i := range values { // every one has a value of its own
			if !values[i].Equal(seal(hiddenFields)) {
				t.Errorf("value %d is gone", i)
			}
			values[i].Wipe()
		}
		if len(c.reads.under) != 0 {
			t.Error("the call is still under way")
		}
	})
}

func TestWhatIsNotTheSameIsNotShared(t *testing.T) {
	good := func(_ int, r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/state") {
			return jsonOf(200, `{"id":7,"secretState":"None"}`), nil
		}
		return jsonOf(200, `{"id":7,"records":[],"total":0}`), nil
	}
	sharing(t, good, func(g *gated, c *Client) {
		ctx := context.Background()
		var all sync.WaitGroup
		for _, f := range []func() error{
			func() error { _, err := c.SecretSummary(ctx, 7); return err },
			func() error { _, err := c.Secret(ctx, 7); return err },
			func() error { _, err := c.Secrets(ctx, SecretFilter{Text: "a"}, 10); return err },
			func() error { _, err := c.Secrets(ctx, SecretFilter{Text: "b"}, 10); return err },
			func() error { _, err := c.SecretState(ctx, 7); return err },
			func() error { return c.CheckOut(ctx, 7) },
			func() error { return c.CheckOut(ctx, 7) }, // a write, however often
		} {
			all.Go(func() {
				if err := f(); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if g.nAPI != 7 {
			t.Errorf("%d calls, want 7", g.nAPI)
		}
		for n := range g.gates {
			g.open(n + 1)
		}
		all.Wait()
	})
}

func TestAReadAfterAWriteDoesNotGetAnAnswerOfBefore(t *testing.T) {
	good := func(n int, _ *http.Request) (*http.Response, error) {
		state := "RequiresCheckout"
		if n > 2 { // 1 is the first read, 2 the check-out
			state = "None"
		}
		return jsonOf(200, `{"id":7,"secretState":"`+state+`"}`), nil
	}
	sharing(t, good, func(g *gated, c *Client) {
		var all sync.WaitGroup
		all.Go(func() {
			if s, err := c.SecretState(context.Background(), 7); err != nil || s.State != "RequiresCheckout" {
				t.Errorf("before: %+v, %v", s, err)
			}
		})
		synctest.Wait() // it is under way all the time
		if err := c.CheckOut(context.Background(), 7); err != nil {
			t.Error(err)
		}
		all.Go(func() {
			if s, err := c.SecretState(context.Background(), 7); err != nil || s.State != "None" {
				t.Errorf("after: %+v, %v", s, err)
			}
		})
		synctest.Wait()
		g.open(2)
		g.open(1)
		all.Wait()
	})
}

func TestACallerThatGivesUpDoesNotTakeTheOthersWithIt(t *testing.T) {
	good := func(int, *http.Request) (*http.Response, error) { return jsonOf(200, userBody), nil }
	sharing(t, good, func(g *gated, c *Client) {
		first, cancelFirst := context.WithCancel(context.Background())
		third, cancelThird := context.WithCancel(context.Background())
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i, ctx := range []context.Context{first, context.Background(), third, context.Background()} {
			all.Go(func() { _, errs[i] = c.CurrentUser(ctx) })
			synctest.Wait()
		}
		cancelThird() // one who only waits
		synctest.Wait()
		if !errors.Is(errs[2], context.Canceled) || g.nAPI != 1 {
			t.Errorf("%v after %d calls", errs[2], g.nAPI)
		}
		cancelFirst() // the one who made the call: another one makes it anew
		synctest.Wait()
		if !errors.Is(errs[0], context.Canceled) || g.nAPI != 2 {
			t.Errorf("%v after %d calls", errs[0], g.nAPI)
		}
		g.open(2)
		all.Wait()
		if errs[1] != nil || errs[3] != nil || g.nAPI != 2 {
			t.Errorf("%v and %v after %d calls", errs[1], errs[3], g.nAPI)
		}
	})
}

func TestAFailureIsSharedAndItsErrorIsNot(t *testing.T) {
	good := func(int, *http.Request) (*http.Response, error) { return nil, errors.New("reset") }
	sharing(t, good, func(g *gated, c *Client) {
		var all sync.WaitGroup
		errs := make([]error, 5)
		for i := range errs {
			all.Go(func() { _, errs[i] = c.CurrentUser(context.Background()) })
		}
		for n := 1; n <= maxTries; n++ {
			synctest.Wait()
			g.open(n)
			time.Sleep(time.Second)
		}
		all.Wait()
		seen := map[*APIError]bool{}
		for _, err := range errs {
			var e *APIError
			if !isKind(err, ErrTransport) || !errors.As(err, &e) || seen[e] {
				t.Errorf("%v, or another caller has the same error", err)
			}
			seen[e] = true
		}
		if g.nAPI != maxTries {
			t.Errorf("%d calls for 5 callers, want %d", g.nAPI, maxTries)
		}
	})
}

func TestACallOfAnotherSessionIsNotShared(t *testing.T) {
	good := func(int, *http.Request) (*http.Response, error) { return jsonOf(200, userBody), nil }
	sharing(t, good, func(g *gated, c *Client) {
		var all sync.WaitGroup
		all.Go(func() { _, _ = c.CurrentUser(context.Background()) })
		synctest.Wait()
		if err := c.SignIn(context.Background(), Credentials{User: "ann", Password: seal(password)}); err != nil {
			t.Error(err)
		}
		all.Go(func() { _, _ = c.CurrentUser(context.Background()) })
		synctest.Wait()
		if g.nAPI != 2 {
			t.Errorf("%d calls: ann was given bob's", g.nAPI)
		}
		g.open(1)
		g.open(2)
		all.Wait()
	})
}

func TestACallerWithANewTokenDoesNotJoinOneWithTheOld(t *testing.T) {
	// The answer to the old token comes late, as a refusal; who asks with the
	// new one must not get that.
	good := func(_ int, r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") == "Bearer "+access1 {
			return jsonOf(401, ``), nil
		}
		return jsonOf(200, userBody), nil
	}
	sharing(t, good, func(g *gated, c *Client) {
		var all sync.WaitGroup
		all.Go(func() { _, _ = c.CurrentUser(context.Background()) }) // 1, stays
		synctest.Wait()
		all.Go(func() { _ = c.do(context.Background(), readOf(1)) }) // 2, is refused and renews
		synctest.Wait()
		g.open(2)
		all.Go(func() {
			if _, err := c.CurrentUser(context.Background()); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		for _, n := range []int{1, 3, 4} { // the first one, asked again, takes part in the fourth
			g.open(n)
		}
		all.Wait()
		if g.nTok != 1 || g.nAPI != 4 {
			t.Errorf("%d rotations, %d calls", g.nTok, g.nAPI)
		}
	})
}

func TestSecretsByIDAsksForManyAtOnce(t *testing.T) {
	s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
		if len(r.URL.RawQuery) > 2048 {
			t.Errorf("a query of %d characters", len(r.URL.RawQuery))
		}
		var rows []string
		for _, id := range r.URL.Query()["filter.secretIds"] {
			if n, _ := strconv.Atoi(id); n%10 != 0 { // those are not for this user
				rows = append(rows, fmt.Sprintf(`{"id":%s,"name":"n%s"}`, id, id))
			}
		}
		return jsonOf(200, `{"records":[`+strings.Join(rows, ",")+`],"total":0,"hasNext":false}`), nil
	}}
	c := signedIn(t, s)
	ids := []int{}
	for i := range 120 {
		ids = append(ids, 2_000_000_000-i, 2_000_000_000-i) // long ones, and each twice
	}
	got, err := c.SecretsByID(context.Background(), ids)
	if err != nil || len(got) != 108 || got[0].ID != 1_999_999_999 || got[107].ID != 2_000_000_000-119 {
		t.Errorf("%d rows, %v", len(got), err)
	}
	if n := len(s.requests()); n != 3 {
		t.Errorf("%d calls for 120 secrets", n)
	}
	s.reset()
	if got, err := c.SecretsByID(context.Background(), nil); err != nil || len(got) != 0 || len(s.requests()) != 0 {
		t.Errorf("nothing: %v, %v after %d calls", got, err, len(s.requests()))
	}
	if _, err := c.SecretsByID(context.Background(), []int{7, 0}); !isKind(err, ErrRefused) || len(s.requests()) != 0 {
		t.Errorf("id 0: %v", err)
	}
}

func TestAServerThatDoesNotKnowTheFilterIsAskedOneByOne(t *testing.T) {
	s := &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/summary") {
			if strings.Contains(r.URL.Path, "/8/") {
				return jsonOf(400, `{"errorCode":"API_AccessDenied"}`), nil
			}
			return jsonOf(200, `{"id":7,"name":"n"}`), nil
		}
		return jsonOf(200, `{"records":[{"id":1,"name":"all of them"}],"total":5000,"hasNext":true}`), nil
	}}
	got, err := signedIn(t, s).SecretsByID(context.Background(), []int{8, 7})
	if err != nil || len(got) != 1 || got[0].ID != 7 || len(s.requests()) != 3 {
		t.Errorf("%+v, %v after %d calls", got, err, len(s.requests()))
	}
}

const latency = 50 * time.Millisecond // of every answer of bigVault

// bigVault is a tree of 200 folders on three levels, with 20 secrets in each.
func bigVault() *server {
	var folders []string
	for i := 1; i <= 200; i++ {
		parent := -1
		switch {
		case i > 50:
			parent = 10 + i%40 // third level
		case i > 10:
			parent = 1 + i%10
		}
		folders = append(folders, fmt.Sprintf(`{"id":%d,"folderName":"f%d","parentFolderId":%d}`, i, i, parent))
	}
	return &server{reply: func(_ int, r *http.Request) (*http.Response, error) {
		time.Sleep(latency) // virtual: what is asked at the same time is under way at the same time
		q := r.URL.Query()
		var rows []string
		switch {
		case r.Method == http.MethodPost:
			return jsonOf(200, `{"responseCodes":[]}`), nil
		case strings.HasSuffix(r.URL.Path, "/folders"):
			rows = folders
		case strings.HasSuffix(r.URL.Path, "/state"):
			return jsonOf(200, fmt.Sprintf(`{"id":%s,"secretState":"None"}`, part(r.URL, 5))), nil
		case strings.Contains(r.URL.Path, "/v2/secrets/"):
			return jsonOf(200, fmt.Sprintf(`{"id":%s,"items":[]}`, part(r.URL, 5))), nil
		default:
			for i := range 20 {
				rows = append(rows, fmt.Sprintf(`{"id":%d,"name":"s%d"}`, i+1, i+1))
			}
		}
		skip, _ := strconv.Atoi(q.Get("skip"))
		take, _ := strconv.Atoi(q.Get("take"))
		end := min(len(rows), skip+take)
		return jsonOf(200, fmt.Sprintf(`{"records":[%s],"total":%d}`, strings.Join(rows[skip:end], ","), len(rows))), nil
	}}
}

func part(u *url.URL, n int) string { return strings.Split(u.Path, "/")[n] }

func TestATreeAndTwentySessionsStayInsideTheThrottle(t *testing.T) {
	bubble(t, bigVault(), func(*Config) {}, func(t *testing.T, c *Client) {
		ctx, start, before := context.Background(), time.Now(), c.Calls()
		n := 0
		for _, err := range c.AllFolders(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		tree := c.Calls() - before
		if n != 200 || tree != 2 {
			t.Errorf("%d folders in %d calls", n, tree)
		}
		// Twenty ways in at once, from one folder: what each needs is asked for
		// together where that is possible, and by each where it is not.
		before = c.Calls()
		var all sync.WaitGroup
		for id := 1; id <= 20; id++ {
			all.Go(func() {
				list, err := c.Secrets(ctx, SecretFilter{FolderID: 3}, 100)
				if err == nil && len(list.Records) == 20 {
					_, err = c.SecretState(ctx, id)
				}
				if err == nil {
					err = c.CheckOut(ctx, id)
				}
				if err == nil {
					_, err = c.SecretState(ctx, id)
				}
				if err == nil {
					_, err = c.Secret(ctx, id)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		opened := c.Calls() - before
		if took := time.Since(start); opened != 1+20*4 || took != (2+5)*latency {
			t.Errorf("20 sessions took %d calls and %v in all; 100 calls go out at once", opened, took)
		}
		t.Logf("a tree of 200 folders: %d calls; 20 sessions of one folder: %d calls", tree, opened)
	})
}

// FuzzSharedReads holds a random play of callers, cancels and writes to this:
// everybody gets an answer or his own cancel, and nothing stays behind.
func FuzzSharedReads(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 0, 0, 1})
	f.Fuzz(func(t *testing.T, play []byte) {
		if len(play) > 60 {
			return
		}
		sharing(t, func(int, *http.Request) (*http.Response, error) { return jsonOf(200, userBody), nil }, func(g *gated, c *Client) {
			var all sync.WaitGroup
			var cancels []context.CancelFunc
			opened := 0
			for _, b := range play {
				switch b % 4 {
				case 0, 1:
					ctx, cancel := context.WithCancel(context.Background())
					cancels = append(cancels, cancel)
					all.Go(func() {
						if err := c.do(ctx, readOf(int(b%2))); err != nil && (!errors.Is(err, context.Canceled) || ctx.Err() == nil) {
							t.Error(err)
						}
					})
				case 2:
					if i := int(b/4) % 8; i < len(cancels) {
						cancels[i]()
					}
				case 3:
					if err := c.CheckOut(context.Background(), 7); err != nil {
						t.Error(err)
					}
				}
				synctest.Wait()
			}
			for synctest.Wait(); opened < len(g.gates); {
				opened++
				g.open(opened)
			}
			all.Wait()
			for _, cancel := range cancels {
				cancel()
			}
			if len(c.reads.under) != 0 {
				t.Errorf("%d calls are still under way", len(c.reads.under))
			}
		})
	})
}
