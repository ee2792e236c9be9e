// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cosmossdk.io/log/v2"
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	protoio "github.com/cosmos/gogoproto/io"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// sees is an observer that saw some events, and what it is told to do.
type sees struct {
	events []bridgetypes.EthereumEvent
	panics bool
}

func (s *sees) Seen(uint64, bridgetypes.Word, uint64) (bridgetypes.Seen, bool) {
	if s.panics {
		panic("an observer with a fault")
	}
	var chain bridgetypes.Word
	for i, e := range s.events {
		next, err := e.Fold(chain, uint64(i)+1)
		if err != nil {
			return bridgetypes.Seen{}, false
		}
		chain = next
	}
	return bridgetypes.Seen{Nonce: uint64(len(s.events)), Chain: chain, Until: 1}, true
}

func (s *sees) Events(from, to uint64) []bridgetypes.EthereumEvent { return s.events[from:to] }

func (s *sees) Address() []byte { return ethAddress() }

func (s *sees) Sign(wanted []bridgetypes.Wanted) [][]byte { return make([][]byte, len(wanted)) }

func ethAddress() []byte { return append(make([]byte, 19), 0xaa) }

// votingChain is a chain of one validator, driven by hand.
type votingChain struct {
	t        *testing.T
	app      *app.App
	observer *sees
	val      cmttypes.PrivValidator
	address  []byte
	id       string
	height   int64
	time     time.Time
}

// newVotingChain starts one whose bridge is on or off, at height 1.
func newVotingChain(t *testing.T, on bool) *votingChain {
	t.Helper()
	laid, err := devnet.Prepare(devnet.Options{Validators: 1, Dir: t.TempDir(), Edit: func(g *devnet.Genesis) error {
		return devnet.Edit(g, bridgetypes.ModuleName, func(s *bridgetypes.GenesisState) {
			s.Params.Enabled, s.Params.EthChainId, s.Params.Contract = on, 1, append(make([]byte, 19), 1)
			s.Keys = []bridgetypes.Key{{Operator: "weftvaloper1", Address: ethAddress(), Current: true}}
		})
	}})
	require.NoError(t, err)
	config := filepath.Join(laid[0].Home, "config")
	doc, err := cmttypes.GenesisDocFromFile(filepath.Join(config, "genesis.json"))
	require.NoError(t, err)
	state := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(state, []byte(`{"height":"0","round":0,"step":0}`), 0o600))
	val := privval.LoadFilePV(filepath.Join(config, "priv_validator_key.json"), state)
	key, err := val.GetPubKey()
	require.NoError(t, err)

	c := &votingChain{t: t, observer: &sees{}, val: val, address: key.Address(), id: doc.ChainID, time: doc.GenesisTime}
	c.app = app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.Options{flags.FlagHome: t.TempDir(), app.OptionObserver: c.observer}, baseapp.SetChainID(c.id))
	t.Cleanup(func() { require.NoError(t, c.app.Close()) })
	params := doc.ConsensusParams.ToProto()
	_, err = c.app.InitChain(&abci.RequestInitChain{
		Time: doc.GenesisTime, ChainId: doc.ChainID, ConsensusParams: &params, AppStateBytes: doc.AppState, InitialHeight: 1,
	})
	require.NoError(t, err)
	c.block(nil)
	return c
}

// last is the commit of the last block as blocks have it.
func (c *votingChain) last() abci.CommitInfo {
	if c.height == 0 {
		return abci.CommitInfo{}
	}
	return abci.CommitInfo{Votes: []abci.VoteInfo{{Validator: c.validator(), BlockIdFlag: cmtproto.BlockIDFlagCommit}}}
}

func (c *votingChain) validator() abci.Validator {
	return abci.Validator{Address: c.address, Power: 100}
}

// vote is the validator's for the last block, with what it says.
func (c *votingChain) vote() abci.ExtendedCommitInfo {
	c.t.Helper()
	said, err := c.app.ExtendVote(c.t.Context(), &abci.RequestExtendVote{Height: c.height})
	require.NoError(c.t, err)
	return c.signed(said.VoteExtension)
}

