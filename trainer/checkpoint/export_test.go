// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint/internal/durable"
)

// OpenOn opens a folder whose changes are announced.
func OpenOn(dir string, l *program.State, opt Options, before func(path string) error) (*Folder, error) {
	return open(dir, l, opt, durable.Disk{Before: before})
}

// FileName is the name of a checkpoint.
func FileName(step uint64, id commit.ID) string { return fileName(step, id) }

// ParseName is its inverse.
func ParseName(name string) (Entry, bool) { return parseName(name) }
