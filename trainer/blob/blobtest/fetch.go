// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"bytes"
	"context"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// overhead is what a fetch of few leaves may move besides them.
const overhead = 8 * commit.MaxNode

func fetchSizes(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	for i, n := range sizes {
		content := Content(uint64(i), n)
		id := s.put(a, content)
		var last uint64
		s.NoError(b.Fetch(s.ctx(), id, blob.FetchOptions{Progress: func(done, total uint64) {
			s.GreaterOrEqual(done, last)
			s.EqualValues(n, total)
			last = done
		}}), "%d bytes", n)
		s.EqualValues(n, last)
		s.holds(b, id, content)
		before := s.lab.Received(b)
		s.fetch(b, id)
		s.Equal(before, s.lab.Received(b), "what is present was moved again")
	}
}

func fetchRanges(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(7, 17*leaf+100)
	id := s.put(a, content)
	ranges := []commit.Range{{Offset: 5*leaf - 512, Length: 1024}, {Offset: 16*leaf + 3, Length: 1}}
	s.fetch(b, id, ranges...)
	s.LessOrEqual(s.lab.Received(b), uint64(3*leaf+overhead), "more than the touched leaves was moved")
	for _, r := range ranges {
		got, err := s.read(b, id, r.Offset, r.Length)
		s.NoError(err)
		s.Equal(content[r.Offset:r.Offset+r.Length], got)
	}
	_, err := s.read(b, id, 0, 1)
	s.ErrorIs(err, blob.ErrIncomplete)
	st, err := b.Stat(s.ctx(), id)
	s.NoError(err)
	s.EqualValues(3*leaf, st.Present)
	s.False(st.Complete())
	s.fetch(b, id)
	s.holds(b, id, content)
	s.LessOrEqual(s.lab.Received(b), id.Size+overhead, "leaves were moved twice")
	for _, r := range []commit.Range{{Offset: id.Size, Length: 1}, {Length: id.Size + 1}, {Offset: 1}, {Offset: 1, Length: ^uint64(0)}} {
		s.ErrorIs(b.Fetch(s.ctx(), id, blob.FetchOptions{Ranges: []commit.Range{r}}), commit.ErrRange)
	}
}

// interrupted starts a fetch and cancels it at a number of bytes.
func (s *suite) interrupted(st blob.Store, id commit.ID, at uint64) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.ctx())
	defer cancel()
	err := st.Fetch(ctx, id, blob.FetchOptions{Progress: func(done, _ uint64) {
		if done >= at {
			cancel()
		}
	}})
	s.ErrorIs(err, context.Canceled)
}

func fetchResumes(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(5, 20*leaf)
	id := s.put(a, content)
	s.interrupted(b, id, 4*leaf)
	s.present(b, id, 4*leaf)
	before := s.quiet(b)
	rest := s.missing(b, id)
	s.fetch(b, id)
	s.LessOrEqual(s.lab.Received(b)-before, rest+overhead)
	s.holds(b, id, content)
}

// quiet waits until nothing arrives any more: what was asked for before a fetch
// was cancelled cannot be called back.
func (s *suite) quiet(st blob.Store) uint64 {
	s.t.Helper()
	last, same := s.lab.Received(st), 0
	for same < 10 {
		time.Sleep(50 * time.Millisecond)
		if now := s.lab.Received(st); now != last {
			last, same = now, 0
		} else {
			same++
		}
	}
	return last
}

func (s *suite) missing(st blob.Store, id commit.ID) uint64 {
	s.t.Helper()
	stat, err := st.Stat(s.ctx(), id)
	s.NoError(err)
	return id.Size - stat.Present
}

// present checks that a blob is there in part, from a number of bytes up.
func (s *suite) present(st blob.Store, id commit.ID, from uint64) {
	s.t.Helper()
	stat, err := st.Stat(s.ctx(), id)
	s.NoError(err)
	s.GreaterOrEqual(stat.Present, from)
	s.False(stat.Complete())
}

func fetchRestarts(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(5, 20*leaf)
	id := s.put(a, content)
	s.interrupted(b, id, 4*leaf)
	if b = s.lab.Reopen(s.t, b); b == nil {
		s.t.Skip("this kind of store keeps nothing")
	}
	s.present(b, id, 4*leaf)
	rest := s.missing(b, id)
	s.fetch(b, id)
	s.LessOrEqual(s.lab.Received(b), rest+overhead)
	s.holds(b, id, content)
}

