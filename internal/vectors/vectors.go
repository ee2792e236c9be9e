// SPDX-License-Identifier: Apache-2.0

package vectors

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
)

//go:embed *.json
var files embed.FS

// Load decodes a vector file into v. Fields that v lacks are an error: a
// reader that ignores part of a vector proves less than it seems to.
func Load(name string, v any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("vectors: %s: %w", name, err)
	}
	return nil
}

// Pattern is content of the given size whose byte i is i mod 251, the pattern
// of BLAKE3's own vectors: as 251 is prime, no two chunks of a leaf and no two
// of the first 251 leaves are equal.
func Pattern(size uint64) *io.SectionReader {
	return io.NewSectionReader(pattern{}, 0, int64(size))
}

const period = 251

// cycle is long enough that copying from it, not filling it, is the work.
var cycle = func() (b [period * 1024]byte) {
	for i := range b {
		b[i] = byte(i % period)
	}
	return b
}()

type pattern struct{}

func (pattern) ReadAt(p []byte, off int64) (int, error) {
	for n := 0; n < len(p); {
		n += copy(p[n:], cycle[(off+int64(n))%period:])
	}
	return len(p), nil
}
