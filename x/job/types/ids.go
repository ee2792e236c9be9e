// SPDX-License-Identifier: Apache-2.0

package types

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
)

// CommitID checks a content id of a message and converts it for chain/commit.
func CommitID(field string, id *spec.ContentID) (commit.ID, error) {
	if id == nil {
		return commit.ID{}, ErrInvalidID.Wrapf("%s is missing; name the blob's content id", field)
	}
	out, err := commit.NewID(id.Digest, id.Size_)
	if err != nil {
		return commit.ID{}, ErrInvalidID.Wrapf("%s: %s", field, err)
	}
	return out, nil
}
