// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/spf13/cobra"
)

// signed is the file of data that a validator must never lose: what it has signed already.
const signed = "priv_validator_state.json"

func importGenesisCmd(basics module.BasicManager) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Start the chain again from an export",
		Long: `Take an export as the genesis, and delete the blocks and the state of this node, which must be stopped. Its keys stay, and what it
has signed: heights go on, and a validator that signs one of them twice is slashed. It does not join by a snapshot any more.`,
		Example: "weftd genesis import export.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := genutiltypes.AppGenesisFromFile(args[0])
			if err != nil {
				return err
			}
			state, err := genutiltypes.GenesisStateFromAppGenesis(g)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			here := client.GetClientContextFromCmd(cmd)
			path := filepath.Join(here.HomeDir, "config", "genesis.json")
			if old, err := genutiltypes.AppGenesisFromFile(path); err == nil && old.ChainID != g.ChainID {
				return fmt.Errorf("%w: %s is of %s, this home of %s; commitments of verifiers and challengers name the chain, and would be void on another",
					errGenesis, args[0], g.ChainID, old.ChainID)
			}
			if err := basics.ValidateGenesis(here.Codec, here.TxConfig, state); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := requireUnsigned(server.GetServerContextFromCmd(cmd).Config.PrivValidatorStateFile(), g); err != nil {
				return err
			}
			if err := dropData(cmd, filepath.Join(here.HomeDir, "data")); err != nil {
				return err
			}
			if err := genutil.ExportGenesisFile(g, path); err != nil {
				return err
			}
			// A node without blocks would wait for a snapshot of the chain that has ended.
			if err := setConfig(here.HomeDir, "config.toml", map[string]string{"statesync.enable": "false"}); err != nil {
				return err
			}
			cmd.Printf("%s starts at height %d with the next start\n", g.ChainID, g.InitialHeight)
			return nil
		},
	}
}

// requireUnsigned refuses a genesis from whose first height on this node has signed already: it would not sign again, and the chain would
// wait for it.
func requireUnsigned(path string, g *genutiltypes.AppGenesis) error {
	bz, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var last struct {
		Height int64 `json:"height,string"`
	}
	if err := json.Unmarshal(bz, &last); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if last.Height >= g.InitialHeight {
		return fmt.Errorf("%w: this node has signed block %d, and the chain would start at %d: export a state of block %d or later, with all validators stopped",
			errGenesis, last.Height, g.InitialHeight, last.Height-1)
	}
	return nil
}

// dropData deletes the databases of a stopped node.
func dropData(cmd *cobra.Command, dir string) error {
	db, err := dbm.NewDB("application", server.GetAppDBBackend(server.GetServerContextFromCmd(cmd).Viper), dir)
	if err != nil {
		return fmt.Errorf("open the state in %s: %w; a running node must be stopped first", dir, err)
	}
	if err := db.Close(); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if e.Name() != signed {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}
