// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// Every event that the wire format knows is emitted by something, and every
// reason is given (M8).
func TestEveryEventIsEmitted(t *testing.T) {
	f := busy(t)
	require.NoError(t, unhold(f, key(2, 1, 1)))
	require.NoError(t, revoke(f, key(2, 1, 2)))
	f.Reserve(2, 10)
	f.Must(release(f, 2, 5))
	f.Sponsor(2, 0, 0)
	f.ClaimNet("erin", 2)
	_, err := f.ClaimRoyalties("bob", 1)
	require.NoError(t, err)
	f.FailSend = string(rewardtest.Address("bob"))
	f.Next(10)
	f.FailSend = ""
	f.Next(10)
	f.Must(updateParams(f, rewardtest.Params()))

	file, err := proto.HybridResolver.FindFileByPath("weft/reward/v1/event.proto")
	require.NoError(t, err)
	events := 0
	for i := range file.Messages().Len() {
		name := string(file.Messages().Get(i).FullName())
		require.True(t, strings.HasPrefix(name, "weft.reward.v1.Event"), name)
		require.Positive(t, f.Ledger.Seen[name], name)
		events++
	}
	require.Positive(t, events)
	for number, name := range types.Reason_name {
		if number != 0 {
			require.Positive(t, f.Ledger.Reasons[types.Reason(number)], name)
		}
	}
}
