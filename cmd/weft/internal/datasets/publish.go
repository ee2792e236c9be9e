// SPDX-License-Identifier: Apache-2.0

package datasets

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/data"
)

// Store is where files are published.
type Store interface {
	PutFile(ctx context.Context, path string, o blob.PutOptions) (commit.ID, error)
}

// Published is the blobs of a dataset.
type Published struct {
	Tokens   commit.ID
	Manifest commit.ID
	// Tokenizer is zero for the byte-level one.
	Tokenizer commit.ID
}

// Publish puts the files of a dataset's folder into a store, where providers
// find what a specification names: the tokens, and the tokenizer unless every
// provider has it. The manifest goes with them, for people.
func Publish(ctx context.Context, s Store, dir string, m data.Manifest, o blob.PutOptions) (p Published, err error) {
	put := func(name string, o blob.PutOptions) (commit.ID, error) {
		return s.PutFile(ctx, filepath.Join(dir, name), o)
	}
	if p.Tokens, err = put(data.TokensFile, o); err != nil {
		return p, err
	}
	if p.Tokens != m.Content {
		return p, fmt.Errorf("%w: %s has the id %s, the manifest names %s; make it again", data.ErrDataset, data.TokensFile, p.Tokens, m.Content)
	}
	o.Progress = nil
	if p.Manifest, err = put(data.ManifestFile, o); err != nil || m.Tokenizer.IsZero() {
		return p, err
	}
	if p.Tokenizer, err = put(data.TokenizerFile, o); err == nil && p.Tokenizer != m.Tokenizer {
		err = fmt.Errorf("%w: %s has the id %s, the manifest names %s; make it again", data.ErrDataset, data.TokenizerFile, p.Tokenizer, m.Tokenizer)
	}
	return p, err
}
