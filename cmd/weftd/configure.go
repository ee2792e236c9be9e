// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cosmos/cosmos-sdk/client"
	srvconfig "github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

func configCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Read and change the files in <home>/config",
		Long: `Read and change the files in <home>/config: app.toml (the chain), config.toml (consensus and peers), client.toml (this command line).
Comments are kept. A running node reads them when it starts next.`,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:     "get FILE OPTION",
			Short:   "Print an option",
			Example: "weftd config get app.toml state-sync.snapshot-interval",
			Args:    cobra.ExactArgs(2),
			RunE: func(cmd *cobra.Command, args []string) error {
				_, text, err := readConfig(client.GetClientContextFromCmd(cmd).HomeDir, args[0])
				if err != nil {
					return err
				}
				o, err := text.find(args[1])
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				if value, err := strconv.Unquote(o.value); err == nil {
					o.value = value
				}
				cmd.Println(o.value)
				return nil
			},
		},
		&cobra.Command{
			Use:     "set FILE OPTION VALUE",
			Short:   "Change an option",
			Example: "weftd config set config.toml p2p.persistent_peers ID@node.example.org:26656",
			Args:    cobra.ExactArgs(3),
			RunE: func(cmd *cobra.Command, args []string) error {
				return setConfig(client.GetClientContextFromCmd(cmd).HomeDir, args[0], map[string]string{args[1]: args[2]})
			},
		},
		stateSyncCmd(),
	)
	return cmd
}

// readConfig reads a file of <home>/config.
func readConfig(home, name string) (string, *toml, error) {
	if checks[name] == nil {
		return "", nil, fmt.Errorf("no configuration file %q; there are app.toml, config.toml and client.toml", name)
	}
	path := filepath.Join(home, "config", name)
	bz, err := os.ReadFile(path)
	if err != nil {
		return "", nil, fmt.Errorf("read the configuration: %w; run %s init, or give its --home", err, program)
	}
	return path, newTOML(string(bz)), nil
}

// setConfig changes options of a file, all of them or none.
func setConfig(home, name string, values map[string]string) error {
	path, text, err := readConfig(home, name)
	if err != nil {
		return err
	}
	for option, value := range values { //lint:allow map-range each changes a line of its own
		if err := text.set(option, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	next := path + ".new"
	if err := os.WriteFile(next, []byte(text.String()), 0o600); err != nil {
		return err
	}
	if err := check(name, next); err != nil {
		return errors.Join(fmt.Errorf("%s stays as it was: %w", name, err), os.Remove(next))
	}
	return os.Rename(next, path)
}

// checks hold what has been read of each file to what its reader accepts.
var checks = map[string]func(*viper.Viper) error{
	"app.toml": func(v *viper.Viper) error {
		c, err := srvconfig.GetConfig(v)
		if err != nil {
			return err
		}
		if _, err := sdk.ParseDecCoins(c.MinGasPrices); err != nil {
			return fmt.Errorf("minimum-gas-prices: %w; give for example 0.01uweft", err)
		}
		return c.ValidateBasic()
	},
	"config.toml": func(v *viper.Viper) error {
		c := cmtcfg.DefaultConfig()
		if err := v.Unmarshal(c); err != nil {
			return err
		}
		return c.ValidateBasic()
	},
	"client.toml": func(*viper.Viper) error { return nil },
}

func check(name, path string) error {
	v := viper.New()
	v.SetConfigFile(path)
	v.SetConfigType("toml")
	if err := v.ReadInConfig(); err != nil {
		return err
	}
	return checks[name](v)
}
