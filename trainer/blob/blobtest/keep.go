// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

func pins(s *suite) {
	st := s.lab.Open(s.t)
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	named := map[string][]blob.Pin{
		"never":   nil,
		"forever": {{Name: "a"}},
		"height":  {{Name: "a", Height: 100}},
		"time":    {{Name: "a", Time: at}},
		"either":  {{Name: "a", Height: 100, Time: at}},
		"two":     {{Name: "a", Height: 50}, {Name: "b", Height: 150}},
	}
	ids := map[string]commit.ID{}
	for name, pins := range named {
		ids[name] = s.put(st, Content(uint64(len(ids)), 2*leaf), pins...)
	}
	early, late := at.Add(-time.Second), at
	for _, step := range []struct {
		now  blob.Now
		left []string
	}{
		{blob.Now{Height: 99, Time: early}, []string{"forever", "height", "time", "either", "two"}},
		{blob.Now{Height: 100, Time: early}, []string{"forever", "time", "either", "two"}},
		{blob.Now{Height: 100, Time: late}, []string{"forever", "two"}},
		{blob.Now{Height: 150, Time: late}, []string{"forever"}},
	} {
		before, err := st.List(s.ctx())
		s.NoError(err)
		freed, err := st.GC(s.ctx(), step.now)
		s.NoError(err)
		s.Equal(blob.Freed{Blobs: len(before) - len(step.left), Bytes: uint64(len(before)-len(step.left)) * 2 * leaf}, freed)
		for name, id := range ids {
			has, err := blob.Has(s.ctx(), st, id)
			s.NoError(err)
			s.Equal(slices.Contains(step.left, name), has, "%s at %+v", name, step.now)
		}
	}
	id := ids["forever"]
	s.NoError(st.Pin(s.ctx(), id, blob.Pin{Name: "a", Height: 5}), "replaces the pin for good")
	s.NoError(st.Pin(s.ctx(), id, blob.Pin{Name: "b"}))
	s.NoError(st.Unpin(s.ctx(), id, "b"))
	s.NoError(st.Unpin(s.ctx(), id, "none of that name"))
	s.ErrorIs(st.Pin(s.ctx(), id, blob.Pin{}), blob.ErrPin)
	s.ErrorIs(st.Pin(s.ctx(), id, blob.Pin{Name: strings.Repeat("x", blob.MaxPinName+1)}), blob.ErrPin)
	s.ErrorIs(st.Pin(s.ctx(), id, blob.Pin{Name: "x", Height: -1}), blob.ErrPin)

	open, err := st.Open(s.ctx(), id)
	s.NoError(err)
	freed, err := st.GC(s.ctx(), blob.Now{Height: 1000})
	s.NoError(err)
	s.Zero(freed, "an open blob was removed")
	s.NoError(open.Close())
	s.NoError(open.Close(), "closing twice is harmless")
	freed, err = st.GC(s.ctx(), blob.Now{Height: 1000})
	s.NoError(err)
	s.Equal(1, freed.Blobs)
	s.empty(st)
}

func restart(s *suite) {
	st := s.lab.Open(s.t)
	whole, empty := Content(1, 17*leaf+1), []byte{}
	pin := blob.Pin{Name: "p", Height: 7, Time: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	a, b := s.put(st, whole, pin), s.put(st, empty)
	before, err := st.List(s.ctx())
	s.NoError(err)
	if st = s.lab.Reopen(s.t, st); st == nil {
		s.t.Skip("this kind of store keeps nothing")
	}
	after, err := st.List(s.ctx())
	s.NoError(err)
	s.Equal(before, after)
	s.holds(st, a, whole)
	s.holds(st, b, empty)
	s.NoError(st.Verify(s.ctx(), a))
}

func unknown(s *suite) {
	st := s.lab.Open(s.t)
	id := idOf(s.t, Content(1, 5))
	_, err := st.Stat(s.ctx(), id)
	s.ErrorIs(err, blob.ErrNotFound)
	_, err = st.Open(s.ctx(), id)
	s.ErrorIs(err, blob.ErrNotFound)
	_, err = st.Prove(s.ctx(), id, commit.Range{Length: 1})
	s.ErrorIs(err, blob.ErrNotFound)
	s.ErrorIs(st.Pin(s.ctx(), id, blob.Pin{Name: "x"}), blob.ErrNotFound)
	s.ErrorIs(st.Unpin(s.ctx(), id, "x"), blob.ErrNotFound)
	s.ErrorIs(st.Verify(s.ctx(), id), blob.ErrNotFound)
	has, err := blob.Has(s.ctx(), st, id)
	s.NoError(err)
	s.False(has)
}

// concurrent publishes, fetches, reads and collects at the same time.
func concurrent(s *suite) {
	a, b := s.lab.Open(s.t), s.lab.Open(s.t)
	const blobs, readers = 4, 2
	errs := make(chan error, 100)
	var work, sweep sync.WaitGroup
	stop := make(chan struct{})
	ctx := s.ctx()
	sweep.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				_, err := b.GC(ctx, blob.Now{})
				errs <- err
				_, err = b.List(ctx)
				errs <- err
			}
		}
	})
	work.Add(1)
	go func() {
		work.Wait()
		close(stop)
		sweep.Wait()
		close(errs)
	}()
	for i := range blobs {
		content := Content(uint64(i), 3*leaf+i)
		work.Go(func() {
			id, err := a.Put(ctx, bytes.NewReader(content), blob.PutOptions{})
			errs <- err
			for range readers {
				work.Go(func() { errs <- fetchAndRead(ctx, b, id, content) })
			}
		})
	}
	work.Done()
	for err := range errs {
		s.NoError(err)
	}
}

func fetchAndRead(ctx context.Context, st blob.Store, id commit.ID, content []byte) error {
	if err := st.Fetch(ctx, id, blob.FetchOptions{Pins: []blob.Pin{{Name: "test"}}}); err != nil {
		return err
	}
	b, err := st.Open(ctx, id)
	if err != nil {
		return err
	}
	got := make([]byte, len(content))
	_, err = b.ReadAt(got, 0)
	if err == nil && !bytes.Equal(got, content) {
		err = errors.New("content differs")
	}
	return errors.Join(err, b.Close())
}

func closed(s *suite) {
	st := s.lab.Open(s.t)
	id := s.put(st, Content(1, 5))
	s.NoError(st.Close())
	_, err := st.Put(s.ctx(), bytes.NewReader(nil), blob.PutOptions{})
	s.ErrorIs(err, blob.ErrClosed)
	_, err = st.Open(s.ctx(), id)
	s.ErrorIs(err, blob.ErrClosed)
	s.ErrorIs(st.Fetch(s.ctx(), id, blob.FetchOptions{}), blob.ErrClosed)
	_, err = st.GC(s.ctx(), blob.Now{})
	s.ErrorIs(err, blob.ErrClosed)
	_, err = st.List(s.ctx())
	s.ErrorIs(err, blob.ErrClosed)
}
