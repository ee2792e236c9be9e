// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	ethtypes "github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

const (
	firstSpan = 1_000
	maxSpan   = 10_000
)

var (
	// ErrChain: the node is of another chain than the contract.
	ErrChain = errors.New("node of another chain")
	// ErrLogs: what the node answered cannot be the contract's events.
	ErrLogs = errors.New("the node's logs are not the contract's events")
	// ErrBehind: the node's final block is before one that it called final.
	ErrBehind = errors.New("the node's final block went back")
)

// Node is what is asked of a node of Ethereum. *ethclient.Client has it.
type Node interface {
	ChainID(ctx context.Context) (*big.Int, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*ethtypes.Header, error)
	FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]ethtypes.Log, error)
}

// Contract names what is followed.
type Contract struct {
	ChainID uint64
	Address common.Address
	// Block is the one that it was deployed in, or one before.
	Block uint64
}

// follower follows the contract through one node.
type follower struct {
	node     Node
	contract Contract

	// Only step uses these.
	known bool
	span  uint64
	next  uint64
	final uint64

	mu sync.Mutex
	// start is where reading began; events are from there on, with the hash chain after each and the block that it is in.
	start  place
	events []bridgetypes.EthereumEvent
	chains []bridgetypes.Word
	blocks []uint64
	until  uint64
	// doubted: the chain's history is not the one that the start belongs to.
	doubted bool
}

func newFollower(node Node, c Contract, start place) *follower {
	f := &follower{node: node, contract: c}
	f.begin(start)
	return f
}

// begin forgets everything and reads from a place on.
func (f *follower) begin(start place) {
	f.span, f.next = firstSpan, start.block
	f.mu.Lock()
	defer f.mu.Unlock()
	f.start, f.events, f.chains, f.blocks, f.until, f.doubted = start, nil, nil, nil, 0, false
}

// step reads one range of final blocks. It reports whether there are more.
func (f *follower) step(ctx context.Context) (more bool, err error) {
	if err := f.identify(ctx); err != nil {
		return false, err
	}
	head, err := f.node.HeaderByNumber(ctx, big.NewInt(int64(rpc.FinalizedBlockNumber)))
	if err != nil {
		return false, fmt.Errorf("final block: %w", err)
	}
	f.reconsider()
	number := head.Number.Uint64()
	if number < f.final {
		return false, fmt.Errorf("%w: %d after %d", ErrBehind, number, f.final)
	}
	f.final = number
	if number < f.next {
		f.setUntil(f.untilOf(head, number+1))
		return false, nil
	}
	to := min(number, f.next+f.span-1)
	logs, err := f.node.FilterLogs(ctx, f.query(f.next, to))
	if err != nil {
		// Nodes bound what they answer at once, by blocks or by logs, and say so in words of their own.
		f.span = max(1, f.span/2)
		return false, fmt.Errorf("logs of blocks %d to %d: %w", f.next, to, err)
	}
	events, blocks, err := f.read(logs, f.next, to)
	if f.misled(events, err) {
		f.begin(first(f.contract))
		return true, nil
	}
	if err != nil {
		return false, err
	}
	f.span, f.next = min(maxSpan, f.span*2), to+1
	f.add(events, blocks)
	f.setUntil(f.untilOf(head, f.next))
	return f.next <= number, nil
}

// untilOf is the time of the final block once everything up to it was read, else 0.
func (f *follower) untilOf(head *ethtypes.Header, next uint64) uint64 {
	if next <= head.Number.Uint64() {
		return 0
	}
	return head.Time
}

// identify makes sure, once, that the node is of the contract's chain.
func (f *follower) identify(ctx context.Context) error {
	if f.known {
		return nil
	}
	id, err := f.node.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("chain id: %w", err)
	}
	if !id.IsUint64() || id.Uint64() != f.contract.ChainID {
		return fmt.Errorf("%w: chain id %s, the contract is on %d", ErrChain, id, f.contract.ChainID)
	}
	f.known = true
	return nil
}

func (f *follower) query(from, to uint64) ethereum.FilterQuery {
	var topics []common.Hash
	for kind := bridgetypes.EventKindDeposit; kind <= bridgetypes.EventKindBounty; kind++ {
		topics = append(topics, bridgetypes.Topics[kind])
	}
	return ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to),
		Addresses: []common.Address{f.contract.Address}, Topics: [][]common.Hash{topics},
	}
}

