// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"encoding/binary"

	"lukechampine.com/blake3/guts"

	"github.com/weft-network/weft/chain/commit"
)

// grainBytes is what is hashed at once: as many chunks as the vector code of
// guts takes.
const grainBytes = guts.MaxSIMD * guts.ChunkSize

// tree is the BLAKE3 tree over an output (K3), hashed in grains: subtrees of a
// power of two of chunks. Grains may come in any order, at the same time.
type tree struct {
	size, grain int
	cvs         [][8]uint32
	root        commit.Digest // of a single grain
	keep        []byte        // takes what is hashed, unless nil
}

// grains is the number of grains of an output.
func grains(size, grain int) int { return (size + grain - 1) / grain }

// add hashes bytes from a place that is a multiple of the grain to another one
// or to the end.
func (t *tree) add(at int, data []byte, spare *[grainBytes]byte) {
	for len(data) > 0 {
		n := min(t.grain, len(data))
		if t.keep != nil {
			copy(t.keep[at:], data[:n])
		}
		buf := spare
		if cap(data) >= grainBytes {
			buf = (*[grainBytes]byte)(data[:grainBytes]) // the rest is not used
		} else {
			copy(buf[:], data[:n])
		}
		node := guts.CompressBuffer(buf, n, &guts.IV, uint64(at/guts.ChunkSize), 0)
		if t.size <= t.grain {
			t.root = rootOf(node)
			return
		}
		t.cvs[at/t.grain] = guts.ChainingValue(node)
		data, at = data[n:], at+n
	}
}

// digest joins the grains.
func (t *tree) digest() commit.Digest {
	if t.size <= t.grain {
		return t.root
	}
	return rootOf(join(t.cvs[:grains(t.size, t.grain)]))
}

// join is the node above at least two subtrees.
func join(cvs [][8]uint32) guts.Node {
	mid := int(commit.Split(uint64(len(cvs))))
	return guts.ParentNode(top(cvs[:mid]), top(cvs[mid:]), &guts.IV, 0)
}

func top(cvs [][8]uint32) [8]uint32 {
	if len(cvs) == 1 {
		return cvs[0]
	}
	return guts.ChainingValue(join(cvs))
}

func rootOf(n guts.Node) (d commit.Digest) {
	n.Flags |= guts.FlagRoot
	for i, w := range guts.ChainingValue(n) {
		binary.LittleEndian.PutUint32(d[4*i:], w)
	}
	return d
}

// grainOf is the largest grain that divides n bytes; 0 if they are no whole
// chunks.
func grainOf(n int) int {
	if n%guts.ChunkSize != 0 {
		return 0
	}
	return min(grainBytes, n&-n)
}
