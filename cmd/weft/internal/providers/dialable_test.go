// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// TestHomeOnly says to whom nobody from elsewhere can get through.
func TestHomeOnly(t *testing.T) {
	const relay = "/p2p/12D3KooWGRUQ8TpEvDLLAkKBwuuTBpVpEe7sJvFKZfKvFmPbUfQn/p2p-circuit"
	for name, c := range map[string]struct {
		addresses []string
		dialable  bool
	}{
		"behind a router":             {[]string{"/ip4/192.168.1.7/tcp/4011"}, false},
		"twice":                       {[]string{"/ip4/10.0.2.100/tcp/4011", "/ip6/fd00::1/tcp/4011"}, false},
		"one public":                  {[]string{"/ip4/192.168.1.7/tcp/4011", "/ip4/8.8.8.8/tcp/4011"}, true},
		"a name":                      {[]string{"/dns4/weft.example/tcp/4011"}, true},
		"all on one machine":          {[]string{"/ip4/127.0.0.1/tcp/4011"}, true},
		"a relay on the same network": {[]string{"/ip4/10.0.0.1/tcp/4011" + relay}, true},
		"none":                        {nil, true},
		"not an address":              {[]string{"garbage"}, true},
	} {
		check := screen.Check{Name: "addresses", Pass: true, Detail: "set"}
		homeOnly(&check, c.addresses)
		require.Equal(t, c.dialable, check.Pass, name)
		require.Equal(t, !c.dialable, check.Fix != "", name)
	}
}
