// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/agent"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// row executes steps of a unit one after another. Each reads the state that the
// one before it left.
type row struct {
	*record
	cfg    replay.Config
	inner  *replay.Row
	files  replay.Files // with what the latest step left
	before commit.ID
	next   uint32
	// far says that the next step is not the first: what its state holds was
	// looked at.
	far bool
}

// from begins a row at a step: at the last published state before it.
func (r *record) from(step uint32, inner *replay.Row, cfg replay.Config, files replay.Files) (*row, error) {
	x := &row{record: r, cfg: cfg, inner: inner, files: files, before: r.carried}
	if step == 0 {
		return x, nil
	}
	at, id, err := r.anchor(step - 1)
	x.before, x.next = id, at+1
	return x, err
}

// came is what a step came to.
type came struct {
	facts  *game.Facts
	result game.Result
	trace  commit.Digest // if it was asked for
	// suspect says that the state may hold a number that is not finite.
	suspect bool
}

// step executes the next step. A leaf, if it is known, is what it is compared
// with.
func (x *row) step(ctx context.Context, leaf commit.Digest, trace bool) (*came, error) {
	f, err := x.facts(x.next, x.before, leaf)
	if err != nil {
		return nil, err
	}
	out := &came{facts: f}
	if f.Tokens.Rows == nil {
		s, err := x.tell(ctx, f)
		if err != nil {
			return nil, err
		}
		out.result, out.suspect = s.Result(), true
		if trace {
			out.trace = s.Root()
		}
		x.files = s.Files()
	} else {
		s, err := x.inner.Run(ctx, f, x.files, trace)
		if err != nil {
			return nil, x.at(err)
		}
		// Error feedback rests, so what the first step finds in it stays.
		out.result, out.trace, out.suspect = s.Result, s.Trace, s.Diverged || !x.far
		x.files = x.inner.Files()
	}
	x.next, x.before, x.far = x.next+1, out.result.State, x.next > 0
	return out, nil
}

// tell executes the next step as a story, which has all that a game about it
// needs.
func (x *row) tell(ctx context.Context, f *game.Facts) (*replay.Story, error) {
	s, err := replay.Run(ctx, f, x.files, x.cfg)
	if err != nil {
		return nil, x.at(err)
	}
	return s, nil
}

func (x *row) at(err error) error { return fmt.Errorf("step %d of %v: %w", x.next, x.Unit, err) }

// blob is a file that the latest step left, or read.
func (x *row) blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) { return x.files.Blob(id) }

// compare executes the next step, and says what is wrong with it; nil if nothing
// is.
func (x *row) compare(ctx context.Context, c *commitment, before game.Result, trace bool) (*came, *Finding, error) {
	step := x.next
	s, err := x.step(ctx, c.leaves[step], trace)
	if err != nil {
		return nil, nil, err
	}
	found := &Finding{Unit: x.Unit, Step: step, leaves: c.leaves, before: before}
	if found.Claim, err = agent.Claim(s.facts, s.result); err == nil {
		return s, found, nil
	}
	if !errors.Is(err, agent.ErrAgreed) {
		return nil, nil, err
	}
	if s.suspect {
		if err := found.poisoned(s, x); err != nil {
			return nil, nil, err
		}
	}
	if !found.NonFinite {
		found = nil
	}
	return s, found, nil
}

// errNoStep ends a row that has no more steps.
var errNoStep = errors.New("the unit has no such step")

// story implements subject: from the last published state before the step.
func (r *record) story(ctx context.Context, b *disputetypes.Board, cfg replay.Config, files replay.Files) (*game.Facts, *replay.Story, error) {
	inner := replay.NewRow(cfg)
	defer inner.Close()
	x, err := r.from(b.Step, inner, cfg, files)
	if err != nil {
		return nil, nil, err
	}
	// A state that was published and is not served any more is made anew. The first
	// step of a trainer's first unit has none before it: nobody is asked for that.
	if x.next > 0 {
		if _, _, err := files.Blob(x.before); errors.Is(err, blob.ErrUnavailable) {
			if x, err = r.from(0, inner, cfg, files); err != nil {
				return nil, nil, err
			}
		}
	}
	if b.Step >= x.steps() || b.Step < x.next {
		return nil, nil, fmt.Errorf("%w: %d; the next is %d of %d", errNoStep, b.Step, x.next, x.steps())
	}
	for x.next < b.Step {
		if _, err := x.step(ctx, commit.Digest{}, false); err != nil {
			return nil, nil, err
		}
	}
	f, err := x.facts(b.Step, x.before, commit.Digest(b.Leaf))
	if err != nil {
		return nil, nil, err
	}
	if d := b.Receipt; d != nil && d.Duty.Traced == b.Step {
		verifier, err := client.ParseAddress(b.Defender)
		if err != nil {
			return nil, nil, err
		}
		f.Binds = func(root commit.Digest) bool { return d.Proves(r.chainID, verifier, root) }
	}
	s, err := x.tell(ctx, f)
	return f, s, err
}
