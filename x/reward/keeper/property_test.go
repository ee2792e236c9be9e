// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"errors"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

var people = []string{"alice", "bob", "carol", "dave"}

// given is what every account starts with.
const given = 1_000_000

// chain is a random run: every message and every call of the keeper's API, in
// any order, good and bad.
type chain struct {
	*rewardtest.Fixture
	supply int64
}

// Any sequence of messages, calls and blocks keeps the books balanced, the
// supply explained, and the events in agreement with every balance.
func TestRandomSequences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &chain{Fixture: rewardtest.New(t)}
		for _, name := range people {
			c.Give(name, given)
		}
		c.supply = c.Supply(rewardtest.Denom)
		for _, job := range []uint64{1, 2} {
			c.Must(func(ctx context.Context) error {
				return c.Keeper.Deposit(ctx, job, rewardtest.Address("alice"), math.NewInt(20_000))
			})
			c.Reserve(job, 10_000)
			c.Sponsor(job, job, 600)
		}
		t.Repeat(map[string]func(*rapid.T){
			"":                c.check,
			"deposit":         c.deposit,
			"reserve":         c.reserve,
			"release":         c.release,
			"credit":          c.credit,
			"credit again":    c.credit,
			"revoke":          c.onUnit(revoke),
			"hold":            c.onUnit(hold),
			"unhold":          c.onUnit(unhold),
			"finalize":        c.finalize,
			"finalize again":  c.finalize,
			"pay audit":       c.payAudit,
			"record audit":    c.recordAudit,
			"close":           c.close,
			"claim":           c.claim,
			"claim again":     c.claim,
			"claim shares":    c.claimShares,
			"lock":            c.lock,
			"unlock":          c.unlock,
			"pay model":       c.payModel,
			"claim royalties": c.claimRoyalties,
			"transfer":        c.transfer,
			"sponsor":         c.sponsor,
			"params":          c.params,
			"blocks":          c.blocks,
			"reload":          func(*rapid.T) { c.Reload() },
		})
	})
}

// Any sequence of what owners of finished models can do, with units that are
// still held when the job has settled, keeps the same.
func TestRandomOwners(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &chain{Fixture: rewardtest.New(t)}
		for _, name := range people {
			c.Give(name, given)
		}
		c.supply = c.Supply(rewardtest.Denom)
		for _, job := range []uint64{1, 2} {
			c.Must(func(ctx context.Context) error {
				return c.Keeper.Deposit(ctx, job, rewardtest.Address("alice"), math.NewInt(20_000))
			})
			for slot := range uint32(3) {
				c.Credit(rewardtest.Grant(job, 1, slot, people[slot], int64(slot)*100+50))
				c.Credit(rewardtest.Grant(job, 2, slot, people[slot+1], int64(slot)*100+50))
			}
			c.NoError(hold(c.Fixture, key(job, 1, 2)))
			c.Finalize(job, 1, 2)
			c.NoError(hold(c.Fixture, key(job, 2, 1)))
			c.Close(job, "alice", true, 0)
			for _, name := range people {
				_, err := c.ClaimShares(name, job)
				c.expect(t, err)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"":                c.check,
			"revoke":          c.onUnit(revoke),
			"unhold":          c.onUnit(unhold),
			"claim":           c.claim,
			"claim shares":    c.claimShares,
			"lock":            c.lock,
			"lock again":      c.lock,
			"unlock":          c.unlock,
			"pay model":       c.payModel,
			"pay model again": c.payModel,
			"claim royalties": c.claimRoyalties,
			"transfer":        c.transfer,
			"params":          c.params,
			"blocks":          c.blocks,
			"reload":          func(*rapid.T) { c.Reload() },
		})
	})
}

// check holds after every step.
func (c *chain) check(t *rapid.T) {
	c.Check()
	// Σ balances = Σ mints − Σ burns.
	want := c.supply + c.Ledger.Minted.Int64() - c.Ledger.Burnt.Int64()
	require.Equal(t, want, c.Supply(rewardtest.Denom))
	require.Equal(t, c.Ledger.Community.Int64(), c.Community())
	for _, name := range people {
		require.Equal(t, given+c.Ledger.Wallet(c.Account(name)).Int64(), c.Balance(name), "%s, by its events", name)
	}
}

