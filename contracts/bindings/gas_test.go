// SPDX-License-Identifier: Apache-2.0

package bindings_test

import (
	"flag"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
)

var update = flag.Bool("update", false, "write contracts/testdata/gas.txt anew")

const gasFile = "../testdata/gas.txt"

// TestGas compares the gas of whole transactions with what is recorded, under
// mainnet's rules. Recipients and slots are warm unless new: they were used
// before.
func TestGas(t *testing.T) {
	var out strings.Builder
	record := func(gas uint64, format string, args ...any) {
		fmt.Fprintf(&out, "%9d  %s\n", gas, fmt.Sprintf(format, args...))
	}
	for _, powers := range []struct {
		name    string
		weights []uint64
	}{
		{"4 equal", contractstest.Equal(4)},
		{"50 equal", contractstest.Equal(50)},
		{"100 equal", contractstest.Equal(100)},
		{"125 equal", contractstest.Equal(125)},
		{"50 skewed", contractstest.Skewed(50)},
		{"100 skewed", contractstest.Skewed(100)},
	} {
		b := contractstest.Deploy(t, contractstest.NewSet(1, "gas", powers.weights...))
		who := fmt.Sprintf("%s (%d sign)", powers.name, len(b.Set.Fewest()))
		b.Execute(b.Batch(b.Weft, 1e6, 5, accounts(0, 100)...))
		for _, n := range []int{1, 10, 100} {
			record(b.Execute(b.Batch(b.Weft, 1e6, 5, accounts(0, n)...)).GasUsed, "%s: batch of %d", who, n)
		}
		record(b.Execute(b.Batch(b.Weft, 1e6, 5, accounts(1000, 10)...)).GasUsed, "%s: batch of 10 new", who)
		next := contractstest.NewSet(2, "gas", powers.weights...)
		record(b.Rotate(next).GasUsed, "%s: rotation", who)
		record(b.DeployGas, "%s: deployment", who)
	}
	b := contractstest.Deploy(t, contractstest.NewSet(1, "gas", contractstest.Equal(4)...))
	record(bounty(b, record), "bounty: refund of the rest")
	b.Execute(b.Batch(b.Weft, 1e6, 5, b.RelayerAddress()))
	deposit := b.Contract.PackDeposit(b.Weft, big.NewInt(1000), [20]byte{1}, 0)
	b.Must(b.Relayer, b.Address, deposit)
	record(b.Must(b.Relayer, b.Address, deposit).GasUsed, "deposit, burned")
	deposit = b.Contract.PackDeposit(b.USD, big.NewInt(1000), [20]byte{1}, 0)
	b.Must(b.Relayer, b.Address, deposit)
	record(b.Must(b.Relayer, b.Address, deposit).GasUsed, "deposit, locked")

	if *update {
		require.NoError(t, os.WriteFile(gasFile, []byte(out.String()), 0o600))
	}
	want, err := os.ReadFile(gasFile)
	require.NoError(t, err)
	require.Equal(t, string(want), out.String(), "gas changed; if it is meant: go test ./contracts/bindings -run Gas -update")
}

// TestGasTable: the README's figures are the recorded ones.
func TestGasTable(t *testing.T) {
	recorded, err := os.ReadFile(gasFile)
	require.NoError(t, err)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var columns []string
	rows := 0
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		switch {
		case cells[0] == "validators":
			columns = cells
		case len(columns) > 0 && len(cells) == len(columns) && strings.HasSuffix(cells[0], "sign)"):
			rows++
			for i, cell := range cells[1:] {
				gas := strings.ReplaceAll(cell, " ", "")
				require.Contains(t, string(recorded), fmt.Sprintf(" %s  %s: %s\n", gas, cells[0], columns[i+1]))
			}
		}
	}
	require.Equal(t, 6, rows)
}

// bounty records the life of a bounty with one winner and returns the gas of the
// sponsor's refund.
func bounty(b *contractstest.Bridge, record func(uint64, string, ...any)) uint64 {
	spec := [32]byte{1}
	receipt := b.Must(b.Relayer, b.Escrow, b.Bounties.PackFund(b.USD, big.NewInt(1e9), spec, 7, Soon(b)))
	record(receipt.GasUsed, "bounty: funding")
	winner := common.Address{0xaa}
	part := big.NewInt(6e8)
	s := bindings.IWeftBridgeSettlement{
		Bounty: big.NewInt(1), Spec: spec, Awarded: part,
		Root: contractstest.Leaf(big.NewInt(1), new(big.Int), winner, part),
	}
	receipt = b.Must(b.Relayer, b.Escrow, b.Bounties.PackSettle(s, b.Sign(contractstest.SettlementHash(1, b.Escrow, s))))
	record(receipt.GasUsed, "bounty: settlement, 3 sign")
	receipt = b.Must(b.Relayer, b.Escrow, b.Bounties.PackClaim(s.Bounty, new(big.Int), winner, part, nil))
	record(receipt.GasUsed, "bounty: claim of a new holder, tree of one")
	return b.Must(b.Relayer, b.Escrow, b.Bounties.PackRefund(s.Bounty, b.RelayerAddress())).GasUsed
}

// Soon is a deadline of a month from now, whose bytes are as many every time.
func Soon(b *contractstest.Bridge) uint64 { return b.Now() + 30*24*3600 }

func accounts(from, n int) []common.Address {
	var list []common.Address
	for i := range n {
		list = append(list, common.BigToAddress(big.NewInt(int64(0x10000+from+i))))
	}
	return list
}
