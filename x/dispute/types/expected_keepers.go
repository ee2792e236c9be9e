// SPDX-License-Identifier: Apache-2.0

package types

import (
	"context"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/weft-network/weft/chain/spec"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// JobKeeper is what x/dispute needs of x/job: facts, and what a verdict does.
type JobKeeper interface {
	Params(ctx context.Context) (jobtypes.Params, error)
	Job(ctx context.Context, id uint64) (jobtypes.Job, error)
	Spec(ctx context.Context, job uint64) (spec.Spec, error)
	Round(ctx context.Context, job, round uint64) (jobtypes.Round, error)
	Unit(ctx context.Context, job, round uint64, slot uint32) (jobtypes.Unit, error)
	ClaimEnd(ctx context.Context, job, round uint64) (int64, error)
	LateEnd(ctx context.Context, job, round uint64) (int64, error)
	HoldUnit(ctx context.Context, job, round uint64, slot uint32) error
	ReleaseUnit(ctx context.Context, job, round uint64, slot uint32) error
	ProveFalse(ctx context.Context, v jobtypes.Verdict) error
	ClaimStep(ctx context.Context, job, round uint64, operator string, step uint32) (jobtypes.ClaimStep, error)
	Evaluation(ctx context.Context, job, round uint64, operator string) (jobtypes.Evaluation, error)
	EndEvaluation(ctx context.Context, v jobtypes.EvaluationVerdict) (math.Int, error)
	VoidUnit(ctx context.Context, job, round uint64, slot uint32) error
	EndClaim(ctx context.Context, v jobtypes.ClaimVerdict) (math.Int, error)
	Claim(ctx context.Context, job, round uint64, operator string) (jobtypes.OuterClaim, error)
	HeldBy(ctx context.Context, operator string, job uint64) ([]uint32, error)
	// FirstRounds is the first round of every slot's holder, 0 for a free slot.
	FirstRounds(ctx context.Context, job uint64) ([]uint64, error)
	WitnessesAfter(ctx context.Context, job, round uint64, after []byte, limit int) ([]jobtypes.Witness, error)
	Recount(ctx context.Context, job, round uint64) error
	AuditsOver(ctx context.Context, job, round uint64) error
	DataMissing(ctx context.Context, job uint64) error
	DataServed(ctx context.Context, job uint64) error
}

// StakeKeeper is what x/dispute needs of x/stake.
type StakeKeeper interface {
	Provider(ctx context.Context, operator sdk.AccAddress) (staketypes.Provider, error)
	LockedAmount(ctx context.Context, operator sdk.AccAddress, ref string) (math.Int, error)
	RequireActive(ctx context.Context, operator sdk.AccAddress) error
	Lock(ctx context.Context, operator sdk.AccAddress, ref string, amount math.Int) error
	Unlock(ctx context.Context, operator sdk.AccAddress, ref string) error
	Slash(ctx context.Context, s staketypes.Slash) (math.Int, error)
}

// BeaconKeeper is what x/dispute needs of x/beacon: public randomness that
// nobody could know before it was published.
type BeaconKeeper interface {
	// Active says whether there is a beacon to wait for.
	Active(ctx context.Context) (bool, error)
	// Await returns the first beacon round that is published at least two
	// periods after a time, and has x/beacon keep it: AfterBeacon tells of it.
	Await(ctx context.Context, t time.Time) (round uint64, err error)
	// Randomness returns what an awaited round came to, false if it is not
	// there.
	Randomness(ctx context.Context, round uint64) ([]byte, bool, error)
}

// RewardKeeper is what x/dispute needs of x/reward: fees of audits.
type RewardKeeper interface {
	PayAudit(ctx context.Context, job, round uint64, verifier sdk.AccAddress, amount math.Int) error
	RecordAudit(ctx context.Context, job uint64, verifier sdk.AccAddress) error
	Release(ctx context.Context, job uint64, amount math.Int) error
}

// BankKeeper is what x/dispute needs of x/bank.
type BankKeeper interface {
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
}

// AccountKeeper is what x/dispute needs of x/auth.
type AccountKeeper interface {
	GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	GetModuleAccount(ctx context.Context, module string) sdk.ModuleAccountI
}

// AuthzKeeper is what x/dispute needs of x/authz.
type AuthzKeeper interface {
	GetAuthorization(ctx context.Context, grantee, granter sdk.AccAddress, msgType string) (authz.Authorization, *time.Time)
}