// expect lets an action fail only for a registered reason.
func (c *chain) expect(t *rapid.T, err error) {
	var registered interface{ ABCICode() uint32 }
	if err == nil || errors.Is(err, sdkerrors.ErrInsufficientFunds) {
		return
	}
	require.False(t, errors.Is(err, types.ErrInvariantBroken), err)
	require.True(t, errors.As(err, &registered), "%T %v", err, err)
}

func (c *chain) run(t *rapid.T, tx func(ctx context.Context) error) { c.expect(t, c.Do(tx)) }

func anyJob(t *rapid.T) uint64 { return rapid.Uint64Range(1, 3).Draw(t, "job") }

func anyone(t *rapid.T) string { return rapid.SampledFrom(people).Draw(t, "who") }

func anyKey(t *rapid.T) types.GrantKey {
	return key(anyJob(t), rapid.Uint64Range(1, 6).Draw(t, "round"), rapid.Uint32Range(0, 2).Draw(t, "slot"))
}

func anyAmount(t *rapid.T, most int64) math.Int {
	return math.NewInt(rapid.Int64Range(0, most).Draw(t, "amount"))
}

func (c *chain) deposit(t *rapid.T) {
	job, from, amount := anyJob(t), rewardtest.Address(anyone(t)), anyAmount(t, 5_000)
	c.run(t, func(ctx context.Context) error { return c.Keeper.Deposit(ctx, job, from, amount) })
}

func (c *chain) reserve(t *rapid.T) {
	job, amount := anyJob(t), anyAmount(t, 4_000)
	c.run(t, func(ctx context.Context) error { return c.Keeper.Reserve(ctx, job, amount) })
}

func (c *chain) release(t *rapid.T) {
	job, amount := anyJob(t), anyAmount(t, 1_000)
	c.run(t, func(ctx context.Context) error { return c.Keeper.Release(ctx, job, amount) })
}

func (c *chain) credit(t *rapid.T) {
	k := anyKey(t)
	g := types.Grant{
		Job: k.Job, Round: k.Round, Slot: k.Slot, Operator: rewardtest.Address(anyone(t)), Amount: anyAmount(t, 777),
		Tokens: rapid.Uint64Range(0, 9_999).Draw(t, "tokens"), Flops: anyAmount(t, 99_999),
	}
	c.run(t, func(ctx context.Context) error { return c.Keeper.Credit(ctx, g) })
}

func (c *chain) onUnit(act func(*rewardtest.Fixture, types.GrantKey) error) func(*rapid.T) {
	return func(t *rapid.T) { c.expect(t, act(c.Fixture, anyKey(t))) }
}

func (c *chain) finalize(t *rapid.T) {
	job, round := anyJob(t), rapid.Uint64Range(1, 9).Draw(t, "round")
	c.run(t, func(ctx context.Context) error { return c.Keeper.FinalizeRound(ctx, job, round) })
}

func (c *chain) payAudit(t *rapid.T) {
	job, to, amount := anyJob(t), rewardtest.Address(anyone(t)), anyAmount(t, 300)
	c.run(t, func(ctx context.Context) error { return c.Keeper.PayAudit(ctx, job, 1, to, amount) })
}

func (c *chain) recordAudit(t *rapid.T) {
	job, by := anyJob(t), rewardtest.Address(anyone(t))
	c.run(t, func(ctx context.Context) error { return c.Keeper.RecordAudit(ctx, job, by) })
}

