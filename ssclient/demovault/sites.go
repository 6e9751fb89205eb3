package demovault

// The demo has one site.
const (
	siteID   = 1
	siteName = "Local"
)

// listSites answers GET /v1/sites: an array, without an envelope.
func (v *Vault) listSites(c *call) (any, error) {
	type site struct {
		extra
		SiteID   int    `json:"siteId"`
		SiteName string `json:"siteName"`
		Active   bool   `json:"active"`
	}
	return []site{{SiteID: siteID, SiteName: siteName, Active: true}}, c.query.err()
}
