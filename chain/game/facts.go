// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// Facts are what the chain knows about a step in dispute. They are the same
// for every call about one game; nothing here is taken from a party's word.
type Facts struct {
	// Program and Clock are those of the step: begin, training step, encode,
	// outer, evaluation, initialisation. A step without operators (nil) copies
	// the tensors of State.
	Program *program.Program
	Clock   program.Clock
	// New is the layout of the state file that the step leaves; nil if it
	// leaves none, as an evaluation. Tensors of New that the program does not
	// make are those of State.
	New *program.State
	// Exchange lays out the delta that the step encode makes; else nil.
	Exchange *program.Outer
	// Finite says that a number in New that is not finite is fraud by itself
	// (N1): true for the steps of a unit, but for the last of one committed
	// as diverged.
	Finite bool

	// State is the file that tensors of a state are read from: the state
	// before an inner step or encode, what is carried into begin, the outer
	// state before an outer step, the parameters of an evaluation.
	State File
	// Base is the file with the parameters that the round started from.
	Base File
	// Tokens are the batch's.
	Tokens Tokens
	// Deltas and Factors are those of the outer step, in the order of slots.
	Deltas  []commit.ID
	Factors []uint32

	// Leaf has the fields of the committed leaf (its State and Out are not
	// read), Committed is its hash. For a claim that is open on the chain, as
	// that of an outer step, the caller makes both.
	Leaf      commit.Leaf
	Committed commit.Digest
	// Trace is the trace root that the defender is bound to beforehand, by
	// another game about the same step; zero if by nothing.
	Trace commit.Digest
	// Binds says whether a root is the one that the defender is bound to, where
	// no more than a hash of it is known, as of the receipt of an audit; nil if
	// nothing binds it.
	Binds func(root commit.Digest) bool
}

// refuses says that the defender is bound to another trace root.
func (f *Facts) refuses(root commit.Digest) bool {
	if !f.Trace.IsZero() && root != f.Trace {
		return true
	}
	return f.Binds != nil && !f.Binds(root)
}

// File is a blob of tensors. Without a layout there is no file, and whatever is
// read from it is zero; so is a class that the layout lacks.
type File struct {
	ID     commit.ID
	Layout *program.State
}

// Tokens are where the rows of a batch lie in the dataset.
type Tokens struct {
	// Dataset holds ids of Width bytes, little-endian: 1, 2 or 4.
	Dataset commit.ID
	Width   int
	Rows    Rows
}

// Rows say where rows of a batch begin; sample.Batch implements it.
type Rows interface {
	// First is the number in the dataset of the first token of a row.
	First(row int) (uint64, error)
}

// Result is what a step came to: the rest of a leaf. Which form Out has follows
// from the step (docs/spec/content.md): nothing, a loss, or a delta and its
// norm. State is zero where the step leaves none.
type Result struct {
	State commit.ID
	Out   []byte
}

// Claim is what a challenger says instead: a result, and, where the defender
// is bound to a trace, that of its own trace.
type Claim struct {
	Result
	Trace commit.Digest
}

// number is an output of a step that its result states as it is.
type number struct {
	op     int
	digest commit.Digest
}

// ops is the number of operators.
func (f *Facts) ops() int {
	if f.Program == nil {
		return 0
	}
	return f.Program.NumOps()
}

func (f *Facts) outputs() []program.Output {
	if f.Program == nil {
		return nil
	}
	return f.Program.Outputs()
}

// Entries is the number of entries of the step's trace: one an operator, then
// the state file, then the delta, as far as the step leaves them.
func (f *Facts) Entries() int {
	n := f.ops()
	if f.New != nil {
		n++
	}
	if f.Exchange != nil {
		n++
	}
	return n
}

// Files are the digests of the files that a result names: the last entries of
// the step's trace.
func (f *Facts) Files(r Result) ([]commit.Digest, error) {
	p, err := f.parse(r)
	return p.files, err
}

// TraceRoot is the root of a step's trace: the Merkle root over the roots of
// all operators' outputs (K3) and the digests of the files.
func (f *Facts) TraceRoot(outputs []commit.Digest, r Result) (commit.Digest, error) {
	files, err := f.Files(r)
	if err != nil {
		return commit.Digest{}, err
	}
	if len(outputs) != f.ops() {
		return commit.Digest{}, fmt.Errorf("%w: %d roots of outputs, the step has %d operators", ErrFacts, len(outputs), f.ops())
	}
	var m commit.Merkle
	for _, d := range outputs {
		m.Add(d)
	}
	for _, d := range files {
		m.Add(d)
	}
	return m.Root(), nil
}

// parsed is a result by its parts.
type parsed struct {
	files   []commit.Digest
	numbers []number
}

