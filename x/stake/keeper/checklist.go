// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/stake/types"
)

// checklist makes the conditions of one account.
type checklist struct {
	params   types.Params
	denom    string
	height   int64
	provider *types.Provider // nil if the account is not registered
}

// conditions returns the whole list, in the order in which to mend it.
func (c checklist) conditions() []types.Condition {
	if c.provider == nil {
		return c.unregistered()
	}
	list := []types.Condition{
		{Name: "registered", Met: true, Required: true, Detail: fmt.Sprintf("as %q since height %d", c.provider.Profile.Moniker, c.provider.Profile.RegisteredHeight)},
		c.bonded(),
		c.notJailed(),
		c.freeStake(),
	}
	p := c.provider.Profile
	return append(list,
		announced("vrf_key", len(p.VrfKey) > 0, "draws audits", "vrf-key"),
		announced("peer_id", p.PeerId != "", "peers know whom they dial", "peer-id"),
		announced("addresses", len(p.Addresses) > 0, "peers fetch its blobs", "addresses"),
		announced("defence_keys", len(p.DefenceKeys) > 0, "a key other than the operator's moves in its disputes", "defence-keys"),
	)
}

func (c checklist) unregistered() []types.Condition {
	names := []string{"registered", "bonded", "not_jailed", "free_stake", "vrf_key", "peer_id", "addresses", "defence_keys"}
	list := make([]types.Condition, len(names))
	for i, name := range names {
		list[i] = types.Condition{Name: name, Detail: "not registered", Fix: "register first", Required: i < 3}
	}
	list[0].Fix = fmt.Sprintf("weftd tx stake register %s%s MONIKER", c.params.MinBond, c.denom)
	return list
}

func (c checklist) bonded() types.Condition {
	bonded, minimum := c.provider.Stake.Bonded, c.params.MinBond
	out := types.Condition{Name: "bonded", Required: true, Met: bonded.GTE(minimum), Detail: fmt.Sprintf("%s of at least %s%s", bonded, minimum, c.denom)}
	if !out.Met {
		out.Fix = c.bondMore(minimum.Sub(bonded))
	}
	return out
}

func (c checklist) notJailed() types.Condition {
	s := c.provider.Stake
	if !s.Jailed {
		return types.Condition{Name: "not_jailed", Required: true, Met: true, Detail: "not jailed"}
	}
	out := types.Condition{Name: "not_jailed", Required: true, Detail: fmt.Sprintf("jailed for %s until height %d", s.JailReason, s.JailedUntil), Fix: "weftd tx stake unjail"}
	if c.height < s.JailedUntil {
		out.Fix = fmt.Sprintf("wait %d blocks, then weftd tx stake unjail", s.JailedUntil-c.height)
	}
	return out
}

func (c checklist) freeStake() types.Condition {
	s := c.provider.Stake
	out := types.Condition{Name: "free_stake", Met: s.Free().IsPositive(), Detail: fmt.Sprintf("%s%s free, %s locked: new duties lock free stake", s.Free(), c.denom, s.Locked)}
	if !out.Met {
		out.Fix = c.bondMore(c.params.MinBond) + ", or wait until duties end"
	}
	return out
}

func (c checklist) bondMore(amount math.Int) string {
	return fmt.Sprintf("weftd tx stake bond %s%s", amount, c.denom)
}

// announced is the condition that a field of the profile is set.
func announced(name string, met bool, use, flag string) types.Condition {
	if met {
		return types.Condition{Name: name, Met: true, Detail: "set: " + use}
	}
	return types.Condition{Name: name, Detail: "not set; with it, " + use, Fix: "weftd tx stake update --" + flag + " ..."}
}
