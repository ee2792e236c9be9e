// SPDX-License-Identifier: Apache-2.0

package game

import (
	"encoding/binary"
	"fmt"

	"github.com/weft-network/weft/chain/commit"
)

// decoder reads fields of fixed width, big-endian. The first fault stays, and
// everything after it reads as zero.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: "+format, append([]any{ErrEncoding}, args...)...)
	}
}

// take is the next n bytes, of which there may be too few.
func (d *decoder) take(n int) []byte {
	if n > len(d.b) {
		d.fail("%d bytes, want %d more", len(d.b), n)
		d.b = nil
	}
	if d.err != nil {
		return nil
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

// bytes is a copy, nil of nothing.
func (d *decoder) bytes(n int) []byte { return append([]byte(nil), d.take(n)...) }

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint16() uint16 {
	if b := d.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (d *decoder) uint32() uint32 {
	if b := d.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) uint64() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) digest() (digest commit.Digest) {
	copy(digest[:], d.take(commit.DigestSize))
	return digest
}

// digests is nil of none.
func (d *decoder) digests(n int) []commit.Digest {
	b := d.take(n * commit.DigestSize)
	var digests []commit.Digest
	for ; len(b) > 0; b = b[commit.DigestSize:] {
		digests = append(digests, commit.Digest(b[:commit.DigestSize]))
	}
	return digests
}

// rest is how many digests what is left holds, all of it.
func (d *decoder) rest(most int) int {
	n := len(d.b) / commit.DigestSize
	if len(d.b)%commit.DigestSize != 0 || n > most {
		d.fail("%d bytes of digests, want a multiple of %d, at most %d", len(d.b), commit.DigestSize, most*commit.DigestSize)
		return 0
	}
	return n
}

func (d *decoder) result() (r Result) {
	b := d.take(commit.IDSize)
	if b == nil {
		return r
	}
	id, err := commit.DecodeID(b)
	if err != nil {
		d.fail("state: %v", err)
	}
	r.State = id
	n := int(d.byte())
	if n > commit.MaxOut {
		d.fail("out of %d bytes, at most %d", n, commit.MaxOut)
	}
	r.Out = d.bytes(min(n, commit.MaxOut))
	return r
}

// end is the fault, or that something follows.
func (d *decoder) end(what string) error {
	if len(d.b) > 0 {
		d.fail("%d bytes after the %s", len(d.b), what)
	}
	return d.err
}

func appendDigests(b []byte, digests []commit.Digest) []byte {
	for i := range digests {
		b = append(b, digests[i][:]...)
	}
	return b
}
