// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"errors"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

var people = []string{"alice", "bob", "carol"}

// given is what every account starts with.
const given = 50_000

// world is a random run on both sides: messages, deposits, relayers, clocks, dead nodes, rotations, in any order.
type world struct {
	*bridgetest.Fixture
	// funded are bounties, roots what was settled of each.
	funded [][]byte
	roots  map[string][]byte
}

// Whatever happens on both sides, money is conserved: the chain's coin exists once, here or there, vouchers are backed one to one, no batch
// is both paid and given back, no bounty awards more than it has or has two settlements, and the bridge has no reason to halt.
func TestRandomRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{Fixture: bridgetest.New(t), roots: map[string][]byte{}}
		w.Complete(1, "spec", map[string]bridgetest.Work{"alice": {Tokens: 5}, "bob": {Tokens: 2, Audits: 1}})
		w.Complete(2, "spec", map[string]bridgetest.Work{"bob": {Tokens: 1}, "carol": {Audits: 3}})
		for _, name := range people {
			w.Give(name, given)
		}
		t.Repeat(map[string]func(*rapid.T){
			"":         w.check,
			"block":    w.block,
			"blocks":   w.block,
			"withdraw": w.withdraw,
			"cancel":   w.cancel,
			"deposit":  w.bring,
			"relay":    w.relay,
			"rotate":   w.rotate,
			"power":    w.power,
			"node":     w.node,
			"clock":    func(t *rapid.T) { w.Eth.Time += rapid.Uint64Range(1, 2_000).Draw(t, "seconds") },
			"evidence": w.evidence,
			"cap":      w.cap,
			"fund":     w.fund,
			"season":   w.season,
			"turn":     w.turn,
			"claim":    w.claim,
			"settle":   w.settle,
			"fetch":    w.fetch,
			"refund":   w.refund,
			"year":     func(*rapid.T) { w.Eth.Time += 200 * day },
			"days":     func(t *rapid.T) { w.Eth.Time += rapid.Uint64Range(1, 9*day).Draw(t, "seconds") },
		})
	})
}

// may accepts what is done, and what is refused for one of these causes.
func may(t *rapid.T, err error, causes ...error) {
	for _, cause := range causes {
		if errors.Is(err, cause) {
			return
		}
	}
	require.NoError(t, err)
}

func (w *world) who(t *rapid.T) string { return rapid.SampledFrom(people).Draw(t, "who") }

func (w *world) coin(t *rapid.T) types.Token {
	return rapid.SampledFrom([]types.Token{bridgetest.Weft, bridgetest.Dollar}).Draw(t, "token")
}

func (w *world) block(t *rapid.T) { w.Blocks(rapid.IntRange(1, 8).Draw(t, "blocks")) }

// withdraw may be refused for its cap or its sender's balance.
func (w *world) withdraw(t *rapid.T) {
	err := w.Withdraw(w.who(t), w.coin(t).Denom, rapid.Int64Range(0, 900).Draw(t, "amount"), rapid.Int64Range(0, 20).Draw(t, "fee"))
	may(t, err, types.ErrBadAmount, types.ErrOverCap, sdkerrors.ErrInsufficientFunds)
}

func (w *world) cancel(t *rapid.T) {
	err := w.Deliver(func(ctx sdk.Context) error {
		_, err := w.Msgs.CancelWithdrawal(ctx, &types.MsgCancelWithdrawal{
			Sender: w.Text(bridgetest.Address(w.who(t))), Id: rapid.Uint64Range(1, 10).Draw(t, "id"),
		})
		return err
	})
	may(t, err, types.ErrNoWithdrawal, types.ErrNotSender, types.ErrInBatch)
}

func (w *world) bring(t *rapid.T) {
	token, amount := w.coin(t), rapid.Int64Range(1, 1_500).Draw(t, "amount")
	may(t, w.Deposit(token, w.who(t), rapid.Uint64Range(0, 2).Draw(t, "job"), amount), bridgetest.ErrNotThere) // not more of the coin than was minted
}

