package app_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sallyport/app"
	"sallyport/app/apptest"
	"sallyport/ssclient/demovault"
)

// saving is a signed-in app that can save files, with key-01 (112) in the pane.
func saving(t *testing.T, test func(h *apptest.H)) {
	dir := t.TempDir()
	apptest.Run(t, func(h *apptest.H) {
		h.Downloads = dir
		h.Restart()
		h.SignIn("alice")
		h.Do(app.Select{SecretID: 112})
		test(h)
	})
}

// toSave reads the private key up to the question where to write it.
func toSave(h *apptest.H) *app.PromptView {
	h.T.Helper()
	h.Do(app.SaveFile{SecretID: 112, Slug: "private-key"})
	p := h.View().Prompt
	if p == nil || p.Kind != app.PromptSave {
		h.T.Fatalf("not asked: %+v, %+v", p, h.View().Pane.Problem)
	}
	return p
}

func TestAFileIsSavedWhereTheUserWantsIt(t *testing.T) {
	saving(t, func(h *apptest.H) {
		files := h.View().Pane.Files
		if len(files) != 2 || files[0] != (app.FileView{Slug: "private-key", Name: "Private Key"}) || h.Ledger(112)["read"] != 0 {
			t.Fatalf("listed %+v; selecting read %v", files, h.Ledger(112))
		}
		p := toSave(h)
		if p.Save.Folder != h.Downloads || p.Save.Name == "" || p.Save.Size == 0 || p.Secret != "key-01" {
			t.Fatalf("asked %+v", p.Save)
		}
		path := filepath.Join(h.Downloads, p.Save.Name)
		h.Do(app.WriteFile{PromptID: p.ID, Path: path})
		got, err := os.ReadFile(path)
		info, _ := os.Stat(path)
		if err != nil || !strings.HasPrefix(string(got), "-----BEGIN") || len(got) != p.Save.Size || runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("%d bytes, %v, %v", len(got), info, err)
		}
		if v := h.View(); v.Prompt != nil || v.QuietKind != app.QuietSaved {
			t.Errorf("afterwards: %+v, %q", v.Prompt, v.QuietKind)
		}
	})
}

func TestAFileIsReplacedOnlyWhenThatWasSaid(t *testing.T) {
	saving(t, func(h *apptest.H) {
		p := toSave(h)
		path := filepath.Join(h.Downloads, "key")
		if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		h.Do(app.WriteFile{PromptID: p.ID, Path: path})
		if now := h.View().Prompt; now == nil || now.ID != p.ID || !now.Save.Exists {
			t.Fatalf("%+v", now)
		}
		if got, _ := os.ReadFile(path); string(got) != "old" {
			t.Fatalf("it was replaced: %q", got)
		}
		h.Do(app.WriteFile{PromptID: p.ID, Path: path, Replace: true})
		if got, _ := os.ReadFile(path); len(got) != p.Save.Size || h.View().Prompt != nil {
			t.Errorf("%d bytes, %+v", len(got), h.View().Prompt)
		}
	})
}

func TestWhatCannotBeWrittenIsSaidAndCanBeCorrected(t *testing.T) {
	saving(t, func(h *apptest.H) {
		p := toSave(h)
		for path, want := range map[string]app.ProblemKind{
			"key":       app.ProblemSavePath,
			"":          app.ProblemSavePath,
			h.Downloads: app.ProblemSavePath,
			filepath.Join(h.Downloads, "none", "key"): app.ProblemSave,
		} {
			h.Do(app.WriteFile{PromptID: p.ID, Path: path})
			if now := h.View().Prompt; now == nil || now.Save.Problem.Kind != want || now.Save.Busy {
				t.Errorf("%q: %+v", path, now)
			}
		}
		h.Do(app.WriteFile{PromptID: p.ID, Path: "  " + filepath.Join(h.Downloads, "key") + " "})
		if _, err := os.Stat(filepath.Join(h.Downloads, "key")); err != nil || h.View().Prompt != nil {
			t.Errorf("corrected: %v", err)
		}
	})
}

