package ui

import (
	"flag"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sallyport/app"
	"sallyport/workflow"
)

// shots is where TestScreens writes pictures to look at; "" writes none:
//
//	go test ./ui -run TestScreens -shots /tmp/ui-shots
var shots = flag.String("shots", "", "write a picture of each screen into this directory")

// screen is one picture: what to show, and what to do before it is taken.
type screen struct {
	name string
	view func() app.View
	do   func(*rig)
}

func openFolders(r *rig) {
	for _, id := range []string{"f1", "f4", "f2"} {
		r.main.left.tree.toggle(id)
	}
}

func screens() []screen {
	return append([]screen{
		{"signin", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://vault.example.com/SecretServer"}}
		}, nil},
		{"signin-demo", func() app.View {
			return app.View{Screen: app.ScreenSignIn, Demo: true, SignIn: app.SignInView{Server: "https://127.0.0.1:8443", DemoUsers: []app.DemoUser{
				{Name: "alice", Role: "operator"}, {Name: "bob", Role: "approver"}, {Name: "carol", Role: "auditor"},
			}}}
		}, nil},
		{"signin-refused", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{
				Server: "https://vault.example.com/SecretServer", User: "alice", Remember: true,
				Problem: app.Problem{Kind: app.ProblemSignInRefused, Detail: "invalid_grant: Login failed."},
			}}
		}, func(r *rig) { r.signIn.toggleMore() }},
		{"signin-not-renewed", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{
				Server: "https://vault.example.com", User: "alice", Remember: true,
				Problem: app.Problem{Kind: app.ProblemNotRenewed, Where: "https://vault.example.com", Detail: "invalid_grant"},
			}}
		}, nil},
		{"signin-left", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{
				Server: "https://vault.example.com", User: "alice", Left: app.Behind{CheckOuts: 2, Sessions: 1},
			}}
		}, nil},
		{"signin-busy", func() app.View {
			return app.View{Screen: app.ScreenSignIn, SignIn: app.SignInView{Server: "https://vault.example.com", User: "alice", Busy: true}}
		}, nil},
		{"empty", mainView, nil},
		{"batch-form", batchForm, openFolders},
		{"batch-running", batchRunning, openFolders},
		{"sessions", fifty, openFolders},
		{"dock-full", func() app.View {
			v := fifty()
			v.Beside.Open, v.Batch = false, batchRunning().Batch
			v.Batch.Open = false
			return v
		}, openFolders},
		{"rest", atRest, openFolders},
		{"fields", withFields, openFolders},
		{"form", withForm, func(r *rig) { openFolders(r); r.main.pane.way.focusNext(); r.typed("Replace failed disk in bay 4") }},
		{"form-missed", withForm, func(r *rig) { openFolders(r); r.main.pane.way.connect() }},
		{"busy", func() app.View {
			v := withForm()
			v.Pane.Busy, v.Pane.Cancel = app.BusyCheckOut, true
			v.Pane.Steps[0].Progress, v.Pane.Steps[1].Progress = workflow.Done, workflow.Busy
			v.Pane.Ask = app.FormView{}
			return v
		}, openFolders},
		{"out-calm", func() app.View { return checkedOut(24*time.Minute+7*time.Second, false) }, openFolders},
		{"out-red", func() app.View { return checkedOut(252*time.Second, true) }, openFolders},
		{"held", heldView, openFolders},
		{"ended", func() app.View {
			v := withForm()
			v.Pane.Facts.Ended, v.Pane.Facts.EndedAt = app.EndedLast, noon
			return v
		}, openFolders},
		{"failed", failedView, openFolders},
		{"search", searchView, func(r *rig) { r.main.header.search.focus() }},
		{"searching", searchingView, func(r *rig) { r.main.header.search.focus() }},
		{"remembered", rememberedView, nil},
		{"search-none", func() app.View {
			v := mainView()
			v.Search = app.SearchView{Text: "zzz", Version: 1}
			return v
		}, nil},
		{"loading", func() app.View {
			v := mainView()
			v.Pane = app.PaneView{ID: 12, Name: "db-02", Loading: true}
			return v
		}, openFolders},
		{"gone", func() app.View {
			v := mainView()
			v.Pane = app.PaneView{ID: 12, Name: "db-02", Problem: app.Problem{Kind: app.ProblemGone, Secret: "db-02", Unchanged: true, Detail: "400 API_AccessDenied: Access Denied"}}
			return v
		}, func(r *rig) { openFolders(r); r.main.pane.fault.toggle.Tapped(nil) }},
		{"banner", func() app.View {
			v := atRest()
			v.Banner = app.Problem{Kind: app.ProblemUnreachable, Where: "vault.example.com"}
			return v
		}, openFolders},
		{"host-key", func() app.View {
			v := checkedOut(20*time.Minute, false)
			v.Prompt = &app.PromptView{ID: 1, Kind: app.PromptHostKey, Secret: "db-01", HostKey: app.HostKeyPrompt{
				Host:    "db-01.example.com",
				KeyType: "ED25519", Fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrzrtSqYmR1YqGpLhT1kWf0A",
			}}
			return v
		}, openFolders},
		{"certificate", func() app.View {
			v := checkedOut(20*time.Minute, false)
			v.Prompt = &app.PromptView{ID: 1, Kind: app.PromptCertificate, Secret: "dc-02", Certificate: app.CertificatePrompt{
				Host: "dc-02.example.com:3389", Subject: "CN=dc-02.example.com", Issuer: "CN=dc-02.example.com",
				Fingerprint: strings.Repeat("ab:", 31) + "ab",
				From:        time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Until: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC),
			}}
			return v
		}, openFolders},
		{"question-jump", func() app.View {
			v := checkedOut(20*time.Minute, false)
			v.Prompt = &app.PromptView{ID: 1, Kind: app.PromptQuestion, Secret: "db-01", Question: app.QuestionPrompt{From: "alice@jump.example.com", Jump: true}}
			return v
		}, openFolders},
		{"question-code", func() app.View {
			v := checkedOut(20*time.Minute, false)
			v.Prompt = &app.PromptView{ID: 1, Kind: app.PromptQuestion, Secret: "db-01", Question: app.QuestionPrompt{
				From: "oracle@db-01.example.com", Text: "Duo two-factor login for oracle\n\n1. Duo Push to XXX-XXX-1234\n2. Phone call to XXX-XXX-1234\nPasscode or option (1-2):",
			}}
			return v
		}, openFolders},
		{"extend", func() app.View {
			v := checkedOut(252*time.Second, true)
			v.Prompt = &app.PromptView{ID: 2, Kind: app.PromptExtend, Secret: "db-01", Extend: app.ExtendPrompt{
				SecretID: 11, Max: 60, Suggest: 30,
				Problem: app.Problem{Kind: app.ProblemExtendRefused, Secret: "db-01", Detail: "Comment too short"},
			}}
			return v
		}, openFolders},
		{"quit", func() app.View {
			v := checkedOut(20*time.Minute, false)
			v.Prompt = &app.PromptView{ID: 3, Kind: app.PromptQuit, Quit: app.QuitPrompt{CheckOuts: []string{"db-01", "pay-01"}, Sessions: 2}}
			return v
		}, openFolders},
		{"about", atRest, func(r *rig) {
			openFolders(r)
			r.env.about = About{Version: "1.2.3", System: "linux/amd64, go1.26", Folder: "/home/alice/.local/state/sallyport", Diagnose: func(func(string)) {}}
			r.dialogs.about()
		}},
		{"help", atRest, func(r *rig) { openFolders(r); r.press(fyne.KeyF1) }},
	}, slices.Concat(vaultScreens(), vaultPageScreens(), sectionScreens(), folderScreens())...)
}