// relay tries any batch; the contract refuses what it must.
func (w *world) relay(t *rapid.T) {
	if list := w.Batches(); len(list) > 0 {
		err := w.Relay(list[rapid.IntRange(0, len(list)-1).Draw(t, "batch")])
		may(t, err, bridgetest.ErrNonce, bridgetest.ErrDeadline, bridgetest.ErrQuorum)
	}
}

func (w *world) rotate(t *rapid.T) {
	if s := w.State(); s.LatestSet > w.Eth.Set && s.Set == w.Eth.Set {
		may(t, w.RelaySet(), bridgetest.ErrQuorum)
	}
}

func (w *world) power(t *rapid.T) {
	w.Vals[rapid.IntRange(0, 3).Draw(t, "validator")].SetPower(rapid.Int64Range(80, 130).Draw(t, "power"))
}

// node spoils one validator's node at a time, the fourth's or the third's, or mends it.
func (w *world) node(t *rapid.T) {
	a, b := w.Vals[2], w.Vals[3]
	a.Dead, a.Silent, b.Dead, b.Silent, b.Final = false, false, false, false, -1
	switch rapid.IntRange(0, 5).Draw(t, "fault") {
	case 0:
		a.Dead = true
	case 1:
		a.Silent = true
	case 2:
		b.Dead = true
	case 3:
		b.Silent = true
	case 4:
		b.Final = len(w.Eth.Events)
	}
}

// evidence of a lie that nobody told is refused.
func (w *world) evidence(t *rapid.T) {
	sig := make([]byte, 65)
	sig[0], sig[63], sig[64] = 1, 1, 27
	if err := evidence(w.Fixture, types.ORDER_KIND_BATCH, theft(1), sig); err == nil {
		t.Fatal("somebody was slashed for nothing")
	}
}

func (w *world) cap(t *rapid.T) {
	token := w.coin(t)
	token.InCap = math.NewInt(rapid.Int64Range(0, 5_000).Draw(t, "in"))
	may(t, w.List(token), types.ErrBusy)
}

func (w *world) fund(t *rapid.T) {
	w.funded = append(w.funded, w.Fund("spec", rapid.Uint64Range(0, 2).Draw(t, "job"), rapid.Int64Range(1, 900).Draw(t, "amount"),
		rapid.Uint64Range(3_600, 20*day).Draw(t, "seconds")))
}

// season is a bounty that everybody claims at once.
func (w *world) season(t *rapid.T) {
	w.fund(t)
	w.Blocks(2)
	id := w.funded[len(w.funded)-1]
	for _, name := range people {
		_, err := w.Claim(name, id, rapid.Uint64Range(1, 2).Draw(t, "job"))
		may(t, err, types.ErrNoBounty, types.ErrBountyClosed, types.ErrBountyJob, types.ErrClaimed, types.ErrNoPart)
	}
	w.Blocks(3)
}

// turn has another set of validators come, and what is open signed by it.
func (w *world) turn(t *rapid.T) {
	w.power(t)
	w.Blocks(types.SetCheckBlocks + 2)
	w.rotate(t)
	w.Blocks(2)
	w.Eth.Time += types.RenewDelay
	w.Blocks(3)
}

// bounty is one of those that were posted, nil without any.
func (w *world) bounty(t *rapid.T) []byte {
	if len(w.funded) == 0 {
		return nil
	}
	return rapid.SampledFrom(w.funded).Draw(t, "bounty")
}

func (w *world) claim(t *rapid.T) {
	_, err := w.Claim(w.who(t), w.bounty(t), rapid.Uint64Range(1, 2).Draw(t, "job"))
	may(t, err, types.ErrNoBounty, types.ErrBountyClosed, types.ErrBountyJob, types.ErrClaimed, types.ErrNoPart)
}

// order is the order that has a bounty signed, 0 if there is none.
func (w *world) order(t *rapid.T, id []byte) uint64 {
	res, err := w.Queries.Bounty(w.Ctx, &types.QueryBountyRequest{Id: id})
	may(t, err, types.ErrNoBounty)
	if err != nil {
		return 0
	}
	return res.Bounty.Order
}

// settle relays a settlement; the escrow refuses what it must.
func (w *world) settle(t *rapid.T) {
	id := w.bounty(t)
	if w.order(t, id) == 0 {
		return
	}
	may(t, w.RelaySettlement(id), bridgetest.ErrQuorum, bridgetest.ErrState)
}

