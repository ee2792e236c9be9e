// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/reward/types"
)

// memberOf names an account in a job.
type memberOf struct {
	account string
	job     uint64
}

// sums are what the parts of one job, round, member or epoch add up to.
type sums struct {
	pending, owed, deposits, refunds, amount, flops, minted math.Int
	grants, aside, pendingGrants, finalRounds, openRounds   uint64
	tokens, liveTokens, heldTokens, held, audits            uint64
	trainerShares, verifierShares, submitterShares          uint64
	pay, auditPay, auditFees, royalties, locked             math.Int
}

func newSums() *sums {
	z := math.ZeroInt()
	return &sums{
		pending: z, owed: z, deposits: z, refunds: z, amount: z, flops: z, minted: z,
		pay: z, auditPay: z, auditFees: z, royalties: z, locked: z,
	}
}

// books is a state with the sums of its parts. Maps are only looked up, never
// ranged over.
type books struct {
	g         *types.GenesisState
	height    int64
	escrows   map[uint64]types.Escrow
	models    map[uint64]types.Model
	jobs      map[uint64]*sums
	rounds    map[[2]uint64]*sums
	members   map[memberOf]*sums
	epochs    map[[2]uint64]*sums
	unlocking map[uint64]uint64
}

func newBooks(g *types.GenesisState, height int64) (*books, error) {
	b := &books{
		g: g, height: height,
		escrows: map[uint64]types.Escrow{}, models: map[uint64]types.Model{}, jobs: map[uint64]*sums{},
		rounds: map[[2]uint64]*sums{}, members: map[memberOf]*sums{}, epochs: map[[2]uint64]*sums{},
		unlocking: map[uint64]uint64{},
	}
	for _, e := range g.Escrows {
		b.escrows[e.Job], b.jobs[e.Job] = e, newSums()
	}
	for _, m := range g.Models {
		b.models[m.Job] = m
	}
	for _, d := range g.Deposits {
		j := b.jobs[d.Job]
		j.deposits, j.refunds = j.deposits.Add(d.Amount), j.refunds.Add(d.Refunded)
	}
	if err := b.sumUnits(); err != nil {
		return nil, err
	}
	b.sumMembers()
	for _, u := range g.Unlocks {
		b.unlocking[u.Job] += u.Shares
	}
	return b, nil
}

func at[K comparable](m map[K]*sums, key K) *sums {
	if m[key] == nil {
		m[key] = newSums()
	}
	return m[key]
}

// sumUnits adds up rounds and grants.
func (b *books) sumUnits() error {
	states := map[[2]uint64]types.RoundState{}
	for _, r := range b.g.Rounds {
		states[[2]uint64{r.Job, r.Round}] = r
		switch j := b.jobs[r.Job]; {
		case r.Final():
			j.finalRounds++
		case r.Grants > 0:
			j.openRounds++
		}
	}
	for _, g := range b.g.Grants {
		key := [2]uint64{g.Job, g.Round}
		r := states[key]
		if err := checkGrantState(g, r); err != nil {
			return err
		}
		b.sumGrant(g, r)
	}
	return nil
}

// checkGrantState refuses a grant that contradicts itself or its round.
func checkGrantState(g types.GrantState, r types.RoundState) error {
	clock, _ := g.Finality(r)
	ok := g.Paid.LTE(g.Amount) &&
		(g.Aside || g.FinalClock == 0) && // only units that missed their round have a clock of their own
		(!g.Aside || g.FinalClock > 0 || g.Held) && // units are aside only while they are held
		(!g.Held || g.Aside || r.Final()) && // units held early are aside
		(clock > 0 || (g.Paid.IsZero() && g.Minted.IsZero() && !g.Done)) &&
		(!g.Done || g.Paid.Equal(g.Amount))
	return that(ok, "grant of %s: %+v contradicts itself in round %+v", g.Key(), g, r)
}

