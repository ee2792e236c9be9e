// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// pieces are the lengths of the matches and of the gaps between them.
func pieces(p *pattern.Pattern, text []byte) []int {
	lengths := []int{}
	for len(text) > 0 {
		start, end := p.Find(text)
		if start > 0 {
			lengths = append(lengths, start)
		}
		if end > start {
			lengths = append(lengths, end-start)
		}
		text = text[end:]
	}
	return lengths
}

// The splits that testdata/record.py saw in the original: every pattern of a
// known family of tokenizers, and some that test each feature.
func TestRecordedSplits(t *testing.T) {
	t.Parallel()
	var recorded struct {
		Texts    []string
		Patterns []struct {
			Name, Expr string
			Pieces     [][]int
		}
	}
	file, err := os.ReadFile("testdata/splits.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(file, &recorded))
	require.NotEmpty(t, recorded.Patterns)
	for _, c := range recorded.Patterns {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			p, err := pattern.Compile(c.Expr)
			require.NoError(t, err)
			require.Len(t, c.Pieces, len(recorded.Texts))
			for i, text := range recorded.Texts {
				require.Equal(t, c.Pieces[i], pieces(p, []byte(text)), "%q", text)
			}
		})
	}
}
