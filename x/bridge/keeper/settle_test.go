// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"fmt"
	"math/big"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/types"
)

const day = 86_400

// crew is the work of a job: of 900 parts alice has 600, bob 200, and vera, who audits, 100.
func crew() map[string]bridgetest.Work {
	return map[string]bridgetest.Work{"alice": {Tokens: 3}, "bob": {Tokens: 1}, "vera": {Audits: 2}}
}

// bountied is a chain that knows a completed job, 4, and a bounty of 900 dollars for it.
func bountied(t *testing.T, seconds uint64) (*bridgetest.Fixture, []byte) {
	t.Helper()
	f := bridgetest.New(t)
	f.Complete(4, "spec", crew())
	id := f.Fund("spec", 4, 900, seconds)
	f.Block()
	return f, id
}

// claimed sends claims that have to succeed.
func claimed(t *testing.T, f *bridgetest.Fixture, id []byte, job uint64, who ...string) {
	t.Helper()
	for _, name := range who {
		_, err := f.Claim(name, id, job)
		require.NoError(t, err, name)
	}
}

// A bounty goes to those who did the work, each what its shares are worth: claimed here, signed by the validators, fetched on Ethereum.
func TestBountyIsSettled(t *testing.T) {
	f, id := bountied(t, 30*day)
	res, err := f.Claim("alice", id, 4)
	require.NoError(t, err)
	require.Equal(t, "600", res.Amount.String())
	events := bridgetest.Events[types.EventBountyClaimed](f)
	require.Len(t, events, 1)
	claimed(t, f, id, 4, "bob")
	f.Blocks(3)
	require.True(t, f.Bounty(id).Open, "vera has not claimed")
	claimed(t, f, id, 4, "vera")
	f.Block()
	fixed := bridgetest.Events[types.EventBountyFixed](f)
	require.Len(t, fixed, 1)
	require.EqualValues(t, 3, fixed[0].Claims)
	require.Equal(t, "900", fixed[0].Awarded.String())
	f.Blocks(2)
	b := f.Bounty(id)
	require.True(t, b.Signed)
	require.False(t, b.Open)
	claims, leaves := f.Leaves(id)
	root := types.SettlementRoot(leaves)
	require.Equal(t, root[:], b.Bounty.Root)
	require.Equal(t, []string{"600", "200", "100"}, []string{claims[0].Amount.String(), claims[1].Amount.String(), claims[2].Amount.String()})
	require.NoError(t, f.RelaySettlement(id))
	there := f.Eth.Bounty(id)
	require.Equal(t, bridgetest.Digest("spec model"), there.Model)
	for i := range claims {
		require.NoError(t, f.Fetch(id, i))
		require.ErrorIs(t, f.Fetch(id, i), bridgetest.ErrState, "each once")
	}
	require.True(t, there.Unpaid.IsZero())
	require.ErrorIs(t, f.RelaySettlement(id), bridgetest.ErrState)
	well(t, f)
}

