// SPDX-License-Identifier: Apache-2.0

package types

import (
	"fmt"

	"cosmossdk.io/core/address"
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
)

// DefaultGenesis returns the state of a chain without jobs.
func DefaultGenesis() *GenesisState {
	p := DefaultParams()
	return &GenesisState{Params: p, Epoch: Epoch{Number: 1, Amount: p.Emission}, Totals: NewTotals()}
}

// Validate checks every entry by itself and that none is there twice or
// without what it belongs to. That sums agree is checked when the state is
// loaded.
func (g GenesisState) Validate(addresses address.Codec) error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if g.Epoch.Number == 0 || g.Epoch.StartHeight < 0 {
		return ErrInvalidGenesis.Wrapf("epoch %d from height %d; epochs count from 1, heights from 0", g.Epoch.Number, g.Epoch.StartHeight)
	}
	c := newChecker(addresses)
	c.amounts("epoch", g.Epoch.Amount)
	t := g.Totals
	c.amounts("totals", t.Deposited, t.Paid, t.Refunded, t.Burnt, t.Community, t.Minted, t.ModelPayments, t.Royalties)
	g.checkEscrows(c)
	g.checkUnits(c)
	g.checkMembers(c)
	g.checkEmission(c)
	g.checkModels(c)
	return c.err
}

func (g GenesisState) checkEscrows(c *checker) {
	for _, e := range g.Escrows {
		name := fmt.Sprintf("escrow of job %d", e.Job)
		c.entry(name)
		c.amounts(name, e.Deposited, e.Free, e.Reserved, e.Pending, e.Owed, e.Refundable, e.Paid, e.Audited, e.Refunded)
		c.must(e.Job > 0, name, "jobs count from 1")
		c.must(e.VestRounds > 0 && e.VestRounds <= MaxVestRounds, name, "vest_rounds is out of range")
		c.must(e.SettleHeight >= 0 && (e.Closed || e.SettleHeight == 0), name, "settle_height does not fit")
		c.job(e.Job)
	}
	for _, d := range g.Deposits {
		name := fmt.Sprintf("deposit of %s in job %d", d.Depositor, d.Job)
		c.entry(name)
		c.address(name, d.Depositor)
		c.amounts(name, d.Amount, d.Refunded)
		c.ofJob(name, d.Job)
	}
}

func (g GenesisState) checkUnits(c *checker) {
	rounds := map[string]bool{}
	for _, r := range g.Rounds {
		name := fmt.Sprintf("round %d of job %d", r.Round, r.Job)
		c.entry(name)
		c.amounts(name, r.Amount, r.Flops)
		c.must(r.Aside <= r.Grants, name, "more grants are aside than there are")
		c.ofJob(name, r.Job)
		rounds[name] = true
	}
	for _, s := range g.Grants {
		name := "grant of " + s.Key().String()
		c.entry(name)
		c.address(name, s.Operator)
		c.amounts(name, s.Amount, s.Paid, s.Flops, s.Minted)
		c.must(rounds[fmt.Sprintf("round %d of job %d", s.Round, s.Job)], name, "its round is missing")
	}
	for _, s := range g.Cursors {
		name := fmt.Sprintf("cursor of %s in job %d", s.Operator, s.Job)
		c.entry(name)
		c.address(name, s.Operator)
		c.ofJob(name, s.Job)
	}
}

func (g GenesisState) checkMembers(c *checker) {
	for _, f := range g.AuditFees {
		name := fmt.Sprintf("audit fees of %s in job %d", f.Verifier, f.Job)
		c.entry(name)
		c.address(name, f.Verifier)
		c.amounts(name, f.Amount)
		c.ofJob(name, f.Job)
	}
	for _, m := range g.Members {
		name := fmt.Sprintf("member %s of job %d", m.Account, m.Job)
		c.entry(name)
		c.address(name, m.Account)
		c.ofJob(name, m.Job)
	}
	for _, r := range g.Received {
		name := fmt.Sprintf("payments to %s in job %d", r.Account, r.Job)
		c.entry(name)
		c.address(name, r.Account)
		c.amounts(name, r.Pay, r.Audits, r.TrainerEmission, r.VerifierEmission, r.Refunds, r.Royalties, r.Fees)
		c.ofJob(name, r.Job)
	}
}

