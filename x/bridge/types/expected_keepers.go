// SPDX-License-Identifier: Apache-2.0

package types

import (
	"context"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// BankKeeper is what x/bridge needs of x/bank.
type BankKeeper interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	GetSupply(ctx context.Context, denom string) sdk.Coin
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	MintCoins(ctx context.Context, module string, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
}

// StakingKeeper is what x/bridge needs of x/staking.
type StakingKeeper interface {
	GetValidator(ctx context.Context, addr sdk.ValAddress) (stakingtypes.Validator, error)
	IterateBondedValidatorsByPower(ctx context.Context, fn func(index int64, validator stakingtypes.ValidatorI) (stop bool)) error
	PowerReduction(ctx context.Context) math.Int
	UnbondingTime(ctx context.Context) (time.Duration, error)
	Slash(ctx context.Context, consAddr sdk.ConsAddress, infractionHeight, power int64, factor math.LegacyDec) (math.Int, error)
	Jail(ctx context.Context, consAddr sdk.ConsAddress) error
}

// CommunityKeeper takes what nobody can receive.
type CommunityKeeper interface {
	FundCommunityPool(ctx context.Context, amount sdk.Coins, sender sdk.AccAddress) error
}

// JobKeeper funds jobs.
type JobKeeper interface {
	FundJob(ctx context.Context, msg *jobtypes.MsgFundJob) (*jobtypes.MsgFundJobResponse, error)
}

// OutcomeKeeper knows which job trained which model.
type OutcomeKeeper interface {
	Job(ctx context.Context, id uint64) (jobtypes.Job, error)
}

// PartKeeper knows whose work a completed job was.
type PartKeeper interface {
	Part(ctx context.Context, job uint64, account sdk.AccAddress) (rewardtypes.Part, error)
}