func (c *chain) close(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "close") > 0 { // rarely, or nothing else happens
		t.Skip("not now")
	}
	end := types.Close{
		Job: anyJob(t), Submitter: rewardtest.Address(anyone(t)), Completed: rapid.Bool().Draw(t, "completed"),
		SubmitterShare: rapid.Uint32Range(0, 5_100).Draw(t, "share"),
		SettleHeight:   c.Height() + rapid.Int64Range(-1, 8).Draw(t, "settle"),
	}
	c.run(t, func(ctx context.Context) error { return c.Keeper.CloseJob(ctx, end) })
}

func (c *chain) claim(t *rapid.T) {
	name, job := anyone(t), anyJob(t)
	before, view := c.Balance(name), types.JobEarnings{}
	if r, err := c.Queries.Earnings(c.Ctx, &types.QueryEarningsRequest{Account: c.Account(name), Job: job}); err == nil {
		view = r.Jobs[0]
	}
	limit := rapid.Uint32Range(0, 5).Draw(t, "limit")
	r, err := c.Claim(name, job, limit)
	c.expect(t, err)
	if err != nil {
		require.Equal(t, before, c.Balance(name))
		return
	}
	require.Equal(t, before+r.Net.Int64(), c.Balance(name))
	if !r.More && limit == 0 {
		sum := view.ClaimablePay.Add(view.ClaimableAudits).Add(view.ClaimableTrainerEmission).
			Add(view.ClaimableVerifierEmission).Add(view.ClaimableRefunds)
		require.Equal(t, sum.String(), r.Gross.String(), "the query promised what the claim paid")
	}
}

func (c *chain) claimShares(t *rapid.T) {
	_, err := c.ClaimShares(anyone(t), anyJob(t))
	c.expect(t, err)
}

// anyShares is all shares somebody has, some of them, or too many.
func anyShares(t *rapid.T, have int64) uint64 {
	return uint64(rapid.OneOf(rapid.Just(have), rapid.Int64Range(0, have+1)).Draw(t, "shares"))
}

func (c *chain) lock(t *rapid.T) {
	name, job := anyone(t), anyJob(t)
	c.expect(t, c.Lock(name, job, anyShares(t, c.Shares(name, job))))
}

func (c *chain) unlock(t *rapid.T) {
	name, job := anyone(t), anyJob(t)
	var locked int64
	r, err := c.Queries.Royalties(c.Ctx, &types.QueryRoyaltiesRequest{Account: c.Account(name)})
	c.NoError(err)
	for _, v := range r.Locks {
		if v.Lock.Job == job {
			locked = int64(v.Lock.Shares)
		}
	}
	c.expect(t, c.Unlock(name, job, anyShares(t, locked)))
}

func (c *chain) payModel(t *rapid.T) {
	_, err := c.PayModel(anyone(t), anyJob(t), rapid.Int64Range(0, 999).Draw(t, "amount"))
	c.expect(t, err)
}

func (c *chain) claimRoyalties(t *rapid.T) {
	name, job := anyone(t), anyJob(t)
	before, promised := c.Balance(name), int64(0)
	if r, err := c.Queries.Earnings(c.Ctx, &types.QueryEarningsRequest{Account: c.Account(name), Job: job}); err == nil {
		promised = r.Jobs[0].ClaimableRoyalties.Int64()
	}
	got, err := c.ClaimRoyalties(name, job)
	c.expect(t, err)
	require.Equal(t, promised, got, "the query promised what the claim paid")
	require.Equal(t, before+got, c.Balance(name))
}

func (c *chain) transfer(t *rapid.T) {
	from, to, job := anyone(t), anyone(t), anyJob(t)
	shares := anyShares(t, c.Shares(from, job))
	if shares == 0 {
		t.Skip("nothing to send")
	}
	coins := sdk.NewCoins(sdk.NewCoin(types.ShareDenom(job), math.NewIntFromUint64(shares)))
	c.run(t, func(ctx context.Context) error {
		return c.Bank.SendCoins(ctx, rewardtest.Address(from), rewardtest.Address(to), coins)
	})
}

