// SPDX-License-Identifier: Apache-2.0

package blobs

import (
	"context"
	"strings"

	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Members gives the addresses of all providers that the chain knows. One that
// announces none is let in as well: it dials others.
func Members(c *client.Client) func(context.Context) ([]string, error) {
	return func(ctx context.Context) (out []string, err error) {
		for p, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]staketypes.Provider, *client.PageResponse, error) {
			res, err := c.Stake().Providers(ctx, &staketypes.QueryProvidersRequest{Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return res.Providers, res.Pagination, nil
		}) {
			if err != nil {
				return nil, err
			}
			out = append(out, addresses(p.Profile.PeerId, p.Profile.Addresses)...)
		}
		return out, nil
	}
}

func addresses(peer string, announced []string) (out []string) {
	if peer == "" {
		return nil
	}
	out = append(out, "/p2p/"+peer)
	for _, a := range announced {
		if !strings.Contains(a, "/p2p/") {
			a += "/p2p/" + peer
		}
		out = append(out, a)
	}
	return out
}
