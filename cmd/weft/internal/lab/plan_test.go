// SPDX-License-Identifier: Apache-2.0

package lab_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
)

// What a plan still holds is what will be due: the time that is left depends
// on it.
func TestPlanCountsAhead(t *testing.T) {
	t.Parallel()
	for steps := uint64(1); steps <= 13; steps++ {
		for every := range uint64(15) {
			p := &lab.Plan{Steps: steps}
			for step := range steps + 1 {
				due := uint64(0)
				for later := step + 1; later <= steps; later++ {
					if lab.Due(p, every, later) {
						due++
					}
				}
				require.Equal(t, due, lab.Still(p, every, step), "%d steps, every %d, after %d", steps, every, step)
			}
		}
	}
}

// A record goes on after the steps that a checkpoint has, whatever was written
// beyond them, and says what is wrong with a file that is none.
func TestLosses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "losses")
	add := func(done uint64, losses ...float32) *float32 {
		l, err := lab.OpenLosses(path, done)
		require.NoError(t, err)
		for i, loss := range losses {
			require.NoError(t, l.Add(done+uint64(i)+1, loss))
		}
		require.NoError(t, l.Close())
		return l.First
	}
	require.Equal(t, float32(5.5), *add(0, 5.5, 5, 4))
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"step":4,"lo`) // killed while writing
	require.NoError(t, err)
	require.NoError(t, f.Close())
	require.Equal(t, float32(5.5), *add(2, 3.5))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "{\"step\":1,\"loss\":5.5}\n{\"step\":2,\"loss\":5}\n{\"step\":3,\"loss\":3.5}\n", string(text))

	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("{\"step\":1,\"loss\":5.5}\n", 2)), 0o600))
	_, err = lab.OpenLosses(path, 2)
	require.ErrorIs(t, err, lab.ErrLosses)
	require.ErrorContains(t, err, "line 2 is not step 2")
}

// Temperature 0 takes the first of the likeliest; any other follows the
// weights, and an equal seed gives equal draws.
func TestDraw(t *testing.T) {
	t.Parallel()
	require.Equal(t, uint32(1), lab.NewDraw(0, 1).Next([]float32{1, 2, 2, -1}))
	logits := []float32{0, 0.6931472, -100} // one to two to nothing
	one, other := lab.NewDraw(1, 5), lab.NewDraw(1, 5)
	counts := [3]int{}
	for range 30_000 {
		id := one.Next(logits)
		require.Equal(t, id, other.Next(logits))
		counts[id]++
	}
	require.InEpsilon(t, 10_000, counts[0], 0.03)
	require.InEpsilon(t, 20_000, counts[1], 0.03)
	require.Zero(t, counts[2])
}
