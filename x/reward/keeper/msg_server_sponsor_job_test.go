// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"context"
	"testing"

	"cosmossdk.io/math"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

func TestSponsorJobRefusals(t *testing.T) {
	f := rewardtest.New(t)
	for job := uint64(1); job <= 65; job++ {
		f.Fund(job, "alice", 10)
	}
	f.Fund(99, "alice", 10)
	f.Close(99, "alice", false, 0)
	for job := uint64(1); job <= 64; job++ {
		f.Sponsor(job, 1, 10)
	}
	one := math.OneInt()
	for name, c := range map[string]struct {
		msg     types.MsgSponsorJob
		wantErr error
	}{
		"anybody":      {types.MsgSponsorJob{Authority: f.Account("alice"), Job: 1, Weight: 1, Cap: one}, sdkerrors.ErrUnauthorized},
		"weight":       {types.MsgSponsorJob{Authority: f.Authority, Job: 1, Weight: types.MaxWeight + 1, Cap: one}, types.ErrInvalidWeight},
		"cap":          {types.MsgSponsorJob{Authority: f.Authority, Job: 1, Weight: 1, Cap: math.ZeroInt()}, types.ErrInvalidAmount},
		"no job":       {types.MsgSponsorJob{Authority: f.Authority, Job: 77, Weight: 1, Cap: one}, types.ErrEscrowNotFound},
		"closed job":   {types.MsgSponsorJob{Authority: f.Authority, Job: 99, Weight: 1, Cap: one}, types.ErrJobClosed},
		"one too many": {types.MsgSponsorJob{Authority: f.Authority, Job: 65, Weight: 1, Cap: one}, types.ErrTooManySponsors},
		"not there":    {types.MsgSponsorJob{Authority: f.Authority, Job: 65}, types.ErrSponsorNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			err := f.Do(func(ctx context.Context) error {
				_, err := f.Msgs.SponsorJob(ctx, &c.msg)
				return err
			})
			require.ErrorIs(t, err, c.wantErr)
		})
	}
	f.Sponsor(64, 7, 20) // a change is no new sponsorship
	f.Sponsor(1, 0, 0)
	f.Sponsor(65, 1, 10)
	f.Check()
}
