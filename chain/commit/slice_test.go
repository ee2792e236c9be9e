// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/internal/vectors"
)

// rangesOf gives ranges at the edges of a span and some in between.
func rangesOf(size uint64, rng *rand.Rand) []commit.Range {
	rs := []commit.Range{{0, 1}, {size - 1, 1}, {0, min(size, commit.MaxRange)}}
	for range 12 {
		off := rng.Uint64N(size)
		longest := min(size-off, commit.MaxRange)
		rs = append(rs, commit.Range{Offset: off, Length: 1 + rng.Uint64N(longest)}, commit.Range{Offset: off, Length: 1 + rng.Uint64N(min(longest, 3*kib))})
	}
	for edge := uint64(mib); edge < size; edge += mib { // across leaves
		rs = append(rs, commit.Range{Offset: edge - 1, Length: 2}, commit.Range{Offset: edge, Length: 1})
	}
	return rs
}

// Spec K2, K3: any range of a blob or a tensor opens, at the exact cost told.
func TestProveAndVerify(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range oddSizes[1:] {
		content := pattern(t, size)
		reader := bytes.NewReader(content)
		id, nodes := build(t, size)
		tensor := commit.TensorOf(content)
		for _, r := range rangesOf(size, rng) {
			proof, err := id.Prove(r, reader, nodes.get)
			require.NoError(t, err)
			opened{id.Span(), id.Digest, r, content}.check(t, proof)
			if size > 4*mib {
				continue
			}
			proof, err = tensor.Prove(r, reader)
			require.NoError(t, err)
			opened{tensor.Span(), tensor.Digest, r, content}.check(t, proof)
		}
	}
}

// opened is a proof and what it must open.
type opened struct {
	span    commit.Span
	digest  commit.Digest
	r       commit.Range
	content []byte // of the whole blob or tensor
}

func (o opened) check(t *testing.T, proof []byte) {
	t.Helper()
	s, r := o.span, o.r
	cost, err := s.Cost(r)
	require.NoError(t, err)
	require.Equal(t, cost.Bytes, uint64(len(proof)))
	got, err := s.Verify(o.digest, r, proof)
	require.NoError(t, err)
	require.True(t, bytes.Equal(o.content[r.Offset:r.Offset+r.Length], got), "%+v", r)
	require.Equal(t, len(got), cap(got), "appending to the result must not write into the proof")
}

// A proof may also end at a span inside the tree, known from elsewhere.
func TestVerifyFromInnerSpan(t *testing.T) {
	const size = 3*mib + 1234
	content := pattern(t, size)
	s := commit.TensorSpan(size)
	for !s.IsChunk() {
		want := digestOf(s, content)
		r := commit.Range{Offset: s.Offset + s.Size/2, Length: min(s.Size/2, 2000)}
		proof, err := s.Prove(want, r, bytes.NewReader(content), nil)
		require.NoError(t, err)
		opened{s, want, r, content}.check(t, proof)
		_, err = s.Verify(want, commit.Range{Offset: s.Offset - 1, Length: 2}, proof)
		require.ErrorIs(t, err, commit.ErrRange)
		s = s.Child(s.Fanout() - 1)
	}
}

// Every bit of a proof is bound: no second encoding, no spare byte.
func TestProofIsBound(t *testing.T) {
	const size = 18*mib + 777
	id, nodes := build(t, size)
	r := commit.Range{Offset: 17*mib - 100, Length: 300} // across two leaves
	proof, err := id.Prove(r, vectors.Pattern(size), nodes.get)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		i, bit := rng.IntN(len(proof)), byte(1)<<rng.IntN(8)
		proof[i] ^= bit
		_, err := id.Verify(r, proof)
		require.ErrorIs(t, err, commit.ErrProof, "byte %d", i)
		proof[i] ^= bit
	}
	for name, bad := range map[string][]byte{
		"empty":     nil,
		"truncated": proof[:len(proof)-1],
		"headless":  proof[1:],
		"trailing":  append(bytes.Clone(proof), 0),
		"digest":    append(bytes.Clone(proof), make([]byte, commit.DigestSize)...),
		"zeros":     make([]byte, len(proof)),
	} {
		_, err := id.Verify(r, bad)
		require.ErrorIs(t, err, commit.ErrProof, name)
	}
	for name, other := range map[string]commit.ID{
		"longer":       {Digest: id.Digest, Size: size + 1},
		"shorter":      {Digest: id.Digest, Size: size - 1},
		"a leaf more":  {Digest: id.Digest, Size: size + mib},
		"other digest": {Digest: commit.Sum(nil), Size: size},
	} {
		_, err := other.Verify(r, proof)
		require.ErrorIs(t, err, commit.ErrProof, name)
	}
	_, err = commit.Tensor(id).Verify(r, proof)
	require.ErrorIs(t, err, commit.ErrProof, "a blob is not a tensor")
	for _, shift := range []int64{-1024, 1024, -mib, mib} {
		moved := commit.Range{Offset: uint64(int64(r.Offset) + shift), Length: r.Length}
		_, err := id.Verify(moved, proof)
		require.ErrorIs(t, err, commit.ErrProof, "moved by %d", shift)
	}
}