// parse refuses results that no such step can have.
func (f *Facts) parse(r Result) (parsed, error) {
	var p parsed
	if want := sizeOf(f.New); r.State.Size != want || (f.New == nil && !r.State.IsZero()) {
		return p, fmt.Errorf("%w: state of %d bytes, the step leaves one of %d", ErrClaim, r.State.Size, want)
	}
	if f.New != nil {
		p.files = append(p.files, r.State.Digest)
	}
	op, named := f.result()
	switch {
	case f.Exchange != nil:
		delta, norm, err := commit.ParseDeltaOut(r.Out)
		if err != nil {
			return p, fmt.Errorf("%w: %w", ErrClaim, err)
		}
		if want := uint64(f.Exchange.DeltaBytes()); delta.Size != want {
			return p, fmt.Errorf("%w: delta of %d bytes, the job's have %d", ErrClaim, delta.Size, want)
		}
		p.files = append(p.files, delta.Digest)
		p.numbers = append(p.numbers, number{op, commit.Sum(littleEndian(norm))})
	case named:
		if _, err := commit.ParseLossOut(r.Out); err != nil {
			return p, fmt.Errorf("%w: %w", ErrClaim, err)
		}
		p.numbers = append(p.numbers, number{op, commit.Sum(r.Out)})
	case len(r.Out) > 0:
		return p, fmt.Errorf("%w: %d bytes of out, the step has none", ErrClaim, len(r.Out))
	}
	return p, nil
}

// result is the operator whose output the result states as a number.
func (f *Facts) result() (op int, ok bool) {
	outputs := f.outputs()
	if len(outputs) == 0 {
		return 0, false
	}
	last := outputs[len(outputs)-1]
	return int(last.Ref), last.Tensor < 0 && last.Class == 0
}

// hash is the leaf that a result would have.
func (f *Facts) hash(r Result) commit.Digest {
	l := f.Leaf
	l.State, l.Out = r.State, r.Out
	return l.Hash()
}

// differs checks that a claim says something else than the defender.
func (f *Facts) differs(c Claim) error {
	if _, err := f.parse(c.Result); err != nil {
		return err
	}
	if f.hash(c.Result) != f.Committed {
		return nil
	}
	if c.Trace.IsZero() || !f.refuses(c.Trace) {
		return fmt.Errorf("%w: it is what the leaf %v says already; nothing is in dispute", ErrClaim, f.Committed)
	}
	return nil
}

// Validate checks that the facts describe a step.
func (f *Facts) Validate() error {
	if f.Entries() < 1 || f.Entries() > MaxEntries {
		return fmt.Errorf("%w: a trace of %d entries, want 1 to %d", ErrFacts, f.Entries(), MaxEntries)
	}
	if err := f.Leaf.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrFacts, err)
	}
	for _, file := range []File{f.State, f.Base} {
		if file.Layout != nil && file.ID.Size != file.Layout.Size() {
			return fmt.Errorf("%w: a file of %d bytes, its layout has %d", ErrFacts, file.ID.Size, file.Layout.Size())
		}
	}
	if f.Program == nil {
		if f.New == nil || f.Exchange != nil {
			return fmt.Errorf("%w: a step without operators leaves a state and no delta", ErrFacts)
		}
		return nil
	}
	if makes := slices.ContainsFunc(f.Program.Outputs(), isDelta); makes != (f.Exchange != nil) {
		return fmt.Errorf("%w: program %s makes a delta: %t; a layout of one is given: %t", ErrFacts, f.Program.Name, makes, f.Exchange != nil)
	}
	for i := range f.Program.NumInputs() {
		in, err := f.Program.Input(i)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFacts, err)
		}
		if err := f.has(&in); err != nil {
			return err
		}
	}
	return nil
}

// MaxEntries bounds the entries of a trace.
const MaxEntries = program.MaxOps + 2

// has checks that an input can be read.
func (f *Facts) has(in *program.Input) error {
	refuse := func(what string) error {
		return fmt.Errorf("%w: input %s of program %s: %s", ErrFacts, in.Name, f.Program.Name, what)
	}
	switch in.Class {
	case program.ClassConst, program.ClassMoment1, program.ClassMoment2, program.ClassFeedback, program.ClassMomentum:
		return nil
	case program.ClassParam:
		if f.State.Layout == nil {
			return refuse("no state is given")
		}
	case program.ClassBase:
		if f.Base.Layout == nil {
			return refuse("no base is given")
		}
	case program.ClassTokens:
		if w := f.Tokens.Width; (w != 1 && w != 2 && w != 4) || f.Tokens.Rows == nil {
			return refuse(fmt.Sprintf("no dataset of tokens of 1, 2 or 4 bytes is given, but %d", w))
		}
	case program.ClassDelta:
		if in.Tensor < 0 || in.Tensor >= len(f.Deltas) || f.Deltas[in.Tensor].Size != uint64(in.Shape.Size()) {
			return refuse(fmt.Sprintf("%d deltas are given, or one of another length than %d", len(f.Deltas), in.Shape.Size()))
		}
	case program.ClassFactor:
		if len(f.Factors) != in.Shape.Size() {
			return refuse(fmt.Sprintf("%d factors are given, want %d", len(f.Factors), in.Shape.Size()))
		}
	default:
		return refuse("nothing on the chain says what it is")
	}
	return nil
}

func isDelta(o program.Output) bool { return o.Class == program.ClassDelta }

func sizeOf(l *program.State) uint64 {
	if l == nil {
		return 0
	}
	return l.Size()
}

// littleEndian is a norm as it lies in memory: its low half first.
func littleEndian(n commit.Norm) []byte {
	b := binary.LittleEndian.AppendUint64(nil, n.Lo)
	return binary.LittleEndian.AppendUint64(b, n.Hi)
}
