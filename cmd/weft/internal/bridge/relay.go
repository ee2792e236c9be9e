// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/weft-network/weft/contracts/bindings"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Relay brings what validators have signed to the contract: sets first, because
// all else is signed anew after them, then listings, batches and settlements.
//
// It keeps nothing: what is to be done follows from the chain and the contract, so
// that it can be killed at any moment and run beside others. Two relays that bring
// the same thing cost the slower one the gas of a failed transaction at most,
// since every call is simulated first.
type Relay struct {
	*Bridge
	Sender *Sender
	// MinFee is the least fee of a batch, by denomination. A batch of a token that
	// is not named is relayed only if it pays this key, or with AnyPrice.
	MinFee   map[string]*big.Int
	AnyPrice bool
	Log      *slog.Logger
	// Tell is told of everything that was relayed; may be nil.
	Tell func(Relayed)
}

// Relayed is something that the contract took.
type Relayed struct {
	Order   uint64      `json:"order"`
	Kind    string      `json:"kind"`
	What    string      `json:"what"`
	Tx      common.Hash `json:"ethereum_tx"`
	Block   uint64      `json:"ethereum_block"`
	GasUsed uint64      `json:"gas_used"`
	Price   string      `json:"gas_price_wei"`
	Fee     string      `json:"fee,omitempty"`
}

