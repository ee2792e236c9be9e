// SPDX-License-Identifier: Apache-2.0

package data

import (
	"context"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/data/corpus"
)

// portion is the text for which handing it to a worker pays.
const portion = 64 << 10

// batchOfText is consecutive pieces on their way to becoming tokens.
type batchOfText struct {
	docs []corpus.Document
	done chan encoded // of capacity 1: a worker never waits for the writer
}

type encoded struct {
	tokens []byte
	err    error
}

// Build writes the tokens of a corpus to w and says what they are. The bytes do
// not depend on the number of workers: pieces are encoded alone, and written in
// the order in which they were read. Memory is bounded by the workers.
func Build(ctx context.Context, src corpus.Source, w io.Writer, o Options) (Manifest, error) {
	r, err := o.recipe()
	if err != nil {
		return Manifest{}, err
	}
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan *batchOfText)
	order := make(chan *batchOfText, 2*r.Workers)
	group.Go(func() error {
		defer close(work)
		defer close(order)
		return hand(ctx, src, work, order)
	})
	for range r.Workers {
		group.Go(func() error {
			for b := range work {
				b.done <- r.encode(b.docs)
			}
			return nil
		})
	}
	out := &writer{w: w, id: commit.NewBuilder(nil), width: r.width}
	group.Go(func() error { return r.collect(ctx, order, out, src.Size()) })
	if err := group.Wait(); err != nil {
		return Manifest{}, err
	}
	return out.finish(r)
}

// hand gives every batch to the writer, which waits for it, and to a worker.
func hand(ctx context.Context, src corpus.Source, work, order chan<- *batchOfText) error {
	var docs []corpus.Document
	size := 0
	send := func() error {
		b := &batchOfText{docs, make(chan encoded, 1)}
		docs, size = nil, 0
		for _, to := range []chan<- *batchOfText{order, work} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	for doc, err := range src.Documents(ctx) {
		if err != nil {
			return err
		}
		docs = append(docs, doc)
		if size += len(doc.Text) + 1; size >= portion {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(docs) == 0 {
		return ctx.Err()
	}
	return send()
}

// encode turns pieces into the bytes of their tokens.
func (r *recipe) encode(docs []corpus.Document) encoded {
	var ids []uint32
	for _, doc := range docs {
		if doc.First && r.separator != nil {
			ids = append(ids, *r.separator)
		}
		ids = r.Tokenizer.Encode(ids, doc.Text)
	}
	if err := checkIDs(ids, r.Tokenizer.Vocabulary(), 0); err != nil {
		return encoded{err: fmt.Errorf("%s: %w", docs[0].Name, err)}
	}
	return encoded{tokens: appendIDs(nil, ids, r.width)}
}

// collect writes what the workers make, in order.
func (r *recipe) collect(ctx context.Context, order <-chan *batchOfText, out *writer, size int64) error {
	p := Progress{Size: size}
	for b := range order {
		var e encoded
		select {
		case e = <-b.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if e.err != nil {
			return e.err
		}
		if err := out.write(e.tokens); err != nil {
			return err
		}
		for _, doc := range b.docs {
			p.Read += int64(len(doc.Text))
			if doc.First {
				p.Documents++
			}
		}
		p.Tokens = out.tokens
		r.Progress(p)
	}
	return nil
}

// writer writes tokens and computes their content id on the way.
type writer struct {
	w      io.Writer
	id     *commit.Builder
	width  int
	tokens uint64
}

func (w *writer) write(b []byte) error {
	if w.tokens += uint64(len(b) / w.width); w.tokens > MaxTokens {
		return fmt.Errorf("%w: more than %d tokens; split the corpus", ErrOptions, uint64(MaxTokens))
	}
	if _, err := w.id.Write(b); err != nil {
		return err
	}
	_, err := w.w.Write(b)
	return err
}

func (w *writer) finish(r *recipe) (Manifest, error) {
	id, err := w.id.Finish()
	if err != nil {
		return Manifest{}, err
	}
	return r.manifest(id, w.tokens)
}
