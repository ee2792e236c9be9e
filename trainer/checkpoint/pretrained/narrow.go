// SPDX-License-Identifier: Apache-2.0

package pretrained

import (
	"encoding/binary"
	"fmt"
	"io"
)

// writeNarrow writes binary32 numbers as bfloat16 through buf.
func writeNarrow(w io.Writer, name string, from, buf []byte) error {
	for at := 0; at < len(from); {
		part := from[at:min(at+2*len(buf), len(from))]
		for i := 0; i < len(part); i += 4 {
			h := narrow(binary.LittleEndian.Uint32(part[i:]))
			if h&0x7f80 == 0x7f80 {
				return fmt.Errorf("%w: element %d of %s is too large for bf16, or not finite; export f32", ErrExport, (at+i)/4, name)
			}
			binary.LittleEndian.PutUint16(buf[i/2:], h)
		}
		if _, err := w.Write(buf[:len(part)/2]); err != nil {
			return err
		}
		at += len(part)
	}
	return nil
}

// narrow rounds a finite number to nearest, ties to even; the carry may reach
// the exponent, as it should. What is not finite stays so.
func narrow(v uint32) uint16 {
	if v&0x7f800000 == 0x7f800000 {
		return uint16(v>>16) | 0x7f80
	}
	return uint16((v + 0x7fff + v>>16&1) >> 16)
}
