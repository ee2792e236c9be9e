// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client/flags"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
)

var update = flag.Bool("golden", false, "write the golden files anew") // "update" is taken by a library of the SDK

func newApp(t *testing.T) *app.App {
	t.Helper()
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.Options{flags.FlagHome: t.TempDir()})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	return a
}

// golden holds what is got to a file of testdata. A difference is a change of what a new chain is: review it, then renew with -golden.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go test ./app -golden if the change is meant")
}

// TestModuleAccounts fixes who may mint and burn, and who receives plain transfers.
func TestModuleAccounts(t *testing.T) {
	newApp(t)
	blocked := app.BlockedAddresses()
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(app.Permissions())) {
		addr := authtypes.NewModuleAddress(name).String()
		receives := "blocked"
		if !blocked[addr] {
			receives = "receives"
		}
		fmt.Fprintf(&out, "%s %s %s %s\n", name, addr, receives, strings.Join(app.Permissions()[name], ","))
	}
	golden(t, "module_accounts.txt", []byte(out.String()))
}

// TestGenesis fixes the state and the limits that a new chain starts with.
func TestGenesis(t *testing.T) {
	a := newApp(t)
	state := a.DefaultGenesis()
	require.NoError(t, a.Basics().ValidateGenesis(a.AppCodec(), a.TxConfig(), state))
	bz, err := json.MarshalIndent(state, "", "  ")
	require.NoError(t, err)
	golden(t, "genesis.json", append(bz, '\n'))

	params := app.ConsensusParams()
	require.NoError(t, params.ValidateBasic())
	bz, err = json.MarshalIndent(params, "", "  ")
	require.NoError(t, err)
	golden(t, "consensus_params.json", append(bz, '\n'))
}

// TestPermissionsAreCopied keeps a caller from changing the wiring.
func TestPermissionsAreCopied(t *testing.T) {
	app.Permissions()["mint"][0] = "burner"
	require.Equal(t, []string{authtypes.Minter}, app.Permissions()["mint"])
}