func heldView() app.View {
	v := withForm()
	v.Pane.ID, v.Pane.Name, v.Pane.Primary, v.Pane.Ask = 13, "db-03.example.com", app.PrimaryUnavailable, app.FormView{}
	v.Pane.Facts = app.CheckOutFacts{Needed: true, Holder: "bob", Minutes: 30, FreeInMin: 18}
	v.Pane.Steps = []workflow.PlanStep{{ID: workflow.CheckOut, Progress: workflow.Blocked, Holder: "bob", Minutes: 30}, {ID: workflow.Connect, Progress: workflow.Later}}
	return v
}

func failedView() app.View {
	v := checkedOut(20*time.Minute, false)
	v.CheckOuts[0].Problem = app.Problem{Kind: app.ProblemCheckInFailed, Secret: "db-01", Detail: "Post https://vault.example.com/api/v1/secrets/11/check-in: EOF"}
	v.CheckOuts[0].Retrying = true
	v.Sessions[0].State, v.Sessions[0].Problem = app.SessionFailed, app.Problem{Kind: app.ProblemHostRefused, Where: "db-01.example.com", Secret: "db-01"}
	return v
}

func searchView() app.View {
	v := checkedOut(252*time.Second, true)
	rows := []app.Row{}
	for i, n := range []string{"db-01", "db-02", "db-03", "db-legacy-reporting-warehouse-01", "mongodb-07"} {
		marks := app.Marks{Name: strings.Repeat(".", strings.Index(n, "db")) + "xx" + strings.Repeat(".", len(n)-strings.Index(n, "db")-2)}
		rows = append(rows, app.Row{ID: 11 + i, Name: n, Kind: "ssh", Path: `\Databases\Production\Europe\Frankfurt`, Template: "Unix Account (SSH)", Marks: marks})
	}
	rows[4].Name, rows[4].Host, rows[4].Marks = "mongo-07", "db-77.example.com", app.Marks{Host: "xx..............."}
	v.Search = app.SearchView{Text: "db", Version: 1, Rows: rows, Total: 240}
	return v
}

