// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// TestStrangersTrainOneModel: three trainers who know only the chain and each
// other's addresses train a job to its end.
func TestStrangersTrainOneModel(t *testing.T) {
	for name, change := range map[string]func(s *spec.Spec){
		"dense":           func(*spec.Spec) {},
		"sparse":          func(s *spec.Spec) { s.Outer = spectest.Sparse().Outer },
		"nothing carried": func(s *spec.Spec) { s.Outer.Carry, s.Audit.Custodians = spec.Carry_CARRY_NONE, 0 },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCrew(t, 3, change)
			for _, r := range c.all() {
				require.Equal(t, jobtypes.JOB_STATUS_COMPLETED, r.Status, r.Reason)
			}
			job := c.get()
			require.Equal(t, uint64(3), job.FinalRounds)
			require.NotNil(t, job.Result)
			res, err := c.submitter.Job().Rounds(c.ctx, &jobtypes.QueryRoundsRequest{Job: c.job})
			require.NoError(t, err)
			for _, r := range res.Rounds {
				require.Len(t, r.Bases, 1, "round %d", r.Number)
				require.Equal(t, []byte{7}, r.Included, "round %d", r.Number)
			}
			require.Less(t, res.Rounds[2].Loss, res.Rounds[0].Loss)
			t.Log("mean losses, summed over slots, in 2^-20:", res.Rounds[0].Loss, res.Rounds[1].Loss, res.Rounds[2].Loss)
		})
	}
}
