// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	"github.com/cometbft/cometbft/p2p"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
)

const chainID = "weft-stub-1"

// stub is a chain of one account in one node: it checks sequences and timeouts as a real one does, and fails as it is told to.
type stub struct {
	c *client.Client

	mu       sync.Mutex
	height   int64
	time     time.Time
	sequence uint64 // committed
	pool     []cmttypes.Tx
	blocks   map[int64]*block
	index    map[string]*coretypes.ResultTx
	tried    map[string]int // broadcasts of each transaction

	// noIndex switches the index off; lossyIndex makes it miss the next block; leaky is how many transactions vanish after they were accepted; deaf loses the answers to so many
	// broadcasts; vague leaves the numbers out of sequence errors; down fails every request.
	noIndex, lossyIndex, vague, down bool
	leaky, deaf                      int
	// need is the gas of every transaction.
	need uint64
	// lowest is the first height whose results are kept.
	lowest int64
	// fetched are the heights asked for.
	fetched []int64
}

type block struct {
	time    time.Time
	txs     cmttypes.Txs
	results []*abci.ExecTxResult
	events  []abci.Event
}

func newStub(t *testing.T, edit ...func(*client.Config)) (*stub, *client.Client) {
	t.Helper()
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	kr := keyring.NewInMemory(codec.NewProtoCodec(registry))
	_, _, err := kr.NewMnemonic("alice", keyring.English, sdk.FullFundraiserPath, keyring.DefaultBIP39Passphrase, hd.Secp256k1)
	require.NoError(t, err)
	s := &stub{
		need: 60, height: 10, time: time.Unix(1_700_000_000, 0).UTC(), blocks: map[int64]*block{}, index: map[string]*coretypes.ResultTx{}, tried: map[string]int{},
	}
	cfg := client.Config{
		ChainID: chainID, Identity: client.Identity{Key: "alice"}, Keyring: kr, ValidBlocks: 8,
		BroadcastTimeout: 10 * time.Second, RequestTimeout: time.Second,
	}
	for _, e := range edit {
		e(&cfg)
	}
	s.c, err = client.Open(t.Context(), cfg, s)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.c.Close()) })
	return s, s.c
}

// run makes blocks until the test ends.
func (s *stub) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			time.Sleep(10 * time.Millisecond)
			s.c.Observe(s.commit())
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
}

// commit makes a block of what is in the pool.
func (s *stub) commit() client.Head {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.height++
	s.time = s.time.Add(time.Second)
	b := &block{time: s.time}
	for _, tx := range s.pool {
		res := s.deliver(tx)
		s.index[string(tx.Hash())] = &coretypes.ResultTx{Hash: tx.Hash(), Height: s.height, Index: uint32(len(b.txs)), TxResult: *res, Tx: tx}
		b.txs, b.results = append(b.txs, tx), append(b.results, res)
	}
	if s.lossyIndex && len(s.pool) > 0 {
		clear(s.index)
		s.lossyIndex = false
	}
	s.pool = nil
	b.events = []abci.Event{{Type: "weft.job.v1.EventRoundFinal", Attributes: []abci.EventAttribute{
		{Key: "job", Value: `"1"`}, {Key: "round", Value: fmt.Sprintf("%q", fmt.Sprint(s.height))}, {Key: "mode", Value: "EndBlock"},
	}}}
	s.blocks[s.height] = b
	return client.Head{Height: s.height, Time: s.time}
}

func (s *stub) read(bz cmttypes.Tx) (sequence uint64, height uint64, until time.Time, unordered bool) {
	decoded, err := s.c.TxConfig().TxDecoder()(bz)
	if err != nil {
		panic(err)
	}
	tx := decoded.(authsigning.Tx)
	sigs, err := tx.GetSignaturesV2()
	if err != nil {
		panic(err)
	}
	return sigs[0].Sequence, tx.GetTimeoutHeight(), tx.GetTimeoutTimeStamp(), tx.GetUnordered()
}

// check judges a transaction for a block at a height, after so many of the account's.
func (s *stub) check(bz cmttypes.Tx, height int64, expected uint64) (code uint32, log string) {
	sequence, last, until, unordered := s.read(bz)
	switch {
	case !unordered && uint64(height) > last:
		return sdkerrors.ErrTxTimeoutHeight.ABCICode(), "tx timeout height"
	case s.time.After(until):
		return sdkerrors.ErrTxTimeout.ABCICode(), "tx timeout"
	case unordered || sequence == expected:
		return 0, ""
	case s.vague:
		return sdkerrors.ErrWrongSequence.ABCICode(), "incorrect account sequence"
	}
	return sdkerrors.ErrWrongSequence.ABCICode(),
		fmt.Sprintf("account sequence mismatch, expected %d, got %d: incorrect account sequence", expected, sequence)
}

func (s *stub) deliver(bz cmttypes.Tx) *abci.ExecTxResult {
	code, log := s.check(bz, s.height, s.sequence)
	if code != 0 {
		return &abci.ExecTxResult{Code: code, Codespace: sdkerrors.RootCodespace, Log: log}
	}
	if _, _, _, unordered := s.read(bz); !unordered {
		s.sequence++
	}
	if limit := s.gas(bz); limit < s.need {
		return &abci.ExecTxResult{Code: sdkerrors.ErrOutOfGas.ABCICode(), Codespace: sdkerrors.RootCodespace, Log: "out of gas", GasWanted: int64(limit)}
	}
	answer, err := codectypes.NewAnyWithValue(&banktypes.MsgSendResponse{})
	if err != nil {
		panic(err)
	}
	data, err := (&sdk.TxMsgData{MsgResponses: []*codectypes.Any{answer}}).Marshal()
	if err != nil {
		panic(err)
	}
	return &abci.ExecTxResult{Data: data, GasWanted: 100, GasUsed: 60}
}

