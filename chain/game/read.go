// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// place is where what a rule reads lies: in a range of the content of one tree,
// or nowhere, if the chain knows it by itself.
type place struct {
	known []byte // if not nil

	op    int       // the operator whose output it is, or -1
	blob  commit.ID // else the file
	span  commit.Span
	r     commit.Range
	width int // bytes of a token that is read as four; else 0
}

// locate finds elements of a value that an operator reads.
func (f *Facts) locate(ref program.Ref, first, count int) (place, error) {
	if f.Program == nil {
		return place{}, fmt.Errorf("%w: value %d of a step without operators", ErrFacts, ref)
	}
	if k, ok := ref.Op(); ok {
		op, err := f.Program.At(k)
		if err != nil {
			return place{}, fmt.Errorf("%w: %w", ErrFacts, err)
		}
		r, err := bytesOf(op.Shape, op.Type, first, count)
		size := uint64(op.Shape.Size() * op.Type.Bytes())
		return place{op: k, span: commit.TensorSpan(size), r: r}, err
	}
	i, _ := ref.Input()
	in, err := f.Program.Input(i)
	if err != nil {
		return place{}, fmt.Errorf("%w: %w", ErrFacts, err)
	}
	r, err := bytesOf(in.Shape, in.Type, first, count)
	if err != nil {
		return place{}, err
	}
	switch in.Class {
	case program.ClassTokens:
		return f.tokens(&in, first, count)
	case program.ClassDelta:
		id := f.Deltas[in.Tensor]
		return place{op: -1, blob: id, span: id.Span(), r: r}, nil
	case program.ClassFactor:
		b := make([]byte, 0, 4*count)
		for _, v := range f.Factors[first : first+count] {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		return place{op: -1, known: b}, nil
	case program.ClassBase:
		return f.Base.locate(program.ClassParam, in.Tensor, in.Type, r)
	case program.ClassParam, program.ClassMoment1, program.ClassMoment2, program.ClassFeedback, program.ClassMomentum:
		return f.State.locate(in.Class, in.Tensor, in.Type, r)
	default:
		return place{}, fmt.Errorf("%w: input %s is not read from a file", ErrFacts, in.Name)
	}
}

// bytesOf is the place of elements in a tensor.
func bytesOf(shape program.Shape, t program.Type, first, count int) (commit.Range, error) {
	if n := shape.Size(); first < 0 || count < 1 || first > n || count > n-first {
		return commit.Range{}, fmt.Errorf("%w: %d elements at %d of %d", ErrFacts, count, first, n)
	}
	width := uint64(t.Bytes())
	return commit.Range{Offset: uint64(first) * width, Length: uint64(count) * width}, nil
}

// locate finds a range of a tensor in the file.
func (x File) locate(c program.Class, tensor int, t program.Type, r commit.Range) (place, error) {
	if x.Layout == nil || !x.has(c) {
		return place{op: -1, known: make([]byte, r.Length)}, nil
	}
	at, err := x.Layout.Tensor(c, tensor)
	if err != nil {
		return place{}, fmt.Errorf("%w: %w", ErrFacts, err)
	}
	if at.Type != t || r.Offset+r.Length > at.Bytes {
		return place{}, fmt.Errorf("%w: tensor %s is %d bytes of %s in its file, %s is read up to byte %d",
			ErrFacts, at.Name, at.Bytes, at.Type, t, r.Offset+r.Length)
	}
	r.Offset += x.Layout.HeaderSize() + at.Offset
	return place{op: -1, blob: x.ID, span: x.ID.Span(), r: r}, nil
}

// has reports whether the file has tensors of a class.
func (x File) has(c program.Class) bool {
	first, end := x.Layout.Range(c)
	return first < end
}

// tokens finds tokens of a row of the batch. Each row lies somewhere else, and
// no operator reads over the end of one.
func (f *Facts) tokens(in *program.Input, first, count int) (place, error) {
	x := &f.Tokens
	length := in.Shape[len(in.Shape)-1]
	row, col := first/length, first%length
	if count > length-col {
		return place{}, fmt.Errorf("%w: %d tokens at %d of a row of %d", ErrFacts, count, col, length)
	}
	start, err := x.Rows.First(row)
	if err != nil {
		return place{}, fmt.Errorf("%w: %w", ErrFacts, err)
	}
	width := uint64(x.Width)
	if tokens := x.Dataset.Size / width; start > tokens || uint64(col+count) > tokens-start {
		return place{}, fmt.Errorf("%w: row %d of the batch starts at token %d of %d", ErrFacts, row, start, tokens)
	}
	r := commit.Range{Offset: (start + uint64(col)) * width, Length: uint64(count) * width}
	return place{op: -1, blob: x.Dataset, span: x.Dataset.Span(), r: r, width: x.Width}, nil
}

// elements turns opened bytes into what the rule reads.
func (p *place) elements(b []byte) []byte {
	if p.width == 0 || p.width == 4 {
		return b
	}
	out := make([]byte, 0, len(b)/p.width*4)
	for ; len(b) > 0; b = b[p.width:] {
		id := uint32(b[0])
		if p.width == 2 {
			id = uint32(binary.LittleEndian.Uint16(b))
		}
		out = binary.LittleEndian.AppendUint32(out, id)
	}
	return out
}

// A proof of a read is, for an operator's output, its entry and the path from
// there to the agreed subtree that holds it; then the slice proof:
//
//	entry (32) | path (32 each) | slice     an output
//	slice                                   a file
//	nothing                                 what the chain knows

// verifier opens what a rule reads from the proofs of a witness, in order.
type verifier struct {
	f      *Facts
	g      *Game
	proofs [][]byte
	used   int
	err    error // the first fault, which a rule may hide
}

// Read implements referee.Reader.
func (v *verifier) Read(ref program.Ref, first, count int) ([]byte, error) {
	p, err := v.f.locate(ref, first, count)
	if err != nil {
		return nil, v.fault(err)
	}
	return v.open(&p)
}

// open checks the next proof.
func (v *verifier) open(p *place) ([]byte, error) {
	if v.used == len(v.proofs) {
		return nil, v.fault(fmt.Errorf("%w: %d proofs, the rule reads more", ErrWitness, v.used))
	}
	proof := v.proofs[v.used]
	v.used++
	b, err := v.check(p, proof)
	if err != nil {
		return nil, v.fault(fmt.Errorf("%w: proof %d: %w", ErrWitness, v.used-1, err))
	}
	return b, nil
}

func (v *verifier) check(p *place, proof []byte) ([]byte, error) {
	if p.known != nil {
		if len(proof) > 0 {
			return nil, fmt.Errorf("%d bytes, want none: the chain knows what is read", len(proof))
		}
		return p.known, nil
	}
	digest := p.blob.Digest
	if p.op >= 0 {
		var err error
		if digest, proof, err = v.entry(uint64(p.op), proof); err != nil {
			return nil, err
		}
	}
	b, err := p.span.Verify(digest, p.r, proof)
	if err != nil {
		return nil, err
	}
	return p.elements(b), nil
}

// entry takes the root of an operator's output, and the path that shows it
// among the agreed entries of the trace, from the start of a proof.
func (v *verifier) entry(k uint64, proof []byte) (commit.Digest, []byte, error) {
	at, s, ok := passed(uint64(v.f.Entries()), v.g.First, k)
	if !ok || at >= len(v.g.Agreed) {
		return commit.Digest{}, nil, fmt.Errorf("entry %d of the trace is not agreed; the %d before the disputed one are", k, v.g.First)
	}
	length := (1 + pathLength(s.count, k-s.first)) * commit.DigestSize
	if len(proof) < length {
		return commit.Digest{}, nil, fmt.Errorf("%d bytes, want %d for entry %d of the trace and its path", len(proof), length, k)
	}
	d := decoder{b: proof[:length]}
	digest := d.digest()
	top, err := commit.MerklePath(s.count, k-s.first, digest, d.digests(length/commit.DigestSize-1))
	if err != nil {
		return commit.Digest{}, nil, err
	}
	if top != v.g.Agreed[at] {
		return commit.Digest{}, nil, fmt.Errorf("entry %d of the trace leads to %v, agreed are %v for entries %d to %d",
			k, top, v.g.Agreed[at], s.first, s.first+s.count-1)
	}
	return digest, proof[length:], nil
}

// pathLength is the number of siblings of entry k of n.
func pathLength(n, k uint64) (length int) {
	for n > 1 {
		mid := commit.Split(n)
		if length++; k >= mid {
			n, k = n-mid, k-mid
		} else {
			n = mid
		}
	}
	return length
}

func (v *verifier) fault(err error) error {
	if v.err == nil {
		v.err = err
	}
	return err
}

// done is the first fault, or that proofs are left.
func (v *verifier) done() error {
	if v.err == nil && v.used < len(v.proofs) {
		v.err = fmt.Errorf("%w: %d proofs, the rule reads %d ranges", ErrWitness, len(v.proofs), v.used)
	}
	return v.err
}
