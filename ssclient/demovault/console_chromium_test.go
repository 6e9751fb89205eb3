package demovault_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sallyport/ssclient/demovault"
)

// tab is a page in a real Chromium that runs no script of a page.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// chromium opens a tab. The tests that use it fail where there is no Chromium:
// what nobody has seen in a browser does not count as tested.
func chromium(t *testing.T) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("there is no Chromium: install the package chromium (make test does)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root in its sandbox
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("close Chromium: %v", err)
		}
		closeTab()
		stop()
		cancel()
	})
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return &tab{t, ctx}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.picture()
		b.t.Fatal(err)
	}
}

// picture keeps what the tab shows, for who reads the failure.
func (b *tab) picture() {
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	if png, err := chromedp.Run(ctx, chromedp.FullScreenshot(90)); err == nil {
		path := filepath.Join(os.TempDir(), strings.ReplaceAll(b.t.Name(), "/", "-")+".png")
		if os.WriteFile(path, png, 0o600) == nil {
			b.t.Logf("the page is in %s", path)
		}
	}
}

// press clicks what sel finds and waits for the page that it leads to, which
// shows what wait finds.
func (b *tab) press(sel, wait string) {
	b.t.Helper()
	b.do(chromedp.Click(sel), chromedp.WaitVisible(wait))
}

// text reads again where the page was reloaded, by itself, under the reading.
func (b *tab) text(sel string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	for {
		text, err := chromedp.Run(ctx, chromedp.Text(sel))
		if err == nil {
			return strings.TrimSpace(text)
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			b.picture()
			b.t.Fatalf("read %s: %v", sel, err)
		}
	}
}

func TestInChromiumARequestIsApprovedAndAnotherDenied(t *testing.T) {
	r := newRig(t)
	alice, bob := r.signIn("alice"), r.signIn("bob")
	alice.ask(107, newRule())
	bob.ask(107, newRule())
	b, page := chromium(t), r.open()
	b.do(chromedp.Navigate(page.server.ConsoleURL))
	diff(t, "Requests 2", b.text(`header nav a[href="#requests"]`))

	b.press(`button[aria-label="Deny request 1"]`, "#requests .note.wrong")
	diff(t, "Say why it is denied.", b.text("#requests .note"))
	b.do(chromedp.SetValue("#requests-1-end", "2026-03-02 09:45"))
	b.press(`button[aria-label="Approve request 1"]`, "#requests .note.done")
	diff(t, "Ann Abbot has approved request 1, until 2026-03-02 09:45 UTC.", b.text("#requests .note"))
	b.do(chromedp.SendKeys("#requests-2-comment", "Not today"))
	b.press(`button[aria-label="Deny request 2"]`, "#requests .empty")
	diff(t, "Ann Abbot has denied request 2.", b.text("#requests .note"))

	diff(t, "None", alice.state("107")["secretState"])
	diff(t, "2026-03-02T09:45:00.000", alice.state("107")["approvalEnd"])
	diff(t, "RequiresApproval", bob.state("107")["secretState"])
}

func TestInChromiumAFaultIsSetAndOurCallsMeetIt(t *testing.T) {
	r := newRig(t)
	alice, page := r.signIn("alice"), r.open()
	b := chromium(t)
	b.do(chromedp.Navigate(page.server.ConsoleURL), chromedp.SetValue("#faults-op", "state"), chromedp.SetValue("#faults-retryAfter", "7"))
	b.press(".faults .primary", "#faults .note.done")
	res, err := alice.try(context.Background(), "GET", "v1/secrets/101/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	diff(t, []string{"429 Too Many Requests", "7"}, []string{res.Status, res.Header.Get("Retry-After")})
	alice.state("101")

	b.do(chromedp.Reload())
	diff(t, "No fault waits. Every call is answered as usual.", b.text("#faults .empty"))
	b.press(`form[action$="tokens/expire"] button`, "#clock .note.done")
	status, _ := alice.send("GET", "v1/secrets/101/state", nil)
	diff(t, http.StatusForbidden, status)
}

func TestInChromiumThePhoneIsAnsweredAndTheSecretOpens(t *testing.T) {
	r := newRig(t)
	alice, page := r.signIn("alice"), r.open()
	b := chromium(t)
	b.do(
		chromedp.Navigate(page.server.URL+"/app/#/secret/108/general"),
		chromedp.SendKeys("[name=user]", "alice"), chromedp.SendKeys("[name=password]", r.user("alice").Password),
	)
	b.press(".primary", "td.do button")
	b.press(`button[aria-label="Start the challenge of \\Windows\\dc-01"]`, ".ways")
	b.press(".ways button:nth-of-type(4)", ".number")
	number := b.text(".number strong")

	phone := chromium(t)
	phone.do(chromedp.Navigate(page.server.ConsoleURL), chromedp.SendKeys("#pushes-1-number", number))
	phone.press("#pushes .primary", "#pushes .note.done")
	diff(t, "Alice Archer has accepted.", phone.text("#pushes .note"))

	b.do(chromedp.WaitVisible(".note.done")) // the page asks for itself until then
	if got := b.text(".note"); !strings.HasPrefix(got, `Passed: \Windows\dc-01`) {
		t.Error(got)
	}
	diff(t, "None", alice.state("108")["secretState"])
}

func TestInChromiumThePageIsStyledAndItsPolicyKept(t *testing.T) {
	r := newRig(t, func(c *demovault.Config) { c.Secrets = 10 })
	page := r.open()
	b := chromium(t)
	b.do(chromedp.Navigate(page.server.ConsoleURL))
	styles, err := chromedp.Run(b.ctx, chromedp.ComputedStyle("header"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range styles {
		if s.Name == "border-bottom-style" {
			diff(t, "solid", s.Value)
		}
	}
	b.do(chromedp.WaitNotVisible(".for-delay"), chromedp.SetValue("#faults-kind", "slow"), chromedp.WaitVisible(".for-delay"), chromedp.WaitNotVisible(".for-retry"))
}
