// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/bridge/types"
)

// SubmitEvidence punishes a validator whose key signed what the chain never ordered: its stake is slashed, it is jailed, and the key is in no
// further set. That works while the bridge is off or halted too.
func (m msgServer) SubmitEvidence(ctx context.Context, msg *types.MsgSubmitEvidence) (*types.MsgSubmitEvidenceResponse, error) {
	if _, err := m.AddressCodec.StringToBytes(msg.Reporter); err != nil {
		return nil, types.ErrBadAddress.Wrapf("reporter %q: %s", msg.Reporter, err)
	}
	p, err := m.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if len(p.Contract) == 0 {
		return nil, types.ErrOff.Wrap("the chain knows no contract that anything could be signed for")
	}
	nonce, err := types.SetNonce(msg.Words)
	if err != nil {
		return nil, err
	}
	oldest, err := m.oldest(ctx)
	if err != nil {
		return nil, err
	}
	if nonce < oldest.Nonce {
		return nil, types.ErrBadEvidence.Wrapf("set %d was forgotten, the oldest known is %d", nonce, oldest.Nonce)
	}
	sctx := sdk.UnwrapSDKContext(ctx)
	digest, err := types.Digest(types.Domain(sctx.ChainID(), p), msg.Kind, msg.Words)
	if err != nil {
		return nil, err
	}
	ordered, err := m.ordered.Has(ctx, collections.Join(nonce, digest[:]))
	if err != nil {
		return nil, err
	}
	if ordered {
		return nil, types.ErrBadEvidence.Wrapf("the chain has ordered %x", digest)
	}
	sctx.GasMeter().ConsumeGas(types.RecoverGas, "signature of evidence")
	address, err := types.Signer(digest, msg.Signature)
	if err != nil {
		return nil, err
	}
	key, err := orZero(m.keys.Get(ctx, address))
	if err != nil {
		return nil, err
	}
	if key.Operator == "" || key.Revoked {
		return nil, types.ErrBadEvidence.Wrapf("%x signed it, which is no validator's key, or was revoked before", address)
	}
	if err := m.punish(ctx, p, key, nonce); err != nil {
		return nil, err
	}
	return &types.MsgSubmitEvidenceResponse{Operator: key.Operator},
		emit(ctx, &types.EventSignerSlashed{Operator: key.Operator, Digest: digest[:]})
}

// punish slashes the stake of now and what has begun to unbond since the set was made: a signature names a set, so that it was of use only
// from then on.
func (k *Keeper) punish(ctx context.Context, p types.Params, key types.Key, nonce uint64) error {
	since := height(ctx)
	set, err := orZero(k.sets.Get(ctx, nonce))
	if err != nil {
		return err
	}
	if set.Nonce != 0 {
		since = min(since, set.Height)
	}
	if _, err := k.slash(ctx, key.Operator, since, p.SlashWrong, false); err != nil {
		return err
	}
	if err := k.jail(ctx, key.Operator); err != nil {
		return err
	}
	current, err := orZero(k.operators.Get(ctx, key.Operator))
	if err != nil {
		return err
	}
	if string(current) == string(key.Address) {
		if err := k.operators.Remove(ctx, key.Operator); err != nil {
			return err
		}
	}
	key.Revoked, key.Current = true, false
	return k.keys.Set(ctx, key.Address, key)
}
