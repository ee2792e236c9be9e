// SPDX-License-Identifier: Apache-2.0

package devnet_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/codec/address"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// ethereum stands for final blocks with the contract's events.
type ethereum struct {
	mu     sync.Mutex
	events []bridgetypes.EthereumEvent
	chains []bridgetypes.Word
}

func (e *ethereum) emit(t *testing.T, event bridgetypes.EthereumEvent) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	var chain bridgetypes.Word
	if n := len(e.chains); n > 0 {
		chain = e.chains[n-1]
	}
	chain, err := event.Fold(chain, uint64(len(e.events))+1)
	require.NoError(t, err)
	e.events, e.chains = append(e.events, event), append(e.chains, chain)
}

// watcher is one validator's observer.
type watcher struct {
	*ethereum
	key *secp256k1.PrivateKey
}

func (w watcher) Seen(_ uint64, _ bridgetypes.Word, limit uint64) (bridgetypes.Seen, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(uint64(len(w.events)), limit)
	if n == 0 {
		return bridgetypes.Seen{}, false
	}
	return bridgetypes.Seen{Nonce: n, Chain: w.chains[n-1], Until: uint64(time.Now().Unix())}, true
}

func (w watcher) Events(from, to uint64) []bridgetypes.EthereumEvent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events[from:to])
}

func (w watcher) Address() []byte { return bridgetypes.AddressOf(w.key.PubKey()) }

func (w watcher) Sign(wanted []bridgetypes.Wanted) [][]byte {
	out := make([][]byte, len(wanted))
	for i, o := range wanted {
		sig := ecdsa.SignCompact(w.key, o.Digest[:], false)
		out[i] = append(sig[1:], sig[0])
	}
	return out
}

func ethKey(i int) *secp256k1.PrivateKey {
	return secp256k1.PrivKeyFromBytes([]byte{byte(i + 1)})
}

func at(n byte) []byte { return append(make([]byte, 19), n) }

// dollar is an ERC-20 of the test.
func dollar() bridgetypes.Token {
	many := math.NewInt(1_000_000)
	return bridgetypes.Token{Contract: at(0xdd), Kind: bridgetypes.TOKEN_KIND_LOCK, Denom: bridgetypes.VoucherDenom(at(0xdd)), InCap: many, OutCap: many, DayCap: many}
}

// withBridge is a genesis whose bridge is on, with the keys of n validators and one token.
func withBridge(n int) func(*devnet.Genesis) error {
	return func(g *devnet.Genesis) error {
		return devnet.Edit(g, bridgetypes.ModuleName, func(s *bridgetypes.GenesisState) {
			s.Params.Enabled, s.Params.EthChainId, s.Params.Contract = true, 31_337, at(0xc0)
			s.Params.BatchBlocks = 5
			s.Tokens, s.Ledgers = []bridgetypes.Token{dollar()}, []bridgetypes.Ledger{bridgetypes.NewLedger(dollar().Denom)}
			for i := range n {
				s.Keys = append(s.Keys, bridgetypes.Key{Operator: operator(i), Address: bridgetypes.AddressOf(ethKey(i).PubKey()), Current: true})
			}
		})
	}
}

func operator(i int) string {
	text, err := address.NewBech32Codec("weftvaloper").BytesToString(devnet.Address(devnet.ValidatorName(i)))
	if err != nil {
		panic(err)
	}
	return text
}

// deployed is the event of a contract deployed with n equal validators.
func deployed(n int) bridgetypes.EthereumEvent {
	var list []bridgetypes.Candidate
	for i := range n {
		list = append(list, bridgetypes.Candidate{Address: bridgetypes.AddressOf(ethKey(i).PubKey()), Power: 1})
	}
	return bridgetypes.SetEvent(bridgetypes.SetUpdated{Set: 1, Words: bridgetypes.Packed(bridgetypes.Members(list, int64(n)))})
}