// fetchFull lets the medium fill up at every write of a fetch.
func fetchFull(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(3, 3*leaf+7)
	id := s.put(a, content)
	for n := 0; ; n++ {
		s.Less(n, 100, "never succeeds")
		s.lab.FailAfter(b, n)
		err := b.Fetch(s.ctx(), id, blob.FetchOptions{})
		s.lab.FailAfter(b, -1)
		if err == nil {
			break
		}
		s.ErrorIs(err, blob.ErrNoSpace, "after %d", n)
	}
	s.fetch(b, id)
	s.holds(b, id, content)
}

func fetchNowhere(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	s.put(a, Content(1, leaf))
	ctx, cancel := context.WithTimeout(s.ctx(), time.Second)
	defer cancel()
	id := idOf(s.t, Content(2, leaf))
	s.ErrorIs(b.Fetch(ctx, id, blob.FetchOptions{}), blob.ErrUnavailable)
	_, err := b.Open(s.ctx(), id)
	s.ErrorIs(err, blob.ErrNotFound)
}

// fetchWrongSize uses ids whose digest is right and whose size is not.
func fetchWrongSize(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	id := s.put(a, Content(1, 3*leaf))
	for _, size := range []uint64{0, 1, 3*leaf - 1, 3*leaf + 1, 4 * leaf, 17 * leaf} {
		wrong := commit.ID{Digest: id.Digest, Size: size}
		s.ErrorIs(b.Fetch(s.ctx(), wrong, blob.FetchOptions{}), blob.ErrCorrupt, "size %d", size)
		s.ErrorIs(a.Fetch(s.ctx(), wrong, blob.FetchOptions{}), blob.ErrCorrupt, "size %d", size)
	}
	s.fetch(b, id)
}

// fetchWrongLeaf fetches the id of a liar: its node says that its only leaf has
// one byte more than the content of that digest.
func fetchWrongLeaf(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(1, 1000)
	s.put(a, content)
	raw := commit.BlobSpan(1001).Node([]commit.Digest{commit.Sum(content)})
	s.lab.Plant(s.t, raw)
	s.lab.Plant(s.t, content)
	id := commit.ID{Digest: commit.Sum(raw), Size: 1001}
	s.ErrorIs(b.Fetch(s.ctx(), id, blob.FetchOptions{}), blob.ErrCorrupt)
}

// fetchFromPartial moves a blob between two stores that have half of it each.
func fetchFromPartial(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(8, 8*leaf)
	id := s.put(a, content)
	s.fetch(b, id, commit.Range{Offset: 4 * leaf, Length: 4 * leaf})
	c := s.lab.Open(s.t)
	s.fetch(c, id, commit.Range{Offset: 0, Length: 4 * leaf})
	s.NoError(a.Close())
	s.fetch(b, id)
	s.holds(b, id, content)
	s.fetch(c, id)
	s.holds(c, id, content)
}

func repeatedLeaves(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := bytes.Repeat(make([]byte, leaf), 17)
	copy(content[3*leaf:], Content(1, leaf))
	copy(content[9*leaf:], Content(1, leaf))
	id := s.put(a, content)
	s.fetch(b, id, commit.Range{Offset: 3 * leaf, Length: leaf})
	s.fetch(b, id)
	s.holds(b, id, content)
	other := Content(1, leaf) // a leaf that the first blob has, too
	small := s.put(b, other, blob.Pin{Name: "keep"})
	_, err := b.GC(s.ctx(), blob.Now{})
	s.NoError(err)
	s.holds(b, small, other)
	s.NoError(a.Close())
	c := s.lab.Open(s.t)
	s.fetch(c, small)
	s.holds(c, small, other)
}

func corruptionNotServed(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(2, 4*leaf)
	id := s.put(a, content)
	s.lab.Corrupt(s.t, a, id, 2*leaf+5)
	ctx, cancel := context.WithTimeout(s.ctx(), 2*time.Second)
	defer cancel()
	s.ErrorIs(b.Fetch(ctx, id, blob.FetchOptions{}), blob.ErrUnavailable)
	has, err := blob.Has(s.ctx(), b, id)
	s.NoError(err)
	s.False(has)
	// The owner puts it right, and the fetch goes on.
	s.Equal(id, s.put(a, content))
	s.fetch(b, id)
	s.holds(b, id, content)
}
