// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
)

// SealChallenge implements types.MsgServer. A seal lives in its owner's record
// and not in the queue: what nobody opens costs no block anything, and the
// next seal of the same account takes its place.
func (m msgServer) SealChallenge(ctx context.Context, msg *types.MsgSealChallenge) (*types.MsgSealChallengeResponse, error) {
	k := m.k
	challenger, err := k.account(msg.Challenger)
	if err != nil {
		return nil, err
	}
	if len(msg.Seal) != commit.DigestSize {
		return nil, types.ErrInvalidSeal.Wrapf("%d bytes, want %d", len(msg.Seal), commit.DigestSize)
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := k.party(ctx, challenger)
	if err != nil {
		return nil, err
	}
	now, life := height(ctx), int64(params.SealBlocks)
	p.Seals = slices.DeleteFunc(p.Seals, func(s types.Seal) bool { return s.Height+life < now })
	if len(p.Seals) >= types.MaxSeals {
		return nil, types.ErrTooManySeals.Wrapf("%d of %d; open one, or wait until height %d", len(p.Seals), types.MaxSeals, p.Seals[0].Height+life+1)
	}
	if slices.ContainsFunc(p.Seals, func(s types.Seal) bool { return bytes.Equal(s.Hash, msg.Seal) }) {
		return nil, types.ErrInvalidSeal.Wrap("it is there already; it keeps its first place")
	}
	p.Seals = append(p.Seals, types.Seal{Hash: msg.Seal, Height: now})
	if err := k.parties.Set(ctx, challenger, p); err != nil {
		return nil, err
	}
	res := &types.MsgSealChallengeResponse{UntilHeight: now + life}
	return res, emit(ctx, &types.EventChallengeSealed{Challenger: msg.Challenger, Seal: msg.Seal, UntilHeight: res.UntilHeight})
}

// unseal returns the height at which a challenge was bound: that of its seal,
// which is used up, or this one.
func (k *Keeper) unseal(ctx context.Context, challenger []byte, p *types.Party, hash commit.Digest, salt []byte) (int64, error) {
	now := height(ctx)
	if len(salt) == 0 {
		return now, nil
	}
	if len(salt) > types.MaxSalt {
		return 0, types.ErrInvalidSeal.Wrapf("salt of %d bytes, at most %d", len(salt), types.MaxSalt)
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(p.Seals, func(s types.Seal) bool { return bytes.Equal(s.Hash, hash[:]) })
	switch {
	case i < 0 || p.Seals[i].Height+int64(params.SealBlocks) < now:
		return 0, types.ErrSealUnknown.Wrapf("no seal %s of this account counts; seal the challenge first, or leave the salt out", hash)
	case p.Seals[i].Height >= now:
		return 0, types.ErrSealFresh.Wrapf("it was sealed at height %d; challenge in a later block", p.Seals[i].Height)
	}
	bound := p.Seals[i].Height
	p.Seals = slices.Delete(p.Seals, i, i+1)
	return bound, k.setParty(ctx, challenger, *p)
}
