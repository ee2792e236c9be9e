// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/weft-network/weft/contracts/bindings"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

const (
	wordSize    = bridgetypes.WordSize
	compactSize = 64 // EIP-2098
)

// signed is an order with what it takes to bring it to the contract.
type signed struct {
	bridgetypes.Order
	quorum bindings.IWeftBridgeQuorum
	// what says it to people; fee is what the relayer gets.
	what, fee string
}

// word is a field of the struct that was signed, as a number.
func (s *signed) word(i int) *big.Int { return new(big.Int).SetBytes(s.Words[i]) }

// set reads a validator set and its words.
func (b *Bridge) set(ctx context.Context, nonce uint64) (bridgetypes.Set, []*big.Int, error) {
	res, err := b.Chain.Bridge().Set(ctx, &bridgetypes.QuerySetRequest{Nonce: nonce})
	if err != nil {
		return bridgetypes.Set{}, nil, err
	}
	words := make([]*big.Int, len(res.Words))
	for i, w := range res.Words {
		words[i] = new(big.Int).SetBytes(w)
	}
	return res.Set, words, nil
}

// signed reads an order and its signatures. ok is false while they do not suffice,
// or if another set signed it than the one that the contract has.
func (b *Bridge) signed(ctx context.Context, id, set uint64) (s *signed, ok bool, err error) {
	res, err := b.Chain.Bridge().Order(ctx, &bridgetypes.QueryOrderRequest{Id: id})
	if err != nil || !res.Enough || res.Set != set {
		return nil, false, err
	}
	of, words, err := b.set(ctx, set)
	if err != nil {
		return nil, false, err
	}
	s = &signed{Order: res.Order}
	s.quorum, err = quorum(of.Members, words, bridgetypes.Word(res.Digest), res.Signatures)
	return s, err == nil, err
}

// quorum takes the signatures of the largest powers until they suffice, which costs
// least, and checks each of them: a wrong one would spoil all.
func quorum(members []bridgetypes.Member, words []*big.Int, digest bridgetypes.Word, all []bridgetypes.OrderSignature) (bindings.IWeftBridgeQuorum, error) {
	q := bindings.IWeftBridgeQuorum{Words: words, Signers: new(big.Int)}
	list := slices.Clone(all)
	list = slices.DeleteFunc(list, func(s bridgetypes.OrderSignature) bool {
		return int(s.Member) >= len(members) || bridgetypes.CheckSigner(digest, s.Signature, members[s.Member].Address) != nil
	})
	slices.SortStableFunc(list, func(x, y bridgetypes.OrderSignature) int {
		return cmp.Or(cmp.Compare(members[y.Member].Power, members[x.Member].Power), cmp.Compare(x.Member, y.Member))
	})
	var power uint64
	taken := 0
	for taken < len(list) && power <= bridgetypes.Threshold {
		power += members[list[taken].Member].Power
		taken++
	}
	if power <= bridgetypes.Threshold {
		return q, fmt.Errorf("%w: signatures of %d of %d are good, more than %d are needed", ErrMismatch, power, uint64(bridgetypes.TotalPower), uint64(bridgetypes.Threshold))
	}
	list = list[:taken]
	slices.SortFunc(list, func(x, y bridgetypes.OrderSignature) int { return cmp.Compare(x.Member, y.Member) })
	for _, s := range list {
		q.Signers.SetBit(q.Signers, int(s.Member), 1)
		q.Signatures = append(q.Signatures, compact(s.Signature)...)
	}
	return q, nil
}

// compact is a signature in 64 bytes: the parity of y is the highest bit of s.
func compact(sig []byte) []byte {
	const s, v = wordSize, compactSize
	out := slices.Clone(sig[:compactSize])
	out[s] |= (sig[v] - 27) << 7
	return out
}
