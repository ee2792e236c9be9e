// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// A CAR archive, version 1, of one blob. Blocks come parents first, depth
// first, and a block that occurs twice is written twice.
//
//	length (varint) | a2 65 "roots" 81 d8 2a 58 25 00 <CID of the root> 67 "version" 01
//	length (varint) | CID (36) | block                                          ...

// carHeader is the one header that an archive of a blob can have.
func carHeader(root []byte) []byte {
	h := append([]byte("\xa2\x65roots\x81\xd8\x2a\x58\x25\x00"), root...)
	h = append(h, "\x67version\x01"...)
	return append(binary.AppendUvarint(nil, uint64(len(h))), h...)
}

// Export writes an archive of a blob.
func (s *Store) Export(ctx context.Context, id commit.ID, w io.Writer) error {
	want, err := blob.NewWant(id, nil)
	if err != nil {
		return err
	}
	if _, err := s.Stat(ctx, id); err != nil {
		return err
	}
	buf := bufio.NewWriterSize(w, 64<<10)
	if _, err := buf.Write(carHeader(id.CID())); err != nil {
		return err
	}
	if err := s.export(ctx, buf, want, block{id.Span(), id.Digest}); err != nil {
		return err
	}
	return buf.Flush()
}

// export writes the blocks of a span that are wanted.
func (s *Store) export(ctx context.Context, w io.Writer, want blob.Want, n block) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	raw, err := s.Block(n.digest)
	if errors.Is(err, blob.ErrNotFound) {
		return fmt.Errorf("%w: %d bytes at %d; fetch them first", blob.ErrIncomplete, n.span.Size, n.span.Offset)
	}
	if err != nil {
		return err
	}
	if err := writeBlock(w, cidOf(n.span, n.digest).Bytes(), raw); err != nil || n.span.IsLeaf() {
		return err
	}
	children, err := n.span.OpenNode(n.digest, raw)
	if err != nil {
		return fmt.Errorf("%w: %w", blob.ErrCorrupt, err)
	}
	for i, d := range children {
		if c := n.span.Child(i); want.Touches(c) {
			if err := s.export(ctx, w, want, block{c, d}); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeBlock(w io.Writer, cid, raw []byte) error {
	head := binary.AppendUvarint(nil, uint64(len(cid)+len(raw)))
	if _, err := w.Write(append(head, cid...)); err != nil {
		return err
	}
	_, err := w.Write(raw)
	return err
}

// Import takes a blob from an archive, in which every block must follow one
// that names it. What was taken before a fault stays, as after a fetch.
func (s *Store) Import(ctx context.Context, id commit.ID, r io.Reader, o blob.FetchOptions) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.work.Done()
	in := bufio.NewReaderSize(r, 64<<10)
	want := carHeader(id.CID())
	got := make([]byte, len(want))
	if _, err := io.ReadFull(in, got); err != nil || !bytes.Equal(got, want) {
		return fmt.Errorf("%w: not an archive, version 1, with the one root %s", blob.ErrCorrupt, id.CIDString())
	}
	to, err := s.Receive(id, o.Pins)
	if err != nil {
		return err
	}
	i := importer{id: id, to: to, progress: o.Progress, pending: map[commit.Digest][]commit.Span{id.Digest: {id.Span()}}, seen: map[commit.Digest]bool{}}
	err = i.run(ctx, s.ctx, in)
	return errors.Join(err, to.Close())
}

type importer struct {
	id       commit.ID
	to       *disk.Receiver
	progress blob.Progress
	done     uint64
	pending  map[commit.Digest][]commit.Span // named by a node, and not yet seen
	seen     map[commit.Digest]bool
}

func (i *importer) run(ctx, store context.Context, r *bufio.Reader) error {
	buf := make([]byte, commit.CIDSize+commit.LeafSize)
	for {
		if err := errors.Join(ctx.Err(), context.Cause(store)); err != nil {
			return err
		}
		n, err := binary.ReadUvarint(r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n <= commit.CIDSize || n > uint64(len(buf)) {
			return fmt.Errorf("%w: section of %d bytes in the archive, want %d to %d", blob.ErrCorrupt, n, commit.CIDSize+1, len(buf))
		}
		if _, err := io.ReadFull(r, buf[:n]); err != nil {
			return fmt.Errorf("%w: the archive ends inside a block", blob.ErrIncomplete)
		}
		if err := i.block(buf[:commit.CIDSize], buf[commit.CIDSize:n]); err != nil {
			return err
		}
	}
	if len(i.pending) > 0 {
		return fmt.Errorf("%w: the archive ends with %d blocks of %v missing", blob.ErrIncomplete, len(i.pending), i.id)
	}
	return nil
}

func (i *importer) block(cid, raw []byte) error {
	d := commit.Sum(raw)
	spans := i.pending[d]
	switch {
	case len(spans) == 0 && i.seen[d]:
		return nil // a repeated block
	case len(spans) == 0, !bytes.Equal(cid, cidOf(spans[0], d).Bytes()):
		return fmt.Errorf("%w: block %x in the archive is none that a block before it names", blob.ErrCorrupt, cid)
	}
	delete(i.pending, d)
	i.seen[d] = true
	for _, sp := range spans {
		if err := i.place(sp, d, raw); err != nil {
			return err
		}
	}
	return nil
}

func (i *importer) place(sp commit.Span, d commit.Digest, raw []byte) error {
	if sp.IsLeaf() {
		i.done += sp.Size
		if i.progress != nil {
			i.progress(i.done, i.id.Size)
		}
		return i.to.AddLeaf(int(sp.Offset/commit.LeafSize), raw)
	}
	children, err := i.to.AddNode(sp, d, raw)
	if err != nil {
		return err
	}
	for k, c := range children {
		child := sp.Child(k)
		i.pending[c] = append(i.pending[c], child)
	}
	return nil
}
