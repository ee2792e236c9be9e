// SPDX-License-Identifier: Apache-2.0

package data_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
)

// A file of tokens, of whatever width it is said to be, becomes a dataset that
// holds exactly its ids and passes its own check, or an error.
func FuzzImport(f *testing.F) {
	for _, width := range []int{0, 1, 2, 4} {
		f.Add([]byte("\x00\x01a\x00b\x00c\x00"), width)
		f.Add([]byte("a\x00\x00\x00b"), width)
	}
	f.Add([]byte{}, 2)
	f.Fuzz(func(t *testing.T, file []byte, width int) {
		var blob bytes.Buffer
		m, err := data.Import(t.Context(), bytes.NewReader(file), &blob, data.ImportOptions{Width: width})
		if err != nil {
			return
		}
		d, err := data.New(m, bytes.NewReader(blob.Bytes()))
		require.NoError(t, err)
		require.NoError(t, d.Check(t.Context(), nil))
		require.Equal(t, uint64(len(file)/width), m.Tokens)
		ids := make([]uint32, m.Tokens)
		require.NoError(t, d.Read(ids, 0))
		for i, id := range ids {
			want := uint32(0)
			for b := range width {
				want |= uint32(file[i*width+b]) << (8 * b)
			}
			require.Equal(t, want, id)
			require.Less(t, int(id), token.Bytes().Vocabulary())
		}
	})
}
