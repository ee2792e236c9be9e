// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/gogoproto/proto"
)

// Event is a typed event of one of weft's modules.
type Event struct {
	Height int64
	// Tx is the index in the block of the transaction that emitted it, or BeginBlock or EndBlock.
	Tx int
	// Value is the event itself, for example a *jobtypes.EventRoundOpened.
	Value proto.Message
}

// What emits events in a block beside its transactions.
const (
	BeginBlock = -1
	EndBlock   = -2
)

// Block is the events of one block that passed the filters, in the order in which the chain emitted them; there may be none.
type Block struct {
	Height int64
	Events []Event
	// Refused are the indices of the transactions that the chain took into the block and refused; see Client.Signed.
	Refused []int
}

// Filter says whether an event is wanted.
type Filter func(Event) bool

// OfJob wants events that name a job.
func OfJob(job uint64) Filter {
	return func(e Event) bool {
		v, ok := e.Value.(interface{ GetJob() uint64 })
		return ok && v.GetJob() == job
	}
}

// OfTypes wants events of the types of the given values: OfTypes(&jobtypes.EventRoundOpened{}, &jobtypes.EventRoundClosed{}).
func OfTypes(values ...proto.Message) Filter {
	names := map[string]bool{}
	for _, v := range values {
		names[proto.MessageName(v)] = true
	}
	return func(e Event) bool { return names[proto.MessageName(e.Value)] }
}

// OfOperator wants events that name an operator.
func OfOperator(address string) Filter {
	return func(e Event) bool {
		v, ok := e.Value.(interface{ GetOperator() string })
		return ok && v.GetOperator() == address
	}
}

// maxMissing is how often the events of a block that is there are asked for in vain before they count as lost.
const maxMissing = 10

// Follow calls handle with every block from a height on, each once and in order, until ctx ends or handle returns an error, which it
// returns. Height 0 means the next block. Lost connections and restarts of the node delay blocks and lose none; a caller that keeps the
// height of the last block it handled goes on after a restart of its own. Events that do not pass every filter are left out.
func (c *Client) Follow(ctx context.Context, from int64, handle func(context.Context, Block) error, filters ...Filter) error {
	if from < 0 {
		return fmt.Errorf("%w: height %d, allowed from 0", ErrConfig, from)
	}
	if from == 0 {
		from = c.Height() + 1
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	stop := context.AfterFunc(c.ctx, func() { fail(ErrClosed) })
	defer stop()
	for height := from; ; height++ {
		if err := c.WaitHeight(ctx, height); err != nil {
			return err
		}
		b, err := c.mustBlock(ctx, height)
		if err != nil {
			return err
		}
		b.Events = slices.DeleteFunc(slices.Clone(b.Events), func(e Event) bool {
			return slices.ContainsFunc(filters, func(wants Filter) bool { return !wants(e) })
		})
		if err := handle(ctx, b); err != nil {
			return err
		}
	}
}

// Subscription is a running Subscribe.
type Subscription struct {
	events chan Event
	err    error
}

// Events returns the channel of the events. It is closed when the subscription ends.
func (s *Subscription) Events() <-chan Event { return s.events }

// Err says why the subscription ended. It is called after the channel was closed.
func (s *Subscription) Err() error { return s.err }

// subscriptionBuffer is how many events wait for a slow reader before the subscription waits for it too.
const subscriptionBuffer = 256

// Subscribe delivers events from a height on, each once and in order, until ctx ends. It is Follow with a channel: a reader that is slow
// delays the events and loses none.
func (c *Client) Subscribe(ctx context.Context, from int64, filters ...Filter) *Subscription {
	s := &Subscription{events: make(chan Event, subscriptionBuffer)}
	if from == 0 {
		from = c.Height() + 1 // now, not when the goroutine starts
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx.Err() != nil { // Close no longer waits for new goroutines
		s.err = ErrClosed
		close(s.events)
		return s
	}
	c.wg.Go(func() {
		defer close(s.events)
		s.err = c.Follow(ctx, from, func(ctx context.Context, b Block) error {
			for _, e := range b.Events {
				select {
				case s.events <- e:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		}, filters...)
	})
	return s
}

// Block returns all events of a block.
func (c *Client) Block(ctx context.Context, height int64) (Block, error) {
	res, err := ask(ctx, c, fmt.Sprintf("events of block %d", height), func(ctx context.Context) (*coretypes.ResultBlockResults, error) {
		return c.node.BlockResults(ctx, &height)
	})
	if err != nil {
		return Block{}, err
	}
	return c.decodeBlock(res), nil
}

// mustBlock returns all events of a block that is there, however long the node is away.
func (c *Client) mustBlock(ctx context.Context, height int64) (Block, error) {
	for try, missing := 0, 0; ; try++ {
		b, err := c.sharedBlock(ctx, height)
		switch {
		case err == nil, ctx.Err() != nil:
			return b, err
		case errors.Is(err, ErrUnreachable), strings.Contains(answered(err), "must be less than or equal to"):
			// It is away, or behind the one that told us of the block.
		default:
			if missing++; missing == maxMissing || gone(err) {
				return Block{}, fmt.Errorf("%w: %w; use a node that keeps them, or start from a later height", ErrPruned, err)
			}
		}
		if err := sleep(ctx, backoff(try)); err != nil {
			return Block{}, err
		}
	}
}

// gone reads an answer that time will not change.
func gone(err error) bool {
	text := answered(err)
	return strings.Contains(text, "lowest height is") || strings.Contains(text, "not persisting")
}

// decodeBlock puts a block's events into the order in which they were emitted.
func (c *Client) decodeBlock(res *coretypes.ResultBlockResults) Block {
	b := Block{Height: res.Height}
	var begin, end []abci.Event
	for _, e := range res.FinalizeBlockEvents {
		if mode(e) == "EndBlock" {
			end = append(end, e)
		} else {
			begin = append(begin, e)
		}
	}
	b.Events = c.decodeEvents(b.Events, Event{Height: res.Height, Tx: BeginBlock}, begin)
	for i, r := range res.TxsResults {
		if !r.IsOK() {
			b.Refused = append(b.Refused, i)
		}
		b.Events = c.decodeEvents(b.Events, Event{Height: res.Height, Tx: i}, r.Events)
	}
	b.Events = c.decodeEvents(b.Events, Event{Height: res.Height, Tx: EndBlock}, end)
	return b
}

// added are the attributes that the SDK adds to a typed event's own.
var added = []string{"mode", "msg_index", "authz_msg_index"}

func mode(e abci.Event) string {
	for _, a := range e.Attributes {
		if a.Key == "mode" {
			return a.Value
		}
	}
	return ""
}

// decodeEvents appends the events of weft's modules among those given. Of one that this program does not know it leaves a line in the log:
// the chain may be newer.
func (c *Client) decodeEvents(out []Event, at Event, events []abci.Event) []Event {
	for _, e := range events {
		if !strings.HasPrefix(e.Type, "weft.") {
			continue
		}
		e.Attributes = slices.DeleteFunc(slices.Clone(e.Attributes), func(a abci.EventAttribute) bool { return slices.Contains(added, a.Key) })
		value, err := sdk.ParseTypedEvent(e)
		if err != nil {
			c.log.Warn("event not understood", "type", e.Type, "height", at.Height, "err", err)
			continue
		}
		at.Value = value
		out = append(out, at)
	}
	return out
}
