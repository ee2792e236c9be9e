// SPDX-License-Identifier: Apache-2.0

package game_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game"
)

const chapter = "../../docs/spec/dispute.md"

// hold compares a part of the chapter with what the code says; WEFT_UPDATE=1
// writes it anew.
func hold(t *testing.T, part, want string) {
	t.Helper()
	file, err := os.ReadFile(chapter)
	require.NoError(t, err)
	mark := "<!-- " + part + " -->\n"
	before, rest, ok := strings.Cut(string(file), mark)
	require.True(t, ok, part)
	got, after, ok := strings.Cut(rest, "<!-- end -->")
	require.True(t, ok, part)
	if os.Getenv("WEFT_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(chapter, []byte(before+mark+want+"<!-- end -->"+after), 0o644))
		return
	}
	require.Equal(t, want, got)
}

// The chapter's bounds are the code's.
func TestChapterBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString("\n| constant | value | meaning |\n| --- | --- | --- |\n")
	for _, c := range []struct {
		name  string
		value uint64
		about string
	}{
		{"TraceLevels", game.TraceLevels, "binary levels of the trace that one descent takes"},
		{"ChunkLevels", game.ChunkLevels, "binary levels of a BLAKE3 tree that one descent takes"},
		{"NodeLevels", game.NodeLevels, "levels of nodes of a file that one descent takes"},
		{"MaxChildren", game.MaxChildren, "digests of a move"},
		{"MaxEntries", game.MaxEntries, "entries of a trace"},
		{"MaxPath", game.MaxPath, "digests of a path in a trace"},
		{"MaxReads", game.MaxReads, "proofs of a witness"},
		{"MaxWitness", game.MaxWitness, "bytes of a witness"},
		{"MaxMove", game.MaxMove, "bytes of a move"},
		{"MaxPosition", game.MaxPosition, "bytes of a position"},
		{"MaxClock", game.MaxClock, "blocks of a clock"},
	} {
		fmt.Fprintf(&b, "| `game.%s` | %d | %s |\n", c.name, c.value, c.about)
	}
	hold(t, "bounds", b.String()+"\n")
}
