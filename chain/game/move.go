// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
)

// Kind is what a move does.
type Kind uint8

// The kinds. The first three are the defender's.
const (
	// KindOpen opens the leaf, and the trace down to its first branches.
	KindOpen Kind = iota + 1
	// KindChildren posts the digests some levels below the disputed one.
	KindChildren
	// KindChunk posts the bytes of the disputed chunk.
	KindChunk
	// KindPick names the first of the posted digests that is not the
	// challenger's.
	KindPick
	// KindProve names a byte and opens what decides it.
	KindProve
)

var kindNames = [...]string{"", "open", "children", "chunk", "pick", "prove"}

// String is the name of the kind in docs/spec/dispute.md.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

const (
	// TraceLevels is the binary levels of a trace in one descent.
	TraceLevels = 5
	// ChunkLevels is those inside a BLAKE3 tree.
	ChunkLevels = 5
	// NodeLevels is the levels of nodes of a file in one descent.
	NodeLevels = 2
	// MaxChildren bounds the digests of a move.
	MaxChildren = commit.MaxFanout * commit.MaxFanout
	// MaxPath bounds the length of a path in a trace.
	MaxPath = 21
	// MaxPaths bounds the paths of an opening: a number and two files.
	MaxPaths = 3
	// MaxReads bounds the proofs of a witness.
	MaxReads = 8
	// MaxWitness bounds the bytes of a witness: what P3 promises, and the
	// paths of its reads.
	MaxWitness = 256<<10 + MaxReads*(MaxPath+1)*commit.DigestSize
	// MaxMove bounds the encoding of a move.
	MaxMove = 3 + MaxWitness + 4*MaxReads
)

// Move is one of *Open, *Children, *Chunk, *Pick, *Prove.
type Move interface {
	Kind() Kind
	// append writes what follows the kind, which has size bytes.
	append(b []byte) []byte
	size() int
}

// Open shows what the defender's leaf says, and that its trace says the same.
type Open struct {
	Result Result
	// Root is the root of the trace. Paths lead to it from the entries that
	// the result demands: of the operator whose output is stated as a number,
	// of the state, of the delta, as far as the step has them.
	Root  commit.Digest
	Paths [][]commit.Digest
	// Children are the tops of the subtrees TraceLevels below the trace's.
	Children []commit.Digest
}

// Children posts the digests below the disputed one: TraceLevels of a trace,
// ChunkLevels inside a BLAKE3 tree, NodeLevels of nodes.
type Children struct{ Digests []commit.Digest }

// Chunk posts the disputed chunk.
type Chunk struct{ Bytes []byte }

// Pick names a child.
type Pick struct{ Index uint16 }

// Prove names byte At of the disputed chunk. Proofs open what the rule of that
// byte reads, one a read, in its order; see [Facts.Witness].
type Prove struct {
	At     uint16
	Proofs [][]byte
}

// Kind implements Move.
func (*Open) Kind() Kind { return KindOpen }

// Kind implements Move.
func (*Children) Kind() Kind { return KindChildren }

// Kind implements Move.
func (*Chunk) Kind() Kind { return KindChunk }

// Kind implements Move.
func (*Pick) Kind() Kind { return KindPick }

// Kind implements Move.
func (*Prove) Kind() Kind { return KindProve }

// EncodeMove is the one encoding of a move:
//
//	open:      01 | state id (40) | length of out (1) | out | root (32)
//	              | paths (1) | length (1), digests (32) ... of each path | digests (32) of the children
//	children:  02 | digests (32)
//	chunk:     03 | bytes
//	pick:      04 | index (2)
//	prove:     05 | at (2) | length (4), bytes of each proof
func EncodeMove(m Move) []byte {
	return m.append(append(make([]byte, 0, 1+m.size()), byte(m.Kind())))
}

func (m *Open) size() int {
	n := commit.IDSize + 1 + len(m.Result.Out) + commit.DigestSize + 1 + len(m.Children)*commit.DigestSize
	for _, path := range m.Paths {
		n += 1 + len(path)*commit.DigestSize
	}
	return n
}

func (m *Children) size() int { return len(m.Digests) * commit.DigestSize }

func (m *Chunk) size() int { return len(m.Bytes) }

func (m *Pick) size() int { return 2 }

func (m *Prove) size() int {
	n := 2
	for _, proof := range m.Proofs {
		n += 4 + len(proof)
	}
	return n
}

func (m *Open) append(b []byte) []byte {
	b = append(b, m.Result.State.Bytes()...)
	b = append(b, byte(len(m.Result.Out)))
	b = append(b, m.Result.Out...)
	b = append(b, m.Root[:]...)
	b = append(b, byte(len(m.Paths)))
	for _, path := range m.Paths {
		b = append(b, byte(len(path)))
		b = appendDigests(b, path)
	}
	return appendDigests(b, m.Children)
}

func (m *Children) append(b []byte) []byte { return appendDigests(b, m.Digests) }

func (m *Chunk) append(b []byte) []byte { return append(b, m.Bytes...) }

func (m *Pick) append(b []byte) []byte { return binary.BigEndian.AppendUint16(b, m.Index) }

func (m *Prove) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, m.At)
	for _, proof := range m.Proofs {
		b = binary.BigEndian.AppendUint32(b, uint32(len(proof)))
		b = append(b, proof...)
	}
	return b
}

// DecodeMove reads what EncodeMove wrote and nothing else. It allocates no more
// than twice the length of b.
func DecodeMove(b []byte) (Move, error) {
	if len(b) > MaxMove {
		return nil, fmt.Errorf("%w: move of %d bytes, at most %d", ErrEncoding, len(b), MaxMove)
	}
	d := decoder{b: b}
	var m Move
	switch kind := Kind(d.byte()); kind {
	case KindOpen:
		m = d.open()
	case KindChildren:
		m = &Children{d.digests(d.rest(MaxChildren))}
	case KindChunk:
		m = &Chunk{d.bytes(min(len(d.b), commit.ChunkSize))}
	case KindPick:
		m = &Pick{d.uint16()}
	case KindProve:
		m = d.prove()
	default:
		return nil, fmt.Errorf("%w: move of kind %d, want %d to %d", ErrEncoding, kind, KindOpen, KindProve)
	}
	return m, d.end("move")
}

func (d *decoder) open() *Open {
	m := &Open{}
	m.Result = d.result()
	m.Root = d.digest()
	n := int(d.byte())
	if n > MaxPaths {
		d.fail("%d paths, at most %d", n, MaxPaths)
	}
	for range min(n, MaxPaths) {
		length := int(d.byte())
		if length > MaxPath {
			d.fail("a path of %d digests, at most %d", length, MaxPath)
			break
		}
		m.Paths = append(m.Paths, d.digests(length))
	}
	m.Children = d.digests(d.rest(1 << TraceLevels))
	return m
}

func (d *decoder) prove() *Prove {
	m := &Prove{At: d.uint16()}
	for len(d.b) > 0 && d.err == nil {
		if len(m.Proofs) == MaxReads {
			d.fail("more than %d proofs", MaxReads)
			break
		}
		m.Proofs = append(m.Proofs, d.bytes(int(d.uint32())))
	}
	return m
}
