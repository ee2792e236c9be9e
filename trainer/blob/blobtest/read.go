// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"io"
	"math/rand/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

func readAt(s *suite) {
	st := s.lab.Open(s.t)
	content := Content(9, 2*leaf+100)
	b, err := st.Open(s.ctx(), s.put(st, content))
	s.NoError(err)
	defer func() { s.NoError(b.Close()) }()
	size := len(content)
	for _, r := range []struct{ off, n int }{
		{0, 0},
		{0, 1},
		{leaf - 1, 2},
		{leaf, leaf},
		{0, size},
		{size - 1, 1},
		{5, 2 * leaf},
		{size, 0},
		{leaf - 7, leaf + 14},
	} {
		p := make([]byte, r.n)
		n, err := b.ReadAt(p, int64(r.off))
		s.NoError(err, r)
		s.Equal(r.n, n)
		s.Equal(content[r.off:r.off+r.n], p)
	}
	p := make([]byte, 10)
	n, err := b.ReadAt(p, int64(size-4))
	s.ErrorIs(err, io.EOF)
	s.Equal(4, n)
	s.Equal(content[size-4:], p[:4])
	n, err = b.ReadAt(p, int64(size+leaf))
	s.ErrorIs(err, io.EOF)
	s.Zero(n)
	_, err = b.ReadAt(p, -1)
	s.ErrorIs(err, commit.ErrRange)
}

func prove(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	chance := rand.New(rand.NewPCG(1, 2))
	for i, n := range []int{1, 1025, leaf, leaf + 1, 17 * leaf} {
		content := Content(uint64(i), n)
		id := s.put(a, content)
		for range 8 {
			r := commit.Range{Offset: chance.Uint64N(uint64(n))}
			r.Length = 1 + chance.Uint64N(min(uint64(n)-r.Offset, commit.MaxRange))
			proof, err := a.Prove(s.ctx(), id, r)
			s.NoError(err)
			got, err := id.Verify(r, proof)
			s.NoError(err)
			s.Equal(content[r.Offset:r.Offset+r.Length], got)
		}
		_, err := a.Prove(s.ctx(), id, commit.Range{Offset: uint64(n), Length: 1})
		s.ErrorIs(err, commit.ErrRange)
	}
	// A store that has the range alone can prove the range alone.
	content := Content(4, 17*leaf)
	id, r := idOf(s.t, content), commit.Range{Offset: 16*leaf - 10, Length: 20}
	s.fetch(b, id, r)
	proof, err := b.Prove(s.ctx(), id, r)
	s.NoError(err)
	got, err := id.Verify(r, proof)
	s.NoError(err)
	s.Equal(content[r.Offset:r.Offset+r.Length], got)
	_, err = b.Prove(s.ctx(), id, commit.Range{Offset: 3 * leaf, Length: 1})
	s.ErrorIs(err, blob.ErrIncomplete)
}

// corruption changes one byte of each kind of leaf.
func corruption(s *suite) {
	good, st := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(2, 17*leaf+9)
	id := s.put(good, content)
	s.Equal(id, s.put(st, content))
	for _, off := range []uint64{0, 5*leaf + 1234, 16 * leaf, uint64(len(content)) - 1} {
		s.lab.Corrupt(s.t, st, id, off)
		_, err := s.read(st, id, off, 1)
		s.ErrorIs(err, blob.ErrCorrupt)
		has, err := blob.Has(s.ctx(), st, id)
		s.NoError(err)
		s.False(has, "a corrupt leaf was found but still counts as present")
		_, err = s.read(st, id, (off+2*leaf)%(16*leaf), 1)
		s.NoError(err, "the rest of the blob is fine")

		before := s.lab.Received(st)
		s.fetch(st, id)
		s.LessOrEqual(s.lab.Received(st)-before, uint64(leaf+8*commit.MaxNode), "more than the leaf was moved")
		s.holds(st, id, content)
	}
	s.lab.Corrupt(s.t, st, id, 3*leaf)
	_, err := st.Prove(s.ctx(), id, commit.Range{Offset: 3*leaf + 5000, Length: 1})
	s.ErrorIs(err, blob.ErrCorrupt)
	s.lab.Corrupt(s.t, st, id, 4*leaf)
	s.ErrorIs(st.Verify(s.ctx(), id), blob.ErrCorrupt)
	s.NoError(st.Verify(s.ctx(), id), "what is corrupt is forgotten")
	s.fetch(st, id)
	s.holds(st, id, content)
}