// fetch has a winner fetch what was settled: once it is, every claim is paid, each once.
func (w *world) fetch(t *rapid.T) {
	id := w.bounty(t)
	if w.order(t, id) == 0 || !w.Eth.Bounty(id).Settled {
		return
	}
	claims, _ := w.Leaves(id)
	may(t, w.Fetch(id, rapid.IntRange(0, len(claims)-1).Draw(t, "claim")), bridgetest.ErrState)
}

func (w *world) refund(t *rapid.T) {
	if id := w.bounty(t); id != nil {
		may(t, w.Eth.Refund(id), bridgetest.ErrState)
	}
}

// checkBounties holds every bounty to its claims, and to what was settled of it before, here and on Ethereum.
func (w *world) checkBounties(t *rapid.T, g *types.GenesisState) {
	for _, b := range g.Bounties {
		claims, leaves := w.Leaves(b.Id)
		sum, accounts := math.ZeroInt(), map[string]bool{}
		for _, c := range claims {
			require.False(t, accounts[c.Account], "%s has two claims", c.Account)
			accounts[c.Account] = true
			sum = sum.Add(c.Amount)
		}
		require.Equal(t, b.Awarded.String(), sum.String())
		require.True(t, b.Awarded.LTE(b.Amount))
		if !b.Fixed() {
			continue
		}
		root := types.SettlementRoot(leaves)
		require.Equal(t, root[:], b.Root)
		if before, known := w.roots[string(b.Id)]; known {
			require.Equal(t, before, b.Root, "a bounty has one settlement")
		}
		w.roots[string(b.Id)] = b.Root
		if there := w.Eth.Bounty(b.Id); there.Settled {
			require.Equal(t, b.Root, there.Root)
			require.Equal(t, b.Amount.String(), b.Awarded.Add(there.Rest).String())
		}
	}
}

// check holds both sides against each other. Ethereum may be ahead by events that the chain has not executed.
func (w *world) check(t *rapid.T) {
	require.Empty(t, w.State().Halted)
	require.NoError(t, w.Keeper.CheckInvariants(w.Ctx))
	for _, v := range w.Vals {
		require.False(t, v.Staking.Jailed)
	}
	require.EqualValues(t, len(people)*given, w.Bank.GetSupply(w.Ctx, bridgetest.Denom).Amount.Int64(), "the coin is never minted or burnt here")
	g, err := w.Keeper.ExportGenesis(w.Ctx)
	require.NoError(t, err)
	w.checkBounties(t, g)
	for i, token := range g.Tokens {
		l := g.Ledgers[i]
		ahead := w.ahead(t, token, int(g.State.Nonce), g.Batches)
		require.Equal(t, w.Eth.Outside(token.Contract).String(), l.Outside.Add(ahead).String(), token.Denom)
		if token.Kind == types.TOKEN_KIND_LOCK {
			supply := w.Bank.GetSupply(w.Ctx, token.Denom).Amount
			require.Equal(t, l.Outside.String(), supply.Add(l.Delayed).String(), "vouchers are backed one to one")
		}
	}
}

// ahead is how the events that the chain has yet to execute change what is outside.
func (w *world) ahead(t *rapid.T, token types.Token, from int, batches []types.Batch) math.Int {
	sum := math.ZeroInt()
	for _, e := range w.Eth.Events[from:] {
		body, err := e.Decode()
		require.NoError(t, err)
		switch b := body.(type) {
		case types.Deposited:
			if string(b.Token) == string(token.Contract) {
				sum = sum.Add(b.Amount)
			}
		case types.BatchExecuted:
			if string(b.Token) != string(token.Contract) {
				continue
			}
			found := false
			for _, batch := range batches {
				if batch.Denom == token.Denom && batch.Nonce == b.Batch {
					sum, found = sum.Sub(batch.Total).Sub(batch.Fee), true
				}
			}
			require.True(t, found, "batch %d was paid there and is not open here", b.Batch)
		}
	}
	if token.Kind == types.TOKEN_KIND_MINT {
		return sum.Neg()
	}
	return sum
}
