// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/genutil"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	"github.com/spf13/cobra"
)

var errGenesis = errors.New("not the genesis that was asked for")

func genesisCmd(txConfig client.TxConfig, basics module.BasicManager, home string) *cobra.Command {
	cmd := genutilcli.Commands(txConfig, basics, home)
	cmd.AddCommand(fetchGenesisCmd(), importGenesisCmd(basics))
	return cmd
}

func fetchGenesisCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fetch RPC",
		Short: "Take the genesis of a running chain from one of its nodes",
		Long: `Take the genesis of a running chain from the RPC address of one of its nodes, in place of the one that init made. The SHA-256
of what the node serves is printed: compare it with that of other nodes, or give it as --sha256. A node with another genesis is on another chain.`,
		Example: "weftd genesis fetch http://node.example.org:26657",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			want, err := cmd.Flags().GetString("sha256")
			if err != nil {
				return err
			}
			return fetchGenesis(cmd, args[0], want)
		},
	}
	cmd.Flags().String("sha256", "", "refuse any genesis but the one with this SHA-256, in hexadecimal")
	return cmd
}

func fetchGenesis(cmd *cobra.Command, server, want string) error {
	here := client.GetClientContextFromCmd(cmd)
	home := here.HomeDir
	if _, err := os.Stat(filepath.Join(home, "data", "blockstore.db")); err == nil {
		return fmt.Errorf("%s has blocks of a chain already: keep its genesis, or delete them first with %s comet unsafe-reset-all", home, program)
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), askTimeout)
	defer cancel()
	bz, err := downloadGenesis(ctx, server)
	if err != nil {
		return fmt.Errorf("%s: %w", server, err)
	}
	g, err := genutiltypes.AppGenesisFromReader(bytes.NewReader(bz))
	if err != nil {
		return fmt.Errorf("%s: the genesis cannot be read: %w", server, err)
	}
	sum := sha256.Sum256(bz)
	got := hex.EncodeToString(sum[:])
	if want != "" && want != got {
		return fmt.Errorf("%w: %s has one of %s with SHA-256 %s, not %s", errGenesis, server, g.ChainID, got, want)
	}
	if here.ChainID != "" && here.ChainID != g.ChainID {
		return fmt.Errorf("%w: %s is on %s, this home on %s; give init that --chain-id", errGenesis, server, g.ChainID, here.ChainID)
	}
	path := filepath.Join(home, "config", "genesis.json")
	if len(g.AppHash) == 0 {
		g.AppHash = nil // as init writes it: exports of all nodes are equal byte for byte
	}
	if err := genutil.ExportGenesisFile(g, path); err != nil {
		return err
	}
	cmd.Printf("genesis of %s, from height %d, %s\nsha256 %s\n", g.ChainID, g.InitialHeight, g.GenesisTime.UTC().Format("2006-01-02 15:04:05"), got)
	return nil
}

// downloadGenesis takes the genesis in parts: one answer would be too large for that of a chain that goes on from an export.
func downloadGenesis(ctx context.Context, server string) ([]byte, error) {
	c, err := rpchttp.New(server, "/websocket")
	if err != nil {
		return nil, fmt.Errorf("%w; give an address like http://node.example.org:26657", err)
	}
	var out []byte
	for i := uint(0); ; i++ {
		part, err := c.GenesisChunked(ctx, i)
		if err != nil {
			return nil, err
		}
		bz, err := base64.StdEncoding.DecodeString(part.Data)
		if err != nil {
			return nil, fmt.Errorf("part %d of the genesis: %w", i, err)
		}
		out = append(out, bz...)
		if int(i)+1 >= part.TotalChunks {
			return out, nil
		}
	}
}
