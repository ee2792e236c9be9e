// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing/iotest"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

const leaf = commit.LeafSize

// sizes are around every edge of the layout: chunks, leaves, the first node of
// a second level.
var sizes = []int{0, 1, 1023, 1024, 1025, leaf - 1, leaf, leaf + 1, 16 * leaf, 16*leaf + 1, 17 * leaf}

func publishSizes(s *suite) {
	st := s.lab.Open(s.t)
	for i, n := range sizes {
		content := Content(uint64(i), n)
		var last uint64
		id, err := st.Put(s.ctx(), iotest.HalfReader(bytes.NewReader(content)), blob.PutOptions{
			SizeHint: uint64(n),
			Progress: func(done, total uint64) {
				s.GreaterOrEqual(done, last)
				s.EqualValues(n, total)
				last = done
			},
		})
		s.NoError(err, "%d bytes", n)
		s.Equal(idOf(s.t, content), id, "%d bytes", n)
		s.EqualValues(n, last)
		s.holds(st, id, content)
		s.NoError(st.Verify(s.ctx(), id))
	}
	list, err := st.List(s.ctx())
	s.NoError(err)
	s.Len(list, len(sizes))
	s.IsIncreasing(digests(list))
}

func digests(list []blob.Stat) (d []string) {
	for _, st := range list {
		d = append(d, st.ID.Digest.String())
	}
	return d
}

func publishFile(s *suite) {
	st := s.lab.Open(s.t)
	for i, n := range sizes {
		content := Content(uint64(i), n)
		path := filepath.Join(s.t.TempDir(), "content")
		s.NoError(os.WriteFile(path, content, 0o600))
		id, err := st.PutFile(s.ctx(), path, blob.PutOptions{})
		s.NoError(err)
		s.Equal(idOf(s.t, content), id)
		s.NoError(os.Remove(path))
		s.holds(st, id, content)
	}
	_, err := st.PutFile(s.ctx(), filepath.Join(s.t.TempDir(), "absent"), blob.PutOptions{})
	s.ErrorIs(err, os.ErrNotExist)
}

func publishTwice(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	content := Content(1, 3*leaf+5)
	id := s.put(a, content, blob.Pin{Name: "one"})
	s.Equal(id, s.put(a, content, blob.Pin{Name: "two"}))
	st, err := a.Stat(s.ctx(), id)
	s.NoError(err)
	s.Equal([]blob.Pin{{Name: "one"}, {Name: "two"}}, st.Pins)
	// Publishing what was fetched in part completes it.
	s.fetch(b, id, commit.Range{Offset: leaf, Length: 1})
	s.Equal(id, s.put(b, content))
	s.holds(b, id, content)
}

func publishTooLarge(s *suite) {
	st := s.lab.Open(s.t)
	_, err := st.Put(s.ctx(), io.LimitReader(zeros{}, MaxBlob+1), blob.PutOptions{})
	s.ErrorIs(err, blob.ErrTooLarge)
	_, err = st.Put(s.ctx(), zeros{}, blob.PutOptions{SizeHint: MaxBlob + 1})
	s.ErrorIs(err, blob.ErrTooLarge)
	s.ErrorIs(st.Fetch(s.ctx(), commit.ID{Size: MaxBlob + 1}, blob.FetchOptions{}), blob.ErrTooLarge)
	s.ErrorIs(st.Fetch(s.ctx(), commit.ID{Size: commit.MaxSize}, blob.FetchOptions{}), blob.ErrTooLarge)
	s.ErrorIs(st.Fetch(s.ctx(), commit.ID{Size: commit.MaxSize + 1}, blob.FetchOptions{}), commit.ErrID)
	s.empty(st)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func publishBrokenReader(s *suite) {
	st := s.lab.Open(s.t)
	broken := errors.New("broken")
	for _, n := range []int{0, 5, leaf, 2*leaf + 1} {
		_, err := st.Put(s.ctx(), io.MultiReader(bytes.NewReader(Content(1, n)), iotest.ErrReader(broken)), blob.PutOptions{})
		s.ErrorIs(err, broken)
		s.empty(st)
	}
}

func publishCancelled(s *suite) {
	st := s.lab.Open(s.t)
	ctx, cancel := context.WithCancel(s.ctx())
	content := Content(1, 20*leaf)
	_, err := st.Put(ctx, bytes.NewReader(content), blob.PutOptions{Progress: func(done, _ uint64) {
		if done >= 2*leaf {
			cancel()
		}
	}})
	s.ErrorIs(err, context.Canceled)
	s.empty(st)
	_, err = st.Put(ctx, bytes.NewReader(content), blob.PutOptions{})
	s.ErrorIs(err, context.Canceled)
	s.holds(st, s.put(st, content), content)
}

// publishFull lets the medium fill up at every write of a publication.
func publishFull(s *suite) {
	st := s.lab.Open(s.t)
	content := Content(3, 2*leaf+7)
	path := filepath.Join(s.t.TempDir(), "content")
	s.NoError(os.WriteFile(path, content, 0o600))
	puts := map[string]func() (commit.ID, error){
		"reader": func() (commit.ID, error) {
			return st.Put(s.ctx(), bytes.NewReader(content), blob.PutOptions{Pins: []blob.Pin{{Name: "p"}}})
		},
		"file": func() (commit.ID, error) {
			return st.PutFile(s.ctx(), path, blob.PutOptions{Pins: []blob.Pin{{Name: "p"}}})
		},
	}
	for name, put := range puts {
		var id commit.ID
		for n := 0; ; n++ {
			s.Less(n, 100, "%s never succeeds", name)
			s.lab.FailAfter(st, n)
			var err error
			id, err = put()
			s.lab.FailAfter(st, -1)
			if err == nil {
				s.Positive(n, "%s wrote nothing", name)
				break
			}
			s.ErrorIs(err, blob.ErrNoSpace, fmt.Sprint(name, " after ", n))
			s.empty(st)
		}
		s.holds(st, id, content)
		s.NoError(st.Unpin(s.ctx(), id, "p"))
		_, err := st.GC(s.ctx(), blob.Now{})
		s.NoError(err)
		s.empty(st)
	}
}
