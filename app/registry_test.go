// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
)

// readRegistry reads a file of contrib/chain-registry; a field that v lacks is an error.
func readRegistry(t *testing.T, name string, v any) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "contrib", "chain-registry", name))
	require.NoError(t, err)
	defer f.Close()
	in := json.NewDecoder(f)
	in.DisallowUnknownFields()
	require.NoError(t, in.Decode(v))
}

// prefixes are those of addresses, as wallets want them.
type prefixes struct {
	AccAddr  string `json:"bech32PrefixAccAddr"`
	AccPub   string `json:"bech32PrefixAccPub"`
	ValAddr  string `json:"bech32PrefixValAddr"`
	ValPub   string `json:"bech32PrefixValPub"`
	ConsAddr string `json:"bech32PrefixConsAddr"`
	ConsPub  string `json:"bech32PrefixConsPub"`
}

func prefixesOf(c *sdk.Config) prefixes {
	return prefixes{
		c.GetBech32AccountAddrPrefix(), c.GetBech32AccountPubPrefix(), c.GetBech32ValidatorAddrPrefix(), c.GetBech32ValidatorPubPrefix(),
		c.GetBech32ConsensusAddrPrefix(), c.GetBech32ConsensusPubPrefix(),
	}
}

// localChain is the chain id of scripts/localnet.sh.
func localChain(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "scripts", "localnet.sh"))
	require.NoError(t, err)
	_, id, ok := strings.Cut(string(text), "${CHAIN_ID:-")
	require.True(t, ok)
	id, _, ok = strings.Cut(id, "}")
	require.True(t, ok)
	return id
}

// TestChainRegistry: what wallets and explorers are told of the chain is what it is.
func TestChainRegistry(t *testing.T) {
	app.SetConfig()
	var chain struct {
		Schema     string   `json:"$schema"`
		Name       string   `json:"chain_name"`
		Type       string   `json:"chain_type"`
		ID         string   `json:"chain_id"`
		PrettyName string   `json:"pretty_name"`
		Status     string   `json:"status"`
		Network    string   `json:"network_type"`
		Prefix     string   `json:"bech32_prefix"`
		Prefixes   prefixes `json:"bech32_config"`
		Daemon     string   `json:"daemon_name"`
		Home       string   `json:"node_home"`
		KeyAlgos   []string `json:"key_algos"`
		Slip44     uint32   `json:"slip44"`
		Fees       struct {
			Tokens []struct {
				Denom   string  `json:"denom"`
				Fixed   float64 `json:"fixed_min_gas_price"`
				Low     float64 `json:"low_gas_price"`
				Average float64 `json:"average_gas_price"`
				High    float64 `json:"high_gas_price"`
			} `json:"fee_tokens"`
		} `json:"fees"`
		Staking struct {
			Tokens []struct {
				Denom string `json:"denom"`
			} `json:"staking_tokens"`
		} `json:"staking"`
		APIs map[string][]struct {
			Address string `json:"address"`
		} `json:"apis"`
	}
	readRegistry(t, "chain.json", &chain)
	require.Equal(t, localChain(t), chain.ID)
	require.Equal(t, app.Bech32Prefix, chain.Prefix)
	require.Equal(t, prefixesOf(sdk.GetConfig()), chain.Prefixes)
	require.Equal(t, sdk.GetConfig().GetCoinType(), chain.Slip44)
	require.Equal(t, "$HOME/"+filepath.Base(app.DefaultHome()), chain.Home)
	require.Len(t, chain.Fees.Tokens, 1)
	fee := chain.Fees.Tokens[0]
	require.Equal(t, app.Denom, fee.Denom)
	least, err := sdk.ParseDecCoin(app.MinGasPrices)
	require.NoError(t, err)
	require.Equal(t, least.Amount.MustFloat64(), fee.Fixed)
	require.True(t, fee.Fixed <= fee.Low && fee.Low <= fee.Average && fee.Average <= fee.High)
	require.Len(t, chain.Staking.Tokens, 1)
	require.Equal(t, app.Denom, chain.Staking.Tokens[0].Denom)

	var list struct {
		Schema string `json:"$schema"`
		Name   string `json:"chain_name"`
		Assets []struct {
			Description string `json:"description"`
			Type        string `json:"type_asset"`
			Units       []struct {
				Denom    string   `json:"denom"`
				Exponent uint32   `json:"exponent"`
				Aliases  []string `json:"aliases"`
			} `json:"denom_units"`
			Base    string `json:"base"`
			Name    string `json:"name"`
			Display string `json:"display"`
			Symbol  string `json:"symbol"`
		} `json:"assets"`
	}
	readRegistry(t, "assetlist.json", &list)
	require.Equal(t, chain.Name, list.Name)
	require.Len(t, list.Assets, 1)
	asset := list.Assets[0]
	require.Equal(t, app.Denom, asset.Base)
	require.Equal(t, app.DisplayDenom, asset.Display)
	var genesis struct {
		Bank struct {
			Metadata []struct{ Description, Name, Symbol string } `json:"denom_metadata"`
		} `json:"bank"`
	}
	text, err := os.ReadFile(filepath.Join("testdata", "genesis.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &genesis))
	told := genesis.Bank.Metadata[0]
	require.Equal(t, []string{told.Description, told.Name, told.Symbol}, []string{asset.Description, asset.Name, asset.Symbol})
	require.Len(t, asset.Units, 2)
	require.Equal(t, app.Denom, asset.Units[0].Denom)
	require.Zero(t, asset.Units[0].Exponent)
	require.Equal(t, app.DisplayDenom, asset.Units[1].Denom)
	require.EqualValues(t, app.Exponent, asset.Units[1].Exponent)

	type currency struct {
		Denom    string             `json:"coinDenom"`
		Minimal  string             `json:"coinMinimalDenom"`
		Decimals int                `json:"coinDecimals"`
		Gas      map[string]float64 `json:"gasPriceStep"`
	}
	var keplr struct {
		ID    string `json:"chainId"`
		Name  string `json:"chainName"`
		RPC   string `json:"rpc"`
		REST  string `json:"rest"`
		BIP44 struct {
			CoinType uint32 `json:"coinType"`
		} `json:"bip44"`
		Prefixes   prefixes   `json:"bech32Config"`
		Currencies []currency `json:"currencies"`
		Fees       []currency `json:"feeCurrencies"`
		Stake      currency   `json:"stakeCurrency"`
		Features   []string   `json:"features"`
	}
	readRegistry(t, "keplr.json", &keplr)
	require.Equal(t, chain.ID, keplr.ID)
	require.Equal(t, chain.PrettyName, keplr.Name)
	require.Equal(t, chain.APIs["rpc"][0].Address, keplr.RPC)
	require.Equal(t, chain.APIs["rest"][0].Address, keplr.REST)
	require.Equal(t, chain.Slip44, keplr.BIP44.CoinType)
	require.Equal(t, chain.Prefixes, keplr.Prefixes)
	weft := currency{Denom: asset.Symbol, Minimal: app.Denom, Decimals: app.Exponent}
	require.Equal(t, []currency{weft}, keplr.Currencies)
	require.Equal(t, weft, keplr.Stake)
	require.Len(t, keplr.Fees, 1)
	require.Equal(t, map[string]float64{"low": fee.Low, "average": fee.Average, "high": fee.High}, keplr.Fees[0].Gas)
	keplr.Fees[0].Gas = nil
	require.Equal(t, weft, keplr.Fees[0])
}
