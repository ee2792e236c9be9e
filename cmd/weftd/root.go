// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cosmossdk.io/log/v2"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/debug"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/pruning"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	"github.com/cosmos/cosmos-sdk/client/snapshot"
	"github.com/cosmos/cosmos-sdk/server"
	authcmd "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/spf13/cobra"

	"github.com/weft-network/weft/app"
)

// newRoot returns the root command. A throw-away application gives it the codecs and the description of the modules' commands.
func newRoot() *cobra.Command {
	a := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.Options{flags.FlagHome: app.DefaultHome()})
	c := client.Context{}.
		WithCodec(a.AppCodec()).
		WithInterfaceRegistry(a.InterfaceRegistry()).
		WithTxConfig(a.TxConfig()).
		WithLegacyAmino(a.LegacyAmino()).
		WithInput(os.Stdin).
		WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(app.DefaultHome()).
		WithViper("")
	root := &cobra.Command{
		Use:           program,
		Short:         "The node of the weft chain",
		SilenceErrors: true, // main prints them, once
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return prepare(cmd, c)
		},
	}

	debugCmd := debug.Cmd()
	debugCmd.AddCommand(invariantsCmd())
	home, basics := app.DefaultHome(), a.Basics()
	root.AddCommand(
		initCmd(basics, home),
		genesisCmd(a.TxConfig(), basics, home),
		configCmd(),
		validatorCmd(),
		debugCmd,
		pruning.Cmd(newApp, home),
		snapshot.Cmd(newApp),
		server.StatusCommand(),
		queryCmd(),
		txCmd(),
		keys.Commands(),
		manCmd(),
	)
	server.AddCommandsWithStartCmdOptions(root, home, newApp, export, server.StartCmdOptions{})
	if start, _, err := root.Find([]string{"start"}); err == nil {
		start.PreRunE = requireGenesis
	}

	auto := a.AutoCLI()
	auto.ClientCtx = c
	if err := auto.EnhanceRootCommand(root); err != nil {
		panic(fmt.Errorf("commands of the modules: %w", err)) // a module's description names a field that is not there
	}
	if create, _, err := root.Find([]string{"tx", "staking", "create-validator"}); err == nil {
		create.Long = "Create a validator from the file that " + program + " validator describe has written." // the SDK's words are of other chains
		create.Example = program + " tx staking create-validator validator.json --from operator"
	}
	return root
}

// prepare reads configuration, environment and flags into the contexts of client and server, and writes the configuration files if
// there are none.
func prepare(cmd *cobra.Command, c client.Context) error {
	cmd.SetOut(cmd.OutOrStdout())
	cmd.SetErr(cmd.ErrOrStderr())
	c, err := client.ReadPersistentCommandFlags(c.WithCmdContext(cmd.Context()), cmd.Flags())
	if err != nil {
		return err
	}
	if c, err = config.ReadFromClientConfig(c); err != nil {
		return err
	}
	if err := client.SetCmdClientContextHandler(c, cmd); err != nil {
		return err
	}
	_, err = os.Stat(filepath.Join(c.HomeDir, "config", "config.toml"))
	isNew := errors.Is(err, fs.ErrNotExist)
	if err := server.InterceptConfigsPreRunHandler(cmd, appTemplate(), appConfig(), app.CometConfig()); err != nil || !isNew {
		return err
	}
	// The SDK turns profiling on in a new file. Its port is often taken, and then the node does not start.
	server.GetServerContextFromCmd(cmd).Config.RPC.PprofListenAddress = ""
	return setConfig(c.HomeDir, "config.toml", map[string]string{"rpc.pprof_laddr": ""})
}

// requireGenesis refuses to start a node without a genesis, which the SDK does by a panic.
func requireGenesis(cmd *cobra.Command, _ []string) error {
	path := server.GetServerContextFromCmd(cmd).Config.GenesisFile()
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("no genesis at %s: run %s init, or copy the genesis of the network there", path, program)
	}
	return nil
}

// queryCmd holds the queries that belong to no module; autocli adds those that do.
func queryCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "query", Aliases: []string{"q"}, Short: "Query the chain", RunE: client.ValidateCmd}
	cmd.AddCommand(
		rpc.WaitTxCmd(),
		server.QueryBlockCmd(),
		server.QueryBlocksCmd(),
		server.QueryBlockResultsCmd(),
		authcmd.QueryTxCmd(),
		authcmd.QueryTxsByEventsCmd(),
	)
	return cmd
}

// txCmd holds what is done to transactions of any module; autocli adds the modules' own.
func txCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "tx", Short: "Sign and send transactions", RunE: client.ValidateCmd}
	cmd.AddCommand(
		authcmd.GetSignCommand(),
		authcmd.GetSignBatchCommand(),
		authcmd.GetMultiSignCommand(),
		authcmd.GetMultiSignBatchCmd(),
		authcmd.GetValidateSignaturesCommand(),
		authcmd.GetBroadcastCommand(),
		authcmd.GetEncodeCommand(),
		authcmd.GetDecodeCommand(),
		authcmd.GetSimulateCmd(),
	)
	return cmd
}
