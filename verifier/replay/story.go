// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// Config is how steps are executed. None of it changes a bit.
type Config struct {
	Kernel kernel.Kernel
	// Workers is the number of threads; 0 means all processors.
	Workers int
	// Memory bounds the bytes of an execution; 0 means no bound.
	Memory int64
}

// Story is what an honest party holds of a step. It implements game.Story and
// is for one goroutine.
type Story struct {
	ctx   context.Context //nolint:containedctx // moves are asked for without one, for as long as the work lasts
	facts *game.Facts
	files Files
	cfg   Config

	result   game.Result
	entries  []commit.Digest
	diverged bool
	own      []*made // files that the step leaves
	kept     map[int][]byte
}

// Run executes a step. The story lasts as long as ctx.
func Run(ctx context.Context, f *game.Facts, files Files, cfg Config) (*Story, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	s := &Story{ctx: ctx, facts: f, files: files, cfg: cfg}
	if f.Program == nil {
		return s, s.copied()
	}
	x, err := s.execute()
	if err != nil {
		return nil, err
	}
	defer x.Close()
	s.diverged = x.diverged
	if err := s.finish(x); err != nil {
		return nil, err
	}
	return s, nil
}

// Result implements game.Story.
func (s *Story) Result() game.Result { return s.result }

// Entries implements game.Story: roots of outputs, then files.
func (s *Story) Entries() ([]commit.Digest, error) { return s.entries, nil }

// Root is the root of the trace, as a receipt names it.
func (s *Story) Root() commit.Digest { return commit.MerkleRoot(s.entries) }

// Diverged reports whether the state that the step leaves has a number that is
// not finite.
func (s *Story) Diverged() bool { return s.diverged }

// Differs reports whether the step came to something else than was committed.
func (s *Story) Differs() bool {
	l := s.facts.Leaf
	l.State, l.Out = s.result.State, s.result.Out
	return l.Hash() != s.facts.Committed
}

// Blob implements game.Story.
func (s *Story) Blob(id commit.ID) (io.ReaderAt, commit.Nodes, error) {
	return overlay{s.own, s.files}.Blob(id)
}

// Files are the files that the step left, over those that the first of a row of
// steps was given: what the next step reads. What earlier steps left is dropped,
// so a row of any length holds two states.
func (s *Story) Files() Files { return overlay{s.own, beneath(s.files)} }

// Output implements game.Story. The first call makes the output, and those that
// its operator reads: a witness needs them next.
func (s *Story) Output(k int) (io.ReaderAt, error) {
	if b, ok := s.kept[k]; ok {
		return bytes.NewReader(b), nil
	}
	if s.facts.Program == nil {
		return nil, fmt.Errorf("%w: a step without operators has no output %d", ErrStep, k)
	}
	op, err := s.facts.Program.At(k)
	if err != nil {
		return nil, err
	}
	if err := s.keep(append(outputsRead(&op), k)); err != nil {
		return nil, err
	}
	return bytes.NewReader(s.kept[k]), nil
}

// outputsRead are the operators whose outputs an operator reads.
func outputsRead(op *program.Op) (ops []int) {
	for _, r := range op.In {
		if k, ok := r.Op(); ok {
			ops = append(ops, k)
		}
	}
	return ops
}

// keep executes the step once more, for the outputs of some operators.
func (s *Story) keep(ops []int) error {
	x, err := s.execute(ops...)
	if err != nil {
		return err
	}
	defer x.Close()
	for k, root := range x.Roots() {
		if root != s.entries[k] {
			return fmt.Errorf("%w: operator %d gave %v, then %v; test the memory of this machine", ErrUnsound, k, s.entries[k], root)
		}
	}
	if s.kept == nil {
		s.kept = map[int][]byte{}
	}
	for _, k := range ops {
		s.kept[k] = x.Kept(k)
	}
	return nil
}

// copied is the result of a step without operators: the tensors of its file.
func (s *Story) copied() error {
	layout := s.facts.New
	data := make([]byte, layout.DataSize())
	for t := range layout.All() {
		if err := s.readTensor(s.facts.State, t.Class, t.Tensor, data[t.Offset:t.Offset+t.Bytes]); err != nil {
			return err
		}
	}
	return s.leave(data, nil)
}