// Run relays until the context ends. A node that is dead is asked again.
func (r *Relay) Run(ctx context.Context, every time.Duration) error {
	for {
		if _, err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Warn("relaying stopped short; it is tried again", "err", err, "next", every)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
}

// Once relays all that can be relayed now, and returns how many things that were.
// What fails by itself does not stop the rest; its error is returned in the end.
func (r *Relay) Once(ctx context.Context) (done int, err error) {
	var faults []error
	for {
		taken, err := r.rotate(ctx)
		if err != nil {
			return done, err
		}
		if !taken {
			break
		}
		done++
	}
	c, err := r.contract(ctx)
	if err != nil || c.closed() {
		return done, err
	}
	for _, part := range []func(context.Context, *contractState) (int, error){r.list, r.pay, r.settle} {
		n, err := part(ctx, c)
		done += n
		if err != nil {
			if errors.Is(err, ErrNode) || errors.Is(err, ErrPrice) || ctx.Err() != nil {
				return done, err
			}
			faults = append(faults, err)
		}
	}
	return done, errors.Join(faults...)
}

// contractState is where the contract stands.
type contractState struct {
	Set, SetTime, MaxSetAge, MaxRotationAge uint64
	Events, Listing, PausedUntil, Now       uint64
}

// closed: nothing but rotations can pass.
func (c *contractState) closed() bool { return c.Now < c.PausedUntil || c.age() > c.MaxSetAge }

func (c *contractState) age() uint64 { return c.Now - min(c.SetTime, c.Now) }

// contract reads where the contract stands.
func (b *Bridge) contract(ctx context.Context) (*contractState, error) {
	head, err := b.Latest(ctx)
	if err != nil {
		return nil, err
	}
	c := &contractState{Now: head.Time}
	for _, f := range []struct {
		to     *uint64
		data   []byte
		unpack func([]byte) (uint64, error)
	}{
		{&c.Set, contract.PackSetNonce(), contract.UnpackSetNonce},
		{&c.SetTime, contract.PackSetTime(), contract.UnpackSetTime},
		{&c.MaxSetAge, contract.PackMaxSetAge(), contract.UnpackMaxSetAge},
		{&c.MaxRotationAge, contract.PackMaxRotationAge(), contract.UnpackMaxRotationAge},
		{&c.Events, contract.PackEventNonce(), contract.UnpackEventNonce},
		{&c.Listing, contract.PackListingNonce(), contract.UnpackListingNonce},
		{&c.PausedUntil, contract.PackPausedUntil(), contract.UnpackPausedUntil},
	} {
		if *f.to, err = ask(ctx, b, b.Address, f.data, f.unpack); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// rotate brings the newest set that the contract's one has signed. Sets between are
// not needed: the contract takes any later number.
func (r *Relay) rotate(ctx context.Context) (bool, error) {
	c, err := r.contract(ctx)
	if err != nil {
		return false, err
	}
	orders, err := r.of(ctx, bridgetypes.ORDER_KIND_SET)
	if err != nil {
		return false, err
	}
	slices.Reverse(orders)
	for _, o := range orders {
		s, ok, err := r.signed(ctx, o.Id, c.Set)
		if err != nil {
			return false, err
		}
		if !ok || s.word(0).Uint64() <= c.Set {
			continue
		}
		nonce := s.word(0).Uint64()
		_, words, err := r.set(ctx, nonce)
		if err != nil {
			return false, err
		}
		s.what = fmt.Sprintf("set %d of %d validators", nonce, len(words))
		err = r.send(ctx, s, r.Address, contract.PackUpdateValidatorSet(nonce, words, s.quorum))
		return err == nil, err
	}
	return false, nil
}

// of are the open orders of a kind, oldest first.
func (r *Relay) of(ctx context.Context, kind bridgetypes.OrderKind) ([]bridgetypes.Order, error) {
	orders, err := r.orders(ctx)
	orders = slices.DeleteFunc(orders, func(o bridgetypes.Order) bool { return o.Kind != kind })
	return orders, err
}

// list brings listings, which the contract takes one after the other.
func (r *Relay) list(ctx context.Context, c *contractState) (done int, err error) {
	orders, err := r.of(ctx, bridgetypes.ORDER_KIND_LISTING)
	if err != nil {
		return 0, err
	}
	number := func(o bridgetypes.Order) uint64 { return new(big.Int).SetBytes(o.Words[0]).Uint64() }
	slices.SortFunc(orders, func(x, y bridgetypes.Order) int {
		return cmp.Or(cmp.Compare(number(x), number(y)), cmp.Compare(y.Id, x.Id))
	})
	for _, o := range orders {
		if number(o) != c.Listing+1 {
			continue
		}
		s, ok, err := r.signed(ctx, o.Id, c.Set)
		if err != nil {
			return done, err
		}
		if !ok {
			continue // an earlier order may have the same number
		}
		token := common.BytesToAddress(s.Words[1])
		data := contract.PackListAsset(bindings.IWeftBridgeListing{
			Nonce: s.word(0).Uint64(), Token: token, Kind: uint8(s.word(2).Uint64()), DayCap: s.word(3),
		}, s.quorum)
		s.what = "listing of " + token.Hex()
		if err := r.send(ctx, s, r.Address, data); err != nil {
			return done, err
		}
		done++
		c.Listing++
	}
	return done, nil
}

// pay brings batches, the lower numbers first: an executed one voids those before.
func (r *Relay) pay(ctx context.Context, c *contractState) (done int, err error) {
	orders, err := r.of(ctx, bridgetypes.ORDER_KIND_BATCH)
	if err != nil || len(orders) == 0 {
		return 0, err
	}
	batches, err := r.batches(ctx)
	if err != nil {
		return 0, err
	}
	payments := map[uint64]bridgetypes.Withdrawal{}
	for w, err := range Withdrawals(ctx, r.Chain, "") {
		if err != nil {
			return 0, err
		}
		payments[w.Id] = w
	}
	slices.SortFunc(orders, func(x, y bridgetypes.Order) int { return cmp.Compare(batches[x.Id].Nonce, batches[y.Id].Nonce) })
	var faults []error
	for _, o := range orders {
		batch, known := batches[o.Id]
		if !known {
			continue // it was executed in between
		}
		taken, err := r.payBatch(ctx, c, o, batch, payments)
		if err != nil {
			faults = append(faults, fmt.Errorf("batch %d of %s: %w", batch.Nonce, batch.Denom, err))
			if errors.Is(err, ErrNode) || errors.Is(err, ErrPrice) || ctx.Err() != nil {
				break
			}
		}
		if taken {
			done++
		}
	}
	return done, errors.Join(faults...)
}

func (r *Relay) payBatch(ctx context.Context, c *contractState, o bridgetypes.Order, batch bridgetypes.Batch, payments map[uint64]bridgetypes.Withdrawal) (bool, error) {
	var list []bridgetypes.Withdrawal
	for _, id := range batch.Withdrawals {
		w, known := payments[id]
		if !known {
			return false, nil // given back in between
		}
		list = append(list, w)
	}
	if !r.worth(batch, list) || c.Now >= batch.Deadline {
		return false, nil
	}
	s, ok, err := r.signed(ctx, o.Id, c.Set)
	if err != nil || !ok {
		return false, err
	}
	token := common.BytesToAddress(s.Words[1])
	asset, err := ask(ctx, r.Bridge, r.Address, contract.PackAsset(token), contract.UnpackAsset)
	if err != nil || asset.Batch >= batch.Nonce {
		return false, err
	}
	if words := bridgetypes.BatchWords(token[:], batch, list); !slices.EqualFunc(words, s.Words, bytes.Equal) {
		return false, fmt.Errorf("%w: the payments that the node of the chain tells are not those that were signed", ErrMismatch)
	}
	call := bindings.IWeftBridgeBatch{Nonce: batch.Nonce, Token: token, Deadline: batch.Deadline, Fee: batch.Fee.BigInt()}
	for _, w := range list {
		call.Transfers = append(call.Transfers, bindings.IWeftBridgeTransfer{To: common.Address(w.Recipient), Amount: w.Amount.BigInt()})
	}
	s.what, s.fee = fmt.Sprintf("batch %d of %s, %d payments", batch.Nonce, batch.Denom, len(list)), batch.Fee.String()
	err = r.send(ctx, s, r.Address, contract.PackExecuteBatch(call, s.quorum))
	return err == nil, err
}

// worth says whether a batch is relayed: it pays enough, or it pays this key.
func (r *Relay) worth(batch bridgetypes.Batch, list []bridgetypes.Withdrawal) bool {
	own := r.Sender.Address()
	if r.AnyPrice || slices.ContainsFunc(list, func(w bridgetypes.Withdrawal) bool { return bytes.Equal(w.Recipient, own[:]) }) {
		return true
	}
	least, named := r.MinFee[batch.Denom]
	return named && batch.Fee.BigInt().Cmp(least) >= 0
}

// settle brings settlements. They are signed once and wait for nobody, so that they
// are found by their bounties.
func (r *Relay) settle(ctx context.Context, c *contractState) (done int, err error) {
	var faults []error
	for y, err := range Bounties(ctx, r.Chain) {
		if err != nil {
			return done, err
		}
		if y.Order == 0 {
			continue
		}
		taken, err := r.settleBounty(ctx, c, y)
		if errors.Is(err, ErrNode) || errors.Is(err, ErrPrice) || ctx.Err() != nil {
			return done, err
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("bounty %s: %w", new(big.Int).SetBytes(y.Id), err))
		}
		if taken {
			done++
		}
	}
	return done, errors.Join(faults...)
}

func (r *Relay) settleBounty(ctx context.Context, c *contractState, y bridgetypes.Bounty) (bool, error) {
	const open = 1
	id := new(big.Int).SetBytes(y.Id)
	on, err := ask(ctx, r.Bridge, r.Escrow, escrow.PackBounties(id), escrow.UnpackBounties)
	if err != nil || on.State != open {
		return false, err
	}
	s, ok, err := r.signed(ctx, y.Order, c.Set)
	if err != nil || !ok {
		return false, err
	}
	call := bindings.IWeftBridgeSettlement{
		Bounty: id, Spec: [wordSize]byte(s.Words[2]), Root: [wordSize]byte(s.Words[3]), Awarded: s.word(4), Model: [wordSize]byte(s.Words[5]),
	}
	s.what = "settlement of bounty " + id.String()
	err = r.send(ctx, s, r.Escrow, escrow.PackSettle(call, s.quorum))
	return err == nil, err
}

// send brings an order to a contract and tells of it.
func (r *Relay) send(ctx context.Context, s *signed, to common.Address, data []byte) error {
	receipt, err := r.Sender.Send(ctx, r.Bridge, to, data)
	if err != nil {
		return fmt.Errorf("order %d, %s: %w", s.Id, s.what, err)
	}
	if r.Tell != nil {
		r.Tell(relayedBy(s, receipt))
	}
	return nil
}

func relayedBy(s *signed, receipt *types.Receipt) Relayed {
	return Relayed{
		Order: s.Id, Kind: Kind(s.Kind), What: s.what, Tx: receipt.TxHash, Block: receipt.BlockNumber.Uint64(), GasUsed: receipt.GasUsed,
		Price: receipt.EffectiveGasPrice.String(), Fee: s.fee,
	}
}

// Kind is the word for what is signed.
func Kind(k bridgetypes.OrderKind) string {
	switch k {
	case bridgetypes.ORDER_KIND_SET:
		return "set"
	case bridgetypes.ORDER_KIND_BATCH:
		return "batch"
	case bridgetypes.ORDER_KIND_LISTING:
		return "listing"
	case bridgetypes.ORDER_KIND_SETTLEMENT:
		return "settlement"
	case bridgetypes.ORDER_KIND_UNSPECIFIED:
	}
	return "unknown"
}
