// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/payout"
)

// NewEscrow returns the empty escrow of a job.
func NewEscrow(job, vestRounds uint64) Escrow {
	zero := math.ZeroInt()
	return Escrow{
		Job: job, VestRounds: vestRounds,
		Deposited: zero, Free: zero, Reserved: zero, Pending: zero, Owed: zero,
		Refundable: zero, Paid: zero, Audited: zero, Refunded: zero,
	}
}

// Held is what the module account holds for this escrow.
func (e Escrow) Held() math.Int {
	return e.Free.Add(e.Reserved).Add(e.Owed).Add(e.Refundable)
}

// Uncommitted is the part of reserved that no grant counts on.
func (e Escrow) Uncommitted() math.Int { return e.Reserved.Sub(e.Pending) }

// Settled says whether everything is vested: the job is closed and its last
// late window has ended.
func (e Escrow) Settled(height int64) bool { return e.Closed && height >= e.SettleHeight }

// SharesSettled says whether no more work can count for shares.
func (e Escrow) SharesSettled(height int64) bool { return e.Settled(height) && e.OpenRounds == 0 }

// NewRoundState returns the empty sums of a round.
func NewRoundState(job, round uint64) RoundState {
	return RoundState{Job: job, Round: round, Amount: math.ZeroInt(), Flops: math.ZeroInt()}
}

// Final says whether the round is finalised.
func (r RoundState) Final() bool { return r.FinalClock > 0 }

// Key names the unit of the grant.
func (g GrantState) Key() GrantKey { return GrantKey{Job: g.Job, Round: g.Round, Slot: g.Slot} }

// Finality returns the vest clock and the epoch at which the grant became
// final; the clock is 0 while it is not.
func (g GrantState) Finality(r RoundState) (clock, epoch uint64) {
	switch {
	case g.FinalClock > 0:
		return g.FinalClock, g.Epoch
	case r.Final() && !g.Aside:
		return r.FinalClock, r.Epoch
	}
	return 0, 0
}

// Unpaid is the part of the pay that was not claimed.
func (g GrantState) Unpaid() math.Int { return g.Amount.Sub(g.Paid) }

// NewReceived returns the record of an account that was paid nothing yet.
func NewReceived(account string, job uint64) Received {
	zero := math.ZeroInt()
	return Received{
		Account: account, Job: job,
		Pay: zero, Audits: zero, TrainerEmission: zero, VerifierEmission: zero,
		Refunds: zero, Royalties: zero, Fees: zero,
	}
}

// NewWork returns the record of a job without verified work.
func NewWork(job uint64) Work { return Work{Job: job, EpochFlops: math.ZeroInt()} }

// NewModel returns the ownership of a model nobody has claimed shares of.
func NewModel(c Close, submitter string, verifierShare uint32) Model {
	zero := math.ZeroInt()
	return Model{
		Job: c.Job, Submitter: submitter, SubmitterShare: c.SubmitterShare, VerifierShare: verifierShare,
		Index: zero, Remainder: zero, Waiting: zero, Received: zero, Claimed: zero,
	}
}

// Parts returns how many of the shares are whose.
func (m Model) Parts() payout.Ownership {
	return payout.SplitModel(m.VerifierShare, m.SubmitterShare)
}

// Part is what the work of one account in a completed job earned.
type Part struct {
	// Shares are the account's of Whole: those of trainers and verifiers. What
	// nobody earned is in the whole too.
	Shares, Whole uint64
	// Tokens and Audits are the account's, AllTokens and AllAudits everybody's.
	Tokens, Audits, AllTokens, AllAudits uint64
}

// Royalties returns what every locked share earned.
func (m Model) Royalties() payout.Accumulator {
	return payout.Accumulator{Index: m.Index, Rest: m.Remainder}
}

// Unpaid is what was paid to the model and not claimed.
func (m Model) Unpaid() math.Int { return m.Received.Sub(m.Claimed) }

// NewTotals returns totals of nothing.
func NewTotals() Totals {
	zero := math.ZeroInt()
	return Totals{
		Deposited: zero, Paid: zero, Refunded: zero, Burnt: zero,
		Community: zero, Minted: zero, ModelPayments: zero, Royalties: zero,
	}
}
