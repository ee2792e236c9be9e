// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/spf13/cobra"

	"github.com/weft-network/weft/app"
)

// initCmd is the SDK's init with this chain's limits on blocks and evidence, which that command offers no way to set.
func initCmd(basics module.BasicManager, home string) *cobra.Command {
	cmd := genutilcli.InitCmd(basics, home)
	base := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed(genutilcli.FlagDefaultBondDenom) {
			return fmt.Errorf("--%s: the denomination of this chain is %s; leave the flag out", genutilcli.FlagDefaultBondDenom, app.Denom)
		}
		if err := quietly(cmd, func() error { return base(cmd, args) }); err != nil {
			return err
		}
		config := server.GetServerContextFromCmd(cmd).Config
		config.SetRoot(client.GetClientContextFromCmd(cmd).HomeDir)
		if err := setConsensusParams(config.GenesisFile()); err != nil {
			return err
		}
		cmd.Printf("%s is ready to start a chain of its own, or to join one: %s genesis fetch RPC\n", config.RootDir, program)
		return nil
	}
	if err := cmd.Flags().MarkHidden(genutilcli.FlagDefaultBondDenom); err != nil {
		panic(err) // the flag is gone from the SDK: remove it here
	}
	return cmd
}

// quietly runs the SDK's init without the whole genesis that it prints to the standard error, unless it asks for words there.
func quietly(cmd *cobra.Command, run func() error) error {
	if cmd.Flags().Changed(genutilcli.FlagRecover) {
		return run()
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	stderr := os.Stderr
	os.Stderr = null
	defer func() { os.Stderr = stderr }()
	return errors.Join(run(), null.Close())
}

func setConsensusParams(path string) error {
	g, err := genutiltypes.AppGenesisFromFile(path)
	if err != nil {
		return err
	}
	params := app.ConsensusParams()
	params.Validator = g.Consensus.Params.Validator // the kind of key that init has just made
	g.Consensus.Params = params
	return genutil.ExportGenesisFile(g, path)
}