// Whoever has no right to a part gets none, and is told why.
func TestClaimBountyRefuses(t *testing.T) {
	f, id := bountied(t, 30*day)
	other := f.Complete(5, "other", crew())
	f.Complete(6, "spec", crew())
	base := types.MsgClaimBounty{Sender: f.Text(bridgetest.Address("alice")), Bounty: id, Job: 4, Recipient: bridgetest.Winner("alice")}
	for name, c := range map[string]struct {
		spoil func(*types.MsgClaimBounty)
		want  error
	}{
		"no account":       {func(m *types.MsgClaimBounty) { m.Sender = "weft1" }, types.ErrBadAddress},
		"no such bounty":   {func(m *types.MsgClaimBounty) { m.Bounty = make([]byte, 32) }, types.ErrNoBounty},
		"no bounty at all": {func(m *types.MsgClaimBounty) { m.Bounty = nil }, types.ErrNoBounty},
		"short recipient":  {func(m *types.MsgClaimBounty) { m.Recipient = []byte{1} }, types.ErrBadAddress},
		"nobody":           {func(m *types.MsgClaimBounty) { m.Recipient = make([]byte, 20) }, types.ErrBadAddress},
		"the bridge":       {func(m *types.MsgClaimBounty) { m.Recipient = bridgetest.Contract }, types.ErrBadAddress},
		"the escrow":       {func(m *types.MsgClaimBounty) { m.Recipient = types.Escrow(bridgetest.Contract) }, types.ErrBadAddress},
		"the token":        {func(m *types.MsgClaimBounty) { m.Recipient = bridgetest.Dollar.Contract }, types.ErrBadAddress},
		"another job":      {func(m *types.MsgClaimBounty) { m.Job = 6 }, types.ErrBountyJob},
		"a stranger":       {func(m *types.MsgClaimBounty) { m.Sender = f.Text(bridgetest.Address("eve")) }, types.ErrNoPart},
	} {
		msg := base
		c.spoil(&msg)
		_, err := f.ClaimFor(&msg)
		require.ErrorIs(t, err, c.want, name)
	}
	for name, spoil := range map[string]func(*bridgetest.Job){
		"runs":      func(j *bridgetest.Job) { j.Status = 2 },
		"failed":    func(j *bridgetest.Job) { j.Status = 6 },
		"unsettled": func(j *bridgetest.Job) { j.Unsettled = true },
		"held":      func(j *bridgetest.Job) { j.Held = string(bridgetest.Address("alice")) },
		"spec":      func(j *bridgetest.Job) { j.Spec = other.Spec },
	} {
		before := *f.Done[4]
		spoil(f.Done[4])
		_, err := f.Claim("alice", id, 4)
		require.Error(t, err, name)
		*f.Done[4] = before
	}
	claimed(t, f, id, 4, "alice")
	_, err := f.Claim("alice", id, 4)
	require.ErrorIs(t, err, types.ErrClaimed)
	f.Eth.Emit(types.DepositEvent(types.Deposited{
		Token: bridgetest.Outsider(8), From: bridgetest.Outsider(1), Account: bridgetest.Address("x"), Amount: math.OneInt(),
	})) // a token that was never listed
	f.Block()
	_, err = f.Claim("bob", id, 4)
	require.ErrorIs(t, err, types.ErrHalted)
	p := bridgetest.Params()
	p.Enabled = false
	require.NoError(t, f.Govern(p))
	_, err = f.Claim("bob", id, 4)
	require.ErrorIs(t, err, types.ErrOff)
}

// A bounty that names no job is that of the first job for which somebody claims, and stays so.
func TestBountyIsBoundOnce(t *testing.T) {
	f := bridgetest.New(t)
	f.Complete(4, "spec", crew())
	f.Complete(5, "spec", map[string]bridgetest.Work{"carol": {Tokens: 1}})
	id := f.Fund("spec", 0, 900, 30*day)
	f.Block()
	_, err := f.Claim("eve", id, 5)
	require.ErrorIs(t, err, types.ErrNoPart)
	require.Zero(t, f.Bounty(id).Bounty.Bound, "a claim that failed binds nothing")
	claimed(t, f, id, 4, "bob")
	require.EqualValues(t, 4, f.Bounty(id).Bounty.Bound)
	_, err = f.Claim("carol", id, 5)
	require.ErrorIs(t, err, types.ErrBountyJob)
	claimed(t, f, id, 4, "alice")
	well(t, f)
}

// What was burnt, and what nobody claims, is not awarded: it stays with the sponsor. Amounts are rounded down.
func TestRestStaysWithTheSponsor(t *testing.T) {
	f, id := bountied(t, 30*day)
	f.Done[4].Burnt = 3 // of 7 tokens
	res, err := f.Claim("alice", id, 4)
	require.NoError(t, err)
	require.Equal(t, "342", res.Amount.String(), "900 x 8/9 x 3/7")
	pass(f, 29*day)
	f.Blocks(3)
	require.NoError(t, f.RelaySettlement(id))
	require.Equal(t, "558", f.Eth.Bounty(id).Rest.String())
	_, err = f.Claim("bob", id, 4)
	require.ErrorIs(t, err, types.ErrBountyClosed, "too late")
	well(t, f)
}

