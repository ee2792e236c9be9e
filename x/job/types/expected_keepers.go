// SPDX-License-Identifier: Apache-2.0

package types

import (
	"context"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// StakeKeeper is what x/job needs of x/stake.
type StakeKeeper interface {
	Params(ctx context.Context) (staketypes.Params, error)
	RequireActive(ctx context.Context, operator sdk.AccAddress) error
	Lock(ctx context.Context, operator sdk.AccAddress, ref string, amount math.Int) error
	Unlock(ctx context.Context, operator sdk.AccAddress, ref string) error
	LockedAmount(ctx context.Context, operator sdk.AccAddress, ref string) (math.Int, error)
	Slash(ctx context.Context, s staketypes.Slash) (math.Int, error)
}

// RewardKeeper is what x/job needs of x/reward.
type RewardKeeper interface {
	Deposit(ctx context.Context, job uint64, from sdk.AccAddress, amount math.Int) error
	Free(ctx context.Context, job uint64) (math.Int, error)
	Reserve(ctx context.Context, job uint64, amount math.Int) error
	Release(ctx context.Context, job uint64, amount math.Int) error
	Credit(ctx context.Context, g rewardtypes.Grant) error
	Revoke(ctx context.Context, key rewardtypes.GrantKey) error
	Hold(ctx context.Context, key rewardtypes.GrantKey) error
	Unhold(ctx context.Context, key rewardtypes.GrantKey) error
	FinalizeRound(ctx context.Context, job, round uint64) error
	CloseJob(ctx context.Context, c rewardtypes.Close) error
}

// DisputeKeeper is what x/job asks of x/dispute. A chain without that module
// uses NoDisputes.
type DisputeKeeper interface {
	// ZeroCounts says whether a witness's 0 for this slot counts: a data
	// request on its delta was left unanswered (R4).
	ZeroCounts(ctx context.Context, job, round uint64, slot uint32) (bool, error)
	// DeltaRequested says whether a data request on the delta of a slot is open:
	// while it could change what a witness's 0 is worth, WITNESSING goes on.
	DeltaRequested(ctx context.Context, job, round uint64, slot uint32) (bool, error)
	// Excused returns the slots that are not charged a miss in this round: the
	// deltas they needed were requested in vain (R3).
	Excused(ctx context.Context, job, round uint64) ([]byte, error)
	// ChallengeOpen says whether a challenge of the unit is undecided, or a data
	// request about it.
	ChallengeOpen(ctx context.Context, job, round uint64, slot uint32) (bool, error)
	// OuterPending says whether a game about a claim of the outer state after a
	// round is open.
	OuterPending(ctx context.Context, job, round uint64) (bool, error)
	// AuditsPending says whether the beacon or the audits of a round are late,
	// so that it cannot become FINAL yet.
	AuditsPending(ctx context.Context, job, round uint64) (bool, error)
	// FeesSpent returns what audits of the round have been paid, in uweft.
	FeesSpent(ctx context.Context, job, round uint64) (math.Int, error)
	// LockNamed says whether a game or a request still names a stake lock.
	LockNamed(ctx context.Context, operator sdk.AccAddress, lock string) (bool, error)
}

// NoDisputes is the DisputeKeeper of a chain without x/dispute: audit windows
// simply pass.
type NoDisputes struct{}

var _ DisputeKeeper = NoDisputes{}

// ZeroCounts implements DisputeKeeper.
func (NoDisputes) ZeroCounts(context.Context, uint64, uint64, uint32) (bool, error) {
	return false, nil
}

// DeltaRequested implements DisputeKeeper.
func (NoDisputes) DeltaRequested(context.Context, uint64, uint64, uint32) (bool, error) {
	return false, nil
}

// Excused implements DisputeKeeper.
func (NoDisputes) Excused(context.Context, uint64, uint64) ([]byte, error) { return nil, nil }

// ChallengeOpen implements DisputeKeeper.
func (NoDisputes) ChallengeOpen(context.Context, uint64, uint64, uint32) (bool, error) {
	return false, nil
}

// OuterPending implements DisputeKeeper.
func (NoDisputes) OuterPending(context.Context, uint64, uint64) (bool, error) { return false, nil }

// AuditsPending implements DisputeKeeper.
func (NoDisputes) AuditsPending(context.Context, uint64, uint64) (bool, error) { return false, nil }

// FeesSpent implements DisputeKeeper.
func (NoDisputes) FeesSpent(context.Context, uint64, uint64) (math.Int, error) {
	return math.ZeroInt(), nil
}

// LockNamed implements DisputeKeeper.
func (NoDisputes) LockNamed(context.Context, sdk.AccAddress, string) (bool, error) {
	return false, nil
}

// Hooks are called by x/job at the turns of a round, so that x/dispute can
// record keys and stakes, schedule audits and end games.
type Hooks interface {
	AfterRoundOpened(ctx context.Context, job, round uint64) error
	AfterRoundClosed(ctx context.Context, job, round uint64) error
	AfterRoundFinal(ctx context.Context, job, round uint64) error
	// AfterUnitWithdrawn is called when a unit was retracted, confessed, voided
	// or proven false: nothing about it is open any more.
	AfterUnitWithdrawn(ctx context.Context, job, round uint64, slot uint32) error
	// AfterClaimEnded is called when a claim of an outer state stands no more.
	AfterClaimEnded(ctx context.Context, job, round uint64, operator string) error
	// AfterEvaluationEnded is called when an evaluation stands no more.
	AfterEvaluationEnded(ctx context.Context, job, round uint64, operator string) error
}