func (c *chain) sponsor(t *rapid.T) {
	msg := &types.MsgSponsorJob{
		Authority: c.Authority, Job: anyJob(t), Weight: rapid.Uint64Range(0, 5).Draw(t, "weight"), Cap: anyAmount(t, 900),
	}
	c.run(t, func(ctx context.Context) error {
		_, err := c.Msgs.SponsorJob(ctx, msg)
		return err
	})
}

func (c *chain) params(t *rapid.T) {
	p := rewardtest.Params()
	p.VestRounds = rapid.Uint64Range(1, 6).Draw(t, "vest")
	p.Fee, p.FeeBurn = rapid.Uint32Range(0, types.MaxFee).Draw(t, "fee"), rapid.Uint32Range(0, 10_000).Draw(t, "burn")
	p.EpochBlocks, p.Emission = rapid.Uint64Range(1, 12).Draw(t, "epoch"), anyAmount(t, 9_999)
	p.MinLocked, p.UnlockBlocks = rapid.Uint64Range(1, 9_999).Draw(t, "min"), rapid.Uint64Range(1, 9).Draw(t, "unlock")
	c.run(t, func(ctx context.Context) error {
		_, err := c.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: c.Authority, Params: p})
		return err
	})
}

func (c *chain) blocks(t *rapid.T) { c.Next(rapid.IntRange(1, 6).Draw(t, "blocks")) }

// A whole job in each of many shapes: whatever happened on the way, once
// everybody has claimed everything the escrow is empty but for rounding, and
// what was deposited is what was received, burnt and given to the community.
func TestWholeJobsConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rewardtest.New(t)
		depositors := rapid.IntRange(1, 3).Draw(t, "depositors")
		for i := range depositors {
			f.Fund(1, people[i], rapid.Int64Range(1_000, 9_999).Draw(t, "deposit"))
		}
		deposited := escrow(f, 1).Deposited.Int64()
		rounds := rapid.Uint64Range(1, 8).Draw(t, "rounds")
		for r := uint64(1); r <= rounds; r++ {
			for slot := range rapid.Uint32Range(0, 3).Draw(t, "slots") {
				amount := rapid.Int64Range(0, 40).Draw(t, "pay")
				f.Credit(rewardtest.Grant(1, r, slot, rapid.SampledFrom(people).Draw(t, "operator"), amount))
				switch rapid.IntRange(0, 5).Draw(t, "fate") {
				case 0:
					f.NoError(revoke(f, key(1, r, slot)))
				case 1:
					f.NoError(hold(f, key(1, r, slot)))
				}
			}
			f.Finalize(1, r)
			if name := rapid.SampledFrom(people).Draw(t, "claims"); rapid.Bool().Draw(t, "claim") {
				claimIfAny(t, f, name)
			}
		}
		f.Close(1, "alice", true, 0)
		grants, err := f.Queries.Grants(f.Ctx, &types.QueryGrantsRequest{Job: 1})
		f.NoError(err)
		for _, g := range grants.Grants {
			if g.Grant.Held && rapid.Bool().Draw(t, "acquitted") {
				f.NoError(unhold(f, g.Grant.Key()))
			} else if g.Grant.Held {
				f.NoError(revoke(f, g.Grant.Key()))
			}
		}
		for range 2 { // what is revoked late is refunded late
			for _, name := range people {
				claimIfAny(t, f, name)
			}
		}
		f.Check()
		e := escrow(f, 1)
		require.True(t, e.Owed.IsZero() && e.Reserved.IsZero() && e.Free.IsZero(), "%+v", e)
		require.Less(t, e.Refundable.Int64(), int64(depositors), "rounding leaves less than one unit per depositor")
		var received int64
		for _, name := range people {
			received += f.Balance(name)
		}
		require.Equal(t, deposited, received+f.Community()+f.Ledger.Burnt.Int64()+e.Refundable.Int64())
	})
}

func claimIfAny(t *rapid.T, f *rewardtest.Fixture, name string) {
	t.Helper()
	if _, err := f.Claim(name, 1, 0); err != nil && !errors.Is(err, types.ErrNothingToClaim) {
		t.Fatal(err)
	}
}
