// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/referee"
)

// The costs in the specification are those of the code.
func TestChapter(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/spec/referee.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(text), "<!-- costs -->")
	require.True(t, ok)
	table, _, ok := strings.Cut(rest, "<!-- end -->")
	require.True(t, ok)
	got := map[string]uint64{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]+) \| (\d+) \|$`).FindAllStringSubmatch(table, -1) {
		got[row[1]], err = strconv.ParseUint(row[2], 10, 64)
		require.NoError(t, err)
	}
	require.Equal(t, referee.Costs(), got)
}
