// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
)

var (
	constantRow = regexp.MustCompile("(?m)^\\| `([\\w.]+)` \\| (\\d+) \\|")
	costRow     = regexp.MustCompile(`(?m)^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$`)
)

// The numbers in the specification are those of the code.
func TestSpecificationAgrees(t *testing.T) {
	text, err := os.ReadFile("../../docs/spec/content.md")
	require.NoError(t, err)
	number := func(b []byte) uint64 {
		v, err := strconv.ParseUint(string(b), 10, 64)
		require.NoError(t, err)
		return v
	}

	got := make(map[string]uint64)
	for _, row := range constantRow.FindAllSubmatch(text, -1) {
		got[string(row[1])] = number(row[2])
	}
	require.Equal(t, map[string]uint64{
		"commit.ChunkSize":      commit.ChunkSize,
		"commit.LeafSize":       commit.LeafSize,
		"commit.MaxFanout":      commit.MaxFanout,
		"commit.MaxDepth":       commit.MaxDepth,
		"commit.MaxSize":        commit.MaxSize,
		"commit.MaxNode":        commit.MaxNode,
		"commit.MaxRange":       commit.MaxRange,
		"commit.MaxLosses":      commit.MaxLosses,
		"sample.MaxPermutation": sample.MaxPermutation,
		"sample.AuditBlocks":    sample.AuditBlocks,
	}, got)

	rows := costRow.FindAllSubmatch(text, -1)
	require.Len(t, rows, 6)
	for _, row := range rows {
		size, length := number(row[1]), number(row[2])
		cost, err := commit.BlobSpan(size).Cost(commit.Range{Offset: size / 3 / commit.ChunkSize * commit.ChunkSize, Length: length})
		require.NoError(t, err)
		require.Equal(t, commit.Cost{Bytes: number(row[3]), Compressions: number(row[4])}, cost, "%d bytes of %d", length, size)
	}
}