// TestBridge brings a deposit in and a withdrawal as far as its signatures, with four validators, one of which falls silent and comes back, and
// a node that follows no Ethereum and joins by state sync: all have the same state.
func TestBridge(t *testing.T) {
	eth := &ethereum{}
	eth.emit(t, deployed(4))
	ctx, net := start(t, devnet.Options{
		Validators: 4, SnapshotInterval: 10, Edit: withBridge(4), Accounts: []devnet.Account{{Name: "alice"}},
		Observer: func(i int) bridgetypes.Observer {
			if i >= 4 {
				return nil
			}
			return watcher{eth, ethKey(i)}
		},
	})
	has := func(nd *devnet.Node) int64 {
		res, err := banktypes.NewQueryClient(nd.Client()).Balance(ctx, banktypes.NewQueryBalanceRequest(devnet.Address("alice"), dollar().Denom))
		if err != nil {
			return -1 // it has no block yet
		}
		return res.Balance.Amount.Int64()
	}
	deposit := func(amount int64) {
		eth.emit(t, bridgetypes.DepositEvent(bridgetypes.Deposited{
			Token: at(0xdd), From: at(1), Account: devnet.Address("alice"), Amount: math.NewInt(amount),
		}))
	}
	deposit(500)
	t0 := time.Now()
	require.NoError(t, net.Wait(ctx, func() (bool, error) { return has(net.Node(0)) == 500, nil }))
	t.Logf("deposit credited after %s", time.Since(t0).Round(time.Millisecond))

	res, err := net.Send(ctx, "alice", &bridgetypes.MsgWithdraw{
		Sender: devnet.Address("alice").String(), Recipient: at(2), Amount: sdk.NewInt64Coin(dollar().Denom, 200), Fee: sdk.NewInt64Coin(dollar().Denom, 1),
	})
	require.NoError(t, err)
	require.Zero(t, res.TxResult.Code, res.TxResult.Log)
	queries := bridgetypes.NewQueryClient(net.Node(0).Client())
	require.NoError(t, net.Wait(ctx, func() (bool, error) {
		list, err := queries.Batches(ctx, &bridgetypes.QueryBatchesRequest{})
		if err != nil || len(list.Batches) == 0 {
			return false, err
		}
		order, err := queries.Order(ctx, &bridgetypes.QueryOrderRequest{Id: list.Batches[0].Order})
		return err == nil && len(order.Signatures) >= 3 && order.Enough, err
	}))

	require.NoError(t, net.Node(3).Stop())
	deposit(7)
	require.NoError(t, net.Wait(ctx, func() (bool, error) { return has(net.Node(0)) == 306, nil }))
	require.NoError(t, net.Node(3).Start())
	joined, err := net.Join(ctx, devnet.JoinOptions{StateSync: true})
	require.NoError(t, err)
	deposit(3)
	require.NoError(t, net.Wait(ctx, func() (bool, error) { return has(joined) == 309, nil }))
	height := joined.Height() + 1 // it has executed: a node has no hash of the state that it was given
	require.NoError(t, net.WaitHeight(ctx, height+1))
	require.Equal(t, appHash(t, net.Node(0), height), appHash(t, joined, height))
	require.Equal(t, appHash(t, net.Node(0), height), appHash(t, net.Node(3), height))
	status, err := queries.Status(ctx, &bridgetypes.QueryStatusRequest{})
	require.NoError(t, err)
	require.Empty(t, status.State.Halted)
	logAdded(t, net)
}

// logAdded says what the votes take in blocks.
func logAdded(t *testing.T, net *devnet.Network) {
	t.Helper()
	var with, most, sum int
	for h := int64(3); h < net.Height(); h++ {
		block, err := net.Node(0).Client().Client.Block(t.Context(), &h)
		require.NoError(t, err)
		if txs := block.Block.Txs; len(txs) > 0 && txs[0][0] == 0xff {
			with++
			most, sum = max(most, len(txs[0])), sum+len(txs[0])
		}
	}
	require.Positive(t, with)
	t.Logf("%d blocks have votes of 4 validators: %d bytes on average, %d at most", with, sum/with, most)
}

// TestBridgeOff holds the blocks of a chain whose bridge is off to what they were: nothing is added to them.
func TestBridgeOff(t *testing.T) {
	_, net := start(t, devnet.Options{Validators: 2, Observer: func(i int) bridgetypes.Observer { return watcher{&ethereum{}, ethKey(i)} }})
	for h := int64(1); h <= net.Height(); h++ {
		block, err := net.Node(0).Client().Client.Block(t.Context(), &h)
		require.NoError(t, err)
		require.Empty(t, block.Block.Txs)
	}
}
