// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/x/bridge/keeper"
	"github.com/weft-network/weft/x/bridge/types"
)

// Votes are what the validators say with their votes now.
func (f *Fixture) Votes() []keeper.Vote {
	f.TB.Helper()
	var votes []keeper.Vote
	for _, v := range f.Bonded() {
		vote := keeper.Vote{Power: v.Power()}
		if o := v.observer(); !v.Away && o != nil {
			said, err := f.Keeper.Extend(f.Ctx, o)
			f.NoError(err)
			if v.Lie != nil {
				v.Lie(&said)
			}
			vote.Extension, err = said.Marshal()
			f.NoError(err)
		}
		votes = append(votes, vote)
	}
	return votes
}

// Block makes a block: votes, the proposer's events, the end. A second passes on both sides.
func (f *Fixture) Block() {
	f.TB.Helper()
	votes := f.Votes()
	var events []types.EthereumEvent
	for _, v := range f.Bonded() {
		o := v.observer()
		if v.Away || o == nil {
			continue
		}
		var err error
		events, err = f.Keeper.Propose(f.Ctx, o, votes)
		f.NoError(err)
		if len(events) > 0 {
			break
		}
	}
	f.BlockOf(votes, events)
}

// BlockOf makes a block of given votes and events.
func (f *Fixture) BlockOf(votes []keeper.Vote, events []types.EthereumEvent) {
	f.TB.Helper()
	f.Ctx = f.Ctx.WithEventManager(sdk.NewEventManager())
	f.NoError(f.Keeper.PreBlock(f.Ctx, votes, events))
	f.NoError(f.Keeper.EndBlock(f.Ctx))
	f.Ctx = f.Ctx.WithBlockHeight(f.Ctx.BlockHeight() + 1).WithBlockTime(f.Ctx.BlockTime().Add(time.Second))
	if f.Eth != nil {
		f.Eth.Time++
	}
}

// Blocks makes some.
func (f *Fixture) Blocks(n int) {
	f.TB.Helper()
	for range n {
		f.Block()
	}
}

// State is where the bridge stands.
func (f *Fixture) State() types.State {
	f.TB.Helper()
	res, err := f.Queries.Status(f.Ctx, &types.QueryStatusRequest{})
	f.NoError(err)
	return res.State
}

// Order returns an order with its signatures.
func (f *Fixture) Order(id uint64) *types.QueryOrderResponse {
	f.TB.Helper()
	res, err := f.Queries.Order(f.Ctx, &types.QueryOrderRequest{Id: id})
	f.NoError(err)
	return res
}

// Batches are those that can be executed.
func (f *Fixture) Batches() []types.Batch {
	f.TB.Helper()
	res, err := f.Queries.Batches(f.Ctx, &types.QueryBatchesRequest{})
	f.NoError(err)
	return res.Batches
}

// Relay brings a batch to Ethereum.
func (f *Fixture) Relay(b types.Batch) error {
	f.TB.Helper()
	token := Weft.Contract
	if b.Denom == Dollar.Denom {
		token = Dollar.Contract
	}
	res := f.Order(b.Order)
	return f.Eth.Execute(token, b, res.Order, res.Signatures)
}

// RelaySet brings the latest set to Ethereum.
func (f *Fixture) RelaySet() error {
	f.TB.Helper()
	res, err := f.Queries.Set(f.Ctx, &types.QuerySetRequest{Nonce: f.State().LatestSet})
	f.NoError(err)
	order := f.Order(res.Set.Order)
	return f.Eth.Rotate(res.Set, order.Order, order.Signatures)
}

// Events returns the typed events of one type since the last Deliver or Block.
func Events[T any, P interface {
	*T
	proto.Message
}](f *Fixture) []P {
	f.TB.Helper()
	var out []P
	for _, e := range f.Ctx.EventManager().ABCIEvents() {
		if e.Type != proto.MessageName(P(new(T))) {
			continue
		}
		msg, err := sdk.ParseTypedEvent(e)
		f.NoError(err)
		if typed, ok := msg.(P); ok {
			out = append(out, typed)
		}
	}
	return out
}
