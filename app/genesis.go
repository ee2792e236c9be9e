// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"time"

	"cosmossdk.io/math"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govclient "github.com/cosmos/cosmos-sdk/x/gov/client"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	"github.com/cosmos/cosmos-sdk/x/mint"
	minttypes "github.com/cosmos/cosmos-sdk/x/mint/types"
	"github.com/cosmos/cosmos-sdk/x/slashing"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	ibc "github.com/cosmos/ibc-go/v11/modules/core"
	ibcexported "github.com/cosmos/ibc-go/v11/modules/core/exported"
	ibctypes "github.com/cosmos/ibc-go/v11/modules/core/types"
)

// GenesisState is the initial state of every module by its name.
type GenesisState = map[string]json.RawMessage

const (
	// maxBlockBytes holds four of the largest transactions and any validator set's signatures. CometBFT's own default, 55 MB, is more
	// than a home connection carries in a second.
	maxBlockBytes = 4 << 20
	// maxBlockGas holds ten disputes' dearest moves, 4 M each.
	maxBlockGas = 40_000_000
	// maxEvidenceBytes leaves three quarters of a block for transactions whatever evidence is posted.
	maxEvidenceBytes = 1 << 20
)

// ConsensusParams returns the limits a new chain starts with.
func ConsensusParams() *cmttypes.ConsensusParams {
	p := cmttypes.DefaultConsensusParams()
	p.Block.MaxBytes = maxBlockBytes
	p.Block.MaxGas = maxBlockGas
	// A validator can be punished for as long as its stake is held, and no longer: evidence expires when unbonding ends.
	p.Evidence.MaxAgeDuration = stakingtypes.DefaultUnbondingTime
	p.Evidence.MaxAgeNumBlocks = int64(stakingtypes.DefaultUnbondingTime / BlockTime)
	p.Evidence.MaxBytes = maxEvidenceBytes
	// Votes have extensions from the start, empty while the bridge is off: switching them on later has halted chains (ADR 0022).
	p.ABCI.VoteExtensionsEnableHeight = 1
	return p
}

// newBasics returns the modules' basics, with the defaults of this chain where the SDK's assume blocks of five seconds or know no
// token.
func newBasics(mm *module.Manager) module.BasicManager {
	return module.NewBasicManagerFromManager(mm, map[string]module.AppModuleBasic{
		genutiltypes.ModuleName:  genutil.NewAppModuleBasic(genutiltypes.DefaultMessageValidator),
		govtypes.ModuleName:      gov.NewAppModuleBasic([]govclient.ProposalHandler{}),
		banktypes.ModuleName:     bankBasic{},
		minttypes.ModuleName:     mintBasic{},
		slashingtypes.ModuleName: slashingBasic{},
		ibcexported.ModuleName:   ibcBasic{},
	})
}

type bankBasic struct{ bank.AppModuleBasic }

// DefaultGenesis describes the token to wallets.
func (bankBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	gs := banktypes.DefaultGenesisState()
	gs.DenomMetadata = append(gs.DenomMetadata, banktypes.Metadata{
		Description: "The token of weft: stake, bounties and fees.",
		DenomUnits: []*banktypes.DenomUnit{
			{Denom: Denom, Exponent: 0, Aliases: []string{"microweft"}},
			{Denom: DisplayDenom, Exponent: Exponent},
		},
		Base:    Denom,
		Display: DisplayDenom,
		Name:    "Weft",
		Symbol:  "WEFT",
	})
	return cdc.MustMarshalJSON(gs)
}

type mintBasic struct{ mint.AppModuleBasic }

// DefaultGenesis spreads a year's inflation over the blocks of a year.
func (mintBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	gs := minttypes.DefaultGenesisState()
	const year = 8766 * time.Hour // 365.25 days
	gs.Params.BlocksPerYear = uint64(year / BlockTime)
	return cdc.MustMarshalJSON(gs)
}

type slashingBasic struct{ slashing.AppModuleBasic }

// DefaultGenesis jails a validator that was away for more than two and a half of the last three hours, not for four minutes, which is
// what the SDK's window of 100 blocks would mean here.
func (slashingBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	gs := slashingtypes.DefaultGenesisState()
	gs.Params.SignedBlocksWindow = 10_000
	gs.Params.MinSignedPerWindow = math.LegacyNewDecWithPrec(5, 2)
	return cdc.MustMarshalJSON(gs)
}

type ibcBasic struct{ ibc.AppModuleBasic }

// DefaultGenesis allows the one kind of light client that is wired.
func (ibcBasic) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	gs := ibctypes.DefaultGenesisState()
	gs.ClientGenesis.Params.AllowedClients = []string{ibcexported.Tendermint}
	return cdc.MustMarshalJSON(gs)
}

// DefaultGenesis returns every module's default genesis.
func (app *App) DefaultGenesis() GenesisState { return app.basics.DefaultGenesis(app.enc.cdc) }