func (g GenesisState) checkEmission(c *checker) {
	for _, w := range g.Works {
		name := fmt.Sprintf("work of job %d", w.Job)
		c.entry(name)
		c.amounts(name, w.EpochFlops)
		c.must(w.Epoch <= g.Epoch.Number, name, "its epoch is to come")
		c.ofJob(name, w.Job)
	}
	c.must(len(g.Sponsors) <= MaxSponsors, "sponsors", fmt.Sprintf("there are more than %d", MaxSponsors))
	for _, s := range g.Sponsors {
		name := fmt.Sprintf("sponsorship of job %d", s.Job)
		c.entry(name)
		c.amounts(name, s.Cap)
		c.must(s.Weight > 0 && s.Weight <= MaxWeight, name, "its weight is out of range")
		c.ofJob(name, s.Job)
	}
	for _, p := range g.Pools {
		name := fmt.Sprintf("emission of job %d in epoch %d", p.Job, p.Epoch)
		c.entry(name)
		c.amounts(name, p.Trainers, p.Verifiers, p.Flops, p.TrainersMinted, p.VerifiersMinted)
		c.must(p.Epoch > 0 && p.Epoch < g.Epoch.Number, name, "its epoch has not ended")
		c.ofJob(name, p.Job)
	}
	for _, a := range g.EpochAudits {
		name := fmt.Sprintf("audits of %s in job %d in epoch %d", a.Verifier, a.Job, a.Epoch)
		c.entry(name)
		c.address(name, a.Verifier)
		c.must(a.Epoch > 0 && a.Epoch <= g.Epoch.Number, name, "its epoch is out of range")
		c.ofJob(name, a.Job)
	}
}

func (g GenesisState) checkModels(c *checker) {
	models := map[uint64]bool{}
	for _, m := range g.Models {
		name := fmt.Sprintf("model of job %d", m.Job)
		c.entry(name)
		c.address(name, m.Submitter)
		c.amounts(name, m.Index, m.Remainder, m.Waiting, m.Received, m.Claimed)
		c.must(uint64(m.SubmitterShare)+uint64(m.VerifierShare) <= payout.BasisPoints, name, "its parts are more than the whole")
		c.must(m.Issued <= payout.ModelShares && m.Locked <= m.Issued, name, "it has too many shares")
		c.ofJob(name, m.Job)
		models[m.Job] = true
	}
	for _, l := range g.Locks {
		name := fmt.Sprintf("lock of %s in job %d", l.Owner, l.Job)
		c.entry(name)
		c.address(name, l.Owner)
		c.amounts(name, l.Index, l.Earned)
		c.must(models[l.Job], name, "its model is missing")
	}
	for _, u := range g.Unlocks {
		name := fmt.Sprintf("unlocking of %s in job %d at height %d", u.Owner, u.Job, u.Height)
		c.entry(name)
		c.address(name, u.Owner)
		c.must(u.Shares > 0 && u.Height >= 0, name, "its height or shares are out of range")
		c.must(models[u.Job], name, "its model is missing")
	}
}

// checker keeps the first fault of a genesis.
type checker struct {
	addresses address.Codec
	seen      map[string]bool
	jobs      map[uint64]bool
	err       error
}

func newChecker(addresses address.Codec) *checker {
	return &checker{addresses: addresses, seen: map[string]bool{}, jobs: map[uint64]bool{}}
}

func (c *checker) must(ok bool, name, fault string) {
	if c.err == nil && !ok {
		c.err = ErrInvalidGenesis.Wrapf("%s: %s", name, fault)
	}
}

// entry refuses a second entry of the same name.
func (c *checker) entry(name string) {
	c.must(!c.seen[name], name, "it is there twice")
	c.seen[name] = true
}

func (c *checker) job(job uint64) { c.jobs[job] = true }

// ofJob refuses an entry of a job without escrow.
func (c *checker) ofJob(name string, job uint64) { c.must(c.jobs[job], name, "its escrow is missing") }

func (c *checker) address(name, s string) {
	_, err := c.addresses.StringToBytes(s)
	c.must(err == nil, name, fmt.Sprintf("%q is no address: %v", s, err))
}

func (c *checker) amounts(name string, xs ...math.Int) {
	for _, x := range xs {
		c.must(!x.IsNil() && !x.IsNegative(), name, fmt.Sprintf("amount %s: want 0 or more", x))
	}
}
