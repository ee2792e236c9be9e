// SPDX-License-Identifier: Apache-2.0

package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/game/gametest"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/replay"
)

// What a step costs beside its arithmetic: in a row, and as a story, which plans
// and allocates an engine and reads the state from its file.
func BenchmarkStep(b *testing.B) {
	k, err := cpu.New("auto")
	require.NoError(b, err)
	steps := gametest.NewSteps(gametest.Small(), nil)
	f, cfg := &files{blobs: steps.Blobs}, replay.Config{Kernel: k, Workers: 1}
	b.Run("row", func(b *testing.B) {
		b.ReportAllocs()
		row := replay.NewRow(cfg)
		defer row.Close()
		before := steps.Inner.Facts.State
		for i := uint32(1); b.Loop(); i++ {
			got, err := row.Run(b.Context(), inner(steps, before, i%4+1), f, false)
			require.NoError(b, err)
			before.ID = got.Result.State
		}
	})
	b.Run("story", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := replay.Run(b.Context(), inner(steps, steps.Inner.Facts.State, 1), f, cfg)
			require.NoError(b, err)
		}
	})
}