func (b *books) sumGrant(g types.GrantState, r types.RoundState) {
	j, round := b.jobs[g.Job], at(b.rounds, [2]uint64{g.Job, g.Round})
	clock, epoch := g.Finality(r)
	if clock > 0 {
		j.owed = j.owed.Add(g.Unpaid())
	} else {
		j.pending = j.pending.Add(g.Amount)
		j.pendingGrants++
	}
	round.grants++
	round.tokens += g.Tokens
	if g.Aside {
		round.aside++
	} else {
		round.amount, round.flops = round.amount.Add(g.Amount), round.flops.Add(g.Flops)
	}
	if g.Held {
		at(b.members, memberOf{g.Operator, g.Job}).held++
		j.heldTokens += g.Tokens
	} else {
		at(b.members, memberOf{g.Operator, g.Job}).tokens += g.Tokens
	}
	if epoch > 0 {
		e := at(b.epochs, [2]uint64{g.Job, epoch})
		e.flops, e.minted = e.flops.Add(g.Flops), e.minted.Add(g.Minted)
	}
}

// sumMembers adds up what accounts did and got.
func (b *books) sumMembers() {
	for _, m := range b.g.Members {
		j := b.jobs[m.Job]
		j.liveTokens += m.Tokens
		j.audits += m.Audits
		j.trainerShares += m.TrainerShares
		j.verifierShares += m.VerifierShares
		j.submitterShares += m.SubmitterShares
	}
	for _, r := range b.g.Received {
		j := b.jobs[r.Job]
		j.pay, j.auditPay, j.royalties = j.pay.Add(r.Pay), j.auditPay.Add(r.Audits), j.royalties.Add(r.Royalties)
	}
	for _, f := range b.g.AuditFees {
		j := b.jobs[f.Job]
		j.auditFees = j.auditFees.Add(f.Amount)
	}
	for _, a := range b.g.EpochAudits {
		at(b.epochs, [2]uint64{a.Job, a.Epoch}).audits += a.Audits
	}
	for _, l := range b.g.Locks {
		j := b.jobs[l.Job]
		j.locked = j.locked.Add(math.NewIntFromUint64(l.Shares))
	}
}

// checkEscrows: every unit deposited is in exactly one place.
func (b *books) checkEscrows() error {
	for _, e := range b.g.Escrows {
		j, name := b.jobs[e.Job], fmt.Sprintf("escrow of job %d, ", e.Job)
		for _, err := range []error{
			same(name+"deposited", e.Deposited, e.Held().Add(e.Paid).Add(e.Audited).Add(e.Refunded)),
			same(name+"deposits", e.Deposited, j.deposits),
			same(name+"refunded", e.Refunded, j.refunds),
			same(name+"pending", e.Pending, j.pending),
			same(name+"owed", e.Owed, j.owed),
			same(name+"paid", e.Paid, j.pay),
			same(name+"audited", e.Audited, j.auditPay.Add(j.auditFees)),
			sameCount(name+"pending grants", e.PendingGrants, j.pendingGrants),
			sameCount(name+"open rounds", e.OpenRounds, j.openRounds),
			sameCount(name+"vest clock", e.VestClock, j.finalRounds),
			atMost(name+"pending", e.Pending, e.Reserved),
			that(!e.Closed || e.Free.IsZero(), "%sclosed with free money", name),
			that(e.Closed || e.Refundable.Add(e.Refunded).IsZero(), "%sopen with refunds", name),
		} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRounds: the sums of a round that is not final are those of its grants.
func (b *books) checkRounds() error {
	for _, r := range b.g.Rounds {
		if r.Final() {
			continue
		}
		s, name := at(b.rounds, [2]uint64{r.Job, r.Round}), fmt.Sprintf("round %d of job %d, ", r.Round, r.Job)
		for _, err := range []error{
			same(name+"amount", r.Amount, s.amount),
			same(name+"flops", r.Flops, s.flops),
			sameCount(name+"tokens", r.Tokens, s.tokens),
			sameCount(name+"grants", uint64(r.Grants), s.grants),
			sameCount(name+"aside", uint64(r.Aside), s.aside),
		} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}
