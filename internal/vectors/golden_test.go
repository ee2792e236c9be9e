// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/internal/vectors"
)

var update = flag.Bool("update", false, "rewrite the vector files instead of comparing with them")

// golden compares what the code gives with a vector file.
func golden[T any](t *testing.T, name string, got T) {
	t.Helper()
	if *update {
		b, err := json.MarshalIndent(got, "", "\t")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, append(b, '\n'), 0o644))
		return
	}
	var want T
	require.NoError(t, vectors.Load(name, &want))
	require.Equal(t, want, got, "%s differs: a changed vector is a changed protocol", name)
}

func TestLoadRefuses(t *testing.T) {
	require.ErrorIs(t, vectors.Load("absent.json", nil), os.ErrNotExist)
	require.ErrorContains(t, vectors.Load("content.json", &struct{}{}), "unknown field")
}
