// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/game"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// bill is what a game took, of both sides: all of its transactions, the seal
// included.
type bill struct {
	txs, gas, bytes, witness int
	// dearest is the most gas of a message, by its name.
	dearest map[string]int
}

func (b *bill) add(what string, gas, bytes int) {
	b.txs++
	b.gas += gas
	b.bytes += bytes
	if b.dearest == nil {
		b.dearest = map[string]int{}
	}
	b.dearest[what] = max(b.dearest[what], gas)
}

// hold holds a game to its bounds (ADR 0014): a transaction costs some 48 000
// before the module sees it, for the signature, the fee and the account, and 10 a
// byte.
func (b *bill) hold(t testing.TB, name string) {
	t.Helper()
	const bound, each, byteGas, threeRounds = 1_000_000, 48_000, 10, 8
	require.LessOrEqual(t, b.witness, 64<<10, name)
	require.LessOrEqual(t, b.gas-b.txs*each-b.bytes*byteGas, bound, name)
	if b.txs <= threeRounds {
		require.LessOrEqual(t, b.gas, bound, name)
	}
	for what, gas := range b.dearest {
		require.LessOrEqual(t, gas, 2_500_000, "%s, %s", name, what)
	}
}

// String is the rest of a row of a table.
func (b *bill) String() string {
	var dearest []string
	for _, k := range slices.SortedFunc(maps.Keys(b.dearest), func(x, y string) int { return cmp.Compare(b.dearest[y], b.dearest[x]) }) {
		dearest = append(dearest, fmt.Sprintf("%s %d", k, b.dearest[k]))
	}
	return fmt.Sprintf("| %d | %d | %d | %d | %s |", b.txs, b.bytes, b.witness, b.gas, strings.Join(dearest, ", "))
}

// bills reads what every game took from the blocks.
func (c *crew) bills() map[uint64]*bill {
	c.Helper()
	node, err := rpchttp.New(c.net.Node(0).RPC, "/websocket")
	require.NoError(c, err)
	bills, seals := map[uint64]*bill{}, map[string]*bill{}
	for h := int64(1); h <= c.net.Height(); h++ {
		results, err := node.BlockResults(c.ctx, &h)
		require.NoError(c, err)
		if len(results.TxsResults) == 0 {
			continue
		}
		block, err := node.Block(c.ctx, &h)
		require.NoError(c, err)
		events, err := c.submitter.Block(c.ctx, h)
		require.NoError(c, err)
		for i, r := range results.TxsResults {
			if r.Code != 0 {
				continue
			}
			msgs, err := c.submitter.Messages(c.ctx, h, i)
			require.NoError(c, err)
			b, what := c.billOf(msgs[0], func() uint64 { return opened(events.Events, i) }, bills, seals)
			if b != nil {
				b.add(what, int(r.GasUsed), len(block.Block.Txs[i]))
			}
		}
	}
	return bills
}

// billOf is the bill on which a message stands, and what it is called there.
func (c *crew) billOf(m sdk.Msg, opened func() uint64, bills map[uint64]*bill, seals map[string]*bill) (*bill, string) {
	switch m := m.(type) {
	case *disputetypes.MsgSealChallenge:
		b := &bill{}
		seals[string(m.Seal)] = b
		return b, "seal"
	case *disputetypes.MsgChallenge:
		who, err := client.ParseAddress(m.Challenger)
		require.NoError(c, err)
		seal := disputetypes.SealHash(c.net.ChainID, who, m)
		b := seals[string(seal[:])]
		require.NotNil(c, b, "every challenge of a party is sealed")
		bills[opened()] = b
		return b, "challenge"
	case *disputetypes.MsgMove:
		move, err := game.DecodeMove(m.Move)
		require.NoError(c, err)
		b := bills[m.Game]
		if move.Kind() == game.KindProve {
			b.witness = len(m.Move)
		}
		return b, move.Kind().String()
	}
	return nil, ""
}

// opened is the game that a transaction opened.
func opened(events []client.Event, tx int) uint64 {
	for _, e := range events {
		if v, ok := e.Value.(*disputetypes.EventChallenged); ok && e.Tx == tx {
			return v.Game
		}
	}
	return 0
}
