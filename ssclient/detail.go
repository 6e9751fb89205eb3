package ssclient

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// SecretDetail is what the first page of a secret shows besides its fields.
// GET /v1/secrets/secret-detail/{id}/general.
type SecretDetail struct {
	ID             int              `json:"id"`
	Name           string           `json:"name"`
	Active         bool             `json:"active"`
	FolderID       int              `json:"folder"` // 0: none, or not for this user
	SiteID         int              `json:"site"`
	TemplateID     int              `json:"template"`
	SecretPolicyID int              `json:"secretPolicy"`
	Expiration     string           `json:"expiration"` // the server's words
	IsFavorite     bool             `json:"isFavorite"` // of this user
	Launchers      []DetailLauncher `json:"launchers"`

	IsTOTPEnabled     bool   `json:"isTotpEnabled"`    // OneTimeCodes has codes
	TOTPSlug          string `json:"totpPasswordSlug"` // the field with the one-time key
	PrivateKeySlug    string `json:"slugPrivateKey"`   // the field with the SSH key
	PublicKeySlug     string `json:"slugPublicKey"`
	CanGenerateSSHKey bool   `json:"canGenerateSshKey"`

	AutoChangePassword  bool               `json:"autoChangePassword"` // when it expires
	HeartbeatEnabled    bool               `json:"heartbeatEnabled"`
	LastHeartBeatCheck  Time               `json:"lastHeartBeatCheck"`
	LastHeartBeatStatus HeartbeatStatus    `json:"lastHeartBeatStatus"`
	IsOutOfSync         bool               `json:"isOutOfSync"`
	OutOfSyncReason     string             `json:"outOfSyncReason"`
	InheritsPolicy      bool               `json:"enableInheritSecretPolicy"`
	Compliance          PasswordCompliance `json:"passwordCompliance"`
}

// DetailLauncher is a launcher as the detail page has it.
type DetailLauncher struct {
	TypeID              int    `json:"typeId"`
	Name                string `json:"name"`
	ImagePath           string `json:"imagePath"`
	IsRecorded          bool   `json:"isRecorded"`
	HasProxyCredentials bool   `json:"hasProxyCredentials"`
	Shown               bool   `json:"showLauncher"`
}

// detail is SecretDetail on the wire. What the fields hold is not read: an old
// server puts their values there.
type detail struct {
	ID                  viewed[int]                `json:"id"`
	Name                viewed[string]             `json:"name"`
	Active              viewed[bool]               `json:"active"`
	FolderID            viewed[int]                `json:"folder"`
	SiteID              viewed[int]                `json:"site"`
	TemplateID          viewed[int]                `json:"template"`
	SecretPolicyID      viewed[int]                `json:"secretPolicy"`
	Expiration          viewed[string]             `json:"expiration"`
	IsFavorite          viewed[bool]               `json:"isFavorite"`
	Launchers           []DetailLauncher           `json:"launchers"`
	IsTOTPEnabled       viewed[bool]               `json:"isTotpEnabled"`
	TOTPSlug            viewed[string]             `json:"totpPasswordSlug"`
	PrivateKeySlug      viewed[string]             `json:"slugPrivateKey"`
	PublicKeySlug       viewed[string]             `json:"slugPublicKey"`
	CanGenerateSSHKey   viewed[bool]               `json:"canGenerateSshKey"`
	AutoChangePassword  viewed[bool]               `json:"autoChangePassword"`
	HeartbeatEnabled    viewed[bool]               `json:"heartbeatEnabled"`
	LastHeartBeatCheck  viewed[Time]               `json:"lastHeartBeatCheck"`
	LastHeartBeatStatus viewed[HeartbeatStatus]    `json:"lastHeartBeatStatus"`
	IsOutOfSync         viewed[bool]               `json:"isOutOfSync"`
	OutOfSyncReason     viewed[string]             `json:"outOfSyncReason"`
	InheritsPolicy      viewed[bool]               `json:"enableInheritSecretPolicy"`
	Compliance          viewed[PasswordCompliance] `json:"passwordCompliance"`
}

// viewed is a value that stands alone, or in an object that says how to show it.
type viewed[T any] struct{ v T }

func (d *viewed[T]) UnmarshalJSON(raw []byte) error {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
		return json.Unmarshal(raw, &d.v)
	}
	var object struct {
		Value T `json:"value"`
	}
	err := json.Unmarshal(raw, &object)
	d.v = object.Value
	return err
}

// SecretDetail reads what the detail page shows; it neither checks out nor
// reads a value. GET /api/v1/secrets/secret-detail/{id}/general.
func (c *Client) SecretDetail(ctx context.Context, id int) (SecretDetail, error) {
	var d detail
	k := call{
		op: fmt.Sprintf("read detail of secret %d", id), ids: []int{id}, method: http.MethodGet,
		path: fmt.Sprintf("/api/v1/secrets/secret-detail/%d/general", id), into: &d, check: about("secret", &d.ID.v, id),
	}
	if err := c.do(ctx, k); err != nil {
		return SecretDetail{}, err
	}
	return SecretDetail{
		ID: d.ID.v, Name: d.Name.v, Active: d.Active.v, FolderID: d.FolderID.v, SiteID: d.SiteID.v,
		TemplateID: d.TemplateID.v, SecretPolicyID: d.SecretPolicyID.v, Expiration: d.Expiration.v,
		IsFavorite: d.IsFavorite.v, Launchers: d.Launchers, IsTOTPEnabled: d.IsTOTPEnabled.v,
		TOTPSlug: d.TOTPSlug.v, PrivateKeySlug: d.PrivateKeySlug.v, PublicKeySlug: d.PublicKeySlug.v,
		CanGenerateSSHKey: d.CanGenerateSSHKey.v, AutoChangePassword: d.AutoChangePassword.v,
		HeartbeatEnabled: d.HeartbeatEnabled.v, LastHeartBeatCheck: d.LastHeartBeatCheck.v,
		LastHeartBeatStatus: d.LastHeartBeatStatus.v, IsOutOfSync: d.IsOutOfSync.v, OutOfSyncReason: d.OutOfSyncReason.v,
		InheritsPolicy: d.InheritsPolicy.v, Compliance: d.Compliance.v,
	}, nil
}
