// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/job/types"
)

func TestValidateSources(t *testing.T) {
	const peer = "/ip4/192.0.2.7/tcp/4011/p2p/12D3KooWGRUQ8TpEvDLLAlKBwuuTBpVpEe7sJvFKZfKvFmPbUfQn"
	var eight []string
	for i := range types.MaxSources {
		eight = append(eight, fmt.Sprintf("/ip4/192.0.2.%d/tcp/4011/p2p/Qm", i))
	}
	long := "/dns4/" + strings.Repeat("a", types.MaxSourceBytes-len("/dns4//p2p/Qm")) + "/p2p/Qm"
	for _, good := range [][]string{nil, {peer}, {peer, eight[0]}, eight, {long}} {
		require.NoError(t, types.ValidateSources(good))
	}
	for want, bad := range map[string][]string{
		"9 sources, at most 8":                  append(eight, peer),
		"source 1 has 257 bytes, at most 256":   {peer, "/" + long},
		"byte 2 is 0x20":                        {"/a b/p2p/Qm"},
		"byte 1 is 0xc3":                        {"/\u00e4/p2p/Qm"},
		`source 0 "https://a/p2p/Qm" is no`:     {"https://a/p2p/Qm"},
		`source 0 "/ip4/192.0.2.7" is no multi`: {"/ip4/192.0.2.7"},
		`source 0 "" is no multiaddress`:        {""},
		"is listed twice":                       {peer, eight[1], peer},
	} {
		require.ErrorIs(t, types.ValidateSources(bad), types.ErrInvalidSource)
		require.ErrorContains(t, types.ValidateSources(bad), want)
	}
}
