// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"context"
	"errors"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Claimed is what the claims for one job brought.
type Claimed struct {
	Job uint64 `json:"job"`
	// Gross is rewards and refunds before the fee, Net after it.
	Gross     math.Int `json:"gross_uweft"`
	Net       math.Int `json:"net_uweft"`
	Royalties math.Int `json:"royalties_uweft"`
	Shares    uint64   `json:"shares"`
	Txs       []string `json:"txs"`
}

// Send sends one transaction.
type Send func(ctx context.Context, msgs ...sdk.Msg) (*client.Result, error)

// Claim claims all that earnings show, one transaction after the other until
// the chain says that no unit is left.
func Claim(ctx context.Context, send Send, claimant string, e *Earnings) (*Claimed, error) {
	zero := math.ZeroInt()
	out := &Claimed{Job: e.Job, Gross: zero, Net: zero, Royalties: zero, Txs: []string{}}
	rewards := e.Claimable.Sum().Sub(e.Claimable.Royalties).IsPositive() || e.Truncated
	for more := rewards; more; {
		res, err := send(ctx, &rewardtypes.MsgClaimRewards{Claimant: claimant, Job: e.Job})
		if errors.Is(err, rewardtypes.ErrNothingToClaim) {
			break // between the query and the claim, or at the end of many units
		}
		if err != nil {
			return out, err
		}
		answer, err := client.Response[*rewardtypes.MsgClaimRewardsResponse](res)
		if err != nil {
			return out, err
		}
		out.Gross, out.Net = out.Gross.Add(answer.Gross), out.Net.Add(answer.Net)
		out.Txs = append(out.Txs, res.TxHash)
		more = answer.More
	}
	var msgs []sdk.Msg
	if e.ClaimableShares > 0 {
		msgs = append(msgs, &rewardtypes.MsgClaimShares{Claimant: claimant, Job: e.Job})
	}
	if e.Claimable.Royalties.IsPositive() {
		msgs = append(msgs, &rewardtypes.MsgClaimRoyalties{Claimant: claimant, Job: e.Job})
	}
	if msgs == nil {
		return out, nil
	}
	res, err := send(ctx, msgs...)
	if err != nil {
		return out, err
	}
	out.Txs = append(out.Txs, res.TxHash)
	for _, answer := range res.Responses {
		switch a := answer.(type) {
		case *rewardtypes.MsgClaimSharesResponse:
			out.Shares = a.Shares
		case *rewardtypes.MsgClaimRoyaltiesResponse:
			out.Royalties = a.Amount
		}
	}
	return out, nil
}
