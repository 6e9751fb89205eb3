package demovault

import (
	"bytes"
	"encoding/json"
	"testing"

	"sallyport/assets"
)

func TestNoValueOfALockedSecretIsInMemory(t *testing.T) {
	v, err := New(Config{Seed: assets.DemoSeed})
	if err != nil {
		t.Fatal(err)
	}
	u, s := v.userNamed("alice"), v.secrets[110]
	items, err := v.unlock(s, u, u.QuantumLockPassword)
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range v.templates[s.TemplateID].Fields {
		if f.Exposed || items[i].Value == "" {
			continue
		}
		want, err := json.Marshal(items[i].Value)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(all, want[1:len(want)-1]) {
			t.Errorf("%s is in the secret", f.Slug)
		}
	}
	if bytes.Contains(u.lock.Identity, []byte("AGE-SECRET-KEY")) {
		t.Error("the private key of the user lies open")
	}
}
