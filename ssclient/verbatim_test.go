package ssclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"sallyport/ssclient"
)

func TestVerbatimKeepsWhatTheServerWrote(t *testing.T) {
	v := demo(t, 250)
	c := enter(t, v, "alice")
	defer c.Close()
	ctx, said := ssclient.Verbatim(context.Background())

	s, err := c.Secret(ctx, plain)
	if err != nil {
		t.Fatal(err)
	}
	all := said.Take()
	if len(all) != 1 {
		t.Fatalf("%d answers to one call", len(all))
	}
	all[0].Reveal(func(b []byte) {
		var raw struct {
			ID    int
			Extra *bool `json:"x-demoVault"` // a member that no model has
			Items []map[string]json.RawMessage
		}
		if err := json.Unmarshal(b, &raw); err != nil || raw.ID != s.ID || raw.Extra == nil {
			t.Errorf("%+v, %v", raw, err)
		}
		if file, ok := raw.Items[0]["fileAttachmentId"]; !ok || !bytes.Equal(file, []byte("null")) {
			t.Errorf("null has become %q", file)
		}
	})

	list, err := c.Secrets(ctx, ssclient.SecretFilter{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(said.Take()); got != (list.Total+99)/100 {
		t.Errorf("%d answers for %d secrets", got, list.Total)
	}

	if _, err := c.Secret(ctx, 999999); err == nil || len(said.Take()) != 0 {
		t.Errorf("a refusal (%v) was kept", err)
	}
	if _, err := c.SecretState(ctx, plain); err != nil {
		t.Fatal(err)
	}
	said.Wipe()
	if len(said.Take()) != 0 {
		t.Error("wiping left an answer")
	}
}
