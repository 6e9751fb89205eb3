package ui

import (
	"net"
	"strconv"
	"strings"

	"sallyport/app"
)

// tunnelText is where a session's tunnels begin on this computer, and lead to.
func tunnelText(all []app.TunnelView) string {
	parts := make([]string, 0, len(all))
	for _, t := range all {
		parts = append(parts, "127.0.0.1:"+strconv.Itoa(t.Own)+" → "+net.JoinHostPort(t.Host, strconv.Itoa(t.Port)))
	}
	return strings.Join(parts, ", ")
}
