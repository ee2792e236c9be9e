// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/job/types"
)

// TestNobodyWaitsForTheSlashed: whoever loses its slot to a verdict cannot commit
// or witness any more, and the round in which that happens goes on at once when
// it was all that was missing.
func TestNobodyWaitsForTheSlashed(t *testing.T) {
	t.Run("training", func(t *testing.T) {
		w, trainers := closedRound(t)
		w.commit(trainers[1], 1, 2, 1)
		require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
		w.settle()
		require.Equal(t, types.ROUND_PHASE_TRAINING, w.round(1, 2).Phase, "one works still")
		newcomer := w.provider("newcomer")
		w.join(1, newcomer)
		w.commit(trainers[2], 1, 2, 2)
		w.settle()
		r := w.round(1, 2)
		require.Equal(t, types.ROUND_PHASE_WITNESSING, r.Phase)
		require.Equal(t, commit.Bitmap{1}, commit.Bitmap(r.Gone))
		w.witness(trainers[1], 1, 2)
		w.witness(trainers[2], 1, 2)
		w.settle()
		r = w.round(1, 2)
		require.NotZero(t, r.ClosedHeight, "the two who are left have said what they hold")
		require.Equal(t, commit.Bitmap{6}, commit.Bitmap(r.Included))
		for _, missed := range w.get(1).Missed {
			require.False(t, commit.Bitmap(missed).Has(0), "what the holder before it missed is not the newcomer's")
		}
		w.check()
	})
	t.Run("the last to train", func(t *testing.T) {
		w, trainers := closedRound(t)
		w.commit(trainers[1], 1, 2, 1)
		w.commit(trainers[2], 1, 2, 2)
		w.settle()
		require.Equal(t, types.ROUND_PHASE_TRAINING, w.round(1, 2).Phase)
		require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
		w.settle()
		require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(1, 2).Phase)
		w.check()
	})
	t.Run("the last to witness", func(t *testing.T) {
		w, trainers := closedRound(t)
		for i, o := range trainers {
			w.commit(o, 1, 2, uint32(i))
		}
		w.settle()
		w.witness(trainers[1], 1, 2)
		w.witness(trainers[2], 1, 2)
		w.settle()
		require.Equal(t, types.ROUND_PHASE_WITNESSING, w.round(1, 2).Phase)
		require.NoError(t, w.job.ProveFalse(w.ctx, fraud(1, nil)))
		w.settle()
		r := w.round(1, 2)
		require.NotZero(t, r.ClosedHeight)
		require.Equal(t, commit.Bitmap{6}, commit.Bitmap(r.Included), "without its delta")
		w.check()
	})
}
