// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
)

func TestBitmapLayout(t *testing.T) {
	b := commit.NewBitmap(12)
	require.Len(t, b, 2)
	b.Set(0)
	b.Set(9)
	require.Equal(t, commit.Bitmap{0x01, 0x02}, b)
	require.Equal(t, 2, b.Count())
	b.Clear(0)
	require.Equal(t, commit.Bitmap{0x00, 0x02}, b)
	for _, i := range []int{-1, 0, 16, 1 << 30} {
		require.False(t, b.Has(i), "%d", i)
	}
	require.True(t, b.Has(9))
}

func TestBitmapValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		b       commit.Bitmap
		n       int
		wantErr error
	}{
		"empty":        {nil, 0, nil},
		"full byte":    {commit.Bitmap{0xff}, 8, nil},
		"last bit":     {commit.Bitmap{0xff, 0x01}, 9, nil},
		"padding set":  {commit.Bitmap{0xff, 0x02}, 9, commit.ErrBitmap},
		"short":        {commit.Bitmap{0xff}, 9, commit.ErrBitmap},
		"long":         {commit.Bitmap{0xff, 0}, 8, commit.ErrBitmap},
		"not of zero":  {commit.Bitmap{0}, 0, commit.ErrBitmap},
		"nil for some": {nil, 1, commit.ErrBitmap},
	} {
		t.Run(name, func(t *testing.T) {
			err := tc.b.Validate(tc.n)
			if tc.wantErr == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, tc.wantErr)
			}
		})
	}
}

// The operations against sets of integers.
func TestBitmapAgainstSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (commit.Bitmap, map[int]bool) {
			n := rapid.IntRange(0, 70).Draw(t, name)
			b, set := commit.NewBitmap(n), make(map[int]bool)
			for i := range n {
				if rapid.Bool().Draw(t, "member") {
					b.Set(i)
					set[i] = true
				}
			}
			require.NoError(t, b.Validate(n))
			require.Equal(t, len(set), b.Count())
			return b, set
		}
		b, bs := draw("b")
		c, cs := draw("c")
		and, andNot, or := b.And(c), b.AndNot(c), b.Or(c)
		for i := range 80 {
			require.Equal(t, bs[i], b.Has(i))
			require.Equal(t, bs[i] && cs[i], and.Has(i))
			require.Equal(t, bs[i] && !cs[i], andNot.Has(i))
			require.Equal(t, bs[i] || cs[i], or.Has(i))
		}
		require.True(t, b.Equal(b.And(b)))
	})
}
