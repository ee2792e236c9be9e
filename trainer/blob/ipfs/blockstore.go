// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"errors"

	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"

	"github.com/weft-network/weft/trainer/blob/disk"
)

// readOnly shows the blocks of the disk to bitswap, which has no business in
// writing: blocks arrive through a fetch, which knows where they belong.
type readOnly struct{ disk *disk.Store }

var (
	_ blockstore.Blockstore = readOnly{}

	errReadOnly = errors.New("the block store of a server is read-only")
)

// Get reads and hashes a block. A corrupt one is as good as none.
func (r readOnly) Get(_ context.Context, c cid.Cid) (blocks.Block, error) {
	d, ok := digestOf(c)
	if !ok {
		return nil, ipld.ErrNotFound{Cid: c}
	}
	b, err := r.disk.Block(d)
	if err != nil {
		return nil, ipld.ErrNotFound{Cid: c}
	}
	return blocks.NewBlockWithCid(b, c)
}

// Has reports whether a block is there.
func (r readOnly) Has(ctx context.Context, c cid.Cid) (bool, error) {
	_, err := r.GetSize(ctx, c)
	return err == nil, nil
}

// GetSize is the length of a block.
func (r readOnly) GetSize(_ context.Context, c cid.Cid) (int, error) {
	if d, ok := digestOf(c); ok {
		if n, ok := r.disk.BlockSize(d); ok {
			return n, nil
		}
	}
	return -1, ipld.ErrNotFound{Cid: c}
}

func (readOnly) Put(context.Context, blocks.Block) error { return errReadOnly }

func (readOnly) PutMany(context.Context, []blocks.Block) error { return errReadOnly }

func (readOnly) DeleteBlock(context.Context, cid.Cid) error { return errReadOnly }

func (readOnly) AllKeysChan(context.Context) (<-chan cid.Cid, error) { return nil, errReadOnly }
