// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cosmossdk.io/math"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	ethtypes "github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

var _ oracle.Node = (*ethclient.Client)(nil)

var contract = oracle.Contract{ChainID: 1, Address: common.Address{0xc0}, Block: 100}

// node is a node of Ethereum with blocks of twelve seconds.
type node struct {
	mu    sync.Mutex
	id    int64
	final uint64
	logs  []ethtypes.Log
	// dead does not answer; most is how many blocks it answers for at once; spoil changes what it answers.
	dead  bool
	most  uint64
	spoil func([]ethtypes.Log) []ethtypes.Log
	asked int
	// lowest is the lowest block that was asked for.
	lowest uint64
}

var errDead = errors.New("connection refused")

func newNode() *node { return &node{id: 1, final: 100, most: 1 << 40, lowest: 1 << 40} }

func (n *node) ChainID(context.Context) (*big.Int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dead {
		return nil, errDead
	}
	return big.NewInt(n.id), nil
}

func (n *node) HeaderByNumber(_ context.Context, number *big.Int) (*ethtypes.Header, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dead || number.Int64() != int64(rpc.FinalizedBlockNumber) {
		return nil, errDead
	}
	return &ethtypes.Header{Number: new(big.Int).SetUint64(n.final), Time: n.final * 12}, nil
}

func (n *node) FilterLogs(_ context.Context, q ethereum.FilterQuery) ([]ethtypes.Log, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	from, to := q.FromBlock.Uint64(), q.ToBlock.Uint64()
	n.lowest = min(n.lowest, from)
	if n.dead {
		return nil, errDead
	}
	if to-from+1 > n.most {
		return nil, errors.New("query returned more than 10000 results")
	}
	var out []ethtypes.Log
	for _, l := range n.logs {
		if l.BlockNumber >= from && l.BlockNumber <= to && slices.Contains(q.Addresses, l.Address) {
			out = append(out, l)
		}
	}
	if n.spoil != nil {
		out = n.spoil(out)
	}
	return out, nil
}

// set changes a node.
func (n *node) set(f func(*node)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n)
}

// deposit is the log of a deposit of an amount, event nonce, in a block.
func deposit(nonce, block uint64, amount int64) ethtypes.Log {
	e := bridgetypes.DepositEvent(bridgetypes.Deposited{Token: at(1), From: at(2), Account: at(3), Amount: math.NewInt(amount)})
	return ethtypes.Log{
		Address: contract.Address, BlockNumber: block, Index: uint(nonce),
		Topics: []common.Hash{
			common.Hash(bridgetypes.Topics[bridgetypes.EventKindDeposit]), common.BigToHash(new(big.Int).SetUint64(nonce)),
			common.Hash(e.Fields[:32]), common.Hash(e.Fields[32:64]),
		},
		Data: e.Fields[64:],
	}
}

func at(n byte) []byte { return append(make([]byte, 19), n) }

// chainOf is the hash chain over deposits of amounts.
func chainOf(t *testing.T, amounts ...int64) bridgetypes.Word {
	t.Helper()
	var chain bridgetypes.Word
	for i, amount := range amounts {
		e := bridgetypes.DepositEvent(bridgetypes.Deposited{Token: at(1), From: at(2), Account: at(3), Amount: math.NewInt(amount)})
		var err error
		chain, err = e.Fold(chain, uint64(i)+1)
		require.NoError(t, err)
	}
	return chain
}

// watch runs an oracle on nodes inside a bubble of its own time; pass lets time go by.
func watch(t *testing.T, nodes []*node, test func(o *oracle.Oracle, pass func())) {
	t.Helper()
	watchFrom(t, "", nodes, test)
}

// watchFrom is watch with a file for the place.
func watchFrom(t *testing.T, place string, nodes []*node, test func(o *oracle.Oracle, pass func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var list []oracle.Node
		for _, n := range nodes {
			list = append(list, n)
		}
		o, err := oracle.New(oracle.Config{Nodes: list, Contract: contract, Place: place, Poll: time.Second})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { o.Run(ctx); close(done) }()
		test(o, func() { time.Sleep(40 * time.Second); synctest.Wait() })
		cancel()
		<-done
	})
}

// Only what is final is seen: a block that goes away again was never heard of.
func TestC4L09ReorgOfUnfinalisedBlock(t *testing.T) {
	n := newNode()
	n.logs = []ethtypes.Log{deposit(1, 100, 5), deposit(2, 150, 6)}
	n.final = 120
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 1, Chain: chainOf(t, 5), Until: 120 * 12}, seen)
		n.set(func(n *node) { n.logs[1], n.final = deposit(2, 151, 7), 160 })
		pass()
		seen, ok = o.Seen(1, chainOf(t, 5), 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 2, Chain: chainOf(t, 5, 7), Until: 160 * 12}, seen)
		require.Len(t, o.Events(0, 2), 2)
		require.Empty(t, o.Events(0, 3))
	})
}

// A dead node says nothing, and is asked again.
func TestDeadNode(t *testing.T) {
	n := newNode()
	n.logs, n.dead = []ethtypes.Log{deposit(1, 100, 5)}, true
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		_, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.False(t, ok)
		n.set(func(n *node) { n.dead = false })
		pass()
		_, ok = o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
	})
}

// A node of another chain is not believed.
func TestNodeOfAnotherChain(t *testing.T) {
	n := newNode()
	n.logs, n.id = []ethtypes.Log{deposit(1, 100, 5)}, 5
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		_, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.False(t, ok)
	})
}

