// SPDX-License-Identifier: Apache-2.0

package disk

import "github.com/weft-network/weft/chain/commit"

// Folder is the name of the folder of a blob.
func Folder(id commit.ID) string { return folder(id) }