func TestVerifyRefusesRanges(t *testing.T) {
	const size = 5000
	id, nodes := build(t, size)
	whole, err := id.Prove(commit.Range{Length: size}, vectors.Pattern(size), nodes.get)
	require.NoError(t, err)
	for name, r := range map[string]commit.Range{
		"empty":           {Offset: 0, Length: 0},
		"empty at end":    {Offset: size, Length: 0},
		"past the end":    {Offset: 0, Length: size + 1},
		"at the end":      {Offset: size, Length: 1},
		"overflow":        {Offset: 1<<64 - 1, Length: 2},
		"overflow length": {Offset: 1, Length: 1<<64 - 1},
		"too long":        {Offset: 0, Length: commit.MaxRange + 1},
	} {
		_, err := id.Verify(r, whole)
		require.ErrorIs(t, err, commit.ErrRange, name)
		_, err = id.Prove(r, vectors.Pattern(size), nodes.get)
		require.ErrorIs(t, err, commit.ErrRange, name)
		_, err = commit.Span{}.Cost(r)
		require.ErrorIs(t, err, commit.ErrRange, name)
	}
	empty, _ := build(t, 0)
	_, err = empty.Verify(commit.Range{Length: 1}, whole)
	require.ErrorIs(t, err, commit.ErrRange)
	huge := commit.ID{Size: commit.MaxSize + 1}
	_, err = huge.Verify(commit.Range{Length: 1}, whole)
	require.ErrorIs(t, err, commit.ErrID)
	_, err = huge.Prove(commit.Range{Length: 1}, vectors.Pattern(1), nodes.get)
	require.ErrorIs(t, err, commit.ErrID)
	_, err = commit.Tensor(huge).Verify(commit.Range{Length: 1}, whole)
	require.ErrorIs(t, err, commit.ErrRange)
}

func TestProveRefuses(t *testing.T) {
	const size = 2*mib + 5
	id, nodes := build(t, size)
	r := commit.Range{Offset: mib + 5, Length: 10}
	wrong := pattern(t, size)
	wrong[mib+9]++
	_, err := id.Prove(r, bytes.NewReader(wrong), nodes.get)
	require.ErrorIs(t, err, commit.ErrProof, "content differs")
	_, err = id.Prove(r, bytes.NewReader(wrong[:mib+3]), nodes.get)
	require.Error(t, err, "content is short")
	_, err = id.Prove(r, vectors.Pattern(size), nil)
	require.ErrorIs(t, err, commit.ErrNode)
	lost := errors.New("lost")
	_, err = id.Prove(r, vectors.Pattern(size), func(commit.Digest) ([]byte, error) { return nil, lost })
	require.ErrorIs(t, err, lost)
	_, err = id.Prove(r, vectors.Pattern(size), func(commit.Digest) ([]byte, error) { return []byte{0}, nil })
	require.ErrorIs(t, err, commit.ErrNode)
}

// A proof is either refused or opens exactly what was committed.
func FuzzVerify(f *testing.F) {
	const size = 17*mib + 5
	id, nodes := build(f, size)
	for _, r := range []commit.Range{{0, 1}, {mib - 1, 2}, {16*mib + 3, 5000}, {size - 1, 1}} {
		proof, err := id.Prove(r, vectors.Pattern(size), nodes.get)
		require.NoError(f, err)
		f.Add(r.Offset, r.Length, proof)
	}
	content := pattern(f, size)
	f.Fuzz(func(t *testing.T, off, length uint64, proof []byte) {
		r := commit.Range{Offset: off, Length: length}
		if got, err := id.Verify(r, proof); err == nil {
			require.Equal(t, content[off:off+length], got)
			again, err := id.Prove(r, bytes.NewReader(content), nodes.get)
			require.NoError(t, err)
			require.Equal(t, again, proof, "one proof per range")
		}
	})
}

func TestCompressions(t *testing.T) {
	for n, want := range map[uint64]uint64{0: 1, 1: 1, 64: 1, 65: 2, 1024: 16, 1025: 18, 2048: 33, mib: 16*1024 + 1023} {
		require.Equal(t, want, commit.Compressions(n), "%d bytes", n)
	}
}

// A virtual blob: equal leaves of zeros, so that any size has its nodes.
func zeroBlob(t require.TestingT, size uint64) (commit.ID, store) {
	nodes := make(store)
	b := commit.NewBuilder(nodes.put)
	full := commit.Sum(make([]byte, mib))
	for ; size >= mib; size -= mib {
		require.NoError(t, b.AddLeaf(full, mib))
	}
	if size > 0 {
		require.NoError(t, b.AddLeaf(commit.Sum(make([]byte, size)), size))
	}
	id, err := b.Finish()
	require.NoError(t, err)
	return id, nodes
}

type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

func BenchmarkVerify(b *testing.B) {
	for _, size := range []uint64{1e9, 14e9, 100e9} {
		id, nodes := zeroBlob(b, size)
		for _, length := range []uint64{1024, 32 * kib, 256 * kib} {
			r := commit.Range{Offset: size / 3 / 1024 * 1024, Length: length}
			proof, err := id.Prove(r, zeros{}, nodes.get)
			require.NoError(b, err)
			cost, err := id.Span().Cost(r)
			require.NoError(b, err)
			b.Run(fmt.Sprintf("%dGB/%dKiB", size/1e9, length/kib), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := id.Verify(r, proof); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(cost.Bytes), "proofB")
				b.ReportMetric(float64(cost.Compressions), "compressions")
			})
		}
	}
}

func BenchmarkProve(b *testing.B) {
	id, nodes := zeroBlob(b, 1e9)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := id.Prove(commit.Range{Offset: 333e6, Length: 1024}, zeros{}, nodes.get); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCost(b *testing.B) {
	s := commit.BlobSpan(100e9)
	for b.Loop() {
		if _, err := s.Cost(commit.Range{Offset: 333e6, Length: 32 * kib}); err != nil {
			b.Fatal(err)
		}
	}
}
