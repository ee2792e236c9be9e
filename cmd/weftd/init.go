// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

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
		if err := base(cmd, args); err != nil {
			return err
		}
		config := server.GetServerContextFromCmd(cmd).Config
		config.SetRoot(client.GetClientContextFromCmd(cmd).HomeDir)
		return setConsensusParams(config.GenesisFile())
	}
	if err := cmd.Flags().MarkHidden(genutilcli.FlagDefaultBondDenom); err != nil {
		panic(err) // the flag is gone from the SDK: remove it here
	}
	return cmd
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
