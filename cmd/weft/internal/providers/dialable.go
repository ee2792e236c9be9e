// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// homeOnly replaces the condition "addresses" of a record that has only addresses of a private network, such as those behind a router at home.
// Nobody elsewhere can dial them, and two machines that are both so cannot fetch from each other. An address that is a loopback's is of a
// network on one machine, where that is as it should be: it is not private.
func homeOnly(c *screen.Check, addresses []string) {
	var hosts []string
	for _, a := range addresses {
		kind, rest, _ := strings.Cut(strings.TrimPrefix(a, "/"), "/")
		host, rest, _ := strings.Cut(rest, "/")
		ip, err := netip.ParseAddr(host)
		relayed := strings.Contains(rest, "/p2p-circuit") // it introduces others, wherever it is
		if err != nil || !strings.HasPrefix(kind, "ip") || !ip.IsPrivate() && !ip.IsLinkLocalUnicast() || relayed {
			return
		}
		hosts = append(hosts, host)
	}
	if len(hosts) == 0 {
		return
	}
	c.Pass = false
	c.Detail = fmt.Sprintf("of a private network (%s): others fetch from it only over connections that it makes itself", strings.Join(hosts, ", "))
	c.Fix = "weft train --announce the address that your router forwards, or --relay; on one private network with all others, nothing"
}