// A bounty is settled two days before its deadline, or at the half of what was left when the first claim came; until then it can be claimed,
// then never again.
func TestBountyIsSettledInTime(t *testing.T) {
	for name, c := range map[string]struct{ length, first, settled uint64 }{
		"long":       {30 * day, 3 * day, 28 * day},
		"first late": {30 * day, 29 * day, 29*day + day/2},
		"shortest":   {3_600, 600, 2_100},
	} {
		t.Run(name, func(t *testing.T) {
			f, id := bountied(t, c.length)
			start := f.Eth.Bounty(id).Deadline - c.length
			f.Eth.Time = start + c.first
			f.Block()
			f.Eth.Time = start + c.first // the block took a second
			claimed(t, f, id, 4, "alice")
			f.Eth.Time = start + c.settled - 1
			f.Block()
			claimed(t, f, id, 4, "bob")
			require.Zero(t, f.Bounty(id).Bounty.Order)
			f.Eth.Time = start + c.settled
			f.Block()
			b := f.Bounty(id)
			require.NotZero(t, b.Bounty.Order)
			require.Less(t, f.Eth.Time, b.Bounty.Deadline)
			_, err := f.Claim("vera", id, 4)
			require.ErrorIs(t, err, types.ErrBountyClosed)
			well(t, f)
		})
	}
}

// After the deadline nobody claims, also if the bridge stood still before it. What was claimed is settled all the same, until the sponsor can take it
// back: a sponsor gains nothing by an outage.
func TestOutageOverTheDeadline(t *testing.T) {
	f, id := bountied(t, 10*day)
	claimed(t, f, id, 4, "alice")
	p := bridgetest.Params()
	p.Enabled = false
	require.NoError(t, f.Govern(p))
	pass(f, 12*day)
	f.Blocks(3)
	require.Zero(t, f.Bounty(id).Bounty.Order)
	require.NoError(t, f.Govern(bridgetest.Params()))
	f.Blocks(3)
	_, err := f.Claim("bob", id, 4)
	require.ErrorIs(t, err, types.ErrBountyClosed)
	require.NoError(t, f.RelaySettlement(id))
	require.NoError(t, f.Fetch(id, 0))
	well(t, f)
}

// A bounty that nobody has claimed by its deadline goes back to its sponsor.
func TestNobodyClaims(t *testing.T) {
	f, id := bountied(t, 3_600)
	require.True(t, f.Bounty(id).Open)
	pass(f, 3_600)
	f.Block()
	require.False(t, f.Bounty(id).Open)
	_, err := f.Claim("alice", id, 4)
	require.ErrorIs(t, err, types.ErrBountyClosed)
	pass(f, types.RefundDelay)
	f.Block()
	require.NoError(t, f.Eth.Refund(id))
	well(t, f)
}

// A settlement that nobody relayed is signed anew by every set that the contract takes, and it is the same one: there are never two.
func TestSettlementOutlivesItsSet(t *testing.T) {
	f, id := bountied(t, 60*day)
	claimed(t, f, id, 4, "alice", "bob", "vera")
	f.Blocks(3)
	before := f.Order(f.Bounty(id).Bounty.Order)
	require.True(t, before.Enough)
	f.Vals[0].SetPower(200)
	f.Blocks(types.SetCheckBlocks + 2)
	require.NoError(t, f.RelaySet())
	f.Blocks(3)
	require.False(t, f.Bounty(id).Signed, "by the set before")
	require.ErrorIs(t, f.RelaySettlement(id), bridgetest.ErrQuorum)
	pass(f, types.RenewDelay)
	f.Block()
	again := settlements(t, f)
	require.Len(t, again, 1)
	require.Zero(t, again[0].Signed)
	f.Blocks(2)
	after := f.Order(before.Order.Id)
	words := append([][]byte{big.NewInt(2).FillBytes(make([]byte, 32))}, after.Order.Words...)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_SETTLEMENT, words, signed(t, f.Vals[1], types.ORDER_KIND_SETTLEMENT, words)), types.ErrBadEvidence,
		"the chain has ordered it of set 2 too")
	require.True(t, f.Bounty(id).Signed)
	require.True(t, after.Enough)
	require.Equal(t, before.Order.Words, after.Order.Words)
	require.NotEqual(t, before.Digest, after.Digest, "it names another set")
	require.NoError(t, f.RelaySettlement(id))
	well(t, f)
}

