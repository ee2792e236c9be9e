// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/mempool"
	"github.com/cosmos/cosmos-sdk/x/authz"

	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

const (
	// disputePart is the part of a block, one in so many, that is kept for disputes: a clock must not run out because somebody pays
	// for everybody's place.
	disputePart = 4
	// maxLaneBytes bounds what a node keeps of disputes beside its mempool.
	maxLaneBytes = 4 * maxBlockBytes
)

// lane remembers the transactions of disputes that wait in the mempool, in the order in which they came. The mempool is CometBFT's, first
// come, first served; what it hands to a proposer need not reach as far as a transaction that came after a flood.
type lane struct {
	mu    sync.Mutex
	txs   []waiting
	bytes int
}

type waiting struct {
	tx  sdk.Tx
	raw []byte
	gas uint64
}

var _ mempool.Mempool = (*lane)(nil)

// Insert implements mempool.Mempool: it is told of every transaction that passed its checks.
func (l *lane) Insert(ctx context.Context, tx sdk.Tx, o mempool.InsertOption) error {
	raw := sdk.UnwrapSDKContext(ctx).TxBytes()
	if !isDispute(tx.GetMsgs()) {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bytes+len(raw) > maxLaneBytes || l.at(raw) >= 0 {
		return nil // it keeps its place in the mempool
	}
	l.txs = append(l.txs, waiting{tx, raw, o.GasWanted})
	l.bytes += len(raw)
	return nil
}

func (l *lane) at(raw []byte) int {
	return slices.IndexFunc(l.txs, func(w waiting) bool { return bytes.Equal(w.raw, raw) })
}

// Select implements mempool.Mempool. Proposals are made by prepare.
func (l *lane) Select(context.Context, [][]byte) mempool.Iterator { return nil }

// CountTx implements mempool.Mempool.
func (l *lane) CountTx() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.txs)
}

// Remove implements mempool.Mempool: the transaction is in a block, or is not valid any more.
func (l *lane) Remove(tx sdk.Tx) error {
	if !isDispute(tx.GetMsgs()) {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.txs = slices.DeleteFunc(l.txs, func(w waiting) bool {
		same := slices.EqualFunc(w.tx.GetMsgs(), tx.GetMsgs(), sameMessage)
		if same {
			l.bytes -= len(w.raw)
		}
		return same
	})
	return nil
}

func sameMessage(a, b sdk.Msg) bool {
	x, xok := a.(interface{ Marshal() ([]byte, error) })
	y, yok := b.(interface{ Marshal() ([]byte, error) })
	if !xok || !yok {
		return false
	}
	p, perr := x.Marshal()
	q, qerr := y.Marshal()
	return perr == nil && qerr == nil && bytes.Equal(p, q)
}

// waiting are the transactions of disputes, those first that an open game or request waits for, one each. awaited names what waits for a
// message, "" for nothing.
func (l *lane) waiting(awaited func(sdk.Msg) string) []waiting {
	l.mu.Lock()
	defer l.mu.Unlock()
	moved := map[string]bool{}
	var first, rest []waiting
	for _, w := range l.txs {
		if what := awaited(w.tx.GetMsgs()[0]); what != "" && !moved[what] {
			moved[what] = true
			first = append(first, w)
		} else {
			rest = append(rest, w)
		}
	}
	return append(first, rest...)
}

// isDispute reports whether a transaction does nothing but dispute, itself or under a grant.
func isDispute(msgs []sdk.Msg) bool {
	for _, m := range msgs {
		if exec, ok := m.(*authz.MsgExec); ok {
			inner, err := exec.GetMessages()
			if err != nil || !isDispute(inner) {
				return false
			}
			continue
		}
		if !strings.HasPrefix(sdk.MsgTypeURL(m), "/weft.dispute.") {
			return false
		}
	}
	return len(msgs) > 0
}

// proposal is a block being filled.
type proposal struct {
	ctx              sdk.Context
	maxBytes, maxGas uint64
	selector         baseapp.TxSelector
	taken            map[string]bool
}

// prepare makes a proposal: what the bridge takes of the votes for the last block, while it is on; up to a part of the block for disputes, then what the mempool hands out, first come, first served.
func (app *App) prepare(l *lane) sdk.PrepareProposalHandler {
	return func(ctx sdk.Context, req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
		votes := app.addVotes(ctx, req)
		p := proposal{ctx: ctx, maxBytes: uint64(req.MaxTxBytes) - place(votes), selector: baseapp.NewDefaultTxSelector(), taken: map[string]bool{}}
		if b := ctx.ConsensusParams().Block; b != nil && b.MaxGas > 0 {
			p.maxGas = uint64(b.MaxGas)
		}
		app.addDisputes(&p, l)
		app.addOthers(&p, req.Txs)
		txs := p.selector.SelectedTxs(ctx)
		if votes != nil {
			txs = slices.Insert(slices.Clone(txs), 0, votes)
		}
		return &abci.ResponsePrepareProposal{Txs: txs}, nil
	}
}

// awaited names the open game or request that waits for a message, "" if none does.
func (app *App) awaited(ctx sdk.Context, m sdk.Msg) string {
	switch msg := m.(type) {
	case *disputetypes.MsgMove:
		if app.DisputeKeeper.Awaits(ctx, msg) {
			return fmt.Sprint("game ", msg.Game)
		}
	case *disputetypes.MsgRespondData:
		if app.DisputeKeeper.AwaitsData(ctx, msg) {
			return fmt.Sprint("request ", msg.Request)
		}
	}
	return ""
}

func (app *App) addDisputes(p *proposal, l *lane) {
	for _, w := range l.waiting(func(m sdk.Msg) string { return app.awaited(p.ctx, m) }) {
		if _, err := app.PrepareProposalVerifyTx(w.tx); err != nil {
			continue // an earlier transaction of the same key is not in a block yet
		}
		before := len(p.selector.SelectedTxs(p.ctx))
		full := p.selector.SelectTxForProposal(p.ctx, p.maxBytes/disputePart, p.maxGas/disputePart, w.tx, w.raw, w.gas)
		if len(p.selector.SelectedTxs(p.ctx)) > before {
			p.taken[string(w.raw)] = true
		}
		if full {
			return
		}
	}
}

func (app *App) addOthers(p *proposal, txs [][]byte) {
	for _, raw := range txs {
		tx, err := app.TxDecode(raw)
		if err != nil || p.taken[string(raw)] {
			continue
		}
		var gas uint64
		if limited, ok := tx.(sdk.GasTx); ok {
			gas = limited.GetGas()
		}
		if p.selector.SelectTxForProposal(p.ctx, p.maxBytes, p.maxGas, tx, raw, gas) {
			return
		}
	}
}
