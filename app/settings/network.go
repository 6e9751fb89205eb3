package settings

// Network is how vaults are reached, from the next sign-in on.
type Network struct {
	CallsPerMinute int    `json:"callsPerMinute,omitempty"` // 0: 100
	Proxy          string `json:"proxy,omitempty"`          // as ssclient.Config has it; "": the environment's
	CAFile         string `json:"caFile,omitempty"`         // trusted beside the system's authorities
}
