package demovault

import "cmp"

// version is what the demo says it is.
const version = "11.7.000002"

// getHealth answers GET /v1/healthcheck, without a token. Go and Python clients
// of the vendor want different spellings of the first member: both are there.
func (v *Vault) getHealth(c *call) (any, error) {
	return struct {
		extra
		Healthy               bool    `json:"healthy"`
		HealthyPascal         bool    `json:"Healthy"`
		DatabaseHealthy       bool    `json:"databaseHealthy"`
		DatabaseMismatch      bool    `json:"databaseMismatch"`
		ServiceBusHealthy     bool    `json:"serviceBusHealthy"`
		StorageAccountHealthy bool    `json:"storageAccountHealthy"`
		ReadOnlyMode          bool    `json:"readOnlyMode"`
		ScheduledForDeletion  bool    `json:"scheduledForDeletion"`
		ProvisionDeletionDate *string `json:"provisionDeletionDateTime"`
		Now                   string  `json:"now"`
		UTCNow                string  `json:"utcNow"`
	}{
		Healthy: true, HealthyPascal: true, DatabaseHealthy: true, ServiceBusHealthy: true, StorageAccountHealthy: true,
		Now: date(c.now), UTCNow: instant(c.now),
	}, nil
}

// getHealthText answers the legacy GET /healthcheck.aspx and .ashx.
func (v *Vault) getHealthText(*call) (any, error) { return plainText("Healthy"), nil }

type plainText string

type versionModel struct {
	extra
	Version string `json:"version"`
}

// getVersion answers GET /v1/version in both shapes that clients read.
func (v *Vault) getVersion(*call) (any, error) {
	if v.settings.HideVersion {
		return nil, forbidden()
	}
	said := versionModel{Version: cmp.Or(v.settings.Version, version)}
	return struct {
		versionModel
		Model versionModel `json:"model"`
	}{said, said}, nil
}