// gas is the limit of a transaction.
func (s *stub) gas(bz cmttypes.Tx) uint64 {
	decoded, err := s.c.TxConfig().TxDecoder()(bz)
	if err != nil {
		panic(err)
	}
	return decoded.(sdk.FeeTx).GetGas()
}

// included says whether a block holds a transaction.
func (s *stub) included(tx cmttypes.Tx) bool {
	for _, b := range s.blocks {
		if b.txs.Index(tx) >= 0 {
			return true
		}
	}
	return false
}

// executed counts the transactions that were executed.
func (s *stub) executed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, b := range s.blocks {
		for _, r := range b.results {
			if r.Code == 0 {
				n++
			}
		}
	}
	return n
}

func (s *stub) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pool = nil
}

func (s *stub) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pool)
}

// transactions are the hashes of all that was ever broadcast.
func (s *stub) transactions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.tried)
}

func (s *stub) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func rpcError(text string) error {
	return &rpctypes.RPCError{Code: -32603, Message: "Internal error", Data: text}
}

func (s *stub) BroadcastTxSync(_ context.Context, tx cmttypes.Tx) (*coretypes.ResultBroadcastTx, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, io.ErrUnexpectedEOF
	}
	if slices.ContainsFunc(s.pool, func(other cmttypes.Tx) bool { return string(other) == string(tx) }) {
		return nil, rpcError("tx already exists in cache")
	}
	s.tried[string(tx.Hash())]++
	expected := s.sequence
	for _, p := range s.pool {
		if _, _, _, unordered := s.read(p); !unordered {
			expected++
		}
	}
	code, log := s.check(tx, s.height+1, expected)
	if _, _, _, unordered := s.read(tx); unordered && s.included(tx) {
		code, log = sdkerrors.ErrInvalidRequest.ABCICode(), "failed to add unordered nonce: already used: invalid request"
	}
	switch {
	case code != 0:
	case s.leaky > 0:
		s.leaky--
	default:
		s.pool = append(s.pool, tx)
	}
	if s.deaf > 0 {
		s.deaf--
		return nil, io.ErrUnexpectedEOF
	}
	return &coretypes.ResultBroadcastTx{Code: code, Codespace: sdkerrors.RootCodespace, Log: log, Hash: tx.Hash()}, nil
}

func (s *stub) Tx(_ context.Context, hash []byte, _ bool) (*coretypes.ResultTx, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch found := s.index[string(hash)]; {
	case s.down:
		return nil, io.ErrUnexpectedEOF
	case s.noIndex:
		return nil, rpcError("transaction indexing is disabled")
	case found == nil:
		return nil, rpcError(fmt.Sprintf("tx (%X) not found", hash))
	default:
		return found, nil
	}
}

func (s *stub) ABCIQueryWithOptions(
	_ context.Context, path string, _ cmtbytes.HexBytes, _ rpcclient.ABCIQueryOptions,
) (*coretypes.ResultABCIQuery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	res := &coretypes.ResultABCIQuery{}
	switch {
	case s.down:
		return nil, io.ErrUnexpectedEOF
	case path == "/app/simulate":
		res.Response.Value = []byte(`{"gas_info":{"gas_wanted":"0","gas_used":"60"}}`)
	case path == "/cosmos.auth.v1beta1.Query/AccountInfo":
		info := &authtypes.QueryAccountInfoResponse{Info: &authtypes.BaseAccount{AccountNumber: 3, Sequence: s.sequence}}
		bz, err := info.Marshal()
		if err != nil {
			return nil, err
		}
		res.Response.Value = bz
	default:
		return nil, errors.New("no such query: " + path)
	}
	return res, nil
}

func (s *stub) Status(context.Context) (*coretypes.ResultStatus, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &coretypes.ResultStatus{
		NodeInfo: p2p.DefaultNodeInfo{Network: chainID},
		SyncInfo: coretypes.SyncInfo{LatestBlockHeight: s.height, LatestBlockTime: s.time, EarliestBlockHeight: 1},
	}, nil
}

func (s *stub) Header(_ context.Context, height *int64) (*coretypes.ResultHeader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.time.Add(time.Duration(*height-s.height) * time.Second)
	return &coretypes.ResultHeader{Header: &cmttypes.Header{Height: *height, Time: at}}, nil
}

func (s *stub) Block(_ context.Context, height *int64) (*coretypes.ResultBlock, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blocks[*height]
	if b == nil {
		return nil, rpcError(fmt.Sprintf("height %d must be less than or equal to the current blockchain height %d", *height, s.height))
	}
	return &coretypes.ResultBlock{Block: &cmttypes.Block{Header: cmttypes.Header{Height: *height, Time: b.time}, Data: cmttypes.Data{Txs: b.txs}}}, nil
}

func (s *stub) BlockResults(_ context.Context, height *int64) (*coretypes.ResultBlockResults, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetched = append(s.fetched, *height)
	switch b := s.blocks[*height]; {
	case s.down:
		return nil, io.ErrUnexpectedEOF
	case *height < s.lowest:
		return nil, rpcError(fmt.Sprintf("height %d is not available, lowest height is %d", *height, s.lowest))
	case b == nil:
		return nil, rpcError(fmt.Sprintf("height %d must be less than or equal to the current blockchain height %d", *height, s.height))
	default:
		return &coretypes.ResultBlockResults{Height: *height, TxsResults: b.results, FinalizeBlockEvents: b.events}, nil
	}
}
