// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"cosmossdk.io/log/v2"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/spf13/cobra"

	"github.com/weft-network/weft/app"
)

// errInvariants ends the command when the state is wrong, which the lines above it describe.
var errInvariants = errors.New("invariants are broken: the state is wrong from this height or an earlier one")

func invariantsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "invariants",
		Short: "Check the stored state for what no transaction may break",
		Long: `Check the stored state for what no transaction may break: balances that add up to the supply, stake that is backed, escrow that
covers what is owed. The node must be stopped. A running node checks itself with start --inv-check-period.`,
		Example: "weftd debug invariants --height 12000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			height, err := cmd.Flags().GetInt64(flags.FlagHeight)
			if err != nil {
				return err
			}
			return checkInvariants(cmd, height)
		},
	}
	cmd.Flags().Int64(flags.FlagHeight, -1, "height of the state, -1 for the latest")
	return cmd
}

func checkInvariants(cmd *cobra.Command, height int64) (err error) {
	opts := server.GetServerContextFromCmd(cmd).Viper
	dir := filepath.Join(client.GetClientContextFromCmd(cmd).HomeDir, "data")
	db, err := dbm.NewDB("application", server.GetAppDBBackend(opts), dir)
	if err != nil {
		return fmt.Errorf("open the state in %s: %w; a running node must be stopped first", dir, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	a, err := loadApp(log.NewNopLogger(), db, height, opts)
	if err != nil {
		return err
	}
	if a.LastBlockHeight() == 0 {
		return fmt.Errorf("no state in %s: start the node once, or give its --home", dir)
	}
	cmd.Println("height", a.LastBlockHeight())
	ctx := a.NewContextLegacy(true, cmtproto.Header{Height: a.LastBlockHeight()})
	broken := false
	for _, inv := range a.Invariants() {
		if err := inv.Check(ctx); err != nil {
			broken = true
			cmd.Printf("FAIL  %s: %v\n", inv.Name, err)
			continue
		}
		cmd.Printf("pass  %s\n", inv.Name)
	}
	if broken {
		return fmt.Errorf("%w: %w", app.ErrInvariant, errInvariants)
	}
	return nil
}
