// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

const (
	// DefaultPoll is how often a node is asked for its final block: Ethereum has a new one every six and a half minutes.
	DefaultPoll = 15 * time.Second
	// callTimeout bounds one question to a node.
	callTimeout = 30 * time.Second
)

// ErrNoNode: an oracle needs a node of Ethereum.
var ErrNoNode = errors.New("no node of Ethereum is given")

// Config is what an oracle is made of.
type Config struct {
	Nodes    []Node
	Contract Contract
	// Signer signs; nil only observes.
	Signer *Signer
	// Place is a file for where to begin after the next start; empty for none, which reads Ethereum from Contract.Block on every time.
	Place string
	// Poll is the pause after everything final was read; the default is DefaultPoll.
	Poll time.Duration
	Log  *slog.Logger
}

// Oracle follows the contract, and answers consensus from memory.
type Oracle struct {
	followers []*follower
	places    *places
	signer    *Signer
	poll      time.Duration
	log       *slog.Logger
}

var _ bridgetypes.Observer = (*Oracle)(nil)

// New returns an oracle that has seen nothing. Run makes it look.
func New(c Config) (*Oracle, error) {
	if len(c.Nodes) == 0 {
		return nil, ErrNoNode
	}
	o := &Oracle{signer: c.Signer, poll: c.Poll, log: c.Log}
	if o.poll <= 0 {
		o.poll = DefaultPoll
	}
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	o.places = &places{path: c.Place, contract: c.Contract}
	start, err := o.places.load()
	if err != nil {
		o.log.Warn("Ethereum is read from the contract's deployment on", "err", err)
	}
	for _, node := range c.Nodes {
		o.followers = append(o.followers, newFollower(node, c.Contract, start))
	}
	return o, nil
}

// Run follows every node, and signs, until the context ends.
func (o *Oracle) Run(ctx context.Context) {
	var group sync.WaitGroup
	for i, f := range o.followers {
		group.Go(func() { o.follow(ctx, i, f) })
	}
	if o.signer != nil {
		group.Go(func() { o.signer.run(ctx, o.log) })
	}
	group.Wait()
}

// follow asks one node, for as long as the context lasts. A node that fails is asked again after a pause.
func (o *Oracle) follow(ctx context.Context, i int, f *follower) {
	for ctx.Err() == nil {
		call, cancel := context.WithTimeout(ctx, callTimeout)
		more, err := f.step(call)
		cancel()
		if err != nil && ctx.Err() == nil {
			o.log.Warn("a node of Ethereum gave no answer that can be used", "node", i, "err", err)
		}
		if err := o.places.keep(f); err != nil {
			o.log.Warn("where to begin after the next start is not kept", "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(o.poll):
		}
	}
}

// most is how many nodes must say the same: more than half.
func (o *Oracle) most() int { return len(o.followers)/2 + 1 }

// agreed returns the hash chain after an event that more than half of the nodes have alike.
func (o *Oracle) agreed(nonce uint64) (bridgetypes.Word, bool) {
	for _, f := range o.followers {
		chain, ok := f.at(nonce)
		if !ok {
			continue
		}
		alike := 0
		for _, g := range o.followers {
			if other, ok := g.at(nonce); ok && other == chain {
				alike++
			}
		}
		if alike >= o.most() {
			return chain, true
		}
	}
	return bridgetypes.Word{}, false
}

// Seen implements bridgetypes.Observer.
func (o *Oracle) Seen(after uint64, chain bridgetypes.Word, limit uint64) (bridgetypes.Seen, bool) {
	// The chain's own history must be that of the nodes: of two that differ, neither is vouched for.
	if known, ok := o.agreed(after); !ok || known != chain {
		for _, f := range o.followers {
			f.doubt(after, chain)
		}
		return bridgetypes.Seen{}, false
	}
	o.places.note(after, chain)
	s := bridgetypes.Seen{Nonce: after, Chain: chain}
	for s.Nonce < limit {
		next, ok := o.agreed(s.Nonce + 1)
		if !ok {
			break
		}
		s.Nonce, s.Chain = s.Nonce+1, next
	}
	s.Until = o.until(s.Nonce, s.Chain)
	return s, s.Nonce > 0
}

// until is the time up to which more than half of the nodes have no event after this one, 0 if so many do not say so.
func (o *Oracle) until(nonce uint64, chain bridgetypes.Word) uint64 {
	var times []uint64
	for _, f := range o.followers {
		at, ok := f.at(nonce)
		latest, until := f.latest()
		if ok && at == chain && latest == nonce && until > 0 {
			times = append(times, until)
		}
	}
	if len(times) < o.most() {
		return 0
	}
	slices.Sort(times)
	return times[len(times)-o.most()]
}

// Events implements bridgetypes.Observer.
func (o *Oracle) Events(from, to uint64) []bridgetypes.EthereumEvent {
	chain, ok := o.agreed(to)
	if !ok {
		return nil
	}
	for _, f := range o.followers {
		if at, ok := f.at(to); ok && at == chain {
			return f.between(from, to)
		}
	}
	return nil
}

// Address implements bridgetypes.Observer.
func (o *Oracle) Address() []byte {
	if o.signer == nil {
		return nil
	}
	return o.signer.Address()
}

// Sign implements bridgetypes.Observer.
func (o *Oracle) Sign(wanted []bridgetypes.Wanted) [][]byte {
	if o.signer == nil {
		return make([][]byte, len(wanted))
	}
	return o.signer.sign(wanted)
}