// Settlements take few of the places for what is being signed, and leave theirs as soon as enough have signed: neither a crowd of small bounties nor
// one with a far deadline keeps others from being settled, or withdrawals from being paid.
func TestCrowdOfBounties(t *testing.T) {
	f := bridgetest.New(t)
	f.Give("alice", 1_000)
	f.Complete(4, "spec", map[string]bridgetest.Work{"alice": {Tokens: 1}})
	ids := make([][]byte, 40)
	for i := range ids {
		ids[i] = f.Fund("spec", 4, 9, 3_000*day)
	}
	f.Blocks(3)
	for _, v := range f.Vals[:2] {
		v.Silent = true
	}
	for _, id := range ids {
		claimed(t, f, id, 4, "alice")
	}
	f.Blocks(10)
	require.Len(t, settlements(t, f), types.MaxOpenSettlements)
	require.NoError(t, f.Withdraw("alice", bridgetest.Denom, 100, 5))
	f.Blocks(int(bridgetest.Params().BatchBlocks))
	require.Len(t, f.Batches(), 1, "a batch is made all the same")
	kinds := wantedBy(t, f, f.Vals[0])
	require.Greater(t, len(kinds), types.MaxOpenSettlements)
	for i, w := range kinds {
		require.Equal(t, i >= len(kinds)-types.MaxOpenSettlements, w.Kind == types.ORDER_KIND_SETTLEMENT, "settlements are signed last")
	}
	for _, id := range ids {
		require.False(t, f.Bounty(id).Signed, "half of the power is not enough")
	}
	for _, v := range f.Vals {
		v.Silent = false
	}
	f.Blocks(60)
	require.Empty(t, settlements(t, f))
	for _, id := range ids {
		require.True(t, f.Bounty(id).Signed)
	}
	require.NoError(t, f.RelaySettlement(ids[39]))
	well(t, f)
}

// settlements are the orders of settlements that wait for signatures.
func settlements(t *testing.T, f *bridgetest.Fixture) (out []types.Order) {
	t.Helper()
	res, err := f.Queries.Orders(f.Ctx, &types.QueryOrdersRequest{})
	require.NoError(t, err)
	for _, o := range res.Orders {
		if o.Kind == types.ORDER_KIND_SETTLEMENT {
			out = append(out, o)
		}
	}
	return out
}

// Nothing is signed any more of a bounty that its sponsor can take back. Its claims stay for those who have yet to fetch their part; then they are
// forgotten, a number in each block.
func TestBountyIsForgotten(t *testing.T) {
	f := bridgetest.New(t)
	work := map[string]bridgetest.Work{}
	for i := range 2*types.DueItemsPerBlock + 1 {
		work[fmt.Sprint(i)] = bridgetest.Work{Tokens: 1}
	}
	f.Complete(4, "spec", work)
	id, unclaimed := f.Fund("spec", 4, 900_000, day), f.Fund("spec", 4, 5, day)
	f.Block()
	for i := range 2*types.DueItemsPerBlock + 1 {
		claimed(t, f, id, 4, fmt.Sprint(i))
	}
	f.Blocks(3)
	b := f.Bounty(id)
	require.True(t, b.Signed)
	f.Eth.Time = b.RefundTime - 2
	f.Block()
	require.NoError(t, f.RelaySettlement(id))
	f.Blocks(2)
	ended := f.Bounty(id)
	require.Zero(t, ended.Bounty.Order)
	require.Equal(t, b.Bounty.Root, ended.Bounty.Root)
	_, err := f.Queries.Order(f.Ctx, &types.QueryOrderRequest{Id: b.Bounty.Order})
	require.ErrorIs(t, err, types.ErrNoOrder)
	_, err = f.Queries.Bounty(f.Ctx, &types.QueryBountyRequest{Id: unclaimed})
	require.ErrorIs(t, err, types.ErrNoBounty, "of one without claims nothing is kept")
	require.NoError(t, f.Fetch(id, 7), "winners fetch for as long as they want")
	pass(f, types.KeepDelay)
	f.Block()
	well(t, f)
	f.Block()
	well(t, f)
	f.Blocks(2)
	_, err = f.Queries.Bounty(f.Ctx, &types.QueryBountyRequest{Id: id})
	require.ErrorIs(t, err, types.ErrNoBounty)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.Empty(t, g.Bounties)
	require.Empty(t, g.Claims)
	require.Empty(t, g.Signed)
	for _, s := range g.Signatures {
		require.NotEqual(t, b.Bounty.Order, s.Order)
	}
	well(t, f)
}

