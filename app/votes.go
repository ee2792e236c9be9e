// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"

	bridgekeeper "github.com/weft-network/weft/x/bridge/keeper"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// OptionObserver is the option by which a program gives an application what its node knows of Ethereum, as a bridgetypes.Observer.
const OptionObserver = "weft.bridge.observer"

// voteMark begins what a proposer adds of votes. No transaction begins like that: the first byte is of no field of a protobuf message.
var voteMark = []byte{0xff, 'v', 'e', 1}

// errVotes marks what a proposer may not add.
var errVotes = errors.New("these are not the votes for the last block")

// place is what an addition takes of a block, with the frame around it.
func place(added []byte) uint64 {
	const frame = 16
	if len(added) == 0 {
		return 0
	}
	return uint64(len(added)) + frame
}

// extendVote says what this node sees of Ethereum, and signs. It answers from memory and committed state. On any doubt it says nothing: an
// empty extension is always good, and an error or a panic here would stop the node.
func (app *App) extendVote(ctx sdk.Context, _ *abci.RequestExtendVote) (res *abci.ResponseExtendVote, _ error) {
	res = &abci.ResponseExtendVote{}
	if app.observer == nil {
		return res, nil
	}
	defer func() {
		if r := recover(); r != nil {
			app.Logger().Error("the vote says nothing about Ethereum", "panic", r)
			res = &abci.ResponseExtendVote{}
		}
	}()
	said, err := app.BridgeKeeper.Extend(ctx, app.observer)
	if err == nil {
		var bz []byte
		if bz, err = said.Marshal(); err == nil && len(bz) <= bridgetypes.MaxExtensionBytes {
			res.VoteExtension = bz
			return res, nil
		}
	}
	app.Logger().Error("the vote says nothing about Ethereum", "err", err)
	return res, nil
}

// verifyVoteExtension bounds the size and looks at nothing else. What is merely wrong is left out later: a refusal here costs a vote, and
// votes that come late are not asked about at all.
func verifyVoteExtension(_ sdk.Context, req *abci.RequestVerifyVoteExtension) (*abci.ResponseVerifyVoteExtension, error) {
	if len(req.VoteExtension) > bridgetypes.MaxExtensionBytes {
		return &abci.ResponseVerifyVoteExtension{Status: abci.ResponseVerifyVoteExtension_REJECT}, nil
	}
	return &abci.ResponseVerifyVoteExtension{Status: abci.ResponseVerifyVoteExtension_ACCEPT}, nil
}

// addVotes returns what a proposer adds: the votes for the last block with the events that validators agreed on, nil while the bridge is off,
// when nobody said anything, and on any doubt. A block without it is as good.
func (app *App) addVotes(ctx sdk.Context, req *abci.RequestPrepareProposal) []byte {
	votes, err := app.checkVotes(ctx, &req.LocalLastCommit)
	if err != nil {
		app.Logger().Error("the proposal goes without votes about Ethereum", "height", req.Height, "err", err)
	}
	if err != nil || !anySaid(votes) {
		return nil
	}
	added, err := app.injection(ctx, &req.LocalLastCommit, votes)
	if err != nil || place(added) > uint64(req.MaxTxBytes) {
		app.Logger().Error("the proposal goes without votes about Ethereum", "height", req.Height, "bytes", len(added), "err", err)
		return nil
	}
	return added
}

func anySaid(votes []bridgekeeper.Vote) bool {
	for _, v := range votes {
		if len(v.Extension) > 0 {
			return true
		}
	}
	return false
}

func (app *App) injection(ctx sdk.Context, commit *abci.ExtendedCommitInfo, votes []bridgekeeper.Vote) ([]byte, error) {
	var out bridgetypes.Injection
	var err error
	if app.observer != nil {
		if out.Events, err = app.BridgeKeeper.Propose(ctx, app.observer, votes); err != nil {
			return nil, err
		}
	}
	if out.Commit, err = commit.Marshal(); err != nil {
		return nil, err
	}
	bz, err := out.Marshal()
	return append(bytes.Clone(voteMark), bz...), err
}

// checkVotes checks the validators' signatures of what they said with their votes for the last block, and returns it. While the bridge is
// off it returns nothing.
func (app *App) checkVotes(ctx sdk.Context, commit *abci.ExtendedCommitInfo) ([]bridgekeeper.Vote, error) {
	on, err := app.BridgeKeeper.Working(ctx)
	if err != nil || !on || !extended(ctx) {
		return nil, err
	}
	if err := baseapp.ValidateVoteExtensions(ctx, app.StakingKeeper, ctx.BlockHeight(), ctx.ChainID(), *commit); err != nil {
		return nil, fmt.Errorf("%w: %w", errVotes, err)
	}
	votes := make([]bridgekeeper.Vote, len(commit.Votes))
	for i, v := range commit.Votes {
		votes[i].Power = v.Validator.Power
		// Nobody has signed what stands with a vote that is not for the block.
		if v.BlockIdFlag == cmtproto.BlockIDFlagCommit {
			votes[i].Extension = v.VoteExtension
		}
	}
	return votes, nil
}

// extended reports whether the votes for the last block had extensions.
func extended(ctx sdk.Context) bool {
	p := ctx.ConsensusParams()
	return p.Abci != nil && p.Abci.VoteExtensionsEnableHeight != 0 && ctx.HeaderInfo().Height > p.Abci.VoteExtensionsEnableHeight
}

// marked reports whether a transaction is an addition.
func marked(tx []byte) bool { return bytes.HasPrefix(tx, voteMark) }

// readAdded decodes an addition and checks its votes.
func (app *App) readAdded(ctx sdk.Context, tx []byte) ([]bridgekeeper.Vote, []bridgetypes.EthereumEvent, error) {
	var added bridgetypes.Injection
	if err := added.Unmarshal(tx[len(voteMark):]); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errVotes, err)
	}
	if len(added.Events) > bridgetypes.EventWindow {
		return nil, nil, fmt.Errorf("%w: %d events, allowed up to %d", errVotes, len(added.Events), bridgetypes.EventWindow)
	}
	var commit abci.ExtendedCommitInfo
	if err := commit.Unmarshal(added.Commit); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errVotes, err)
	}
	votes, err := app.checkVotes(ctx, &commit)
	if err == nil && votes == nil {
		err = fmt.Errorf("%w: the bridge is off", errVotes)
	}
	return votes, added.Events, err
}

// process refuses a proposal whose addition is not true, or not the first. One without an addition is accepted: the chain never waits for
// the bridge.
func (app *App) process(ctx sdk.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	for i, tx := range req.Txs {
		if !marked(tx) {
			continue
		}
		err := errVotes
		if i == 0 {
			_, _, err = app.readAdded(ctx, tx)
		}
		if err != nil {
			app.Logger().Error("a proposal is refused for its votes about Ethereum", "height", req.Height, "err", err)
			return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
		}
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

// takeVotes hands the addition of a block to the bridge, after it has checked it again: a node that catches up has not seen it proposed.
func (app *App) takeVotes(ctx sdk.Context, txs [][]byte) error {
	if len(txs) == 0 || !marked(txs[0]) {
		return nil
	}
	votes, events, err := app.readAdded(ctx, txs[0])
	if err != nil {
		app.Logger().Error("votes about Ethereum are left out", "height", ctx.BlockHeight(), "err", err)
		return nil // a false addition is a proposer's fault and stops no chain
	}
	return app.BridgeKeeper.PreBlock(ctx, votes, events)
}