// rememberedView is the tree of an earlier run while the vault is asked, and
// a search that has what was listed before.
func rememberedView() app.View {
	v := mainView()
	v.Vaults = slices.Clone(v.Vaults)
	t := *v.Vaults[0].Tree
	t.Version++
	t.Children = maps.Clone(t.Children)
	if t.Children == nil {
		t.Children = map[int]app.FolderRows{}
	}
	t.Children[0] = app.FolderRows{Rows: t.Root, Loading: true, From: time.Date(2026, 11, 22, 9, 12, 0, 0, time.Local), Today: true}
	v.Vaults[0].Tree, v.Vaults[0].State = &t, app.VaultSigningIn
	return v
}

func searchingView() app.View {
	v := searchView()
	v.Search.Busy, v.Search.Total = true, 12
	return v
}

// TestScreens draws every screen in both variants at both sizes: all its
// texts stand out, and Tab reaches all that can be used.
func TestScreens(t *testing.T) {
	for _, variant := range []struct {
		name string
		v    Variant
	}{{"light", Light}, {"dark", Dark}} {
		for _, s := range slices.Concat(screens(), flowScreens(), desktopScreens(), shellScreens(), launcherScreens(), lockScreens(), settingsScreens(), welcomeScreens()) {
			t.Run(s.name+" "+variant.name, func(t *testing.T) {
				r := newRig(t, variant.v)
				r.show(s.view())
				if s.do != nil {
					s.do(r)
				}
				r.shoot(s.name+"-"+variant.name, 1280, 800)
				r.shoot(s.name+"-"+variant.name+"-small", 1024, 640)
				r.wantContrast()
				if variant.v == Light { // the same in the dark
					r.wantReach()
				}
			})
		}
	}
}

// TestGermanScreens draws every screen in German, where words are longer: no
// text of ours is cut, and nothing stands out of what it is in.
func TestGermanScreens(t *testing.T) {
	ours := map[string]bool{}
	for _, text := range readTranslations(t, "de") {
		ours[text["other"]] = true
	}
	for _, s := range append(screens(), flowScreens()...) {
		t.Run(s.name, func(t *testing.T) {
			r := newRigIn(t, Light, "de")
			r.show(s.view())
			if s.do != nil {
				s.do(r)
			}
			r.shoot("de-"+s.name, 1024, 640)
			r.wantRoom(ours)
		})
	}
}

func (r *rig) shoot(name string, w, h float32) {
	r.win.Resize(fyne.NewSize(w, h))
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		r.t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(*shots, name+".png"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	canvas := r.env.canvas
	if r.mfa.win != nil {
		canvas = r.mfa.win.Canvas()
	}
	if err := png.Encode(f, canvas.Capture()); err != nil {
		r.t.Fatal(err)
	}
}
