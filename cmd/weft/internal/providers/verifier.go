// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"context"
	"errors"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// WhyInactive are the reasons why a verifier takes no part in draws, in words.
var WhyInactive = map[disputetypes.InactiveReason]string{
	disputetypes.INACTIVE_REASON_OPERATOR: "it left",
	disputetypes.INACTIVE_REASON_MISSED:   "it missed too many draws",
	disputetypes.INACTIVE_REASON_JAILED:   "the provider is jailed",
	disputetypes.INACTIVE_REASON_KEY:      "the provider's record names no VRF key",
	disputetypes.INACTIVE_REASON_SLASHED:  "a report of it was proven false",
}

// Verifier is the verifier that the chain knows, nil if the operator is none.
func Verifier(ctx context.Context, c *client.Client, operator string) (*disputetypes.Verifier, error) {
	res, err := c.Dispute().Verifier(ctx, &disputetypes.QueryVerifierRequest{Operator: operator})
	switch {
	case errors.Is(err, disputetypes.ErrNotVerifier), errors.Is(err, client.ErrNotFound):
		return nil, nil //nolint:nilnil // there is none
	case err != nil:
		return nil, err
	}
	return &res.Verifier, nil
}

// LeastStake is what a verifier has to lock for audits at least: what the chain
// asks for, and never less than it has locked.
func LeastStake(ctx context.Context, c *client.Client, v *disputetypes.Verifier) (math.Int, error) {
	params, err := c.Dispute().Params(ctx, &disputetypes.QueryParamsRequest{})
	if err != nil {
		return math.Int{}, err
	}
	least := math.NewIntFromUint64(params.Params.VerifierStake)
	if v != nil {
		least = math.MaxInt(least, v.Stake)
	}
	return least, nil
}

// checkAudits says whether the provider takes part in audits.
func (s *Status) checkAudits(ctx context.Context, c *client.Client) error {
	v, err := Verifier(ctx, c, s.Operator)
	if err != nil {
		return err
	}
	check := screen.Check{Name: "verifies", Pass: v != nil && v.Active, Detail: "takes no part in audits"}
	switch {
	case check.Pass:
		check.Detail = "takes part in audits with " + money.Format(v.Stake)
		if v.Missed > 0 {
			check.Detail += "; reports are missing, check that weft verify runs and keeps up"
		}
	case v != nil:
		check.Detail += ": " + WhyInactive[v.Reason]
	}
	if !check.Pass {
		least, err := LeastStake(ctx, c, v)
		if err != nil {
			return err
		}
		check.Fix = "weft verify --stake " + money.Typed(least)
	}
	s.Checks = append(s.Checks, check)
	return nil
}