// Logs that cannot be the contract's are refused whole: a gap, an event twice, out of order, removed, of another block, that do not decode.
func TestC4L02EventsHaveNoGaps(t *testing.T) {
	for name, spoil := range map[string]func([]ethtypes.Log) []ethtypes.Log{
		"a gap":             func(l []ethtypes.Log) []ethtypes.Log { return []ethtypes.Log{l[0], l[2]} },
		"the first missing": func(l []ethtypes.Log) []ethtypes.Log { return l[1:] },
		"twice":             func(l []ethtypes.Log) []ethtypes.Log { return append(l, l[2]) },
		"removed":           func(l []ethtypes.Log) []ethtypes.Log { l[1].Removed = true; return l },
		"of another block":  func(l []ethtypes.Log) []ethtypes.Log { l[2].BlockNumber = 900; return l },
		"of another place":  func(l []ethtypes.Log) []ethtypes.Log { l[1].Address = common.Address{9}; return l },
		"no topics":         func(l []ethtypes.Log) []ethtypes.Log { l[1].Topics = nil; return l },
		"cut short":         func(l []ethtypes.Log) []ethtypes.Log { l[1].Data = l[1].Data[:31]; return l },
		"another event": func(l []ethtypes.Log) []ethtypes.Log {
			l[1].Topics = slices.Clone(l[1].Topics)
			l[1].Topics[0] = common.Hash{1}
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode()
			n.logs = []ethtypes.Log{deposit(1, 100, 5), deposit(2, 100, 6), deposit(3, 100, 7)}
			n.spoil = spoil
			watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
				pass()
				_, ok := o.Seen(0, bridgetypes.Word{}, 32)
				require.False(t, ok)
				n.set(func(n *node) { n.spoil = nil })
				pass()
				seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
				require.True(t, ok)
				require.Equal(t, chainOf(t, 5, 6, 7), seen.Chain)
			})
		})
	}
}

// A node that answers for few blocks at once is asked for fewer (Code4rena H-04), and order within an answer does not matter.
func TestC4H04LogsAreReadInRanges(t *testing.T) {
	n := newNode()
	n.logs = []ethtypes.Log{deposit(3, 2_900, 7), deposit(1, 100, 5), deposit(2, 2_000, 6)}
	n.final, n.most = 3_000, 300
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 3, Chain: chainOf(t, 5, 6, 7), Until: 36_000}, seen)
		require.Less(t, n.asked, 60)
	})
}

// Of several nodes, what more than half say alike is vouched for. One that lies, alone or ahead, changes nothing; two that differ are silence.
func TestLyingNode(t *testing.T) {
	good := func() *node {
		n := newNode()
		n.logs, n.final = []ethtypes.Log{deposit(1, 100, 5), deposit(2, 100, 6)}, 110
		return n
	}
	liar := good()
	liar.logs = []ethtypes.Log{deposit(1, 100, 5), deposit(2, 100, 600), deposit(3, 101, 7)}
	liar.final = 5_000
	watch(t, []*node{liar, good(), good()}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(1, chainOf(t, 5), 33)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 2, Chain: chainOf(t, 5, 6), Until: 1_320}, seen)
		events := o.Events(0, 2)
		require.Len(t, events, 2)
		next, err := events[1].Fold(chainOf(t, 5), 2)
		require.NoError(t, err)
		require.Equal(t, seen.Chain, next)
	})
	watch(t, []*node{liar, good()}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 1, Chain: chainOf(t, 5)}, seen, "and no time")
		require.Empty(t, o.Events(0, 2))
	})
}

// If the chain has executed another history, or more than was seen, nothing is said.
func TestOtherHistory(t *testing.T) {
	n := newNode()
	n.logs = []ethtypes.Log{deposit(1, 100, 5)}
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		_, ok := o.Seen(1, chainOf(t, 6), 33)
		require.False(t, ok)
		_, ok = o.Seen(2, chainOf(t, 5, 6), 34)
		require.False(t, ok)
		_, ok = o.Seen(1, chainOf(t, 5), 33)
		require.True(t, ok)
	})
}

// No more is vouched for than the chain executes at once, and no time with it.
func TestWindow(t *testing.T) {
	n := newNode()
	var amounts []int64
	for i := range 40 {
		n.logs = append(n.logs, deposit(uint64(i)+1, 100, 1))
		amounts = append(amounts, 1)
	}
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 32, Chain: chainOf(t, amounts[:32]...)}, seen)
	})
}

// A final block that goes back is a fault of the node: what was read stays.
func TestFinalBlockGoesBack(t *testing.T) {
	n := newNode()
	n.logs, n.final = []ethtypes.Log{deposit(1, 100, 5)}, 200
	watch(t, []*node{n}, func(o *oracle.Oracle, pass func()) {
		pass()
		n.set(func(n *node) { n.final, n.logs = 150, nil })
		pass()
		seen, ok := o.Seen(0, bridgetypes.Word{}, 32)
		require.True(t, ok)
		require.Equal(t, bridgetypes.Seen{Nonce: 1, Chain: chainOf(t, 5), Until: 2_400}, seen)
	})
}

// An oracle needs a node.
func TestNoNode(t *testing.T) {
	_, err := oracle.New(oracle.Config{})
	require.ErrorIs(t, err, oracle.ErrNoNode)
}
