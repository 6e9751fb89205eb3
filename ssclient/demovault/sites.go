package demovault

// The demo has one site.
const (
	siteID   = 1
	siteName = "Local"
)

// listSites answers GET /v1/sites.
func (v *Vault) listSites(c *call) (any, error) {
	type site struct {
		extra
		SiteID       int    `json:"siteId"`
		SiteName     string `json:"siteName"`
		Active       bool   `json:"active"`
		SystemSite   bool   `json:"systemSite"`
		LastActivity string `json:"lastActivity"`
	}
	here := site{SiteID: siteID, SiteName: siteName, Active: true, SystemSite: true, LastActivity: date(c.now)}
	return paged(c.query, []site{here}, func(s site) site { return s })
}
