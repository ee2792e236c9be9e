// SPDX-License-Identifier: Apache-2.0

package attack_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/internal/attack"
)

// TestProofsExist: what is said to show a strategy's outcome is a test of this
// repository.
func TestProofsExist(t *testing.T) {
	named := map[string]bool{}
	for _, s := range attack.Strategies() {
		require.False(t, named[s.Name], "%s is listed twice", s.Name)
		named[s.Name] = true
		require.NotEmpty(t, s.Tries, s.Name)
		require.NotEmpty(t, s.Stops, s.Name)
		require.NotEmpty(t, s.Outcome, s.Name)
		for _, p := range s.Shown {
			require.True(t, exists(t, p), "%s: %s has no %s", s.Name, p.Package, p.Test)
		}
	}
}

func exists(t *testing.T, p attack.Proof) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(p.Package), "*_test.go"))
	require.NoError(t, err)
	declared := regexp.MustCompile(`(?m)^func ` + p.Test + `\(t \*testing\.T\)`)
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		if declared.Match(b) {
			return true
		}
	}
	return false
}