// signed is a vote that says something, signed.
func (c *votingChain) signed(said []byte) abci.ExtendedCommitInfo {
	c.t.Helper()
	var buf bytes.Buffer
	require.NoError(c.t, protoio.NewDelimitedWriter(&buf).WriteMsg(&cmtproto.CanonicalVoteExtension{Extension: said, Height: c.height, ChainId: c.id}))
	pv, ok := c.val.(*privval.FilePV)
	require.True(c.t, ok)
	sig, err := pv.Key.PrivKey.Sign(buf.Bytes())
	require.NoError(c.t, err)
	return abci.ExtendedCommitInfo{Votes: []abci.ExtendedVoteInfo{{
		Validator: c.validator(), VoteExtension: said, ExtensionSignature: sig, BlockIdFlag: cmtproto.BlockIDFlagCommit,
	}}}
}

// propose makes the next proposal on a commit.
func (c *votingChain) propose(commit abci.ExtendedCommitInfo) [][]byte {
	c.t.Helper()
	res, err := c.app.PrepareProposal(&abci.RequestPrepareProposal{Height: c.height + 1, LocalLastCommit: commit, MaxTxBytes: 1 << 20, Time: c.time})
	require.NoError(c.t, err)
	return res.Txs
}

// accepts reports whether the next proposal may hold some transactions.
func (c *votingChain) accepts(txs ...[]byte) bool {
	c.t.Helper()
	res, err := c.app.ProcessProposal(&abci.RequestProcessProposal{Height: c.height + 1, Txs: txs, ProposedLastCommit: c.last(), Time: c.time})
	require.NoError(c.t, err)
	return res.IsAccepted()
}

// block executes a block.
func (c *votingChain) block(txs [][]byte) {
	c.t.Helper()
	_, err := c.app.FinalizeBlock(&abci.RequestFinalizeBlock{Height: c.height + 1, Txs: txs, DecidedLastCommit: c.last(), Time: c.time, ProposerAddress: c.address})
	require.NoError(c.t, err)
	_, err = c.app.Commit()
	require.NoError(c.t, err)
	c.height++
	c.time = c.time.Add(time.Second)
}

// state is where the bridge stands.
func (c *votingChain) state() bridgetypes.State {
	c.t.Helper()
	g, err := c.app.BridgeKeeper.ExportGenesis(c.app.NewContextLegacy(true, cmtproto.Header{Height: c.height, ChainID: c.id}))
	require.NoError(c.t, err)
	return g.State
}

func deployed() bridgetypes.EthereumEvent {
	return bridgetypes.SetEvent(bridgetypes.SetUpdated{
		Set: 1, Words: bridgetypes.Packed([]bridgetypes.Member{{Address: ethAddress(), Power: bridgetypes.TotalPower}}),
	})
}