// A false settlement that somebody signed is evidence; the one that the chain ordered is none.
func TestEvidenceOfAFalseSettlement(t *testing.T) {
	f, id := bountied(t, 30*day)
	claimed(t, f, id, 4, "alice", "bob", "vera")
	f.Blocks(3)
	order := f.Order(f.Bounty(id).Bounty.Order)
	words := append([][]byte{big.NewInt(1).FillBytes(make([]byte, 32))}, order.Order.Words...)
	own := signed(t, f.Vals[0], types.ORDER_KIND_SETTLEMENT, words)
	require.ErrorIs(t, evidence(f, types.ORDER_KIND_SETTLEMENT, words, own), types.ErrBadEvidence)
	words[4] = bridgetest.Digest("a root of my own")
	require.NoError(t, evidence(f, types.ORDER_KIND_SETTLEMENT, words, signed(t, f.Vals[0], types.ORDER_KIND_SETTLEMENT, words)))
	require.True(t, f.Vals[0].Staking.Jailed)
}

// Export and import keep bounties at every stage, and refuse those that contradict their claims.
func TestGenesisOfBounties(t *testing.T) {
	f, id := bountied(t, 30*day)
	open, bare := f.Fund("spec", 0, 900, 30*day), f.Fund("spec", 4, 900, 30*day)
	f.Block()
	claimed(t, f, id, 4, "alice", "bob", "vera")
	claimed(t, f, open, 4, "alice", "bob")
	f.Blocks(3)
	g, err := f.Keeper.ExportGenesis(f.Ctx)
	require.NoError(t, err)
	require.Len(t, g.Signed, 1)
	fresh := bridgetest.Empty(t)
	require.NoError(t, fresh.Keeper.InitGenesis(fresh.Ctx, *g))
	again, err := fresh.Keeper.ExportGenesis(fresh.Ctx)
	require.NoError(t, err)
	require.Equal(t, g, again)
	require.NoError(t, fresh.Keeper.CheckInvariants(fresh.Ctx))
	require.Equal(t, f.Order(g.Signed[0].Id), fresh.Order(g.Signed[0].Id))
	require.True(t, f.Bounty(bare).Open)

	for name, spoil := range map[string]func(*types.GenesisState){
		"claim missing":        func(g *types.GenesisState) { g.Claims = g.Claims[1:] },
		"claim twice":          func(g *types.GenesisState) { g.Claims[1].Account = g.Claims[0].Account },
		"claim of nobody":      func(g *types.GenesisState) { g.Claims[0].Recipient = make([]byte, 20) },
		"claim of nothing":     func(g *types.GenesisState) { g.Claims[0].Bounty = bridgetest.Digest("x") },
		"claim out of order":   func(g *types.GenesisState) { g.Claims[0].Index = 1 },
		"other recipient":      func(g *types.GenesisState) { g.Claims[0].Recipient = bridgetest.Winner("eve") },
		"other root":           func(g *types.GenesisState) { g.Bounties[0].Root = bridgetest.Digest("x") },
		"other peaks":          func(g *types.GenesisState) { g.Bounties[1].Peaks = nil },
		"awarded":              func(g *types.GenesisState) { g.Bounties[0].Awarded = g.Bounties[0].Awarded.AddRaw(1) },
		"more than the amount": func(g *types.GenesisState) { g.Bounties[0].Amount = g.Bounties[0].Amount.SubRaw(1) },
		"other job":            func(g *types.GenesisState) { g.Bounties[0].Bound = 5 },
		"no model":             func(g *types.GenesisState) { g.Bounties[1].Model = nil },
		"no order":             func(g *types.GenesisState) { g.Bounties[0].Order = 0 },
		"order of another":     func(g *types.GenesisState) { g.Bounties[0].Order = 1 },
		"other award signed":   func(g *types.GenesisState) { g.Signed[0].Words[4] = make([]byte, 32) },
		"signed by nobody":     func(g *types.GenesisState) { g.Signed[0].Signed = 0 },
		"signed by a set ahead": func(g *types.GenesisState) {
			g.Signed[0].Signed = 9
		},
		"signed listing": func(g *types.GenesisState) { g.Signed = append(g.Signed, g.Orders[0]) },
		"waits wrongly":  func(g *types.GenesisState) { g.Bounties[2].Due = 1 },
		"twice":          func(g *types.GenesisState) { g.Bounties = append(g.Bounties, g.Bounties[2]) },
	} {
		text, err := f.Codec.MarshalJSON(g)
		require.NoError(t, err)
		var bad types.GenesisState
		require.NoError(t, f.Codec.UnmarshalJSON(text, &bad))
		spoil(&bad)
		require.Error(t, bad.Validate(bridgetest.Denom), name)
	}
}
