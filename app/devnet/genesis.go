// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"encoding/json"
	"fmt"
	"time"

	"cosmossdk.io/math"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/app"
)

// validatorStake is what every validator has bonded to itself.
var validatorStake = sdk.DefaultPowerReduction.MulRaw(100)

// Genesis is a genesis being prepared.
type Genesis struct {
	Codec  codec.JSONCodec
	State  app.GenesisState
	Params *cmttypes.ConsensusParams
	Time   time.Time
}

// Edit changes the genesis state of one module: Edit(g, banktypes.ModuleName, func(s *banktypes.GenesisState) { … }).
func Edit[T any, P interface {
	*T
	proto.Message
}](g *Genesis, module string, edit func(P),
) error {
	state := P(new(T))
	if err := g.Codec.UnmarshalJSON(g.State[module], state); err != nil {
		return fmt.Errorf("genesis of %s: %w", module, err)
	}
	edit(state)
	bz, err := g.Codec.MarshalJSON(state)
	if err != nil {
		return fmt.Errorf("genesis of %s: %w", module, err)
	}
	g.State[module] = bz
	return nil
}

// newGenesis writes the validators and the funded accounts into the default genesis.
func newGenesis(ref *app.App, o Options) (*cmttypes.GenesisDoc, error) {
	g := &Genesis{Codec: ref.AppCodec(), State: ref.DefaultGenesis(), Params: app.ConsensusParams(), Time: time.Now().UTC()}
	if err := g.addAccounts(o); err != nil {
		return nil, err
	}
	if err := g.addValidators(o.Validators); err != nil {
		return nil, err
	}
	if o.Edit != nil {
		if err := o.Edit(g); err != nil {
			return nil, fmt.Errorf("edit the genesis: %w", err)
		}
	}
	if err := ref.Basics().ValidateGenesis(ref.AppCodec(), ref.TxConfig(), g.State); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	bz, err := json.Marshal(g.State)
	if err != nil {
		return nil, err
	}
	doc := &cmttypes.GenesisDoc{GenesisTime: g.Time, ChainID: o.ChainID, InitialHeight: 1, ConsensusParams: g.Params, AppState: bz}
	return doc, doc.ValidateAndComplete()
}

func (g *Genesis) addAccounts(o Options) error {
	funded := []Account{{Name: FaucetName, Coins: weft(1_000_000_000)}}
	for i := range o.Validators {
		funded = append(funded, Account{Name: ValidatorName(i)})
	}
	funded = append(funded, o.Accounts...)

	accounts := make([]authtypes.GenesisAccount, len(funded))
	balances := make([]banktypes.Balance, len(funded))
	for i, a := range funded {
		if a.Coins == nil {
			a.Coins = weft(1_000_000)
		}
		accounts[i] = authtypes.NewBaseAccountWithAddress(Address(a.Name))
		balances[i] = banktypes.Balance{Address: Address(a.Name).String(), Coins: a.Coins}
	}
	packed, err := authtypes.PackAccounts(authtypes.SanitizeGenesisAccounts(accounts))
	if err != nil {
		return err
	}
	if err := Edit(g, authtypes.ModuleName, func(s *authtypes.GenesisState) { s.Accounts = packed }); err != nil {
		return err
	}
	return Edit(g, banktypes.ModuleName, func(s *banktypes.GenesisState) { s.Balances = append(s.Balances, balances...) })
}

// addValidators makes n validators that are not bonded yet, their stake in the pool for that. x/staking bonds them at the first block and
// runs the hooks that open their signing records; a validator that is bonded already halts the chain at height 2.
func (g *Genesis) addValidators(n int) error {
	vals := make([]stakingtypes.Validator, n)
	dels := make([]stakingtypes.Delegation, n)
	for i := range n {
		pk, err := cryptocodec.FromCmtPubKeyInterface(consensusKey(i).PubKey())
		if err != nil {
			return err
		}
		packed, err := codectypes.NewAnyWithValue(pk)
		if err != nil {
			return err
		}
		owner := Address(ValidatorName(i))
		vals[i] = stakingtypes.Validator{
			OperatorAddress:   sdk.ValAddress(owner).String(),
			ConsensusPubkey:   packed,
			Status:            stakingtypes.Unbonded,
			Tokens:            validatorStake,
			DelegatorShares:   math.LegacyNewDecFromInt(validatorStake),
			Description:       stakingtypes.Description{Moniker: ValidatorName(i)},
			UnbondingTime:     time.Unix(0, 0).UTC(),
			Commission:        stakingtypes.NewCommission(math.LegacyZeroDec(), math.LegacyZeroDec(), math.LegacyZeroDec()),
			MinSelfDelegation: math.OneInt(),
		}
		dels[i] = stakingtypes.NewDelegation(owner.String(), vals[i].OperatorAddress, math.LegacyNewDecFromInt(validatorStake))
	}
	pool := banktypes.Balance{
		Address: authtypes.NewModuleAddress(stakingtypes.NotBondedPoolName).String(),
		Coins:   sdk.NewCoins(sdk.NewCoin(app.Denom, validatorStake.MulRaw(int64(n)))),
	}
	if err := Edit(g, banktypes.ModuleName, func(s *banktypes.GenesisState) { s.Balances = append(s.Balances, pool) }); err != nil {
		return err
	}
	return Edit(g, stakingtypes.ModuleName, func(s *stakingtypes.GenesisState) { s.Validators, s.Delegations = vals, dels })
}