// What a proposer adds is true or the proposal is refused; without an addition it is accepted.
func TestProposalsWithVotes(t *testing.T) {
	c := newVotingChain(t, true)
	c.block(nil)
	c.observer.events = []bridgetypes.EthereumEvent{deployed()}
	commit := c.vote()
	require.NotEmpty(t, commit.Votes[0].VoteExtension)
	txs := c.propose(commit)
	require.Len(t, txs, 1)
	require.True(t, c.accepts(txs...))
	require.True(t, c.accepts(), "the chain does not wait for the bridge")

	change := func(f func(*bridgetypes.Injection, *abci.ExtendedCommitInfo)) []byte {
		var added bridgetypes.Injection
		require.NoError(t, added.Unmarshal(txs[0][4:]))
		var again abci.ExtendedCommitInfo
		require.NoError(t, again.Unmarshal(added.Commit))
		f(&added, &again)
		var err error
		added.Commit, err = again.Marshal()
		require.NoError(t, err)
		bz, err := added.Marshal()
		require.NoError(t, err)
		return append(bytes.Clone(txs[0][:4]), bz...)
	}
	require.Equal(t, txs[0], change(func(*bridgetypes.Injection, *abci.ExtendedCommitInfo) {}))
	for name, bad := range map[string][][]byte{
		"another word": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Votes[0].VoteExtension[0] ^= 1 })},
		"no signature": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Votes[0].ExtensionSignature = nil })},
		"no votes":     {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Votes = nil })},
		"a stranger": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) {
			e.Votes[0].Validator.Address = make([]byte, 20)
		})},
		"more power": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Votes[0].Validator.Power = 1 << 40 })},
		"an absent vote": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) {
			e.Votes[0].BlockIdFlag = cmtproto.BlockIDFlagAbsent
		})},
		"another round": {change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Round = 1 })},
		"too many events": {change(func(a *bridgetypes.Injection, _ *abci.ExtendedCommitInfo) {
			a.Events = make([]bridgetypes.EthereumEvent, 33)
		})},
		"twice":         {txs[0], txs[0]},
		"not the first": {[]byte("a transaction"), txs[0]},
		"garbage":       {{0xff, 'v', 'e', 1, 0xff}},
		"nothing":       {{0xff, 'v', 'e', 1}},
	} {
		require.False(t, c.accepts(bad...), name)
	}

	// A node that never saw the proposal leaves a false addition out, and its chain goes on.
	c.block([][]byte{change(func(_ *bridgetypes.Injection, e *abci.ExtendedCommitInfo) { e.Votes[0].VoteExtension[0] ^= 1 })})
	require.Zero(t, c.state().Nonce)
	require.False(t, c.accepts(txs...), "the vote was for another block")
	txs = c.propose(c.vote())
	require.True(t, c.accepts(txs...))
	c.block(txs)
	require.EqualValues(t, 1, c.state().Nonce)
	require.Empty(t, c.state().Halted)
}

// Nobody has signed what stands with a vote that is not for the block: a proposer that adds something there adds nothing.
func TestExtensionOfAnAbsentVote(t *testing.T) {
	c := newVotingChain(t, true)
	c.block(nil)
	c.observer.events = []bridgetypes.EthereumEvent{deployed()}
	commit := c.vote()
	commit.Votes[0].BlockIdFlag = cmtproto.BlockIDFlagNil
	require.Empty(t, c.propose(commit), "and two thirds of the power are missing")
}

// While the bridge is off nothing is said, nothing is added, and what somebody adds is refused.
func TestVotesWhileTheBridgeIsOff(t *testing.T) {
	c := newVotingChain(t, false)
	c.block(nil)
	c.observer.events = []bridgetypes.EthereumEvent{deployed()}
	commit := c.vote()
	require.Empty(t, commit.Votes[0].VoteExtension)
	require.Empty(t, c.propose(c.signed([]byte("something"))))
	require.False(t, c.accepts([]byte{0xff, 'v', 'e', 1}))
}

// A fault of the observer is an empty extension: an error or a panic would stop the node.
func TestObserverThatPanics(t *testing.T) {
	c := newVotingChain(t, true)
	c.block(nil)
	c.observer.panics = true
	require.Empty(t, c.vote().Votes[0].VoteExtension)
	require.Empty(t, c.propose(c.vote()), "nobody said anything")
}

// Others' extensions are bounded in size, and not looked at otherwise: a refusal costs a vote.
func TestVerifyVoteExtension(t *testing.T) {
	c := newVotingChain(t, true)
	for said, want := range map[string]bool{
		"": true, "garbage": true, string(make([]byte, bridgetypes.MaxExtensionBytes)): true, string(make([]byte, bridgetypes.MaxExtensionBytes+1)): false,
	} {
		res, err := c.app.VerifyVoteExtension(&abci.RequestVerifyVoteExtension{Height: c.height + 1, VoteExtension: []byte(said), ValidatorAddress: c.address})
		require.NoError(t, err)
		require.Equal(t, want, res.IsAccepted(), len(said))
	}
}

// An addition that the block has no room for stays out.
func TestNoRoomForVotes(t *testing.T) {
	c := newVotingChain(t, true)
	c.block(nil)
	c.observer.events = []bridgetypes.EthereumEvent{deployed()}
	res, err := c.app.PrepareProposal(&abci.RequestPrepareProposal{Height: c.height + 1, LocalLastCommit: c.vote(), MaxTxBytes: 50, Time: c.time})
	require.NoError(t, err)
	require.Empty(t, res.Txs)
}
