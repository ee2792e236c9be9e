// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/x/beacon/types"
)

// PostRound takes a round that is awaited. Those who wait for it are told at the end of the block, so that neither the number
// of them nor their faults are the poster's, nor its gas limit theirs.
func (m msgServer) PostRound(ctx context.Context, msg *types.MsgPostRound) (*types.MsgPostRoundResponse, error) {
	if _, err := m.AddressCodec.StringToBytes(msg.Poster); err != nil {
		return nil, types.ErrBadPoster.Wrapf("%q: %s", msg.Poster, err)
	}
	params, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.checkOpen(ctx, params, msg.Round); err != nil {
		return nil, err
	}
	sctx := sdk.UnwrapSDKContext(ctx)
	_, n := types.Split(msg.Round)
	if at, now := params.Schedule().Time(n), sctx.BlockTime().Unix(); at > now {
		return nil, types.ErrTooEarly.Wrapf("round %d is published at %d, the time of the block is %d: post it %d seconds later", msg.Round, at, now, at-now)
	}
	sctx.GasMeter().ConsumeGas(types.VerifyGas+types.AnswerGas, "round of the beacon")
	key, err := beacon.ParseKey(params.PublicKey)
	if err != nil {
		return nil, err
	}
	if err := key.Verify(n, msg.Signature); err != nil {
		return nil, types.ErrBadSignature.Wrap(err.Error())
	}
	r := types.Round{Round: msg.Round, AnsweredBy: msg.Round, Signature: msg.Signature, Poster: msg.Poster}
	if err := m.open.Remove(ctx, r.Round); err != nil {
		return nil, err
	}
	if err := m.keep(ctx, r); err != nil {
		return nil, err
	}
	if err := m.answers.Set(ctx, collections.Join(height(ctx), r.Round), 0); err != nil {
		return nil, err
	}
	random := randomness(&r)
	return &types.MsgPostRoundResponse{Randomness: random},
		emit(ctx, &types.EventRoundPosted{Round: r.Round, BeaconRound: n, Randomness: random, Poster: r.Poster})
}

// checkOpen accepts the rounds that may be posted.
func (m msgServer) checkOpen(ctx context.Context, params types.Params, round uint64) error {
	if posted, err := m.rounds.Has(ctx, round); err != nil {
		return err
	} else if posted {
		return types.ErrPosted.Wrapf("round %d: see weftd query beacon round", round)
	}
	if !params.Active() {
		return types.ErrNoBeacon.Wrapf("round %d will not come", round)
	}
	generation, err := m.generation.Get(ctx)
	if err != nil {
		return err
	}
	if g, _ := types.Split(round); g < generation {
		return types.ErrReplaced.Wrapf("round %d: see weftd query beacon awaited", round)
	}
	open, err := m.open.Has(ctx, round)
	if err == nil && !open {
		return types.ErrNotAwaited.Wrapf("round %d: see weftd query beacon awaited", round)
	}
	return err
}