// read turns the logs of a range into events. Whatever the contract cannot have written, a number that does not follow the last one first of
// all, is the node's fault: nothing of the range is taken.
func (f *follower) read(logs []ethtypes.Log, from, to uint64) (out []bridgetypes.EthereumEvent, blocks []uint64, err error) {
	slices.SortStableFunc(logs, func(a, b ethtypes.Log) int {
		return cmp.Or(cmp.Compare(a.BlockNumber, b.BlockNumber), cmp.Compare(a.Index, b.Index))
	})
	last := f.count()
	for _, l := range logs {
		if l.Removed || l.Address != f.contract.Address || l.BlockNumber < from || l.BlockNumber > to || len(l.Topics) < 2 {
			return nil, nil, fmt.Errorf("%w: log %d of block %d, asked were %d to %d", ErrLogs, l.Index, l.BlockNumber, from, to)
		}
		nonce := l.Topics[1].Big()
		if !nonce.IsUint64() || nonce.Uint64() != last+1 {
			return nil, nil, fmt.Errorf("%w: event %s follows event %d", ErrLogs, nonce, last)
		}
		event, err := eventOf(l)
		if err != nil {
			return nil, nil, err
		}
		last++
		out, blocks = append(out, event), append(blocks, l.BlockNumber)
	}
	return out, blocks, nil
}

// eventOf is the event of a log: its fields are the topics behind the number, then the data.
func eventOf(l ethtypes.Log) (bridgetypes.EthereumEvent, error) {
	for kind := bridgetypes.EventKindDeposit; kind <= bridgetypes.EventKindBounty; kind++ {
		if l.Topics[0] != common.Hash(bridgetypes.Topics[kind]) {
			continue
		}
		e := bridgetypes.EthereumEvent{Kind: uint32(kind)}
		for _, topic := range l.Topics[2:] {
			e.Fields = append(e.Fields, topic[:]...)
		}
		e.Fields = append(e.Fields, l.Data...)
		if _, err := e.Decode(); err != nil {
			return e, fmt.Errorf("%w: %w", ErrLogs, err)
		}
		return e, nil
	}
	return bridgetypes.EthereumEvent{}, fmt.Errorf("%w: topic %s", ErrLogs, l.Topics[0])
}

// before is the number of events before those that are read. The lock is held.
func (f *follower) before() uint64 { return f.start.nonce - 1 }

// count is the number of the latest event.
func (f *follower) count() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.before() + uint64(len(f.chains))
}

// add takes new events.
func (f *follower) add(events []bridgetypes.EthereumEvent, blocks []uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, e := range events {
		chain := f.start.chain
		if n := len(f.chains); n > 0 {
			chain = f.chains[n-1]
		}
		next, err := e.Fold(chain, f.before()+uint64(len(f.chains))+1)
		if err != nil {
			return // eventOf has decoded it: it folds
		}
		f.events, f.chains, f.blocks = append(f.events, e), append(f.chains, next), append(f.blocks, blocks[i])
	}
}

// setUntil takes the time up to which there are no other events. Nothing is known of times before the event was seen that a place is of: it could
// be the wrong one, with events between.
func (f *follower) setUntil(until uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.start.nonce > 1 && len(f.events) == 0 {
		until = 0
	}
	f.until = until
}

// at is the hash chain after an event, and whether it was seen. The one before the first is zero.
func (f *follower) at(nonce uint64) (bridgetypes.Word, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.chainAt(nonce)
}

func (f *follower) chainAt(nonce uint64) (bridgetypes.Word, bool) {
	switch before := f.before(); {
	case nonce < before || nonce > before+uint64(len(f.chains)):
		return bridgetypes.Word{}, false
	case nonce == before:
		return f.start.chain, true
	default:
		return f.chains[nonce-before-1], true
	}
}

// latest is the number of events, and until when there is no other.
func (f *follower) latest() (nonce, until uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.before() + uint64(len(f.chains)), f.until
}

// between are the events behind from up to to, nil if not all of them are known.
func (f *follower) between(from, to uint64) []bridgetypes.EthereumEvent {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.before()
	if from < before || from > to || to > before+uint64(len(f.events)) {
		return nil
	}
	return slices.Clone(f.events[from-before : to-before])
}
