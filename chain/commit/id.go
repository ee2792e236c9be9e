// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

const (
	// DigestSize is the length of a digest in bytes.
	DigestSize = 32
	// IDSize is the length of an encoded ID: digest, then size.
	IDSize = DigestSize + 8
	// CIDSize is the length of a binary CID: four bytes of prefix, then digest.
	CIDSize = 4 + DigestSize
)

// Codecs of a CID: a blob is addressed by its root node, never by a raw leaf.
const (
	codecNode = 0x70 // dag-pb
	codecLeaf = 0x55 // raw
)

// Digest is a BLAKE3-256 hash.
type Digest [DigestSize]byte

// IsZero reports whether d is all zeros, the value of "absent".
func (d Digest) IsZero() bool { return d == Digest{} }

// String is lower-case hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ID is the address of a blob: the digest of its root node and its length. The
// length belongs to the address, for it fixes the shape of the tree.
type ID struct {
	Digest Digest
	Size   uint64
}

// Bytes is the encoding of an ID inside hashed and stored protocol data.
func (id ID) Bytes() []byte {
	b := make([]byte, 0, IDSize)
	b = append(b, id.Digest[:]...)
	return binary.BigEndian.AppendUint64(b, id.Size)
}

// DecodeID reads what Bytes wrote.
func DecodeID(b []byte) (ID, error) {
	if len(b) != IDSize {
		return ID{}, fmt.Errorf("%w: %d bytes, want %d", ErrID, len(b), IDSize)
	}
	id := ID{Digest: Digest(b[:DigestSize]), Size: binary.BigEndian.Uint64(b[DigestSize:])}
	return id, id.Validate()
}

// NewID is the ID with the given digest bytes, as messages carry them.
func NewID(digest []byte, size uint64) (ID, error) {
	if len(digest) != DigestSize {
		return ID{}, fmt.Errorf("%w: digest of %d bytes, want %d", ErrID, len(digest), DigestSize)
	}
	id := ID{Digest: Digest(digest), Size: size}
	return id, id.Validate()
}

// Validate refuses sizes that no tree can have.
func (id ID) Validate() error {
	if id.Size > MaxSize {
		return fmt.Errorf("%w: size %d, want at most %d", ErrID, id.Size, uint64(MaxSize))
	}
	return nil
}

// IsZero reports whether id is the value of "absent".
func (id ID) IsZero() bool { return id == ID{} }

// CID is the binary CIDv1 (dag-pb, BLAKE3-256) under which IPFS knows the blob.
func (id ID) CID() []byte { return appendCID(make([]byte, 0, CIDSize), codecNode, id.Digest) }

// CIDString is the CID as IPFS prints it.
func (id ID) CIDString() string { return "b" + cidBase32.EncodeToString(id.CID()) }

// String is the CID, a colon and the size in decimal.
func (id ID) String() string { return id.CIDString() + ":" + strconv.FormatUint(id.Size, 10) }

// ParseID reads what String wrote and nothing else.
func ParseID(s string) (ID, error) {
	c, n, ok := strings.Cut(s, ":")
	if !ok {
		return ID{}, fmt.Errorf("%w: %.80q has no size, want <cid>:<bytes>", ErrID, s)
	}
	d, err := ParseCID(c)
	if err != nil {
		return ID{}, err
	}
	size, err := strconv.ParseUint(n, 10, 64)
	if err != nil || strconv.FormatUint(size, 10) != n {
		return ID{}, fmt.Errorf("%w: size %.30q, want a plain decimal", ErrID, n)
	}
	id := ID{Digest: d, Size: size}
	return id, id.Validate()
}

// cidBase32 is multibase "b": RFC 4648, lower case, no padding.
var cidBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ParseCID reads the text form of a blob's CID. The decoder of the standard
// library ignores line breaks and spare bits, so the text is compared with its
// own re-encoding.
func ParseCID(s string) (Digest, error) {
	if len(s) != 1+cidBase32.EncodedLen(CIDSize) || s[0] != 'b' {
		return Digest{}, fmt.Errorf("%w: %.80q, want a CIDv1 in base32 of %d characters", ErrID, s, 1+cidBase32.EncodedLen(CIDSize))
	}
	b, err := cidBase32.DecodeString(s[1:])
	if err != nil || cidBase32.EncodeToString(b) != s[1:] {
		return Digest{}, fmt.Errorf("%w: %q is not lower-case base32", ErrID, s)
	}
	return DecodeCID(b)
}

// DecodeCID reads a binary CID of a blob's root node.
func DecodeCID(b []byte) (Digest, error) {
	d, codec, ok := readCID(b)
	if !ok || codec != codecNode {
		return Digest{}, fmt.Errorf("%w: CID %.80x, want 01701e20 and %d bytes (CIDv1, dag-pb, BLAKE3-256)", ErrID, b, DigestSize)
	}
	return d, nil
}

func appendCID(b []byte, codec byte, d Digest) []byte {
	return append(append(b, 1, codec, 0x1e, DigestSize), d[:]...)
}

func readCID(b []byte) (d Digest, codec byte, ok bool) {
	if len(b) != CIDSize || b[0] != 1 || b[2] != 0x1e || b[3] != DigestSize {
		return Digest{}, 0, false
	}
	return Digest(b[4:]), b[1], true
}
