// SPDX-License-Identifier: Apache-2.0

package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// MaxHeader is the longest header that is read. That of a model of 100
	// layers has some 100 KB.
	MaxHeader = 16 << 20

	lengthSize = 8
	metadata   = "__metadata__"
	maxDims    = 32
)

// Tensor is one entry of a header.
type Tensor struct {
	Name  string
	DType DType
	Shape []uint64
	// Offset is where it starts in the data, Bytes how long it is.
	Offset, Bytes uint64
}

// Header says what a file holds.
type Header struct {
	// Tensors are in the order of their data.
	Tensors  []Tensor
	Metadata map[string]string
	// Size is the bytes before the data, DataSize those of the data.
	Size, DataSize uint64

	byName map[string]int
}

// Find returns the tensor of a name.
func (h *Header) Find(name string) (Tensor, bool) {
	i, ok := h.byName[name]
	if !ok {
		return Tensor{}, false
	}
	return h.Tensors[i], true
}

// ReadHeader reads the header of a file of the given size.
func ReadHeader(r io.ReaderAt, size int64) (*Header, error) {
	if size < lengthSize {
		return nil, fmt.Errorf("%w: %d bytes; want at least %d", ErrFormat, size, lengthSize)
	}
	var length [lengthSize]byte
	if _, err := r.ReadAt(length[:], 0); err != nil {
		return nil, fmt.Errorf("%w: its first %d bytes: %w", ErrFormat, lengthSize, err)
	}
	n, rest := binary.LittleEndian.Uint64(length[:]), uint64(size)-lengthSize
	switch {
	case n > rest:
		return nil, fmt.Errorf("%w: header of %d bytes in a file of %d; it was cut short, or is something else", ErrFormat, n, size)
	case n > MaxHeader:
		return nil, fmt.Errorf("%w: %d bytes; allowed: at most %d", ErrTooLarge, n, MaxHeader)
	}
	text := make([]byte, n)
	if read, err := r.ReadAt(text, lengthSize); read < len(text) {
		return nil, fmt.Errorf("%w: its header: %w", ErrFormat, err)
	}
	h, err := parse(text)
	if err != nil {
		return nil, err
	}
	h.Size, h.DataSize = lengthSize+n, rest-n
	return h, h.cover()
}

// parse reads the JSON of a header.
func parse(text []byte) (*Header, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%w: header is not UTF-8", ErrFormat)
	}
	if len(text) == 0 || text[0] != '{' {
		return nil, fmt.Errorf("%w: header starts with %.16q; want {", ErrFormat, text)
	}
	h := &Header{}
	p := newParser(bytes.TrimRight(text, " "))
	err := p.object(func(key string) error {
		if key == metadata {
			h.Metadata = map[string]string{}
			return p.object(func(key string) (err error) {
				h.Metadata[key], err = p.text()
				return err
			})
		}
		h.Tensors = append(h.Tensors, Tensor{Name: key})
		return p.tensor(&h.Tensors[len(h.Tensors)-1])
	})
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, err
	}
	return h, nil
}

// cover checks that the tensors are the data, all of it and each byte once.
func (h *Header) cover() error {
	slices.SortStableFunc(h.Tensors, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Bytes, b.Bytes))
	})
	at := uint64(0)
	h.byName = make(map[string]int, len(h.Tensors))
	for i := range h.Tensors {
		t := &h.Tensors[i]
		want, ok := t.size()
		switch {
		case !ok || want != t.Bytes:
			return fmt.Errorf("%w: %s is %s %v, which is not its %d bytes", ErrFormat, quote(t.Name), t.DType, t.Shape, t.Bytes)
		case t.Offset < at:
			return fmt.Errorf("%w: %s starts at %d, inside a tensor that ends at %d", ErrFormat, quote(t.Name), t.Offset, at)
		case t.Offset > at:
			return fmt.Errorf("%w: no tensor has the bytes from %d to %d, where %s starts", ErrFormat, at, t.Offset, quote(t.Name))
		}
		at += t.Bytes
		h.byName[t.Name] = i
	}
	if at != h.DataSize {
		return fmt.Errorf("%w: tensors of %d bytes, data of %d; the file was cut short, or has a tail", ErrFormat, at, h.DataSize)
	}
	return nil
}

// size is the bytes that shape and format stand for.
func (t *Tensor) size() (uint64, bool) {
	n, over := t.DType.Bytes(), uint64(0)
	for _, d := range t.Shape {
		var high uint64
		high, n = bits.Mul64(n, d)
		over |= high
	}
	return n, over == 0
}

// quote shortens a name from outside before an error shows it.
func quote(name string) string {
	const most = 80
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "..."
	}
	return fmt.Sprintf("%q", name)
}
