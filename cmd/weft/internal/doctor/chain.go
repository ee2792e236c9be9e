// SPDX-License-Identifier: Apache-2.0

package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/weft-network/weft/chain/client"
)

// node asks the node for its status.
func node(ctx context.Context, m Machine) (f Finding) {
	const check = "node"
	if m.Chain.Node == "" {
		return skip(check, "none is named", "to use a chain, name one with --node and --chain-id")
	}
	c, err := client.New(ctx, m.Chain)
	if err != nil {
		return broken(check, err, "check --node and --chain-id, and that the node runs")
	}
	defer func() {
		if err := c.Close(); err != nil {
			f = broken(check, err, "run this again")
		}
	}()
	s, err := c.Status(ctx)
	if err != nil {
		return broken(check, err, "check that the node runs")
	}
	found := fmt.Sprintf("%s at height %d of %s", s.Moniker, s.Head.Height, s.ChainID)
	// The chain's time is the median of its validators' clocks.
	const apart = time.Minute
	switch off := time.Since(s.Head.Time); {
	case s.Syncing:
		return fail(check, found+", still catching up", "wait until it has caught up, or use another node")
	case off < -apart:
		return fail(check, fmt.Sprintf("%s; this clock is %s behind the chain's", found, (-off).Round(time.Second)), "set the time of this machine")
	}
	return pass(check, found)
}

// key looks for the key in the keyring.
func key(_ context.Context, m Machine) Finding {
	const check = "key"
	if m.Key == "" {
		return skip(check, "none is named", "to sign transactions, name one with --from")
	}
	k, err := client.OpenKeyring(m.Chain)
	if err != nil {
		return broken(check, err, "check --keyring-backend")
	}
	record, err := k.Key(m.Key)
	if err != nil {
		return broken(check, fmt.Errorf("%s: %w", m.Key, err), "list the keys with weftd keys list --keyring-dir "+m.Home)
	}
	address, err := record.GetAddress()
	if err != nil {
		return broken(check, err, "name another key with --from")
	}
	return pass(check, fmt.Sprintf("%s is %s", m.Key, client.FormatAddress(address)))
}

func broken(check string, err error, next string) Finding {
	f := fail(check, err.Error(), next)
	f.Err = err
	return f
}