func TestReadingAFileIsShownAndCancelled(t *testing.T) {
	saving(t, func(h *apptest.H) {
		h.Vault.Fail("field", demovault.Fault{Kind: demovault.FaultSlow, Delay: 10 * time.Second})
		h.Do(app.SaveFile{SecretID: 112, Slug: "private-key"})
		if r := h.View().Pane.Reading; r != "" {
			t.Errorf("a wait is shown at once: %q", r)
		}
		h.Advance(200 * time.Millisecond)
		if r := h.View().Pane.Reading; r != "private-key" {
			t.Errorf("after a moment %q", r)
		}
		h.Do(app.CancelFile{SecretID: 112})
		if h.View().Pane.Reading != "" {
			t.Error("still shown")
		}
		if h.Advance(time.Minute); h.View().Prompt != nil || !h.View().Pane.Problem.None() {
			t.Errorf("cancelled, and %+v, %+v", h.View().Prompt, h.View().Pane.Problem)
		}
		toSave(h) // the next one
	})
}

func TestAFileIsDroppedWhenItsSecretIsLeft(t *testing.T) {
	for name, leave := range map[string]func(h *apptest.H, p *app.PromptView){
		"the window locks":    func(h *apptest.H, _ *app.PromptView) { h.Do(app.Lock{}) },
		"another is selected": func(h *apptest.H, _ *app.PromptView) { h.Do(app.Select{SecretID: 101}) },
		"no":                  func(h *apptest.H, p *app.PromptView) { h.Do(app.Dismiss{PromptID: p.ID}) },
	} {
		t.Run(name, func(t *testing.T) {
			saving(t, func(h *apptest.H) {
				p := toSave(h)
				leave(h, p)
				h.Do(app.WriteFile{PromptID: p.ID, Path: filepath.Join(h.Downloads, "key")})
				if all, _ := os.ReadDir(h.Downloads); len(all) != 0 || h.View().Prompt != nil {
					t.Errorf("%v is there, %+v", all, h.View().Prompt)
				}
			})
		})
	}
}

func TestFilesHaveTheGatesOfWhatTheyHold(t *testing.T) {
	saving(t, func(h *apptest.H) {
		h.Vault.SetSecret(112, func(o *demovault.SecretOptions) { o.HidePassword = true })
		h.Do(app.Expand{FolderID: 1}, app.Refresh{}, app.Select{SecretID: 112})
		h.Do(app.SaveFile{SecretID: 112, Slug: "private-key"})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemHidden || h.View().Prompt != nil {
			t.Errorf("a hidden key: %+v", p)
		}
		h.Do(app.SaveFile{SecretID: 112, Slug: "public-key"})
		if p := h.View().Prompt; p == nil || p.Kind != app.PromptSave {
			t.Errorf("its public key: %+v", h.View().Pane.Problem)
		}
	})
	saving(t, func(h *apptest.H) {
		h.Vault.SetSecret(112, func(o *demovault.SecretOptions) { o.CheckOutEnabled = true })
		h.Do(app.Refresh{})
		h.Do(app.SaveFile{SecretID: 112, Slug: "private-key"})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNotOpen || h.Ledger(112)["field"] != 0 {
			t.Errorf("before its check-out: %+v", p)
		}
	})
}

func TestAFieldWithoutAFileSaysSo(t *testing.T) {
	saving(t, func(h *apptest.H) {
		h.Do(app.Select{SecretID: 101})
		h.Do(app.SaveFile{SecretID: 101, Slug: "private-key"})
		if p := h.View().Pane.Problem; p.Kind != app.ProblemNoFile || p.Secret != "web-01" {
			t.Errorf("%+v", p)
		}
		h.Do(app.Select{SecretID: 112})
		h.Vault.Fail("field", demovault.Fault{Kind: demovault.FaultStatus, Status: 403})
		h.Do(app.SaveFile{SecretID: 112, Slug: "private-key"})
		if p := h.View().Pane.Problem; p.None() || h.View().Prompt != nil {
			t.Errorf("refused, and nothing said")
		}
	})
}
