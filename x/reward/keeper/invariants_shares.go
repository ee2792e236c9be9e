// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"fmt"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/x/reward/types"
)

// checkMembers: tokens and audits of accounts are those of their units. After
// a job has settled units are forgotten and only their tokens are left.
func (b *books) checkMembers() error {
	for _, m := range b.g.Members {
		_, finished := b.models[m.Job]
		if claimed := m.TrainerShares + m.VerifierShares + m.SubmitterShares; claimed > 0 && !finished {
			return types.ErrInvariantBroken.Wrapf("%s has %d shares of job %d, which has no model", m.Account, claimed, m.Job)
		}
		if err := sameCount(fmt.Sprintf("held grants of %s in job %d", m.Account, m.Job), m.Held, at(b.members, memberOf{m.Account, m.Job}).held); err != nil {
			return err
		}
		tokens, live := m.Tokens, at(b.members, memberOf{m.Account, m.Job}).tokens
		if tokens == live || (tokens > live && b.escrows[m.Job].Settled(b.height)) {
			continue
		}
		return types.ErrInvariantBroken.Wrapf("tokens of %s in job %d: %d, but its grants make %d", m.Account, m.Job, tokens, live)
	}
	for _, w := range b.g.Works {
		j := b.jobs[w.Job]
		if err := sameCount(fmt.Sprintf("audits of job %d", w.Job), w.Audits, j.audits); err != nil {
			return err
		}
		if b.escrows[w.Job].OpenRounds > 0 {
			continue
		}
		if err := sameCount(fmt.Sprintf("tokens of job %d", w.Job), w.Tokens, j.liveTokens+j.heldTokens+w.Revoked); err != nil {
			return err
		}
	}
	return nil
}

// checkEmission: what was minted for an epoch is at most what was fixed, and
// the running epoch's work is that of the units that are live.
func (b *books) checkEmission() error {
	for _, w := range b.g.Works {
		if w.Epoch != b.g.Epoch.Number {
			continue
		}
		s, name := at(b.epochs, [2]uint64{w.Job, w.Epoch}), fmt.Sprintf("work of job %d in epoch %d, ", w.Job, w.Epoch)
		if err := same(name+"flops", w.EpochFlops, s.flops); err != nil {
			return err
		}
		if err := sameCount(name+"audits", w.EpochAudits, s.audits); err != nil {
			return err
		}
	}
	for _, p := range b.g.Pools {
		s, name := at(b.epochs, [2]uint64{p.Job, p.Epoch}), fmt.Sprintf("emission of job %d in epoch %d, ", p.Job, p.Epoch)
		for _, err := range []error{
			atMost(name+"trainers", p.TrainersMinted, p.Trainers),
			atMost(name+"verifiers", p.VerifiersMinted, p.Verifiers),
			atMost(name+"minted for live units", s.minted, p.TrainersMinted),
			atMost(name+"flops of live units", s.flops, p.Flops),
			atMost(name+"unclaimed audits", math.NewIntFromUint64(s.audits), math.NewIntFromUint64(p.Audits)),
		} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// checkModels: no part of a model gives more shares than it has, locks are
// what is locked, and royalties cover what locks earned.
func (b *books) checkModels() error {
	owed := map[uint64]math.Int{}
	for _, m := range b.g.Models {
		owed[m.Job] = m.Waiting
	}
	for _, l := range b.g.Locks {
		m := b.models[l.Job]
		if err := atMost(fmt.Sprintf("index of %s in job %d", l.Owner, l.Job), l.Index, m.Index); err != nil {
			return err
		}
		owed[l.Job] = owed[l.Job].Add(lockEarned(l, m))
	}
	for _, m := range b.g.Models {
		j, parts, name := b.jobs[m.Job], m.Parts(), fmt.Sprintf("model of job %d, ", m.Job)
		for _, err := range []error{
			sameCount(name+"issued", m.Issued, j.trainerShares+j.verifierShares+j.submitterShares),
			that(j.trainerShares <= parts.Slots, "%strainers have %d shares of %d", name, j.trainerShares, parts.Slots),
			that(j.verifierShares <= parts.Verifiers, "%sverifiers have %d shares of %d", name, j.verifierShares, parts.Verifiers),
			that(j.submitterShares <= parts.Submitter, "%sthe submitter has %d shares of %d", name, j.submitterShares, parts.Submitter),
			same(name+"locked", math.NewIntFromUint64(m.Locked), j.locked),
			same(name+"claimed", m.Claimed, j.royalties),
			atMost(name+"royalties owed", owed[m.Job], m.Unpaid()),
			that(b.escrows[m.Job].Closed, "%sits job is open", name),
		} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// checkTotals: the sums over all jobs are those of the jobs.
func (b *books) checkTotals() error {
	want, fees, gross, claimed := types.NewTotals(), math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	for _, e := range b.g.Escrows {
		want.Deposited, want.Refunded = want.Deposited.Add(e.Deposited), want.Refunded.Add(e.Refunded)
	}
	for _, m := range b.g.Models {
		want.ModelPayments, want.Royalties = want.ModelPayments.Add(m.Received), want.Royalties.Add(m.Claimed)
	}
	for _, r := range b.g.Received {
		fees = fees.Add(r.Fees)
		gross = gross.Add(r.Pay).Add(r.Audits).Add(r.TrainerEmission).Add(r.VerifierEmission)
	}
	for _, p := range b.g.Pools {
		claimed = claimed.Add(p.TrainersMinted).Add(p.VerifiersMinted)
	}
	t := b.g.Totals
	for _, err := range []error{
		same("total deposited", t.Deposited, want.Deposited),
		same("total refunded", t.Refunded, want.Refunded),
		same("total model payments", t.ModelPayments, want.ModelPayments),
		same("total royalties", t.Royalties, want.Royalties),
		same("total paid and fees", t.Paid.Add(fees), gross),
		// The community pool got a part of the fees, and emission that no claim minted.
		same("total burnt and community", t.Burnt.Add(t.Community), fees.Add(t.Minted.Sub(claimed))),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
