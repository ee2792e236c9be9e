// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"fmt"
	"math/big"
	"testing"

	"cosmossdk.io/math"
	"github.com/ethereum/go-ethereum/common"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// The deployed escrow takes the root that the chain makes of claims, and pays every claim on the proof that a client makes of them, whatever their number;
// nothing is left of what was awarded.
func TestRealEscrowPaysEveryLeaf(t *testing.T) {
	eth := contractstest.Deploy(t, contractstest.NewSet(1, "escrow", contractstest.Equal(4)...))
	send := func(data []byte) error {
		t.Helper()
		_, err := eth.Send(eth.Relayer, eth.Escrow, data)
		return err
	}
	spec, model := [32]byte{1}, [32]byte{2}
	for number, n := range []int{1, 2, 3, 5, 8, 13} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			id := big.NewInt(int64(number) + 1)
			bounty := bridgetypes.Bounty{Id: id.FillBytes(make([]byte, 32)), Awarded: math.ZeroInt()}
			var leaves []bridgetypes.Word
			var claims []bridgetypes.BountyClaim
			for i := range n {
				winner := append(make([]byte, 17), 9, byte(number), byte(i))
				c := bridgetypes.BountyClaim{Bounty: bounty.Id, Index: uint64(i), Recipient: winner, Amount: math.NewInt(int64(i) + 1)}
				bounty.Add(c, 0, 0)
				claims, leaves = append(claims, c), append(leaves, c.Leaf())
			}
			require.NoError(t, send(eth.Bounties.PackFund(eth.USD, big.NewInt(1_000), spec, 0, eth.Now()+86_400)))
			s := bindings.IWeftBridgeSettlement{Bounty: id, Spec: spec, Root: bounty.PeaksRoot(), Awarded: bounty.Awarded.BigInt(), Model: model}
			require.NoError(t, send(eth.Bounties.PackSettle(s, eth.Sign(contractstest.SettlementHash(1, eth.Escrow, s)))))
			for i, c := range claims {
				proof, err := bridgetypes.SettlementProof(leaves, i)
				require.NoError(t, err)
				nodes := make([][32]byte, len(proof))
				for j := range proof {
					nodes[j] = [32]byte(proof[j])
				}
				pay := func(amount int64) []byte {
					return eth.Bounties.PackClaim(id, big.NewInt(int64(i)), common.Address(c.Recipient), big.NewInt(amount), nodes)
				}
				require.ErrorContains(t, send(pay(c.Amount.Int64()+1)), "InvalidProof")
				require.NoError(t, send(pay(c.Amount.Int64())))
				require.Equal(t, c.Amount.Int64(), eth.Balance(eth.USD, common.Address(c.Recipient)))
			}
			there := contractstest.Call(eth.Chain, eth.Escrow, eth.Bounties.PackBounties(id), eth.Bounties.UnpackBounties)
			require.Zero(t, there.Unpaid.Sign())
		})
	}
}
